"""Nobody listens on the port: the SYN is answered by RST, and the attempt is over. Nanosecond time stamps."""

from lab import SERVER

OPTIONS = ("--time-stamp-precision=nano",)


def run(lab):
    for port in 40001, 40002:
        try:
            lab.client.connect(SERVER, 81, port)
        except ConnectionRefusedError:
            continue
        raise AssertionError("should have been refused")

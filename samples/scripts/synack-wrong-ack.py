"""A server acknowledges the SYN with x+2 instead of x+1; the client refuses and tries again, to no avail."""

import time

from lab import SERVER

TAP, SECONDS = "middle", 6
EXPECTED = [("handshake/ack-of-syn", "server")]


def run(lab):
    lab.user_host(lab.server, synack_offset=2).listen(80)
    client = lab.client.open()
    client.bind(("", 40001))
    client.settimeout(4.5)
    try:
        client.connect((SERVER, 80))
    except TimeoutError:
        client.close()
        return time.sleep(0.1)
    raise AssertionError("should not have been accepted")

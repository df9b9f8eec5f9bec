"""tcpdump at one place of the path; and the same packets written as pcapng."""

import signal
import struct
import subprocess
import time


class Capture:
    """A running tcpdump, from entering the block to leaving it."""

    def __init__(self, space, interface, file, options=()):
        self.command = ["ip", "netns", "exec", space.name, "tcpdump", "-i", interface, "-U", "-s0", "-n",
                        "--immediate-mode", "-Z", "root", "-w", file, *options, "tcp or icmp or icmp6 or arp"]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE)
        while b"listening on" not in self.process.stderr.readline():
            if self.process.poll() is not None:
                raise RuntimeError("tcpdump did not start")
        time.sleep(0.2)
        return self

    def __exit__(self, *_):
        time.sleep(0.3)
        self.process.send_signal(signal.SIGINT)
        self.process.communicate()


def to_pcapng(source, target, comment):
    """Writes the records of a little-endian classic capture as one pcapng section, nanoseconds, no drops."""
    octets = open(source, "rb").read()
    nanoseconds = struct.unpack_from("<I", octets)[0] == 0xA1B23C4D
    link_type = struct.unpack_from("<I", octets, 20)[0]

    def option(code, value):
        return struct.pack("<HH", code, len(value)) + value + bytes(-len(value) % 4)

    def block(kind, body):
        return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)

    with open(target, "wb") as out:
        out.write(block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + option(1, comment) + bytes(4)))
        out.write(block(1, struct.pack("<HHI", link_type, 0, 262144) + option(2, b"eth0") + option(9, b"\x09") + bytes(4)))
        place, stamp = 24, 0
        while place < len(octets):
            seconds, fraction, kept, original = struct.unpack_from("<IIII", octets, place)
            stamp = seconds * 10**9 + fraction * (1 if nanoseconds else 1000)
            frame = octets[place + 16:place + 16 + kept]
            out.write(block(6, struct.pack("<IIIII", 0, stamp >> 32, stamp & 0xFFFFFFFF, kept, original)
                            + frame + bytes(-kept % 4)))
            place += 16 + kept
        ends = struct.pack("<III", 0, stamp >> 32, stamp & 0xFFFFFFFF)
        out.write(block(5, ends + option(5, bytes(8)) + bytes(4)))

"""One TCP segment: read from an Ethernet frame, or written into one."""

import socket
import struct
from dataclasses import dataclass

FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
NUMBERS = 1 << 32


def difference(left, right):
    """How far `left` lies beyond `right` on the circle of sequence numbers (negative: before it)."""
    return (left - right + (NUMBERS >> 1)) % NUMBERS - (NUMBERS >> 1)


def internet_checksum(octets):
    """RFC 1071."""
    if len(octets) % 2:
        octets += b"\0"
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


@dataclass
class Segment:
    source: str
    source_port: int
    destination: str
    destination_port: int
    sequence: int
    acknowledgement: int = 0
    flags: int = ACK
    window: int = 65535
    options: bytes = b""
    payload: bytes = b""
    identification: int = 0

    @property
    def length(self):
        """SEG.LEN: octets of payload, with SYN and FIN counted (RFC 9293 §3.3.1)."""
        return len(self.payload) + bool(self.flags & SYN) + bool(self.flags & FIN)

    @property
    def syn(self):
        return bool(self.flags & SYN)

    @property
    def fin(self):
        return bool(self.flags & FIN)

    @property
    def rst(self):
        return bool(self.flags & RST)

    @property
    def bare_ack(self):
        return self.flags == ACK and not self.payload

    def timestamps(self):
        """TSval and TSecr (RFC 7323), or None."""
        place = 0
        while place < len(self.options) and self.options[place]:
            kind = self.options[place]
            if kind == 1:
                place += 1
                continue
            if kind == 8:
                return struct.unpack("!II", self.options[place + 2:place + 10])
            place += max(2, self.options[place + 1])
        return None

    def frame(self, source_mac, destination_mac):
        """The Ethernet frame (IPv4, DF set, TTL 64) with good checksums."""
        addresses = socket.inet_aton(self.source) + socket.inet_aton(self.destination)
        header = struct.pack("!HHIIBBHHH", self.source_port, self.destination_port, self.sequence % NUMBERS,
                             self.acknowledgement % NUMBERS, (5 + len(self.options) // 4) << 4, self.flags,
                             self.window, 0, 0) + self.options
        octets = header + self.payload
        checksum = internet_checksum(addresses + struct.pack("!BBH", 0, socket.IPPROTO_TCP, len(octets)) + octets)
        octets = octets[:16] + struct.pack("!H", checksum) + octets[18:]
        outer = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(octets), self.identification, 0x4000, 64,
                            socket.IPPROTO_TCP, 0) + addresses
        outer = outer[:10] + struct.pack("!H", internet_checksum(outer)) + outer[12:]
        return destination_mac + source_mac + b"\x08\x00" + outer + octets

    @staticmethod
    def read(frame):
        """The TCP segment in an Ethernet frame over IPv4 or IPv6; None for anything else."""
        kind, body = frame[12:14], frame[14:]
        if kind == b"\x08\x00" and body[9] == socket.IPPROTO_TCP:
            family, source, destination = socket.AF_INET, body[12:16], body[16:20]
            octets = body[(body[0] & 15) * 4:int.from_bytes(body[2:4], "big")]
            identification = int.from_bytes(body[4:6], "big")
        elif kind == b"\x86\xdd" and body[6] == socket.IPPROTO_TCP:
            family, source, destination = socket.AF_INET6, body[8:24], body[24:40]
            octets = body[40:40 + int.from_bytes(body[4:6], "big")]
            identification = 0
        else:
            return None
        ports_and_numbers = struct.unpack("!HHIIBBH", octets[:16])
        source_port, destination_port, sequence, acknowledgement, offset, flags, window = ports_and_numbers
        start = (offset >> 4) * 4
        return Segment(socket.inet_ntop(family, source), source_port, socket.inet_ntop(family, destination),
                       destination_port, sequence, acknowledgement, flags & 0x3F, window, octets[20:start],
                       octets[start:], identification)

"""One TCP segment: read from an Ethernet frame, or written into one. And the ICMP errors that quote one."""

import socket
import struct
from dataclasses import dataclass, replace

FIN, SYN, RST, PSH, ACK, URG, ECE, CWR = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80
NUMBERS = 1 << 32
NOT_ECT, ECT1, ECT0, CE = 0, 1, 2, 3


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
    ttl: int = 64
    ecn: int = NOT_ECT
    """The two bits of RFC 3168 in the IP header."""
    urgent: int = 0
    reserved: int = 0
    """The four bits between the data offset and CWR."""
    damaged: bool = False
    """The checksum is written wrong."""

    def but(self, **changes):
        """The same segment with other fields."""
        return replace(self, **changes)

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
        return self.flags & 0x3F == ACK and not self.payload

    def option(self, kind):
        """The value of an option, or None."""
        place = 0
        while place < len(self.options) and self.options[place]:
            if self.options[place] == 1:
                place += 1
                continue
            length = max(2, self.options[place + 1])
            if self.options[place] == kind:
                return self.options[place + 2:place + length]
            place += length
        return None

    def timestamps(self):
        """TSval and TSecr (RFC 7323), or None."""
        value = self.option(8)
        return struct.unpack("!II", value) if value else None

    def blocks(self):
        """The SACK blocks (RFC 2018), as pairs."""
        edges = self.option(5) or b""
        return [struct.unpack_from("!II", edges, place) for place in range(0, len(edges), 8)]

    def frame(self, source_mac, destination_mac):
        """The Ethernet frame (over IPv4 with DF, or IPv6), with good checksums."""
        family = socket.AF_INET6 if ":" in self.source else socket.AF_INET
        addresses = socket.inet_pton(family, self.source) + socket.inet_pton(family, self.destination)
        header = struct.pack("!HHIIBBHHH", self.source_port, self.destination_port, self.sequence % NUMBERS,
                             self.acknowledgement % NUMBERS, (5 + len(self.options) // 4) << 4 | self.reserved,
                             self.flags, self.window, 0, self.urgent) + self.options
        octets = header + self.payload
        checksum = internet_checksum(addresses + struct.pack("!IBBBB", len(octets), 0, 0, 0, 6) + octets)
        checksum ^= 0x5555 if self.damaged else 0
        octets = octets[:16] + struct.pack("!H", checksum) + octets[18:]
        return packet(addresses, socket.IPPROTO_TCP, octets, source_mac, destination_mac,
                      self.identification, self.ttl, self.ecn)

    @staticmethod
    def read(frame):
        """The TCP segment in an Ethernet frame over IPv4 or IPv6; None for anything else."""
        kind, body = frame[12:14], frame[14:]
        if kind == b"\x08\x00" and body[9] == socket.IPPROTO_TCP:
            family, source, destination = socket.AF_INET, body[12:16], body[16:20]
            octets = body[(body[0] & 15) * 4:int.from_bytes(body[2:4], "big")]
            identification, ttl, ecn = int.from_bytes(body[4:6], "big"), body[8], body[1] & 3
        elif kind == b"\x86\xdd" and body[6] == socket.IPPROTO_TCP:
            family, source, destination = socket.AF_INET6, body[8:24], body[24:40]
            octets = body[40:40 + int.from_bytes(body[4:6], "big")]
            identification, ttl, ecn = 0, body[7], body[1] >> 4 & 3
        else:
            return None
        ports_and_numbers = struct.unpack("!HHIIBBHHH", octets[:20])
        source_port, destination_port, sequence, acknowledgement, offset, flags, window, _, urgent = ports_and_numbers
        start = (offset >> 4) * 4
        return Segment(socket.inet_ntop(family, source), source_port, socket.inet_ntop(family, destination),
                       destination_port, sequence, acknowledgement, flags, window, octets[20:start],
                       octets[start:], identification, ttl, ecn, urgent, offset & 15)


def packet(addresses, protocol, octets, source_mac, destination_mac, identification=0, ttl=64, ecn=NOT_ECT):
    """An IP packet in its Ethernet frame; `addresses` are source and destination, 8 octets together or 32."""
    if len(addresses) == 32:
        header = struct.pack("!IHBB", 6 << 28 | ecn << 20, len(octets), protocol, ttl) + addresses
        return destination_mac + source_mac + b"\x86\xdd" + header + octets
    header = struct.pack("!BBHHHBBH", 0x45, ecn, 20 + len(octets), identification, 0x4000, ttl, protocol, 0) + addresses
    header = header[:10] + struct.pack("!H", internet_checksum(header)) + header[12:]
    return destination_mac + source_mac + b"\x08\x00" + header + octets


def icmp_error(about, sender, kind, code, extra=0):
    """The ICMP error by which `sender` (an address) answers the frame `about`; `extra` is the MTU where one is told."""
    inner = about[14:]
    six = inner[0] >> 4 == 6
    family = socket.AF_INET6 if six else socket.AF_INET
    addresses = socket.inet_pton(family, sender) + (inner[8:24] if six else inner[12:16])
    quote = inner[:1200] if six else inner[:28]
    octets = struct.pack("!BBHI", kind, code, 0, extra) + quote
    pseudo = addresses + struct.pack("!IBBBB", len(octets), 0, 0, 0, 58) if six else b""
    octets = octets[:2] + struct.pack("!H", internet_checksum(pseudo + octets)) + octets[4:]
    return packet(addresses, 58 if six else 1, octets, about[0:6], about[6:12])

#!/usr/bin/env python3
"""Writes one capture in three rotated files: many clients, and a server whose initial numbers follow no clock.

Only four-tuples that are used again show that, and every one of them is used again in another file.
"""
import hashlib
import os
import struct
import sys


def checksum(octets: bytes) -> int:
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets if len(octets) % 2 == 0 else octets + b"\0"))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def frame(source, destination, ports, seq, ack, flags) -> bytes:
    options = struct.pack("!BBH", 2, 4, 1460) if flags & 2 else b""
    head = struct.pack("!HHIIBBHHH", *ports, seq, ack, (20 + len(options)) // 4 << 4, flags, 64000, 0, 0) + options
    pseudo = source + destination + struct.pack("!BBH", 0, 6, len(head))
    head = head[:16] + struct.pack("!H", checksum(pseudo + head)) + head[18:]
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(head), 0, 0x4000, 64, 6, 0, source, destination)
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    return bytes(6) + bytes([2, 0, 0, 0, 0, 1]) + b"\x08\0" + ip + head


def conversation(number: int):
    """Three segments open, four close; after 48 of them the ports are used again, in another file."""
    place = number % 48
    client, server = bytes([10, 0, 0, 1 + place % 9]), bytes([10, 0, 1, 1])
    port = 40000 + place
    mine, yours = struct.unpack("!II", hashlib.sha256(b"%d" % number).digest()[:8])
    there, back = (client, server, (port, 80)), (server, client, (80, port))
    return [
        frame(*there, mine, 0, 2), frame(*back, yours, mine + 1, 18), frame(*there, mine + 1, yours + 1, 16),
        frame(*there, mine + 1, yours + 1, 17), frame(*back, yours + 1, mine + 2, 16),
        frame(*back, yours + 1, mine + 2, 17), frame(*there, mine + 2, yours + 2, 16),
    ]


def main(folder: str) -> None:
    os.makedirs(folder)
    records, time = [], 1_700_000_000_000_000
    for number in range(63):
        for octets in conversation(number):
            records.append((time, octets))
            time += 1_500
        time += 40_000_000
    # The cuts lie within conversations.
    borders = [0, 146, 293, len(records)]
    for place, (start, end) in enumerate(zip(borders, borders[1:])):
        with open(f"{folder}/night-{place + 1}.pcap", "wb") as file:
            file.write(struct.pack("!IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
            for moment, octets in records[start:end]:
                file.write(struct.pack("!IIII", moment // 1_000_000, moment % 1_000_000, len(octets), len(octets)) + octets)


if __name__ == "__main__":
    main(sys.argv[1])

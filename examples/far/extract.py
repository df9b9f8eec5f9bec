#!/usr/bin/env python3
"""Reads an extract of tcpreport (EXTRACT.md) and prints its records, one a line.

Needs Python 3.14, or before it the package zstandard.
"""
import ipaddress
import struct
import sys
from typing import Iterator, NamedTuple

try:
    from compression import zstd

    def unpack(octets: bytes, count: int) -> bytes:
        return zstd.decompress(octets)
except ImportError:
    import zstandard

    def unpack(octets: bytes, count: int) -> bytes:
        return zstandard.ZstdDecompressor().decompress(octets, max_output_size=count)


HEAD = struct.Struct("!5sBBB")
FIXED = struct.Struct("!BBHIqIIIIIQHHHHHHHHBBBBB")
FLAGS = ["fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr", "ae"]


class Record(NamedTuple):
    frame: int
    time: int
    is_error: bool
    checksum: int
    anomalies: int
    source: str
    destination: str
    flags: int
    seq: int
    ack: int
    window: int
    payload: int
    payload_hash: int
    options: bytes


def blocks(path: str) -> list[bytes]:
    """All blocks, unpacked; the last one is the summary."""
    with open(path, "rb") as file:
        octets = file.read()
    mark, kind, version, _ = HEAD.unpack_from(octets)
    if mark != b"\x89TCPR" or kind != 0x58:
        raise ValueError(f"{path} is no extract of tcpreport")
    if version != 1:
        raise ValueError(f"{path} is of version {version}")
    if octets[-8:] != b"TCPREND\n":
        raise ValueError(f"{path} is cut")
    found, place = [], HEAD.size
    while place < len(octets) - 16:
        count, packed = struct.unpack_from("!II", octets, place)
        found.append(unpack(octets[place + 8:place + 8 + packed], count))
        place += 8 + packed
    return found


def summary(block: bytes) -> tuple[int, int, int, str]:
    """Shard, shards, records, and the capture's name."""
    shard, shards, records, length = struct.unpack_from("!qqqI", block)
    return shard, shards, records, block[28:28 + length].decode()


def records(path: str) -> Iterator[Record]:
    for block in blocks(path)[:-1]:
        place = 0
        while place < len(block):
            (length, bits, anomalies, frame, time, seq, ack, payload, _ip_length, _link, payload_hash, flags, window, _urgent,
             _checksum, _identification, _interface, source_port, destination_port, _first, _ttl, _class, _offset,
             options) = FIXED.unpack_from(block, place)
            width = 16 if bits & 64 else 4
            addresses = place + FIXED.size
            source, destination = (
                str(ipaddress.ip_address(block[start:start + width])) for start in (addresses, addresses + width))
            start = addresses + 2 * width
            yield Record(
                frame, time, bool(bits & 1), bits >> 1 & 3, anomalies, f"{source} {source_port}",
                f"{destination} {destination_port}", flags, seq, ack, window, payload, payload_hash,
                block[start:start + options])
            place += length


def shard(one: str, other: str, shards: int) -> int:
    """Where the pair of hosts belongs, from 1."""
    pair = sorted((ipaddress.ip_address(one), ipaddress.ip_address(other)), key=lambda a: (a.version, int(a)))
    value = 0xCBF29CE484222325
    for octet in b"".join(address.packed for address in pair):
        value = (value ^ octet) * 0x100000001B3 % 2**64
    return (value ^ value >> 32) % 4096 % shards + 1


if __name__ == "__main__":
    for path in sys.argv[1:]:
        print("# shard {} of {}, {} records of {}".format(*summary(blocks(path)[-1])))
        for record in records(path):
            names = ",".join(name for bit, name in enumerate(FLAGS) if record.flags >> bit & 1)
            print(
                f"{record.frame} {record.time / 1e9:.9f} {record.source} > {record.destination} {names} seq={record.seq}"
                f" ack={record.ack} win={record.window} len={record.payload}" + (" (ICMP error)" if record.is_error else ""))

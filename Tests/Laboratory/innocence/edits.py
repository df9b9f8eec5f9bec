"""Captures that were taken badly: real ones with records lost, doubled, cut, out of order, or begun too late."""

import gzip
import pathlib
import random
import struct
from dataclasses import dataclass

from lab.segment import internet_checksum


@dataclass
class Edit:
    """`source` (a capture's name without its ending) after `how`."""

    name: str
    source: str
    how: str
    tells: str
    seed: int = 1

    @property
    def place(self):
        return self.source.split(".")[1]

    @property
    def version(self):
        return 6 if "-v6." in self.source else 4

    @property
    def file(self):
        return f"{self.name}.{self.place}.pcap.gz"


SOURCES = ["both-interfaces-rough.both", "masquerade.both", "last-ack-lost.client", "ecn.middle", "plain.server", "narrow-path.client",
           "late-data.server", "download-rough.client", "upload-rough.middle", "duplex-rough.server", "short-flows.middle", "short-flows-rough.server",
           "abort-amid-data.client", "keepalive.middle", "slow-reader.client", "offload-rough.server", "port-reuse.middle",
           "download-rough-v6.middle", "fast-open.middle", "multipath.client", "half-close.middle"]
HOWS = {
    "drops": "records missing, one in twenty", "drops-some": "ten records in a row missing", "late": "begun in the midst",
    "cut": "ended early", "to-server": "only what goes to the server", "to-client": "only what goes to the client",
    "copies": "every record twice", "copies-some": "some records twice, later", "two-queues": "neighbours out of order",
    "clock-back": "the clock steps back by 0.4 s", "clock-ahead": "the clock steps ahead by 100 s", "snapped": "68 octets of each record (88 over IPv6)",
    "from-midst": "a piece of a rotated capture", "nanoseconds": "in nanoseconds",
}
MERGED = ["download-rough", "short-flows", "abort-amid-data", "slow-reader", "short-flows-rough", "keepalive", "offload-rough", "port-reuse",
          "late-data", "last-ack-lost", "duplex-rough-v6"]
SKEWS = {"merged": (0, "no skew"), "merged-ahead": (15_000, "the server's clock 15 ms ahead"), "merged-behind": (-30_000, "the server's clock 30 ms behind")}


def edits_of(source, first=1):
    """Every edit of one capture."""
    return [Edit(f"edited-{source.split('.')[0]}-{how}", source, how, f"{source}, {tells}", first + number)
            for number, (how, tells) in enumerate(HOWS.items())]


EDITS = [edit for number, source in enumerate(SOURCES) for edit in edits_of(source, number * 100)]
# One connection each: many would all begin shortly before 2^32.
WRAPPED = ["download-rough.client", "duplex-rough.server", "upload-rough.middle", "slow-reader.client", "keepalive.middle", "download-rough-v6.middle",
           "plain.server", "ecn.middle", "zero-window-long.client", "reno-heavy.server", "urgent.client", "late-data.middle", "no-sack.client",
           "multipath.client", "last-ack-lost.client", "outage-30s.client", "late-fin-after-time-wait.client"]
EDITS += [Edit(f"edited-{source.split('.')[0]}-wrapped", source, "wrapped", f"{source}, numbers and time stamps moved so that they run across 2^32")
          for source in WRAPPED]
EDITS += [Edit(f"edited-{name}-{how}", f"{name}.client", how, f"{name}, client and server in one file, {tells}")
          for name in MERGED for how, (_, tells) in SKEWS.items()]


def edited(directory, edits=None):
    """Every edit whose source is there."""
    for edit in edits or EDITS:
        source = pathlib.Path(directory) / f"{edit.source}.pcap.gz"
        if not source.exists():
            continue
        head, records = read(source)
        chance = random.Random(edit.seed)
        if edit.how in SKEWS:
            other = read(source.with_name(source.name.replace(".client.", ".server.")))[1]
            records = merged(records, other, SKEWS[edit.how][0])
        else:
            head, records = HOW[edit.how](head, records, chance)
        with open(pathlib.Path(directory) / edit.file, "wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=0) as packed:
            scale = 1000 if edit.how == "nanoseconds" else 1
            packed.write(head + b"".join(written(record, scale) for record in records))


def read(file):
    """The file header, and records as (time in µs, original length, octets)."""
    octets = gzip.decompress(file.read_bytes())
    records, place = [], 24
    while place < len(octets):
        seconds, fraction, kept, original = struct.unpack_from("<IIII", octets, place)
        records.append((seconds * 10**6 + fraction, original, octets[place + 16:place + 16 + kept]))
        place += 16 + kept
    return octets[:24], records


def written(record, scale):
    time, original, octets = record
    return struct.pack("<IIII", time // 10**6, time % 10**6 * scale, len(octets), original) + octets


def client_of(records):
    """The first frame's source hardware address: in a capture taken from the start, the caller's."""
    return records[0][2][6:12]


def toward(records, server):
    client = client_of(records)
    return [record for record in records if (record[2][6:12] == client) == server]


def copied(records, chance, share, least, most):
    extra = [(time + chance.randint(least, most), original, octets)
             for time, original, octets in records if chance.random() < share]
    return sorted(records + extra, key=lambda record: record[0])


def swapped(records, chance):
    """As two queues hand them over: neighbours less than 2 ms apart, their times in the file's order."""
    records = list(records)
    for place in range(len(records) - 1):
        one, two = records[place:place + 2]
        if chance.random() < 0.1 and two[0] - one[0] < 2000:
            records[place:place + 2] = [(one[0], *two[1:]), (two[0], *one[1:])]
    return records


def stepped(records, by):
    half = len(records) // 2
    return records[:half] + [(time + by, original, octets) for time, original, octets in records[half:]]


def merged(one, other, skew):
    """Two places of the path in one file, by their clocks."""
    return sorted(one + [(time + skew, original, octets) for time, original, octets in other], key=lambda record: record[0])


def without_run(records, chance):
    start = chance.randrange(3, max(4, len(records) - 12))
    return records[:start] + records[start + 10:]


def wrapped(records):
    """Every stream's numbers and time stamps moved, so that what stands in the middle of it is 0."""
    seen = {}
    for _, _, octets in records:
        parts = tcp_of(octets)
        if parts and not octets[parts[1] + 13] & 4:
            seen.setdefault(parts[0], []).append((number(octets, parts[1] + 4), stamp_of(octets, parts[1])))
    moves = {}
    for stream, values in seen.items():
        numbers, stamps = zip(*values)
        stamps = [octets for octets in stamps if octets is not None]
        moves[stream] = -numbers[len(numbers) // 2], -stamps[len(stamps) // 2] if stamps else 0
    return [(time, original, moved(octets, moves)) for time, original, octets in records]


def tcp_of(octets):
    """((source, destination) with ports, where the TCP header begins); None for anything else, or for a cut header."""
    kind = octets[12:14]
    if kind == b"\x08\x00" and octets[23] == 6:
        start, addresses = 14 + (octets[14] & 15) * 4, (octets[26:30], octets[30:34])
    elif kind == b"\x86\xdd" and octets[20] == 6:
        start, addresses = 54, (octets[22:38], octets[38:54])
    else:
        return None
    if len(octets) < start + 20 or len(octets) < start + (octets[start + 12] >> 4) * 4:
        return None
    return (addresses[0] + octets[start:start + 2], addresses[1] + octets[start + 2:start + 4]), start


def number(octets, place):
    return int.from_bytes(octets[place:place + 4], "big")


def options_of(octets, start):
    """(kind, place) of each option."""
    place, end = start + 20, start + (octets[start + 12] >> 4) * 4
    while place < end and octets[place] and (octets[place] == 1 or place + 1 < end and place + octets[place + 1] <= end):
        yield octets[place], place
        place += 1 if octets[place] == 1 else max(2, octets[place + 1])


def stamp_of(octets, start):
    return next((number(octets, place + 2) for kind, place in options_of(octets, start) if kind == 8), None)


def moved(octets, moves):
    parts = tcp_of(octets)
    if not parts:
        return octets
    (source, destination), start = parts
    none = 0, 0
    own, other = moves.get((source, destination), none), moves.get((destination, source), none)
    wanted = [] if octets[start + 13] & 4 and not number(octets, start + 4) else [(start + 4, own[0])]
    if octets[start + 13] & 16:
        wanted.append((start + 8, other[0]))
    for kind, place in options_of(octets, start):
        if kind == 8:
            wanted += [(place + 2, own[1])] + ([(place + 6, other[1])] if number(octets, place + 6) else [])
        elif kind == 5:
            wanted += [(edge, other[0]) for edge in range(place + 2, place + octets[place + 1], 4)]
    changed = bytearray(octets)
    for place, by in wanted:
        changed[place:place + 4] = ((number(octets, place) + by) % 2**32).to_bytes(4, "big")
    if checksum(octets, start) == 0:
        changed[start + 16:start + 18] = bytes(2)
        changed[start + 16:start + 18] = checksum(changed, start).to_bytes(2, "big")
    return bytes(changed)


def checksum(octets, start):
    """RFC 9293 §3.1 over what there is; 0 where the segment's own is right."""
    if start == 54:
        addresses, length = octets[22:54], int.from_bytes(octets[18:20], "big")
    else:
        addresses, length = octets[26:34], int.from_bytes(octets[16:18], "big") - (start - 14)
    return internet_checksum(bytes(addresses) + struct.pack("!HH", 6, length) + bytes(octets[start:start + length]))


HOW = {
    "drops": lambda head, records, chance: (head, [record for record in records if chance.random() > 0.05]),
    "drops-some": lambda head, records, chance: (head, without_run(records, chance)),
    "late": lambda head, records, chance: (head, records[len(records) // 3:]),
    "cut": lambda head, records, chance: (head, records[:len(records) * 2 // 3]),
    "from-midst": lambda head, records, chance: (head, records[len(records) // 4:len(records) * 3 // 4]),
    "to-server": lambda head, records, chance: (head, toward(records, True)),
    "to-client": lambda head, records, chance: (head, toward(records, False)),
    "copies": lambda head, records, chance: (head, copied(records, chance, 1, 5, 60)),
    "copies-some": lambda head, records, chance: (head, copied(records, chance, 0.2, 20, 900)),
    "two-queues": lambda head, records, chance: (head, swapped(records, chance)),
    "clock-back": lambda head, records, chance: (head, stepped(records, -400_000)),
    "clock-ahead": lambda head, records, chance: (head, stepped(records, 100_000_000)),
    "snapped": lambda head, records, chance: (head, [(time, original, octets[:68 if octets[12:14] == b"\x08\x00" else 88]) for time, original, octets in records]),
    "wrapped": lambda head, records, chance: (head, wrapped(records)),
    "nanoseconds": lambda head, records, chance: (struct.pack("<I", 0xA1B23C4D) + head[4:], records),
}

"""What a scenario is made of: its declaration, its faults, and the conversations that bring them to light."""

import contextlib
import gzip
import importlib
import pathlib
import struct
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Callable, Optional

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "samples"))
sys.dont_write_bytecode = True

from lab import Lab, exchange, hear, interrupt, visit  # noqa: E402, F401
from lab.segment import ACK, CWR, ECE, FIN, PSH, RST, SYN, URG, Segment, difference  # noqa: E402, F401

VANTAGES = ["client", "middle", "server"]
FAMILIES = ["handshake", "isn", "close", "rst", "challenge", "seg", "ack", "flow", "rtx", "cc", "keepalive", "path", "opt",
            "ecn", "urg", "icmp"]
SCENARIOS = {}


@dataclass
class Scenario:
    """One fault, and what must be found of it at each of three places."""

    name: str
    fault: str
    """One sentence for a stranger."""
    finds: dict
    """`check@end` (the end being client, server or an address) to the vantages that can prove it."""
    play: Callable
    client: Optional[dict]
    """The faults of a TCP of our own at this end; None where Linux is."""
    server: Optional[dict]
    versions: tuple = (4,)
    delay: float = 0.010
    """Seconds each stretch of the path takes, one way."""
    routed: bool = False
    """A router stands at either end of the middle."""
    seconds: int = 10
    """About how long it takes."""
    edit: Optional[Callable] = None
    """What is done to the records before they are written; then the capture is no longer real."""
    taken: tuple = field(default_factory=lambda: tuple(VANTAGES))

    def captures(self, version):
        suffix = "" if version == self.versions[0] else f"-ipv{version}"
        return {place: f"{self.name}{suffix}.{place}.pcap.gz" for place in self.taken}

    def expected(self, place, version):
        """What must be found at a place, and what must be left undecided there."""
        other = {"10.77.0.": "fd77::"} if version == 6 else {}
        names = {finding: finding for finding in self.finds}
        for old, new in other.items():
            names = {finding: name.replace(old, new) for finding, name in names.items()}
        found = [names[finding] for finding, places in self.finds.items() if place in places]
        return found, [names[finding] for finding in self.finds if names[finding] not in found]


def scenario(name, fault, finds, client=None, server=None, **more):
    """Declares one; the function below it is the conversation. `finds` as text: at every vantage."""
    if isinstance(finds, str):
        finds = {finding: VANTAGES for finding in finds.split()}
    finds = {key: places.split() if isinstance(places, str) else places for key, places in finds.items()}

    def declare(play):
        assert name not in SCENARIOS, name
        SCENARIOS[name] = Scenario(name, fault, finds, play, client, server, **more)
        return play

    return declare


def load():
    """Every scenario, by name."""
    for family in FAMILIES:
        if (HERE / "faults" / f"{family}.py").exists():
            importlib.import_module(f"faults.{family}")
    return SCENARIOS


def run(name, version, directory):
    """Plays one scenario in a laboratory of its own, and writes what was seen at each place."""
    chosen = load()[name]
    files = chosen.captures(version)
    raw = {place: directory / file[:-3] for place, file in files.items()}
    with contextlib.ExitStack() as closing:
        lab = Lab(closing, chosen.delay, version)
        lab.version = version
        lab.west.routes = lab.east.routes = chosen.routed
        client = lab.client if chosen.client is None else lab.user_host(lab.client, **chosen.client)
        server = lab.server if chosen.server is None else lab.user_host(lab.server, **chosen.server)
        lab.listener = server.listen(80)
        with contextlib.ExitStack() as taps:
            for place in raw:
                taps.enter_context(lab.capture(place, str(raw[place])))
            chosen.play(lab, client, lab.listener)
    for place, file in raw.items():
        octets = file.read_bytes()
        if chosen.edit:
            octets = edited(octets, lambda records: chosen.edit(records, place))
        (directory / files[place]).write_bytes(gzip.compress(octets, 9, mtime=0))
        file.unlink()


def edited(octets, edit):
    """A classic capture whose records, as pairs of (seconds, frame), went through `edit`."""
    records, place = [], 24
    while place < len(octets):
        seconds, fraction, kept, _ = struct.unpack_from("<IIII", octets, place)
        records.append((seconds + fraction / 1e6, octets[place + 16:place + 16 + kept]))
        place += 16 + kept
    written = [octets[:24]]
    for moment, frame in edit(records):
        micros = round(moment * 1e6)
        written.append(struct.pack("<IIII", micros // 1000000, micros % 1000000, len(frame), len(frame)) + frame)
    return b"".join(written)


# Faults that need no machine: what becomes of the segments that leave.


def altering(match, **fields):
    """Matching segments leave with other fields; a field may be a function of the segment."""

    def outgoing(connection, segment):
        if not match(segment):
            return [segment]
        changed = {name: value(segment) if callable(value) else value for name, value in fields.items()}
        return [segment.but(**changed)]

    return outgoing


def adding(option, match=lambda segment: True):
    """Matching segments carry these option octets, too (a multiple of four)."""
    return altering(match, options=lambda segment: segment.options + option)


def dropping(match):
    """Matching segments do not leave."""
    return lambda connection, segment: [] if match(segment) else [segment]


def doubling(match, times=2):
    """Matching segments leave several times."""
    return lambda connection, segment: [segment] * (times if match(segment) else 1)


def synchronized(segment):
    return not segment.flags & (SYN | RST)


def text(segment):
    return bool(segment.payload)


def of(port):
    """Segments to or from a port of the client."""
    return lambda segment: port in (segment.source_port, segment.destination_port)


# Conversations.


def dial(host, own_port, port=80):
    """A Linux client begins to connect, and does not wait for the answer."""
    caller = host.open()
    caller.bind(("" if "." in host.address else "::", own_port))
    caller.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        caller.connect((host.peer_address, port))
    return caller


def meet(client, server, own_port=40001):
    """An open connection: its two ends."""
    calling = client.connect(client.peer_address, 80, own_port)
    return calling, server.accept()[0]


def part(first, second, pause=0.06):
    """An orderly close, `first` first."""
    first.close()
    with contextlib.suppress(TimeoutError, OSError):
        while second.recv(65536):
            pass
    time.sleep(pause)
    second.close()
    time.sleep(0.15)


def visits(count=3, closes_first="client", pause=0.05):
    """A few whole connections from different ports."""

    def play(lab, client, server):
        for number in range(count):
            visit(client, server, 40001 + number, closes_first)
            time.sleep(pause)

    return play


def transfers(octets, toward="client", count=1, rounds=1, pause=0.0):
    """Connections in which one side sends so many octets, a few times over, and the other reads them all."""

    def play(lab, client, server):
        for number in range(count):
            calling, answering = meet(client, server, 40001 + number)
            exchange(calling, answering)
            sender, reader = (answering, calling) if toward == "client" else (calling, answering)
            for _ in range(rounds):
                send(sender, filler(octets))
                hear_all(reader, octets)
                time.sleep(pause)
            part(calling, answering)

    return play


def filler(octets):
    """Text that differs from place to place and compresses well."""
    line = b"%07d" + b"." * 192 + b"\n"
    return b"".join(line % number for number in range(octets // 200 + 1))[:octets]


def send(end, octets):
    """Sends without waiting for the reader."""
    if hasattr(end, "host"):
        return end.sendall(octets)
    threading.Thread(target=quietly, args=(end.sendall, octets), daemon=True).start()
    return None


def quietly(call, *arguments):
    with contextlib.suppress(OSError):
        call(*arguments)


def hear_all(end, octets, seconds=25):
    """Reads so many octets, or what comes of them until nothing more does."""
    if not hasattr(end, "host"):
        end.settimeout(seconds)
    with contextlib.suppress(TimeoutError, OSError):
        while octets > 0:
            heard = end.recv(min(octets, 65536)) if not hasattr(end, "host") else end.recv(min(octets, 65536), seconds)
            if not heard:
                break
            octets -= len(heard)


def alive(lab, client, server, own_port):
    """The client sends a RST that is owed: no filter stands before it."""
    interrupt(client, server, own_port)

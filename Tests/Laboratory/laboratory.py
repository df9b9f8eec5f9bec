"""What a scenario is made of: its declaration, its faults, and the conversations that bring them to light."""

import contextlib
import gzip
import importlib
import pathlib
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
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
    before: int = 3
    """Ordinary visits before it begins, by which the place of the capture is known."""
    seconds: int = 10
    """About how long it takes."""

    def captures(self, version):
        suffix = "" if version == self.versions[0] else f"-ipv{version}"
        return {place: f"{self.name}{suffix}.{place}.pcap.gz" for place in VANTAGES}

    def expected(self, place, version):
        """What must be found at a place, and what must be left undecided there."""
        names = {finding.replace("10.77.0.", "fd77::") if version == 6 else finding: places
                 for finding, places in self.finds.items()}
        return [name for name in names if place in names[name]], [name for name in names if place not in names[name]]


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
    with tempfile.TemporaryDirectory() as work, contextlib.ExitStack() as closing:
        lab = Lab(closing, chosen.delay, version)
        lab.version = version
        lab.west.routes = lab.east.routes = chosen.routed
        client = lab.client if chosen.client is None else lab.user_host(lab.client, **chosen.client)
        server = lab.server if chosen.server is None else lab.user_host(lab.server, **chosen.server)
        listener = server.listen(80)
        with contextlib.ExitStack() as taps:
            for place in VANTAGES:
                taps.enter_context(lab.capture(place, f"{work}/{place}"))
            for number in range(chosen.before):
                visit(client, listener, 39001 + number)
            chosen.play(lab, client, listener)
        for place, file in chosen.captures(version).items():
            octets = pathlib.Path(work, place).read_bytes()
            (directory / file).write_bytes(gzip.compress(octets, 9, mtime=0))


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


def synchronized(segment):
    return not segment.flags & (SYN | RST)


def text(segment):
    return bool(segment.payload)


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

"""What the TCP of this laboratory can be told to do wrong, and the initial sequence numbers it can be given."""

import hashlib
import itertools
import random
import time
from dataclasses import dataclass
from typing import Callable, Optional

from lab.segment import NUMBERS

# Initial sequence numbers: functions of the four-tuple.


def clocked_hash(secret=b"samples"):
    """RFC 6528: a 4 µs clock plus a keyed hash of the four-tuple."""
    return lambda tuple: (clock(tuple) + hashed(tuple, secret)) % NUMBERS


def hash_without_clock(secret=b"samples"):
    return lambda tuple: hashed(tuple, secret)


def constant(number):
    return lambda tuple: number


def increment(start, step):
    numbers = itertools.count(start, step)
    return lambda tuple: next(numbers) % NUMBERS


def clock_alone(offset):
    return lambda tuple: (offset + clock(tuple)) % NUMBERS


def narrow_range(lowest, width, seed):
    chance = random.Random(seed)
    return lambda tuple: lowest + chance.randrange(width)


def drawn(draw, seed):
    """Whatever `draw` makes of a seeded generator."""
    chance = random.Random(seed)
    return lambda tuple: draw(chance) % NUMBERS


def walk(start, step, seed):
    """Each number is the last one and a step further, which `step` draws of a seeded generator."""
    chance, last = random.Random(seed), [start]

    def number(_):
        last[0] = (last[0] + step(chance)) % NUMBERS
        return last[0]

    return number


def clock(_):
    return int(time.monotonic() * 250_000)


def hashed(tuple, secret):
    return int.from_bytes(hashlib.sha256(repr(tuple).encode() + secret).digest()[:4], "big")


@dataclass
class Faults:
    """What this TCP does otherwise than it should; the values given here are the good ones."""

    # No fault either way: what it announces and offers.
    initial_number: Callable = clocked_hash()
    mss: int = 1460
    timestamps: bool = False
    """RFC 7323 timestamps on every segment, where the peer offers them too."""
    sack: bool = False
    """RFC 2018, where the peer offers it too."""
    shift: Optional[int] = None
    """RFC 7323 window scale, where the peer offers one too."""
    ecn: bool = False
    """RFC 3168, where the peer offers it too."""
    buffer: int = 65535
    """Octets it will hold for an application that does not read."""
    keepalive: Optional[tuple] = None
    """Seconds of idleness, seconds between probes, and how many."""

    # Two hooks, for what needs no machine.
    outgoing: Callable = lambda connection, segment: [segment]
    """The segments that leave in place of one of a connection."""
    incoming: Callable = lambda connection, segment: segment
    """What a connection sees of a segment that arrives; None where it sees nothing."""

    # Opening.
    synack_offset: int = 1
    """SYN,ACK acknowledges SEG.SEQ + this."""
    third_ack_offset: int = 1
    """The third segment of the handshake acknowledges IRS + this."""
    silent_on_bad_ack: bool = False
    """SYN-SENT: an unacceptable acknowledgement meets silence."""
    takes_any_ack: bool = False
    """SYN-SENT and SYN-RECEIVED: any acknowledgement completes the handshake."""
    new_number_on_retry: bool = False
    """A SYN or SYN,ACK that is sent again has another initial sequence number."""
    speaks_at_once: bytes = b""
    """Octets sent in SYN-RECEIVED, before the handshake is complete."""
    opens_on_live: bool = False
    """A SYN on a live connection is answered with SYN,ACK, and the connection goes on."""

    # Closing and resetting.
    time_wait: float = 240
    """Seconds in TIME-WAIT (2 MSL)."""
    silent_in_time_wait: bool = False
    silent_after_close: bool = False
    """Segments of a connection it has closed meet silence."""
    reopens_anyhow: bool = False
    """TIME-WAIT: any SYN opens the connection anew."""
    acknowledges_fin: bool = True
    fin_waits: bool = False
    """The FIN waits until all data is acknowledged."""
    reset_sequence_zero: bool = False
    """Every RST carries SEQ 0."""
    resets_resets: bool = False
    """A RST is answered with RST."""
    ignores_reset: bool = False
    believes_reset: str = "exact"
    """Which RST ends a connection: `exact`, `window` (anywhere in it), `any`."""
    challenges: bool = True
    """An unacceptable segment is answered with an ACK."""
    dies_of_icmp: bool = False
    """Any destination-unreachable aborts the connection."""

    # Receiving.
    acknowledge_every: int = 1
    """Segments for each acknowledgement."""
    acknowledge_after: float = 0.2
    """Seconds until the acknowledgement of a segment that does not fill that number."""
    queues_ahead: bool = True
    """Keeps what arrives above a hole."""
    duplicate_acks: bool = True
    """What arrives above a hole is acknowledged at once."""
    takes_old: bool = False
    """Octets below the window are taken for new ones."""
    heeds_age: bool = True
    """A segment with an older time stamp than the last is not taken (PAWS)."""
    shuts_at: int = 0
    """Window updates of any size, down to one octet, once the window was this small (0: never)."""
    echoes_marks: bool = True
    """CE is echoed by ECE."""
    echoes_for_ever: bool = False
    """ECE goes on after CWR."""

    # Sending.
    timeout: float = 1.0
    """The first retransmission timeout."""
    backoff: float = 2.0
    patience: float = 60
    """Gives up when the timeout has grown beyond this."""
    retransmits: Callable = lambda sent: True
    flight: int = 10
    """The initial window, in segments."""
    slow_starts: bool = True
    """After a timeout, one segment; else as many as before."""
    restarts: bool = True
    """After a pause as long as the timeout, the initial window; else the old one."""
    fast: int = 3
    """Duplicate acknowledgements before a fast retransmission (0: none at all)."""
    burst_on_timeout: int = 1
    first_on_timeout: int = 0
    """Which of the outstanding segments a timeout sends again."""
    heeds_sack: bool = True
    heeds_window: bool = True
    fills_cracks: bool = False
    """A segment is cut to whatever window there is."""
    oversize: int = 0
    """Octets by which its segments exceed the peer's MSS."""
    subtracts_options: bool = True
    probes: bool = True
    """A closed window is probed."""
    probe_backoff: float = 2.0
    reduces: bool = True
    """ECE is answered by CWR."""
    heeds_too_big: bool = True
    """Smaller segments after Packet Too Big."""
    heeds_quench: bool = False
    """One segment at a time after Source Quench."""
    keepalive_offset: int = -1
    """Keepalives carry SND.NXT + this."""
    keepalive_octet: bytes = b""
    keepalive_busy: bool = False
    """Keepalives whatever the connection does."""
    pushes: bool = True
    """PSH on the last segment of each write."""

"""A small TCP in user space, correct except for the faults it is told to have.

It speaks IPv4 on an Ethernet interface whose kernel owns no address. No window scaling, no SACK, one segment in
flight at a time; retransmission after 1 s, doubling (RFC 6298).
"""

import hashlib
import itertools
import random
import select
import struct
import threading
import time
from dataclasses import dataclass
from typing import Callable

from lab.namespaces import macs
from lab.segment import ACK, FIN, NUMBERS, PSH, RST, SYN, Segment, difference

MSS = 1460


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


def clock(_):
    return int(time.monotonic() * 250_000)


def hashed(tuple, secret):
    return int.from_bytes(hashlib.sha256(repr(tuple).encode() + secret).digest()[:4], "big")


@dataclass
class Faults:
    """What this TCP does otherwise than it should; the values given here are the good ones."""

    initial_number: Callable = clocked_hash()
    time_wait: float = 240
    """Seconds in TIME-WAIT (2 MSL)."""
    silent_after_close: bool = False
    """Segments of a connection it has closed meet silence."""
    synack_offset: int = 1
    """SYN,ACK acknowledges SEG.SEQ + this."""
    third_ack_offset: int = 1
    """The third segment of the handshake acknowledges IRS + this."""
    acknowledges_fin: bool = True
    reset_sequence_zero: bool = False
    """Every RST carries SEQ 0."""
    timestamps: bool = False
    """RFC 7323 timestamps on every segment; no fault either way."""


class Connection:
    """One connection, with the methods of a socket."""

    def __init__(self, host, tuple, passive):
        self.host, self.tuple, self.passive = host, tuple, passive
        self.peer, self.peer_port, self.own_port = tuple
        self.state = "LISTEN" if passive else "CLOSED"
        self.iss = host.faults.initial_number((host.address, *tuple))
        self.una = self.next = self.iss
        self.received = 0
        self.window = 0
        self.recent = 0
        self.challenged = 0.0
        self.waiting = []
        self.flight = None
        self.deadline, self.timeout = None, 1.0
        self.heard = bytearray()
        self.finished_hearing = False

    # The application's side.

    def sendall(self, octets):
        """Queues octets; after `close` they go out all the same, beyond the FIN."""
        with self.host.changed:
            for start in range(0, len(octets), MSS):
                self.waiting.append((ACK | PSH, octets[start:start + MSS]))
            self.host.push(self)

    def recv(self, most, seconds=20):
        with self.host.changed:
            self.host.await_that(lambda: self.heard or self.finished_hearing or self.state == "CLOSED", seconds)
            taken = bytes(self.heard[:most])
            del self.heard[:most]
            return taken

    def close(self):
        with self.host.changed:
            self.waiting.append((ACK | FIN, b""))
            self.host.push(self)

    def abort(self):
        with self.host.changed:
            self.host.emit(self, RST | ACK)
            self.host.forget(self)

    def vanish(self):
        """The host loses the connection without a word, as in a restart."""
        with self.host.changed:
            self.host.forget(self)

    def wait(self, *states, seconds=20):
        with self.host.changed:
            self.host.await_that(lambda: self.state in states, seconds)

    @property
    def synchronized(self):
        return self.state not in ("CLOSED", "LISTEN", "SYN-SENT", "SYN-RECEIVED")


class UserHost(threading.Thread):
    """Answers for one IPv4 address with this TCP."""

    def __init__(self, host, **faults):
        super().__init__(daemon=True)
        host.take_address_away()
        self.address = host.address
        self.mac, self.peer_mac = macs(host)
        self.wire = host.space.wire(host.interface)
        self.faults = Faults(**faults)
        self.changed = threading.Condition(threading.RLock())
        self.connections, self.listening, self.accepted = {}, set(), []
        self.silenced = set()
        self.identification = itertools.count(0x1000)
        self.began = time.monotonic()
        self.stopping = False
        self.start()

    # The application's side.

    def listen(self, port):
        """Listens; the host itself then stands for the listener."""
        with self.changed:
            self.listening.add(port)
            return self

    def accept(self, seconds=20):
        with self.changed:
            self.await_that(lambda: self.accepted, seconds)
            connection = self.accepted.pop(0)
            return connection, (connection.peer, connection.peer_port)

    def connect(self, address, port, own_port, seconds=20):
        with self.changed:
            tuple = (address, port, own_port)
            if tuple in self.connections:
                raise OSError("connection already exists")
            made = Connection(self, tuple, passive=False)
            self.connections[tuple] = made
            self.silenced.discard(tuple)
            made.state = "SYN-SENT"
            self.launch(made, SYN)
            self.await_that(lambda: made.state != "SYN-SENT", seconds)
            return made

    def await_that(self, condition, seconds):
        if not self.changed.wait_for(condition, seconds):
            raise TimeoutError("nothing happened")

    # Sending.

    def emit(self, connection, flags, sequence=None, payload=b""):
        """One segment of a connection, with the acknowledgement and window of the moment."""
        options = b""
        if flags & SYN:
            options = struct.pack("!BBH", 2, 4, MSS)
        if self.faults.timestamps:
            now = int((time.monotonic() - self.began) * 1000) + 100_000
            options += struct.pack("!BBBBII", 1, 1, 8, 10, now, connection.recent)
        acknowledgement = connection.received if flags & ACK else 0
        sequence = connection.next if sequence is None else sequence
        self.put(Segment(self.address, connection.own_port, connection.peer, connection.peer_port, sequence,
                         acknowledgement, flags, 65535 if not flags & RST else 0, options, payload))

    def put(self, segment):
        segment.identification = next(self.identification) % 65536
        self.wire.send(segment.frame(self.mac, self.peer_mac))

    def launch(self, connection, flags, payload=b""):
        """Sends something that must be acknowledged, and starts its timer."""
        connection.flight = (flags, connection.next, payload)
        self.emit(connection, flags, payload=payload)
        connection.next += len(payload) + bool(flags & SYN) + bool(flags & FIN)
        connection.timeout = 1.0
        connection.deadline = time.monotonic() + connection.timeout

    def push(self, connection):
        """Sends the next thing waiting, if nothing is in flight."""
        if connection.flight or not connection.waiting or not connection.synchronized:
            return
        flags, payload = connection.waiting.pop(0)
        self.launch(connection, flags, payload)
        if flags & FIN:
            connection.state = "LAST-ACK" if connection.finished_hearing else "FIN-WAIT-1"

    def refuse(self, segment):
        """The answer of a closed port (RFC 9293 §3.10.7.1)."""
        if segment.rst:
            return
        if segment.flags & ACK:
            sequence, acknowledgement, flags = segment.acknowledgement, 0, RST
            if self.faults.reset_sequence_zero:
                sequence = 0
        else:
            sequence, acknowledgement, flags = 0, segment.sequence + segment.length, RST | ACK
        self.put(Segment(self.address, segment.destination_port, segment.source, segment.source_port, sequence,
                         acknowledgement, flags, 0))

    def forget(self, connection):
        connection.state = "CLOSED"
        connection.deadline = None
        if self.connections.get(connection.tuple) is connection:
            del self.connections[connection.tuple]
        self.changed.notify_all()

    # Receiving.

    def run(self):
        while not self.stopping:
            ready = select.select([self.wire], [], [], 0.02)[0]
            with self.changed:
                if ready:
                    segment = Segment.read(self.wire.recv(65535))
                    if segment and segment.destination == self.address:
                        self.arrive(segment)
                self.keep_time()

    def keep_time(self):
        now = time.monotonic()
        for connection in list(self.connections.values()):
            if connection.deadline is None or connection.deadline > now:
                continue
            if connection.state == "TIME-WAIT":
                self.finish(connection)
            elif connection.timeout > 60:
                self.forget(connection)
            elif connection.flight:
                flags, sequence, payload = connection.flight
                self.emit(connection, flags, sequence, payload)
                connection.timeout *= 2
                connection.deadline = now + connection.timeout

    def arrive(self, segment):
        tuple = (segment.source, segment.source_port, segment.destination_port)
        connection = self.connections.get(tuple)
        if connection is None:
            if segment.flags & (SYN | ACK | RST) == SYN and segment.destination_port in self.listening:
                self.answer(Connection(self, tuple, passive=True), segment)
            elif tuple not in self.silenced:
                self.refuse(segment)
        elif connection.state == "SYN-SENT":
            self.complete(connection, segment)
        else:
            self.advance(connection, segment)
        self.changed.notify_all()

    def answer(self, connection, syn):
        """LISTEN: a SYN."""
        self.connections[connection.tuple] = connection
        self.silenced.discard(connection.tuple)
        connection.state = "SYN-RECEIVED"
        connection.received = (syn.sequence + self.faults.synack_offset) % NUMBERS
        self.remember(connection, syn)
        self.launch(connection, SYN | ACK)

    def complete(self, connection, segment):
        """SYN-SENT: the answer."""
        acknowledges = segment.flags & ACK
        if acknowledges and segment.acknowledgement != connection.next % NUMBERS:
            return self.refuse(segment)
        if segment.rst:
            return self.forget(connection) if acknowledges else None
        if not segment.syn or not acknowledges:
            return None
        connection.received = (segment.sequence + self.faults.third_ack_offset) % NUMBERS
        self.remember(connection, segment)
        self.acknowledged(connection, segment)
        connection.state = "ESTABLISHED"
        self.emit(connection, ACK)
        return None

    def advance(self, connection, segment):
        """SYN-RECEIVED and later (RFC 9293 §3.10.7.4)."""
        distance = difference(segment.sequence, connection.received)
        if segment.rst:
            if distance == 0:
                self.forget(connection)
            return
        if segment.syn:
            if connection.state == "SYN-RECEIVED" and not segment.flags & ACK:
                flags, sequence, _ = connection.flight
                self.emit(connection, flags, sequence)
            else:
                self.emit(connection, ACK)
            return
        if not segment.flags & ACK:
            return
        ahead = difference(segment.acknowledgement, connection.next) > 0
        if distance < 0 or ahead:
            if connection.state == "TIME-WAIT" and segment.fin:
                connection.deadline = time.monotonic() + self.faults.time_wait
            self.challenge(connection, segment)
            return
        if distance > 0:
            self.acknowledged(connection, segment)
            if segment.length:
                self.emit(connection, ACK)
            self.push(connection)
            return
        self.remember(connection, segment)
        self.acknowledged(connection, segment)
        if connection.state == "CLOSED":
            return
        if segment.payload:
            connection.heard += segment.payload
            connection.received = (connection.received + len(segment.payload)) % NUMBERS
        if segment.fin and self.faults.acknowledges_fin:
            connection.received = (connection.received + 1) % NUMBERS
            connection.finished_hearing = True
            if connection.state == "ESTABLISHED":
                connection.state = "CLOSE-WAIT"
            elif connection.state == "FIN-WAIT-1":
                connection.state = "CLOSING"
        if segment.length:
            self.emit(connection, ACK)
        if connection.state == "FIN-WAIT-2" and connection.finished_hearing:
            self.linger(connection)
        self.push(connection)

    def challenge(self, connection, segment):
        """Answers what is not acceptable; if it was empty, at most twice a second, lest two hosts do so for ever."""
        now = time.monotonic()
        if segment.length or now - connection.challenged > 0.5:
            connection.challenged = now
            self.emit(connection, ACK)

    def acknowledged(self, connection, segment):
        connection.window = segment.window
        if not connection.flight or segment.acknowledgement != connection.next % NUMBERS:
            return
        connection.una = connection.next
        connection.flight = connection.deadline = None
        if connection.state == "SYN-RECEIVED":
            connection.state = "ESTABLISHED"
            self.accepted.append(connection)
        elif connection.state == "FIN-WAIT-1":
            connection.state = "FIN-WAIT-2"
        elif connection.state == "CLOSING":
            self.linger(connection)
        elif connection.state == "LAST-ACK":
            self.forget(connection)

    def remember(self, connection, segment):
        stamps = segment.timestamps()
        if stamps:
            connection.recent = stamps[0]

    def linger(self, connection):
        connection.state = "TIME-WAIT"
        connection.deadline = time.monotonic() + self.faults.time_wait
        if not self.faults.time_wait:
            self.finish(connection)

    def finish(self, connection):
        """The end of TIME-WAIT."""
        if self.faults.silent_after_close:
            self.silenced.add(connection.tuple)
        self.forget(connection)

    def close(self):
        self.stopping = True
        self.join()
        self.wire.close()

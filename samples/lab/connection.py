"""One connection of the laboratory's TCP: what it sends, and when."""

import struct
import time
from dataclasses import dataclass, field

from lab.segment import ACK, CWR, ECE, ECT0, FIN, NOT_ECT, NUMBERS, PSH, RST, SYN, difference


@dataclass
class Sent:
    """Something that must be acknowledged."""

    flags: int
    sequence: int
    payload: bytes
    time: float = field(default_factory=time.monotonic)
    times: int = 1
    lost: bool = False
    sacked: bool = False

    @property
    def length(self):
        return len(self.payload) + bool(self.flags & (SYN | FIN))

    @property
    def end(self):
        return (self.sequence + self.length) % NUMBERS


class Connection:
    """One connection, with the methods of a socket."""

    def __init__(self, host, tuple, passive):
        self.host, self.tuple, self.passive = host, tuple, passive
        self.faults = host.faults
        self.peer, self.peer_port, self.own_port = tuple
        self.state = "LISTEN" if passive else "CLOSED"
        self.number_anew()
        # Sending.
        self.waiting, self.outstanding = [], []
        self.window, self.window_shift = 0, 0
        self.peer_mss = 536
        self.threshold = 1 << 30
        self.duplicates, self.recover = 0, None
        self.deadline, self.timeout = None, self.faults.timeout
        self.timed_out = False
        self.spoke = self.heard_at = time.monotonic()
        self.probing = False
        self.reduced, self.must_tell_reduced = None, False
        self.strikes = 0
        # Receiving.
        self.received, self.ahead = 0, {}
        self.heard = bytearray()
        self.finished_hearing = False
        self.edge = None
        self.acknowledgement_due, self.unacknowledged = None, 0
        self.recent = 0
        self.challenged = 0.0
        self.must_echo = False
        # What both sides want.
        self.timestamps, self.sack = self.faults.timestamps, self.faults.sack
        self.shift, self.ecn = self.faults.shift, self.faults.ecn
        self.congestion_window = 0

    def number_anew(self):
        self.iss = self.faults.initial_number((self.host.address, *self.tuple))
        self.una = self.next = self.iss

    # The application's side.

    def sendall(self, octets):
        """Queues octets; after `close` they go out all the same, beyond the FIN."""
        with self.host.changed:
            size = self.segment_size
            for start in range(0, len(octets), size):
                last = start + size >= len(octets)
                self.waiting.append((ACK | (PSH if last and self.faults.pushes else 0), octets[start:start + size]))
            self.push()

    def recv(self, most, seconds=20):
        with self.host.changed:
            self.host.await_that(lambda: self.heard or self.finished_hearing or self.state == "CLOSED", seconds)
            taken = bytes(self.heard[:most])
            del self.heard[:most]
            if taken and self.state != "CLOSED" and self.offer() - self.offered >= self.worth_telling:
                self.emit(ACK)
            return taken

    def close(self):
        with self.host.changed:
            self.waiting.append((ACK | FIN, b""))
            self.push()

    def abort(self):
        with self.host.changed:
            self.emit(RST | ACK)
            self.host.forget(self)

    def vanish(self):
        """The host loses the connection without a word, as in a restart."""
        with self.host.changed:
            self.host.forget(self)

    def wait(self, *states, seconds=20):
        with self.host.changed:
            self.host.await_that(lambda: self.state in states, seconds)

    def send_raw(self, flags=ACK, **fields):
        """One segment as the script wants it; what is not said is what the connection would say."""
        with self.host.changed:
            self.host.put(self.segment(flags).but(**fields))

    @property
    def synchronized(self):
        return self.state not in ("CLOSED", "LISTEN", "SYN-SENT", "SYN-RECEIVED")

    # The window that this end offers.

    def offer(self):
        """The right edge it could offer: never to the left of what it has offered."""
        free = max(0, self.faults.buffer - len(self.heard))
        edge = (self.received + free) % NUMBERS
        return difference(edge, self.received)

    @property
    def offered(self):
        return difference(self.edge, self.received) if self.edge is not None else 0

    @property
    def worth_telling(self):
        """How far the window must open before the peer is told (RFC 9293 §3.8.6.2.2)."""
        return 1 if self.faults.shuts_at else min(self.faults.buffer // 2, self.faults.mss)

    def window_now(self):
        if self.state == "SYN-SENT":
            return self.faults.buffer
        free = self.offer()
        if self.edge is not None and free - self.offered < self.worth_telling:
            free = max(0, self.offered)
        self.edge = (self.received + free) % NUMBERS
        return free

    # Sending.

    @property
    def segment_size(self):
        options = 12 if self.timestamps and self.faults.subtracts_options else 0
        return min(self.peer_mss, self.own_mss) - options + self.faults.oversize

    @property
    def own_mss(self):
        """What it announces; the longer header of IPv6 takes twenty octets."""
        return self.faults.mss - (20 if ":" in self.peer else 0)

    def options(self, flags):
        options = b""
        if flags & SYN:
            options = struct.pack("!BBH", 2, 4, self.own_mss)
            if self.sack:
                options += b"\x01\x01\x04\x02"
            if self.shift is not None:
                options += struct.pack("!BBBB", 1, 3, 3, self.shift)
        if self.timestamps:
            options += struct.pack("!BBBBII", 1, 1, 8, 10, self.host.stamp(), self.recent if flags & ACK else 0)
        if self.sack and self.ahead and not flags & SYN:
            blocks = self.blocks()[:3]
            options += struct.pack("!BBBB", 1, 1, 5, 2 + 8 * len(blocks))
            options += b"".join(struct.pack("!II", *block) for block in blocks)
        return options

    def blocks(self):
        """What is held above the hole, as SACK blocks."""
        blocks = []
        for start in sorted(self.ahead, key=lambda number: difference(number, self.received)):
            payload, fin = self.ahead[start]
            end = (start + len(payload)) % NUMBERS
            if blocks and blocks[-1][1] == start:
                blocks[-1] = (blocks[-1][0], end)
            else:
                blocks.append((start, end))
        return blocks

    def segment(self, flags, sequence=None, payload=b"", again=False):
        """What this connection would say now, with the acknowledgement and window of the moment."""
        window = 0
        if not flags & RST:
            window = self.window_now()
            window = min(65535, window if flags & SYN else window >> (self.shift or 0))
        ecn = NOT_ECT
        if self.ecn and self.synchronized and not flags & (SYN | RST):
            if payload and not again:
                ecn = ECT0
                if self.must_tell_reduced:
                    flags |= CWR
                    self.must_tell_reduced = False
            if self.must_echo:
                flags |= ECE
        return self.host.segment(self, flags, self.next if sequence is None else sequence, window,
                                 self.options(flags), payload, ecn)

    def emit(self, flags, sequence=None, payload=b"", again=False):
        segment = self.segment(flags, sequence, payload, again)
        self.acknowledgement_due, self.unacknowledged = None, 0
        for leaving in self.faults.outgoing(self, segment):
            self.host.put(leaving)

    def launch(self, flags, payload=b""):
        """Sends something that must be acknowledged, and starts its timer."""
        if self.probing:
            self.probing, self.deadline = False, None
        sent = Sent(flags, self.next, payload)
        self.outstanding.append(sent)
        self.emit(flags, payload=payload)
        self.next = sent.end
        self.spoke = sent.time
        self.start_timer()

    def start_timer(self):
        if self.deadline is None:
            self.timeout = self.faults.timeout
            self.deadline = time.monotonic() + self.timeout

    @property
    def in_flight(self):
        return sum(sent.length for sent in self.outstanding if not sent.lost and not sent.sacked)

    def push(self):
        """Sends again what is lost, then what is waiting, as far as both windows allow."""
        if not self.synchronized:
            return
        now, size = time.monotonic(), self.segment_size
        if not self.congestion_window:
            self.congestion_window = self.faults.flight * size
        idle = not self.outstanding and now - self.spoke > max(1.0, self.faults.timeout)
        if idle and self.faults.restarts:
            self.congestion_window = min(self.congestion_window, self.faults.flight * size)
        for sent in self.outstanding:
            if sent.lost and not sent.sacked and self.in_flight + sent.length <= self.congestion_window:
                self.send_again(sent)
        while self.waiting:
            flags, payload = self.waiting[0]
            room = self.congestion_window - self.in_flight
            if self.faults.heeds_window:
                room = min(room, self.window - difference(self.next, self.una))
            if len(payload) > room > 0 and self.faults.fills_cracks:
                self.waiting[0] = (flags, payload[room:])
                self.launch(ACK, payload[:room])
                continue
            if len(payload) > room:
                return self.probe_later(size)
            if flags & FIN and self.faults.fin_waits and self.outstanding:
                return None
            self.waiting.pop(0)
            if flags & FIN:
                self.state = "LAST-ACK" if self.finished_hearing else "FIN-WAIT-1"
            self.launch(flags, payload)
        return None

    def probe_later(self, size):
        """Nothing is outstanding and nothing may be sent: the window is watched by probes, or filled after a while."""
        if not self.outstanding and self.deadline is None and self.window < size and (self.faults.probes or self.window):
            self.probing, self.timeout = True, self.faults.timeout
            self.deadline = time.monotonic() + self.timeout

    def send_again(self, sent):
        if not self.faults.retransmits(sent):
            return
        sent.lost, sent.times = False, sent.times + 1
        if sent.flags & SYN and self.faults.new_number_on_retry:
            self.number_anew()
            sent.sequence = self.iss
            self.next = sent.end
        self.emit(sent.flags, sent.sequence, sent.payload, again=True)

    def expire(self, now):
        """The retransmission timer, or the persist timer, has run out."""
        if self.probing and self.window and self.waiting:
            flags, payload = self.waiting.pop(0)
            self.waiting.insert(0, (flags, payload[self.window:]))
            self.launch(ACK, payload[:self.window])
        elif self.probing and not self.outstanding:
            self.emit(ACK, (self.una - 1) % NUMBERS)
            self.timeout = min(60, self.timeout * self.faults.probe_backoff)
            self.deadline = now + self.timeout
        elif self.timeout > self.faults.patience:
            self.host.forget(self)
        elif self.outstanding:
            chosen = [sent for sent in self.outstanding if not (sent.sacked and self.faults.heeds_sack)]
            chosen = chosen[min(self.faults.first_on_timeout, len(chosen) - 1):][:self.faults.burst_on_timeout]
            if self.faults.slow_starts and self.synchronized:
                size = self.segment_size
                self.threshold = max(2 * size, self.in_flight // 2)
                self.congestion_window = size
                for sent in self.outstanding:
                    sent.lost = not sent.sacked
            self.recover, self.duplicates = None, 0
            self.timeout *= self.faults.backoff
            self.deadline = now + self.timeout
            for sent in chosen:
                self.send_again(sent)
            if not self.faults.slow_starts:
                for sent in self.outstanding:
                    sent.lost = not sent.sacked and sent not in chosen
                self.push()
        else:
            self.deadline = None

    # What the peer acknowledges.

    def acknowledged(self, segment):
        """The acknowledgement, window and SACK blocks of a segment."""
        number, before = segment.acknowledgement, self.window
        self.window = segment.window << (0 if segment.syn else self.window_shift)
        self.read_blocks(segment)
        advance = difference(number, self.una)
        if advance > 0 and difference(self.next, number) >= 0:
            self.una = number
            self.outstanding = [sent for sent in self.outstanding if difference(sent.end, number) > 0]
            self.duplicates = 0
            self.deadline = None
            if self.outstanding:
                self.start_timer()
            self.grow(advance)
            if self.recover is not None:
                if difference(number, self.recover) >= 0:
                    self.recover = None
                elif self.outstanding:
                    self.send_again(self.outstanding[0])
        elif advance == 0 and self.outstanding and not segment.length and self.window == before:
            self.duplicates += 1
            if self.duplicates == self.faults.fast and self.recover is None and self.synchronized:
                self.recover = self.next
                self.threshold = self.congestion_window = max(2 * self.segment_size, self.in_flight // 2)
                self.send_again(self.outstanding[0])
        if not self.window and self.waiting and not self.outstanding:
            self.deadline = self.deadline if self.probing else None
            self.probe_later(1 << 30)
        if segment.flags & ECE and self.ecn and not segment.syn and self.faults.reduces:
            if self.reduced is None or difference(number, self.reduced) > 0:
                self.reduced, self.must_tell_reduced = self.next, True
                self.congestion_window = max(self.segment_size, self.congestion_window // 2)
        return not self.outstanding

    def grow(self, advance):
        size = self.segment_size
        if self.recover is not None or not self.congestion_window:
            return
        if self.congestion_window < self.threshold:
            self.congestion_window += min(advance, size)
        else:
            self.congestion_window += max(1, size * size // self.congestion_window)

    def read_blocks(self, segment):
        if not (self.sack and self.faults.heeds_sack):
            return
        highest = None
        for left, right in segment.blocks():
            for sent in self.outstanding:
                if difference(sent.sequence, left) >= 0 and difference(right, sent.end) >= 0:
                    sent.sacked = True
                    highest = sent.sequence
        if highest is not None and self.duplicates >= 2 and self.faults.fast:
            for sent in self.outstanding[1:]:
                if not sent.sacked and sent.times == 1 and difference(highest, sent.sequence) > 0:
                    sent.lost = True

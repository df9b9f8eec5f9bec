"""A small TCP in user space, correct except for the faults it is told to have.

It speaks IPv4 or IPv6 on an Ethernet interface whose kernel owns no address. Retransmission after 1 s, doubling (RFC
6298); slow start and fast retransmission (RFC 5681); time stamps, window scale, SACK and ECN where it is told so.
"""

import itertools
import select
import struct
import threading
import time

from lab.connection import Connection
from lab.faults import Faults
from lab.faults import clock_alone, clocked_hash, constant, hash_without_clock, increment, narrow_range  # noqa: F401
from lab.namespaces import macs
from lab.segment import ACK, CE, CWR, ECE, NUMBERS, RST, SYN, Segment, difference


class UserHost(threading.Thread):
    """Answers for one address with this TCP."""

    def __init__(self, host, **faults):
        super().__init__(daemon=True)
        host.take_address_away()
        self.address, self.peer_address = host.address, host.peer_address
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
            made.launch(SYN | (ECE | CWR if made.ecn else 0))
            self.await_that(lambda: made.state != "SYN-SENT", seconds)
            return made

    def await_that(self, condition, seconds):
        if not self.changed.wait_for(condition, seconds):
            raise TimeoutError("nothing happened")

    # Sending.

    def stamp(self):
        """The time stamp clock: milliseconds."""
        return int((time.monotonic() - self.began) * 1000) + 100_000

    def segment(self, connection, flags, sequence, window, options, payload, ecn):
        acknowledgement = connection.received if flags & ACK else 0
        return Segment(self.address, connection.own_port, connection.peer, connection.peer_port, sequence,
                       acknowledgement, flags, window, options, payload, ecn=ecn)

    def put(self, segment):
        segment.identification = next(self.identification) % 65536
        self.wire.send(segment.frame(self.mac, self.peer_mac))

    def refuse(self, segment):
        """The answer of a closed port (RFC 9293 §3.10.7.1)."""
        if segment.rst and not self.faults.resets_resets:
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

    # Time.

    def run(self):
        while not self.stopping:
            ready = select.select([self.wire], [], [], 0.01)[0]
            with self.changed:
                if ready:
                    frame = self.wire.recv(65535)
                    segment = Segment.read(frame)
                    if segment is None:
                        self.hear_error(frame)
                    elif segment.destination == self.address:
                        self.arrive(segment)
                self.keep_time()

    def keep_time(self):
        now = time.monotonic()
        for connection in list(self.connections.values()):
            if connection.deadline is not None and connection.deadline <= now:
                if connection.state == "TIME-WAIT":
                    self.finish(connection)
                else:
                    connection.expire(now)
            if connection.acknowledgement_due is not None and connection.acknowledgement_due <= now:
                connection.emit(ACK)
            if self.faults.keepalive and connection.state in ("ESTABLISHED", "CLOSE-WAIT"):
                self.keep_alive(connection, now)

    def keep_alive(self, connection, now):
        idle, interval, most = self.faults.keepalive
        quiet = now - max(connection.heard_at, connection.spoke)
        if self.faults.keepalive_busy:
            quiet = now - connection.spoke
        elif connection.outstanding:
            return
        if quiet < idle + connection.strikes * interval:
            return
        if connection.strikes >= most:
            connection.abort()
            return
        connection.strikes += 1
        if self.faults.keepalive_busy:
            connection.strikes, connection.spoke = 0, now
        connection.emit(ACK, (connection.next + self.faults.keepalive_offset) % NUMBERS, self.faults.keepalive_octet)

    # Receiving.

    def arrive(self, segment):
        tuple = (segment.source, segment.source_port, segment.destination_port)
        connection = self.connections.get(tuple)
        if connection is not None:
            segment = self.faults.incoming(connection, segment)
            if segment is None:
                return
            connection.heard_at, connection.strikes = time.monotonic(), 0
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

    def agree(self, connection, syn):
        """What the peer's SYN says about MSS, time stamps, SACK and window scale."""
        told = syn.option(2)
        connection.peer_mss = struct.unpack("!H", told)[0] if told else 536
        connection.timestamps = connection.timestamps and syn.timestamps() is not None
        connection.sack = connection.sack and syn.option(4) is not None
        scale = syn.option(3)
        if scale is None or connection.shift is None:
            connection.shift = None
        else:
            connection.window_shift = scale[0]
        self.remember(connection, syn)

    def answer(self, connection, syn):
        """LISTEN: a SYN."""
        self.connections[connection.tuple] = connection
        self.silenced.discard(connection.tuple)
        connection.state = "SYN-RECEIVED"
        connection.received = (syn.sequence + self.faults.synack_offset) % NUMBERS
        self.agree(connection, syn)
        connection.ecn = connection.ecn and syn.flags & (ECE | CWR) == ECE | CWR
        connection.launch(SYN | ACK | (ECE if connection.ecn else 0))
        if self.faults.speaks_at_once:
            connection.launch(ACK, self.faults.speaks_at_once)

    def complete(self, connection, segment):
        """SYN-SENT: the answer."""
        acknowledges = segment.flags & ACK
        if acknowledges and segment.acknowledgement != connection.next and not self.faults.takes_any_ack:
            return None if self.faults.silent_on_bad_ack else self.refuse(segment)
        if segment.rst:
            return self.forget(connection) if acknowledges else None
        if not segment.syn:
            return None
        connection.received = (segment.sequence + self.faults.third_ack_offset) % NUMBERS
        self.agree(connection, segment)
        if not acknowledges:
            connection.state = "SYN-RECEIVED"
            flags, sequence = connection.outstanding[0].flags, connection.iss
            connection.outstanding[0].flags = flags | ACK
            return connection.emit(flags | ACK, sequence)
        connection.ecn = connection.ecn and segment.flags & (ECE | CWR) == ECE
        if self.faults.takes_any_ack:
            connection.outstanding, connection.deadline, connection.una = [], None, connection.next
        connection.acknowledged(segment)
        connection.state = "ESTABLISHED"
        connection.emit(ACK)
        connection.push()
        return None

    def advance(self, connection, segment):
        """SYN-RECEIVED and later (RFC 9293 §3.10.7.4)."""
        faults = self.faults
        distance = difference(segment.sequence, connection.received)
        if segment.rst:
            near = {"exact": distance == 0, "window": 0 <= distance < max(1, connection.offered), "any": True}
            if near[faults.believes_reset] and not faults.ignores_reset:
                self.forget(connection)
            if faults.resets_resets:
                self.refuse(segment)
            elif 0 < distance < connection.offered:
                self.challenge(connection, segment)
            return
        if segment.syn:
            return self.meet_syn(connection, segment)
        if not segment.flags & ACK:
            return
        stamps = segment.timestamps() if connection.timestamps else None
        aged = stamps and faults.heeds_age and difference(stamps[0], connection.recent) < 0
        beyond = difference(segment.acknowledgement, connection.next) > 0 and not faults.takes_any_ack
        past = distance < 0 and difference(segment.sequence + segment.length, connection.received) <= 0
        outside = distance >= max(1, connection.offered)
        if connection.state == "SYN-RECEIVED" and (beyond or difference(segment.acknowledgement, connection.iss) <= 0):
            if not faults.takes_any_ack:
                return self.refuse(segment)
        if past and faults.takes_old and segment.payload:
            connection.received = segment.sequence
        elif past or outside or beyond or aged:
            if connection.state == "TIME-WAIT" and segment.fin:
                connection.deadline = time.monotonic() + faults.time_wait
            if connection.state == "TIME-WAIT" and faults.silent_in_time_wait:
                return
            if past and not (beyond or aged) and difference(segment.acknowledgement, connection.una) > 0:
                self.acknowledge(connection, segment)
            return self.challenge(connection, segment)
        self.remember(connection, segment)
        self.acknowledge(connection, segment)
        if connection.state == "CLOSED":
            return
        self.take(connection, segment)
        if connection.state == "FIN-WAIT-2" and connection.finished_hearing:
            self.linger(connection)
        connection.push()

    def take(self, connection, segment):
        """The text and the FIN of a segment that is acceptable."""
        faults = self.faults
        self.mark(connection, segment)
        if not segment.length:
            return
        gap = difference(segment.sequence, connection.received)
        if gap > 0:
            if faults.queues_ahead:
                connection.ahead[segment.sequence] = (segment.payload, segment.fin)
            if faults.duplicate_acks:
                connection.emit(ACK)
            return
        filled = bool(connection.ahead)
        self.swallow(connection, segment.payload[-gap:] if gap else segment.payload, segment.fin)
        while connection.ahead:
            start = min(connection.ahead, key=lambda number: difference(number, connection.received))
            gap = difference(start, connection.received)
            if gap > 0:
                break
            payload, fin = connection.ahead.pop(start)
            self.swallow(connection, payload[-gap:] if gap else payload, fin)
        connection.unacknowledged += 1
        if connection.unacknowledged >= faults.acknowledge_every or segment.fin or (filled and faults.duplicate_acks):
            connection.emit(ACK)
        elif connection.acknowledgement_due is None:
            connection.acknowledgement_due = time.monotonic() + faults.acknowledge_after

    def swallow(self, connection, payload, fin):
        if connection.finished_hearing:
            return
        connection.heard += payload
        connection.received = (connection.received + len(payload)) % NUMBERS
        if fin and self.faults.acknowledges_fin:
            connection.received = (connection.received + 1) % NUMBERS
            connection.finished_hearing = True
            if connection.state == "ESTABLISHED":
                connection.state = "CLOSE-WAIT"
            elif connection.state == "FIN-WAIT-1":
                connection.state = "CLOSING"

    def mark(self, connection, segment):
        """CE asks for ECE until CWR (RFC 3168 §6.1.3)."""
        if not connection.ecn:
            return
        if segment.flags & CWR and not self.faults.echoes_for_ever:
            connection.must_echo = False
        if segment.ecn == CE and self.faults.echoes_marks:
            connection.must_echo = True

    def meet_syn(self, connection, segment):
        faults = self.faults
        if connection.state == "SYN-SENT":
            return
        if connection.state == "SYN-RECEIVED":
            if segment.flags & ACK:
                self.acknowledge(connection, segment)
                connection.emit(ACK)
                connection.push()
            else:
                connection.send_again(connection.outstanding[0])
        elif connection.state == "TIME-WAIT" and faults.reopens_anyhow:
            self.forget(connection)
            self.answer(Connection(self, connection.tuple, passive=True), segment)
        elif faults.opens_on_live:
            other = faults.initial_number((self.address, *connection.tuple, "again"))
            self.put(connection.segment(SYN | ACK, other).but(acknowledgement=segment.sequence + 1))
        else:
            self.challenge(connection, segment)

    def challenge(self, connection, segment):
        """Answers what is not acceptable; if it was empty, at most twice a second, lest two hosts do so for ever."""
        now = time.monotonic()
        if self.faults.challenges and (segment.length or now - connection.challenged > 0.5):
            connection.challenged = now
            connection.emit(ACK)

    def acknowledge(self, connection, segment):
        """What the acknowledgement does to the sender, and to the state."""
        done = connection.acknowledged(segment)
        if connection.state == "SYN-RECEIVED":
            if self.faults.takes_any_ack:
                connection.outstanding, connection.deadline, connection.una = [], None, connection.next
            connection.state = "ESTABLISHED"
            if connection.passive:
                self.accepted.append(connection)
        if not done or connection.waiting:
            return
        if connection.state == "FIN-WAIT-1":
            connection.state = "FIN-WAIT-2"
        elif connection.state == "CLOSING":
            self.linger(connection)
        elif connection.state == "LAST-ACK":
            self.forget(connection)

    def remember(self, connection, segment):
        stamps = segment.timestamps()
        if stamps and difference(segment.sequence, connection.received) <= 0:
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

    def hear_error(self, frame):
        """An ICMP error about a connection of ours (RFC 9293 §3.9.2.2)."""
        six = frame[12:14] == b"\x86\xdd"
        if not six and (frame[12:14] != b"\x08\x00" or frame[23] != 1) or six and frame[20] != 58:
            return
        body = frame[54:] if six else frame[34:]
        kind, code = body[0], body[1]
        quote = body[8:]
        ports = quote[40:48] if six else quote[20:28]
        if len(ports) < 8:
            return
        own_port, peer_port = struct.unpack("!HH", ports[:4])
        connection = self.connections.get((self.peer_address, peer_port, own_port))
        if connection is None:
            return
        too_big = kind == 2 if six else (kind, code) == (3, 4)
        if too_big:
            if self.faults.heeds_too_big:
                self.shrink(connection, struct.unpack("!I", body[4:8])[0] - (60 if six else 40))
        elif not six and kind == 4:
            if self.faults.heeds_quench:
                connection.congestion_window = connection.threshold = connection.segment_size
        elif self.faults.dies_of_icmp and kind in ((1, 3) if six else (3, 11)):
            connection.abort()

    def shrink(self, connection, mss):
        """Cuts what is outstanding to smaller segments, and sends it again."""
        if mss >= connection.peer_mss:
            return
        connection.peer_mss = mss
        size, pieces = connection.segment_size, []
        for sent in connection.outstanding:
            for start in range(0, max(1, len(sent.payload)), size):
                piece = type(sent)(sent.flags, (sent.sequence + start) % NUMBERS, sent.payload[start:start + size])
                piece.lost = True
                pieces.append(piece)
        connection.outstanding = pieces
        waiting, connection.waiting = connection.waiting, []
        for flags, payload in waiting:
            for start in range(0, max(1, len(payload)), size):
                connection.waiting.append((flags, payload[start:start + size]))
        connection.push()

    def close(self):
        self.stopping = True
        self.join()
        self.wire.close()

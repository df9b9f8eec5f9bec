"""A stretch of the path in user space: it delays, loses, holds back, doubles, reorders, changes, and can be unplugged."""

import heapq
import itertools
import random
import select
import struct
import threading
import time

from lab.segment import Segment, icmp_error, internet_checksum

TO_CLIENT, TO_SERVER = "client", "server"


class Relay(threading.Thread):
    """Carries frames between two interfaces, each way with the same delay (seconds)."""

    def __init__(self, client_side, server_side, delay):
        super().__init__(daemon=True)
        self.wires = {TO_CLIENT: client_side, TO_SERVER: server_side}
        self.delay = delay
        self.plugged = True
        self.routes = False
        self.mtu = None
        self.tells = None
        self.rules = []
        self.changes = []
        self.carried = []
        self.chance, self.loss, self.reorder, self.duplicate = random.Random(0), 0, 0, 0
        self.due, self.order = [], itertools.count()
        self.stopping = False
        self.start()

    # What a script may ask for. `match` is a function of a Segment.

    def lose(self, match, times=1):
        """The next segments that match never arrive."""
        self.rules.append([match, times, None])

    def hold(self, match, seconds, times=1):
        """The next segments that match take a long way round."""
        self.rules.append([match, times, seconds])

    def change(self, match, times=1, **fields):
        """The next segments that match arrive with other fields."""
        self.changes.append([match, times, fields])

    def disturb(self, seed, loss=0, reorder=0, duplicate=0):
        """From now on chance, seeded, loses, delays by 15 ms, or doubles segments."""
        self.chance = random.Random(seed)
        self.loss, self.reorder, self.duplicate = loss, reorder, duplicate

    def narrow(self, mtu, tells=None):
        """Larger packets are dropped; `tells` is the address that says so by ICMP, if any does."""
        self.mtu, self.tells = mtu, tells

    def unplug(self):
        """Nothing arrives any more, either way."""
        self.plugged = False

    def plug(self):
        self.plugged = True

    def replay(self, match):
        """Carries the last matching segment once more, octet for octet: a late duplicate of the network."""
        toward, frame = self.last(match)
        self.wires[toward].send(frame)

    def last(self, match):
        """The last matching segment that came this way: where to, and its frame."""
        return next(entry for entry in reversed(self.carried) if match(Segment.read(entry[1])))

    def inject(self, match, **fields):
        """Carries the last matching segment once more with other fields: a forgery."""
        toward, frame = self.last(match)
        self.wires[toward].send(Segment.read(frame).but(**fields).frame(frame[6:12], frame[0:6]))

    def complain(self, match, sender, kind, code, extra=0, **fields):
        """An ICMP error about the last matching segment, to whoever sent it; `fields` of the quote may be changed."""
        toward, frame = self.last(match)
        if fields:
            frame = Segment.read(frame).but(**fields).frame(frame[6:12], frame[0:6])
        back = TO_CLIENT if toward == TO_SERVER else TO_SERVER
        self.wires[back].send(icmp_error(frame, sender, kind, code, extra))

    # The carrying itself.

    def run(self):
        arrivals = {self.wires[TO_CLIENT]: TO_SERVER, self.wires[TO_SERVER]: TO_CLIENT}
        while not self.stopping:
            wait = max(0, self.due[0][0] - time.monotonic()) if self.due else 0.1
            for wire in select.select(list(arrivals), [], [], min(wait, 0.1))[0]:
                self.take(wire.recv(65535), arrivals[wire])
            while self.due and self.due[0][0] <= time.monotonic():
                _, _, toward, frame = heapq.heappop(self.due)
                if self.plugged:
                    self.wires[toward].send(frame)

    def take(self, frame, toward):
        segment = Segment.read(frame)
        delays = [self.delay]
        if self.routes and not (frame := aged(frame)):
            return
        if self.mtu and len(frame) - 14 > self.mtu:
            if self.tells:
                six = frame[12:14] == b"\x86\xdd"
                answer = icmp_error(frame, self.tells, 2 if six else 3, 0 if six else 4, self.mtu)
                self.wires[TO_CLIENT if toward == TO_SERVER else TO_SERVER].send(answer)
            return
        if segment:
            for rule in self.changes:
                match, times, fields = rule
                if times and match(segment):
                    rule[1] -= 1
                    frame = Segment.read(frame).but(**fields).frame(frame[6:12], frame[0:6])
            self.carried.append((toward, frame))
            delays = self.fate(segment)
        for delay in delays:
            heapq.heappush(self.due, (time.monotonic() + delay, next(self.order), toward, frame))

    def fate(self, segment):
        """The delays of the copies that arrive: none, one, or two."""
        for rule in self.rules:
            match, times, seconds = rule
            if times and match(segment):
                rule[1] -= 1
                return [] if seconds is None else [self.delay + seconds]
        if self.chance.random() < self.loss:
            return []
        late = 0.015 if self.chance.random() < self.reorder else 0
        copies = 2 if self.chance.random() < self.duplicate else 1
        return [self.delay + late + copy * 0.003 for copy in range(copies)]

    def close(self):
        self.stopping = True
        self.join()
        for wire in self.wires.values():
            wire.close()


def aged(frame):
    """The frame behind a router: its TTL or hop limit is one less; None where that was its last."""
    six = frame[12:14] == b"\x86\xdd"
    if not six and frame[12:14] != b"\x08\x00":
        return frame
    place = 21 if six else 22
    if frame[place] <= 1:
        return None
    frame = frame[:place] + bytes([frame[place] - 1]) + frame[place + 1:]
    if six:
        return frame
    end = 14 + (frame[14] & 15) * 4
    checksum = internet_checksum(frame[14:24] + b"\0\0" + frame[26:end])
    return frame[:24] + struct.pack("!H", checksum) + frame[26:]

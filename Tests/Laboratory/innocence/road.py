"""The road: client — stretch — router — stretch — server, each end with Linux's own TCP, the stretches in user space."""

import heapq
import random
import socket
import struct
import time

from lab.capture import Capture
from lab.namespaces import SOL_PACKET, Host, Namespace, veth
from lab.relay import TO_CLIENT, TO_SERVER, Relay
from lab.segment import ACK, FIN, RST, SYN, Segment, internet_checksum

PACKET_VNET_HEADER, VNET_HEADER = 15, 10
PLACES = "client", "middle", "server"
IPV4, IPV6 = b"\x08\x00", b"\x86\xdd"


class End(Host):
    """One end of the road: 10.78.n.1 and fd78:n::1, its router at .254 and ::fe."""

    def __init__(self, prefix, name, number):
        super().__init__(prefix, name, number, 0)
        self.address, self.peer_address = f"10.78.{number}.1", f"10.78.{number}.254"
        self.address6, self.peer_address6 = f"fd78:{number}::1", f"fd78:{number}::fe"
        self.peer_mac = f"02:00:00:00:00:f{number}"

    def configure(self):
        space, device = self.space, self.interface
        space.run(f"ip address add {self.address}/24 dev {device}")
        space.run(f"ip address add {self.address6}/64 dev {device} nodad")
        for router in self.peer_address, self.peer_address6:
            space.run(f"ip neigh replace {router} lladdr {self.peer_mac} dev {device} nud permanent")
            space.run(f"ip route add default via {router} dev {device}")


class Road:
    """Two ends with a router between them. `offload` leaves segmentation and checksums to cards that do not exist."""

    def __init__(self, closing, prefix, delay=0.010, offload=False):
        self.closing, self.offload = closing, offload
        self.client = self.kept(End(prefix, "client", 1))
        self.server = self.kept(End(prefix, "server", 2))
        self.path = self.kept(Namespace(f"{prefix}-path"))
        self.router = self.kept(Namespace(f"{prefix}-router"))
        cables = [(self.client.space, "eth0", self.path, "client", self.client.mac, None),
                  (self.path, "west", self.router, "west", None, self.client.peer_mac),
                  (self.path, "east", self.router, "east", None, self.server.peer_mac),
                  (self.path, "server", self.server.space, "eth0", None, self.server.mac)]
        for cable in cables:
            veth(*cable)
            if offload:
                for space, name in cable[0:2], cable[2:4]:
                    space.run(f"ethtool -K {name} tx on rx on sg on tso on gso on gro on")
        for end in self.client, self.server:
            end.configure()
        self.configure_router()
        self.west = self.kept(Stretch(self.wire("client"), self.wire("west"), delay, offload))
        self.east = self.kept(Stretch(self.wire("east"), self.wire("server"), delay, offload))
        time.sleep(0.3)

    def kept(self, part):
        """A part of the road, taken down with it, last first."""
        self.closing.callback(part.close)
        return part

    def configure_router(self):
        self.router.run("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 "
                        "net.netfilter.nf_conntrack_acct=1")
        for device, end in ("west", self.client), ("east", self.server):
            self.router.run(f"ip address add {end.peer_address}/24 dev {device}")
            self.router.run(f"ip address add {end.peer_address6}/64 dev {device} nodad")
            for address in end.address, end.address6:
                self.router.run(f"ip neigh replace {address} lladdr {end.mac} dev {device} nud permanent")

    def widen(self, mtu):
        """Another MTU on every cable."""
        for space, names in ((self.client.space, ["eth0"]), (self.path, ["client", "west", "east", "server"]),
                             (self.router, ["west", "east"]), (self.server.space, ["eth0"])):
            for name in names:
                space.run(f"ip link set {name} mtu {mtu}")

    def wire(self, interface):
        wire = self.path.wire(interface)
        wire.setsockopt(SOL_PACKET, PACKET_VNET_HEADER, int(self.offload))
        return wire

    def capture(self, place, file, options=()):
        """tcpdump at the client, at the server, at the router's western interface, or at all of the router's at once;
        or at all of the client's, or at its loopback."""
        if place == "both":
            return Capture(self.router, "any", file, options)
        if place in ("any", "loopback"):
            return Capture(self.client.space, {"any": "any", "loopback": "lo"}[place], file, options)
        if place == "middle":
            return Capture(self.router, "west", file, options)
        return Capture(getattr(self, place).space, "eth0", file, options)


class Stretch(Relay):
    """A stretch of the road that also has a speed, a queue with an end, and marks instead of losses (RFC 3168)."""

    def __init__(self, client_side, server_side, delay, offload=False):
        self.head = VNET_HEADER if offload else 0
        self.late, self.jitter, self.burst = 0.015, 0, 1
        self.speed = self.queue = self.mark = None
        self.corrupt = 0
        self.echoes = []
        self.free = {TO_CLIENT: 0, TO_SERVER: 0}
        self.losing = 0
        super().__init__(client_side, server_side, delay)

    def disturb(self, seed, **how):
        """Chances (loss, reorder, duplicate), and how late, how far, how fast: named as the attributes are."""
        self.chance = random.Random(seed)
        for name, value in how.items():
            setattr(self, name, value)

    def echo(self, match, seconds, times):
        """The next segments that match arrive, and once more so much later."""
        self.echoes.append([match, times, seconds])

    def take(self, frame, toward):
        kind = frame[self.head + 12:self.head + 14]
        if kind not in (IPV4, IPV6):
            return self.wires[toward].send(frame) and None
        now = time.monotonic()
        due = now
        if self.speed:
            waiting = max(0, self.free[toward] - now) * self.speed
            if self.queue and waiting > self.queue:
                return None
            if self.mark and waiting > self.mark:
                frame = self.marked(frame, kind)
            due = self.free[toward] = max(now, self.free[toward]) + len(frame) / self.speed
        if self.corrupt and self.chance.random() < self.corrupt:
            frame = self.damaged(frame, kind)
        for delay in self.fate(frame):
            heapq.heappush(self.due, (due + delay, next(self.order), toward, frame))
        return None

    def damaged(self, frame, kind):
        """One octet of the TCP segment is another."""
        place = self.chance.randrange(self.head + (34 if kind == IPV4 else 54), len(frame))
        return frame[:place] + bytes([frame[place] ^ self.chance.randrange(1, 256)]) + frame[place + 1:]

    def fate(self, frame):
        segment = Segment.read(frame[self.head:]) if self.rules or self.echoes else None
        for rule in self.rules:
            match, times, seconds = rule
            if times and segment and match(segment):
                rule[1] -= 1
                return [] if seconds is None else [self.delay + seconds]
        for rule in self.echoes:
            match, times, seconds = rule
            if times and segment and match(segment):
                rule[1] -= 1
                return [self.delay, self.delay + seconds]
        if self.losing or self.chance.random() < self.loss:
            self.losing = (self.losing or self.burst) - 1
            return []
        late = self.late if self.chance.random() < self.reorder else self.chance.random() * self.jitter
        copies = 2 if self.chance.random() < self.duplicate else 1
        return [self.delay + late + copy * 0.003 for copy in range(copies)]

    def marked(self, frame, kind):
        """Congestion Experienced, if the sender can take it."""
        octets = bytearray(frame)
        place = self.head + 15
        mask = 0x03 if kind == IPV4 else 0x30
        if not octets[place] & mask:
            return frame
        octets[place] |= mask
        if kind == IPV4:
            start = self.head + 14
            stop = start + (octets[start] & 15) * 4
            octets[start + 10:start + 12] = bytes(2)
            octets[start + 10:start + 12] = struct.pack("!H", internet_checksum(bytes(octets[start:stop])))
        return bytes(octets)


# Segments that a scenario may lose or hold back, by name; "client" and "server" say who sent them.

KINDS = {
    "syn": lambda segment: segment.syn and not segment.flags & ACK,
    "synack": lambda segment: segment.syn and segment.flags & ACK,
    "fin": lambda segment: segment.fin,
    "rst": lambda segment: segment.flags & RST,
    "data": lambda segment: len(segment.payload) > 1,
    "ack": lambda segment: segment.bare_ack,
    "all": lambda segment: True,
}


def kind_of(name, road):
    """`server-fin`: a predicate."""
    who, kind = name.split("-")
    source = getattr(road, who)
    return lambda segment: segment.source in (source.address, source.address6) and KINDS[kind](segment)

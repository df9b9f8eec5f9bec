"""What the two ends of a connection do, in a small language: "send 100 hear 20 shut end close"."""

import contextlib
import re
import socket
import struct
import threading
import time
from types import SimpleNamespace

LETTERS = bytes(range(32, 127)) * 700
MULTIPATH = 262
FAST_OPEN_CONNECT, FAST_OPEN = 30, 23
# What an end may meet that is no mistake of the laboratory: the other end aborts, or nothing comes any more.
EXPECTED = ConnectionError, TimeoutError, EOFError, OSError


class Talker:
    """One end of one connection, and the verbs of the language as its methods."""

    def __init__(self, made):
        self.made = made
        self.said = 0

    def follow(self, plan):
        words = iter(unfolded(plan).split())
        for word in words:
            verb = getattr(self, f"do_{word}")
            verb(*(number(next(words)) for _ in range(verb.__func__.__code__.co_argcount - 1)))

    def letters(self, count):
        start = self.said % 95
        self.said += count
        return (LETTERS * ((start + count) // len(LETTERS) + 1))[start:start + count]

    def do_send(self, count):
        self.made.sendall(self.letters(count))

    def do_more(self, count):
        self.made.send(self.letters(count), socket.MSG_MORE)

    def do_write(self, count, piece, pause):
        """Many small writes."""
        while count > 0:
            self.do_send(min(count, piece))
            count -= piece
            time.sleep(pause)

    def do_urgent(self):
        self.made.send(b"!", socket.MSG_OOB)

    def do_hear(self, count):
        while count:
            heard = self.made.recv(min(count, 65536))
            if not heard:
                raise EOFError
            count -= len(heard)

    def do_slowly(self, count, piece, pause):
        """Many small reads."""
        while count > 0:
            self.do_hear(min(count, piece))
            count -= piece
            time.sleep(pause)

    def do_end(self):
        """Hears until the other end has closed."""
        while self.made.recv(65536):
            pass

    def do_wait(self, seconds):
        time.sleep(seconds)

    def do_shut(self):
        self.made.shutdown(socket.SHUT_WR)

    def do_deaf(self):
        self.made.shutdown(socket.SHUT_RD)

    def do_rcvbuf(self, count):
        set_options(self.made, dict(rcvbuf=count))

    def do_clamp(self, count):
        set_options(self.made, dict(clamp=count))

    def do_close(self):
        self.made.close()

    def do_abort(self):
        self.made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.made.close()


def number(word):
    return float(word) if "." in word else int(word)


def unfolded(plan):
    """`3*[ … ]` written out, from the inside."""
    while "[" in plan:
        plan = re.sub(r"(\d+)\*\[([^\[\]]*)\]", lambda found: (found[2] + " ") * int(found[1]), plan)
    return plan


OPTIONS = {
    "rcvbuf": (socket.SOL_SOCKET, socket.SO_RCVBUF), "sndbuf": (socket.SOL_SOCKET, socket.SO_SNDBUF),
    "keepalive": (socket.SOL_SOCKET, socket.SO_KEEPALIVE), "keepidle": (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
    "keepintvl": (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL), "keepcnt": (socket.IPPROTO_TCP, socket.TCP_KEEPCNT),
    "nodelay": (socket.IPPROTO_TCP, socket.TCP_NODELAY), "cork": (socket.IPPROTO_TCP, socket.TCP_CORK),
    "maxseg": (socket.IPPROTO_TCP, socket.TCP_MAXSEG), "quickack": (socket.IPPROTO_TCP, socket.TCP_QUICKACK),
    "clamp": (socket.IPPROTO_TCP, socket.TCP_WINDOW_CLAMP), "defer": (socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT),
    "linger2": (socket.IPPROTO_TCP, socket.TCP_LINGER2), "timeout": (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT),
    "lowat": (socket.IPPROTO_TCP, 25), "thin": (socket.IPPROTO_TCP, 16), "oobinline": (socket.SOL_SOCKET, socket.SO_OOBINLINE),
    "tos": (socket.IPPROTO_IP, socket.IP_TOS), "ttl": (socket.IPPROTO_IP, socket.IP_TTL),
    "pacing": (socket.SOL_SOCKET, 47), "fastopen": (socket.IPPROTO_TCP, FAST_OPEN),
    "fastconnect": (socket.IPPROTO_TCP, FAST_OPEN_CONNECT), "syncnt": (socket.IPPROTO_TCP, socket.TCP_SYNCNT),
    "mtu": (socket.IPPROTO_IP, 10),
}
EARLY = {"rcvbuf", "sndbuf", "maxseg", "clamp", "defer", "fastopen", "fastconnect", "syncnt", "tos", "ttl", "mtu", "key"}


def set_options(made, options, peer=None):
    for name, value in options.items():
        if name == "key":
            made.setsockopt(socket.IPPROTO_TCP, 14, signature(made.family, peer, value.encode()))
        else:
            made.setsockopt(*OPTIONS[name], value)


def signature(family, peer, key):
    """struct tcp_md5sig (RFC 2385) for a peer."""
    if family == socket.AF_INET:
        address = struct.pack("=HH4s", family, 0, socket.inet_aton(peer))
    else:
        address = struct.pack("=HHI16s", family, 0, 0, socket.inet_pton(family, peer))
    return address.ljust(128, b"\0") + struct.pack("=BBHIi", 0, 0, len(key), 0, 0).ljust(12, b"\0")[:12] + key.ljust(80, b"\0")


class Talk:
    """Many connections of one scenario: a listener, and callers in parallel."""

    def __init__(self, road, scenario):
        self.road = SimpleNamespace(client=road.client, server=road.client) if scenario.loopback else road
        self.scenario = scenario
        self.family = socket.AF_INET if scenario.ip == 4 else socket.AF_INET6
        self.attribute = "address" if scenario.ip == 4 else "address6"
        self.left = list(range(scenario.flows))
        self.lock = threading.Lock()
        self.served, self.serving = [], []
        self.failures = []

    def socket(self, end, options):
        multipath = self.scenario.multipath is True or self.scenario.multipath == "client" and end is self.road.client
        with end.space.entered():
            made = socket.socket(self.family, socket.SOCK_STREAM, MULTIPATH if multipath else 0)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.settimeout(self.scenario.patience)
        if self.scenario.congestion:
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, self.scenario.congestion.encode())
        peer = getattr(self.road.client if end is self.road.server else self.road.server, self.attribute)
        set_options(made, {name: value for name, value in options.items() if name in EARLY}, peer)
        return made

    def serve(self, listener):
        while True:
            try:
                made, _ = listener.accept()
            except OSError:
                return
            made.settimeout(self.scenario.patience)
            self.serving.append(made)
            thread = threading.Thread(target=self.talk, daemon=True,
                                      args=(made, self.scenario.server, self.scenario.server_set))
            thread.start()
            self.served.append(thread)

    def talk(self, made, plan, options):
        try:
            set_options(made, {name: value for name, value in options.items() if name not in EARLY})
            Talker(made).follow(plan)
        except EXPECTED as reason:
            self.failures.append(repr(reason))
        finally:
            made.close()

    def drop_served(self):
        """Closes what the server serves, as the end of its host would."""
        for made in self.serving:
            with contextlib.suppress(OSError):
                made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                made.close()

    def call(self):
        scenario = self.scenario
        while True:
            with self.lock:
                if not self.left:
                    return
                turn = self.left.pop(0)
            made = self.socket(self.road.client, scenario.client_set)
            try:
                if scenario.own_port:
                    port = scenario.own_port + turn % scenario.own_ports
                    made.bind(("" if self.family == socket.AF_INET else "::", port))
                made.connect((getattr(self.road.server, self.attribute), 80 + turn % scenario.ports))
            except EXPECTED as reason:
                self.failures.append(repr(reason))
                made.close()
                time.sleep(scenario.pause)
                continue
            self.talk(made, scenario.client, scenario.client_set)
            time.sleep(scenario.pause)

    def run(self):
        listeners = []
        for port in range(80, 80 + self.scenario.ports):
            if self.scenario.server is None:
                break
            listener = self.socket(self.road.server, self.scenario.server_set)
            listener.bind(("" if self.family == socket.AF_INET else "::", port))
            listener.listen(self.scenario.backlog)
            listener.settimeout(None)
            listeners.append(listener)
            if not self.scenario.deaf:
                threading.Thread(target=self.serve, args=(listener,), daemon=True).start()
        callers = [threading.Thread(target=self.call, daemon=True) for _ in range(self.scenario.parallel)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        time.sleep(0.1)
        for thread in self.served:
            thread.join()
        time.sleep(self.scenario.after)
        for listener in listeners:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

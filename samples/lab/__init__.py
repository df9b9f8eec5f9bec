"""The laboratory: client — relay — wire — relay — server, one capture."""

import os
import time

from lab.capture import Capture
from lab.namespaces import Host, Namespace, veth
from lab.relay import Relay
from lab.tcp import UserHost

CLIENT, SERVER = "10.77.0.1", "10.77.0.2"


class Lab:
    """Two hosts with a path of two stretches between them, `west` and `east`, each 10 ms long each way.

    A script gets one, and uses `client`, `server`, `west`, `east`. The capture is taken at the client, at the server,
    or in the middle, between the two stretches.
    """

    def __init__(self, closing, delay=0.010, version=4):
        self.closing = closing
        prefix = f"tr{os.getpid()}"
        self.client = self.kept(Host(prefix, "client", 1, 2, version))
        self.server = self.kept(Host(prefix, "server", 2, 1, version))
        self.path = self.kept(Namespace(f"{prefix}-path"))
        veth(self.client.space, "eth0", self.path, "client", self.client.mac)
        veth(self.path, "middle", self.path, "middle2")
        veth(self.path, "server", self.server.space, "eth0", None, self.server.mac)
        for host in self.client, self.server:
            host.configure()
        self.west = self.kept(Relay(self.path.wire("client"), self.path.wire("middle"), delay))
        self.east = self.kept(Relay(self.path.wire("middle2"), self.path.wire("server"), delay))
        time.sleep(0.5)

    def kept(self, part):
        """A part of the laboratory, taken down with it, last first."""
        self.closing.callback(part.close)
        return part

    def user_host(self, host, **faults):
        """Replaces a host's kernel TCP by our own, with faults."""
        return self.kept(UserHost(host, **faults))

    def capture(self, place, file, options=()):
        if place == "middle":
            return Capture(self.path, "middle", file, options)
        host = {"client": self.client, "server": self.server}[place]
        interface = "any" if "-y" in options else host.interface
        return Capture(host.space, interface, file, options)


QUESTION = b"GET / HTTP/1.1\r\nHost: example\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n"


def exchange(asking, answering, question=QUESTION, answer=ANSWER):
    """One question, one answer, both fully received."""
    asking.sendall(question)
    hear(answering, len(question))
    answering.sendall(answer)
    hear(asking, len(answer))


def hear(end, count):
    """Receives exactly so many octets."""
    while count:
        heard = end.recv(count)
        if not heard:
            raise EOFError(f"{count} octets short")
        count -= len(heard)


def visit(caller, listener, own_port, closes_first="client", pause=0.06):
    """A whole connection: opened, one exchange, closed by one side and, a little later, by the other."""
    client = caller.connect(caller.peer_address, 80, own_port)
    server, _ = listener.accept()
    exchange(client, server)
    first, second = (client, server) if closes_first == "client" else (server, client)
    first.close()
    assert second.recv(1) == b""
    time.sleep(pause)
    second.close()
    time.sleep(0.1)


def interrupt(caller, listener, own_port):
    """The client aborts while the answer is under way, and resets the answer too."""
    client = caller.connect(caller.peer_address, 80, own_port)
    server, _ = listener.accept()
    client.sendall(QUESTION)
    hear(server, len(QUESTION))
    server.sendall(ANSWER)
    client.abort()
    time.sleep(0.1)

"""Open, exchange and close over IPv6, seen in the middle of the path."""

import socket
import time

from lab import exchange

TAP = "middle"


def run(lab):
    listener = lab.server.listen(80, socket.AF_INET6)
    client = lab.client.connect("fd77::2", 80, own_port=40001, family=socket.AF_INET6)
    server, _ = listener.accept()
    exchange(client, server)
    client.close()
    assert server.recv(1) == b""
    time.sleep(0.06)
    server.close()
    time.sleep(0.1)

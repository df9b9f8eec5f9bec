"""After every 3 s of silence the client asks whether the server is still there; it is."""

import socket
import time

from lab import SERVER, exchange


def run(lab):
    listener = lab.server.listen(80)
    client = lab.client.connect(SERVER, 80, own_port=40001)
    server, _ = listener.accept()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 3)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 2)
    exchange(client, server)
    time.sleep(12)
    exchange(client, server)
    client.close()
    assert server.recv(1) == b""
    server.close()
    time.sleep(0.1)


SECONDS = 14

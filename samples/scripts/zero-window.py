"""The server's application does not read for 3 s: its window closes, is probed, and opens again."""

import socket
import time

from lab import SERVER, hear

SECONDS = 6
LETTER = bytes(range(65, 91)) * 600


def run(lab):
    listener = lab.server.listen(80)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 6000)
    client = lab.client.connect(SERVER, 80, own_port=40001)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 17)
    server, _ = listener.accept()
    client.sendall(LETTER)
    time.sleep(3)
    hear(server, len(LETTER))
    server.sendall(b"thank you\n")
    hear(client, 10)
    client.close()
    assert server.recv(1) == b""
    server.close()
    time.sleep(0.1)

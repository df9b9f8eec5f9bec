"""A path that loses, overtakes and doubles: 18 kB each way arrive whole all the same. Seen in the middle."""

import socket
import time

from lab import SERVER, hear

TAP, SECONDS = "middle", 10
LETTER = bytes(range(65, 91)) * 700


def run(lab):
    listener = lab.server.listen(80)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    client = lab.client.connect(SERVER, 80, own_port=40001)
    server, _ = listener.accept()
    lab.west.disturb(seed=1, loss=0.05, reorder=0.08)
    lab.east.disturb(seed=2, loss=0.05, reorder=0.08, duplicate=0.03)
    client.sendall(LETTER)
    hear(server, len(LETTER))
    server.sendall(LETTER)
    hear(client, len(LETTER))
    lab.west.disturb(seed=3)
    lab.east.disturb(seed=3)
    client.close()
    assert server.recv(1) == b""
    server.close()
    time.sleep(0.3)

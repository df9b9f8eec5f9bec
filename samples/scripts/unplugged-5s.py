"""The cable is pulled for 5 s and put back: the connection is still there, and the retransmission gets through."""

import time

from lab import SERVER, exchange

SECONDS = 12


def run(lab):
    listener = lab.server.listen(80)
    client = lab.client.connect(SERVER, 80, own_port=40001)
    server, _ = listener.accept()
    exchange(client, server)
    lab.west.unplug()
    client.sendall(b"still there?\n")
    time.sleep(5)
    lab.west.plug()
    assert server.recv(100) == b"still there?\n"
    exchange(server, client, b"yes\n", b"good\n")
    client.close()
    assert server.recv(1) == b""
    time.sleep(0.06)
    server.close()
    time.sleep(0.1)

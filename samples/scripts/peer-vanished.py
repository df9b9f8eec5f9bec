"""The cable is pulled for good: the client retransmits, ever more slowly, and is never answered again."""

import time

from lab import SERVER, exchange

SECONDS = 42


def run(lab):
    listener = lab.server.listen(80)
    client = lab.client.connect(SERVER, 80, own_port=40001)
    server, _ = listener.accept()
    exchange(client, server)
    lab.east.unplug()
    client.sendall(b"still there?\n")
    time.sleep(40)

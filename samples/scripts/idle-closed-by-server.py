"""The client connects and never says a word; after 35 s the server takes its resources back and closes."""

import time

from lab import SERVER

SECONDS = 36


def run(lab):
    listener = lab.server.listen(80)
    client = lab.client.connect(SERVER, 80, own_port=40001)
    server, _ = listener.accept()
    time.sleep(35)
    server.close()
    assert client.recv(1) == b""
    client.close()
    time.sleep(0.1)

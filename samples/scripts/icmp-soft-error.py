"""On a live connection the network says "host unreachable" for a second: a soft error, so the connection goes on."""

import time

from lab import SERVER, exchange, hear


def run(lab):
    listener = lab.server.listen(80)
    client = lab.client.connect(SERVER, 80, own_port=40001)
    server, _ = listener.accept()
    exchange(client, server)
    lab.server.refuse_by("tcp dport 80 reject with icmp type host-unreachable")
    client.sendall(b"can you hear me?\n")
    time.sleep(1)
    lab.server.refuse_no_more()
    hear(server, 17)
    exchange(server, client, b"again\n", b"now?\n")
    client.close()
    assert server.recv(1) == b""
    time.sleep(0.06)
    server.close()
    time.sleep(0.1)


SECONDS = 6

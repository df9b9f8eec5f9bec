"""A client sends FIN, and then new data beyond it; the server pays no heed."""

import time

from lab import SERVER, exchange

TAP = "middle"
EXPECTED = [("close/data-after-fin", "client")]


def run(lab):
    listener = lab.server.listen(80)
    host = lab.user_host(lab.client)
    for port in 40001, 40002:
        client = host.connect(SERVER, 80, port)
        server, _ = listener.accept()
        exchange(client, server)
        client.close()
        assert server.recv(1) == b""
        time.sleep(0.2)
        client.sendall(b"one more thing\n")
        time.sleep(1.3)
        server.close()
        time.sleep(0.2)

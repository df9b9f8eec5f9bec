"""A server goes on answering but never acknowledges the client's FIN, however often it comes."""

import socket
import time

from lab import SERVER, exchange, hear

TAP, SECONDS = "server", 12
EXPECTED = [("close/fin-acked", "server")]


def run(lab):
    listener = lab.user_host(lab.server, acknowledges_fin=False).listen(80)
    client = lab.client.connect(SERVER, 80, own_port=40001)
    server, _ = listener.accept()
    exchange(client, server)
    client.shutdown(socket.SHUT_WR)
    for _ in range(12):
        time.sleep(0.6)
        server.sendall(b"more of the answer\n")
        hear(client, 19)
    server.abort()
    time.sleep(0.1)

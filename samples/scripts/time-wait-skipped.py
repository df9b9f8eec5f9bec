"""A server that closes first forgets the connection at once: its last ACK is lost, and the client's second FIN meets RST."""

import time

from lab import SERVER, exchange

TAP = "server"
EXPECTED = [("close/time-wait-too-short", "server")]


def run(lab):
    listener = lab.user_host(lab.server, time_wait=0).listen(80)
    for port in 40001, 40002:
        client = lab.client.connect(SERVER, 80, port)
        server, _ = listener.accept()
        exchange(client, server)
        server.close()
        assert client.recv(1) == b""
        time.sleep(0.1)
        lab.east.lose(lambda segment: segment.bare_ack and segment.source == SERVER)
        client.close()
        time.sleep(1)

"""A client completes the handshake with ACK y instead of y+1; the server does not take it and answers RST."""

import time

from lab import SERVER

TAP = "middle"
EXPECTED = [("handshake/third-ack", "client")]


def run(lab):
    lab.server.listen(80)
    host = lab.user_host(lab.client, third_ack_offset=0)
    for port in 40001, 40002:
        host.connect(SERVER, 80, port)
        time.sleep(2.5)

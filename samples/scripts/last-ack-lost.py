"""The last ACK is lost: the server sends its FIN again, and the client, in TIME-WAIT, acknowledges it again."""

import time

from lab import CLIENT, SERVER, exchange

TAP = "middle"


def run(lab):
    listener = lab.server.listen(80)
    client = lab.client.connect(SERVER, 80, own_port=40001)
    server, _ = listener.accept()
    exchange(client, server)
    client.close()
    assert server.recv(1) == b""
    time.sleep(0.06)
    lab.east.lose(lambda segment: segment.bare_ack and segment.source == CLIENT)
    server.close()
    time.sleep(1)

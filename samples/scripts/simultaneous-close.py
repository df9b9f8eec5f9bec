"""Both sides close at the same moment: the two FINs cross on the way, and both ends go through CLOSING."""

import time

from lab import SERVER, exchange

TAP = "middle"


def run(lab):
    listener = lab.server.listen(80)
    client = lab.client.connect(SERVER, 80, own_port=40001)
    server, _ = listener.accept()
    exchange(client, server)
    time.sleep(0.1)
    client.close()
    server.close()
    time.sleep(0.2)

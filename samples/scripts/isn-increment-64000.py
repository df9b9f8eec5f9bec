"""A client whose initial sequence number grows by 64 000 with each connection, as in 4.2BSD's days."""

import time

from lab import CLIENT, visit
from lab.tcp import increment

TAP, SECONDS = "middle", 11
EXPECTED = [("isn/fixed-increment", CLIENT)]
PAUSES = [0.2, 0.9, 0.1, 0.6, 0.4, 1.1, 0.3, 0.8, 0.1]


def run(lab):
    listener = lab.server.listen(80)
    host = lab.user_host(lab.client, initial_number=increment(0x2B000000, 64000))
    for number, pause in enumerate(PAUSES):
        visit(host, listener, own_port=40001 + number)
        time.sleep(pause)

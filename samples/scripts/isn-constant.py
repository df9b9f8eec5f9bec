"""A client opens six connections from six ports, every one with the same initial sequence number."""

import time

from lab import CLIENT, visit
from lab.tcp import constant

TAP, SECONDS = "client", 8
EXPECTED = [("isn/constant", CLIENT)]
PAUSES = [0.2, 0.5, 0.3, 0.9, 0.4, 0.1]


def run(lab):
    listener = lab.server.listen(80)
    host = lab.user_host(lab.client, initial_number=constant(0x1A2B3C4D))
    for number, pause in enumerate(PAUSES):
        visit(host, listener, own_port=40001 + number)
        time.sleep(pause)

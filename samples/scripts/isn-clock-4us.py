"""A client whose initial sequence number is the 4 µs clock alone, without a secret of the connection: a guess away."""

import time

from lab import CLIENT, visit
from lab.tcp import clock_alone

TAP, SECONDS = "client", 15
EXPECTED = [("isn/time-counter", CLIENT)]
PAUSES = [0.1, 0.7, 0.2, 1.3, 0.4, 0.1, 0.9, 0.3, 1.7, 0.2, 0.6, 0.1]


def run(lab):
    listener = lab.server.listen(80)
    host = lab.user_host(lab.client, initial_number=clock_alone(0x51000000))
    for number, pause in enumerate(PAUSES):
        visit(host, listener, own_port=40001 + number)
        time.sleep(pause)

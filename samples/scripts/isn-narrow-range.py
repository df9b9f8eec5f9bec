"""A client whose initial sequence numbers all come from a pool of 2^20 values."""

import time

from lab import CLIENT, visit
from lab.tcp import narrow_range

TAP, SECONDS = "middle", 9
EXPECTED = [("isn/narrow-range", CLIENT)]
PAUSES = [0.3, 0.1, 0.6, 0.2, 0.9, 0.4, 0.1, 0.5]


def run(lab):
    listener = lab.server.listen(80)
    host = lab.user_host(lab.client, initial_number=narrow_range(0x7FF80000, 1 << 20, seed=5))
    for number, pause in enumerate(PAUSES):
        visit(host, listener, own_port=40001 + number)
        time.sleep(pause)

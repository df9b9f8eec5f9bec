"""Thirty-two connections of one Linux client: enough initial sequence numbers to find them well spread."""

import random
import time

from lab import visit

TAP, SECONDS = "middle", 15


def run(lab):
    listener = lab.server.listen(80)
    chance = random.Random(1)
    for number in range(32):
        visit(lab.client, listener, own_port=40001 + number, pause=0)
        time.sleep(chance.random() / 5)

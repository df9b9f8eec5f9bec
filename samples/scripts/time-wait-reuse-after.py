"""The client closes first, keeps TIME-WAIT for its 60 s, and uses the same port again after 62 s."""

import time

from lab import visit

SECONDS = 65


def run(lab):
    listener = lab.server.listen(80)
    visit(lab.client, listener, own_port=40001)
    time.sleep(62)
    visit(lab.client, listener, own_port=40001)

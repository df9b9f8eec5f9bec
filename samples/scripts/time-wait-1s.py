"""A client that closes first stays in TIME-WAIT for 1 s only, and then uses the same port again, without time stamps."""

import time

from lab import visit

EXPECTED = [("close/port-reuse-within-2msl", "client"), ("close/time-wait-too-short", "client")]


def run(lab):
    listener = lab.server.listen(80)
    host = lab.user_host(lab.client, time_wait=1)
    for port in 40001, 40002:
        visit(host, listener, own_port=port)
        time.sleep(1.2)
        visit(host, listener, own_port=port)

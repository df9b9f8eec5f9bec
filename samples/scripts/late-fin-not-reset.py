"""A client meets the FIN of a connection it closed 310 s ago with silence, three times; a closed port owes RST.

Meanwhile it works with other connections, and sends RST where it should: no filter stands before it.
"""

import time

from lab import interrupt, visit

SECONDS = 324
EXPECTED = [("close/late-fin-not-reset", "client")]


def run(lab):
    listener = lab.server.listen(80)
    host = lab.user_host(lab.client, time_wait=60, silent_after_close=True)
    interrupt(host, listener, own_port=40011)
    visit(host, listener, own_port=40001)
    for number, pause in enumerate([310, 3, 3]):
        time.sleep(pause - 1)
        visit(host, listener, own_port=40021 + number)
        time.sleep(0.6)
        lab.east.replay(lambda segment: segment.fin and segment.source_port == 80 and segment.destination_port == 40001)
    time.sleep(1.5)
    interrupt(host, listener, own_port=40012)

"""Two ports, each used three times: the initial number is a hash of the four-tuple and no clock drives it on.

The server closes first and reopens from TIME-WAIT because of the newer time stamps.
"""

import time

from lab import CLIENT, visit
from lab.tcp import hash_without_clock

SECONDS = 12
EXPECTED = [("isn/constant-on-tuple", CLIENT)]


def run(lab):
    listener = lab.server.listen(80)
    host = lab.user_host(lab.client, initial_number=hash_without_clock(), timestamps=True)
    for pause in 1.3, 2.4, 0.1:
        visit(host, listener, own_port=40001, closes_first="server")
        visit(host, listener, own_port=40002, closes_first="server")
        time.sleep(pause)

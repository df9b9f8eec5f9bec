"""The server closes first, so the client owes no TIME-WAIT: it may use its port again 1 s later.

The server is in TIME-WAIT and reopens lawfully: a newer time stamp, and an initial number beyond the old ones.
"""

import time

from lab import visit

TAP = "server"


def run(lab):
    listener = lab.server.listen(80)
    visit(lab.client, listener, own_port=40001, closes_first="server")
    time.sleep(1)
    visit(lab.client, listener, own_port=40001, closes_first="server")

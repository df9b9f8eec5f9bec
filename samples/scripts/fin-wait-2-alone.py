"""The client closes, the server never does; when it speaks at last, 75 s later, the client has given up waiting: RST.

Linux lets an orphan wait 60 s in FIN-WAIT-2; the standard knows no such timer, and forbids none.
"""

import time

from lab import SERVER, exchange

SECONDS = 78
EXPECTED = [("close/fin-wait-2-stuck", "client"), ("close/close-wait-lingering", "server")]


def run(lab):
    listener = lab.server.listen(80)
    client = lab.client.connect(SERVER, 80, own_port=40001)
    server, _ = listener.accept()
    exchange(client, server)
    client.close()
    assert server.recv(1) == b""
    time.sleep(75)
    server.sendall(b"oh, are you still there?\n")
    time.sleep(0.2)

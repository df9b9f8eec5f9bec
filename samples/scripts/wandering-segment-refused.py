"""The wandering 3 meets Linux: it fits by its sequence number, but its acknowledgement is too old, so it is not taken.

The same story as wandering-segment; RFC 5961 §5 saves the server, the client's constant number is as wrong as before.
"""

import time

from lab import CLIENT, SERVER, hear, visit
from lab.tcp import constant

TAP, SECONDS = "server", 9
EXPECTED = [("isn/constant", CLIENT), ("isn/reuse-window", "client")]


def run(lab):
    listener = lab.server.listen(80)
    host = lab.user_host(lab.client, initial_number=constant(0x1A2B3C4D))
    visit(host, listener, own_port=40009)

    lab.west.hold(lambda segment: segment.payload == b"message 3\n", seconds=4)
    client = host.connect(SERVER, 80, 40001)
    server, _ = listener.accept()
    for message in b"message 1\n", b"message 2\n", b"message 3\n":
        client.sendall(message)
    hear(server, 30)
    time.sleep(0.2)
    client.abort()
    time.sleep(1)

    client = host.connect(SERVER, 80, 40001)
    server, _ = listener.accept()
    for message in b"message 1\n", b"message 2\n":
        client.sendall(message)
    hear(server, 20)
    time.sleep(3)
    client.close()
    assert server.recv(10) == b"", "the late segment should not have been taken"
    server.close()
    time.sleep(0.2)
    visit(host, listener, own_port=40010)

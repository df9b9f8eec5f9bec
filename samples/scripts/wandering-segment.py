"""The wandering 3: sent in the first connection, it arrives in the second, which never meant to send it, and is taken.

A client with a constant initial sequence number sends 1, 2, 3; the 3 goes a long way round and is sent again. The
client loses heart, resets, connects again from the same port with the same number, and sends 1, 2. Now the first 3
arrives, and fits. Both ends are user-space here: the server is faultless by RFC 9293, but lacks the check of old
acknowledgements (RFC 5961 §5) that saves Linux in wandering-segment-refused.
"""

import time

from lab import CLIENT, SERVER, hear, visit
from lab.tcp import constant

TAP, SECONDS = "server", 9
EXPECTED = [("isn/constant", CLIENT), ("isn/reuse-window", "client"), ("isn/wandering-segment", "server")]


def run(lab):
    listener = lab.user_host(lab.server).listen(80)
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
    assert server.recv(10) == b"message 3\n", "the late segment should have been taken"
    time.sleep(1)
    client.abort()
    time.sleep(0.2)
    server.sendall(b"thanks for 1, 2 and 3\n")
    time.sleep(0.2)
    visit(host, listener, own_port=40010)

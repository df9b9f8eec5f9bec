"""A server that has lost the connection answers with RST, but always with SEQ 0: the client cannot believe it."""

import socket
import struct
import time

from lab import SERVER, exchange

TAP, SECONDS = "middle", 9
EXPECTED = [("rst/form", "server")]


def run(lab):
    listener = lab.user_host(lab.server, reset_sequence_zero=True).listen(80)
    for port in 40001, 40002:
        client = lab.client.connect(SERVER, 80, port)
        server, _ = listener.accept()
        exchange(client, server)
        server.vanish()
        client.sendall(b"are you there?\n")
        time.sleep(3)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        time.sleep(0.1)

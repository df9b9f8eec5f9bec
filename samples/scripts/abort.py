"""The client gives up in the middle of an answer: SO_LINGER 0, so close sends RST instead of FIN."""

import socket
import struct
import time

from lab import SERVER, hear


def run(lab):
    listener = lab.server.listen(80)
    client = lab.client.connect(SERVER, 80, own_port=40001)
    server, _ = listener.accept()
    client.sendall(b"GET /long HTTP/1.1\r\nHost: example\r\n\r\n")
    hear(server, 37)
    server.sendall(b"HTTP/1.1 200 OK\r\n\r\nfirst half\n")
    hear(client, 30)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
    time.sleep(0.1)

"""The client says it has nothing more to say (shutdown) and listens for another second to the rest of the answer."""

import socket
import time

from lab import SERVER, hear

TAP = "server"


def run(lab):
    listener = lab.server.listen(80)
    client = lab.client.connect(SERVER, 80, own_port=40001)
    server, _ = listener.accept()
    client.sendall(b"sort these: pear apple fig\n")
    client.shutdown(socket.SHUT_WR)
    hear(server, 27)
    assert server.recv(1) == b""
    for word in b"apple\n", b"fig\n", b"pear\n":
        time.sleep(0.3)
        server.sendall(word)
        hear(client, len(word))
    server.close()
    assert client.recv(1) == b""
    time.sleep(0.1)

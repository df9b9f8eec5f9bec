"""The client opens, asks, is answered and closes first: the whole life of a connection, in the textbook's order."""

from lab import visit


def run(lab):
    visit(lab.client, lab.server.listen(80), own_port=40001)

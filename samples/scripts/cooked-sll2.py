"""Open and close seen by `tcpdump -i any` at the server, with the second version of the cooked header."""

from lab import visit

TAP, OPTIONS = "server", ("-y", "LINUX_SLL2")


def run(lab):
    visit(lab.client, lab.server.listen(80), own_port=40001, closes_first="server")

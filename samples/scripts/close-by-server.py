"""The server answers and closes first, as HTTP/1.0 does; a pcapng file with nanoseconds and a section comment."""

from lab import visit

TAP, SUFFIX, OPTIONS = "server", "pcapng", ("--time-stamp-precision=nano",)


def run(lab):
    visit(lab.client, lab.server.listen(80), own_port=40001, closes_first="server")

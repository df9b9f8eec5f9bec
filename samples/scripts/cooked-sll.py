"""Open and close seen by `tcpdump -i any`: Linux cooked headers instead of Ethernet."""

from lab import visit

OPTIONS = ("-y", "LINUX_SLL")


def run(lab):
    visit(lab.client, lab.server.listen(80), own_port=40001)

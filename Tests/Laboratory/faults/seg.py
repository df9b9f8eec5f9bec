"""Headers and content that cannot be."""

import time

from laboratory import ACK, FIN, PSH, SYN, URG, altering, exchange, meet, part, scenario, text, visits


@scenario("christmas-tree", "The client lights FIN, PSH and URG at once, without ACK, on a live connection.",
          "seg/flags-invalid@client", client={})
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        for flags in SYN | FIN | ACK, FIN | PSH | URG, 0:
            calling.send_raw(flags)
            time.sleep(0.2)
        part(calling, answering)


scenario("reserved-bits-set", "The client sets one of the reserved bits of the header in every segment.", "seg/reserved-bits@client", routed=True,
         client=dict(outgoing=altering(lambda s: True, reserved=4)), versions=(4, 6))(visits(3))
scenario("ack-bit-missing", "Some data of the client comes without the ACK flag.", "seg/ack-missing@client",
         client=dict(outgoing=lambda connection, segment: [segment.but(flags=PSH, acknowledgement=0), segment]
                     if segment.payload else [segment]))(visits(3))


@scenario("checksum-always-wrong", "Every copy of the client's question has a wrong checksum; nobody acknowledges it.",
          "seg/checksum-bad@client", client=dict(outgoing=altering(text, damaged=True)), seconds=20, versions=(4, 6),
          before=0)
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        calling.sendall(b"GET / HTTP/1.1\r\n\r\n")
        time.sleep(8)
        calling.abort()


@scenario("wrong-checksum-accepted", "The server takes and acknowledges data whose checksum is wrong.",
          {"seg/checksum-bad@server": "middle server"}, server={})
def _(lab, client, server):
    # Behind the middle the segments are damaged on their way, and never repaired.
    for port in 40001, 40002, 40003:
        lab.west.change(lambda s, port=port: text(s) and s.source_port == port, 3, damaged=True)
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        exchange(calling, answering)
        part(calling, answering)


SEEN = set()


def scrambled(connection, segment):
    """What is sent again has other content."""
    key = (segment.source_port, segment.sequence)
    if segment.payload and key in SEEN:
        return [segment.but(payload=bytes(octet ^ 0x20 for octet in segment.payload))]
    if segment.payload:
        SEEN.add(key)
    return [segment]


@scenario("other-octets-the-second-time", "What the client sends again has other octets under the same numbers.",
          {"seg/inconsistent-retransmission@client": "client middle"}, client=dict(outgoing=scrambled), versions=(4, 6))
def _(lab, client, server):
    for port in 40001, 40002, 40003:
        lab.east.lose(lambda s, port=port: text(s) and s.source_port == port)
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        part(calling, answering)

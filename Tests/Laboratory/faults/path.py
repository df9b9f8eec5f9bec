"""What the path does to a connection."""

import time

from laboratory import exchange, filler, hear_all, meet, part, scenario, send, visit


@scenario("ttl-changes", "In the middle of a connection the server's TTL falls by five, now and then.",
          {"path/ttl-anomaly@server": "client middle server"}, server={}, versions=(4, 6))
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        for number in range(8):
            answering.faults.outgoing = (lambda connection, segment: [segment.but(ttl=57)]) if number in (3, 6) else (
                lambda connection, segment: [segment])
            exchange(calling, answering)
        part(calling, answering)


@scenario("large-packets-vanish", "Behind the middle packets above 1000 octets vanish, and nobody says so.",
          {"path/pmtu-black-hole@server": "server middle"}, routed=True, seconds=40)
def _(lab, client, server):
    lab.server.space.run("sysctl -qw net.ipv4.tcp_mtu_probing=1 net.ipv4.tcp_base_mss=800")
    lab.west.narrow(1000)
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        send(answering, filler(20000))
        hear_all(calling, 20000, 28)
        part(calling, answering)


@scenario("forgotten-while-idle", "A box in the path forgets the connection after a minute of silence, and drops it.",
          {"idle/black-holed@client": "client middle"}, seconds=100)
def _(lab, client, server):
    calling, answering = meet(client, server)
    exchange(calling, answering)
    time.sleep(65)
    lab.east.lose(lambda s: 40001 in (s.source_port, s.destination_port), 1000)
    calling.sendall(b"are you still there?\n")
    time.sleep(8)
    visit(client, server, 40002)
    time.sleep(16)
    visit(client, server, 40003)

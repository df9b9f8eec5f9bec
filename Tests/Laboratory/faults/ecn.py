"""Explicit congestion notification."""

import time

from laboratory import ACK, ECE, SYN, altering, exchange, filler, hear_all, meet, part, scenario, send, synchronized, text, visits

from lab.segment import CE, ECT0


def willing(lab):
    """Linux offers ECN itself, and accepts it."""
    for host in lab.client, lab.server:
        host.space.run("sysctl -qw net.ipv4.tcp_ecn=1 net.ipv4.tcp_ecn_option=0")


def marked(toward, octets=40000, every=10, ports=(40001, 40002, 40003), stretch="west"):
    """The path marks some of the data that goes to one side."""

    def play(lab, client, server):
        willing(lab)
        for port in ports:
            calling, answering = meet(client, server, port)
            exchange(calling, answering)
            sender, reader = (answering, calling) if toward == "client" else (calling, answering)
            peer = 80 if toward == "client" else port
            marking = [lambda s: text(s) and s.source_port == peer and s.ecn == ECT0 and chance(every), 1000, dict(ecn=CE)]
            getattr(lab, stretch).changes.append(marking)
            send(sender, filler(octets))
            hear_all(reader, octets)
            time.sleep(0.1)
            marking[1] = 0
            part(calling, answering)

    count = [0]

    def chance(every):
        count[0] += 1
        return count[0] % every == 3

    return play


scenario("ecn-accepted-unasked", "The server agrees to ECN although the SYN did not ask for it.", "ecn/negotiation@server",
         server=dict(outgoing=altering(lambda s: s.syn, flags=SYN | ACK | ECE)), versions=(4, 6))(visits(2))
scenario("ect-without-agreement", "The client marks its data as ECN-capable though nothing was agreed.", "ecn/negotiation@client",
         client=dict(outgoing=altering(text, ecn=ECT0)))(visits(2))


@scenario("ect-on-everything", "The client marks pure ACKs, FIN and retransmissions as ECN-capable.", "ecn/ect-on-control@client",
          client=dict(ecn=True, outgoing=altering(synchronized, ecn=ECT0)))
def _(lab, client, server):
    willing(lab)
    for port in 40001, 40002:
        lab.east.lose(lambda s, port=port: text(s) and s.source_port == port)
        calling, answering = meet(client, server, port)
        for _ in range(3):
            exchange(calling, answering)
        part(calling, answering)


scenario("ce-never-echoed", "The path marks the server's data, and the client never says so.",
         {"ecn/ece-not-echoed@client": "client"}, client=dict(ecn=True, echoes_marks=False), versions=(4, 6))(
    marked("client"))
scenario("ece-without-end", "The client goes on with ECE after CWR.", {"ecn/ece-never-cleared@client": "client"},
         client=dict(ecn=True, echoes_for_ever=True), seconds=20)(
    marked("client", 120000, every=500))
scenario("cwr-never-sent", "The client's acknowledgements carry ECE, and the server never answers CWR.",
         {"ecn/cwr-missing@server": "server"}, server=dict(ecn=True, reduces=False), seconds=15)(
    marked("client", 120000))

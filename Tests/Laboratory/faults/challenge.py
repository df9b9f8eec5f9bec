"""Segments that fit badly, and what they must not do to a connection."""

import time

from laboratory import ACK, PSH, RST, SYN, exchange, interrupt, meet, part, scenario, text

from lab.segment import NUMBERS


def rounds(client, server, ports, disturb, after=0.6):
    for port in ports:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        time.sleep(0.2)
        disturb(calling, answering)
        time.sleep(after)


@scenario("syn-on-live-unanswered", "A SYN in the middle of a live connection meets silence: no challenge ACK.",
          {"challenge/syn-in-synchronized@server": "server"}, server=dict(challenges=False), client={})
def _(lab, client, server):
    interrupt(client, server, 40011)

    def disturb(calling, answering):
        calling.send_raw(SYN, sequence=(calling.next + 500) % NUMBERS, acknowledgement=0)
        time.sleep(1)
        exchange(calling, answering)
        part(calling, answering)

    rounds(client, server, range(40001, 40005), disturb, 0.1)


@scenario("syn-on-live-accepted", "A SYN in the middle of a live connection is answered SYN,ACK, and the old one goes on.",
          {"challenge/syn-in-synchronized@server": "client middle server"}, server=dict(opens_on_live=True), client={})
def _(lab, client, server):
    def disturb(calling, answering):
        calling.send_raw(SYN, sequence=(calling.next + 500) % NUMBERS, acknowledgement=0)
        time.sleep(1)
        exchange(calling, answering)
        part(calling, answering)

    rounds(client, server, range(40001, 40005), disturb, 0.1)


@scenario("rst-inexact-believed", "A RST inside the window, but not exact, ends the server's connection.",
          {"challenge/rst-inexact@server": "middle server"}, server=dict(believes_reset="window"), versions=(4, 6))
def _(lab, client, server):
    def disturb(calling, answering):
        lab.west.inject(lambda s: text(s) and s.destination_port == 80, flags=RST, acknowledgement=0, payload=b"",
                        options=b"", sequence=(answering.received + 100) % NUMBERS)
        time.sleep(0.5)
        calling.sendall(b"are you there?\n")

    rounds(client, server, range(40001, 40004), disturb)


@scenario("rst-out-of-window-believed", "A RST a million numbers below the window ends the server's connection.",
          {"challenge/rst-out-of-window@server": "middle server"}, server=dict(believes_reset="any"), versions=(4, 6))
def _(lab, client, server):
    def disturb(calling, answering):
        lab.west.inject(lambda s: text(s) and s.destination_port == 80, flags=RST, acknowledgement=0, payload=b"",
                        options=b"", sequence=(answering.received - (1 << 20)) % NUMBERS)
        time.sleep(0.5)
        calling.sendall(b"are you there?\n")
        time.sleep(0.1)
        try:
            calling.sendall(b"answer me\n")
        except OSError:
            pass

    rounds(client, server, range(40001, 40004), disturb)


@scenario("old-data-unanswered", "Data below the window meets silence, on five connections; an ACK is owed.",
          {"challenge/unacceptable-not-acked@server": "server"}, server=dict(challenges=False), client={})
def _(lab, client, server):
    interrupt(client, server, 40011)

    def disturb(calling, answering):
        calling.send_raw(ACK | PSH, sequence=calling.iss + 1, payload=b"GET / HTTP/1.1\r\n")
        time.sleep(1)
        exchange(calling, answering)
        part(calling, answering)

    rounds(client, server, range(40001, 40006), disturb, 0.1)
    server.connections.clear()
    interrupt(client, server, 40012)


@scenario("ack-storm", "Both ends acknowledge what the other never sent, without end.",
          {"challenge/ack-loop@client": "client middle server", "challenge/ack-loop@server": "client middle server"},
          client={}, server={})
def _(lab, client, server):
    calling, answering = meet(client, server)
    exchange(calling, answering)
    for end in calling, answering:
        end.host.faults.incoming = endless
    calling.received = (calling.received + 500) % NUMBERS
    answering.received = (answering.received + 500) % NUMBERS
    calling.send_raw(ACK)
    time.sleep(3)
    calling.vanish()
    answering.vanish()
    time.sleep(0.2)


def endless(connection, segment):
    """Every unacceptable segment is answered, however many there have been."""
    connection.challenged = 0
    return segment

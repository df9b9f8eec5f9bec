"""The three-way handshake, and what should never come of it."""

import contextlib
import itertools
import threading
import time

from laboratory import ACK, SYN, altering, dial, exchange, interrupt, meet, part, scenario, visit, visits

from lab.segment import NUMBERS


@scenario("syn-acknowledged-by-two", "The server acknowledges SYN.SEQ+2 instead of SYN.SEQ+1.",
          "handshake/ack-of-syn@server", server=dict(synack_offset=2), versions=(4, 6), before=0)
def _(lab, client, server):
    dial(client, 40001)
    time.sleep(5)


@scenario("third-ack-of-the-syn-itself", "The client completes the handshake with ACK = IRS instead of IRS+1.",
          "handshake/third-ack@client", client=dict(third_ack_offset=0), versions=(4, 6), before=0)
def _(lab, client, server):
    for port in 40001, 40002:
        client.connect(client.peer_address, 80, port)
        time.sleep(0.3)


@scenario("syn-ack-renumbered", "The server's second SYN,ACK has another initial sequence number.",
          "handshake/isn-changed@server", server=dict(new_number_on_retry=True))
def _(lab, client, server):
    for port in 40001, 40002, 40003:
        lab.east.lose(lambda segment, port=port: segment.bare_ack and segment.source_port == port, 2)
        client.connect(client.peer_address, 80, port)
        time.sleep(2)


def alternating(first, second):
    numbers = itertools.cycle([first, second])
    return lambda tuple: next(numbers)


@scenario("syn-renumbered-and-back", "The client's SYN goes out with number x, then y, then x again: one attempt.",
          {"handshake/isn-changed@client": "client middle"},
          before=0, client=dict(new_number_on_retry=True, initial_number=alternating(0x10203040, 0x50607080)))
def _(lab, client, server):
    lab.east.lose(lambda segment: segment.syn, 2)
    for port in 40001, 40002:
        lab.east.lose(lambda segment, port=port: segment.syn and segment.source_port == port, 2)
        part(*meet(client, server, port))


def acknowledged_from_afar(segment):
    return segment.flags & (SYN | ACK) == SYN | ACK and segment.destination_port == 40001


@scenario("bad-synack-met-with-silence", "In SYN-SENT the client ignores an unacceptable acknowledgement, and owes RST.",
          {"handshake/bad-ack-not-reset@client": "client middle", "handshake/ack-of-syn@server": "client middle server"},
          client=dict(silent_on_bad_ack=True), seconds=14,
          server=dict(outgoing=altering(acknowledged_from_afar, acknowledgement=lambda s: s.acknowledgement + 77)))
def _(lab, client, server):
    interrupt(client, server, 40011)
    try:
        client.connect(client.peer_address, 80, 40001, seconds=10)
    except TimeoutError:
        time.sleep(0.5)
    interrupt(client, server, 40012)


@scenario("bad-third-ack-taken", "The server goes on to ESTABLISHED on an acknowledgement of numbers it never sent.",
          "handshake/bad-ack-accepted@server handshake/third-ack@client", server=dict(takes_any_ack=True), before=0,
          client=dict(outgoing=altering(lambda s: not s.syn, acknowledgement=lambda s: s.acknowledgement - 77)))
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        time.sleep(0.2)
        answering.abort()
        calling.vanish()


@scenario("bad-synack-taken", "The client goes on to ESTABLISHED on a SYN,ACK that acknowledges ISS+2.",
          "handshake/bad-ack-accepted@client", client=dict(takes_any_ack=True), server=dict(synack_offset=2),
          before=0)
def _(lab, client, server):
    for port in 40001, 40002:
        calling = client.connect(client.peer_address, 80, port)
        calling.sendall(b"GET / HTTP/1.1\r\n\r\n")
        time.sleep(0.5)
        calling.abort()


@scenario("banner-before-the-third-ack", "The server sends its banner in SYN-RECEIVED, before the handshake is complete.",
          {"handshake/data-before-established@server": "server middle client"},
          server=dict(speaks_at_once=b"220 example ESMTP\r\n"), delay=0.025, versions=(4, 6))
def _(lab, client, server):
    visits(3)(lab, client, server)


def refuses_crossing(connection, segment):
    """SYN-SENT: a SYN without ACK is answered as a closed port would."""
    if connection.state == "SYN-SENT" and segment.syn and not segment.flags & ACK:
        connection.host.refuse(segment)
        return None
    return segment


@scenario("crossing-syn-reset", "Two SYNs cross; the client resets the peer's, and goes on trying its own.",
          {"handshake/simultaneous-open@client": "client"}, client=dict(incoming=refuses_crossing), delay=0.05,
          before=6)
def _(lab, client, server):
    for port in 40001, 40002:
        calling = threading.Thread(target=attempt, args=(client, port), daemon=True)
        calling.start()
        for _ in range(3):
            with contextlib.suppress(OSError):
                dial(lab.server, 81, port)
            time.sleep(0.5)
        calling.join()


def attempt(client, port):
    with contextlib.suppress(TimeoutError, OSError):
        client.connect(client.peer_address, 81, port, 2)


@scenario("syn-from-multicast-answered", "The server answers a SYN whose source is a multicast address.",
          {"handshake/to-broadcast@server": "middle server"}, client={}, server={})
def _(lab, client, server):
    for number in range(3):
        lab.west.inject(lambda s: s.flags & (SYN | ACK) == SYN, source="224.0.0.9", source_port=41000 + number,
                        sequence=(7_000_000 + number * 100_003) % NUMBERS)
        time.sleep(0.5)


@scenario("accept-queue-full", "The server's application never accepts: the third ACK is ignored, SYN,ACK comes again.",
          {"handshake/half-open@server": "client middle server"}, seconds=18)
def _(lab, client, server):
    lab.server.space.run("sysctl -qw net.ipv4.tcp_syncookies=0")
    server.listen(2)
    for pair in (40011, 40012), (40013, 40014):
        callers = [dial(client, port) for port in pair]
        time.sleep(0.3)
    callers[1].send(b"does anybody accept me?\n")
    time.sleep(15)


@scenario("syn-ack-without-syn", "Somebody sends the client SYN,ACKs it never asked for, and it resets them.",
          {"handshake/stray-synack@client": "client middle"})
def _(lab, client, server):
    for number in range(3):
        lab.east.inject(lambda s: s.flags & (SYN | ACK) == SYN | ACK, destination_port=42000 + number)
        time.sleep(0.4)


@scenario("syn-cookies", "The server keeps no state of a SYN: its SYN,ACK is a cookie, and is never sent again.",
          "handshake/syn-cookie@10.77.0.2", seconds=14)
def _(lab, client, server):
    lab.server.space.run("sysctl -qw net.ipv4.tcp_syncookies=2")
    visit(client, server, 40021)
    lab.client.refuse_by("tcp sport 80 tcp dport 40001-40009 drop")
    for number in range(4):
        dial(client, 40001 + number)
        time.sleep(0.2)
    time.sleep(10)

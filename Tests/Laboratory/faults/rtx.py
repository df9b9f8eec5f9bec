"""Retransmission: too soon, too late, not at all, of the wrong thing."""

import time

from laboratory import ACK, FIN, dial, exchange, filler, hear_all, meet, part, scenario, send, visit


def to(port):
    return lambda segment: segment.destination_port == port


def full(segment):
    return len(segment.payload) > 1000


def downloads(octets, loss, ports=(40001, 40002, 40003), count=1, seconds=25, stretch="west"):
    """Connections in which the server sends, and on which `loss(segment)` is lost `count` times behind the middle."""

    def play(lab, client, server):
        for port in ports:
            relay = getattr(lab, stretch)
            relay.lose(lambda s, port=port: s.destination_port == port and loss(s), count)
            calling, answering = meet(client, server, port)
            exchange(calling, answering)
            time.sleep(0.1)
            send(answering, filler(octets))
            hear_all(calling, octets, seconds)
            part(calling, answering)

    return play


def nth(number, match=full):
    """Matches the n-th matching segment of each connection (and only its first copy)."""
    seen = {}

    def one(segment):
        if not match(segment):
            return False
        numbers = seen.setdefault((segment.source_port, segment.destination_port), [])
        if segment.sequence not in numbers:
            numbers.append(segment.sequence)
            return len(numbers) == number
        return False

    return one


@scenario("retransmits-after-40-ms", "The server sends again after 40 ms, over a path of 200 ms.",
          "rtx/rto-too-short@server", server=dict(fast=0), delay=0.05, seconds=15)
def _(lab, client, server):
    for port in 40001, 40002:
        server.faults.timeout = 1
        calling, answering = meet(client, server, port)
        for number in range(12):
            server.faults.timeout = 1 if number < 6 else 0.04
            exchange(calling, answering)
            time.sleep(0.2)
        part(calling, answering)


scenario("retransmits-after-20-s", "The server's first retransmission comes after 20 s.",
         {"rtx/rto-too-long@server": "server"}, server=dict(timeout=20, fast=0), seconds=60)(
    downloads(900, lambda s: s.payload.startswith(b"0000000"), (40001, 40002)))


def after_a_wait(name, fault, never, loss, octets, vantages, more=()):
    @scenario(name, fault, {"rtx/missing@server": vantages}, server=dict(retransmits=never, fast=0), seconds=50, **dict(more))
    def _(lab, client, server):
        ends = []
        for port in 40001, 40002:
            lab.west.lose(lambda s, port=port: s.destination_port == port and loss(s), 9)
            calling, answering = meet(client, server, port)
            exchange(calling, answering)
            time.sleep(0.1)
            ends.append((calling, answering))
        for calling, answering in ends:
            send(answering, filler(octets))
        for _ in range(13):
            time.sleep(2)
            for calling, answering in ends:
                calling.sendall(b"where is it?\n")
        time.sleep(0.5)


after_a_wait("lost-tail-never-sent-again", "The last segment is lost behind the middle, and the server never sends it again.",
             lambda sent: not sent.payload.startswith(b"0000000"), lambda s: s.payload.startswith(b"0000000"), 900, "client middle server")
after_a_wait("hole-never-filled", "A segment in the middle of the server's data is lost, and never sent again.",
             lambda sent: len(sent.payload) < 1000, nth(2), 7000, "client middle server", dict(versions=(4, 6)).items())


@scenario("fin-never-sent-again", "The server's FIN is lost behind the middle, and never sent again.",
          "rtx/missing@server", server=dict(retransmits=lambda sent: not sent.flags & FIN), seconds=32)
def _(lab, client, server):
    ends = []
    for port in 40001, 40002:
        lab.west.lose(lambda s, port=port: s.fin and s.destination_port == port)
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        answering.close()
        ends.append(calling)
    for _ in range(13):
        time.sleep(2)
        for calling in ends:
            calling.sendall(b"still there?\n")
    for calling in ends:
        calling.close()


@scenario("first-retransmission-after-300-ms", "SYN,ACK comes again after 300 ms, before any round trip has been measured.",
          {"rtx/initial-rto-low@server": "server middle client"}, server=dict(timeout=0.3), seconds=12, versions=(4, 6))
def _(lab, client, server):
    for port in 40001, 40002, 40003:
        lab.east.lose(lambda s, port=port: s.bare_ack and s.source_port == port, 1)
        part(*meet(client, server, port))


def lost_for_good(segment):
    return segment.payload.startswith(b"0000000")


scenario("no-backoff", "The server sends the same segment again every second, without end.",
         {"rtx/no-backoff@server": "server middle"}, routed=True, server=dict(backoff=1.0), seconds=20)(
    lambda lab, client, server: into_the_void(lab, client, server, 14))


def into_the_void(lab, client, server, seconds):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        time.sleep(0.2)
        lab.west.lose(lost_for_good, 1000)
        send(answering, filler(900))
    time.sleep(seconds)


@scenario("gives-up-after-three", "The server gives up without a word after three retransmissions in 7 s.",
          {"rtx/give-up@server": "server middle"}, server=dict(patience=5), seconds=40)
def _(lab, client, server):
    into_the_void(lab, client, server, 36)
    visit(client, server, 40011)


@scenario("needless-retransmissions", "The server sends every segment again although it is acknowledged.",
          {"rtx/needless@server": "server"}, server=dict(), seconds=12)
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        for _ in range(5):
            answering.sendall(filler(1200))
            hear_all(calling, 1200)
            time.sleep(0.3)
            answering.send_raw(ACK, sequence=(answering.next - 1200) % (1 << 32), payload=filler(1200))
            time.sleep(0.3)
        part(calling, answering)


scenario("no-fast-retransmission", "Duplicate acknowledgements by the dozen, and the server waits for its timer.",
         {"rtx/fast-retransmit@server": "server"}, server=dict(fast=0), seconds=20, versions=(4, 6))(
    downloads(30000, nth(3), range(40001, 40006)))
scenario("sacked-and-sent-again", "The server sends again what the client has said it holds.",
         {"rtx/sacked-data@server": "server"}, server=dict(sack=True, heeds_sack=False, flight=20), seconds=12)(
    lambda lab, client, server: resend_sacked(lab, client, server))


def resend_sacked(lab, client, server):
    hole = nth(2)
    for port in 40001, 40002:
        lab.west.lose(lambda s, port=port: s.destination_port == port and hole(s))
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        server.faults.fast = 0
        send(answering, filler(14000))
        time.sleep(0.25)
        with server.changed:
            for sent in answering.outstanding[3:7]:
                answering.send_again(sent)
        time.sleep(0.1)
        hear_all(calling, 14000)
        part(calling, answering)


scenario("three-segments-on-one-timeout", "Each timeout sends three segments at once.",
         {"rtx/burst-on-timeout@server": "server middle"}, server=dict(fast=0, burst_on_timeout=3),
         seconds=24)(lambda lab, client, server: storms(lab, client, server))
scenario("timeout-resends-the-second", "Each timeout sends the second outstanding segment, not the first.",
         {"rtx/left-edge@server": "server middle"}, server=dict(fast=0, first_on_timeout=1), seconds=40)(
    lambda lab, client, server: storms(lab, client, server, 14))


def storms(lab, client, server, seconds=6):
    """All data is lost behind the middle for a while: several timeouts on each of two connections."""
    ends = []
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        time.sleep(0.1)
        ends.append((calling, answering))
    rule = [full, 10000, None]
    lab.west.rules.append(rule)
    for calling, answering in ends:
        send(answering, filler(9000))
    time.sleep(seconds)
    rule[1] = 0
    for calling, answering in ends:
        hear_all(calling, 9000, 6)
        part(calling, answering)


@scenario("syn-given-up-after-5-s", "The client's application gives up an attempt after 5 s.",
          {"rtx/syn-give-up@client": "client middle"}, seconds=200)
def _(lab, client, server):
    visit(client, server, 40011)
    lab.east.lose(to(81), 1000)
    caller = dial(client, 40001, 81)
    time.sleep(5)
    caller.close()
    for number in range(12):
        time.sleep(15.5)
        visit(client, server, 40021 + number)

"""Acknowledgements: of what was never sent, backwards, late, too few, too many."""

import time

from laboratory import ACK, PSH, difference, exchange, filler, hear, hear_all, meet, part, scenario, send, transfers

from lab.segment import NUMBERS


@scenario("optimistic-acks", "The client acknowledges two segments more than it has received, to hurry the server.",
          "ack/unsent-data@client", client={}, delay=0.02)
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        for number in range(4):
            calling.send_raw(ACK, acknowledgement=(calling.received + 1200) % NUMBERS)
            time.sleep(0.2)
            answering.sendall(filler(1200))
            time.sleep(0.3)
        part(calling, answering)


@scenario("ack-goes-back", "Now and then the client acknowledges what it had acknowledged long before.",
          {"ack/regressed@client": "client middle server"}, client=dict(timestamps=True), versions=(4, 6))
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        first = calling.received
        for number in range(3):
            exchange(calling, answering)
            time.sleep(0.4)
            calling.send_raw(ACK, acknowledgement=first)
            time.sleep(0.1)
        time.sleep(3)
        calling.send_raw(ACK | PSH, acknowledgement=first, payload=b"one more question\n")
        calling.next = (calling.next + 18) % NUMBERS
        calling.una = calling.next
        hear(answering, 18)
        time.sleep(0.2)
        part(calling, answering)


@scenario("old-data-taken-for-new", "The client takes octets below its window for new ones, and counts on from there.",
          {"ack/regressed@client": "client middle server"}, client=dict(takes_old=True, timestamps=True))
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        for number in range(3):
            exchange(calling, answering)
        time.sleep(4)
        first = [frame for toward, frame in lab.east.carried if is_answer(frame, port)][0]
        lab.east.wires["client"].send(first)
        time.sleep(1)
        calling.abort()


def is_answer(frame, port):
    from laboratory import Segment
    segment = Segment.read(frame)
    return segment.payload and segment.source_port == 80 and segment.destination_port == port


@scenario("ack-after-800-ms", "The server acknowledges each segment 800 ms after it came.",
          {"ack/delayed-too-long@server": "server"}, server=dict(acknowledge_every=9, acknowledge_after=0.8), seconds=14)
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        time.sleep(1)
        for _ in range(5):
            calling.sendall(b"take your time\n")
            hear(answering, 15)
            time.sleep(1.2)
        part(calling, answering)


@scenario("ack-for-every-eight", "The client acknowledges only every eighth segment.", {"ack/stretch@client": "client"},
          client=dict(acknowledge_every=8, acknowledge_after=0.4, buffer=400000, shift=4), seconds=15, versions=(4, 6))
def _(lab, client, server):
    calling, answering = meet(client, server)
    exchange(calling, answering)
    send(answering, filler(300000))
    time.sleep(4)
    hear_all(calling, 300000)
    part(calling, answering)


@scenario("no-duplicate-acks", "The client says nothing when segments come above a hole.",
          {"ack/out-of-order-not-immediate@client": "client"}, seconds=30,
          client=dict(duplicate_acks=False, acknowledge_after=0.4, buffer=400000, shift=4))
def _(lab, client, server):
    lab.server.space.run("sysctl -qw net.ipv4.tcp_no_metrics_save=1")
    for port in 40001, 40002:
        lab.west.lose(every(7, port), 99)
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        send(answering, filler(150000))
        time.sleep(11)
        hear_all(calling, 150000)
        part(calling, answering)


def every(count, port):
    """Matches the first copy of each so many-th full segment to a port."""
    seen = []

    def one(segment):
        if not full(segment) or segment.destination_port != port or segment.sequence in seen:
            return False
        seen.append(segment.sequence)
        return len(seen) % count == 2

    return one


def full(segment):
    return len(segment.payload) > 1000


def split(connection, segment):
    """Each acknowledgement of much data leaves in five steps, all at once."""
    before, connection.told = getattr(connection, "told", segment.acknowledgement), segment.acknowledgement
    ahead = difference(segment.acknowledgement, before)
    if not segment.bare_ack or not 500 < ahead < 9000:
        return [segment]
    return [segment.but(acknowledgement=(before + ahead * part // 5) % NUMBERS,
                        window=min(65535, segment.window + ahead - ahead * part // 5)) for part in range(1, 6)]


scenario("ack-in-five-pieces", "The client acknowledges every segment in five pieces, to open the server's window faster.",
         {"ack/excess@client": "client middle server"}, client=dict(outgoing=split, buffer=65535))(transfers(120000))


@scenario("out-of-order-thrown-away", "The client throws away everything that comes above a hole.",
          {"ack/above-sequence-discarded@client": "client"}, client=dict(queues_ahead=False), seconds=20)
def _(lab, client, server):
    for port in range(40001, 40006):
        lab.west.lose(lambda s, port=port: full(s) and s.destination_port == port, 1)
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        send(answering, filler(14000))
        hear_all(calling, 14000)
        part(calling, answering)

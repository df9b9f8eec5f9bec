"""Options: where they do not belong, malformed, missing, untrue."""

import itertools
import struct
import time

from laboratory import (ACK, PSH, adding, altering, exchange, filler, hear, hear_all, meet, part, scenario, send,
                        synchronized, text, transfers, visits)

from lab.segment import NUMBERS

MSS = struct.pack("!BBH", 2, 4, 1460)


def syn(segment):
    return segment.syn


def without_options(segment):
    return b""


scenario("mss-in-data", "The client sends the MSS option with its data.", "opt/mss-on-non-syn@client",
         client=dict(outgoing=adding(MSS, text)))(visits(2))
scenario("no-mss-at-all", "The client's SYN carries no MSS.", "opt/mss-missing@client",
         client=dict(outgoing=altering(syn, options=without_options)), versions=(4, 6))(
    transfers(5000, "server", 2))


def smaller(octets):
    """Linux announces a smaller MSS."""
    def play(lab, client, server):
        import socket
        for port in 40001, 40002:
            calling = client.open()
            calling.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, octets)
            calling.bind(("" if "." in client.address else "::", port))
            calling.connect((client.peer_address, 80))
            answering, _ = server.accept()
            exchange(calling, answering)
            send(answering, filler(12000))
            hear_all(calling, 12000)
            part(calling, answering)
    return play


scenario("two-hundred-beyond-the-mss", "The server's segments are 200 octets larger than the client's MSS.",
         "opt/mss-exceeded@server", routed=True, server=dict(oversize=200), versions=(4, 6))(smaller(1000))
scenario("options-not-subtracted", "The server fills the MSS with data and adds 12 octets of time stamps.",
         "opt/mss-ignores-options@server", server=dict(timestamps=True, subtracts_options=False), versions=(4, 6))(smaller(1000))
scenario("option-longer-than-the-header", "The client sends an option whose length reaches beyond the header.", "opt/malformed@client",
         client=dict(outgoing=adding(b"\x13\x12\x01\x01", text)))(visits(2))
scenario("timestamps-of-length-eight", "The client sends time stamps of eight octets instead of ten.", "opt/malformed@client",
         client=dict(outgoing=adding(b"\x08\x08\0\1\2\3\4\5", lambda s: synchronized(s) and text(s))))(visits(2))
scenario("garbage-behind-the-end", "Behind the end of the option list the client leaves other octets than zero.",
         "opt/malformed@client", client=dict(outgoing=adding(b"\x00\xde\xad\xbf")), versions=(4, 6))(visits(2))
scenario("sack-permitted-in-data", "The client permits SACK in the middle of a connection.", "opt/malformed@client",
         client=dict(outgoing=adding(b"\x01\x01\x04\x02", text)))(visits(2))


def blocks(segment, *pairs):
    return segment.options + struct.pack("!BBBB", 1, 1, 5, 2 + 8 * len(pairs)) + b"".join(
        struct.pack("!II", left % NUMBERS, right % NUMBERS) for left, right in pairs)


@scenario("sack-without-permission", "The client sends SACK blocks although the server never permitted them.",
          "opt/unnegotiated@client", client=dict(), server=dict())
def _(lab, client, server):
    for port in 40001, 40002:
        lab.west.lose(lambda s, port=port: len(s.payload) > 1000 and s.destination_port == port)
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        calling.sack = True
        answering.sendall(filler(8000))
        hear_all(calling, 8000)
        part(calling, answering)


@scenario("scale-never-offered", "The server's SYN,ACK carries a window scale and time stamps that no SYN offered.",
          "opt/unnegotiated@server", client={},
          server=dict(outgoing=altering(syn, options=lambda s: s.options + b"\x01\x03\x03\x05\x01\x01\x08\x0a" + bytes(8))))
def _(lab, client, server):
    visits(2)(lab, client, server)


scenario("scale-of-fifteen", "The client offers a window scale of 15.", "opt/ws-shift-large@client", client=dict(shift=15))(visits(2))
scenario("scale-in-data", "The client sends the window scale option with its data.", "opt/ws-on-non-syn@client",
         client=dict(shift=3, outgoing=adding(b"\x01\x03\x03\x07", text)))(visits(2))


def now_and_then(every, **fields):
    """Every n-th segment without SYN or RST leaves with other fields."""
    count = itertools.count(1)

    def outgoing(connection, segment):
        if synchronized(segment) and next(count) % every == 0:
            return altering(lambda s: True, **fields)(connection, segment)
        return [segment]

    return outgoing


def rounds(count, ports=(40001, 40002), pause=0.1):
    def play(lab, client, server):
        for port in ports:
            calling, answering = meet(client, server, port)
            for _ in range(count):
                exchange(calling, answering)
                time.sleep(pause)
            part(calling, answering)
    return play


scenario("timestamps-dropped", "The client leaves the time stamps out now and then.", {"opt/ts-missing@client": "client"}, routed=True,
         client=dict(timestamps=True, outgoing=now_and_then(3, options=without_options)), versions=(4, 6))(rounds(4))


def stamped(shift):
    def options(segment):
        value, echo = segment.timestamps() or (0, 0)
        return struct.pack("!BBBBII", 1, 1, 8, 10, (value - shift) % NUMBERS, echo)
    return options


def backwards(connection, segment):
    """The clock of the time stamps falls back by a minute with every third write."""
    if not synchronized(segment):
        return [segment]
    if segment.payload:
        connection.writes = getattr(connection, "writes", 0) + 1
        connection.back = 60_000 if connection.writes % 3 == 0 else 0
    return [segment.but(options=stamped(getattr(connection, "back", 0))(segment))]


@scenario("timestamps-backwards", "The client's time stamps fall back by a minute now and then.", "opt/ts-backwards@client",
          client=dict(timestamps=True, outgoing=backwards), versions=(4, 6), seconds=20)
def _(lab, client, server):
    rounds(7)(lab, client, server)


def strange_echo(segment):
    value, _ = segment.timestamps() or (0, 0)
    return struct.pack("!BBBBII", 1, 1, 8, 10, value, 0x5EAF00D)


scenario("echo-of-nothing", "The client echoes a time stamp that the server never sent.", "opt/ts-echo-unknown@client",
         client=dict(timestamps=True, outgoing=altering(synchronized, options=strange_echo)), server=dict(timestamps=True))(
    rounds(4))


@scenario("older-than-the-last-and-taken", "The server takes new data whose time stamp is older than the last one it echoed.",
          {"opt/paws-accepted@server": "client middle server", "opt/ts-backwards@client": "client middle server"},
          client=dict(timestamps=True), server=dict(timestamps=True, heeds_age=False))
def _(lab, client, server):
    for port in 40001, 40002, 40003:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        time.sleep(0.3)
        exchange(calling, answering)
        segment = calling.segment(ACK | PSH, payload=b"from an hour ago\n")
        with client.changed:
            client.put(segment.but(options=stamped(3_600_000 % 90_000 + 60_000)(segment)))
            calling.next = calling.una = (calling.next + 17) % NUMBERS
        hear(answering, 17)
        time.sleep(0.3)
        exchange(calling, answering)
        part(calling, answering)


@scenario("sack-of-nonsense", "The client's SACK blocks end before they begin, or name what was never sent.",
          "opt/sack-block-invalid@client", client=dict(sack=True), versions=(4, 6))
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        for _ in range(3):
            at = calling.received
            calling.send_raw(ACK, options=blocks(calling.segment(ACK), (at + 200, at + 100)))
            time.sleep(0.1)
            calling.send_raw(ACK, options=blocks(calling.segment(ACK), (at + 400_000, at + 500_000)))
            time.sleep(0.1)
        exchange(calling, answering)
        part(calling, answering)


@scenario("sack-agreed-and-never-sent", "Both ends permit SACK, and the client never sends any above a hole.",
          {"opt/sack-missing@client": "client"},
          client=dict(sack=True, outgoing=altering(synchronized, options=without_options)), seconds=14)
def _(lab, client, server):
    for port in 40001, 40002, 40003:
        lab.west.lose(lambda s, port=port: len(s.payload) > 1000 and s.destination_port == port)
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        send(answering, filler(14000))
        hear_all(calling, 14000)
        part(calling, answering)


def forgetful(connection, segment):
    """What was held above the hole is gone when the hole is filled."""
    if segment.payload and segment.sequence == connection.received and connection.ahead:
        connection.ahead.clear()
    return segment


@scenario("sacked-and-forgotten", "The client drops what it had acknowledged by SACK.", {"opt/sack-reneging@client": "client middle server"},
          client=dict(sack=True, incoming=forgetful), seconds=20, versions=(4, 6))
def _(lab, client, server):
    for port in 40001, 40002, 40003:
        lab.west.lose(lambda s, port=port: len(s.payload) > 1000 and s.destination_port == port)
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        send(answering, filler(14000))
        hear_all(calling, 14000)
        part(calling, answering)


scenario("user-timeout-of-zero", "The client announces a user timeout of zero.", "opt/uto-invalid@client",
         client=dict(outgoing=adding(struct.pack("!BBH", 28, 4, 0), syn)))(visits(2))


@scenario("data-in-the-syn", "The client sends data in its SYN without a Fast Open cookie.", {"opt/tfo@client": "client middle server"},
          client=dict(outgoing=lambda connection, segment: [segment.but(payload=b"hello in the SYN") if segment.syn else segment]))
def _(lab, client, server):
    visits(2)(lab, client, server)

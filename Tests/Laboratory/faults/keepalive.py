"""Probes of idle connections."""

import socket
import time

from laboratory import ACK, exchange, hear, meet, part, scenario

from lab.segment import NUMBERS


def idle(seconds, rounds=1):
    def play(lab, client, server):
        for port in 40001, 40002:
            calling, answering = meet(client, server, port)
            for _ in range(rounds):
                exchange(calling, answering)
                time.sleep(seconds)
            part(calling, answering)
    return play


scenario("keepalive-with-octet", "The client's keepalives carry an octet of garbage.",
         {"keepalive/garbage-octet@client": "client middle server"}, client=dict(keepalive=(1.5, 1.5, 9), keepalive_octet=b"\0"),
         seconds=20, versions=(4, 6))(idle(7))
scenario("keepalive-twenty-below", "The client's keepalives carry numbers twenty below its own.",
         {"keepalive/wrong-sequence@client": "client middle server"}, client=dict(keepalive=(1.5, 1.5, 9), keepalive_offset=-20),
         seconds=20)(idle(7))


@scenario("keepalive-while-busy", "The client sends keepalives while its own data is on the way and the server is talking.",
          {"keepalive/not-idle@client": "client middle server"}, client={}, seconds=14)
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        for _ in range(6):
            calling.sendall(b"a question of some length\n")
            calling.send_raw(ACK, sequence=(calling.next - 1) % NUMBERS)
            hear(answering, 26)
            answering.sendall(b"an answer of some length\n")
            hear(calling, 25)
            time.sleep(0.3)
        part(calling, answering)


def deaf(connection, segment):
    """Empty segments below the next number are overheard."""
    old = (segment.sequence + 1) % NUMBERS == connection.received
    return None if old and not segment.length else segment


@scenario("keepalive-unanswered", "The server answers no keepalive, though it is alive and sends data meanwhile.",
          {"keepalive/not-answered@server": "server"}, server=dict(incoming=deaf), seconds=26)
def _(lab, client, server):
    calling, answering = meet(client, server)
    for name, value in (socket.TCP_KEEPIDLE, 1), (socket.TCP_KEEPINTVL, 2), (socket.TCP_KEEPCNT, 8):
        calling.setsockopt(socket.IPPROTO_TCP, name, value)
    calling.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    exchange(calling, answering)
    for _ in range(3):
        time.sleep(6.5)
        answering.sendall(b"I live\n")
        hear(calling, 7)
    part(calling, answering)


@scenario("dead-after-one-keepalive", "One unanswered keepalive, and the client aborts.",
          {"keepalive/gave-up-too-soon@client": "client"}, client=dict(keepalive=(2, 2, 1)), seconds=16)
def _(lab, client, server):
    for port in 40001, 40002, 40003:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        time.sleep(0.3)
        lab.west.lose(lambda s, port=port: s.destination_port == port, 1)
        time.sleep(4.5)
        answering.close()

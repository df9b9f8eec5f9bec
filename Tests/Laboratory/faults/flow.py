"""Windows: overrun, shrunk, shut, and opened by a crack."""

import socket
import struct
import time

from laboratory import ACK, altering, exchange, filler, hear, hear_all, meet, part, scenario, send, synchronized, visit

from lab.segment import NUMBERS


@scenario("window-ignored", "The server sends beyond the window that the client offers.",
          {"flow/window-exceeded@server": "client middle server"}, server=dict(heeds_window=False), seconds=12,
          versions=(4, 6))
def _(lab, client, server):
    for port in 40001, 40002:
        calling = small(client, port)
        answering, _ = server.accept()
        exchange(calling, answering)
        answering.sendall(filler(40000))
        time.sleep(1.5)
        hear_all(calling, 40000, 4)
        part(calling, answering)


def small(client, port, octets=4096):
    """A Linux client with a small receive buffer."""
    calling = client.open()
    calling.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, octets)
    calling.bind(("" if "." in client.address else "::", port))
    calling.connect((client.peer_address, 80))
    return calling


@scenario("window-shrunk", "The client takes back window that it had offered.",
          {"flow/window-shrunk@client": "client middle server"}, client={}, versions=(4, 6))
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        for window in 30000, 8000, 2000:
            calling.faults.outgoing = altering(synchronized, window=window)
            calling.sendall(b"more\n")
            time.sleep(0.3)
        part(calling, answering)
        calling.faults.outgoing = altering(synchronized)


@scenario("new-data-into-a-shrunk-window", "The client shrinks its window, and the server sends new data beyond it.",
          {"flow/window-shrunk@client": "client middle server", "flow/shrunk-new-data@server": "server"},
          client={}, server=dict(heeds_window=False))
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        calling.faults.outgoing = altering(synchronized, window=1000)
        calling.sendall(b"less, please\n")
        hear(answering, 13)
        time.sleep(0.3)
        answering.sendall(filler(9000))
        time.sleep(1)
        calling.faults.outgoing = lambda connection, segment: [segment]
        part(calling, answering)


def stalled(seconds, octets=30000, after=True):
    """The client's application does not read for a while."""

    def play(lab, client, server):
        calling, answering = meet(client, server)
        exchange(calling, answering)
        send(answering, filler(octets))
        time.sleep(seconds)
        if after:
            hear_all(calling, octets, 5)
            part(calling, answering)

    return play


scenario("zero-window-never-probed", "The client's window stays shut for 20 s, and the server, full of data, never asks.",
         {"flow/zero-window-no-probe@server": "server"}, client=dict(buffer=8192), server=dict(probes=False),
         seconds=28)(stalled(20))
scenario("probes-without-backoff", "The server probes the shut window every half second, without backing off.",
         {"flow/probe-timing@server": "client middle server"}, client=dict(buffer=8192),
         server=dict(timeout=0.6, probe_backoff=1.0), seconds=14)(stalled(8))


def deaf_to_probes(connection, segment):
    """Empty segments one below the next number are overheard while the window is shut."""
    below = segment.sequence == (connection.received - 1) % NUMBERS
    return None if below and not segment.length or connection.offered <= 0 and segment.payload else segment


@scenario("probes-unanswered", "The client's window is shut, and it does not answer probes.",
          {"flow/probe-not-answered@client": "client"}, client=dict(buffer=8192, incoming=deaf_to_probes), seconds=22)
def _(lab, client, server):
    calling, answering = meet(client, server)
    exchange(calling, answering)
    send(answering, filler(30000))
    time.sleep(1)
    for number in range(6):
        time.sleep(2)
        calling.sendall(b"I am alive, but full\n")
    hear_all(calling, 30000, 5)
    part(calling, answering)


@scenario("zero-window-given-up", "The window stays shut, all probes are answered, and the server aborts all the same.",
          "flow/zero-window-abort@server", client=dict(buffer=8192), seconds=14)
def _(lab, client, server):
    calling, answering = meet(client, server)
    exchange(calling, answering)
    send(answering, filler(30000))
    time.sleep(10)
    answering.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    answering.shutdown(socket.SHUT_RD)
    answering.close()
    time.sleep(0.5)


@scenario("zero-window-and-silence", "The window stays shut, all probes are answered, and the server falls silent all the same.",
          "flow/zero-window-abort@server", client=dict(buffer=8192), seconds=47)
def _(lab, client, server):
    calling, answering = meet(client, server)
    answering.setsockopt(socket.IPPROTO_TCP, 18, 8000)
    exchange(calling, answering)
    send(answering, filler(30000))
    time.sleep(45)
    visit(client, server, 40002)


@scenario("window-opened-by-a-crack", "The client's application reads one octet at a time, and every one is announced.",
          {"flow/silly-window-receiver@client": "client middle server"}, client=dict(buffer=4096, shuts_at=1), seconds=20)
def _(lab, client, server):
    calling, answering = meet(client, server)
    exchange(calling, answering)
    send(answering, filler(12000))
    time.sleep(0.5)
    for _ in range(60):
        calling.recv(7)
        time.sleep(0.05)
    hear_all(calling, 12000 - 420, 5)
    part(calling, answering)


@scenario("cracks-filled", "The window opens by a few octets at a time, and the server fills every crack.",
          {"flow/silly-window-sender@server": "middle server",
           "flow/silly-window-receiver@client": "client middle server"},
          client=dict(buffer=4096, shuts_at=1), server=dict(fills_cracks=True), seconds=20)
def _(lab, client, server):
    calling, answering = meet(client, server)
    exchange(calling, answering)
    answering.sendall(filler(12000))
    time.sleep(0.5)
    for _ in range(80):
        calling.recv(20)
        time.sleep(0.03)
    hear_all(calling, 12000 - 1600, 5)
    part(calling, answering)


@scenario("probe-deadlock", "The client's window is shut, and it does not hear the acknowledgements of its own data.",
          {"flow/probe-deadlock@client": "client"}, seconds=22,
          client=dict(buffer=8192, incoming=lambda connection, segment: None if connection.synchronized and connection.offered <= 0 else segment))
def _(lab, client, server):
    calling, answering = meet(client, server)
    exchange(calling, answering)
    send(answering, filler(30000))
    time.sleep(1)
    calling.sendall(b"do you hear me?\n")
    time.sleep(16)
    calling.abort()
    time.sleep(0.2)

"""ICMP errors, and what must not come of them."""

import threading
import time

from laboratory import exchange, filler, hear_all, meet, part, scenario, send, text

from lab.segment import NUMBERS


def router(lab):
    return "10.77.0.254" if lab.version == 4 else "fd77::fe"


def of_client(port):
    return lambda s: s.source_port == port and text(s)


@scenario("soft-error-aborts", "The client aborts a live connection at an ICMP \"host unreachable\".",
          {"icmp/soft-error-abort@client": "client middle"}, routed=True, client=dict(dies_of_icmp=True), versions=(4, 6))
def _(lab, client, server):
    kind, code = (3, 1) if lab.version == 4 else (1, 0)
    for port in 40001, 40002, 40003:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        lab.east.lose(of_client(port), 1)
        calling.sendall(b"can you hear me?\n")
        time.sleep(0.1)
        lab.east.complain(of_client(port), router(lab), kind, code)
        time.sleep(0.5)


@scenario("packet-too-big-ignored", "The server is told that its packets are too big, and goes on sending them.",
          {"icmp/ptb-ignored@server": "server"}, routed=True, server=dict(heeds_too_big=False), seconds=24, versions=(4, 6))
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        lab.west.narrow(1300, router(lab))
        send(answering, filler(9000))
        time.sleep(9)
        lab.west.narrow(None)
        answering.abort()


@scenario("quench-heeded", "The server slows down to one segment at a time after an ICMP source quench.",
          {"icmp/quench-reacted@server": "server"}, server=dict(heeds_quench=True, flight=20), seconds=20, delay=0.05)
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        reading = threading.Thread(target=hear_all, args=(calling, 340000), daemon=True)
        reading.start()
        send(answering, filler(340000))
        for _ in range(3):
            with server.changed:
                server.await_that(lambda: answering.in_flight > 6 * 1460, 10)
            time.sleep(0.05)
            lab.east.complain(lambda s, port=port: s.destination_port == port and text(s), router(lab), 4, 0)
            time.sleep(2)
        reading.join()
        part(calling, answering)


@scenario("icmp-about-numbers-never-sent", "Somebody sends ICMP errors that quote numbers the client never sent.",
          {"icmp/forged-suspected@client": "client middle"}, versions=(4, 6))
def _(lab, client, server):
    kind, code = (3, 1) if lab.version == 4 else (1, 0)
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        for step in range(3):
            lab.east.complain(of_client(port), router(lab), kind, code, sequence=(123456789 * (step + 1)) % NUMBERS)
            time.sleep(0.2)
        exchange(calling, answering)
        part(calling, answering)


@scenario("port-unreachable-kills", "An ICMP port unreachable that quotes foreign numbers ends the client's live connection.",
          {"icmp/hard-error-ignored@client": "client middle"}, client=dict(dies_of_icmp=True))
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        time.sleep(0.2)
        lab.east.complain(of_client(port), router(lab), 3, 3, sequence=987654321)
        time.sleep(0.5)

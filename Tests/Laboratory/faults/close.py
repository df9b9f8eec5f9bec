"""The end of a connection: FIN, TIME-WAIT, and what comes too late."""

import contextlib
import time

from laboratory import RST, Segment, exchange, interrupt, meet, scenario, visit

from lab.faults import increment
from lab.segment import NUMBERS


def fin_of_server(port):
    return lambda segment: segment.fin and segment.source_port == 80 and segment.destination_port == port


@scenario("fin-never-acknowledged", "The server goes on answering, but never acknowledges the client's FIN.",
          {"close/fin-acked@server": "server"}, server=dict(acknowledges_fin=False), seconds=16, versions=(4, 6),
          before=0)
def _(lab, client, server):
    calling, answering = meet(client, server)
    exchange(calling, answering)
    calling.shutdown(1)
    for number in range(12):
        answering.sendall(b"still here %2d\n" % number)
        time.sleep(1)
    answering.abort()


@scenario("data-after-fin", "The client sends FIN, and then new data beyond it.",
          "close/data-after-fin@client", routed=True, client={}, versions=(4, 6))
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        calling.close()
        time.sleep(0.2)
        calling.sendall(b"one more thing\n")
        time.sleep(1.3)
        answering.close()
        time.sleep(0.2)


@scenario("time-wait-skipped", "The server closes first and forgets at once: the client's second FIN meets RST.",
          {"close/time-wait-too-short@server": "server middle"}, server=dict(time_wait=0), versions=(4, 6))
def _(lab, client, server):
    for port in 40001, 40002, 40003:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        answering.close()
        hear_end(calling)
        time.sleep(0.1)
        # Lost behind the middle, where it has been seen.
        lab.west.lose(lambda segment, port=port: segment.bare_ack and segment.source_port == 80
                      and segment.destination_port == port)
        calling.close()
        time.sleep(1)


def hear_end(end):
    while end.recv(4096):
        pass


@scenario("time-wait-of-one-second", "The client closes first, stays in TIME-WAIT for 1 s, and uses the same port again.",
          "close/port-reuse-within-2msl@client close/time-wait-too-short@client", client=dict(time_wait=1))
def _(lab, client, server):
    for port in 40001, 40002:
        visit(client, server, port)
        time.sleep(1.2)
        visit(client, server, port)


@scenario("fin-again-in-time-wait-unanswered", "The client meets the repeated FIN with silence while it is in TIME-WAIT.",
          {"close/time-wait-no-reack@client": "client"}, client=dict(silent_in_time_wait=True), seconds=14)
def _(lab, client, server):
    interrupt(client, server, 40011)
    for port in 40001, 40002:
        lab.east.lose(lambda s, port=port: s.bare_ack and s.source_port == port and closed_behind(lab, s))
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        calling.close()
        hear_end(answering)
        time.sleep(0.05)
        answering.close()
    for number in range(5):
        time.sleep(2)
        visit(client, server, 40021 + number)
    interrupt(client, server, 40012)


def closed_behind(lab, segment):
    """Whether a segment acknowledges the server's FIN."""
    with contextlib.suppress(StopIteration):
        return segment.acknowledgement == fin_end(lab, segment.source_port)


def late_fins(first, pauses, time_wait=60):
    def play(lab, client, server):
        interrupt(client, server, 40011)
        visit(client, server, 40001)
        for number, pause in enumerate([first, *pauses]):
            time.sleep(pause - 1)
            visit(client, server, 40021 + number)
            time.sleep(0.6)
            lab.east.replay(fin_of_server(40001))
        time.sleep(1.5)
        interrupt(client, server, 40012)
    return play


scenario("late-fin-unanswered", "The client meets a FIN 70, 75 and 80 s after the close with silence: ACK or RST is owed.",
         {"close/late-fin-unanswered@client": "client"}, client=dict(time_wait=60, silent_after_close=True), seconds=88,
         versions=(4, 6))(late_fins(70, [5, 5]))
scenario("late-fin-not-reset", "The client meets a FIN 310 s after the close with silence: a closed port owes RST.",
         {"close/late-fin-not-reset@client": "client"}, client=dict(time_wait=60, silent_after_close=True),
         seconds=324)(late_fins(310, [3, 3]))


@scenario("time-wait-ended-by-rst", "A RST reaches the client in TIME-WAIT, which forgets: the next FIN meets RST.",
          {"close/time-wait-assassinated@client": "client middle"}, client={})
def _(lab, client, server):
    for port in 40001, 40002:
        visit(client, server, port)
        time.sleep(0.3)
        lab.east.inject(fin_of_server(port), flags=RST, acknowledgement=0, window=0, options=b"",
                        sequence=fin_end(lab, port))
        time.sleep(1)
        lab.east.replay(fin_of_server(port))
        time.sleep(0.5)


def fin_end(lab, port):
    """The number behind the server's FIN, which has come by."""
    segment = Segment.read(lab.east.last(fin_of_server(port))[1])
    return (segment.sequence + segment.length) % NUMBERS


@scenario("time-wait-reopened-below", "The server reopens TIME-WAIT with a number far below its old ones.",
          {"close/time-wait-reopen@server": "client middle server"},
          server=dict(reopens_anyhow=True, initial_number=increment(0x90000000, -5_000_000)))
def _(lab, client, server):
    for port in 40001, 40002:
        visit(client, server, port, closes_first="server")
        time.sleep(1)
        visit(client, server, port, closes_first="server")


@scenario("fin-wait-2-alone", "The client closes and the server never does: FIN-WAIT-2 here, CLOSE-WAIT there.",
          "close/fin-wait-2-stuck@client close/close-wait-lingering@server", seconds=80)
def _(lab, client, server):
    calling, answering = meet(client, server)
    exchange(calling, answering)
    calling.close()
    time.sleep(75)
    answering.sendall(b"are you still there?\n")
    time.sleep(0.3)


@scenario("data-swallowed-after-close", "The client has closed; it takes what still comes until its window is shut, without RST.",
          {"close/half-duplex-no-rst@client": "client middle server"}, client=dict(buffer=8000), seconds=80)
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        calling.close()
        time.sleep(0.1)
        answering.setblocking(False)
        answering.send(bytes(30000))
    time.sleep(70)


@scenario("fin-held-back", "The client's FIN waits until all its data is acknowledged, every time.",
          {"close/fin-delayed@10.77.0.1": "client middle server"}, client=dict(fin_waits=True), delay=0.015)
def _(lab, client, server):
    for number in range(14):
        calling, answering = meet(client, server, 40001 + number)
        calling.sendall(b"take this and good bye\n")
        calling.close()
        hear_end(answering)
        answering.close()
        time.sleep(0.15)

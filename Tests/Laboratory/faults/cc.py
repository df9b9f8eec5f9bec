"""Congestion control: too much at once."""

import time

from laboratory import exchange, filler, hear_all, meet, part, scenario, send, transfers

from faults.rtx import nth

scenario("forty-segments-at-once", "The server begins with forty segments.", {"cc/initial-window@server": "client middle server"}, routed=True,
         server=dict(flight=40), versions=(4, 6), delay=0.03)(transfers(65000, count=2))


@scenario("ten-segments-after-lost-syns", "The client's SYN is lost twice; it begins with ten segments all the same.",
          {"cc/iw-after-syn-loss@client": "client middle"}, client={}, seconds=14)
def _(lab, client, server):
    for port in 40001, 40002:
        lab.east.lose(lambda s, port=port: s.syn and s.source_port == port, 2)
        calling, answering = meet(client, server, port)
        calling.sendall(filler(20000))
        hear_all(answering, 20000)
        part(calling, answering)


@scenario("no-slow-start-after-timeout", "After a timeout the server sends as much at once as before.",
          {"cc/no-slow-start-after-rto@server": "server middle"}, seconds=24,
          server=dict(fast=0, slow_starts=False, flight=20, burst_on_timeout=20))
def _(lab, client, server):
    for port in range(40001, 40004):
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        send(answering, filler(60000))
        time.sleep(0.001)
        rule = [lambda s, port=port: len(s.payload) > 1000 and s.destination_port == port, 20, None]
        lab.west.rules.append(rule)
        hear_all(calling, 60000)
        part(calling, answering)


@scenario("old-window-after-a-pause", "After pauses of 3 s the server sends thirty segments at once.",
          {"cc/idle-restart@server": "server middle client"}, server=dict(restarts=False), seconds=24)
def _(lab, client, server):
    calling, answering = meet(client, server)
    exchange(calling, answering)
    for pause in 0, 0, 0, 3, 3, 3, 3:
        time.sleep(pause)
        send(answering, filler(60000))
        hear_all(calling, 60000)
    part(calling, answering)


@scenario("window-never-deflated", "At the end of fast recovery the server sends all it has at once.",
          {"cc/no-window-deflation@server": "server"}, seconds=20, server=dict(flight=16))
def _(lab, client, server):
    hole = nth(4)
    for port in range(40001, 40006):
        lab.west.lose(lambda s, port=port: s.destination_port == port and hole(s))
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        answering.inflated = True
        send(answering, filler(23360))
        with server.changed:
            server.await_that(lambda: answering.recover is not None, 5)
            answering.waiting += [(0x10, filler(1460))] * 20
            server.await_that(lambda: answering.recover is None, 5)
            answering.congestion_window = 1 << 20
            answering.push()
        hear_all(calling, 23360 + 29200)
        part(calling, answering)

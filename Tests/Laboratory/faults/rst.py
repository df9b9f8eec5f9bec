"""Resets: with the wrong numbers, ignored, answered, forged."""

import socket
import struct
import time

from laboratory import ACK, RST, exchange, meet, part, scenario, text, visit


def abort(end):
    """Linux closes with RST."""
    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.close()


@scenario("rst-with-sequence-zero", "The server has lost the connection and answers RST, but always with SEQ 0.",
          "rst/form@server", routed=True, server=dict(reset_sequence_zero=True), versions=(4, 6))
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        answering.vanish()
        calling.sendall(b"are you there?\n")
        time.sleep(1.5)
        abort(calling)
        time.sleep(0.1)


@scenario("rst-below-the-window", "The server aborts with a RST a thousand numbers below its own; the client cannot believe it.",
          {"rst/sequence-invalid@server": "client middle server"}, server={})
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        answering.send_raw(RST | ACK, sequence=(answering.next - 10000) % (1 << 32))
        answering.vanish()
        time.sleep(0.5)
        abort(calling)
        time.sleep(0.2)


@scenario("rst-ignored", "The client resets, exactly, again and again; the server goes on sending new data.",
          "rst/ignored@server", server=dict(ignores_reset=True), client={})
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        for _ in range(4):
            calling.send_raw(RST, acknowledgement=0)
            time.sleep(0.1)
            answering.sendall(b"I did not hear that\n")
            time.sleep(0.3)
        calling.vanish()
        answering.vanish()


@scenario("rst-answered-with-rst", "The server answers every RST with a RST.",
          "rst/answered-with-rst@server", server=dict(resets_resets=True), client={}, versions=(4, 6))
def _(lab, client, server):
    for port in 40001, 40002, 40003:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        time.sleep(0.2)
        calling.abort()
        for _ in range(2):
            time.sleep(0.4)
            calling.send_raw(RST | ACK)
        time.sleep(0.3)


@scenario("rst-forged", "Somebody near the client resets the connection in the server's name; the server goes on.",
          {"rst/traffic-after-rst@server": "client middle", "rst/injected-suspected@server": "client middle"}, client={})
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        client.faults.ignores_reset = True
        exchange(calling, answering)
        time.sleep(0.2)
        # Stepped numbers, another TTL, no options: as filters in the path do it.
        for step in range(3):
            lab.east.inject(lambda s, port=port: text(s) and s.source_port == 80 and s.destination_port == port,
                            flags=RST, sequence=number_behind(lab, port) + step * 1460, acknowledgement=0, window=0, payload=b"",
                            ttl=51, identification=0xBEEF)
        time.sleep(0.3)
        answering.sendall(b"business as usual\n")
        time.sleep(0.3)
        part(calling, answering)


def number_behind(lab, port):
    from lab.segment import Segment
    frame = lab.east.last(lambda s: text(s) and s.source_port == 80 and s.destination_port == port)[1]
    segment = Segment.read(frame)
    return (segment.sequence + len(segment.payload)) % (1 << 32)


@scenario("silent-when-closed", "The server has reset a connection, and meets all that still comes of it with silence.",
          {"rst/silent-when-closed@server": "server"}, server={}, client={}, seconds=26)
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        answering.vanish()
        calling.faults.ignores_reset = True
        calling.sendall(b"hello?\n")
        time.sleep(0.3)
        server.silenced.add(answering.tuple)
        for number in range(4):
            time.sleep(2.4)
            visit(client, server, port + 10 * (number + 1))
        calling.vanish()

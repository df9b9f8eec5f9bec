"""URG and PSH."""

import time

from laboratory import ACK, PSH, URG, altering, exchange, hear, meet, part, scenario, text



@scenario("urgent-pointer-recedes", "The client's urgent point moves back over new data.", "urg/pointer@client", client={},
          versions=(4, 6))
def _(lab, client, server):
    for port in 40001, 40002:
        calling, answering = meet(client, server, port)
        exchange(calling, answering)
        for number in range(4):
            with client.changed:
                calling.faults.outgoing = altering(text, flags=ACK | PSH | URG, urgent=5000 if number % 2 == 0 else 10)
                calling.sendall(b"hurry, hurry, hurry\n")
            hear(answering, 20)
            time.sleep(0.2)
        calling.faults.outgoing = lambda connection, segment: [segment]
        part(calling, answering)


scenario("never-pushed", "The client never sets PSH, whatever it sends and however long it is silent then.",
         {"psh/last-segment@client": "client middle server"}, client=dict(pushes=False), seconds=34)(
    lambda lab, client, server: bursts(lab, client, server))


def bursts(lab, client, server):
    ends = [meet(client, server, port) for port in (40001, 40002)]
    for _ in range(24):
        for calling, answering in ends:
            exchange(calling, answering)
        time.sleep(1.2)
    for calling, answering in ends:
        part(calling, answering)

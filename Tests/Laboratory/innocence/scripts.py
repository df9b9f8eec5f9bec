"""What some scenarios do besides talking: the path or a host changes while the ends talk."""

import contextlib
import socket
import threading
import time

from plan import EXPECTED


def later(seconds, action):
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()


def called(road, end, other, scenario, own_port, port):
    """A socket of `end` bound to its port, and where it will call."""
    family, attribute = (socket.AF_INET, "address") if scenario.ip == 4 else (socket.AF_INET6, "address6")
    with end.space.entered():
        made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.settimeout(5)
    made.bind((getattr(end, attribute), own_port))
    return made, (getattr(other, attribute), port)


def simultaneous_open(road, talk):
    """RFC 9293 Figure 7, three times: both SYNs cross on the way."""
    for turn in range(3):
        ends = [called(road, road.client, road.server, talk.scenario, 7000 + turn, 8000 + turn),
                called(road, road.server, road.client, talk.scenario, 8000 + turn, 7000 + turn)]
        gate = threading.Barrier(2)

        def speak(made, target):
            with contextlib.suppress(*EXPECTED):
                gate.wait()
                made.connect(target)
                made.sendall(b"hello")
                made.recv(5)
            time.sleep(0.1)
            made.close()

        threads = [threading.Thread(target=speak, args=end) for end in ends]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        time.sleep(0.2)


def mixed_ports(road, talk):
    """Calls to ports where somebody listens and where nobody does, by turns."""
    listener = talk.socket(road.server, {})
    listener.bind(("", 80))
    listener.listen(8)
    threading.Thread(target=talk.serve, args=(listener,), daemon=True).start()
    for port in [80, 81] * 8:
        made = talk.socket(road.client, {})
        with contextlib.suppress(*EXPECTED):
            made.connect((road.server.address, port))
            talk.talk(made, talk.scenario.client, {})
        made.close()
    time.sleep(0.3)
    listener.close()


def lost_acks(road, talk):
    """Only acknowledgements are lost, every third."""
    turn = iter(range(10**9))
    road.east.lose(lambda segment: segment.bare_ack and segment.source == road.client.address and next(turn) % 3 == 2, 10**9)
    talk.run()


def longer_path(road, talk):
    later(0.5, lambda: setattr(road.west, "delay", road.west.delay + 0.2))
    talk.run()


def path_pause(road, talk):
    later(0.15, road.east.unplug)
    later(3.15, road.east.plug)
    talk.run()


def lost_update(road, talk):
    """The acknowledgements of three seconds after the window closed are lost."""
    began = time.monotonic()
    road.east.lose(lambda segment: segment.bare_ack and segment.source == road.client.address
                   and 3.9 < time.monotonic() - began < 5, 10**9)
    talk.run()


def cut_when_idle(road, talk):
    later(2, road.east.unplug)
    talk.run()


def forgetful_server(road, talk):
    """The server loses its connections without a word to anybody, and says so when asked."""

    def forget():
        road.server.refuse_by("tcp dport 80 ct state established drop")
        road.server.space.run("nft add chain inet filter output { type filter hook output priority 0 ; }")
        road.server.space.run("nft add rule inet filter output tcp sport 80 drop")
        talk.drop_served()
        time.sleep(0.2)
        road.server.refuse_no_more()

    later(1.5, forget)
    talk.run()


def forgetful_router(road, talk):
    """What is silent for 2 s is forgotten."""
    road.router.run("sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_established=2")
    talk.run()


def strict_router(road, talk):
    """What is silent for 2 s is forgotten, and not taken up again in its midst."""
    road.router.run("sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0")
    forgetful_router(road, talk)


def two_paths(road, talk):
    """The client has a second address, and tells its kernel to use both (RFC 8684)."""
    client, router = road.client, road.router
    client.space.run(f"ip address add 10.78.1.2/24 dev {client.interface}")
    router.run(f"ip neigh replace 10.78.1.2 lladdr {client.mac} dev west nud permanent")
    client.space.run("ip mptcp limits set subflow 2 add_addr_accepted 2")
    client.space.run(f"ip mptcp endpoint add 10.78.1.2 dev {client.interface} subflow")
    road.server.space.run("ip mptcp limits set subflow 2 add_addr_accepted 2")
    talk.run()


def wide_routes(road, talk):
    for end in road.client, road.server:
        end.space.run(f"ip route replace default via {end.peer_address} dev {end.interface} initcwnd 30 initrwnd 40 quickack 1")
    talk.run()

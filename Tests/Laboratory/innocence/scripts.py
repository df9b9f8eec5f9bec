"""What some scenarios do besides talking: the path or a host changes while the ends talk."""

import contextlib
import socket
import threading
import time

from lab.namespaces import macs
from lab.segment import ACK, FIN, RST, SYN, Segment, internet_checksum
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


def thin_acks(road, talk):
    """A device on the first stretch lets one acknowledgement in eight pass."""
    turn = iter(range(10**9))
    road.west.lose(lambda segment: segment.bare_ack and segment.source == road.client.address and next(turn) % 8 != 7, 10**9)
    talk.run()


def jumbo_server(road, talk):
    road.server.space.run(f"ip link set {road.server.interface} mtu 9000")
    talk.run()


def longer_path(road, talk):
    later(0.5, lambda: setattr(road.west, "delay", road.west.delay + 0.2))
    talk.run()


def path_pause(road, talk):
    later(0.15, road.east.unplug)
    later(3.15, road.east.plug)
    talk.run()


def long_outage(road, talk):
    later(0.15, road.east.unplug)
    later(30, road.east.plug)
    talk.run()


def very_long_outage(road, talk):
    later(0.15, road.east.unplug)
    later(120, road.east.plug)
    talk.run()


def lost_last_acks(road, talk):
    """What the client says after the server's FIN is lost, three times."""
    seen = []

    def after_fin(segment):
        if segment.source == road.client.address:
            return bool(seen) and segment.bare_ack
        if segment.fin:
            seen.append(segment)
        return False

    road.east.lose(after_fin, 3)
    talk.run()


def errors(kind):
    """For two seconds the router turns the client's data away, and says why."""

    def script(road, talk):
        rule = f"ip daddr 10.78.2.1 reject with icmp type {kind}"
        road.router.run("nft add table inet filter")
        road.router.run("nft add chain inet filter forward { type filter hook forward priority 0 ; }")
        later(0.12, lambda: road.router.run(f"nft add rule inet filter forward {rule}"))
        later(2.12, lambda: road.router.run("nft flush chain inet filter forward"))
        talk.run()

    return script


soft_errors, hard_errors = errors("host-unreachable"), errors("port-unreachable")


def narrowing(road, talk):
    """The next hop takes 1280 octets from a certain moment on."""

    def narrow():
        for device, end in ("west", road.client), ("east", road.server):
            network, network6 = ".".join(end.address.split(".")[:3]) + ".0/24", end.address6[:-1] + "/64"
            road.router.run(f"ip route change {network} dev {device} mtu lock 1280")
            road.router.run(f"ip route replace {network6} dev {device} metric 256 mtu lock 1280")

    later(0.1, narrow)
    talk.run()


def another_way(road, talk):
    road.router.run("nft add table inet filter")
    road.router.run("nft add chain inet filter prerouting { type filter hook prerouting priority 0 ; }")
    later(0.1, lambda: road.router.run("nft add rule inet filter prerouting ip ttl 64 ip ttl set 62"))
    talk.run()


def injected(road, talk):
    """Somebody between the client and the router forges segments in the client's name, with another TTL: resets and a SYN
    in the window, then the exact reset."""
    newest = {}

    def watch(segment):
        if segment.source == road.client.address and not segment.syn:
            newest["client"] = segment
        return False

    def forge(flags, offset):
        seen = newest["client"]
        forged = Segment(seen.source, seen.source_port, seen.destination, seen.destination_port,
                         seen.sequence + seen.length + offset, seen.acknowledgement, flags, 500)
        frame = bytearray(forged.frame(*macs(road.client)))
        frame[22] = 120
        frame[24:26] = bytes(2)
        frame[24:26] = internet_checksum(bytes(frame[14:34])).to_bytes(2, "big")
        road.west.wires["server"].send(bytes(frame))

    road.west.lose(watch, 10**9)
    for seconds, flags, offset in (0.5, RST, 900), (0.9, RST | ACK, 40), (1.3, SYN, 77), (1.7, ACK | FIN, 5000), (2.1, RST, 0):
        later(seconds, lambda flags=flags, offset=offset: forge(flags, offset))
    talk.run()


def sweep(road, talk):
    """One call to each of sixty ports."""
    for port in range(80, 140):
        made = talk.socket(road.client, {})
        with contextlib.suppress(*EXPECTED):
            made.connect((road.server.address, port))
        made.close()


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

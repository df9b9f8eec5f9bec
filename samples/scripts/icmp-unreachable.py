"""Two attempts end by ICMP: a host that cannot be reached (code 1), a port a firewall forbids (code 13)."""

from lab import SERVER


def run(lab):
    lab.server.space.run("sysctl -qw net.ipv4.ip_forward=1")
    lab.server.space.run("ip route add unreachable 10.77.9.0/24")
    lab.client.space.run("ip route add 10.77.9.0/24 via 10.77.0.2")
    lab.server.refuse_by("tcp dport 8080 reject with icmp type admin-prohibited")
    for address, port, own_port in ("10.77.9.9", 80, 40001), (SERVER, 8080, 40002):
        try:
            lab.client.connect(address, port, own_port)
        except OSError as error:
            assert error.strerror == "No route to host", error
            continue
        raise AssertionError("should not have been reached")

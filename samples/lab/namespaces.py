"""Network namespaces on veth pairs: the hosts, and the path between them."""

import contextlib
import ctypes
import os
import socket
import subprocess

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
SOL_PACKET, PACKET_IGNORE_OUTGOING = 263, 23
ETHERNET_ALL = 3

socket.setdefaulttimeout(30)


class Namespace:
    """A network namespace of its own, gone when closed."""

    def __init__(self, name):
        self.name = name
        subprocess.run(["ip", "netns", "add", name], check=True)
        self.run("sysctl -qw net.ipv6.conf.all.router_solicitations=0 net.ipv6.conf.default.router_solicitations=0 "
                 "net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.default.mldv2_unsolicited_report_interval=0")
        self.run("ip link set lo up")

    def run(self, command):
        """Runs a command line inside."""
        subprocess.run(["ip", "netns", "exec", self.name, *command.split()], check=True, stdout=subprocess.DEVNULL)

    @contextlib.contextmanager
    def entered(self):
        """The calling thread is inside for a while; sockets opened there stay there."""
        with open("/proc/thread-self/ns/net") as home, open(f"/run/netns/{self.name}") as door:
            if LIBC.setns(door.fileno(), CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")
            try:
                yield
            finally:
                LIBC.setns(home.fileno(), CLONE_NEWNET)

    def wire(self, interface):
        """A socket for whole Ethernet frames on an interface; it does not hear what it sends itself."""
        with self.entered():
            wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETHERNET_ALL))
        wire.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        wire.bind((interface, 0))
        return wire

    def close(self):
        subprocess.run(["ip", "netns", "del", self.name], check=False)


def veth(left, left_name, right, right_name, left_mac=None, right_mac=None):
    """A cable between two namespaces, with every offload off: what the kernel sends is what the wire carries."""
    left.run(f"ip link add {left_name} type veth peer name {right_name} netns {right.name}")
    for space, name, mac in (left, left_name, left_mac), (right, right_name, right_mac):
        if mac:
            space.run(f"ip link set {name} address {mac}")
        space.run(f"ethtool -K {name} tx off rx off sg off tso off gso off gro off")
        space.run(f"ip link set {name} up")


class Host:
    """One end of the path: a namespace whose Linux stack owns 10.77.0.x and fd77::x; `version` says which it uses."""

    interface = "eth0"

    def __init__(self, prefix, name, number, peer, version=4):
        self.space = Namespace(f"{prefix}-{name}")
        self.number, self.peer = number, peer
        self.family = socket.AF_INET if version == 4 else socket.AF_INET6
        network = "10.77.0." if version == 4 else "fd77::"
        self.address, self.peer_address = f"{network}{number}", f"{network}{peer}"
        self.mac, self.peer_mac = f"02:00:00:00:00:{number:02x}", f"02:00:00:00:00:{peer:02x}"
        self.sockets = []

    def configure(self):
        """Addresses, and the neighbour by hand, so that captures hold no ARP."""
        space, device = self.space, self.interface
        space.run(f"ip address add 10.77.0.{self.number}/24 dev {device}")
        space.run(f"ip address add fd77::{self.number}/64 dev {device} nodad")
        space.run(f"ip neigh replace 10.77.0.{self.peer} lladdr {self.peer_mac} dev {device} nud permanent")
        space.run(f"ip neigh replace fd77::{self.peer} lladdr {self.peer_mac} dev {device} nud permanent")

    def take_address_away(self):
        """The kernel lets go of its addresses; a TCP of our own may answer for them."""
        self.space.run(f"ip address flush dev {self.interface}")

    def open(self, family=None):
        """An ordinary kernel TCP socket of this host (with CUBIC, where there is a choice)."""
        family = family or self.family
        with self.space.entered():
            made = socket.socket(family, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"cubic")
        self.sockets.append(made)
        return made

    def listen(self, port, family=None, backlog=64):
        listener = self.open(family)
        listener.bind(("" if listener.family == socket.AF_INET else "::", port))
        listener.listen(backlog)
        return listener

    def connect(self, address, port, own_port, family=None):
        caller = self.open(family)
        caller.bind(("" if caller.family == socket.AF_INET else "::", own_port))
        caller.connect((address, port))
        return caller

    def refuse_by(self, rule):
        """A firewall rule for what comes in."""
        self.space.run("nft add table inet filter")
        self.space.run("nft add chain inet filter input { type filter hook input priority 0 ; }")
        self.space.run(f"nft add rule inet filter input {rule}")

    def refuse_no_more(self):
        self.space.run("nft delete table inet filter")

    def close(self):
        for opened in self.sockets:
            opened.close()
        self.space.close()


def macs(host):
    """The host's own and its neighbour's hardware address, as octets."""
    return bytes.fromhex(host.mac.replace(":", "")), bytes.fromhex(host.peer_mac.replace(":", ""))


def require_root():
    if os.geteuid():
        raise SystemExit("network namespaces need root")

"""The table: everything that real Linux says to real Linux in this laboratory, one entry a conversation."""

from dataclasses import dataclass, field

ASK = "send 60 hear 400 end close"
ANSWER = "hear 60 send 400 close"


@dataclass
class Scenario:
    name: str
    tells: str
    client: str = ASK
    server: str | None = ANSWER
    versions: tuple = (4,)
    flows: int = 1
    parallel: int = 1
    pause: float = 0
    after: float = 0.3
    patience: float = 20
    ports: int = 1
    own_port: int | None = None
    own_ports: int = 1
    backlog: int = 64
    deaf: bool = False
    multipath: bool | str = False
    congestion: str | None = None
    client_set: dict = field(default_factory=dict)
    server_set: dict = field(default_factory=dict)
    sysctl: dict = field(default_factory=dict)
    client_sysctl: dict = field(default_factory=dict)
    server_sysctl: dict = field(default_factory=dict)
    path: dict = field(default_factory=dict)
    west: dict = field(default_factory=dict)
    east: dict = field(default_factory=dict)
    lose: tuple = ()
    hold: tuple = ()
    echo: tuple = ()
    loopback: bool = False
    folder: str = "innocent"
    mtu: int | None = None
    offload: bool = False
    narrow: dict = field(default_factory=dict)
    nat: bool = False
    router: tuple = ()
    client_rules: tuple = ()
    server_rules: tuple = ()
    places: tuple = ("client", "middle", "server")
    snap: int = 0
    programs: tuple = ()
    script: str | None = None
    ip: int = 4


BOTH = (4, 6)
BULK = dict(client="send 60 hear 150000 end close", server="hear 60 send 150000 close")
UPLOAD = dict(client="send 150000 shut end close", server="hear 150000 send 20 end close")
DUPLEX = dict(client="send 40000 hear 40000 shut end close", server="send 40000 hear 40000 end close")
ROUGH = dict(loss=0.02, reorder=0.03, duplicate=0.01)
SHORT = dict(flows=40, parallel=8, ports=2)


def under(name, tells, *, sysctl, **more):
    """A download and short questions under a setting, over a rough path."""
    settings = dict(BULK, path=dict(ROUGH), sysctl=sysctl) | more
    return Scenario(name, tells, **settings)


CLOSING = [
    Scenario("short-flows", "many short questions, closed by the server", versions=BOTH, **SHORT),
    Scenario("short-flows-client-closes", "many short questions, closed by the client", "send 60 hear 400 close",
             "hear 60 send 400 end close", versions=BOTH, **SHORT),
    Scenario("short-flows-sequential", "short questions, each after the one before", flows=60, versions=BOTH),
    Scenario("short-flows-rough", "short questions over loss, overtaking and doubling", versions=BOTH,
             path=dict(loss=0.05, reorder=0.05, duplicate=0.03), **SHORT),
    Scenario("half-close", "the client closes its half first and hears the rest", "send 60 shut hear 30000 end close",
             "hear 60 end send 30000 close", versions=BOTH, flows=8, parallel=4),
    Scenario("half-close-long", "the half-closed connection lives on for seconds", "send 60 shut end close",
             "hear 60 end 6*[ wait 1.5 send 100 ] close"),
    Scenario("close-at-once", "both close at the same time", "send 60 hear 60 close", "send 60 hear 60 close",
             flows=30, parallel=6, path=dict(delay=0.03)),
    Scenario("close-without-a-word", "opened, and closed", "close", "end close", flows=20, parallel=4),
    Scenario("close-lingers", "the server closes only after a while", "send 60 hear 400 shut end close",
             "hear 60 send 400 end wait 8 close", after=1),
    Scenario("idle", "silence for a while, then more", "3*[ send 60 hear 60 wait 5 ] close", "3*[ hear 60 send 60 ] end close"),
    Scenario("abort-by-client", "the client aborts with SO_LINGER 0", "send 60 hear 400 abort", "hear 60 send 400 end close",
             versions=BOTH, flows=12, parallel=4),
    Scenario("abort-by-server", "the server aborts with SO_LINGER 0", ASK, "hear 60 send 400 wait 0.1 abort", flows=12, parallel=4),
    Scenario("abort-amid-data", "the client aborts while a download is under way", "send 60 hear 20000 abort",
             "hear 60 send 400000 close", flows=6, parallel=3, path=dict(delay=0.02)),
    Scenario("close-with-unread-data", "the server closes with data unread, and so resets", "send 6000 end close",
             "hear 60 wait 0.2 close", flows=8, parallel=4),
    Scenario("close-amid-data", "the client closes while a download is under way", "send 60 hear 20000 close",
             "hear 60 send 300000 end close", flows=6, parallel=3),
    Scenario("deaf-client", "the client shuts its receiving half and goes on sending", "send 60 deaf wait 0.5 send 60 close",
             "hear 60 wait 0.2 send 400 end close", flows=4),
    Scenario("refused", "nobody listens", server=None, flows=20, parallel=4, versions=BOTH),
    Scenario("linger2", "FIN-WAIT-2 is left early by TCP_LINGER2, and what comes late is reset", "send 60 hear 60 close",
             "hear 60 send 60 end wait 4 send 200 wait 0.3 send 200 close", client_set=dict(linger2=2), flows=3, parallel=3),
    Scenario("fin-timeout", "tcp_fin_timeout of 3 s", "send 60 hear 60 close", "hear 60 send 60 end wait 5 close",
             client_sysctl=dict(tcp_fin_timeout=3), flows=3, parallel=3, after=1),
    Scenario("port-reuse", "one client port, used again and again while the server's TIME-WAIT stands", own_port=41000,
             flows=12, pause=0.1),
    Scenario("port-reuse-client-closes", "one client port that is in TIME-WAIT, used again under tcp_tw_reuse",
             "send 60 hear 400 close", "hear 60 send 400 end close", own_port=41000, own_ports=3, flows=9, pause=1.5,
             sysctl=dict(tcp_tw_reuse=1)),
    Scenario("port-reuse-after-abort", "one client port, used again at once after an abort", "send 60 hear 400 abort",
             "hear 60 send 400 end close", own_port=41000, flows=15, pause=0.15),
    Scenario("port-reuse-without-timestamps", "one client port, reused without time stamps", own_port=41000, flows=12, pause=0.1,
             sysctl=dict(tcp_timestamps=0)),
    Scenario("rfc1337", "tcp_rfc1337, ports reused", own_port=41000, own_ports=2, flows=10, pause=0.1, sysctl=dict(tcp_rfc1337=1)),
    Scenario("fin-lost-by-client", "the client's FIN is lost, twice", "send 60 hear 400 close", "hear 60 send 400 end close",
             lose=(("east", "client-fin", 2),)),
    Scenario("fin-lost-by-server", "the server's FIN is lost, before the middle", lose=(("east", "server-fin", 1),)),
    Scenario("fin-late", "a FIN is overtaken by what follows", hold=(("west", "server-data", 1, 0.08),),
             path=dict(delay=0.02)),
    Scenario("orphan-resets", "the client is gone when a late answer comes", "send 60 close", "hear 60 wait 0.5 send 500 wait 0.2 send 500 end close",
             flows=4, parallel=2, client_sysctl=dict(tcp_fin_timeout=1), client_set=dict(linger2=-1)),
]

OPENING = [
    Scenario("syn-lost", "the first SYN is lost on the way", lose=(("west", "client-syn", 1),), versions=BOTH, patience=30),
    Scenario("syn-lost-late", "SYNs are lost behind the middle", lose=(("east", "client-syn", 3),), patience=30),
    Scenario("synack-lost", "SYN-ACKs are lost", lose=(("east", "server-synack", 2),), patience=30),
    Scenario("third-ack-lost", "the third acknowledgement is lost; the request completes the handshake",
             lose=(("east", "client-ack", 1),)),
    Scenario("third-ack-lost-server-speaks", "the third acknowledgement is lost, and the server speaks first",
             "hear 100 send 20 close", "send 100 hear 20 end close", lose=(("east", "client-ack", 1),)),
    Scenario("syn-doubled", "every segment is doubled on the way", path=dict(duplicate=1.0), flows=6, parallel=2),
    Scenario("syn-unanswered", "a firewall swallows SYNs: the client gives up", server_rules=("tcp dport 80 drop",),
             patience=14, client_set=dict(syncnt=3)),
    Scenario("syn-rejected-by-icmp", "a firewall answers SYNs with ICMP", server_rules=("tcp dport 80 reject",), flows=3),
    Scenario("syn-rejected-by-router", "the router says that the host is unreachable",
             router=("ip daddr 10.78.2.1 tcp dport 80 reject with icmp type host-unreachable",), flows=2, patience=6,
             places=("client", "middle")),
    Scenario("syn-reset-by-router", "the router refuses by RST in the server's name",
             router=("tcp dport 80 reject with tcp reset",), flows=6,
             places=("client", "middle")),
    Scenario("reset-by-router-amid-data", "the router resets after a while, in the server's name",
             "send 60 hear 400 wait 0.5 send 60 hear 400 close", "hear 60 send 400 hear 60 send 400 end close",
             router=("tcp dport 80 ct packets > 9 reject with tcp reset",), flows=3, patience=5),
    Scenario("backlog-overflow", "nobody accepts: the accept queue overflows", "send 60 wait 6 close", server=ANSWER, deaf=True,
             backlog=1, flows=8, parallel=8, patience=9),
    Scenario("backlog-overflow-abort", "nobody accepts, with tcp_abort_on_overflow", "send 60 wait 3 close", server=ANSWER,
             deaf=True, backlog=1, flows=8, parallel=8, patience=6, server_sysctl=dict(tcp_abort_on_overflow=1)),
    Scenario("backlog-never-accepted", "connections wait in the queue and are reset when the listener goes",
             "send 60 wait 2 close", server=ANSWER, deaf=True, backlog=30, flows=6, parallel=6),
    Scenario("syn-cookies", "every SYN-ACK is a cookie", server_sysctl=dict(tcp_syncookies=2), versions=BOTH, **SHORT),
    Scenario("syn-cookies-rough", "cookies over a rough path", server_sysctl=dict(tcp_syncookies=2), path=dict(ROUGH), **SHORT),
    Scenario("syn-cookies-without-timestamps", "cookies without time stamps, a download", server_sysctl=dict(tcp_syncookies=2, tcp_timestamps=0), **BULK),
    Scenario("defer-accept", "TCP_DEFER_ACCEPT", "wait 0.4 " + ASK, server_set=dict(defer=5), flows=4, parallel=2),
    Scenario("defer-accept-slow", "TCP_DEFER_ACCEPT, the question comes after seconds", "wait 4 " + ASK, server_set=dict(defer=8), flows=2, parallel=2),
    Scenario("fast-open", "TCP Fast Open: the cookie, then data on the SYN", sysctl=dict(tcp_fastopen=3), server_set=dict(fastopen=16),
             client_set=dict(fastconnect=1), flows=10, versions=BOTH),
    Scenario("fast-open-rough", "Fast Open over a rough path", sysctl=dict(tcp_fastopen=3), server_set=dict(fastopen=16),
             client_set=dict(fastconnect=1), flows=20, path=dict(loss=0.08, reorder=0.05, duplicate=0.05), parallel=2, patience=30),
    Scenario("fast-open-syn-lost", "a SYN with data is lost", sysctl=dict(tcp_fastopen=3), server_set=dict(fastopen=16),
             client_set=dict(fastconnect=1), flows=4, lose=(("east", "client-data", 1),)),
    Scenario("fast-open-refused", "the server does without Fast Open", sysctl=dict(tcp_fastopen=1), client_set=dict(fastconnect=1), flows=4),
    Scenario("fast-open-without-cookie", "Fast Open without cookies", client_sysctl=dict(tcp_fastopen=5), server_sysctl=dict(tcp_fastopen=0x203),
             client_set=dict(fastconnect=1), server_set=dict(fastopen=16), flows=6),
    Scenario("simultaneous-open", "both call each other at the same time", script="simultaneous_open", path=dict(delay=0.04)),
    Scenario("simultaneous-open-v6", "both call each other at the same time, over IPv6", script="simultaneous_open", path=dict(delay=0.04), ip=6, versions=(6,)),
    Scenario("self-connection-refused", "one port is refused, another is not", script="mixed_ports"),
]

DATA = [
    Scenario("download", "150 kB to the client", versions=BOTH, **BULK),
    Scenario("upload", "150 kB to the server", versions=BOTH, **UPLOAD),
    Scenario("duplex", "both send at once", versions=BOTH, **DUPLEX),
    Scenario("download-rough", "150 kB over loss, overtaking and doubling", versions=BOTH, path=dict(ROUGH), **BULK),
    Scenario("upload-rough", "150 kB to the server over loss, overtaking and doubling", versions=BOTH, path=dict(ROUGH), **UPLOAD),
    Scenario("duplex-rough", "both send at once over a rough path", versions=BOTH, path=dict(ROUGH), **DUPLEX),
    Scenario("download-heavy-loss", "one segment in eight is lost", path=dict(loss=0.12), patience=60,
             client="send 60 hear 60000 end close", server="hear 60 send 60000 close"),
    Scenario("download-burst-loss", "losses come five at a time", path=dict(loss=0.006, burst=5), patience=60, **BULK),
    Scenario("download-loss-near-server", "losses between the middle and the server", east=dict(loss=0.05), **BULK),
    Scenario("download-loss-near-client", "losses between the middle and the client", west=dict(loss=0.05), **BULK),
    Scenario("acks-lost", "one acknowledgement in three is lost", script="lost_acks", **BULK),
    Scenario("download-overtaken", "one segment in five is overtaken", path=dict(reorder=0.2), **BULK),
    Scenario("download-overtaken-far", "segments are overtaken by more than a round trip", path=dict(reorder=0.05, late=0.09), **BULK),
    Scenario("download-jitter", "delays vary from segment to segment", path=dict(jitter=0.02), **BULK),
    Scenario("download-doubled", "one segment in five is doubled", path=dict(duplicate=0.2), **BULK),
    Scenario("download-slow-link", "a link of 125 kB/s with a deep queue", east=dict(speed=125000, queue=64000), **BULK),
    Scenario("download-shallow-queue", "a link of 250 kB/s with a shallow queue that overflows", west=dict(speed=250000, queue=9000), patience=60, **BULK),
    Scenario("download-far", "a round trip of 600 ms", path=dict(delay=0.15), patience=60, **BULK),
    Scenario("download-near", "no delay at all", path=dict(delay=0), **BULK),
    Scenario("download-delay-steps", "the path suddenly becomes 400 ms longer", script="longer_path", patience=60, **BULK),
    Scenario("path-pause", "the path falls silent for 3 s amid a download", script="path_pause", patience=60, **BULK),
    Scenario("tiny-receive-buffer", "SO_RCVBUF of 2304 octets", client_set=dict(rcvbuf=1152), client="send 60 hear 40000 end close",
             server="hear 60 send 40000 close", patience=60),
    Scenario("tiny-send-buffer", "SO_SNDBUF of 4608 octets", server_set=dict(sndbuf=2304), **BULK),
    Scenario("slow-reader", "the client reads slowly: zero windows", client_set=dict(rcvbuf=4096), patience=60,
             client="send 60 slowly 40000 2000 0.12 end close", server="hear 60 send 40000 close", versions=BOTH),
    Scenario("slow-reader-rough", "zero windows over a rough path", client_set=dict(rcvbuf=4096), path=dict(ROUGH), patience=60,
             client="send 60 slowly 40000 2000 0.1 end close", server="hear 60 send 40000 close"),
    Scenario("zero-window-long", "a window closed for 8 s, probed", client_set=dict(rcvbuf=4096), patience=60,
             client="send 60 wait 8 hear 30000 end close", server="hear 60 send 30000 close", versions=BOTH),
    Scenario("zero-window-update-lost", "the update that opens the window is lost", client_set=dict(rcvbuf=4096), patience=60,
             script="lost_update", client="send 60 wait 4 hear 30000 end close", server="hear 60 send 30000 close"),
    Scenario("zero-window-close", "the sender closes into a closed window", client_set=dict(rcvbuf=4096), patience=60,
             client="send 60 wait 5 slowly 20000 1000 0.05 end close", server="hear 60 send 20000 shut end close"),
    Scenario("zero-window-abort", "the receiver aborts with its window closed", client_set=dict(rcvbuf=4096),
             client="send 60 wait 3 abort", server="hear 60 send 60000 close", flows=2, parallel=2),
    Scenario("small-writes", "writes of 10 octets with Nagle", "write 1200 10 0.004 shut end close", "hear 1200 send 20 end close"),
    Scenario("small-writes-nodelay", "writes of 10 octets without Nagle", "write 1200 10 0.004 shut end close",
             "hear 1200 send 20 end close", client_set=dict(nodelay=1), versions=BOTH),
    Scenario("small-writes-cork", "TCP_CORK and MSG_MORE", "10*[ more 100 more 200 send 50 wait 0.05 ] shut end close",
             "hear 3500 send 20 end close", client_set=dict(cork=1)),
    Scenario("small-writes-rough", "small writes without Nagle over a rough path", "write 1200 10 0.004 shut end close",
             "hear 1200 send 20 end close", client_set=dict(nodelay=1), path=dict(loss=0.05, reorder=0.05, duplicate=0.03)),
    Scenario("write-write-read", "Nagle meets delayed acknowledgements", "10*[ send 30 send 30 hear 20 ] close",
             "10*[ hear 60 send 20 ] end close"),
    Scenario("delayed-ack", "one question a second, answered late", "5*[ send 30 hear 20 ] close", "5*[ hear 30 wait 0.6 send 20 ] end close"),
    Scenario("quickack-off", "TCP_QUICKACK off", client_set=dict(quickack=0), **BULK),
    Scenario("urgent", "urgent data", "5*[ send 100 urgent send 100 wait 0.1 ] shut end close", "hear 1000 send 20 end close", versions=BOTH),
    Scenario("urgent-inline", "urgent data in line, over a rough path", "20*[ send 100 urgent send 100 ] shut end close",
             "hear 4020 send 20 end close", server_set=dict(oobinline=1), path=dict(ROUGH)),
    Scenario("urgent-stdurg", "urgent data under tcp_stdurg", "5*[ send 100 urgent send 100 wait 0.1 ] shut end close",
             "hear 1000 send 20 end close", sysctl=dict(tcp_stdurg=1)),
    Scenario("small-mss", "TCP_MAXSEG of 300", client_set=dict(maxseg=300), client="send 60 hear 50000 end close", server="hear 60 send 50000 close", path=dict(ROUGH)),
    Scenario("window-clamp", "TCP_WINDOW_CLAMP of 6000", client_set=dict(clamp=6000), **BULK),
    Scenario("paced", "SO_MAX_PACING_RATE of 200 kB/s", server_set=dict(pacing=200000), **BULK),
    Scenario("notsent-lowat", "TCP_NOTSENT_LOWAT", server_set=dict(lowat=4096), **BULK),
    Scenario("thin-stream", "thin linear timeouts", "20*[ send 50 wait 0.05 ] shut end close", "hear 1000 send 20 end close",
             client_set=dict(thin=1, nodelay=1), path=dict(loss=0.15)),
    Scenario("keepalive", "keep-alives after 2 s of silence", client_set=dict(keepalive=1, keepidle=2, keepintvl=1, keepcnt=4),
             client="send 60 hear 60 wait 9 send 60 hear 60 close", server="2*[ hear 60 send 60 ] end close", versions=BOTH),
    Scenario("keepalive-by-both", "both ends keep alive", client_set=dict(keepalive=1, keepidle=2, keepintvl=1),
             server_set=dict(keepalive=1, keepidle=3, keepintvl=1), client="send 60 hear 60 wait 10 close", server="hear 60 send 60 end close"),
    Scenario("keepalive-unanswered", "the path is cut: keep-alives stay unanswered, and the connection is reset",
             client_set=dict(keepalive=1, keepidle=2, keepintvl=1, keepcnt=3), script="cut_when_idle",
             client="send 60 hear 60 wait 9 close", server="hear 60 send 60 end close", patience=14),
    Scenario("keepalive-peer-restarted", "keep-alives meet a host that forgot, and is reset", client_set=dict(keepalive=1, keepidle=3, keepintvl=1, keepcnt=3),
             script="forgetful_server", client="send 60 hear 60 wait 8 close", server="hear 60 send 60 end close", patience=14),
    Scenario("user-timeout", "TCP_USER_TIMEOUT ends a connection whose path is cut", client_set=dict(timeout=3000), script="cut_when_idle",
             client="send 60 hear 60 wait 3 send 60 hear 60 close", server="hear 60 send 60 end close", patience=16),
    Scenario("retransmissions-given-up", "tcp_retries2 of 3: the sender gives up", client_sysctl=dict(tcp_retries2=3), script="cut_when_idle",
             client="send 60 hear 60 wait 3 send 60 hear 60 close", server="hear 60 send 60 end close", patience=16),
    Scenario("signed", "TCP MD5 signatures (RFC 2385)", client_set=dict(key="sesame"), server_set=dict(key="sesame"), versions=BOTH, **BULK),
    Scenario("signed-wrongly", "the wrong key: SYNs stay unanswered", client_set=dict(key="sesame", syncnt=2), server_set=dict(key="other"), patience=6),
]

SETTINGS = [
    under("no-timestamps", "tcp_timestamps=0", sysctl=dict(tcp_timestamps=0), versions=BOTH),
    under("no-timestamps-at-client", "tcp_timestamps=0 at one end", sysctl={}, client_sysctl=dict(tcp_timestamps=0)),
    under("timestamps-without-offset", "tcp_timestamps=2", sysctl=dict(tcp_timestamps=2)),
    under("no-sack", "tcp_sack=0", sysctl=dict(tcp_sack=0), versions=BOTH),
    under("no-sack-at-server", "tcp_sack=0 at one end", sysctl={}, server_sysctl=dict(tcp_sack=0)),
    under("no-dsack", "tcp_dsack=0", sysctl=dict(tcp_dsack=0)),
    under("no-sack-compression", "tcp_comp_sack_nr=0", sysctl=dict(tcp_comp_sack_nr=0)),
    under("no-window-scaling", "tcp_window_scaling=0", sysctl=dict(tcp_window_scaling=0), versions=BOTH),
    under("plain", "no options at all", sysctl=dict(tcp_timestamps=0, tcp_sack=0, tcp_window_scaling=0), versions=BOTH),
    under("large-buffers", "windows of 60 MB", sysctl=dict(tcp_rmem="4096 60000000 60000000")),
    under("small-buffers", "tcp_rmem and tcp_wmem of 8 kB", sysctl=dict(tcp_rmem="4096 8192 8192", tcp_wmem="4096 8192 8192"), patience=60),
    under("shrink-window", "tcp_shrink_window=1, a slow reader: Linux moves the right edge to the left", folder="linux", sysctl=dict(tcp_shrink_window=1, tcp_rmem="4096 16384 32768"), patience=60,
          client="send 60 slowly 100000 3000 0.02 end close", server="hear 60 send 100000 close"),
    under("app-window", "tcp_app_win=2, tcp_adv_win_scale=2", sysctl=dict(tcp_app_win=2, tcp_adv_win_scale=2)),
    under("no-buffer-tuning", "tcp_moderate_rcvbuf=0", sysctl=dict(tcp_moderate_rcvbuf=0)),
    under("ecn", "ECN on both sides, marks on the way", sysctl=dict(tcp_ecn=1), path=dict(speed=400000, queue=60000, mark=9000), versions=BOTH),
    under("ecn-rough", "ECN with losses", sysctl=dict(tcp_ecn=1), path=dict(ROUGH, speed=400000, queue=60000, mark=9000)),
    under("ecn-cubic", "ECN with CUBIC", congestion="cubic", sysctl=dict(tcp_ecn=1), path=dict(speed=400000, queue=60000, mark=9000)),
    under("ecn-refused", "ECN asked for, refused", sysctl={}, client_sysctl=dict(tcp_ecn=1), server_sysctl=dict(tcp_ecn=0)),
    Scenario("ecn-syn-lost", "ECN falls back when SYNs are lost", sysctl=dict(tcp_ecn=1), lose=(("west", "client-syn", 2),), patience=30),
    under("cubic", "CUBIC", congestion="cubic", sysctl={}, versions=BOTH),
    under("reno", "Reno", congestion="reno", sysctl={}),
    under("reno-plain", "Reno without SACK and time stamps: NewReno", congestion="reno", sysctl=dict(tcp_sack=0, tcp_timestamps=0)),
    under("reno-heavy", "Reno, heavy loss", congestion="reno", sysctl=dict(tcp_sack=0), path=dict(loss=0.08), patience=60),
    under("no-rack", "tcp_recovery=0", congestion="cubic", sysctl=dict(tcp_recovery=0)),
    under("rack-reordering", "RACK, much overtaking, CUBIC", congestion="cubic", sysctl={}, path=dict(reorder=0.2, loss=0.01)),
    under("no-tail-loss-probe", "tcp_early_retrans=0", sysctl=dict(tcp_early_retrans=0)),
    under("no-frto", "tcp_frto=0", congestion="cubic", sysctl=dict(tcp_frto=0)),
    under("reordering-tolerance", "tcp_reordering=30", congestion="cubic", sysctl=dict(tcp_reordering=30, tcp_recovery=0)),
    under("no-collapse", "tcp_retrans_collapse=0", sysctl=dict(tcp_retrans_collapse=0)),
    under("no-autocorking", "tcp_autocorking=0", sysctl=dict(tcp_autocorking=0)),
    under("no-metrics", "tcp_no_metrics_save=1, several downloads", sysctl=dict(tcp_no_metrics_save=1), flows=3, client="send 60 hear 40000 end close", server="hear 60 send 40000 close"),
    under("metrics", "metrics remembered between downloads, CUBIC", congestion="cubic", sysctl=dict(tcp_no_ssthresh_metrics_save=0), flows=4,
          client="send 60 hear 40000 end close", server="hear 60 send 40000 close"),
    under("limited-output", "tcp_limit_output_bytes of 4096", sysctl=dict(tcp_limit_output_bytes=4096)),
    under("thin-timeouts", "tcp_thin_linear_timeouts=1", sysctl=dict(tcp_thin_linear_timeouts=1)),
    under("idle-restart-off", "tcp_slow_start_after_idle=0", sysctl=dict(tcp_slow_start_after_idle=0),
          client="3*[ send 60 hear 40000 wait 1.5 ] close", server="3*[ hear 60 send 40000 ] end close"),
    under("idle-restart-on", "bursts after idle times, CUBIC", congestion="cubic", sysctl={},
          client="3*[ send 60 hear 40000 wait 1.5 ] close", server="3*[ hear 60 send 40000 ] end close"),
    under("mtu-probing", "tcp_mtu_probing=2", sysctl=dict(tcp_mtu_probing=2, tcp_base_mss=512, tcp_probe_threshold=1)),
    under("short-timeout", "tcp_rto_min_us of 20 ms", sysctl=dict(tcp_rto_min_us=20000), path=dict(loss=0.06)),
    under("capped-timeout", "tcp_rto_max_ms of 1 s", sysctl=dict(tcp_rto_max_ms=1000), path=dict(loss=0.1)),
    under("initial-window", "routes with initcwnd 30, initrwnd 40 and quickack", sysctl={}, script="wide_routes"),
    under("no-linear-syn", "tcp_syn_linear_timeouts=0", sysctl=dict(tcp_syn_linear_timeouts=0), lose=(("west", "client-syn", 3),), patience=40),
    under("reflect-tos", "tcp_reflect_tos, TOS 0x10", sysctl=dict(tcp_reflect_tos=1), client_set=dict(tos=0x10)),
    under("pingpong", "tcp_pingpong_thresh of 5", sysctl=dict(tcp_pingpong_thresh=5), client="40*[ send 60 hear 60 ] close", server="40*[ hear 60 send 60 ] end close"),
    under("challenge-limit", "challenge acknowledgements limited to 1 a second", sysctl=dict(tcp_challenge_ack_limit=1, tcp_invalid_ratelimit=0)),
    under("backlog-ack", "tcp_backlog_ack_defer=0", sysctl=dict(tcp_backlog_ack_defer=0)),
    under("multipath", "MPTCP, one path", sysctl={}, multipath=True, versions=BOTH),
    under("multipath-short", "MPTCP, short questions", sysctl={}, multipath=True, client=ASK, server=ANSWER, flows=20, parallel=4),
    under("multipath-checksums", "MPTCP with checksums of data", sysctl={"net.mptcp.checksum_enabled": 1}, multipath=True),
    under("multipath-two-paths", "MPTCP over two addresses of the client", sysctl={}, multipath=True, script="two_paths", after=1),
    under("multipath-duplex", "MPTCP, both send, aborts", sysctl={}, multipath=True, client="send 30000 hear 10000 abort", server="send 30000 hear 30000 end close", flows=4, path={}),
    under("multipath-refused", "MPTCP asked for, not understood", sysctl={}, multipath="client"),
]

OFFLOADED = [
    Scenario("offload-download", "segmentation and checksums left to the card", offload=True, versions=BOTH, **BULK),
    Scenario("offload-upload", "segmentation and checksums left to the card, an upload", offload=True, **UPLOAD),
    Scenario("offload-duplex", "offloads, both send at once", offload=True, versions=BOTH, **DUPLEX),
    Scenario("offload-rough", "offloads over a rough path", offload=True, versions=BOTH, path=dict(ROUGH), **BULK),
    Scenario("offload-heavy-loss", "offloads, heavy loss, CUBIC", offload=True, path=dict(loss=0.08), congestion="cubic", sysctl={}, patience=60, **BULK),
    Scenario("offload-near", "offloads without delay", offload=True, path=dict(delay=0), **BULK),
    Scenario("offload-short-flows", "offloads, short questions", offload=True, **SHORT),
    Scenario("offload-slow-reader", "offloads, zero windows", offload=True, client_set=dict(rcvbuf=8192), patience=60,
             client="send 60 slowly 100000 4000 0.1 end close", server="hear 60 send 100000 close"),
    Scenario("offload-urgent", "offloads, urgent data", "5*[ send 3000 urgent send 3000 wait 0.1 ] shut end close", "hear 30000 send 20 end close", offload=True),
    Scenario("offload-ecn", "offloads, ECN marks", offload=True, sysctl=dict(tcp_ecn=1), path=dict(speed=400000, queue=90000, mark=9000), **BULK),
    Scenario("offload-multipath", "offloads, MPTCP", offload=True, multipath=True, **BULK),
    Scenario("offload-plain", "offloads, no options", offload=True, sysctl=dict(tcp_timestamps=0, tcp_sack=0, tcp_window_scaling=0), path=dict(ROUGH), **BULK),
    Scenario("offload-abort", "offloads, aborted amid data", "send 60 hear 20000 abort", "hear 60 send 400000 close", offload=True, flows=4, parallel=2),
]

MIDDLE = [
    Scenario("narrow-path", "an MTU of 1280 in the middle, told by ICMP", narrow=dict(east=1280), versions=BOTH, **UPLOAD),
    Scenario("narrow-path-download", "an MTU of 600 in the middle, told to the server", narrow=dict(west=600), **BULK),
    Scenario("narrow-path-download-v6", "an MTU of 1280 in the middle, told to the server", narrow=dict(west=1280), versions=(6,), **BULK),
    Scenario("narrow-path-rough", "an MTU of 900 in the middle, and losses", narrow=dict(east=900), path=dict(ROUGH), **DUPLEX),
    Scenario("narrow-path-silent", "an MTU of 900 that nobody tells; tcp_mtu_probing finds it", narrow=dict(east=900), patience=60,
             router=("icmp type destination-unreachable drop",), sysctl=dict(tcp_mtu_probing=1, tcp_base_mss=512), **UPLOAD),
    Scenario("narrow-path-fragments", "no path MTU discovery: fragments", narrow=dict(east=900), client_set=dict(mtu=0), **UPLOAD),
    Scenario("narrow-path-offload", "offloads and an MTU of 1280 in the middle", narrow=dict(east=1280), offload=True, **UPLOAD),
    Scenario("masquerade", "the router masquerades", nat=True, places=("client", "middle", "server", "both"), **SHORT),
    Scenario("masquerade-rough", "the router masquerades, rough", nat=True, path=dict(ROUGH), places=("client", "server", "both"), **BULK),
    Scenario("masquerade-port-reuse", "the router masquerades, one port", nat=True, own_port=41000, flows=8, pause=0.2, places=("client", "server", "both")),
    Scenario("masquerade-abort", "the router masquerades, aborts", "send 60 hear 400 abort", "hear 60 send 400 wait 0.1 send 400 end close", nat=True, flows=6, places=("client", "server", "both")),
    Scenario("masquerade-forgets", "the router forgets an idle connection, and picks it up again", nat=True, script="forgetful_router",
             client="send 60 hear 400 wait 4 send 60 hear 400 close", server="2*[ hear 60 send 400 ] end close", patience=8, places=("client", "server", "both")),
    Scenario("masquerade-forgets-for-good", "the router forgets an idle connection, and lets it through untranslated", nat=True, script="strict_router",
             client="send 60 hear 400 wait 4 send 60 hear 400 close", server="2*[ hear 60 send 400 ] end close", patience=8, places=("client", "server", "both")),
    Scenario("random-drops", "the router drops one in thirty", router=("numgen random mod 30 == 0 drop",), **BULK),
    Scenario("drops-at-client", "a firewall of the client's own drops what comes in", client_rules=("tcp sport 80 numgen random mod 12 == 0 drop",), **BULK),
    Scenario("drops-at-server", "a firewall of the server's own drops what comes in", server_rules=("tcp dport 80 numgen random mod 6 == 0 drop",), flows=10, parallel=3, patience=40),
    Scenario("clamped-mss", "the router lowers the MSS of SYNs", router=("tcp flags syn tcp option maxseg size set 700",), **BULK),
    Scenario("both-interfaces", "a capture on all of the router's interfaces: everything twice", places=("both",), versions=BOTH, **SHORT),
    Scenario("both-interfaces-rough", "everything twice, rough", places=("both",), path=dict(ROUGH), versions=BOTH, **BULK),
    Scenario("both-interfaces-overtaken", "everything twice, much overtaking, duplex", places=("both",), path=dict(reorder=0.1), **DUPLEX),
    Scenario("snap-96", "96 octets of each frame", snap=96, path=dict(ROUGH), versions=BOTH, **BULK),
    Scenario("snap-66", "66 octets of each frame", snap=66, path=dict(ROUGH), **DUPLEX),
    Scenario("snap-60", "60 octets of each frame: options are cut", snap=60, path=dict(ROUGH), flows=4, **DUPLEX),
    Scenario("snap-short-flows", "68 octets of each frame, short questions", snap=68, **SHORT),
]

LONG = [
    Scenario("outage-30s", "the path falls silent for 30 s amid an upload: time-outs back off", script="long_outage", patience=90, **UPLOAD),
    Scenario("outage-30s-short-round-trip", "the same near by, CUBIC", script="long_outage", congestion="cubic", path=dict(delay=0.002, speed=300000), patience=90, **UPLOAD),
    Scenario("zero-window-60s", "a window closed for a minute, probed ever more seldom", client_set=dict(rcvbuf=4096), patience=120,
             client="send 60 wait 60 hear 30000 end close", server="hear 60 send 30000 close"),
    Scenario("syn-unanswered-long", "a firewall swallows SYNs: the client gives up after two minutes", server_rules=("tcp dport 80 drop",), patience=140),
    Scenario("synack-unacknowledged", "a client's firewall swallows the SYN-ACKs, for half a minute and more", client_rules=("tcp sport 80 drop",), patience=50,
             versions=BOTH),
    Scenario("fin-unacknowledged", "the path is cut after the question: FINs are sent again", script="cut_when_idle", patience=70, after=30,
             client="send 60 hear 60 wait 3 close", server="hear 60 send 60 end close"),
    Scenario("time-wait-over", "a port in use again after TIME-WAIT", "send 60 hear 400 close", "hear 60 send 400 end close", own_port=41000, flows=3, pause=63),
    Scenario("time-wait-over-v6", "a port in use again after TIME-WAIT", "send 60 hear 400 close", "hear 60 send 400 end close", own_port=41000, flows=2,
             pause=63, versions=(6,)),
    Scenario("last-ack-lost", "the last acknowledgement is lost: FINs meet TIME-WAIT", "send 60 hear 400 close", "hear 60 send 400 end close", after=6,
             script="lost_last_acks"),
    Scenario("late-fin-in-time-wait", "a FIN comes again after 20 s: acknowledged again", "send 60 hear 400 close", "hear 60 send 400 end close",
             echo=(("west", "server-fin", 1, 20),), after=22, versions=BOTH),
    Scenario("late-fin-after-time-wait", "a FIN comes again after TIME-WAIT: reset", "send 60 hear 400 close", "hear 60 send 400 end close",
             echo=(("west", "server-fin", 1, 66),), after=68, versions=BOTH),
    Scenario("fin-wait-2-over", "the peer's FIN comes after FIN-WAIT-2 is over: reset", "send 60 hear 400 close", "hear 60 send 400 end wait 65 close", after=1),
    Scenario("half-open-for-long", "no word for 70 s, then more", "send 60 hear 400 wait 70 send 60 hear 400 close", "2*[ hear 60 send 400 ] end close", patience=90),
    Scenario("keepalive-for-long", "keep-alives for a minute", client_set=dict(keepalive=1, keepidle=8, keepintvl=5),
             client="send 60 hear 60 wait 60 send 60 hear 60 close", server="2*[ hear 60 send 60 ] end close", patience=90),
    Scenario("close-wait-for-long", "the server closes a minute after the client's FIN", "send 60 shut end close", "hear 60 end wait 62 close", patience=90),
    Scenario("retransmissions-for-long", "two minutes without an answer, then the path is back", script="very_long_outage", patience=200, **UPLOAD),
]

WANDERING = [
    Scenario("late-syn", "the SYN comes again amid the connection: challenged", echo=(("east", "client-syn", 1, 0.4),), client="4*[ send 60 hear 60 wait 0.3 ] close",
             server="4*[ hear 60 send 60 ] end close", versions=BOTH),
    Scenario("late-synack", "the SYN-ACK comes again amid the connection", echo=(("west", "server-synack", 1, 0.4),), client="4*[ send 60 hear 60 wait 0.3 ] close",
             server="4*[ hear 60 send 60 ] end close"),
    Scenario("late-data", "data comes again 0.7 s later: acknowledged again", echo=(("east", "client-data", 3, 0.7), ("west", "server-data", 3, 0.7)),
             client="4*[ send 60 hear 60 wait 0.3 ] close", server="4*[ hear 60 send 60 ] end close", versions=BOTH),
    Scenario("late-acks", "acknowledgements come again later", echo=(("east", "client-ack", 20, 0.2),), **BULK),
    Scenario("late-fin", "the client's FIN comes again", "send 60 hear 400 close", "hear 60 send 400 end wait 0.5 close", echo=(("east", "client-fin", 1, 0.2),)),
    Scenario("late-data-after-close", "data comes again after the close", echo=(("west", "server-data", 1, 1.5),), after=2, flows=4),
    Scenario("late-syn-after-close", "a SYN comes again after the close, and is answered once more", echo=(("east", "client-syn", 1, 1.2),), after=4, flows=2, parallel=2),
    Scenario("late-syn-after-client-closed", "a SYN comes again after the client has closed", "send 60 hear 400 close", "hear 60 send 400 end close",
             echo=(("east", "client-syn", 1, 1.2),), after=4, flows=2, parallel=2),
    Scenario("late-reset", "a reset comes again, into the next connection of the same ports", "send 60 hear 400 abort", "hear 60 send 400 end close",
             own_port=41000, flows=3, pause=0.2, echo=(("east", "client-rst", 1, 0.35),)),
    Scenario("late-data-in-next-connection", "data of an old connection comes into the next one of the same ports", own_port=41000, flows=6, pause=0.1,
             client="send 60 hear 400 end wait 0.4 close", echo=(("east", "client-data", 3, 0.75),)),
    Scenario("corrupted", "one segment in thirty is corrupted on the way", path=dict(corrupt=0.03), versions=BOTH, **BULK),
    Scenario("corrupted-near-server", "corrupted behind the router", east=dict(corrupt=0.06), **UPLOAD),
    Scenario("corrupted-short-flows", "short questions, corrupted on the way", path=dict(corrupt=0.06), flows=80, parallel=10, ports=2),
    Scenario("soft-errors", "the router says for 2 s that the host is unreachable", script="soft_errors", patience=40, **UPLOAD),
    Scenario("hard-errors", "the router says for 2 s that the port is unreachable", script="hard_errors", patience=40, **UPLOAD),
    Scenario("narrowing-path", "the path becomes narrow amid an upload", script="narrowing", patience=40, **UPLOAD),
    Scenario("narrowing-path-download", "the path becomes narrow amid a download, over IPv6", script="narrowing", patience=40, versions=(6,), **BULK),
    Scenario("another-way", "the path becomes two hops longer amid a download", script="another_way", path=dict(ROUGH), **BULK),
    Scenario("options-stripped", "the router strips options from SYNs", router=("tcp flags syn reset tcp option sack-perm", "tcp flags syn reset tcp option timestamp"),
             path=dict(ROUGH), **BULK),
    Scenario("scale-stripped", "the router strips the window scale from SYNs", router=("tcp flags syn reset tcp option window",), path=dict(ROUGH), **BULK),
    Scenario("multipath-stripped", "the router strips MPTCP from SYNs", router=("tcp flags syn reset tcp option mptcp",), multipath=True, **BULK),
    Scenario("buffer-shrinks", "the receive buffer is made small amid a download: Linux closes the window that it had offered", folder="linux",
             client="send 60 hear 20000 rcvbuf 4096 wait 1 slowly 100000 2000 0.01 end close",
             server="hear 60 send 120000 close", path=dict(delay=0.01), patience=60),
    Scenario("clamp-shrinks", "TCP_WINDOW_CLAMP amid a download", client="send 60 hear 20000 clamp 3000 wait 0.5 slowly 100000 2000 0.01 end close",
             server="hear 60 send 120000 close", path=dict(delay=0.01), patience=60),
    Scenario("injected", "somebody else resets, greets and closes in the client's name", script="injected", client="12*[ send 60 hear 60 wait 0.25 ] close",
             server="12*[ hear 60 send 60 ] end close"),
    Scenario("keepalive-while-busy", "keep-alives every second beside ordinary talk", client_set=dict(keepalive=1, keepidle=1, keepintvl=1),
             client="4*[ send 60 hear 60 wait 1.6 ] close", server="4*[ hear 60 send 60 ] end close", path=dict(loss=0.1), patience=40),
    Scenario("soft-errors-then-abort", "the router says that the host is unreachable, and the application has had enough", script="soft_errors",
             client="write 100000 5000 0.05 abort", server="hear 150000 close", patience=8),
    Scenario("port-sweep", "sixty ports, two of them open", script="sweep"),
    Scenario("many-flows", "four hundred questions", flows=400, parallel=16, ports=4, versions=BOTH),
    Scenario("many-flows-client-closes", "four hundred questions, closed by the client", "send 60 hear 400 close", "hear 60 send 400 end close", flows=400, parallel=16),
    Scenario("one-port-often", "one client port, sixty times", own_port=41000, flows=60, pause=0.05),
    Scenario("loopback", "a host talks to itself", loopback=True, places=("loopback",), versions=BOTH, **BULK),
    Scenario("loopback-short-flows", "a host talks to itself, briefly", loopback=True, places=("loopback",), versions=BOTH, **SHORT),
    Scenario("loopback-slow-reader", "a host talks to itself, and reads slowly", loopback=True, places=("loopback",), client_set=dict(rcvbuf=8192), patience=60,
             client="send 60 slowly 100000 4000 0.1 end close", server="hear 60 send 100000 close"),
    Scenario("loopback-aborts", "a host talks to itself, and aborts", "send 60 hear 400 abort", "hear 60 send 400 end close", loopback=True, places=("loopback",), flows=12, parallel=4),
    Scenario("any-interface", "a capture on all of the client's interfaces", places=("any",), versions=BOTH, **SHORT),
    Scenario("any-interface-rough", "a capture on all of the client's interfaces, rough", places=("any",), path=dict(ROUGH), **DUPLEX),
]

SIZES = [
    Scenario("jumbo", "an MTU of 9000", mtu=9000, path=dict(ROUGH), **BULK),
    Scenario("jumbo-one-sided", "an MTU of 9000 at the server alone", script="jumbo_server", path=dict(ROUGH), **BULK),
    Scenario("tiny-mtu", "an MTU of 300", mtu=300, client="send 60 hear 30000 end close", server="hear 60 send 30000 close", path=dict(ROUGH)),
    Scenario("acks-thinned", "of eight acknowledgements one passes the first stretch", script="thin_acks", **BULK),
    Scenario("acks-thinned-offload", "the same with offloads", script="thin_acks", offload=True, **BULK),
    Scenario("backlog-overflow-without-cookies", "the queues overflow, and there are no cookies", "send 60 wait 6 close", server=ANSWER, deaf=True,
             backlog=1, flows=12, parallel=12, patience=9, server_sysctl=dict(tcp_syncookies=0, tcp_max_syn_backlog=4)),
    Scenario("accept-late", "connections are accepted after seconds", "send 60 hear 400 end close", "wait 2 hear 60 send 400 close", flows=6, parallel=6),
    Scenario("echo", "every octet comes back at once, as from a terminal", "60*[ send 1 hear 1 ] close", "60*[ hear 1 send 1 ] end close", client_set=dict(nodelay=1),
             server_set=dict(nodelay=1), path=dict(loss=0.03, reorder=0.03), versions=BOTH),
    Scenario("bursts", "bursts of messages in both directions", "20*[ send 3000 wait 0.05 ] hear 60000 close", "20*[ send 3000 wait 0.03 ] hear 60000 end close", path=dict(ROUGH)),
]

HTTP = "python3 -m http.server 80 --bind {bind} --directory {folder}"
PROGRAMS = [
    Scenario("http-curl", "curl fetches from Python's http.server", programs=(HTTP, "curl -s -o /dev/null http://{server}/letters"), flows=8, versions=BOTH),
    Scenario("http-curl-rough", "curl over a rough path", programs=(HTTP, "curl -s -o /dev/null http://{server}/letters"), flows=5, path=dict(ROUGH)),
    Scenario("http-curl-parallel", "curl fetches twelve at once", flows=2, programs=(HTTP, "curl -s -Z " + " ".join(["-o /dev/null http://{server}/letters"] * 12))),
    Scenario("http-curl-gives-up", "curl gives up amid a download", flows=4, path=dict(speed=60000), programs=(HTTP, "curl -s -m 1 -o /dev/null http://{server}/letters")),
    Scenario("http-curl-killed", "curl is killed amid a download", flows=3, path=dict(speed=60000), programs=(HTTP, "timeout -s KILL 0.8 curl -s -o /dev/null http://{server}/letters")),
    Scenario("http-urllib", "urllib fetches from http.server", flows=3, programs=(HTTP, "python3 -c \"import urllib.request as r; [r.urlopen('http://{server}/letters').read() for _ in range(5)]\"")),
    Scenario("iperf3", "iperf3, an upload of 300 kB", snap=96, programs=("iperf3 -s -p 80", "iperf3 -p 80 -n 300K -c {server}")),
    Scenario("iperf3-reverse-rough", "iperf3, a download of 300 kB, rough", snap=96, path=dict(ROUGH), programs=("iperf3 -s -p 80", "iperf3 -p 80 -R -n 300K -c {server}")),
    Scenario("iperf3-bidirectional", "iperf3, both ways, four streams, offloads", snap=96, offload=True, programs=("iperf3 -s -p 80", "iperf3 -p 80 --bidir -P 2 -n 200K -c {server}")),
    Scenario("iperf3-offload-fast", "iperf3 at full speed with offloads", snap=96, offload=True, path=dict(delay=0.001), programs=("iperf3 -s -p 80", "iperf3 -p 80 -n 30M -c {server}")),
    Scenario("ssh-refused-login", "OpenSSH: a key exchange, and no login", programs=("{sshd}", "ssh -p 80 -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=QUIET root@{server} true"), flows=2),
    Scenario("ssh-login-rough", "OpenSSH: a login and a command, rough", path=dict(ROUGH), programs=("{sshd}", "ssh -p 80 -i {key} -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=QUIET root@{server} head -c 6000 /dev/zero"), flows=2),
]

SCENARIOS = LONG + CLOSING + OPENING + DATA + SETTINGS + OFFLOADED + MIDDLE + WANDERING + SIZES + PROGRAMS

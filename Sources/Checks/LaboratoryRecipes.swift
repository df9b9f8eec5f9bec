// Out of Tests/Laboratory/faults.tsv and lwip.tsv, by UPDATE_GOLDEN=1 swift test.

extension Recipe {
  /// Scenarios that bring a check's finding to light, two at most.
  static let laboratory: [String: [Recipe]] = [
    "ack/above-sequence-discarded": [
      .faults("out-of-order-thrown-away", "The client throws away everything that comes above a hole."),
    ],
    "ack/delayed-too-long": [
      .faults("ack-after-800-ms", "The server acknowledges each segment 800 ms after it came."),
    ],
    "ack/excess": [
      .faults("ack-in-five-pieces", "The client acknowledges every segment in five pieces, to open the server's window faster."),
    ],
    "ack/out-of-order-not-immediate": [
      .faults("no-duplicate-acks", "The client says nothing when segments come above a hole."),
    ],
    "ack/regressed": [
      .faults("ack-goes-back", "Now and then the client acknowledges what it had acknowledged long before."),
      .faults("old-data-taken-for-new", "The client takes octets below its window for new ones, and counts on from there."),
    ],
    "ack/stretch": [
      .faults("ack-for-every-eight", "The client acknowledges only every eighth segment."),
    ],
    "ack/unsent-data": [
      .faults("optimistic-acks", "The client acknowledges two segments more than it has received, to hurry the server."),
    ],
    "cc/idle-restart": [
      .faults("old-window-after-a-pause", "After pauses of 3 s the server sends thirty segments at once."),
    ],
    "cc/initial-window": [
      .faults("forty-segments-at-once", "The server begins with forty segments."),
    ],
    "cc/iw-after-syn-loss": [
      .faults("ten-segments-after-lost-syns", "The client's SYN is lost twice; it begins with ten segments all the same."),
    ],
    "cc/no-slow-start-after-rto": [
      .faults("no-slow-start-after-timeout", "After a timeout the server sends as much at once as before."),
    ],
    "cc/no-window-deflation": [
      .faults("window-never-deflated", "At the end of fast recovery the server sends all it has at once."),
    ],
    "challenge/ack-loop": [
      .faults("ack-storm", "Both ends acknowledge what the other never sent, without end."),
    ],
    "challenge/rst-inexact": [
      .faults("rst-inexact-believed", "A RST inside the window, but not exact, ends the server's connection."),
    ],
    "challenge/rst-out-of-window": [
      .faults("rst-out-of-window-believed", "A RST a million numbers below the window ends the server's connection."),
    ],
    "challenge/syn-in-synchronized": [
      .faults("syn-on-live-accepted", "A SYN in the middle of a live connection is answered SYN,ACK, and the old one goes on."),
      .faults("syn-on-live-unanswered", "A SYN in the middle of a live connection meets silence: no challenge ACK."),
    ],
    "challenge/unacceptable-not-acked": [
      .faults("old-data-unanswered", "Data below the window meets silence, on five connections; an ACK is owed."),
    ],
    "close/close-wait-lingering": [
      .faults("fin-wait-2-alone", "The client closes and the server never does: FIN-WAIT-2 here, CLOSE-WAIT there."),
    ],
    "close/data-after-fin": [
      .faults("data-after-fin", "The client sends FIN, and then new data beyond it."),
    ],
    "close/fin-acked": [
      .faults("fin-never-acknowledged", "The server goes on answering, but never acknowledges the client's FIN."),
    ],
    "close/fin-delayed": [
      .faults("fin-held-back", "The client's FIN waits until all its data is acknowledged, every time."),
    ],
    "close/fin-wait-2-stuck": [
      .faults("fin-wait-2-alone", "The client closes and the server never does: FIN-WAIT-2 here, CLOSE-WAIT there."),
    ],
    "close/half-duplex-no-rst": [
      .faults("data-swallowed-after-close", "The client has closed; it takes what still comes until its window is shut, without RST."),
    ],
    "close/late-fin-not-reset": [
      .faults("late-fin-not-reset", "The client meets a FIN 310 s after the close with silence: a closed port owes RST."),
    ],
    "close/late-fin-unanswered": [
      .faults("late-fin-unanswered", "The client meets a FIN 70, 75 and 80 s after the close with silence: ACK or RST is owed."),
    ],
    "close/port-reuse-within-2msl": [
      .faults("time-wait-of-one-second", "The client closes first, stays in TIME-WAIT for 1 s, and uses the same port again."),
    ],
    "close/time-wait-assassinated": [
      .faults("time-wait-ended-by-rst", "A RST reaches the client in TIME-WAIT, which forgets: the next FIN meets RST."),
    ],
    "close/time-wait-no-reack": [
      .faults("fin-again-in-time-wait-unanswered", "The client meets the repeated FIN with silence while it is in TIME-WAIT."),
    ],
    "close/time-wait-reopen": [
      .faults("time-wait-reopened-below", "The server reopens TIME-WAIT with a number far below its old ones."),
    ],
    "close/time-wait-too-short": [
      .faults("time-wait-of-one-second", "The client closes first, stays in TIME-WAIT for 1 s, and uses the same port again."),
      .faults("time-wait-skipped", "The server closes first and forgets at once: the client's second FIN meets RST."),
    ],
    "ecn/cwr-missing": [
      .faults("cwr-never-sent", "The client's acknowledgements carry ECE, and the server never answers CWR."),
    ],
    "ecn/ece-never-cleared": [
      .faults("ece-without-end", "The client goes on with ECE after CWR."),
    ],
    "ecn/ece-not-echoed": [
      .faults("ce-never-echoed", "The path marks the server's data, and the client never says so."),
    ],
    "ecn/ect-on-control": [
      .faults("ect-on-everything", "The client marks pure ACKs, FIN and retransmissions as ECN-capable."),
    ],
    "ecn/negotiation": [
      .faults("ecn-accepted-unasked", "The server agrees to ECN although the SYN did not ask for it."),
      .faults("ect-without-agreement", "The client marks its data as ECN-capable though nothing was agreed."),
    ],
    "flow/probe-deadlock": [
      .faults("probe-deadlock", "The client's window is shut, and it does not hear the acknowledgements of its own data."),
    ],
    "flow/probe-not-answered": [
      .faults("probes-unanswered", "The client's window is shut, and it does not answer probes."),
    ],
    "flow/probe-timing": [
      .faults("probes-without-backoff", "The server probes the shut window every half second, without backing off."),
    ],
    "flow/shrunk-new-data": [
      .faults("new-data-into-a-shrunk-window", "The client shrinks its window, and the server sends new data beyond it."),
    ],
    "flow/silly-window-receiver": [
      .faults("cracks-filled", "The window opens by a few octets at a time, and the server fills every crack."),
      .faults("window-opened-by-a-crack", "The client's application reads one octet at a time, and every one is announced."),
    ],
    "flow/silly-window-sender": [
      .faults("cracks-filled", "The window opens by a few octets at a time, and the server fills every crack."),
    ],
    "flow/window-exceeded": [
      .faults("window-ignored", "The server sends beyond the window that the client offers."),
    ],
    "flow/window-shrunk": [
      .faults("new-data-into-a-shrunk-window", "The client shrinks its window, and the server sends new data beyond it."),
      .faults("window-shrunk", "The client takes back window that it had offered."),
    ],
    "flow/zero-window-abort": [
      .faults("zero-window-and-silence", "The window stays shut, all probes are answered, and the server falls silent all the same."),
      .faults("zero-window-given-up", "The window stays shut, all probes are answered, and the server aborts all the same."),
    ],
    "flow/zero-window-no-probe": [
      .faults("zero-window-never-probed", "The client's window stays shut for 20 s, and the server, full of data, never asks."),
    ],
    "handshake/ack-of-syn": [
      .faults("bad-synack-met-with-silence", "In SYN-SENT the client ignores an unacceptable acknowledgement, and owes RST."),
      .faults("syn-acknowledged-by-two", "The server acknowledges SYN.SEQ+2 instead of SYN.SEQ+1."),
    ],
    "handshake/bad-ack-accepted": [
      .faults("bad-synack-taken", "The client goes on to ESTABLISHED on a SYN,ACK that acknowledges ISS+2."),
      .faults("bad-third-ack-taken", "The server goes on to ESTABLISHED on an acknowledgement of numbers it never sent."),
    ],
    "handshake/bad-ack-not-reset": [
      .faults("bad-synack-met-with-silence", "In SYN-SENT the client ignores an unacceptable acknowledgement, and owes RST."),
    ],
    "handshake/data-before-established": [
      .faults("banner-before-the-third-ack", "The server sends its banner in SYN-RECEIVED, before the handshake is complete."),
    ],
    "handshake/half-open": [
      .faults("accept-queue-full", "The server's application never accepts: the third ACK is ignored, SYN,ACK comes again."),
    ],
    "handshake/isn-changed": [
      .faults("syn-ack-renumbered", "The server's second SYN,ACK has another initial sequence number."),
      .faults("syn-renumbered-and-back", "The client's SYN goes out with number x, then y, then x again: one attempt."),
    ],
    "handshake/simultaneous-open": [
      .faults("crossing-syn-reset", "Two SYNs cross; the client resets the peer's, and goes on trying its own."),
    ],
    "handshake/stray-synack": [
      .faults("syn-ack-without-syn", "Somebody sends the client SYN,ACKs it never asked for, and it resets them."),
    ],
    "handshake/syn-cookie": [
      .faults("syn-cookies", "The server keeps no state of a SYN: its SYN,ACK is a cookie, and is never sent again."),
    ],
    "handshake/third-ack": [
      .faults("bad-third-ack-taken", "The server goes on to ESTABLISHED on an acknowledgement of numbers it never sent."),
      .faults("third-ack-of-the-syn-itself", "The client completes the handshake with ACK = IRS instead of IRS+1."),
    ],
    "handshake/to-broadcast": [
      .faults("syn-from-multicast-answered", "The server answers a SYN whose source is a multicast address."),
    ],
    "icmp/forged-suspected": [
      .faults("icmp-about-numbers-never-sent", "Somebody sends ICMP errors that quote numbers the client never sent."),
    ],
    "icmp/hard-error-ignored": [
      .faults("port-unreachable-kills", "An ICMP port unreachable that quotes foreign numbers ends the client's live connection."),
    ],
    "icmp/ptb-ignored": [
      .faults("packet-too-big-ignored", "The server is told that its packets are too big, and goes on sending them."),
    ],
    "icmp/quench-reacted": [
      .faults("quench-heeded", "The server slows down to one segment at a time after an ICMP source quench."),
    ],
    "icmp/soft-error-abort": [
      .faults("soft-error-aborts", "The client aborts a live connection at an ICMP \"host unreachable\"."),
    ],
    "idle/black-holed": [
      .faults("forgotten-while-idle", "A box in the path forgets the connection after a minute of silence, and drops it."),
    ],
    "isn/constant": [
      .faults("isn-constant", "Every connection of the client begins with the same number."),
      .faults("isn-reused-on-tuple", "The same number again on the same four-tuple, 64 kB later and within a minute."),
    ],
    "isn/constant-on-tuple": [
      .faults("isn-constant-on-tuple", "The number depends on the four-tuple only: no clock drives it on."),
    ],
    "isn/correlated": [
      .faults("isn-linear-congruence", "The numbers come from a congruence generator with 16 bits of state."),
    ],
    "isn/fixed-increment": [
      .faults("isn-small-random-steps", "Each connection begins up to 4 000 numbers beyond the last one."),
      .faults("isn-step-64000", "Each connection begins 64 000 numbers beyond the last one."),
    ],
    "isn/gcd": [
      .faults("isn-multiples-of-128", "The steps from number to number are multiples of 128."),
    ],
    "isn/low-entropy": [
      .faults("isn-low-byte-zero", "The last eight bits of the number are always zero."),
      .faults("isn-twelve-random-bits", "Twenty bits of the number never change, the other twelve lie scattered."),
    ],
    "isn/narrow-range": [
      .faults("isn-narrow-range", "All connections begin within 2^16 numbers."),
    ],
    "isn/not-clock-driven": [
      .faults("isn-random-each-time", "The number is drawn anew each time: on one four-tuple no clock drives it on."),
    ],
    "isn/predictable": [
      .faults("isn-last-plus-twelve-bits", "Each number is the last one and a large constant, give or take 2^12."),
      .faults("isn-linear-congruence", "The numbers come from a congruence generator with 16 bits of state."),
    ],
    "isn/repeated": [
      .faults("isn-from-a-pool", "Only 1 024 different numbers are ever used, spread over the whole space."),
    ],
    "isn/reuse-window": [
      .faults("isn-reused-on-tuple", "The same number again on the same four-tuple, 64 kB later and within a minute."),
      .faults("wandering-three", "A segment of the first connection arrives in the second, fits, and is taken."),
    ],
    "isn/time-counter": [
      .faults("isn-clock-alone", "The number is the 4 µs clock, the same for all peers: a guess away."),
    ],
    "isn/wandering-segment": [
      .faults("wandering-three", "A segment of the first connection arrives in the second, fits, and is taken."),
    ],
    "keepalive/garbage-octet": [
      .faults("keepalive-with-octet", "The client's keepalives carry an octet of garbage."),
    ],
    "keepalive/gave-up-too-soon": [
      .faults("dead-after-one-keepalive", "One unanswered keepalive, and the client aborts."),
    ],
    "keepalive/not-answered": [
      .faults("keepalive-unanswered", "The server answers no keepalive, though it is alive and sends data meanwhile."),
    ],
    "keepalive/not-idle": [
      .faults("keepalive-while-busy", "The client sends keepalives while its own data is on the way and the server is talking."),
    ],
    "keepalive/wrong-sequence": [
      .faults("keepalive-twenty-below", "The client's keepalives carry numbers twenty below its own."),
    ],
    "opt/malformed": [
      .faults("garbage-behind-the-end", "Behind the end of the option list the client leaves other octets than zero."),
      .faults("option-longer-than-the-header", "The client sends an option whose length reaches beyond the header."),
    ],
    "opt/mss-exceeded": [
      .faults("two-hundred-beyond-the-mss", "The server's segments are 200 octets larger than the client's MSS."),
    ],
    "opt/mss-ignores-options": [
      .faults("options-not-subtracted", "The server fills the MSS with data and adds 12 octets of time stamps."),
    ],
    "opt/mss-missing": [
      .faults("no-mss-at-all", "The client's SYN carries no MSS."),
    ],
    "opt/mss-on-non-syn": [
      .faults("mss-in-data", "The client sends the MSS option with its data."),
    ],
    "opt/paws-accepted": [
      .faults("older-than-the-last-and-taken", "The server takes new data whose time stamp is older than the last one it echoed."),
    ],
    "opt/sack-block-invalid": [
      .faults("sack-of-nonsense", "The client's SACK blocks end before they begin, or name what was never sent."),
    ],
    "opt/sack-missing": [
      .faults("sack-agreed-and-never-sent", "Both ends permit SACK, and the client never sends any above a hole."),
    ],
    "opt/sack-reneging": [
      .faults("sacked-and-forgotten", "The client drops what it had acknowledged by SACK."),
    ],
    "opt/tfo": [
      .faults("data-in-the-syn", "The client sends data in its SYN without a Fast Open cookie."),
    ],
    "opt/ts-backwards": [
      .faults("older-than-the-last-and-taken", "The server takes new data whose time stamp is older than the last one it echoed."),
      .faults("timestamps-backwards", "The client's time stamps fall back by a minute now and then."),
    ],
    "opt/ts-echo-unknown": [
      .faults("echo-of-nothing", "The client echoes a time stamp that the server never sent."),
    ],
    "opt/ts-missing": [
      .faults("timestamps-dropped", "The client leaves the time stamps out now and then."),
    ],
    "opt/unnegotiated": [
      .faults("sack-without-permission", "The client sends SACK blocks although the server never permitted them."),
      .faults("scale-never-offered", "The server's SYN,ACK carries a window scale and time stamps that no SYN offered."),
    ],
    "opt/uto-invalid": [
      .faults("user-timeout-of-zero", "The client announces a user timeout of zero."),
    ],
    "opt/ws-on-non-syn": [
      .faults("scale-in-data", "The client sends the window scale option with its data."),
    ],
    "opt/ws-shift-large": [
      .faults("scale-of-fifteen", "The client offers a window scale of 15."),
    ],
    "path/pmtu-black-hole": [
      .faults("large-packets-vanish", "Behind the middle packets above 1000 octets vanish, and nobody says so."),
    ],
    "path/ttl-anomaly": [
      .faults("ttl-changes", "In the middle of a connection the server's TTL falls by five, now and then."),
    ],
    "psh/last-segment": [
      .faults("never-pushed", "The client never sets PSH, whatever it sends and however long it is silent then."),
    ],
    "rst/answered-with-rst": [
      .faults("rst-answered-with-rst", "The server answers every RST with a RST."),
    ],
    "rst/form": [
      .faults("rst-with-sequence-zero", "The server has lost the connection and answers RST, but always with SEQ 0."),
    ],
    "rst/ignored": [
      .faults("rst-ignored", "The client resets, exactly, again and again; the server goes on sending new data."),
    ],
    "rst/injected-suspected": [
      .faults("rst-forged", "Somebody near the client resets the connection in the server's name; the server goes on."),
    ],
    "rst/sequence-invalid": [
      .faults("rst-below-the-window", "The server aborts with a RST a thousand numbers below its own; the client cannot believe it."),
    ],
    "rst/silent-when-closed": [
      .faults("silent-when-closed", "The server has reset a connection, and meets all that still comes of it with silence."),
    ],
    "rst/traffic-after-rst": [
      .faults("rst-forged", "Somebody near the client resets the connection in the server's name; the server goes on."),
    ],
    "rtx/burst-on-timeout": [
      .faults("three-segments-on-one-timeout", "Each timeout sends three segments at once."),
    ],
    "rtx/fast-retransmit": [
      .faults("no-fast-retransmission", "Duplicate acknowledgements by the dozen, and the server waits for its timer."),
    ],
    "rtx/give-up": [
      .faults("gives-up-after-three", "The server gives up without a word after three retransmissions in 7 s."),
    ],
    "rtx/initial-rto-low": [
      .faults("first-retransmission-after-300-ms", "SYN,ACK comes again after 300 ms, before any round trip has been measured."),
    ],
    "rtx/left-edge": [
      .faults("timeout-resends-the-second", "Each timeout sends the second outstanding segment, not the first."),
    ],
    "rtx/missing": [
      .faults("fin-never-sent-again", "The server's FIN is lost behind the middle, and never sent again."),
      .faults("hole-never-filled", "A segment in the middle of the server's data is lost, and never sent again."),
    ],
    "rtx/needless": [
      .faults("needless-retransmissions", "The server sends every segment again although it is acknowledged."),
    ],
    "rtx/no-backoff": [
      .faults("no-backoff", "The server sends the same segment again every second, without end."),
    ],
    "rtx/rto-too-long": [
      .faults("retransmits-after-20-s", "The server's first retransmission comes after 20 s."),
    ],
    "rtx/rto-too-short": [
      .faults("retransmits-after-40-ms", "The server sends again after 40 ms, over a path of 200 ms."),
    ],
    "rtx/sacked-data": [
      .faults("sacked-and-sent-again", "The server sends again what the client has said it holds."),
    ],
    "rtx/syn-give-up": [
      .faults("syn-given-up-after-5-s", "The client's application gives up an attempt after 5 s."),
    ],
    "seg/ack-missing": [
      .faults("ack-bit-missing", "Some data of the client comes without the ACK flag."),
    ],
    "seg/checksum-bad": [
      .faults("checksum-always-wrong", "Every copy of the client's question has a wrong checksum; nobody acknowledges it."),
      .faults("wrong-checksum-accepted", "The server takes and acknowledges data whose checksum is wrong."),
    ],
    "seg/flags-invalid": [
      .faults("christmas-tree", "The client lights FIN, PSH and URG at once, without ACK, on a live connection."),
    ],
    "seg/inconsistent-retransmission": [
      .faults("other-octets-the-second-time", "What the client sends again has other octets under the same numbers."),
    ],
    "seg/reserved-bits": [
      .faults("reserved-bits-set", "The client sets one of the reserved bits of the header in every segment."),
    ],
    "urg/pointer": [
      .faults("urgent-pointer-recedes", "The client's urgent point moves back over new data."),
    ],
  ]
}

/// How a capture is made in which a check has something to find.
package struct Recipe: Sendable, Hashable {
  /// A command of the repository, as root: it plays the conversation between network namespaces and records it.
  package let command: String
  /// What goes wrong there, in one sentence.
  package let shows: String

  package init(_ command: String, _ shows: String) { (self.command, self.shows) = (command, shows) }

  /// What to do for a check; the laboratory's own scenarios where it has any.
  package static func all(for id: String) -> [Recipe] { laboratory[id] ?? measured[id].map { [$0] } ?? [] }

  /// What is no fault, and so has no scenario in the fault laboratory: measures, and what befalls the capture.
  package static let measured: [String: Recipe] = [
    "flow/zero-window": sample("zero-window", "The reader sleeps until its window is shut."),
    "flow/small-segments": innocent("small-writes-nodelay", "Small writes, each a segment, with the Nagle algorithm off."),
    "path/loss-and-reordering": sample("loss-and-reordering", "A relay drops and overtakes by a seed."),
    "path/half-open-peer": innocent("late-syn-after-client-closed", "An old SYN opens half a connection that nobody asked for."),
    "path/outage-survived": sample("unplugged-5s", "The path is cut for five seconds amid a transfer."),
    "path/peer-vanished": sample("peer-vanished", "One end is taken off the network amid a transfer."),
    "close/style": sample("half-close", "One end closes and goes on reading."),
    "close/last-ack-stuck": Recipe("Tests/Laboratory/capture fin-again-in-time-wait-unanswered", "The last FIN comes again and again, and nobody answers."),
    "close/abortive": sample("abort", "The program closes with SO_LINGER at 0."),
    "opt/extensions-seen": innocent("multipath-duplex", "Both ends speak Multipath TCP."),
    "capture/one-direction": innocent("edited-download-rough-to-client", "A capture of which one direction is taken away."),
    "capture/mid-stream": innocent("edited-download-rough-from-midst", "A capture that begins amid the transfer."),
    "capture/drops-reported": Recipe("dumpcap -B 1 -i INTERFACE -w drops.pcapng", "A buffer too small for a fast transfer: the file counts what was dropped."),
    "capture/truncated-packet": innocent("edited-download-rough-snapped", "A capture with a snapshot length of 68."),
    "capture/vantage": sample("open-close-by-client", "Any connection will do."),
    "capture/record-order": innocent("edited-download-rough-two-queues", "Records of two receive queues, out of order."),
    "capture/missing-segment": innocent("edited-download-rough-drops-some", "A capture from which records are missing."),
    "capture/clock-disorder": innocent("edited-download-rough-clock-back", "A capture whose clock is set back."),
    "capture/offload": innocent("offload-rough", "The host's own offload, left on: it merges segments."),
    "capture/ends-early": sample("half-close", "Any capture that ends within minutes of a close."),
    "capture/file-cut": Recipe("head --bytes=-10 whole.pcap > cut.pcap", "A capture whose last record is cut."),
    "capture/duplicate-record": innocent("edited-download-rough-copies", "A capture in which each record stands twice."),
    "keepalive/interval-short": sample("keepalive", "TCP_KEEPINTVL far below the default."),
    "rst/explained": sample("late-fin-not-reset", "Data that meets a port where the connection is gone."),
    "idle/silent-client": sample("idle-closed-by-server", "A client that connects and says nothing."),
    "handshake/no-answer": innocent("backlog-overflow-without-cookies", "A listener whose queue is full drops SYNs."),
    "icmp/attempt-answered": sample("icmp-unreachable", "Connections to a host that is not there, and to a port that a filter forbids."),
    "handshake/port-scan": innocent("port-sweep", "Connections to many ports, most of them refused."),
  ]

  static func faults(_ name: String, _ shows: String) -> Recipe { Recipe("Tests/Laboratory/capture \(name)", shows) }
  static func lwip(_ name: String, _ shows: String) -> Recipe { Recipe("Tests/Laboratory/lwip/run \(name)", shows) }
  private static func sample(_ name: String, _ shows: String) -> Recipe { Recipe("samples/resample \(name)", shows) }
  private static func innocent(_ name: String, _ shows: String) -> Recipe { Recipe("Tests/Laboratory/innocence/run \(name)", shows) }
}

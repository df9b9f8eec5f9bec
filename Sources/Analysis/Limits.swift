import Wire

/// Every cap of the analysis, by name; one that was hit is said in the report.
package struct Limits: Sendable {
  /// A four-tuple silent for longer starts afresh (`history.tuple`).
  package var tupleHistory: Duration = .seconds(3600)
  /// Flows that lie open before any is laid to rest; no report depends on it.
  package var busyFlows = 256
  /// Records of machines that lie open before any is packed between two of its flow's segments; the same holds.
  package var openRecords = 2048
  /// Segments of a flow of which most are kept before its machine sees them, some at a time; the later ones it sees at once.
  package var longFlow: UInt16 = 64
  /// Ordinary segments drawn one by one at either end of a phase; the rest are folded into a transfer.
  package var phaseHead = 3
  /// Marked segments that change no state, drawn one by one in a phase; more are folded into its transfer.
  package var phaseMarked = 12
  /// Rows of one connection's drawing before everything but the newest is folded.
  package var rowsPerConnection = 160
  /// Rows beyond that cap for what changes a state or is charged.
  package var rowsForDecisive = 96
  /// Charges kept word for word for one pair of check and endpoint; further ones are counted.
  package var chargesPerPair = 4
  /// Connections of two hosts on which one and the same note is told each time; on more, it is told once.
  package var connectionsPerNote = 8
  /// Charges and doubts kept of one bucket of pairs of hosts (``Address/pairBucket(_:_:)``), so that it does not matter how
  /// a capture is cut into shards.
  package var chargesPerBucket = 200_000
  /// Facts kept of one bucket.
  package var factsPerBucket = 100_000
  /// Facts kept for one connection.
  package var factsPerConnection = 24
  /// Connections whose drawing is kept though nothing was charged.
  package var drawnConnections = 40
  /// Segments sampled over time for the plot of one long connection, and half as many that tell something.
  package var plotSamples = 512
  /// Connections of one capture that are so sampled for a charge, and as many that are drawn without one: the first to need it.
  package var plotsPerCapture = 128
  /// Addresses of one bucket of which anything is remembered: the first to come.
  package var hostsPerBucket = 16
  /// Initial sequence numbers kept of one address in one role: the earliest.
  package var samplesPerSeries = 2_000
  /// Of these, points given to the drawing, for one series and for all series of a capture.
  package var samplesDrawnPerSeries = 1_000
  package var samplesDrawn = 20_000
  /// Segments kept of each of two captures that are compared segment by segment.
  package var segmentsPaired = 200_000
  /// Pairs of hosts of one bucket between which attempts to connect lie open at a time, and all these attempts: a flood has
  /// many pairs, a scan of a host has one, and its answers are worth waiting for.
  package var attemptingPairsPerBucket = 192
  package var attemptsPerBucket = 12_288
  /// Rows kept of connections that carried nothing.
  package var quietRows = 65_536
  /// Octets that all of it may take, by what was measured of each kind of record.
  package private(set) var memory = Limits.standardMemory
  package static let standardMemory = 1 << 31
  package init() {}

  /// The caps for so many octets, in proportion.
  package mutating func fit(_ octets: Int) {
    memory = octets
    func part(_ count: Int, least: Int) -> Int {
      max(least, Int(Double(count) * Double(octets) / Double(Limits.standardMemory)))
    }
    let standard = Limits()
    attemptingPairsPerBucket = part(standard.attemptingPairsPerBucket, least: 4)
    attemptsPerBucket = part(standard.attemptsPerBucket, least: 256)
    quietRows = part(standard.quietRows, least: 1_024)
    hostsPerBucket = part(standard.hostsPerBucket, least: 4)
    chargesPerBucket = part(standard.chargesPerBucket, least: 1_024)
    factsPerBucket = part(standard.factsPerBucket, least: 1_024)
  }
}

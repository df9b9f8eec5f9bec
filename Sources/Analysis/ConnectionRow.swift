import Checks
import Replay
import Tap
import Wire

/// What remains of a connection once it is over: enough to settle its charges, to fill its row and to draw it.
struct ConnectionRow: Sendable {
  var key: FlowKey
  var client: Side
  var incarnation: UInt32
  var firstFrame: UInt32
  var lastFrame: UInt32
  var start: Instant
  var last: Instant
  var midstream: Bool
  var lower: EndpointRow
  var upper: EndpointRow
  var sight: Sight
  var closing: CloseStyle
  /// Another incarnation of the four-tuple followed in the capture.
  var followed: Bool
  var log: SealedLog
  /// States before the first row.
  var initialLower: TCPState
  var initialUpper: TCPState
  /// Place among the connections by first segment, from 0.
  var ordinal: Int
  /// It carried nothing, and nothing was charged: where there are very many, it is only counted.
  var isQuiet = false

  init(_ connection: LentConnection, ordinal: Int, sight: Sight, followed: Bool, log: SealedLog, initial: (TCPState, TCPState)) {
    key = connection.key
    client = connection.client
    incarnation = connection.incarnation
    firstFrame = connection.firstFrame
    lastFrame = connection.lastFrame
    start = connection.start
    last = connection.last
    midstream = connection.midstream
    lower = EndpointRow(connection.lower)
    upper = EndpointRow(connection.upper)
    self.sight = sight
    closing = sight.stray ? CloseStyle(stray: connection) : CloseStyle(connection)
    self.followed = followed
    self.log = log
    (initialLower, initialUpper) = initial
    self.ordinal = ordinal
  }

  /// A connection of which nothing is known yet.
  init(key: FlowKey, lower: EndpointRow, upper: EndpointRow) {
    (self.key, self.lower, self.upper) = (key, lower, upper)
    client = .lower
    incarnation = 0
    firstFrame = 0
    lastFrame = 0
    (start, last) = (.blank, .blank)
    midstream = false
    sight = Sight()
    closing = .open
    followed = false
    log = SealedLog()
    (initialLower, initialUpper) = (.closed, .closed)
    ordinal = 0
  }

  subscript(_ side: Side) -> EndpointRow { side == .lower ? lower : upper }
  func role(of side: Side) -> Role { side == client ? .client : .server }
  func side(of role: Role) -> Side { role == .client ? client : client.other }
}

/// One end in brief.
struct EndpointRow: BitwiseCopyable, Sendable {
  var state: TCPState
  var sureness: Endpoint.Sureness
  var opening: Endpoint.Opening
  var facts: EndpointFacts
  var opportunities: Opportunities
  var segments: UInt32
  var octets: UInt64
  var retransmissions: UInt32
  var measures: Measures
  var syns: UInt16
  var iss: SequenceNumber
  var turnaround: Turnaround
  var first: Instant
  var last: Instant
  var firstFin: Instant
  var rst: Instant
  var timeWaitEntered: Instant
  var timeWaitRestart: Instant
  var timeWaitAlive: Duration
  var timeWaitGone: Duration
  var ttl: UInt8

  init(_ end: Endpoint) {
    state = end.state
    sureness = end.sureness
    opening = end.opening
    facts = end.facts
    opportunities = end.opportunities
    segments = end.counts.segments
    octets = end.counts.octets
    retransmissions = end.counts.retransmissions
    measures = Measures(end)
    syns = end.counts.syns
    iss = end.snd.iss
    turnaround = end.turnaround
    first = end.times.first
    last = end.times.last
    firstFin = end.times.firstFin
    rst = end.times.rst
    timeWaitEntered = end.times.timeWaitEntered
    timeWaitRestart = end.times.timeWaitRestart
    timeWaitAlive = end.times.timeWaitAlive
    timeWaitGone = end.times.timeWaitGone
    ttl = end.looks.ttl
  }
}

extension EndpointRow {
  /// The TIME-WAIT it went through, in nanoseconds since `start`; as far as something tested it.
  func timeWait(since start: Instant) -> TimeWaitReport? {
    guard opportunities.contains(.enteredTimeWait) else { return nil }
    return TimeWaitReport(
      from: (timeWaitEntered - start).nanoseconds,
      alive: facts.contains(.timeWaitProven) ? timeWaitAlive.nanoseconds : nil,
      gone: facts.contains(.timeWaitGone) ? timeWaitGone.nanoseconds : nil)
  }
}

extension Measures {
  /// What is counted of one end.
  init(_ end: Endpoint) {
    self.init()
    uniqueOctets = end.counts.uniqueOctets
    outOfOrder = end.counts.outOfOrder
    duplicateAcks = end.counts.duplicateAcks
    zeroWindows = end.counts.zeroWindows
    windowProbes = end.counts.windowProbes
    windowUpdates = end.gauges.updates
    fastRetransmissions = end.counts.fastRetransmissions
    needlessRetransmissions = end.order.needless
    windowFull = end.counts.windowFull
    keepalives = UInt32(end.counts.keepalives)
    sacksSent = end.gauges.sacks
    largestWindow = end.gauges.largestWindow
    if end.gauges.windows > 0 {
      smallestWindow = end.gauges.smallestWindow == .max ? 0 : end.gauges.smallestWindow
      averageWindow = UInt32(clamping: end.gauges.windowSum / UInt64(end.gauges.windows))
    } else if end.facts.contains(.issKnown) {
      let window = UInt32(end.looks.synWindow)
      (largestWindow, smallestWindow, averageWindow) = (window, window, window)
    }
    if end.gauges.isScaled { windowScale = end.snd.shift }
    if end.counts.syns > 0 || end.counts.synAcks > 0, end.snd.mss > 0 { maximumSegmentSize = end.snd.mss }
    if end.facts.contains(.issKnown), !end.facts.contains(.synCut) { synOptions = end.looks.synOptions }
    longestIdle = end.gauges.longestIdle
    roundTrips = RoundTripReport(end.gauges.roundTrips)
  }
}

extension RoundTripReport {
  init(_ trips: RoundTrips) {
    self.init()
    samples = trips.samples
    guard samples > 0 else { return }
    minimum = UInt32(clamping: trips.minimum / 1000)
    maximum = UInt32(clamping: trips.maximum / 1000)
    average = UInt32(clamping: trips.average / 1000)
    deviation = UInt32(clamping: trips.deviation / 1000)
    handshake = trips.timedHandshake ? UInt32(clamping: trips.handshake / 1000) : nil
  }
}

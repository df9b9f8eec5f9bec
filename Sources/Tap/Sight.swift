import Wire

/// Where the capture was taken, as inferred from round-trip halves and hop counts.
package enum Vantage: String, Sendable, BitwiseCopyable, CaseIterable {
  case client, server, middle, unknown
  /// Both ends are on the capturing host (loopback).
  case both
}

/// What the measuring did to one connection: evidence for settlement, never an accusation.
package struct Sight: Sendable {
  package var vantage: Vantage = .unknown
  /// What the place was inferred from, or why it was not.
  package var basis: VantageBasis = .nothing
  private var serverTurn: Int64 = -1
  private var clientTurn: Int64 = -1
  /// Measured turnarounds of both halves together.
  package var samples: UInt32 = 0
  /// Routers between the tap and each end, from the TTL; `nil` where it cannot be told.
  package var hopsToClient: Int? { hops(clientHops) }
  package var hopsToServer: Int? { hops(serverHops) }
  var clientHops: Int8 = -1
  var serverHops: Int8 = -1
  /// Time ranges in which octets were proven to be missing from the capture ("ACKed unseen").
  package var gaps: [Gap] = []
  /// Records of the connection that were dropped as copies.
  package var duplicates: Int = 0
  package var copies = CopyCounts()
  package var copyShape = CopyShape.none
  package var reorderings: Int = 0
  /// Records whose payload, or whose headers, were cut by the snap length.
  package var payloadsCut = false
  package var headersCut = false
  /// Wrong checksums among right ones, on either side.
  package var mixedSums = false
  package var oneDirection = false
  package var midstream = false
  /// No record of a connection: a lone probe, a stray answer.
  package var stray = false
  /// Super-segments or unfinished checksums of either side (segmentation offload).
  package var offload = false
  package var offloadKinds: OffloadKinds = []
  /// What a side said first was damaged on the way, and only later segments show that.
  package var damaged = false
  /// Every record came twice with a delay that no copy of one place has: two taps in one file.
  package var merged = false
  /// Segments lost beyond the tap and crossings, toward the client and toward the server.
  package var lossTowardClient = Loss()
  package var lossTowardServer = Loss()
  /// Segments lost before the tap and crossings, from the client and from the server.
  package var lossFromClient = Loss()
  package var lossFromServer = Loss()
  package var frames = EvidenceFrames()
  package var records: UInt32 = 0
  package init() {}

  /// Tap → server → tap and tap → client → tap, the smallest of clean samples; `nil` where there was none.
  package var serverHalf: Duration? {
    get { serverTurn < 0 ? nil : .nanoseconds(serverTurn) }
    set { serverTurn = newValue?.nanoseconds ?? -1 }
  }
  package var clientHalf: Duration? {
    get { clientTurn < 0 ? nil : .nanoseconds(clientTurn) }
    set { clientTurn = newValue?.nanoseconds ?? -1 }
  }

  private func hops(_ count: Int8) -> Int? { count < 0 ? nil : Int(count) }

  package struct Gap: Sendable, Hashable, BitwiseCopyable {
    /// From the last record before the gap to the one that proves it.
    package var from: Instant
    package var to: Instant
    package var octets: UInt32
    package var frame: UInt32
    package init(from: Instant, to: Instant, octets: UInt32, frame: UInt32) {
      (self.from, self.to, self.octets, self.frame) = (from, to, octets, frame)
    }
  }

  package struct Loss: Sendable, Hashable, BitwiseCopyable {
    package var lost: UInt32 = 0
    package var crossed: UInt32 = 0
    package init() {}
    init(lost: UInt32, crossed: UInt32) { (self.lost, self.crossed) = (min(lost, crossed), crossed) }
  }

  /// What an interface, not the wire, made of the segments.
  package struct OffloadKinds: OptionSet, Sendable, BitwiseCopyable, Hashable {
    package var rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Checksums that were still to be finished.
    package static let checksums = OffloadKinds(rawValue: 1)
    /// Checksums all wrong on one side, and acknowledged all the same.
    package static let wrongChecksums = OffloadKinds(rawValue: 2)
    package static let superSegments = OffloadKinds(rawValue: 4)
    package static let lengthZero = OffloadKinds(rawValue: 8)
  }
}

/// What copies of a connection's packets look like together.
package enum CopyShape: UInt8, Sendable, BitwiseCopyable {
  case none
  /// Every packet of both ends, or of one of them, as from a mirror of port directions.
  case mirrored, oneEnd
  /// Before and behind a router.
  case routed
  /// Some: the network may have doubled them.
  case single
}

/// What a place was inferred from, or why none was.
package enum VantageBasis: UInt8, Sendable, BitwiseCopyable {
  /// The two halves of the round trip.
  case halves
  /// The capturing host sent one end's packets itself.
  case ownPackets
  case loopback
  /// Other connections of the host.
  case otherConnections
  /// Nothing to measure.
  case nothing
  case tooFewSamples
  /// The round trip is too short to tell its halves apart.
  case tooShort
  /// Times, hops and what the interface did contradict each other.
  case contradiction
}

/// What the file says about itself: Capture's knowledge in this room's words.
package struct FileEvidence: Sendable, Hashable {
  /// Packets the capturing system says it dropped; `nil` where the format has no such counter.
  package var drops: UInt64?
  /// The first frame that is missing because the file breaks off or is damaged there; `nil` for a clean end.
  package var brokenAtFrame: UInt32?
  /// Octets left over at the break.
  package var octetsLeft = 0
  /// Frames handed out.
  package var frames = 0
  package init() {}
}

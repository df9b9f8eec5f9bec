import Wire

/// Where the capture was taken, as inferred from round-trip halves and hop counts (checks.md §2.1, §2.2).
package enum Vantage: String, Sendable, BitwiseCopyable, CaseIterable {
  case client, server, middle, unknown
  /// Both ends are on the capturing host (loopback).
  case both
}

/// What the measuring did to one connection: evidence for settlement, never an accusation.
package struct Sight: Sendable {
  package var vantage: Vantage = .unknown
  /// Tap → server → tap and tap → client → tap, from clean handshakes; `nil` where there was none.
  package var serverHalf: Duration?
  package var clientHalf: Duration?
  /// Routers between the tap and each end, from the TTL; `nil` where it cannot be told.
  package var hopsToClient: Int?
  package var hopsToServer: Int?
  /// Time ranges in which octets were proven to be missing from the capture ("ACKed unseen").
  package var gaps: [Gap] = []
  package var duplicates: Int = 0
  package var reorderings: Int = 0
  /// Records whose payload, or whose headers, were cut by the snap length.
  package var payloadsCut = false
  package var headersCut = false
  package var oneDirection = false
  package var midstream = false
  /// Super-segments or unfinished checksums of either side (segmentation offload).
  package var offload = false
  /// Segments lost beyond the tap and crossings, toward the client and toward the server (checks.md §2.3).
  package var lossTowardClient = Loss()
  package var lossTowardServer = Loss()
  package init() {}

  package struct Gap: Sendable, Hashable, BitwiseCopyable {
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
  }
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

/// What the measuring did to the whole capture; the subject of the `capture/*` checks.
package struct CaptureEvidence: Sendable {
  package var file = FileEvidence()
  package init() {}
}

/// Two captures of the same connections, one near the clients and one near the servers, told together.
///
/// Times are nanoseconds by the first capture's clock, numbers count from the initial ones, so that what a middlebox
/// rewrote does not stand between them.
public struct PairReport: Sendable {
  /// Labels of the capture near the clients and of the one near the servers.
  public var names = PerRole(client: "", server: "")
  /// Names under which the two captures' own pages are written.
  public var pages = PerRole(client: "", server: "")
  /// BCP 47 language of the texts: `en` or `zh`.
  public var language = "en"
  /// How the second capture's clock goes against the first's.
  public var clock = PairClock()
  /// Connections that both captures hold, in the order of the first.
  public var connections: [PairedConnection] = []
  /// Connections that only one of the captures holds.
  public var unmatched = PerRole(client: 0, server: 0)
  /// Segments beyond what is kept of a capture, which were not compared.
  public var beyondCap = PerRole(client: 0, server: 0)
  /// What was hidden before the report was written.
  public var hidden: String?
  package init() {}
}

/// How the clocks of the two captures stand to each other (V. Paxson, "On Calibrating Measurements of Packet Transit
/// Times", SIGMETRICS 1998).
///
/// The least times of both directions are what the path alone takes. Their sum is free of any clock; how it is shared
/// between the two directions no capture can tell, so halves are assumed.
public struct PairClock: Sendable, Hashable {
  /// What the second clock shows more than the first, nanoseconds at the first capture's first segment.
  public var offset: Int64 = 0
  /// What it gains on it, parts in a billion; 0 where no drift stands out.
  public var drift: Int64 = 0
  /// Least one-way time by the assumption, nanoseconds; `nil`: the clocks could not be aligned.
  public var oneWay: Int64?
  /// Segments that crossed, client to server and back, on which this rests.
  public var samples = PerRole(client: 0, server: 0)
  package init() {}
}

/// One connection in both captures.
public struct PairedConnection: Sendable {
  /// Number within the first capture's pairs, from 1.
  public var id = 0
  /// As the capture near the client names the ends, and as the other one does.
  public var atClient = PerRole(client: EndpointName(address: "", port: 0), server: EndpointName(address: "", port: 0))
  /// The ends as the capture near the server names them.
  public var atServer = PerRole(client: EndpointName(address: "", port: 0), server: EndpointName(address: "", port: 0))
  /// Nanoseconds since 1970 by the first capture's clock.
  public var start: Int64 = 0
  /// `four-tuple`, `initial numbers`, or `first data`: what showed that it is one connection.
  public var matchedBy = ""
  /// Initial sequence numbers as each end sent them; `nil` where its SYN was not recorded.
  public var isn = PerRole<UInt32?>(client: nil, server: nil)
  /// By the end that sent them.
  public var fates = PerRole(client: Fates(), server: Fates())
  /// One-way times of the segments that each end sent; `nil` without any.
  public var transit = PerRole<Transit?>(client: nil, server: nil)
  /// What was rewritten on the way.
  public var rewritten: [Rewrite] = []
  /// Its segments in the order of time.
  public var rows: [PairedRow] = []
  /// The same as a ladder.
  public var ladder = Ladder()
  /// What each end went through, as the capture at its side shows it; rows are those of the ladder.
  public var states = PerRole<[StateSpan]>(client: [], server: [])
  package init() {}

  /// One-way times of segments that crossed, nanoseconds.
  public struct Transit: Sendable, Hashable {
    /// The shortest.
    public var least: Int64
    /// Half of them took no longer.
    public var median: Int64
    /// The longest.
    public var longest: Int64
  }
}

/// What became of a segment on its way.
public enum Fate: String, Sendable, Hashable, CaseIterable {
  /// Both captures hold it.
  case crossed
  /// Its octets crossed cut otherwise, as offload does.
  case recut
  /// The receiver still asked for it when it was due, and only a later copy came.
  case lost
  /// The receiver acknowledged it, so only the capture missed it.
  case notCapturedAtReceiver
  /// Lost, or not captured at the receiver: nothing tells which.
  case lostOrNotCaptured
  /// The sender went on behind it, so only the capture at the sender missed it.
  case notCapturedAtSender
  /// The sender went on as if it had never sent it: something on the way made it.
  case madeOnTheWay
  /// Seen at the receiver only: repeated or made on the way, or not captured at the sender.
  case onlyAtReceiver
}

/// Segments of one end, by what became of them.
public struct Fates: Sendable, Hashable {
  /// How many segments met with each; none where it is missing.
  public var counts: [Fate: Int] = [:]
  package init() {}
}

/// A header field that was not what it had been.
public struct Rewrite: Sendable, Hashable {
  /// `address`, `port`, `sequence numbers`, `timestamps`, `MSS`, `window scale`, `SACK permitted`, `window`, `ECN`,
  /// `DSCP`, `TTL`, `DF`.
  public var field: String
  /// Who sent the segments.
  public var from: Role
  /// Of the first one; for numbers that are shifted, by how much.
  public var before: String
  /// Of the first one, as it came.
  public var after: String
  /// How many segments were changed so.
  public var segments: Int
  /// The first one's frame in each capture, the sender's first.
  public var frames: [Int]
  package init(field: String, from: Role, before: String, after: String, segments: Int, frames: [Int]) {
    (self.field, self.from, self.before, self.after) = (field, from, before, after)
    (self.segments, self.frames) = (segments, frames)
  }
}

/// One segment in both captures.
public struct PairedRow: Sendable, Hashable {
  /// Who sent it.
  public var from: Role
  /// What became of it.
  public var fate: Fate
  /// Nanoseconds since the connection's start: when it left, when it came.
  public var left: Int64?
  /// Nanoseconds since the connection's start when it came; `nil`: it was not seen to.
  public var came: Int64?
  /// Frame in the sender's and in the receiver's capture.
  public var leftFrame: Int?
  /// Its frame in the receiver's capture.
  public var cameFrame: Int?
  /// Flag names, such as `SYN`.
  public var flags: [String]
  /// SEG.SEQ, counted from the sender's initial number.
  public var seq: Int
  /// SEG.ACK, counted from the other end's; `nil` without the ACK flag.
  public var ack: Int?
  /// Octets of data.
  public var payload: Int
  /// Scaled, where both SYNs offered a scale.
  public var window: Int
}

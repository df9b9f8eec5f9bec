/// Something that happened to connections and that a person with a ticket asks about: refused, never answered, fallen
/// silent, aborted, stalled. It accuses nobody and breaks no rule by itself.
public struct Incident: Sendable, Hashable {
  /// What may happen, in the order in which it matters to whoever asks what broke.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// One source tried very many targets.
    case scan
    /// The other end stopped answering without FIN or RST.
    case vanished
    /// Nothing answered the SYN.
    case unanswered
    /// Only an ICMP error answered the SYN.
    case unreachable
    /// A RST answered the SYN.
    case refused
    /// An end answered as one that no longer has the connection.
    case forgotten
    /// An end cut the connection off with a RST.
    case aborted
    /// A window stood shut for long.
    case stalled
    /// Nothing of one end crossed for a while, and the connection went on.
    case outage
    /// A handshake began and never ended.
    case incomplete
    /// One end closed, and the other one never did.
    case halfClosed
  }
  /// What happened.
  public var kind: Kind
  /// The same as a clause in the report's language; counted where it happened to several connections.
  public var text: String
  /// How many connections it happened to; of a scan, 0.
  public var count: Int
  /// Numbers of the first of these.
  public var connections: [Int]
  /// Frames that show it on the first of them.
  public var frames: [Int]
  /// Whom it is about where it is a host.
  public var host: String?
  package init(kind: Kind, text: String, count: Int = 0, connections: [Int] = [], frames: [Int] = [], host: String? = nil) {
    self.kind = kind
    self.text = text
    self.count = count
    self.connections = connections
    self.frames = frames
    self.host = host
  }
}

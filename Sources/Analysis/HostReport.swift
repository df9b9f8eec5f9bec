/// One address of a capture.
public struct HostReport: Sendable {
  /// In its canonical text form (RFC 5952 for IPv6).
  public var address = ""
  /// Its initial sequence numbers, as active and as passive opener.
  public var isn: [ISNReport] = []
  /// How it treats TIME-WAIT, in words.
  public var timeWait: [NamedValue] = []
  /// What is held against it over many connections, worst first.
  public var findings: [Finding] = []
  /// What was only measured.
  public var facts: [FactReport] = []
  /// What was judged, but for what was never called for.
  public var verdicts: [VerdictReport] = []
  package init() {}
}

/// The ISN series of one host in one role.
public struct ISNReport: Sendable {
  /// `active` (SYN) or `passive` (SYN,ACK).
  public var role = "active"
  /// How many numbers were seen.
  public var samples = 0
  /// `pass`, `fail`, `inconclusive` or `not exercised`.
  public var verdict = ""
  /// In words, never "secure".
  public var summary = ""
  /// Nanoseconds since the capture's start, and the number; capped for drawing.
  public var series: [Sample] = []
  /// Measures in words: rate, wrap time, arc, GCD, guess bits.
  public var measures: [NamedValue] = []
  /// One number, and when it was chosen.
  public struct Sample: Sendable, Hashable {
    /// Nanoseconds since the capture's start.
    public var time: Int64
    /// The number.
    public var isn: UInt32
    /// The connection that it opened.
    public var connection: Int
    package init(time: Int64, isn: UInt32, connection: Int) {
      (self.time, self.isn, self.connection) = (time, isn, connection)
    }
  }
  package init() {}
}

import Analysis

/// Names for sequence numbers as a textbook gives them: `x` and `y` for the initial ones, `p` and `q` for the FINs.
///
/// A number is written relative to the nearest name (`x+1`), and every name is defined once with its real value, on the
/// row where it first appears. A second, different SYN of the same end becomes `x′`.
struct SequenceNames {
  private struct Name {
    let text: String
    let base: UInt32
    /// How far beyond `base` numbers are written with this name.
    let reach: UInt32
  }
  private var client: [Name] = []
  private var server: [Name] = []
  private var finNames = ["q", "p"]
  private var undefined: [(name: String, definition: String)] = []
  private let firstSeen: String
  private let noFlags: String
  private let reach: PerRole<UInt32>

  /// `firstSeen` is the remark on a name whose SYN the capture does not hold, `noFlags` stands where flags would.
  init(_ connection: ConnectionReport, firstSeen: String, noFlags: String) {
    self.firstSeen = firstSeen
    self.noFlags = noFlags
    reach = PerRole(
      client: Self.reach(octets: connection.octets.client), server: Self.reach(octets: connection.octets.server))
    if let isn = connection.isn.client { add(.client, "x", isn, reach: reach.client, Figure.grouped(isn)) }
    if let isn = connection.isn.server { add(.server, "y", isn, reach: reach.server, Figure.grouped(isn)) }
  }

  /// Numbers farther away than anything the connection can have sent stand alone; captures miss octets, so generously.
  private static func reach(octets: Int) -> UInt32 { UInt32(clamping: min(octets * 4 + 1 << 24, 1 << 31 - 1)) }

  /// The segment in the tutorial's form, and the definitions of the names it is the first to use.
  mutating func label(of segment: LadderSegment, showingSeq: Bool) -> (label: String, definitions: [String]) {
    let from = segment.from
    let toward: Role = from == .client ? .server : .client
    meet(segment.seq, from)
    if let ack = segment.ack { meet(ack, toward) }
    let syn = segment.flags.contains("SYN")
    if syn, let first = names(of: from).first, names(of: from).allSatisfy({ $0.base != segment.seq }) {
      let primes = names(of: from).count(where: { $0.text.hasPrefix(first.text) })
      let name = first.text + String(repeating: "′", count: primes)
      add(from, name, segment.seq, reach: 65_535, Figure.grouped(segment.seq))
    }
    if segment.flags.contains("FIN"), !syn, let first = names(of: from).first, segment.seq &- first.base >= 100,
      !names(of: from).contains(where: { $0.text == "p" || $0.text == "q" }), let name = finNames.popLast()
    {
      let place = write(segment.seq, from)
      add(from, name, segment.seq, reach: UInt32(clamping: segment.payload) &+ 16, place)
    }

    var parts = segment.flags
    if parts.isEmpty { parts.append(noFlags) }
    if showingSeq { parts.append("seq=" + write(segment.seq, from)) }
    if let ack = segment.ack { parts.append("ack=" + write(ack, toward)) }
    if segment.payload > 0 { parts.append("len=" + Figure.grouped(segment.payload)) }
    if segment.window == 0, !segment.flags.contains("RST") { parts.append("win=0") }
    let label = parts.joined(separator: ", ")
    return (label, definitions(usedIn: label))
  }

  /// True for the third segment of a handshake and for everything whose sequence number says something.
  func speaksBySeq(_ segment: LadderSegment) -> Bool {
    if segment.payload > 0 || segment.ack == nil || segment.offending { return true }
    if !Set(segment.flags).isDisjoint(with: ["SYN", "FIN", "RST", "URG"]) { return true }
    guard let own = names(of: segment.from).first else { return true }
    let other = names(of: segment.from == .client ? .server : .client).first
    return segment.seq == own.base &+ 1 && segment.ack == other.map { $0.base &+ 1 }
  }

  private func names(of role: Role) -> [Name] { role == .client ? client : server }

  private mutating func add(_ role: Role, _ name: String, _ base: UInt32, reach: UInt32, _ definition: String) {
    let entry = Name(text: name, base: base, reach: reach)
    if role == .client { client.append(entry) } else { server.append(entry) }
    undefined.append((name, "\(name) = \(definition)"))
  }

  /// Where the SYN is not in the capture, the first number seen takes its place.
  private mutating func meet(_ number: UInt32, _ role: Role) {
    guard names(of: role).isEmpty else { return }
    add(role, role == .client ? "x" : "y", number, reach: reach[role], Figure.grouped(number) + firstSeen)
  }

  private func write(_ number: UInt32, _ role: Role) -> String {
    let names = names(of: role)
    for name in names.reversed() {
      let ahead = number &- name.base
      if ahead == 0 { return name.text }
      if ahead <= name.reach { return name.text + "+" + Figure.grouped(ahead) }
    }
    if let first = names.first, first.base &- number <= 65_536 {
      return first.text + "−" + Figure.grouped(first.base &- number)
    }
    return Figure.grouped(number)
  }

  private mutating func definitions(usedIn label: String) -> [String] {
    guard !undefined.isEmpty else { return [] }
    let words = label.split(whereSeparator: { ",=+−".contains($0) || $0 == " " }).map(String.init)
    let used = undefined.filter { words.contains($0.name) }
    undefined.removeAll { words.contains($0.name) }
    return used.map(\.definition)
  }
}

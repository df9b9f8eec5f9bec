/// A conversation on the wire as text, in packetdrill's dialect, seen from a tap: one segment a line.
///
/// ```
/// # the story
/// A = 10.0.0.1:40000 ttl 64
///   +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7>
/// ↓ +0.010  B > A  S.  9000:9000(0)  ack 1001  win 65160  <mss 1460>  {ttl 63, id 7, cksum bad}
///   +0.1    R > A  icmp 3/4 mtu 1400 quote A > B 1001  # too big
/// capture ends +60
/// capture drops 7
/// capture breaks 12
/// ```
/// Seconds since the line above (`@` from the start), who to whom, flags as tcpdump prints them, first:last(length),
/// ack, raw window, options, and in braces what is out of the ordinary. Numbers count from what the header line of an
/// end says (``NotationHost``), or stand as they are. `ScriptWriter` writes what this reads.
package struct Script: Sendable {
  package var segments: [Segment] = []
  /// Frames whose line carries `↓`: where a finding must land.
  package var marked: [UInt32] = []
  /// When the capture ended, if later than its last record.
  package var end: Instant?
  /// Packets that the capturing system says it dropped.
  package var drops: UInt64?
  /// Octets of a last record that the file holds in part.
  package var octetsLeft: Int?
  package init() {}
}

/// Why a script could not be read.
package struct NotationError: Error, CustomStringConvertible, Hashable {
  /// From 1.
  package var line: Int
  package var reason: String
  package var description: String { "line \(line): \(reason)" }
}

package enum SegmentNotation {
  /// Time of a script's first moment: 2023-11-14 22:13:20 UTC.
  package static let epoch = Instant(nanoseconds: 1_700_000_000_000_000_000)

  /// Reads a script.
  package static func parse(_ text: String) throws(NotationError) -> Script {
    var reader = ScriptReader()
    var number = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      do throws(Flaw) { try reader.read(line) } catch { throw NotationError(line: number, reason: error.reason) }
    }
    return reader.script
  }

  struct Flaw: Error { var reason: String }
}

private typealias Flaw = SegmentNotation.Flaw

/// Reads line after line.
private struct ScriptReader {
  var script = Script()
  private var now = SegmentNotation.epoch
  private var hosts: [String: NotationHost] = [
    "A": NotationHost(SocketAddress(address: Address(v4: 0x0a00_0001), port: 40000)),
    "B": NotationHost(SocketAddress(address: Address(v4: 0x0a00_0002), port: 80)),
    "C": NotationHost(SocketAddress(address: Address(v4: 0x0a00_0003), port: 50000)),
    "D": NotationHost(SocketAddress(address: Address(v4: 0x0a00_0004), port: 50000)),
    "R": NotationHost(SocketAddress(address: Address(v4: 0x0a00_00fe), port: 0)),
  ]

  mutating func read(_ line: Substring) throws(Flaw) {
    var words = Words(line)
    guard let first = words.peek else { return }
    if first == "capture" {
      words.skip(1)
      let what = words.next()
      switch what {
      case "ends": script.end = try moment(words.next())
      case "drops": script.drops = try Words.number(words.next() ?? "")
      case "breaks": script.octetsLeft = try Words.number(words.next() ?? "")
      default: throw Flaw(reason: "what is 'capture \(what ?? "")'?")
      }
      return
    }
    if words.peek(1) == "=" {
      try define(&words)
      return
    }
    var marked = false
    if first == "↓" {
      marked = true
      words.skip(1)
    }
    now = try moment(words.next())
    var seg = Segment()
    seg.time = now
    seg.frame = UInt32(script.segments.count + 1)
    let speaker = words.next()
    let from = try host(speaker)
    guard words.next() == ">" else { throw Flaw(reason: "expected '>' after the sender") }
    let to = try host(words.next())
    seg.source = from.socket.address
    seg.sourcePort = from.socket.port
    seg.destination = to.socket.address
    seg.destinationPort = to.socket.port
    seg.ttl = from.ttl
    seg.trafficClass = from.trafficClass
    seg.dontFragment = from.dontFragment
    seg.checksum = from.checksum
    seg.direction = from.direction
    let isICMP = words.peek == "icmp"
    if isICMP {
      try readICMP(&words, into: &seg)
    } else {
      try readSegment(&words, from, to, into: &seg)
      seg.ipID = from.nextID ?? 0
    }
    seg.deriveLengths()
    try readBraces(&words, into: &seg)
    if !seg.options.isSound, !seg.anomalies.contains(.headerCut) { seg.anomalies.insert(.malformedOptions) }
    if !isICMP, from.nextID != nil, let speaker { hosts[String(speaker)]?.nextID = seg.ipID &+ 1 }
    guard words.peek == nil else { throw Flaw(reason: "what is '\(words.peek ?? "")'?") }
    script.segments.append(seg)
    if marked { script.marked.append(seg.frame) }
  }

  private func moment(_ word: Substring?) throws(Flaw) -> Instant {
    guard let word, let sign = word.first, sign == "+" || sign == "@" || sign == "-" else {
      throw Flaw(reason: "expected a time such as +0.010")
    }
    let isBeforeStart = word.hasPrefix("@-")
    guard let nanoseconds = Words.nanoseconds(word.dropFirst(isBeforeStart ? 2 : 1)) else {
      throw Flaw(reason: "'\(word)' is no time")
    }
    switch sign {
    case "@": return SegmentNotation.epoch + .nanoseconds(isBeforeStart ? -nanoseconds : nanoseconds)
    case "-": return now + .nanoseconds(-nanoseconds)
    default: return now + .nanoseconds(nanoseconds)
    }
  }

  private mutating func define(_ words: inout Words) throws(Flaw) {
    guard let name = words.next() else { return }
    words.skip(1)
    guard let text = words.next(), let socket = SocketAddress(parsing: text) else {
      throw Flaw(reason: "expected address:port after '\(name) ='")
    }
    var host = NotationHost(socket)
    while let word = words.next() {
      if word == "df" {
        host.dontFragment = true
      } else if let direction = FrameDirection(word: word) {
        host.direction = direction
      } else {
        try set(word, words.next() ?? "", of: &host)
      }
    }
    hosts[String(name)] = host
  }

  private func set(_ word: Substring, _ value: Substring, of host: inout NotationHost) throws(Flaw) {
    switch word {
    case "seq": host.seq = SequenceNumber(try Words.number(value))
    case "ts": host.timestamp = TimestampValue(try Words.number(value))
    case "id": host.nextID = try Words.number(value)
    case "ttl": host.ttl = try Words.number(value)
    case "tos": host.trafficClass = try Words.number(value)
    case "cksum":
      guard let checksum = ChecksumVerdict(word: value) else { throw Flaw(reason: "what is 'cksum \(value)'?") }
      host.checksum = checksum
    default: throw Flaw(reason: "what is '\(word)'?")
    }
  }

  private func host(_ word: Substring?) throws(Flaw) -> NotationHost {
    guard let word else { throw Flaw(reason: "the line breaks off") }
    if let known = hosts[String(word)] { return known }
    if let colon = word.lastIndex(of: ":"), var known = hosts[String(word[..<colon])],
      let port = UInt16(word[word.index(after: colon)...])
    {
      known.socket.port = port
      return known
    }
    if let socket = SocketAddress(parsing: word) { return NotationHost(socket) }
    let bare = word.hasPrefix("[") && word.hasSuffix("]") ? word.dropFirst().dropLast() : word
    guard let address = Address(parsing: bare) else { throw Flaw(reason: "'\(word)' is no host") }
    return NotationHost(SocketAddress(address: address, port: 0))
  }

  private func readSegment(
    _ words: inout Words, _ from: NotationHost, _ to: NotationHost, into seg: inout Segment
  ) throws(Flaw) {
    guard let flags = words.next() else { throw Flaw(reason: "flags are missing") }
    for letter in flags {
      guard let flag = SegmentNotation.flag(letter) else { throw Flaw(reason: "'\(flags)' are no flags") }
      seg.flags.formUnion(flag)
    }
    guard let range = words.next(), let colon = range.firstIndex(of: ":"), let open = range.firstIndex(of: "("),
      range.hasSuffix(")"), let first = Words.circular(range[..<colon], from: from.seq.rawValue),
      let length = UInt32(range[range.index(after: open)...].dropLast())
    else { throw Flaw(reason: "expected first:last(length)") }
    seg.seq = SequenceNumber(first)
    seg.payload = length
    let end = range[range.index(after: colon)..<open]
    guard let last = Words.circular(end, from: from.seq.rawValue), last == first &+ length else {
      throw Flaw(reason: "'\(range)': last is not first + length")
    }
    seg.payloadHash = seg.derivedPayloadHash
    while let word = words.peek, !word.hasPrefix("<"), !word.hasPrefix("{") {
      words.skip(1)
      guard let text = words.next() else { throw Flaw(reason: "'\(word)' needs a number") }
      switch word {
      case "ack":
        let base = seg.has(.ack) ? to.seq.rawValue : 0
        guard let value = Words.circular(text, from: base) else { throw Flaw(reason: "'ack \(text)' is no number") }
        seg.ack = SequenceNumber(value)
      case "win": seg.wnd = try Words.number(text)
      case "urg": seg.urgentPointer = try Words.number(text)
      default: throw Flaw(reason: "what is '\(word)'?")
      }
    }
    if words.peek?.hasPrefix("<") == true {
      let echoFrom = seg.has(.ack) ? to.timestamp : TimestampValue(0)
      let reader = OptionReader(clock: from.timestamp, echoFrom: echoFrom, sackFrom: to.seq)
      seg.options = TCPOptions(try reader.parse(words.enclosed(until: ">")))
    }
  }

  private func readICMP(_ words: inout Words, into seg: inout Segment) throws(Flaw) {
    words.skip(1)
    seg.kind = .icmpError
    seg.icmp.reporter = seg.source
    let parts = words.next()?.split(separator: "/") ?? []
    guard parts.count == 2, let type = UInt8(parts[0]), let code = UInt8(parts[1]) else {
      throw Flaw(reason: "expected icmp type/code")
    }
    (seg.icmp.type, seg.icmp.code) = (type, code)
    if words.peek == "mtu" {
      words.skip(1)
      seg.icmp.nextHopMTU = words.next().flatMap { UInt32($0) } ?? 0
    }
    guard words.next() == "quote" else { throw Flaw(reason: "expected quote A > B number") }
    let from = try host(words.next())
    guard words.next() == ">" else { throw Flaw(reason: "expected '>' in the quote") }
    let to = try host(words.next())
    guard let seq = words.next().flatMap({ Words.circular($0, from: from.seq.rawValue) }) else {
      throw Flaw(reason: "the quoted number is missing")
    }
    seg.source = from.socket.address
    seg.sourcePort = from.socket.port
    seg.destination = to.socket.address
    seg.destinationPort = to.socket.port
    seg.seq = SequenceNumber(seq)
  }

  private func readBraces(_ words: inout Words, into seg: inout Segment) throws(Flaw) {
    guard words.peek?.hasPrefix("{") == true else { return }
    for item in words.enclosed(until: "}").split(separator: ",") {
      var parts = Words(item)
      guard let name = parts.next() else { continue }
      let value = parts.next()
      let whole = value.map { "\(name) \($0)" } ?? String(name)
      if let known = SegmentAnomalies.words.first(where: { $0.word == whole }) {
        seg.anomalies.insert(known.anomaly)
        if known.anomaly == .headerCut { seg.anomalies.insert(.payloadCut) }
        continue
      }
      switch (name, value) {
      case ("df", nil): seg.dontFragment = true
      case ("no", "df"): seg.dontFragment = false
      case ("no", "direction"): seg.direction = .unknown
      case ("sent", nil): seg.direction = .sent
      case ("received", nil): seg.direction = .received
      case ("cksum", let value?):
        guard let checksum = ChecksumVerdict(word: value) else { throw Flaw(reason: "what is 'cksum \(value)'?") }
        seg.checksum = checksum
      default:
        guard let value, parts.peek == nil else { throw Flaw(reason: "what is '\(item)'?") }
        try set(name, value, of: &seg)
      }
    }
  }

  private func set(_ name: Substring, _ value: Substring, of seg: inout Segment) throws(Flaw) {
    switch name {
    case "ttl": seg.ttl = try Words.number(value)
    case "id": seg.ipID = try Words.number(value)
    case "tos": seg.trafficClass = try Words.number(value)
    case "hash": seg.payloadHash = try Words.number(value)
    case "link": seg.linkHash = try Words.number(value)
    case "len": seg.ipLength = try Words.number(value)
    case "sum": seg.checksumField = try Words.number(value)
    case "octet": seg.firstOctet = try Words.number(value)
    case "interface": seg.interface = try Words.number(value)
    case "offset": seg.dataOffset = try Words.number(value)
    default: throw Flaw(reason: "what is '\(name) \(value)'?")
    }
  }
}

extension Segment {
  /// What a line need not say: header and packet lengths that follow from options and payload.
  package mutating func deriveLengths() {
    dataOffset = derivedDataOffset
    ipLength = derivedIPLength
  }
  var derivedDataOffset: UInt8 { 5 + (options.count + 3) / 4 }
  var derivedIPLength: UInt32 {
    UInt32(source.family == .v4 ? 20 : 40) + UInt32(derivedDataOffset) * 4 &+ payload
  }
  /// The same octets, the same hash; other octets of a stream, another.
  package var derivedPayloadHash: UInt64 {
    payload == 0 ? 0 : (UInt64(seq.rawValue) << 32 | UInt64(payload)) &* 0x9e37_79b9_7f4a_7c15
  }
}

/// A line's words, separated by white space.
private struct Words {
  private var rest: Substring
  /// What follows a `#` that begins a word is a comment.
  init(_ text: Substring) {
    var isInWord = false
    let told = text.prefix { character in
      defer { isInWord = character != " " && character != "\t" }
      return isInWord || character != "#"
    }
    rest = told.drop { $0 == " " || $0 == "\t" }
  }

  var peek: Substring? { rest.isEmpty ? nil : rest.prefix { $0 != " " && $0 != "\t" } }
  func peek(_ count: Int) -> Substring? {
    var copy = self
    copy.skip(count)
    return copy.peek
  }
  mutating func next() -> Substring? {
    guard let word = peek else { return nil }
    rest = rest.dropFirst(word.count).drop { $0 == " " || $0 == "\t" }
    return word
  }
  mutating func skip(_ count: Int) {
    for _ in 0..<count { _ = next() }
  }
  /// What stands between an opening sign and its closing one.
  mutating func enclosed(until close: Character) -> Substring {
    let inside = rest.dropFirst().prefix { $0 != close }
    rest = rest.dropFirst(inside.count + 2).drop { $0 == " " || $0 == "\t" }
    return inside
  }

  /// A number on the circle of 2³²: steps from a base, with a minus backwards, or `=` and the number itself.
  static func circular(_ text: Substring, from base: UInt32) -> UInt32? {
    if text.hasPrefix("=") { return UInt32(text.dropFirst()) }
    guard let steps = Int64(text), steps >= -0x8000_0000, steps <= 0xffff_ffff else { return nil }
    return base &+ UInt32(truncatingIfNeeded: steps)
  }

  static func number<Value: FixedWidthInteger>(_ text: Substring) throws(Flaw) -> Value {
    guard let value = Value(text) else { throw Flaw(reason: "'\(text)' is no number here") }
    return value
  }

  /// Decimal seconds, with at most nine digits after the point, as whole nanoseconds.
  static func nanoseconds(_ text: Substring) -> Int64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let digits = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { 48...57 ~= $0 } }
    guard digits, parts.count <= 2, let seconds = Int64(parts[0]) else { return nil }
    let fraction = parts.count == 2 ? parts[1] : "0"
    guard fraction.count <= 9, let part = Int64(fraction + String(repeating: "0", count: 9 - fraction.count)) else {
      return nil
    }
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let sum = product.addingReportingOverflow(part)
    return overflow || sum.overflow ? nil : sum.partialValue
  }
}

/// Options between `<` and `>`.
private struct OptionReader {
  let clock: TimestampValue
  let echoFrom: TimestampValue
  let sackFrom: SequenceNumber

  func parse(_ text: Substring) throws(Flaw) -> [TCPOption] {
    var options: [TCPOption] = []
    for item in text.split(separator: ",") {
      var words = Words(item)
      guard let name = words.next() else { continue }
      let value = words.next()
      switch (name, value) {
      case ("nop", nil): options.append(.noOperation)
      case ("eol", nil): options.append(.endOfList)
      case ("sackOK", nil): options.append(.sackPermitted)
      case ("mss", let value?): options.append(.maximumSegmentSize(try Words.number(value)))
      case ("wscale", let value?): options.append(.windowScale(try Words.number(value)))
      case ("TS", "val"):
        let own = try circular(words.next() ?? "", from: clock.rawValue)
        guard words.next() == "ecr" else { throw Flaw(reason: "expected 'ecr'") }
        let echo = try circular(words.next() ?? "", from: echoFrom.rawValue)
        options.append(.timestamps(value: TimestampValue(own), echo: TimestampValue(echo)))
      case ("sack", let first?):
        var blocks: [SACKBlock] = []
        var next: Substring? = first
        while let block = next {
          let edges = block.split(separator: ":")
          guard edges.count == 2 else { throw Flaw(reason: "'\(block)' is no SACK block") }
          let left = try circular(edges[0], from: sackFrom.rawValue)
          let right = try circular(edges[1], from: sackFrom.rawValue)
          blocks.append(SACKBlock(left: SequenceNumber(left), right: SequenceNumber(right)))
          next = words.next()
        }
        options.append(.sack(blocks))
      default:
        if name == "raw" {
          options.append(.malformed(try octets(value ?? "")))
        } else if name.hasPrefix("opt-"), let kind = UInt8(name.dropFirst(4)) {
          options.append(.other(kind: kind, octets: try octets(value ?? "")))
        } else {
          throw Flaw(reason: "'\(item)' is no option")
        }
      }
    }
    return options
  }

  private func circular(_ text: Substring, from base: UInt32) throws(Flaw) -> UInt32 {
    guard let value = Words.circular(text, from: base) else { throw Flaw(reason: "'\(text)' is no number here") }
    return value
  }

  private func octets(_ text: Substring) throws(Flaw) -> [UInt8] {
    var octets: [UInt8] = []
    var rest = text
    while !rest.isEmpty {
      guard rest.count >= 2, let octet = UInt8(rest.prefix(2), radix: 16) else {
        throw Flaw(reason: "'\(text)' is not hexadecimal")
      }
      octets.append(octet)
      rest = rest.dropFirst(2)
    }
    return octets
  }
}

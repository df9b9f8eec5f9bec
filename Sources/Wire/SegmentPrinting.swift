extension SegmentNotation {
  /// The letter's flag; `-` stands for none.
  static func flag(_ letter: Character) -> TCPFlags? {
    switch letter {
    case "S": .syn
    case "F": .fin
    case "R": .rst
    case "P": .psh
    case ".": .ack
    case "U": .urg
    case "E": .ece
    case "W": .cwr
    case "e": .ae
    case "1": TCPFlags(rawValue: 0x200)
    case "2": TCPFlags(rawValue: 0x400)
    case "3": TCPFlags(rawValue: 0x800)
    case "-": []
    default: nil
    }
  }

  /// Flags as tcpdump prints them, `-` for none.
  package static func letters(of flags: TCPFlags) -> String {
    let text = String("SFRPUEWe123.".filter { letter in
      guard let flag = flag(letter) else { return false }
      return !flag.isEmpty && flags.isSuperset(of: flag)
    })
    return text.isEmpty ? "-" : text
  }

  /// One segment as one line that stands for itself, without the time.
  package static func print(_ seg: Segment) -> String {
    var writer = ScriptWriter([])
    return writer.line(seg)
  }

  /// Seconds with a fixed number of decimals, 6 or 9: `0.010000`.
  package static func seconds(_ nanoseconds: Int64, decimals: Int) -> String {
    let (whole, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    let fraction = String(rest)
    let digits = String(repeating: "0", count: 9 - fraction.count) + fraction
    return "\(nanoseconds < 0 ? "-" : "")\(whole).\(digits.prefix(decimals))"
  }
}

/// Writes records as lines of one script: the inverse of reading it.
///
/// Columns stand two spaces apart: ends, flags, range, ack, window, options, and in braces what is out of the ordinary.
package struct ScriptWriter: Sendable {
  private var hosts: [(name: String, host: NotationHost)]
  /// Hashes of the payloads that each range has carried, in order.
  private var payloads: [Range: [UInt64]] = [:]
  private struct Range: Hashable {
    var from: SocketAddress
    var seq: SequenceNumber
    var length: UInt32
  }

  /// How much of a record a line tells.
  package enum Detail: Sendable {
    /// What a reader of a conversation needs.
    case conversation
    /// Every field, so that the line read again is the same record.
    case record
  }
  private let detail: Detail

  /// - Parameter hosts: the ends that have a name, in the order of their header lines.
  package init(_ hosts: [(name: String, host: NotationHost)], detail: Detail = .conversation) {
    self.hosts = hosts
    self.detail = detail
  }

  /// The header lines as they stand: what the next line's reader must know.
  package var header: [String] { hosts.map { "\($0.name) = \($0.host.declaration)" } }

  /// One record, without its time.
  package mutating func line(_ seg: Segment) -> String {
    let (from, to) = (host(seg.sender), host(seg.receiver))
    if seg.kind == .icmpError { return icmp(seg, from, to) }
    let range = "\(from.relative(seg.seq)):\(from.relative(seg.seq + Int(seg.payload)))(\(seg.payload))"
    var columns = ["\(name(seg.sender)) > \(name(seg.receiver))", SegmentNotation.letters(of: seg.flags), range]
    // Without the ACK flag both acknowledging fields mean nothing (RFC 9293 §3.1, RFC 7323 §3.2): as they stand.
    if seg.has(.ack) {
      columns.append("ack \(to.relative(seg.ack))")
    } else if seg.ack.rawValue != 0 {
      columns.append("ack \(seg.ack)")
    }
    columns.append("win \(seg.wnd)")
    if seg.urgentPointer != 0 { columns.append("urg \(seg.urgentPointer)") }
    if seg.options.count > 0 {
      let options = seg.options.list.map { print($0, from, to, acknowledging: seg.has(.ack)) }
      columns.append("<" + options.joined(separator: ",") + ">")
    }
    let octets = detail == .record ? rest(of: seg) : hash(of: seg)
    columns += braces(unusual(seg, from) + octets + identification(of: seg))
    return columns.joined(separator: "  ")
  }

  private func icmp(_ seg: Segment, _ from: NotationHost, _ to: NotationHost) -> String {
    let reporter = seg.icmp.reporter.family == .v4 ? seg.icmp.reporter.text : "[\(seg.icmp.reporter.text)]"
    let mtu = seg.icmp.nextHopMTU > 0 ? " mtu \(seg.icmp.nextHopMTU)" : ""
    let (source, target) = (name(seg.sender), name(seg.receiver))
    let line = "\(reporter) > \(source)  icmp \(seg.icmp.type)/\(seg.icmp.code)\(mtu)"
      + " quote \(source) > \(target) \(from.relative(seg.seq))"
    guard detail == .record else { return line }
    // The packet is the reporter's, whose habits no header line states.
    let items = unusual(seg, NotationHost(SocketAddress(address: seg.icmp.reporter, port: 0))) + rest(of: seg)
    return ([line] + braces(seg.ipID == 0 ? items : items + ["id \(seg.ipID)"])).joined(separator: "  ")
  }

  private func braces(_ items: [String]) -> [String] {
    items.isEmpty ? [] : ["{" + items.joined(separator: ", ") + "}"]
  }

  /// The fields that no reader of a conversation asks for.
  private func rest(of seg: Segment) -> [String] {
    var items: [String] = []
    if seg.payloadHash != seg.derivedPayloadHash { items.append("hash \(seg.payloadHash)") }
    if seg.firstOctet != 0 { items.append("octet \(seg.firstOctet)") }
    if seg.checksumField != 0 { items.append("sum \(seg.checksumField)") }
    if seg.linkHash != 0 { items.append("link \(seg.linkHash)") }
    if seg.dataOffset != seg.derivedDataOffset { items.append("offset \(seg.dataOffset)") }
    if seg.ipLength != seg.derivedIPLength { items.append("len \(seg.ipLength)") }
    return items
  }

  private func host(_ socket: SocketAddress) -> NotationHost {
    hosts.first { $0.host.socket == socket }?.host ?? NotationHost(socket)
  }
  private func name(_ socket: SocketAddress) -> String {
    hosts.first { $0.host.socket == socket }?.name ?? socket.text
  }

  private func print(
    _ option: TCPOption, _ from: NotationHost, _ to: NotationHost, acknowledging: Bool
  ) -> String {
    switch option {
    case .sack(let blocks):
      "sack " + blocks.map { "\(to.relative($0.left)):\(to.relative($0.right))" }.joined(separator: " ")
    case .timestamps(let value, let echo):
      "TS val \(from.relative(value)) ecr \(acknowledging ? to.relative(echo) : String(echo.rawValue))"
    case .endOfList: "eol"
    case .noOperation: "nop"
    case .maximumSegmentSize(let size): "mss \(size)"
    case .windowScale(let shift): "wscale \(shift)"
    case .sackPermitted: "sackOK"
    case .other(let kind, let octets): "opt-\(kind)" + (octets.isEmpty ? "" : " " + octets.map(hex).joined())
    case .malformed(let octets): "raw " + octets.map(hex).joined()
    }
  }

  private func hex(_ octet: UInt8) -> String { (octet < 16 ? "0" : "") + String(octet, radix: 16) }

  /// What differs from the end's habits.
  private func unusual(_ seg: Segment, _ from: NotationHost) -> [String] {
    var items: [String] = []
    if seg.ttl != from.ttl { items.append("ttl \(seg.ttl)") }
    if seg.trafficClass != from.trafficClass { items.append("tos \(seg.trafficClass)") }
    if seg.dontFragment != from.dontFragment { items.append(seg.dontFragment ? "df" : "no df") }
    if seg.checksum != from.checksum { items.append("cksum \(seg.checksum.word)") }
    if seg.direction != from.direction { items.append(seg.direction.word ?? "no direction") }
    if seg.interface != 0 { items.append("interface \(seg.interface)") }
    for (anomaly, word) in SegmentAnomalies.words where seg.anomalies.contains(anomaly) { items.append(word) }
    return items
  }

  /// A range that comes again with other octets says so; the octets themselves are not the notation's.
  private mutating func hash(of seg: Segment) -> [String] {
    guard seg.payload > 0 else { return [] }
    let range = Range(from: seg.sender, seq: seg.seq, length: seg.payload)
    var known = payloads[range] ?? []
    defer { payloads[range] = known }
    if let place = known.firstIndex(of: seg.payloadHash) { return place == 0 ? [] : ["hash \(place + 1)"] }
    known.append(seg.payloadHash)
    return known.count == 1 ? [] : ["hash \(known.count)"]
  }

  private mutating func identification(of seg: Segment) -> [String] {
    guard let place = hosts.firstIndex(where: { $0.host.socket == seg.sender }), let next = hosts[place].host.nextID
    else { return seg.ipID == 0 ? [] : ["id \(seg.ipID)"] }
    hosts[place].host.nextID = seg.ipID &+ 1
    return seg.ipID == next ? [] : ["id \(seg.ipID)"]
  }
}

extension NotationHost {
  func relative(_ number: SequenceNumber) -> String { NotationHost.written(number, from: seq) }
  func relative(_ stamp: TimestampValue) -> String { NotationHost.written(stamp, from: timestamp) }

  /// Steps from the base; what lies less than a quarter of the circle before it is written with a minus. A bare 0 on
  /// the wire is a field that was never filled, no place in a stream, and written `=0`.
  private static func written(_ number: some SerialNumber, from base: some SerialNumber) -> String {
    let distance = number.rawValue &- base.rawValue
    if base.rawValue == 0 { return String(distance) }
    if number.rawValue == 0 { return "=0" }
    return distance >= 0xc000_0000 ? "-\(0 &- distance)" : String(distance)
  }
}

extension Script {
  /// The script as text, every field of it: parsed again it is the same script, frames numbered from 1.
  package var text: String {
    var writer = ScriptWriter([], detail: .record)
    var lines: [String] = []
    var now = SegmentNotation.epoch
    for seg in segments {
      let mark = marked.contains(seg.frame) ? "↓ " : ""
      lines.append("\(mark)\(Script.step(from: now, to: seg.time))  \(writer.line(seg))")
      now = seg.time
    }
    if let end { lines.append("capture ends \(Script.step(from: now, to: end))") }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func step(from start: Instant, to end: Instant) -> String {
    let nanoseconds = (end - start).nanoseconds
    return (nanoseconds < 0 ? "" : "+") + SegmentNotation.seconds(nanoseconds, decimals: 9)
  }
}

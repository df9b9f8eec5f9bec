/// A kind of capture file that is read, by the number it begins with.
package enum Container: CaseIterable, Sendable {
  case pcap, nanoseconds, kuznetsov, ixiaHardware, ixiaSoftware, pcapng

  /// The first four octets, in the byte order of whoever wrote the file.
  var magic: UInt32 {
    switch self {
    case .pcap: 0xa1b2_c3d4
    case .nanoseconds: 0xa1b2_3c4d
    case .kuznetsov: 0xa1b2_cd34
    case .ixiaHardware: 0x1c00_01ac
    case .ixiaSoftware: 0x1c00_01ab
    // The same in both orders; a section's own number tells its order.
    case .pcapng: 0x0a0d_0d0a
    }
  }

  /// Octets of the file's header, and of a record's.
  var headers: (file: Int, record: Int) {
    switch self {
    case .pcap, .nanoseconds: (24, 16)
    // Linux kernels with a patch of Alexey Kuznetsov's wrote eight more octets a record.
    case .kuznetsov: (24, 24)
    // The length of all records stands behind the header.
    case .ixiaHardware, .ixiaSoftware: (28, 16)
    case .pcapng: (28, 12)
    }
  }

  /// The container that begins with this number (read in network order), and whether it is in the other byte order.
  static func of(_ first: UInt32) -> (container: Container, swapped: Bool)? {
    for container in allCases {
      if container.magic == first { return (container, false) }
      if container.magic.byteSwapped == first { return (container, true) }
    }
    return nil
  }

  /// As README names it, with what else is to be said of it.
  package var row: (name: String, note: String) {
    switch self {
    case .pcap: ("pcap", "microseconds; versions 2.0 to 2.4")
    case .nanoseconds: ("pcap", "nanoseconds")
    case .kuznetsov: ("pcap, modified", "Alexey Kuznetsov's records of 24 octets")
    case .ixiaHardware: ("pcap, Ixia's", "`lcap` of hardware")
    case .ixiaSoftware: ("pcap, Ixia's", "`lcap` of software")
    case .pcapng: ("pcapng", "sections in either byte order; interfaces of different link types, resolutions of 10⁻ⁿ and 2⁻ⁿ s; drop counters; comments, names, keys passed over")
    }
  }
}

/// A kind of file that is not read, known by its first octets so that it is refused by its name.
package struct ForeignFile: Sendable {
  package enum Advice: Sendable { case convert, unpack, none }
  package var name: String
  var beginnings: [[UInt8]]
  package var advice = Advice.convert

  /// What to say of a file that begins so.
  var refusal: String {
    switch advice {
    case .convert: "\(name); convert it with `editcap -F pcapng`"
    case .unpack: "\(name); unpack it first"
    case .none: name
    }
  }

  private init(_ name: String, _ beginnings: [[UInt8]] = [], advice: Advice = .convert) {
    (self.name, self.beginnings, self.advice) = (name, beginnings, advice)
  }

  /// Formats with a number of their own, in the order in which README names them.
  package static let all: [ForeignFile] = [
    ForeignFile("a snoop capture", [text("snoop\0\0\0")]),
    ForeignFile("a Network Monitor capture", [text("RTSS"), text("GMBU")]),
    ForeignFile("a Sniffer capture", [text("TRSNIFF data    \u{1a}")]),
    ForeignFile("a NetXRay or Windows Sniffer capture", [text("XCP\0"), text("VL\0\0")]),
    ForeignFile("an Observer capture", [text("ObserverPktBufferVersion=")]),
    ForeignFile("a LANalyzer capture", [[0x01, 0x10], [0x07, 0x10]]),
    ForeignFile("a 5View capture", [[0xaa, 0xaa, 0xaa, 0xaa]]),
    ForeignFile("a Visual Networks capture", [[0x05] + text("VNF")]),
    ForeignFile("an iptrace capture", [text("iptrace 1.0"), text("iptrace 2.0")]),
    ForeignFile("a nettl trace", [[0x54, 0x52, 0x00, 0x64, 0x00]]),
    ForeignFile("a btsnoop capture", [text("btsnoop\0")]),
    ForeignFile("a RADCOM capture", [[0x42, 0xd2, 0x00, 0x34, 0x12, 0x66, 0x22, 0x88]]),
    ForeignFile("a K12 capture", [[0x00, 0x00, 0x02, 0x00, 0x12, 0x05, 0x00, 0x10]]),
    ForeignFile("a tagged Peek capture", [[0x7f] + text("ver")]),
    ForeignFile("an EyeSDN trace", [text("EyeSDN")]),
    ForeignFile("a bzip2 file", [text("BZh")], advice: .unpack),
    ForeignFile("an LZ4 file", [[0x04, 0x22, 0x4d, 0x18]], advice: .unpack),
    ForeignFile("a ZIP archive", [text("PK\u{3}\u{4}")], advice: .unpack),
    ForeignFile("a 7z archive", [text("7z") + [0xbc, 0xaf, 0x27, 0x1c]], advice: .unpack),
    ForeignFile("not a capture file; reports are compared by 'tcpreport diff'", [text("{")], advice: .none),
  ]

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// Endace's format has no number: its records say their own length, one after the other.
  package static let endace = ForeignFile("an ERF capture")

  /// What a file that is none of ours seems to be, by its first octets.
  static func of(_ head: [UInt8]) -> ForeignFile? {
    if let known = all.first(where: { $0.beginnings.contains { head.starts(with: $0) } }) { return known }
    return isEndace(head) ? endace : nil
  }

  /// Records of ERF (Endace, "ERF types reference"): a time stamp of 8 octets, least significant first, type, flags, the
  /// record's length, losses, and the length on the wire.
  private static func isEndace(_ head: [UInt8]) -> Bool {
    var place = 0
    var records = 0
    while place + 16 <= head.count, records < 8 {
      let type = head[place + 8] & 0x7f
      let record = Int(head[place + 10]) << 8 | Int(head[place + 11])
      // 48 kinds are defined; seconds beyond 1990 unless nothing was noted.
      let seconds = (4..<8).reduce(0) { $0 | Int(head[place + $1]) << (8 * ($1 - 4)) }
      guard 1...48 ~= type, record >= 16, seconds == 0 || seconds > 631_152_000 else { return false }
      place += record
      records += 1
    }
    return records > 0
  }
}

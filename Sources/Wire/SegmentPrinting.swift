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

  /// One segment as one line, without the time.
  ///
  /// - Parameter name: what to call an end; address and port by default.
  package static func print(_ seg: Segment, naming name: (SocketAddress) -> String = { $0.text }) -> String {
    let ends = "\(name(seg.sender)) > \(name(seg.receiver))"
    if seg.kind == .icmpError {
      let mtu = seg.icmp.nextHopMTU > 0 ? " mtu \(seg.icmp.nextHopMTU)" : ""
      let reporter = SocketAddress(address: seg.icmp.reporter, port: 0).text
      return "\(reporter) > \(name(seg.sender)) icmp \(seg.icmp.type)/\(seg.icmp.code)\(mtu) quote \(ends) \(seg.seq)"
        + braces(of: seg)
    }
    var text = "\(ends) \(letters(of: seg.flags)) \(seg.seq):\(seg.seq + Int(seg.payload))(\(seg.payload))"
    if seg.has(.ack) || seg.ack.rawValue != 0 { text += " ack \(seg.ack)" }
    text += " win \(seg.wnd)"
    if seg.urgentPointer != 0 { text += " urg \(seg.urgentPointer)" }
    if seg.options.count > 0 { text += " <" + seg.options.list.map(print).joined(separator: ",") + ">" }
    return text + braces(of: seg)
  }

  /// One option as tcpdump would print it.
  package static func print(_ option: TCPOption) -> String {
    switch option {
    case .endOfList: "eol"
    case .noOperation: "nop"
    case .maximumSegmentSize(let size): "mss \(size)"
    case .windowScale(let shift): "wscale \(shift)"
    case .sackPermitted: "sackOK"
    case .sack(let blocks): "sack " + blocks.map { "\($0.left):\($0.right)" }.joined(separator: " ")
    case .timestamps(let value, let echo): "TS val \(value) ecr \(echo)"
    case .other(let kind, let octets): "opt-\(kind)" + (octets.isEmpty ? "" : " " + octets.map(hex).joined())
    case .malformed(let octets): "raw " + octets.map(hex).joined()
    }
  }

  private static func hex(_ octet: UInt8) -> String {
    (octet < 16 ? "0" : "") + String(octet, radix: 16)
  }

  /// What is out of the ordinary about the record.
  private static func braces(of seg: Segment) -> String {
    var items: [String] = []
    if seg.ttl != 64 { items.append("ttl \(seg.ttl)") }
    if seg.ipID != 0 { items.append("id \(seg.ipID)") }
    if seg.trafficClass != 0 { items.append("tos \(seg.trafficClass)") }
    if seg.dontFragment { items.append("df") }
    switch seg.checksum {
    case .good: break
    case .bad: items.append("cksum bad")
    case .partial: items.append("cksum partial")
    case .unverifiable: items.append("cksum none")
    }
    if seg.anomalies.contains(.headerCut) {
      items.append("cut header")
    } else if seg.anomalies.contains(.payloadCut) {
      items.append("cut payload")
    }
    if seg.anomalies.contains(.fragment) { items.append("fragment") }
    return items.isEmpty ? "" : " {" + items.joined(separator: ", ") + "}"
  }
}

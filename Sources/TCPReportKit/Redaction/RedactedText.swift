import Wire

/// Rewrites what a finished sentence says of addresses, ports and sequence numbers.
///
/// Sentences are made where the facts are known, long before anybody asks to hide them; so the words are read again:
/// whatever parses as an address is one, whatever stands behind "port" is a port, and a number near to an initial
/// number of the connection is a place in its stream.
struct RedactedText {
  /// The number that a stream began with, and how many octets it carried.
  struct Stream: Hashable {
    var base: UInt32
    var octets: Int

    /// Steps from the beginning; `nil` where the number is no place in this stream. A bare 0 is a field that was never
    /// filled, and would tell the initial number if it were counted from it.
    func place(of number: UInt32) -> Int? {
      guard number != 0 else { return nil }
      let distance = Int(Int32(bitPattern: number &- base))
      return (-65_536...octets + 1 << 25).contains(distance) ? distance : nil
    }
  }

  var streams: [Stream] = []
  /// Numbers that stand for themselves, such as those of a host's series.
  var numbers: [UInt32: Int] = [:]
  var address: (Address) -> Address
  /// `nil`: ports stay.
  var port: ((UInt16) -> UInt16)?

  func rewritten(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let first = rest.firstIndex(where: Self.isPart) {
      result += rest[..<first]
      let run = rest[first...].prefix(while: Self.isPart)
      result += token(run, after: result)
      rest = rest[run.endIndex...]
    }
    return result + rest
  }

  private static func isPart(_ character: Character) -> Bool {
    character.isASCII && (character.isHexDigit || character == "." || character == ":")
  }

  private func token(_ run: Substring, after words: String) -> String {
    // A section of an RFC has the look of an address.
    if words.hasSuffix("§") || words.hasSuffix("ection ") { return String(run) }
    if let known = Address(parsing: run) { return address(known).text }
    var bare = run
    while let last = bare.last, last == "." || last == ":" { bare.removeLast() }
    let tail = run[bare.endIndex...]
    if let known = Address(parsing: bare) { return address(known).text + tail }
    let parts = bare.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 2, let known = Address(parsing: parts[0]), let number = UInt16(parts[1]) {
      return "\(address(known).text):\(port?(number) ?? number)\(tail)"
    }
    if bare.isEmpty { return String(run) }
    // An IPv6 address in brackets has its port behind them.
    if run.first == ":", words.hasSuffix("]"), let number = UInt16(bare.dropFirst()) {
      return ":\(port?(number) ?? number)\(tail)"
    }
    let hasNeighbour = words.last.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") } ?? false
    if hasNeighbour { return String(run) }
    return parts.map { number($0, after: words) }.joined(separator: ":") + tail
  }

  private func number(_ digits: Substring, after words: String) -> String {
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = UInt32(digits) else { return String(digits) }
    if let port, let given = UInt16(exactly: number), Self.portWords.contains(where: words.hasSuffix) {
      return String(port(given))
    }
    if let known = numbers[number] { return String(known) }
    // A small number may be a count; then only a word before it tells.
    guard number > 65_535 || Self.sequenceWords.contains(where: words.hasSuffix) else { return String(digits) }
    let places = streams.compactMap { $0.place(of: number) }
    return places.min { abs($0) < abs($1) }.map(String.init) ?? String(digits)
  }

  private static let portWords = ["port ", "ports ", "端口 ", "端口"]
  private static let sequenceWords = [
    "SEQ ", "SEQ=", "ACK ", "ACK=", "SEG.ACK ", "SEG.SEQ ", "ISN ", "SND.NXT ", "RCV.NXT ", "octets at ", "octets from ",
    "FIN at ", "octet at ", "序号 ", "序号为 ", "确认号 ", "acknowledgement ",
  ]
}

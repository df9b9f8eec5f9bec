/// A path as text that gives its octets back, whatever they are.
///
/// A Unix path is octets, not text. Octets that are no UTF-8 become private characters (U+10FF80 to U+10FFFF, one
/// for each octet), so a path stays one `String` on its way through the program, and `octets` undoes it exactly. A real
/// character of that range is taken octet by octet, so that nothing is ambiguous.
package struct PathText: Sendable, Hashable {
  /// The reversible text; not for reading, see ``shown``.
  package let text: String

  package init(_ text: String) { self.text = text }

  package init(octets: some Collection<UInt8>) {
    var text = ""
    var parser = Unicode.UTF8.ForwardParser()
    var rest = octets.makeIterator()
    var index = octets.startIndex
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let encoded):
        let scalar = Unicode.UTF8.decode(encoded)
        if PathText.reserved.contains(scalar.value) {
          for octet in encoded { PathText.append(octet, to: &text) }
        } else {
          text.unicodeScalars.append(scalar)
        }
        octets.formIndex(&index, offsetBy: encoded.count)
      case .error(let length):
        for _ in 0..<length {
          PathText.append(octets[index], to: &text)
          octets.formIndex(after: &index)
        }
      case .emptyInput:
        self.text = text
        return
      }
    }
  }

  /// The path as the system knows it.
  package var octets: [UInt8] {
    var octets: [UInt8] = []
    for scalar in text.unicodeScalars {
      if PathText.reserved.contains(scalar.value) {
        octets.append(UInt8(truncatingIfNeeded: scalar.value))
      } else {
        octets.append(contentsOf: String(scalar).utf8)
      }
    }
    return octets
  }

  /// The path for a reader: what is no UTF-8 as `\xFF`. Control characters are still in it.
  package var shown: String {
    var shown = ""
    for scalar in text.unicodeScalars {
      if PathText.reserved.contains(scalar.value) {
        shown += "\\x" + String(scalar.value & 0xff, radix: 16, uppercase: true)
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// The part after the last slash.
  package var lastComponent: PathText {
    PathText(text.split(separator: "/").last.map(String.init) ?? text)
  }

  /// A file in the same folder.
  package func sibling(_ name: String) -> PathText {
    PathText(String(text[..<(text.lastIndex(of: "/").map(text.index(after:)) ?? text.startIndex)]) + name)
  }

  private static let reserved: ClosedRange<UInt32> = 0x10ff80...0x10ffff

  private static func append(_ octet: UInt8, to text: inout String) {
    if let scalar = Unicode.Scalar(0x10ff00 | UInt32(octet)) { text.unicodeScalars.append(scalar) }
  }
}

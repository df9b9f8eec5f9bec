/// Any text as legal XML 1.0, with every character that a reader could not see or would be misled by made visible.
///
/// Tab and line feed stay. Everything else that is no plain text becomes Swift's own escape (`\u{202E}`): the other
/// control characters, bidirectional controls, line and paragraph separators, non-characters, invisible tags and
/// the byte order mark. What may stand in a document: XML 1.0 §2.2. Markup characters are not touched: quoting them
/// is `XMLWriter`'s.
package func legalXML(_ text: String) -> String {
  // Most of what may need it does not: dashes, arrows and thin spaces begin like the characters that do.
  guard text.utf8.contains(where: mayNeedEscape), text.unicodeScalars.contains(where: { !isPlainText($0.value) }) else {
    return text
  }
  var legal = ""
  for scalar in text.unicodeScalars { appendLegal(scalar, to: &legal) }
  return legal
}

/// Octets of unknown encoding as legal XML 1.0: read as UTF-8, and every octet that is none becomes `\xFF`.
package func legalXML(octets: some Collection<UInt8>) -> String {
  var legal = ""
  var decoder = Unicode.UTF8.ForwardParser()
  var rest = octets.makeIterator()
  // The parser reports the length of each broken sequence, so this index finds its octets again.
  var index = octets.startIndex
  while true {
    switch decoder.parseScalar(from: &rest) {
    case .valid(let encoded):
      appendLegal(Unicode.UTF8.decode(encoded), to: &legal)
      octets.formIndex(&index, offsetBy: encoded.count)
    case .error(let length):
      for _ in 0..<length {
        legal += #"\x"# + hexadecimal(UInt32(octets[index]), digits: 2)
        octets.formIndex(after: &index)
      }
    case .emptyInput:
      return legal
    }
  }
}

private func appendLegal(_ scalar: Unicode.Scalar, to text: inout String) {
  if isPlainText(scalar.value) {
    text.unicodeScalars.append(scalar)
  } else {
    text += #"\u{"# + hexadecimal(scalar.value, digits: 1) + "}"
  }
}

/// True for octets below space, and for those that begin the encoding of a character that `isPlainText` may refuse.
private func mayNeedEscape(_ octet: UInt8) -> Bool {
  switch octet {
  case 0x09, 0x0a: false
  case ..<0x20, 0x7f: true
  // U+0080…, U+0600…, U+2000…, U+F000… and everything beyond the first plane.
  case 0xc2, 0xd8, 0xe2, 0xef, 0xf0...: true
  default: false
  }
}

/// Whether a scalar is a plain character of a text: no control, nothing invisible, nothing that turns the writing round.
func isPlainText(_ value: UInt32) -> Bool {
  switch value {
  case 0x09, 0x0a: true
  case ..<0x20, 0x7f...0x9f: false
  // Bidirectional controls (Unicode UAX #9): ALM, LRM, RLM, embeddings and overrides, isolates.
  case 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: false
  // Line and paragraph separator, byte order mark, interlinear annotation.
  case 0x2028, 0x2029, 0xfeff, 0xfff9...0xfffb: false
  case 0xfdd0...0xfdef: false
  // Tags: text that nobody sees.
  case 0xe0000...0xe007f: false
  default: value & 0xfffe != 0xfffe
  }
}

func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

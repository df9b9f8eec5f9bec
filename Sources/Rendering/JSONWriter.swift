import Analysis

/// Writes JSON (RFC 8259) by hand: commas between members, and texts that no reader can stumble over.
package struct JSONWriter: ~Copyable {
  package private(set) var sink: ByteSink
  private var needsComma = false
  private let breaksLines: Bool

  /// - Parameter breaksLines: whether `newline` does anything.
  package init(_ sink: consuming ByteSink, breaksLines: Bool = true) {
    self.sink = sink
    self.breaksLines = breaksLines
  }

  /// Gives the sink back; the text ends with a line feed.
  package consuming func end() -> ByteSink {
    sink.write("\n")
    return sink
  }

  /// The next member or element stands on a line of its own.
  package mutating func newline() {
    guard breaksLines else { return }
    comma()
    sink.write("\n")
  }

  @inline(__always)
  private mutating func comma() {
    if needsComma { sink.write(octet: UInt8(ascii: ",")) }
    needsComma = false
  }

  @inline(__always)
  package mutating func key(_ name: StaticString) {
    comma()
    sink.write(octet: UInt8(ascii: "\""))
    sink.write(name)
    sink.write("\":")
  }

  /// A name that came from elsewhere.
  package mutating func key(text: String) {
    value(text)
    sink.write(octet: UInt8(ascii: ":"))
    needsComma = false
  }

  package mutating func open(_ bracket: StaticString) {
    comma()
    sink.write(bracket)
  }

  package mutating func close(_ bracket: StaticString) {
    sink.write(bracket)
    needsComma = true
  }

  /// An object with a member for each end of a connection.
  @inline(__always)
  mutating func each(_ write: (inout JSONWriter, Role) -> Void) {
    open("{")
    key("client")
    write(&self, .client)
    key("server")
    write(&self, .server)
    close("}")
  }

  package mutating func value(_ truth: Bool) {
    comma()
    sink.write(truth ? "true" : "false")
    needsComma = true
  }

  @inline(__always)
  package mutating func value(_ number: Int) {
    comma()
    sink.write(number)
    needsComma = true
  }

  package mutating func value(seconds nanoseconds: Int64) {
    comma()
    sink.write(seconds: nanoseconds)
    needsComma = true
  }

  package mutating func value(moment nanoseconds: Int64) {
    comma()
    sink.write("\"")
    sink.write(moment: nanoseconds)
    sink.write("\"")
    needsComma = true
  }

  package mutating func null() {
    comma()
    sink.write("null")
    needsComma = true
  }

  package mutating func value(_ numbers: [Int]) {
    open("[")
    for number in numbers { value(number) }
    close("]")
  }

  package mutating func value(_ texts: [String]) {
    open("[")
    for text in texts { value(text) }
    close("]")
  }

  @inline(__always)
  package mutating func value(_ text: String) {
    comma()
    sink.write(octet: UInt8(ascii: "\""))
    if !sink.write(text, whileAll: JSONWriter.isPlain) { escape(text) }
    sink.write(octet: UInt8(ascii: "\""))
    needsComma = true
  }

  /// Octets that stand for themselves whatever follows; those that begin the encoding of a character that may not
  /// stand in a document (see `legalXML`) are looked at more closely.
  @inline(__always)
  private static func isPlain(_ octet: UInt8) -> Bool {
    switch octet {
    case ..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), 0x7f: false
    case 0xc2, 0xd8, 0xe2, 0xef, 0xf0...: false
    default: true
    }
  }

  /// Beside what JSON asks for, `<` is escaped, so that the text may stand in a page's script element, and so is every
  /// character that a reader could not see or would be misled by: control and bidirectional characters, U+2028 …
  @inline(never)
  private mutating func escape(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": sink.write("\\\"")
      case "\\": sink.write("\\\\")
      case "\n": sink.write("\\n")
      case "\t": sink.write("\\t")
      case "\r": sink.write("\\r")
      case "<": sink.write("\\u003c")
      case _ where isPlainText(scalar.value): sink.write(String(scalar))
      default: for unit in String(scalar).utf16 { write(unit: unit) }
      }
    }
  }

  private mutating func write(unit: UInt16) {
    sink.write("\\u")
    for shift in [12, 8, 4, 0] {
      let digit = UInt8(truncatingIfNeeded: unit >> UInt16(shift) & 0xf)
      sink.write(octet: digit < 10 ? 48 + digit : 87 + digit)
    }
  }
}

import CXML2

/// Writes one piece of XML into memory; quoting is libxml2's, so it is right by construction.
///
/// Every text and attribute value passes `legalXML` first, since libxml2 lets control characters through. An element
/// without content is written `<br/>`, one with a body always gets its end tag (`<td></td>`), as polyglot XHTML wants.
/// This is the one file of the room that may say `unsafe`: libxml2's writer is a pair of C pointers, which the object
/// owns and frees. Cost: 59 µs for a page with a ladder of 20 arrows, against 3 µs for a bare buffer.
@safe package final class XMLWriter {
  private let buffer: xmlBufferPtr
  private let writer: xmlTextWriterPtr
  private var depth = 0
  /// libxml2 sets up tables when it is first used, and not safely by two threads at once; captures are written by several.
  private static let library: Void = xmlInitParser()

  /// An empty piece; begin it with `declaration()` where it is to be a file of its own.
  package init() {
    Self.library
    guard let buffer = unsafe xmlBufferCreate(), let writer = unsafe xmlNewTextWriterMemory(buffer, 0) else {
      preconditionFailure("no memory for a writer of XML")
    }
    unsafe (self.buffer, self.writer) = (buffer, writer)
  }

  deinit {
    unsafe xmlFreeTextWriter(writer)
    unsafe xmlBufferFree(buffer)
  }

  /// `<?xml version="1.0" encoding="UTF-8"?>` and a line feed.
  package func declaration() {
    wrote(unsafe xmlTextWriterStartDocument(writer, "1.0", "UTF-8", nil))
  }

  /// An element without content: `<name a="b"/>`. Attributes whose value is `nil` are left out.
  package func element(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:]) {
    start(name, attributes)
    depth -= 1
    wrote(unsafe xmlTextWriterEndElement(writer))
  }

  /// An element with a text and nothing else.
  package func element(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:], text: String) {
    element(name, attributes) { self.text(text) }
  }

  /// An element around whatever `body` writes; the end tag is always written out.
  package func element(
    _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], _ body: () throws -> Void
  ) rethrows {
    start(name, attributes)
    defer {
      depth -= 1
      wrote(unsafe xmlTextWriterFullEndElement(writer))
    }
    try body()
  }

  /// Text, made legal and quoted.
  package func text(_ text: String) {
    wrote(unsafe xmlTextWriterWriteString(writer, legalXML(text)))
  }

  /// A fragment that this writer (or a constant of ours) has produced: written as it is.
  package func raw(_ fragment: [UInt8]) {
    guard !fragment.isEmpty else { return }
    let written = unsafe fragment.withUnsafeBufferPointer { octets in
      unsafe xmlTextWriterWriteRawLen(writer, octets.baseAddress, Int32(octets.count))
    }
    wrote(written)
  }

  /// A line feed where white space means nothing, so that `git diff` has lines to compare.
  package func newline() {
    wrote(unsafe xmlTextWriterWriteRaw(writer, "\n"))
  }

  /// What was written so far, as UTF-8; every element must be closed.
  package func octets() -> [UInt8] {
    precondition(depth == 0, "an element of the XML is still open")
    wrote(unsafe xmlTextWriterFlush(writer))
    let count = unsafe Int(xmlBufferLength(buffer))
    return unsafe Array(UnsafeBufferPointer(start: xmlBufferContent(buffer), count: count))
  }

  private func start(_ name: String, _ attributes: KeyValuePairs<String, String?>) {
    depth += 1
    wrote(unsafe xmlTextWriterStartElement(writer, name))
    for (key, value) in attributes {
      guard let value else { continue }
      wrote(unsafe xmlTextWriterWriteAttribute(writer, key, legalXML(value)))
    }
  }

  /// libxml2 refuses only when memory is gone or the nesting is broken: the first ends any program, the second is ours.
  private func wrote(_ result: Int32) {
    precondition(result >= 0, "libxml2 did not write")
  }
}

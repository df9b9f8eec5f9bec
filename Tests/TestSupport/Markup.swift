import CXML2

/// libxml2's own opinion on a document that is to be harmless.
package enum Markup {
  /// Whether the octets are one well-formed document.
  package static func isWellFormed(_ octets: [UInt8]) -> Bool { reading(octets) { _ in true } ?? false }

  /// What in a document a browser would run, or fetch from elsewhere; `nil` where it is not well-formed.
  package static func living(in octets: [UInt8]) -> [String]? {
    reading(octets) { document in
      var found: [String] = []
      if let root = xmlDocGetRootElement(document) { visit(root, &found) }
      return found
    }
  }

  private static func reading<Result>(_ octets: [UInt8], _ body: (xmlDocPtr) -> Result) -> Result? {
    let options = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue)
      | Int32(XML_PARSE_HUGE.rawValue)
    return octets.withUnsafeBytes { bytes in
      let start = bytes.bindMemory(to: CChar.self).baseAddress
      guard let document = xmlReadMemory(start, Int32(bytes.count), "memory", "UTF-8", options) else { return nil }
      defer { xmlFreeDoc(document) }
      return body(document)
    }
  }

  private static func visit(_ first: xmlNodePtr, _ found: inout [String]) {
    var next: xmlNodePtr? = first
    while let node = next {
      if node.pointee.type == XML_ELEMENT_NODE {
        let name = text(node.pointee.name).lowercased()
        if ["script", "iframe", "object", "embed", "form", "base", "foreignobject", "animate", "set"].contains(name) { found.append(name) }
        var attribute = node.pointee.properties
        while let current = attribute {
          judge(text(current.pointee.name).lowercased(), value(of: current), of: name, &found)
          attribute = current.pointee.next
        }
        if let child = node.pointee.children { visit(child, &found) }
      }
      next = node.pointee.next
    }
  }

  private static func judge(_ name: String, _ value: String, of element: String, _ found: inout [String]) {
    if name.hasPrefix("on") { found.append("\(element) \(name)") }
    guard ["href", "src", "action", "data", "srcset"].contains(name) else { return }
    // Places in the page, its neighbours, the laws; pictures within the page.
    let isHarmless = !value.prefix(12).contains(":") || value.hasPrefix("https://www.rfc-editor.org/") || element == "img" && value.hasPrefix("data:image/svg+xml")
    if !isHarmless { found.append("\(element) \(name)=\(value.prefix(60))") }
  }

  private static func value(of attribute: xmlAttrPtr) -> String {
    var (value, piece) = ("", attribute.pointee.children)
    while let current = piece {
      if let content = current.pointee.content { value += text(content) }
      piece = current.pointee.next
    }
    return value
  }

  private static func text(_ octets: UnsafePointer<xmlChar>) -> String { String(cString: octets) }
}

/// What a reader of any text may expect.
package enum PlainText {
  /// UTF-8 without what moves a terminal's cursor or turns the reading direction; `nil` where it is that.
  package static func complaint(about octets: [UInt8]) -> String? {
    guard let text = String(validating: octets, as: UTF8.self) else { return "is no UTF-8" }
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 9, 10, 13: continue
      case 0..<0x20, 0x7f..<0xa0, 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069, 0xe0000...0xe007f:
        return "U+\(String(scalar.value, radix: 16)) stands in it"
      default: continue
      }
    }
    return nil
  }

  /// The fields of a table in commas (RFC 4180), or `nil` where it is none.
  package static func fields(ofCSV octets: [UInt8]) -> [[String]]? {
    var (rows, row, field) = ([[String]](), [String](), "")
    var (isQuoted, wasQuoted) = (false, false)
    for character in String(decoding: octets, as: UTF8.self) {
      switch (character, isQuoted) {
      case ("\"", true): (isQuoted, wasQuoted) = (false, true)
      case ("\"", false) where field.isEmpty && !wasQuoted: isQuoted = true
      case ("\"", false) where wasQuoted:
        field += "\""
        isQuoted = true
      case ("\"", false): return nil
      case (",", false):
        row.append(field)
        (field, wasQuoted) = ("", false)
      case ("\r\n", false):
        rows.append(row + [field])
        (row, field, wasQuoted) = ([], "", false)
      case (_, false) where wasQuoted: return nil
      default: field.append(character)
      }
    }
    return isQuoted || !field.isEmpty || !row.isEmpty ? nil : rows
  }

  /// The first line of a diagram that is not in the part of Mermaid's sequence grammar that is used.
  package static func complaint(aboutMermaid text: String) -> String? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    guard lines.first == "sequenceDiagram" else { return "no sequence diagram" }
    let wrong = lines.dropFirst().first { line in
      guard line.hasPrefix("  ") else { return true }
      let statement = line.dropFirst(2).replacing(/#[0-9]+;/, with: "").replacing("->>", with: "→")
      guard !statement.contains(/[;#<&%"`{}]/) else { return true }
      return statement.wholeMatch(of: /participant [AB] as [^>]+|[AB](→|-x|--\))[AB]: [^>]+|note over [AB](,B)?: [^>]+/) == nil
    }
    return wrong.map(String.init)
  }
}

/// Text in a grid of equal cells, as a terminal and `git diff` show it: full-width characters take two.
package enum TextColumns {
  /// No line is longer where it can be broken.
  static let limit = 118

  package static func width(of text: String) -> Int {
    text.unicodeScalars.reduce(0) { width, scalar in
      switch scalar.value {
      case 0x0300...0x036f: width
      default: width + (TextWidth.isFullWidth(scalar.value) ? 2 : 1)
      }
    }
  }

  /// Filled up with spaces; what is wider stays as it is, so that a line of its own width moves no other line.
  static func padded(_ text: String, _ columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - width(of: text)))
  }

  /// The same, with the spaces ahead.
  static func ahead(_ text: String, _ columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - width(of: text))) + text
  }

  /// A hostile text as one line, broken where it gets too long; every line after the first begins with `indent`.
  static func wrapped(_ text: String, first: String, indent: String) -> [String] {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for piece in TextWidth.pieces(of: PlacedText.oneLine(text)) {
      if !isEmpty, width(of: line + piece.trimmingSpaces) > limit {
        lines.append(line.trimmingSpaces)
        line = indent
      }
      line += piece
      isEmpty = false
    }
    lines.append(line.trimmingSpaces)
    return lines
  }
}

extension String {
  /// Without the spaces at the end.
  var trimmingSpaces: String {
    var rest = self[...]
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}

/// How wide a text will be, the same on every machine: a table instead of a font.
///
/// The numbers are the advance widths (`hmtx`) of DejaVu Sans 2.37 in 1/2048 em. Verdana is as wide, Arial, Helvetica
/// and Liberation Sans are narrower, so what was laid out with this table never collides in any of them. Han, kana,
/// hangul and full-width forms are one em, as in every CJK font; anything unknown counts as more than it can be.
package enum TextWidth {
  /// The family every figure asks for, the measured font first.
  package static let family =
    "'DejaVu Sans', Verdana, Arial, Helvetica, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"

  /// The width of `text` in the unit of `size` (the font's em).
  package static func of(_ text: String, size: Double) -> Double {
    var units = 0
    for scalar in text.unicodeScalars { units += advance(of: scalar.value) }
    return Double(units) * size / 2048
  }

  /// `text`, or as much of its beginning and an ellipsis as fits into `width`.
  package static func fitting(_ text: String, width: Double, size: Double) -> String {
    if of(text, size: size) <= width { return text }
    var kept = text
    while !kept.isEmpty, of(kept, size: size) + of("…", size: size) > width { kept.removeLast() }
    return kept + "…"
  }

  /// `text` in lines no wider than `width`, broken at spaces and between Han characters; a longer word is cut up.
  package static func lines(of text: String, width: Double, size: Double) -> [String] {
    var lines: [String] = []
    var line = ""
    for piece in pieces(of: text) {
      let candidate = line + piece
      if of(trimmed(candidate), size: size) <= width {
        line = candidate
        continue
      }
      if !trimmed(line).isEmpty { lines.append(trimmed(line)) }
      line = piece
      while line.count > 1, of(trimmed(line), size: size) > width {
        var head = line
        while head.count > 1, of(head, size: size) > width { head.removeLast() }
        lines.append(head)
        line.removeFirst(head.count)
      }
    }
    if !trimmed(line).isEmpty { lines.append(trimmed(line)) }
    return lines
  }

  /// Where a line may break: after a space, and after every full-width character.
  static func pieces(of text: String) -> [String] {
    var pieces: [String] = []
    var piece = ""
    for character in text {
      piece.append(character)
      let wide = character.unicodeScalars.contains { isFullWidth($0.value) }
      if character == " " || wide {
        pieces.append(piece)
        piece = ""
      }
    }
    if !piece.isEmpty { pieces.append(piece) }
    return pieces
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }

  private static func advance(of value: UInt32) -> Int {
    switch value {
    case 0x20...0x7e: return basicLatin[Int(value) - 0x20]
    case 0xa0...0xff: return latin1[Int(value) - 0xa0]
    case 0x0300...0x036f: return 0
    case 0x2009, 0x202f: return 409
    case 0x2013: return 1024
    case 0x2032: return 465
    case 0x2014, 0x2026, 0x22ee: return 2048
    case 0x2018, 0x2019: return 651
    case 0x201c, 0x201d: return 1061
    // Arrows and mathematical operators of one width.
    case 0x2190...0x21ff, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265: return 1716
    case 0x2460...0x2473: return 1836
    default: return isFullWidth(value) ? 2048 : widest
    }
  }

  /// Han, kana, hangul, CJK punctuation and full-width forms (Unicode UAX #11, wide and full width).
  static func isFullWidth(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
      0xff00...0xff60, 0xffe0...0xffe6, 0x20000...0x3fffd:
      true
    default: false
    }
  }

  /// Wider than any Greek, Cyrillic, Hebrew or Arabic letter of the font (2 416 at most).
  private static let widest = 2560

  /// U+0020…U+007E.
  private static let basicLatin = [
    651, 821, 942, 1716, 1303, 1946, 1597, 563, 799, 799, 1024, 1716, 651, 739, 651, 690,
    1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 690, 690, 1716, 1716, 1716, 1087,
    2048, 1401, 1405, 1430, 1577, 1294, 1178, 1587, 1540, 604, 604, 1343, 1141, 1767, 1532, 1612,
    1235, 1612, 1423, 1300, 1251, 1499, 1401, 2025, 1403, 1251, 1403, 799, 690, 799, 1716, 1024,
    1024, 1255, 1300, 1126, 1300, 1260, 721, 1300, 1298, 569, 569, 1186, 569, 1995, 1298, 1253,
    1300, 1300, 842, 1067, 803, 1298, 1212, 1675, 1212, 1212, 1075, 1303, 690, 1303, 1716,
  ]

  /// U+00A0…U+00FF.
  private static let latin1 = [
    651, 821, 1303, 1303, 1303, 1303, 690, 1024, 1024, 2048, 965, 1253, 1716, 739, 2048, 1024,
    1024, 1716, 821, 821, 1024, 1303, 1303, 651, 1024, 821, 965, 1253, 1985, 1985, 1985, 1087,
    1401, 1401, 1401, 1401, 1401, 1401, 1995, 1430, 1294, 1294, 1294, 1294, 604, 604, 604, 604,
    1587, 1532, 1612, 1612, 1612, 1612, 1612, 1716, 1612, 1499, 1499, 1499, 1499, 1251, 1239, 1290,
    1255, 1255, 1255, 1255, 1255, 1255, 2011, 1126, 1260, 1260, 1260, 1260, 569, 569, 569, 569,
    1253, 1298, 1253, 1253, 1253, 1253, 1253, 1716, 1253, 1298, 1298, 1298, 1298, 1212, 1300, 1212,
  ]
}

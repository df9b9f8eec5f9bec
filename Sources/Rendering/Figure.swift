import Checks

/// What all figures share: colours, line widths, and numbers written the same way everywhere.
///
/// The colours are those of Okabe and Ito (blue and vermilion, the latter darkened until white on it reads at 4.5:1);
/// no meaning hangs on a colour alone: dashes, crosses and numbers say it too.
package enum Figure {
  static let ink = "#262626"
  static let quiet = "#666666"
  static let border = "#767676"
  static let faint = "#bdbdbd"
  static let paper = "#ffffff"
  /// What was expected and did not come.
  static let expected = "#0072b2"
  /// What came against the rule.
  static let accent = "#b84a00"

  /// The width of what stands beneath a ladder: two of them side by side fill a wide page.
  static let half = 712.0

  static let labelSize = 12.0
  static let smallSize = 10.5
  static let stateSize = 13.0

  /// A coordinate with at most two decimals, independent of any locale.
  static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    return rest % 10 == 0 ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// `3 141 592 653`: groups of three from the right, held together by narrow no-break spaces.
  static func grouped(_ value: some BinaryInteger) -> String {
    let digits = String(value.magnitude)
    let count = digits.utf8.count
    var text = value < 0 ? "−" : ""
    if count < 5 { return text + digits }
    for (index, digit) in digits.unicodeScalars.enumerated() {
      if index > 0, (count - index) % 3 == 0 { text.unicodeScalars.append("\u{202f}") }
      text.unicodeScalars.append(digit)
    }
    return text
  }

  /// Nanoseconds as seconds with a fixed number of decimals (0…9), cut off as clocks do.
  static func seconds(_ nanoseconds: Int64, decimals: Int) -> String {
    var unit: UInt64 = 1
    for _ in 0..<(9 - decimals) { unit *= 10 }
    var perSecond: UInt64 = 1
    for _ in 0..<decimals { perSecond *= 10 }
    let (whole, part) = (nanoseconds.magnitude / unit).quotientAndRemainder(dividingBy: perSecond)
    let digits = String(part)
    let fraction = decimals == 0 ? "" : "." + String(repeating: "0", count: decimals - digits.count) + digits
    return (nanoseconds < 0 ? "−" : "") + String(whole) + fraction
  }

  /// A length of time in the unit a person would choose: `214 ms`, `12.3 s`, `5 min 12 s`, `2 h 5 min`, `9 d 3 h`; its spaces do not break.
  static func span(_ nanoseconds: Int64) -> String {
    let length = Int64(clamping: nanoseconds.magnitude)
    let second: Int64 = 1_000_000_000
    switch length {
    case ..<1_000_000: return "\(length / 1000)\u{a0}µs"
    case ..<second: return "\(length / 1_000_000)\u{a0}ms"
    case ..<(100 * second): return seconds(length, decimals: length < 10 * second ? 2 : 1) + "\u{a0}s"
    case ..<(3600 * second):
      let (minutes, rest) = (length / second).quotientAndRemainder(dividingBy: 60)
      return rest == 0 ? "\(minutes)\u{a0}min" : "\(minutes)\u{a0}min\u{a0}\(rest)\u{a0}s"
    case ..<(72 * 3600 * second):
      let (hours, rest) = (length / (60 * second)).quotientAndRemainder(dividingBy: 60)
      return rest == 0 ? "\(hours)\u{a0}h" : "\(hours)\u{a0}h\u{a0}\(rest)\u{a0}min"
    default:
      let (days, rest) = (length / (3600 * second)).quotientAndRemainder(dividingBy: 24)
      return rest == 0 ? "\(grouped(days))\u{a0}d" : "\(grouped(days))\u{a0}d\u{a0}\(rest)\u{a0}h"
    }
  }

  /// Octets in decimal units, exact below ten thousand: `3401 B`, `1.2 MB`.
  static func octets(_ count: Int) -> String {
    if count < 10_000 { return "\(count) B" }
    var (value, unit) = (count / 100, "kB")
    for larger in ["MB", "GB", "TB"] where value >= 10_000 { (value, unit) = (value / 1000, larger) }
    return value < 1000 ? "\(value / 10).\(value % 10) \(unit)" : "\(value / 10) \(unit)"
  }
}

/// A rectangle in the figure's coordinates, y downwards.
struct Rectangle: Sendable, Hashable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double
  var right: Double { x + width }
  var bottom: Double { y + height }
  var middle: Double { x + width / 2 }

  func intersects(_ other: Rectangle) -> Bool {
    x < other.right && other.x < right && y < other.bottom && other.y < bottom
  }
  func contains(_ other: Rectangle) -> Bool {
    x <= other.x && other.right <= right && y <= other.y && other.bottom <= bottom
  }
}

/// One line of text at its final place, with the room it takes.
struct PlacedText: Sendable, Hashable {
  enum Anchor: String, Sendable { case start, middle, end }
  let text: String
  var x: Double
  /// The y of the baseline.
  var baseline: Double
  let size: Double
  let anchor: Anchor
  let fill: String
  let width: Double
  /// Lines run behind it: it stands on a rim of paper.
  var hasRim = false

  /// Control characters become visible and line breaks spaces before anything is measured.
  init(
    _ text: String, x: Double, baseline: Double, size: Double, anchor: Anchor = .start, fill: String = Figure.ink
  ) {
    self.text = PlacedText.oneLine(text)
    (self.x, self.baseline, self.size, self.anchor, self.fill) = (x, baseline, size, anchor, fill)
    width = TextWidth.of(self.text, size: size)
  }

  /// Ascent and descent that hold Latin, Han and digits of every font in the family.
  var frame: Rectangle {
    let left =
      switch anchor {
      case .start: x
      case .middle: x - width / 2
      case .end: x - width
      }
    return Rectangle(x: left, y: baseline - 0.88 * size, width: width, height: 1.12 * size)
  }

  /// `text` as one legal line.
  static func oneLine(_ text: String) -> String {
    let breaks = text.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x09...0x0d, 0x85, 0x2028, 0x2029: true
      default: false
      }
    }
    return legalXML(breaks ? String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }) : text)
  }
}

extension XMLWriter {
  /// A line of text; presentation attributes only, so that no style sheet is needed.
  func draw(_ text: PlacedText) {
    element(
      "text",
      [
        "x": Figure.number(text.x), "y": Figure.number(text.baseline), "font-size": Figure.number(text.size),
        "text-anchor": text.anchor == .start ? nil : text.anchor.rawValue,
        "fill": text.fill == Figure.ink ? nil : text.fill, "stroke": text.hasRim ? Figure.paper : nil,
        "stroke-width": text.hasRim ? "3" : nil, "stroke-linejoin": text.hasRim ? "round" : nil,
        "paint-order": text.hasRim ? "stroke" : nil,
      ], text: text.text)
    newline()
  }

  /// The frame of every figure: title and description for those who cannot see it, a white sheet, one font.
  ///
  /// `prefix` makes the two ids unique on a page. A standalone figure begins with the XML declaration.
  func figure(
    prefix: String, width: Double, height: Double, title: String, description: String, language: Language,
    standalone: Bool, _ body: () -> Void
  ) {
    let (width, height) = (Figure.number(width), Figure.number(height))
    if standalone { declaration() }
    element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(width) \(height)", "width": width, "height": height,
        "role": "img", "aria-labelledby": "\(prefix)-title \(prefix)-desc", "lang": language.rawValue,
        "font-family": TextWidth.family, "fill": Figure.ink,
      ]
    ) {
      newline()
      element("title", ["id": "\(prefix)-title"], text: PlacedText.oneLine(title))
      newline()
      element("desc", ["id": "\(prefix)-desc"], text: PlacedText.oneLine(description))
      newline()
      element("rect", ["width": width, "height": height, "fill": Figure.paper])
      newline()
      body()
    }
    newline()
  }
}

import Analysis
import Checks
import Wire

/// The initial sequence numbers of one host: over time, and as a delay plot that shows structure to the eye.
///
/// Left, each ISN at its moment (a clock draws slopes, a good generator snow). Right, each step against the step before
/// it, as signed 32-bit numbers: a counter draws one spot, a weak generator lines or lattices, a good one fills the
/// square. Neither decides anything: verdicts come from the measures, and the figure says so.
package enum ISNFigure {
  /// The figure as SVG in UTF-8, a row of two panels for each role the host opened connections in; no octets at all
  /// where no ISN was seen. `prefix` makes the ids unique on a page.
  package static func svg(_ host: HostReport, prefix: String, language: Language, standalone: Bool) -> [UInt8] {
    let layout = ISNLayout(host, language: language)
    guard !layout.panels.isEmpty else { return [] }
    let xml = XMLWriter()
    xml.figure(
      prefix: prefix, width: layout.width, height: layout.height, title: layout.title,
      description: layout.description, language: language, standalone: standalone
    ) {
      for panel in layout.panels { xml.panel(panel) }
      for text in layout.texts { xml.draw(text) }
    }
    return xml.octets()
  }
}

/// Where everything in the figure of ISNs stands.
struct ISNLayout: Sendable {
  struct Panel: Sendable, Hashable {
    var frame: Rectangle
    /// Coordinates of faint lines within the panel.
    var horizontals: [Double]
    var verticals: [Double]
    var points: [Point]
  }
  struct Point: Sendable, Hashable {
    var x: Double
    var y: Double
  }

  private(set) var panels: [Panel] = []
  private(set) var texts: [PlacedText] = []
  let title: String
  private(set) var description = ""
  let width = 900.0
  private(set) var height = 0.0
  private let language: Language
  private static let side = 260.0

  init(_ host: HostReport, language: Language) {
    self.language = language
    title = Bilingual("Initial sequence numbers of \(host.address)", zh: "\(host.address) 的初始序号")[language]
    var y = 20.0
    for report in host.isn where !report.series.isEmpty { y = draw(report, from: y) }
    let print = say(
      "Structure that the eye finds here never decides: verdicts rest on the measures alone.",
      zh: "图中所见的规律从不作为判定依据：结论只取决于各项度量。")
    texts.append(PlacedText(print, x: 20, baseline: y + 8, size: Figure.smallSize, fill: Figure.quiet))
    height = y + 24
    description += print
  }

  private func say(_ en: String, zh: String) -> String { Bilingual(en, zh: zh)[language] }

  private mutating func draw(_ report: ISNReport, from top: Double) -> Double {
    let active = report.role == "active"
    let role =
      active
      ? say("active opens (SYN)", zh: "主动打开 (SYN)") : say("passive opens (SYN, ACK)", zh: "被动打开 (SYN, ACK)")
    let count = Figure.grouped(report.samples)
    let drawn = Figure.grouped(report.series.count)
    var samples = report.samples == 1 ? say("1 sample", zh: "1 个样本") : say("\(count) samples", zh: "\(count) 个样本")
    if report.series.count < report.samples { samples += say(", \(drawn) drawn", zh: "，绘出 \(drawn) 个") }
    let heading = "\(role) · \(samples)"
    description += heading + ". "
    texts.append(PlacedText(heading, x: 20, baseline: top + 12, size: Figure.stateSize))

    let panelTop = top + 64
    overTime(report.series, Rectangle(x: 62, y: panelTop, width: 440, height: Self.side))
    delay(report.series, Rectangle(x: 590, y: panelTop, width: Self.side, height: Self.side))
    return panelTop + Self.side + 66
  }

  /// The ISN against the time it was used.
  private mutating func overTime(_ series: [ISNReport.Sample], _ frame: Rectangle) {
    let first = series.map(\.time).min() ?? 0
    let last = series.map(\.time).max() ?? 0
    let (step, decimals) = Self.step(for: last - first)
    let length = max(last - first, 1)
    let inner = frame.width - 16
    let place = { (time: Int64) in frame.x + 8 + inner * Double(time - first) / Double(length) }

    let scale = ISNScale(series.map(\.isn))
    caption(say("ISN over time", zh: "ISN 随时间的变化"), axis: axis(scale), frame)
    let rows = scale.ticks.map { (y: frame.bottom - frame.height * $0.share, label: $0.label) }
    for row in rows { tick(row.label, x: frame.x - 7, baseline: row.y + 3.8, anchor: .end) }
    var verticals: [Double] = []
    var tickTime = (first + step - 1) / step * step
    while tickTime <= last {
      verticals.append(place(tickTime))
      let label = Figure.seconds(tickTime, decimals: decimals)
      tick(label, x: place(tickTime), baseline: frame.bottom + 16, anchor: .middle)
      tickTime += step
    }
    let axis = say("seconds since the start of the capture", zh: "自捕获开始的秒数")
    tick(axis, x: frame.middle, baseline: frame.bottom + 33, anchor: .middle)
    let points = series.map { sample in
      Point(x: place(sample.time), y: frame.bottom - frame.height * scale.share(of: sample.isn))
    }
    let within = rows.map(\.y).filter { frame.y + 1 < $0 && $0 < frame.bottom - 1 }
    panels.append(Panel(frame: frame, horizontals: within, verticals: verticals, points: points))
  }

  /// What the vertical axis counts; a part of the circle says which.
  private func axis(_ scale: ISNScale) -> String {
    guard let base = scale.base else { return say("sequence number", zh: "序号") }
    let least = Figure.grouped(base)
    let part = scale.isTiny ? "< 0.01" : Figure.number(scale.percent)
    return say("sequence number above \(least); \(part) % of the circle", zh: "序号减去 \(least)；占整圈的 \(part) %")
  }

  /// Each step between consecutive ISNs against the step before it.
  private mutating func delay(_ series: [ISNReport.Sample], _ frame: Rectangle) {
    let half = frame.width / 2
    let (x0, y0) = (frame.middle, frame.y + frame.height / 2)
    caption(say("each step against the one before", zh: "每一步与前一步"), axis: "s[n] − s[n−1]", frame)
    for (place, label) in [(-1.0, "−2³¹"), (0, "0"), (1, "2³¹")] {
      tick(label, x: frame.x - 7, baseline: y0 - half * place + 3.8, anchor: .end)
      tick(label, x: x0 + half * place, baseline: frame.bottom + 16, anchor: .middle)
    }
    tick("s[n−1] − s[n−2]", x: x0, baseline: frame.bottom + 33, anchor: .middle)
    let numbers = series.map { SequenceNumber($0.isn) }
    let steps = zip(numbers.dropFirst(), numbers).map { $0 - $1 }
    let points = zip(steps, steps.dropFirst()).map { before, now in
      Point(x: x0 + half * Double(before) / 2_147_483_648, y: y0 - half * Double(now) / 2_147_483_648)
    }
    panels.append(Panel(frame: frame, horizontals: [y0], verticals: [x0], points: points))
    if points.isEmpty {
      texts.append(
        PlacedText(
          say("three samples make the first point", zh: "三个样本才有第一个点"), x: x0, baseline: y0 - 12,
          size: Figure.smallSize, anchor: .middle, fill: Figure.quiet))
    }
  }

  /// The panel's heading, and under it what its vertical axis counts.
  private mutating func caption(_ text: String, axis: String, _ frame: Rectangle) {
    texts.append(PlacedText(text, x: frame.x, baseline: frame.y - 26, size: Figure.labelSize))
    tick(axis, x: frame.x, baseline: frame.y - 9, anchor: .start)
  }

  private mutating func tick(_ text: String, x: Double, baseline: Double, anchor: PlacedText.Anchor) {
    texts.append(
      PlacedText(text, x: x, baseline: baseline, size: Figure.smallSize, anchor: anchor, fill: Figure.quiet))
  }

  /// A round step of 1, 2 or 5 times a power of ten that gives at most six ticks, and the decimals its labels need.
  private static func step(for length: Int64) -> (step: Int64, decimals: Int) {
    var (power, decimals): (Int64, Int) = (1_000, 6)
    while true {
      for factor: Int64 in [1, 2, 5] where length / (factor * power) < 6 { return (factor * power, max(0, decimals)) }
      guard power < 1_000_000_000_000_000_000 else { return (power, 0) }
      (power, decimals) = (power * 10, decimals - 1)
    }
  }
}

extension XMLWriter {
  fileprivate func panel(_ panel: ISNLayout.Panel) {
    let n = Figure.number
    let frame = panel.frame
    var lines = ""
    for y in panel.horizontals { lines += "M\(n(frame.x)) \(n(y))H\(n(frame.right))" }
    for x in panel.verticals { lines += "M\(n(x)) \(n(frame.y))V\(n(frame.bottom))" }
    element("path", ["d": lines, "fill": "none", "stroke": Figure.faint, "stroke-width": "0.8"])
    newline()
    element(
      "rect",
      [
        "x": n(frame.x), "y": n(frame.y), "width": n(frame.width), "height": n(frame.height), "fill": "none",
        "stroke": Figure.border,
      ])
    newline()
    element("g", ["fill": Figure.expected, "fill-opacity": "0.75"]) {
      for (index, point) in panel.points.enumerated() {
        if index % 8 == 0 { newline() }
        element("circle", ["cx": n(point.x), "cy": n(point.y), "r": "2.2"])
      }
    }
    newline()
  }
}

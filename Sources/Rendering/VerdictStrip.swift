import Analysis
import Checks

/// The four verdicts, each with a mark of its own shape, in the order in which they matter; what failed as a note, which
/// breaks no rule, is told apart.
enum Verdict: CaseIterable {
  case fail, noted, inconclusive, pass, notExercised

  func word(_ say: Say) -> String {
    switch self {
    case .fail: say("failed", zh: "未通过")
    case .noted: say("noted", zh: "提示")
    case .inconclusive: say("inconclusive", zh: "无法判定")
    case .pass: say("passed", zh: "通过")
    case .notExercised: say("not exercised", zh: "未触发")
    }
  }

  func count(in tally: Tally) -> Int {
    switch self {
    case .fail: tally.fail - tally.noted
    case .noted: tally.noted
    case .inconclusive: tally.inconclusive
    case .pass: tally.pass
    case .notExercised: tally.notExercised
    }
  }

  /// Those that a row or a line tells; notes only where there are any.
  static func told(of tally: Tally) -> [Verdict] { tally.noted > 0 ? [.fail, .noted, .inconclusive, .pass] : [.fail, .inconclusive, .pass] }

  /// Drawn in a square of 12: a cross, a pennant, a question mark, a tick, a ring.
  fileprivate var path: String {
    switch self {
    case .fail: "M2.5 2.5L9.5 9.5M2.5 9.5L9.5 2.5"
    case .noted: "M3.5 11V1.8H9.8L7.6 4.3L9.8 6.8H3.5"
    case .inconclusive: "M3.5 4.2C3.5 1 8.7 1 8.7 4.1C8.7 6 6 6 6 8M6 10.2V10.8"
    case .pass: "M2 6.5L4.8 9.3L10 2.8"
    case .notExercised: "M6 2.6A3.4 3.4 0 1 0 6 9.4A3.4 3.4 0 1 0 6 2.6"
    }
  }

  var colour: String {
    switch self {
    case .fail: Figure.accent
    case .noted: Figure.ink
    case .inconclusive: Figure.expected
    case .pass: "currentColor"
    case .notExercised: Figure.border
    }
  }
}

extension XMLWriter {
  /// The mark of a verdict, silent: the word stands beside it.
  func glyph(_ verdict: Verdict) {
    element(
      "svg",
      [
        "class": "glyph", "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 12 12", "width": "12", "height": "12",
        "aria-hidden": "true",
      ]
    ) {
      element(
        "path",
        [
          "d": verdict.path, "fill": "none", "stroke": verdict.colour, "stroke-width": verdict == .fail ? "2.4" : "1.7",
          "stroke-linecap": "round", "stroke-linejoin": "round",
        ])
    }
    text(" ")
  }

  /// Counts of the verdicts with a bar to scale.
  ///
  /// - Parameter beyond: how many failures are no findings of their own: they follow from another's cause, or repeat a
  ///   note on a further connection.
  func verdictStrip(_ tally: Tally, _ say: Say, beyond: (consequences: Int, repeated: Int) = (0, 0)) {
    verdictBar(tally)
    newline()
    element("dl", ["class": "strip tally"]) {
      newline()
      for verdict in Verdict.allCases {
        let count = verdict.count(in: tally)
        element("div", ["class": count == 0 ? "none" : "\(verdict)"]) {
          element("dt") {
            glyph(verdict)
            text(verdict.word(say))
          }
          element("dd", text: Figure.grouped(count))
        }
        newline()
      }
    }
    newline()
    var parts: [String] = []
    if beyond.consequences > 0 {
      let count = Figure.grouped(beyond.consequences)
      parts.append(say("\(count) follow from the cause of a finding and stand under it", zh: "\(count) 项与某一发现同因，列于其下"))
    }
    if beyond.repeated > 0 {
      let count = Figure.grouped(beyond.repeated)
      parts.append(say("\(count) repeat a note on further connections", zh: "\(count) 项是同一提示在其他连接上的重复"))
    }
    guard !parts.isEmpty else { return }
    element(
      "p", ["class": "small"], text: say("Each check counts once for each end: ", zh: "每项检查对每一端计一次：") + say.list(parts) + say.stop)
    newline()
  }

  /// Every share that exists is seen, however small; widths are otherwise to scale.
  private func verdictBar(_ tally: Tally) {
    let counts = Verdict.allCases.map { Double($0.count(in: tally)) }
    let total = counts.reduce(0, +)
    guard total > 0 else { return }
    let (width, least) = (1000.0, 6.0)
    let small = counts.map { $0 > 0 && $0 / total * width < least }
    let spoken = Double(small.count { $0 }) * least
    let rest = zip(counts, small).reduce(0) { $0 + ($1.1 ? 0 : $1.0) }
    element(
      "svg",
      [
        "class": "bar", "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 1000 8", "width": "100%", "height": "8",
        "preserveAspectRatio": "none", "aria-hidden": "true",
      ]
    ) {
      var x = 0.0
      for (index, verdict) in Verdict.allCases.enumerated() where counts[index] > 0 {
        let share = small[index] ? least : counts[index] / rest * (width - spoken)
        let (top, height) = verdict == .notExercised ? ("3", "2") : verdict == .pass ? ("2", "4") : ("0", "8")
        element(
          "rect",
          [
            "x": Figure.number(x), "y": top, "width": Figure.number(max(1, share - 2)), "height": height,
            "fill": verdict.colour,
          ])
        x += share
      }
    }
  }
}

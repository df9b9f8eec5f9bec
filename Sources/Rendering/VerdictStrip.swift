import Analysis
import Checks

/// The four verdicts, each with a mark of its own shape, in the order in which they matter.
enum Verdict: CaseIterable {
  case fail, inconclusive, pass, notExercised

  func word(_ say: Say) -> String {
    switch self {
    case .fail: say("failed", zh: "未通过")
    case .inconclusive: say("inconclusive", zh: "无法判定")
    case .pass: say("passed", zh: "通过")
    case .notExercised: say("not exercised", zh: "未触发")
    }
  }

  func count(in tally: Tally) -> Int {
    switch self {
    case .fail: tally.fail
    case .inconclusive: tally.inconclusive
    case .pass: tally.pass
    case .notExercised: tally.notExercised
    }
  }

  /// Drawn in a square of 12: a cross, a question mark, a tick, a ring.
  fileprivate var path: String {
    switch self {
    case .fail: "M2.5 2.5L9.5 9.5M2.5 9.5L9.5 2.5"
    case .inconclusive: "M3.5 4.2C3.5 1 8.7 1 8.7 4.1C8.7 6 6 6 6 8M6 10.2V10.8"
    case .pass: "M2 6.5L4.8 9.3L10 2.8"
    case .notExercised: "M6 2.6A3.4 3.4 0 1 0 6 9.4A3.4 3.4 0 1 0 6 2.6"
    }
  }

  var colour: String {
    switch self {
    case .fail: Figure.accent
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

  /// Counts of the four verdicts with a bar to scale.
  func verdictStrip(_ tally: Tally, _ say: Say) {
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

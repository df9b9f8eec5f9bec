import Analysis
import Checks
import TestSupport
import Testing

@testable import Rendering

@Suite struct ISNFigureTests {
  /// A clock of 150 MHz as active opener, and numbers without sense as passive one.
  private func host(samples: Int) -> HostReport {
    var host = HostReport()
    host.address = "10.1.0.7"
    var dice = Dice(state: 7)
    var (clock, noise) = (ISNReport(), ISNReport())
    noise.role = "passive"
    var time: Int64 = 1_000_000_000
    for index in 0..<samples {
      time += Int64(dice.below(900_000_000))
      let ticks = UInt32(truncatingIfNeeded: time / 20 * 3)
      clock.series.append(.init(time: time, isn: ticks, connection: index))
      noise.series.append(.init(time: time, isn: dice.word(), connection: index))
    }
    (clock.samples, noise.samples) = (samples, samples * 20)
    host.isn = samples > 0 ? [clock, noise] : []
    return host
  }

  @Test("two roles are drawn as agreed", arguments: Language.allCases)
  func golden(_ language: Language) throws {
    let svg = ISNFigure.svg(host(samples: 60), prefix: "h1", language: language, standalone: true)
    #expect(Markup.isWellFormed(svg))
    try expectGolden(String(decoding: svg, as: UTF8.self), "isn.\(language.rawValue).svg")
  }

  @Test("no text touches another or a panel, points stay in their panel", arguments: [1, 2, 3, 50, 2_000])
  func nothingTouches(samples: Int) {
    for language in Language.allCases {
      let layout = ISNLayout(host(samples: samples), language: language)
      let sheet = Rectangle(x: 0, y: 0, width: layout.width, height: layout.height)
      for (index, text) in layout.texts.enumerated() {
        #expect(sheet.contains(text.frame))
        #expect(!layout.texts[(index + 1)...].contains { $0.frame.intersects(text.frame) }, "\(text.text)")
        for panel in layout.panels where text.frame.intersects(panel.frame) {
          #expect(panel.frame.contains(text.frame) && panel.points.isEmpty)
        }
      }
      for panel in layout.panels {
        #expect(
          panel.points.allSatisfy { point in
            panel.frame.contains(Rectangle(x: point.x, y: point.y, width: 0, height: 0))
          })
      }
    }
  }

  @Test("equal steps fall on one point, and steps wrap as signed numbers")
  func steps() {
    var host = HostReport()
    var series = ISNReport()
    series.series = (0..<5).map { number in
      .init(time: Int64(number), isn: UInt32(truncatingIfNeeded: number * 0xa000_0000), connection: number)
    }
    series.samples = 5
    host.isn = [series]
    let points = ISNLayout(host, language: .en).panels[1].points
    #expect(points.count == 3 && Set(points).count == 1)
  }

  @Test("numbers within a sixteenth of the circle get an axis of their own", arguments: [0, 1, 250, 64_000, 4_473_924] as [UInt32])
  func zoom(step: UInt32) {
    let numbers = (0..<60).map { 4_000_000_000 + UInt32($0) * step }
    let scale = ISNScale(numbers)
    #expect(scale.base == 4_000_000_000)
    #expect((2...7).contains(scale.ticks.count))
    #expect(numbers.allSatisfy { (0.0...1).contains(scale.share(of: $0)) })
    #expect(step == 0 || scale.share(of: numbers[59]) > 0.75)
    #expect(scale.ticks.allSatisfy { TextWidth.of($0.label, size: Figure.smallSize) < 55 })
    #expect(ISNScale([0, 1 << 28, 5]).base == nil)
  }

  @Test("a host without ISNs has no figure")
  func empty() {
    #expect(ISNFigure.svg(host(samples: 0), prefix: "h", language: .en, standalone: true).isEmpty)
  }
}

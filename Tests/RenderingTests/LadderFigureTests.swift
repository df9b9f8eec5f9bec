import Analysis
import Checks
import Foundation
import TestSupport
import Testing

@testable import Rendering

@Suite struct LadderFigureTests {
  @Test("the incident is drawn as agreed", arguments: Language.allCases)
  func incident(_ language: Language) throws {
    let svg = LadderFigure.svg(LadderFixture.incident(), language: language, standalone: true)
    #expect(parses(svg))
    try expectGolden(String(decoding: svg, as: UTF8.self), "ladder-incident.\(language.rawValue).svg")
  }

  @Test("SYNs and FINs that crossed are drawn crossing")
  func simultaneous() throws {
    let svg = LadderFigure.svg(LadderFixture.simultaneous(), language: .en, standalone: true)
    #expect(parses(svg))
    try expectGolden(String(decoding: svg, as: UTF8.self), "ladder-simultaneous.svg")
  }
}

import Foundation
import Fuzzing
import TestSupport
import Testing

/// A minute of mutations through the doors of `make fuzz`, and what its hours have found.
@Suite struct FuzzingTests {
  private static let samples = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../samples").standardized

  @Test("samples bitten, cut, crossed and doubled come to no harm", arguments: FuzzTarget.allCases)
  func mutations(target: FuzzTarget) throws {
    let seeds = target.seeds(from: Self.samples)
    try #require(seeds.count > 20)
    for seed in seeds { #expect(target.complaint(about: seed) == nil) }
    var mutator = Mutator(seed: 20_261_125, of: seeds)
    // Debug code on two old cores makes so many in some seven seconds: eight doors, one minute.
    let cases = [.reader: 3_000, .program: 60, .script: 150, .conversation: 150][target] ?? 8_000
    for _ in 0..<cases {
      let octets = mutator.next()
      if let complaint = target.complaint(about: octets) {
        Issue.record("\(target): \(complaint)\n\(Data(octets).base64EncodedString())")
        return
      }
    }
  }
}

import TestSupport

/// Other octets out of seeds, the same ones each time.
struct Mutator {
  private var random: SeededGenerator
  private let seeds: [[UInt8]]
  private static let telling: [UInt8] = [0, 1, 4, 6, 7, 16, 32, 41, 45, 58, 64, 127, 128, 254, 255]

  init(seed: UInt64, of seeds: [[UInt8]]) {
    random = SeededGenerator(seed: seed)
    self.seeds = seeds
  }

  mutating func next() -> [UInt8] {
    var octets = anySeed()
    for _ in 0..<Int.random(in: 1...6, using: &random) where !octets.isEmpty {
      let place = Int.random(in: 0..<octets.count, using: &random)
      switch Int.random(in: 0..<8, using: &random) {
      case 0: octets[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: octets[place] = UInt8.random(in: 0...255, using: &random)
      case 2, 3: octets[place] = Self.telling.randomElement(using: &random) ?? 0
      case 4: octets.removeSubrange(place..<min(octets.count, place + Int.random(in: 1...40, using: &random)))
      case 5: octets.insert(contentsOf: octets[place..<min(octets.count, place + 24)], at: place)
      case 6: octets.removeLast(Int.random(in: 1...octets.count, using: &random) / 2)
      default:
        let other = anySeed()
        guard !other.isEmpty else { continue }
        let from = Int.random(in: 0..<other.count, using: &random)
        octets.replaceSubrange(place..., with: other[from...])
      }
    }
    return octets
  }

  private mutating func anySeed() -> [UInt8] { seeds.randomElement(using: &random) ?? [] }
}

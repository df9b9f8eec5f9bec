import TestSupport
import Testing
import Wire

@Suite struct TCPOptionTests {
  private func options(_ octets: [UInt8]) -> (options: TCPOptions, sound: Bool) {
    var options = TCPOptions()
    for octet in octets { options.append(octet) }
    let sound = options.scan()
    return (options, sound)
  }

  @Test("every octet of an option list comes back, damaged ones too")
  func lossless() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<20_000 {
      let octets = random.optionOctets()
      let (read, _) = options(octets)
      #expect((0..<Int(read.count)).map { read[$0] } == octets)
      let again = TCPOptions(read.list)
      #expect(again == read, "\(octets): \(read.list)")
      #expect(again.list == read.list)
      #expect(again.present == read.present)
    }
  }

  @Test("what is at hand says the same as the list")
  func atHand() {
    var random = SeededGenerator(seed: 4)
    for _ in 0..<20_000 {
      let (read, sound) = options(random.optionOctets())
      #expect(read.isSound == sound)
      var blocks: [SACKBlock] = []
      for option in read.list {
        switch option {
        case .sackPermitted: #expect(read.present.contains(.sackPermitted))
        case .sack(let more): blocks += more
        case .malformed: #expect(!sound)
        default: break
        }
      }
      #expect(read.sackBlocks == blocks)
      let last = { (pick: (TCPOption) -> UInt32?) in read.list.compactMap(pick).last }
      #expect(read.present.contains(.mss) == (last { if case .maximumSegmentSize(let size) = $0 { UInt32(size) } else { nil } } != nil))
      #expect(
        last { if case .maximumSegmentSize(let size) = $0 { UInt32(size) } else { nil } } ?? 0 == read.maximumSegmentSize)
      #expect(last { if case .windowScale(let shift) = $0 { UInt32(shift) } else { nil } } ?? 0 == read.windowShift)
      #expect(
        last { if case .timestamps(let value, _) = $0 { value.rawValue } else { nil } } ?? 0 == read.timestamp.rawValue)
      #expect(
        last { if case .timestamps(_, let echo) = $0 { echo.rawValue } else { nil } } ?? 0 == read.timestampEcho.rawValue)
    }
  }

  @Test("options of a SYN as a Linux host sends them")
  func linuxSyn() {
    let (read, sound) = options([2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 7, 0, 0, 0, 0, 1, 3, 3, 7])
    #expect(sound)
    #expect(read.present == [.mss, .sackPermitted, .timestamps, .windowScale])
    #expect(read.maximumSegmentSize == 1460)
    #expect(read.windowShift == 7)
    #expect(read.timestamp == TimestampValue(7))
    #expect(
      read.list == [
        .maximumSegmentSize(1460), .sackPermitted, .timestamps(value: TimestampValue(7), echo: TimestampValue(0)),
        .noOperation, .windowScale(7),
      ])
  }

  @Test("padding after the end of the list keeps its length")
  func padding() {
    let (read, sound) = options([3, 3, 7, 0, 0, 0, 0, 0])
    #expect(sound)
    #expect(read.list == [.windowScale(7), .endOfList, .endOfList, .endOfList, .endOfList, .endOfList])
  }

  @Test(
    "impossible lengths are malformed (RFC 9293 §3.1, MUST-7, MUST-68, MUST-69)",
    arguments: [
      [2, 0, 5, 180], [2, 1, 5, 180], [2], [8, 10, 0, 0], [3, 4, 7, 0], [4, 3, 0, 0], [5, 9, 0, 0, 0, 0, 0, 0, 0],
      [2, 3, 5, 1], [0, 0, 0, 1], [28, 3, 0, 1], [34, 3, 0, 1], [5, 2, 1, 1], [253, 200, 1, 1],
    ] as [[UInt8]])
  func malformed(octets: [UInt8]) {
    #expect(!options(octets).sound)
  }

  @Test(
    "options of other kinds are kept, and known by name where a check asks for them",
    arguments: [
      ([19, 18] + [UInt8](repeating: 9, count: 16), .authentication), ([29, 4, 1, 2], .authentication), ([30, 4, 0, 0], .multipath),
      ([34, 2], .fastOpen), ([34, 6, 1, 2, 3, 4], .fastOpen), ([254, 4, 0xf9, 0x89], .fastOpen), ([254, 4, 1, 2], .unknown),
      ([28, 4, 0, 1], .userTimeout), ([172, 5, 1, 2, 3], .accurateECN), ([77, 3, 1], .unknown),
    ] as [([UInt8], TCPOptions.Present)])
  func named(octets: [UInt8], present: TCPOptions.Present) {
    let (read, sound) = options(octets)
    #expect(sound)
    #expect(read.present == present)
    #expect(read.list == [.other(kind: octets[0], octets: Array(octets.dropFirst(2)))])
  }

  @Test("a header has room for 40 octets of options and no more")
  func room() {
    let (read, _) = options([UInt8](repeating: 1, count: 60))
    #expect(read.count == 40)
  }
}

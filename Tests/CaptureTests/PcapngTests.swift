import Capture
import CaptureWriter
import TestSupport
import Testing
import Wire

/// pcapng: sections, interfaces, three kinds of packet block, drop counters, and damage.
@Suite struct PcapngTests {
  typealias Option = PcapngWriter.Option

  @Test("a packet of each kind, in both byte orders", arguments: [false, true])
  func kinds(bigEndian: Bool) throws {
    var writer = PcapngWriter()
    writer.section(bigEndian: bigEndian)
    writer.interface(linkType: 1, snapLength: 4)
    writer.enhancedPacket([1, 2, 3, 4, 5], ticks: 1_700_000_000_000_001, originalLength: 99)
    writer.simplePacket([6, 7, 8, 9], originalLength: 60)
    writer.simplePacket([6, 7])
    writer.obsoletePacket([10], ticks: 5)
    let contents = try Contents(writer.octets)
    #expect(contents.ending == .clean)
    #expect(contents.records.map(\.octets) == [[1, 2, 3, 4, 5], [6, 7, 8, 9], [6, 7], [10]])
    #expect(contents.records.map(\.originalLength) == [99, 60, 2, 1])
    #expect(contents.records.map(\.nanoseconds) == [1_700_000_000_000_001_000, 0, 0, 5000])
  }

  @Test("several sections, each with its own byte order and interfaces")
  func sections() throws {
    var writer = PcapngWriter()
    writer.section()
    writer.interface(linkType: 1)
    writer.interface(linkType: 113)
    writer.enhancedPacket([1], interface: 1)
    writer.section(bigEndian: true)
    writer.interface(linkType: 276)
    writer.enhancedPacket([2], interface: 0)
    writer.section()
    writer.interface(linkType: 101)
    writer.simplePacket([3])
    let contents = try Contents(writer.octets)
    #expect(contents.records.map(\.linkType) == [113, 276, 101])
    #expect(contents.records.map(\.number) == [1, 2, 3])
    #expect(contents.interfaces.map(\.linkType) == [1, 113, 276, 101])
  }

  @Test("time stamps of any resolution and offset")
  func resolution() throws {
    let second: Int64 = 1_000_000_000
    let rows: [(options: [Option], ticks: UInt64, nanoseconds: Int64)] = [
      ([], 1_000_001, second + 1000),
      ([Option(9, [9])], 1_700_000_000_123_456_789, 1_700_000_000_123_456_789),
      ([Option(9, [3])], 1500, 1_500_000_000),
      ([Option(9, [0])], 7, 7 * second),
      ([Option(9, [12])], 1_000_000_000_999, second),
      ([Option(9, [0x80 | 10])], 1536, 1_500_000_000),
      ([Option(9, [0x80])], 3, 3 * second),
      ([Option(9, [0x80 | 32])], 3 << 31, 1_500_000_000),
      ([Option(9, [0x80 | 32])], 0xffff_ffff << 32 | 1 << 31, 0xffff_ffff * second + second / 2),
      ([Option(9, [0xff])], 1 << 62, second / 2),
      ([Option(9, [19])], 15_000_000_000_000_000_000, 1_500_000_000),
      ([Option(9, [127])], .max, 1_844_674_407),
      ([Option(14, [100, 0, 0, 0, 0, 0, 0, 0])], 5, 100 * second + 5000),
      ([Option(14, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])], 2_000_000, second),
      ([Option(2, Array("eth0".utf8)), Option(9, [9]), Option(14, [1, 0, 0, 0, 0, 0, 0, 0])], 3, second + 3),
      ([Option(9, [0])], .max, 1 << 62),
      ([Option(14, [0, 0, 0, 0, 0, 0, 0, 0x80])], 5, Instant.earliest.nanoseconds),
      ([Option(14, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])], .max, 1 << 62),
    ]
    for row in rows {
      var writer = PcapngWriter()
      writer.section()
      writer.interface(linkType: 1, options: row.options)
      writer.enhancedPacket([1], ticks: row.ticks)
      #expect(try Contents(writer.octets).records.map(\.nanoseconds) == [row.nanoseconds], "\(row)")
    }
  }

  @Test("drop counters of interfaces and of packets, and the direction of packets", arguments: [false, true])
  func drops(bigEndian: Bool) throws {
    var writer = PcapngWriter()
    writer.section(bigEndian: bigEndian)
    writer.interface(linkType: 1)
    writer.interface(linkType: 1)
    writer.enhancedPacket([1], options: [Option(2, writer.long(1)), Option(4, writer.double(3))])
    writer.enhancedPacket([1], options: [Option(1, Array("a comment".utf8)), Option(4, writer.double(4)), Option(2, writer.long(0xf2))])
    writer.enhancedPacket([1], options: [Option(2, writer.long(3))])
    writer.obsoletePacket([1], drops: 2)
    writer.statistics(interface: 1, options: [Option(4, writer.double(1000)), Option(5, writer.double(7))])
    writer.statistics(interface: 1, options: [Option(5, writer.double(8)), Option(7, writer.double(2))])
    writer.statistics(interface: 9, options: [Option(5, writer.double(1))])
    let contents = try Contents(writer.octets)
    #expect(contents.packetDrops == 9)
    #expect(contents.interfaces.map(\.drops) == [nil, 10])
    #expect(contents.records.map(\.direction) == [.received, .sent, .unknown, .unknown])
  }

  @Test("blocks of other kinds are passed over")
  func otherBlocks() throws {
    var writer = PcapngWriter()
    writer.section()
    writer.block(4, [0, 0, 0, 0])
    writer.interface(linkType: 1)
    writer.block(10, [UInt8](repeating: 7, count: 2_000_000))
    writer.block(0xbad, [UInt8](repeating: 1, count: 8))
    writer.block(0x8000_0001, [])
    writer.enhancedPacket([1])
    let contents = try Contents(writer.octets)
    #expect(contents.records.count == 1)
    #expect(contents.ending == .clean)
  }

  @Test("what cannot be in a file stops the reading, and the ending says what it was")
  func damage() throws {
    let rows: [(CaptureDamage, (inout PcapngWriter) -> Void)] = [
      (.undescribedInterface(1), { $0.enhancedPacket([2], interface: 1) }),
      (.undescribedInterface(0xffff_ffff), { $0.enhancedPacket([2], interface: 0xffff_ffff) }),
      (.packetBeyondBlock(octets: 500, block: 36), { $0.block(6, [UInt8](repeating: 0, count: 12) + $0.long(500) + $0.long(500) + [1, 2, 3, 4]) }),
      (.packetBeyondBlock(octets: 0xffff_ffff, block: 32), { $0.block(6, [UInt8](repeating: 0, count: 12) + $0.long(.max) + $0.long(1)) }),
      (.packetBeyondBlock(octets: 0, block: 20), { $0.block(6, [UInt8](repeating: 0, count: 8)) }),
      (.packetBeyondBlock(octets: 9, block: 32), { $0.block(2, [UInt8](repeating: 0, count: 12) + $0.long(9) + $0.long(9)) }),
      (.packetBeyondBlock(octets: 0, block: 12), { $0.block(3, []) }),
      (.packetBeforeInterface, {
        $0.section()
        $0.simplePacket([1])
      }),
      (.sectionVersion(2), { $0.section(major: 2) }),
      (.noByteOrder, { $0.block(0x0a0d_0d0a, [1, 2, 3, 4, 1, 0, 0, 0]) }),
    ]
    for (damage, write) in rows {
      var writer = PcapngWriter()
      writer.section()
      writer.interface(linkType: 1)
      writer.enhancedPacket([1])
      let offset = writer.octets.count
      write(&writer)
      let last = writer.octets.count - (damage == .packetBeforeInterface ? 20 : 0)
      let contents = try Contents(writer.octets)
      #expect(contents.records.count == 1)
      let place = damage == .packetBeforeInterface ? last : offset
      #expect(contents.ending == .damaged(frame: 2, offset: place, reason: damage))
    }
  }

  @Test("a length without the padding it should include is read as it was meant")
  func unpaddedLength() throws {
    var writer = PcapngWriter()
    writer.section()
    writer.interface(linkType: 1)
    writer.obsoletePacket([1, 2, 3, 4, 5])
    var octets = writer.octets
    let start = octets.count - 40
    octets[start + 4] -= 3
    octets[octets.count - 4] -= 3
    let contents = try Contents(octets)
    #expect(contents.records.map(\.octets) == [[1, 2, 3, 4, 5]])
    #expect(contents.ending == .clean)
  }

  @Test("lengths that cannot be, or that are not repeated", arguments: [0, 4, 8, 11, 0x7fff_fffc, 0xffff_ffff])
  func blockLengths(length: UInt32) throws {
    var writer = PcapngWriter()
    writer.section()
    writer.interface(linkType: 1)
    let offset = writer.octets.count
    let octets = writer.octets + writer.long(6) + writer.long(length) + [UInt8](repeating: 0, count: 32)
    #expect(try Contents(octets).ending == .damaged(frame: 1, offset: offset, reason: .blockLength(Int(length))))
    let unrepeated = writer.octets + writer.long(6) + writer.long(36) + [UInt8](repeating: 0, count: 28)
    #expect(try Contents(unrepeated).ending == .damaged(frame: 1, offset: offset, reason: .lengthNotRepeated))
  }

  private func sample(bigEndian: Bool) -> [UInt8] {
    var writer = PcapngWriter()
    writer.section(bigEndian: bigEndian)
    writer.interface(linkType: 1, options: [Option(9, [9])])
    writer.enhancedPacket([1, 2, 3], ticks: 77, options: [Option(4, writer.double(1))])
    writer.simplePacket([4, 5, 6, 7])
    writer.statistics(options: [Option(5, writer.double(1))])
    writer.obsoletePacket([8])
    return writer.octets
  }

  @Test("cut after any octet, what was whole is read", arguments: [false, true])
  func cutAnywhere(bigEndian: Bool) throws {
    let whole = sample(bigEndian: bigEndian)
    let all = try Contents(whole)
    #expect(all.records.count == 3 && all.ending == .clean)
    for length in 4..<28 {
      #expect(throws: CaptureError.self) { try Contents(whole.prefix(length)) }
    }
    for length in 28..<whole.count {
      let contents = try Contents(whole.prefix(length))
      #expect(contents.records == Array(all.records.prefix(contents.records.count)))
      switch contents.ending {
      case .clean: break
      case .cut(let frame, let octets):
        #expect(frame == contents.records.count + 1)
        #expect(octets > 0)
        // A block border lies so many octets back: there the same file ends cleanly, or has not begun.
        #expect(try Contents(whole.prefix(length - octets)).ending == .clean)
      case .damaged: Issue.record("a cut is no damage: \(length)")
      }
    }
  }

  @Test("bitten files never trap")
  func bitten() throws {
    var random = SeededGenerator(seed: 9)
    for _ in 0..<1_500 {
      var octets = sample(bigEndian: random.chance(1, in: 2))
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        octets[Int.random(in: 14..<octets.count, using: &random)] =
          random.chance(1, in: 2) ? [0, 1, 4, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
      }
      _ = try Contents(octets)
    }
  }
}

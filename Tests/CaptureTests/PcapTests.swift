import Capture
import CaptureWriter
import Foundation
import TestSupport
import Testing
import Wire

/// Classic pcap: both byte orders, micro- and nanoseconds, and every way in which a file can be wrong.
@Suite struct PcapTests {
  private static let frames: [[UInt8]] = [[], [1], [2, 3], Array(4...70), [UInt8](repeating: 9, count: 1500)]
  private static let time = Instant(nanoseconds: 1_700_000_000_123_456_789)

  private func pcap(nanoseconds: Bool = true, bigEndian: Bool = false, snapLength: Int = 262_144) -> [UInt8] {
    var writer = PcapWriter(linkType: 1, nanoseconds: nanoseconds, bigEndian: bigEndian, snapLength: snapLength)
    for (index, frame) in Self.frames.enumerated() { writer.append(frame, at: Self.time + .seconds(index)) }
    return writer.octets
  }

  @Test("both byte orders, both resolutions", arguments: [false, true], [false, true])
  func formats(nanoseconds: Bool, bigEndian: Bool) throws {
    let contents = try Contents(pcap(nanoseconds: nanoseconds, bigEndian: bigEndian))
    #expect(contents.ending == .clean)
    #expect(contents.records.map(\.octets) == Self.frames)
    #expect(contents.records.map(\.number) == [1, 2, 3, 4, 5])
    let first = nanoseconds ? 1_700_000_000_123_456_789 : 1_700_000_000_123_456_000
    #expect(contents.records.map(\.nanoseconds) == (0..<5).map { Int64(first) + $0 * 1_000_000_000 })
    #expect(contents.interfaces.map(\.linkType) == [1])
    #expect(contents.interfaces[0].snapLength == 262_144)
  }

  @Test("the years 1970 and 2106, and a clock that runs backwards", arguments: [false, true])
  func times(bigEndian: Bool) throws {
    let seconds: [Int64] = [0, 0xffff_ffff, 0x7fff_ffff, 0x8000_0000, 1]
    var writer = PcapWriter(linkType: 1, bigEndian: bigEndian)
    for second in seconds { writer.append([1], at: Instant(nanoseconds: second * 1_000_000_000 + 999_999_000)) }
    #expect(try Contents(writer.octets).records.map(\.nanoseconds) == seconds.map { $0 * 1_000_000_000 + 999_999_000 })
  }

  @Test("a cut frame keeps its length on the wire")
  func snapped() throws {
    let contents = try Contents(pcap(snapLength: 60))
    #expect(contents.records.map(\.originalLength) == Self.frames.map(\.count))
    #expect(contents.records.map(\.octets.count) == Self.frames.map { min(60, $0.count) })
  }

  @Test("records of the modified format carry eight octets more", arguments: [false, true])
  func modified(bigEndian: Bool) throws {
    let plain = pcap(nanoseconds: false, bigEndian: bigEndian)
    var octets = bigEndian ? [0xa1, 0xb2, 0xcd, 0x34] : [0x34, 0xcd, 0xb2, 0xa1] as [UInt8]
    octets += plain[4..<24]
    var at = 24
    for frame in Self.frames {
      octets += plain[at..<at + 16] + [1, 2, 3, 4, 5, 6, 7, 8] + plain[at + 16..<at + 16 + frame.count]
      at += 16 + frame.count
    }
    let contents = try Contents(octets)
    #expect(contents.records.map(\.octets) == Self.frames)
    #expect(contents.ending == .clean)
  }

  @Test("Ixia's files have one number more in their header", arguments: [0x1c00_01ac, 0x1c00_01ab] as [UInt32], [false, true])
  func ixia(magic: UInt32, bigEndian: Bool) throws {
    let plain = pcap(nanoseconds: false, bigEndian: bigEndian)
    func long(_ value: UInt32) -> [UInt8] { (bigEndian ? [24, 16, 8, 0] : [0, 8, 16, 24]).map { UInt8(value >> $0 & 255) } }
    let octets = long(magic) + plain[4..<24] + long(UInt32(plain.count - 24)) + plain[24...]
    #expect(try Contents(octets) == Contents(plain))
  }

  @Test("files of other tools are refused by their names, with what to do")
  func foreign() throws {
    let endace = [UInt8](repeating: 0, count: 8) + [2, 4, 0, 80, 0, 0, 0, 60] + [UInt8](repeating: 0, count: 64)
    let rows = [
      ("TRSNIFF data    \u{1a}", "Sniffer"), ("XCP\0", "NetXRay"), ("GMBU", "Network Monitor"), ("RTSS", "Network Monitor"),
      ("ObserverPktBufferVersion=09.00", "Observer"), ("\u{1}\u{10}", "LANalyzer"), ("iptrace 2.0", "iptrace"), ("btsnoop\0", "btsnoop"),
      ("\u{5}VNF", "Visual Networks"), ("EyeSDN", "EyeSDN"), ("\u{7f}ver", "Peek"), ("snoop\0\0\0", "snoop"), ("TR\0d\0", "nettl"),
    ].map { (Array($0.utf8) + [UInt8](repeating: 0, count: 100), $1, "editcap") } + [
      ([0xaa, 0xaa, 0xaa, 0xaa], "5View", "editcap"), ([0x42, 0xd2, 0, 0x34, 0x12, 0x66, 0x22, 0x88], "RADCOM", "editcap"),
      ([0, 0, 2, 0, 0x12, 5, 0, 0x10], "K12", "editcap"), (endace + endace, "ERF", "editcap"), (Array("BZh91AY".utf8), "bzip2", "unpack"),
      (Array("PK\u{3}\u{4}..".utf8), "ZIP", "unpack"), ([0x04, 0x22, 0x4d, 0x18, 0, 0], "LZ4", "unpack"),
      ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "7z", "unpack"), (Array("{\"schema\"".utf8), "reports", "diff"),
    ]
    for (octets, name, advice) in rows {
      let file = try TemporaryFile(octets)
      let error = #expect(throws: CaptureError.self) { _ = Contents(of: try CaptureFile(path: file.path)) }
      #expect(error?.reason.contains(name) == true && error?.reason.contains(advice) == true, "\(name): \(error?.reason ?? "none")")
    }
    #expect(Set(rows.map(\.1)).count + 1 >= ForeignFile.all.count)
  }

  @Test("the link type is the low half of its field: the high half says how long frame check sequences are")
  func frameCheckSequence() throws {
    var octets = pcap()
    octets[23] = 0x24
    #expect(try Contents(octets).records.first?.linkType == 1)
  }

  @Test(
    "the two lengths of a record stand the other way round before version 2.3",
    arguments: [(0, true), (2, true), (3, false), (3, true), (4, false)] as [(UInt8, Bool)])
  func oldVersions(minor: UInt8, exchanged: Bool) throws {
    var octets = pcap(snapLength: 60)
    octets[6] = minor
    var at = 24
    for frame in Self.frames {
      if exchanged {
        octets.replaceSubrange(at + 8..<at + 16, with: Array(octets[at + 12..<at + 16] + octets[at + 8..<at + 12]))
      }
      at += 16 + min(60, frame.count)
    }
    let contents = try Contents(octets)
    #expect(contents.records.map(\.octets) == Self.frames.map { Array($0.prefix(60)) })
    #expect(contents.records.map(\.originalLength) == Self.frames.map(\.count))
  }

  @Test("cut after any octet, what was whole is read and the ending says where it broke off")
  func cutAnywhere() throws {
    for bigEndian in [false, true] {
      let whole = pcap(bigEndian: bigEndian)
      var borders = [24]
      for frame in Self.frames { borders.append(borders[borders.count - 1] + 16 + frame.count) }
      for length in Array(0..<whole.count).filter({ $0 < 400 || $0 % 97 == 0 }) + [whole.count] {
        let file = try TemporaryFile(whole.prefix(length))
        guard length >= 24 else {
          #expect(throws: CaptureError.self) { Contents(of: try CaptureFile(path: file.path)) }
          continue
        }
        let contents = Contents(of: try CaptureFile(path: file.path))
        let read = borders.lastIndex { $0 <= length } ?? 0
        #expect(contents.records.map(\.octets) == Array(Self.frames.prefix(read)))
        let left = length - borders[read]
        #expect(contents.ending == (left == 0 ? .clean : .cut(frame: read + 1, octets: left)))
      }
    }
  }

  @Test("a record that announces more than a packet can be is damage, and reading stops before it", arguments: [262_145, 0x7fff_ffff, 0xffff_ffff])
  func absurdLength(octets: Int) throws {
    var file = pcap()
    let second = 24 + 16
    for (place, shift) in [0, 8, 16, 24].enumerated() { file[second + 8 + place] = UInt8(octets >> shift & 0xff) }
    let contents = try Contents(file)
    #expect(contents.records.count == 1)
    #expect(contents.ending == .damaged(frame: 2, offset: second, reason: .recordLength(octets)))
  }

  @Test("a packet longer than any buffer so far is read whole")
  func longPackets() throws {
    var writer = PcapWriter(linkType: 1)
    let frames = (0..<12).map { [UInt8](repeating: UInt8($0), count: 262_144 - $0) }
    for frame in frames { writer.append(frame, at: Self.time) }
    #expect(try Contents(writer.octets).records.map(\.octets) == frames)
  }

  @Test("what is no capture is refused in words")
  func refused() throws {
    for (octets, word) in [
      ([], "empty"), ([0xd4, 0xc3], "too short"), (Array("hello, world".utf8), "not a capture"),
      (Array("snoop\0\0\0".utf8), "snoop"), ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "compressed"), ([0x28, 0xb5, 0x2f, 0xfd], "compressed"),
      ([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0], "header is cut"),
      ([0xd4, 0xc3, 0xb2, 0xa1, 1] + [UInt8](repeating: 0, count: 19), "version 1"),
      ([0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0], "header is cut"),
      ([0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 0, 0, 1] + [UInt8](repeating: 0, count: 13), "version 0"),
      ([0x0a, 0x0d, 0x0d, 0x0a] + [UInt8](repeating: 0, count: 24), "byte-order"), ([0x1f, 0x8b], "compressed"), ([0x1f, 0x8b, 9, 9, 9, 9], "compressed"),
    ] as [([UInt8], String)] {
      let file = try TemporaryFile(octets)
      let error = #expect(throws: CaptureError.self) { _ = Contents(of: try CaptureFile(path: file.path)) }
      #expect(error?.reason.contains(word) == true, "\(error?.reason ?? "none"), expected \(word)")
      #expect(error?.file == file.path)
    }
    #expect(throws: CaptureError.self) { _ = Contents(of: try CaptureFile(path: "/nonexistent")) }
    let folder = #expect(throws: CaptureError.self) {
      _ = Contents(of: try CaptureFile(path: FileManager.default.temporaryDirectory.path))
    }
    #expect(folder?.reason.contains("irectory") == true)
  }

  @Test("noise behind a header never traps")
  func noise() throws {
    var random = SeededGenerator(seed: 8)
    for _ in 0..<300 {
      var octets = pcap(bigEndian: random.chance(1, in: 2))
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        octets[Int.random(in: 8..<octets.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      _ = try Contents(octets)
    }
  }
}

import CLzma
import CZlib
import CZstd
import Capture
import CaptureWriter
import Foundation
import TestSupport
import Testing
import Wire

/// gzip, xz and zstd, whole and damaged, from a file and from a pipe.
@Suite struct CompressionTests {
  private static let plain: [UInt8] = {
    var writer = PcapWriter(linkType: 1)
    var random = SeededGenerator(seed: 10)
    for index in 0..<3_000 {
      writer.append(random.octets(Int.random(in: 0...900, using: &random)), at: Instant(nanoseconds: Int64(index)))
    }
    return writer.octets
  }()

  /// One gzip member (RFC 1952).
  private static func gzip(_ octets: [UInt8]) throws -> [UInt8] {
    let path = FileManager.default.temporaryDirectory.appending(path: "gzip-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let handle = gzopen(path, "wb6")
    _ = octets.withUnsafeBytes { gzwrite(handle, $0.baseAddress, UInt32($0.count)) }
    gzclose(handle)
    return Array(try Data(contentsOf: URL(filePath: path)))
  }

  private static func xz(_ octets: [UInt8]) -> [UInt8] {
    var packed = [UInt8](repeating: 0, count: lzma_stream_buffer_bound(octets.count))
    var count = 0
    let status = lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nil, octets, octets.count, &packed, &count, packed.count)
    precondition(status == LZMA_OK, "room for what is packed")
    return Array(packed.prefix(count))
  }

  private static func zstd(_ octets: [UInt8]) -> [UInt8] {
    var packed = [UInt8](repeating: 0, count: ZSTD_compressBound(octets.count))
    let stream = ZSTD_createCCtx()
    defer { ZSTD_freeCCtx(stream) }
    ZSTD_CCtx_setParameter(stream, ZSTD_c_checksumFlag, 1)
    let count = ZSTD_compress2(stream, &packed, packed.count, octets, octets.count)
    precondition(ZSTD_isError(count) == 0, "room for what is packed")
    return Array(packed.prefix(count))
  }

  enum Form: CaseIterable {
    case gzip, xz, zstd

    func packed(_ octets: [UInt8]) throws -> [UInt8] {
      switch self {
      case .gzip: try CompressionTests.gzip(octets)
      case .xz: CompressionTests.xz(octets)
      case .zstd: CompressionTests.zstd(octets)
      }
    }
    /// Octets of the check sum at the very end, without which every frame is there and the file is not whole.
    var check: Int { self == .xz ? 12 : 4 }
  }

  @Test("a compressed capture holds what the plain one holds", arguments: Form.allCases)
  func same(form: Form) throws {
    #expect(try Contents(form.packed(Self.plain)) == Contents(Self.plain))
  }

  @Test("several members are one file, and what follows the last is passed over", arguments: Form.allCases)
  func members(form: Form) throws {
    let half = Self.plain.count / 2
    let members = try form.packed(Array(Self.plain[..<half])) + form.packed([]) + form.packed(Array(Self.plain[half...]))
    let expected = try Contents(Self.plain)
    #expect(try Contents(members) == expected)
    #expect(try Contents(members + [0, 0, 0, 0]) == expected)
    #expect(try Contents(members + Array("trailing".utf8)) == expected)
  }

  @Test("a zstd frame that is to be skipped is skipped (RFC 8878 §3.1.2)")
  func skippable() throws {
    let skipped: [UInt8] = [0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]
    #expect(try Contents(skipped + Self.zstd(Self.plain)) == Contents(Self.plain))
  }

  @Test("cut anywhere, the frames before the cut are read and the ending says so", arguments: Form.allCases)
  func cut(form: Form) throws {
    let whole = try form.packed(Self.plain)
    let all = try Contents(Self.plain)
    for part in 1...19 {
      guard let contents = try? Contents(whole.prefix(whole.count * part / 20)) else {
        // A block format gives nothing before its first block is there.
        #expect(form != .gzip)
        continue
      }
      #expect(contents.records == Array(all.records.prefix(contents.records.count)))
      guard case .damaged(let frame, _, .compressionCut) = contents.ending else {
        Issue.record("not seen as cut: \(contents.ending)")
        continue
      }
      #expect(frame == contents.records.count + 1)
    }
    // Only the check sum is missing: every frame is there, and the file still is not whole.
    let unchecked = try Contents(whole.dropLast(form.check))
    #expect(unchecked.records == all.records)
    #expect(unchecked.ending == .damaged(frame: all.records.count + 1, offset: Self.plain.count, reason: .compressionCut))
  }

  @Test("damage is found, by its check sum at the latest", arguments: Form.allCases)
  func damaged(form: Form) throws {
    let whole = try form.packed(Self.plain)
    var random = SeededGenerator(seed: 11)
    for _ in 0..<40 {
      var octets = whole
      octets[Int.random(in: 10..<whole.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      do {
        let contents = try Contents(octets)
        #expect(contents.ending != .clean)
      } catch is CaptureError {
        // The very first octets were hit.
      }
    }
  }

  @Test("standard input may be compressed, and may come octet by octet")
  func pipe() throws {
    for octets in [Self.plain, try Self.gzip(Self.plain), Self.xz(Self.plain), Self.zstd(Self.plain)] {
      let name = FileManager.default.temporaryDirectory.appending(path: "pipe-\(UUID().uuidString)").path
      #expect(mkfifo(name, 0o600) == 0)
      defer { unlink(name) }
      let writer = Thread {
        let descriptor = open(name, O_WRONLY)
        var at = 0
        while at < octets.count {
          let step = at < 50 ? 1 : min(octets.count - at, 1 + at % 5000)
          at += octets[at..<at + step].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        }
        close(descriptor)
      }
      writer.start()
      #expect(Contents(of: try CaptureFile(path: name)) == (try Contents(Self.plain)))
    }
  }
}

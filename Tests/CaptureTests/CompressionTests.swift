import CZlib
import Capture
import CaptureWriter
import Foundation
import TestSupport
import Testing
import Wire

/// gzip, whole and damaged, from a file and from a pipe.
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

  @Test("a compressed capture holds what the plain one holds")
  func same() throws {
    #expect(try Contents(Self.gzip(Self.plain)) == Contents(Self.plain))
  }

  @Test("several members are one file, and what follows the last is passed over (RFC 1952 §2.2)")
  func members() throws {
    let half = Self.plain.count / 2
    let members = try Self.gzip(Array(Self.plain[..<half])) + Self.gzip([]) + Self.gzip(Array(Self.plain[half...]))
    let expected = try Contents(Self.plain)
    #expect(try Contents(members) == expected)
    #expect(try Contents(members + [0, 0, 0, 0]) == expected)
    #expect(try Contents(members + Array("trailing".utf8)) == expected)
  }

  @Test("cut anywhere, the frames before the cut are read and the ending says so")
  func cut() throws {
    let whole = try Self.gzip(Self.plain)
    let all = try Contents(Self.plain)
    for part in 1...19 {
      let contents = try Contents(whole.prefix(whole.count * part / 20))
      #expect(contents.records == Array(all.records.prefix(contents.records.count)))
      guard case .damaged(let frame, _, .compressionCut) = contents.ending else {
        Issue.record("not seen as cut: \(contents.ending)")
        continue
      }
      #expect(frame == contents.records.count + 1)
    }
    // Only the check sum is missing: every frame is there, and the file still is not whole.
    let unchecked = try Contents(whole.dropLast(4))
    #expect(unchecked.records == all.records)
    #expect(unchecked.ending == .damaged(frame: all.records.count + 1, offset: Self.plain.count, reason: .compressionCut))
  }

  @Test("damage is found, by its check sum at the latest")
  func damaged() throws {
    let whole = try Self.gzip(Self.plain)
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
    for octets in [Self.plain, try Self.gzip(Self.plain)] {
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

import Capture
import Foundation
import Testing
import Wire

/// Our own reader beside libpcap, record by record, over every capture at hand.
@Suite struct OracleTests {
  /// `samples/`, and the folder named by CAPTURES where that is set.
  static let files: [String] = {
    let samples = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../samples").standardized.path
    let folders = [samples] + (ProcessInfo.processInfo.environment["CAPTURES"].map { [$0, $0 + "/malformed"] } ?? [])
    return folders.flatMap { folder in
      ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted().map { folder + "/" + $0 }
    }.filter { file in
      guard let handle = FileHandle(forReadingAtPath: file), let magic = try? handle.read(upToCount: 4) else { return false }
      let known: [[UInt8]] = [
        [0xd4, 0xc3, 0xb2, 0xa1], [0xa1, 0xb2, 0xc3, 0xd4], [0x4d, 0x3c, 0xb2, 0xa1], [0xa1, 0xb2, 0x3c, 0x4d],
        [0x0a, 0x0d, 0x0d, 0x0a],
      ]
      return known.contains(Array(magic))
    }
  }()

  @Test("both readers give the same records", arguments: files)
  func agree(file: String) throws {
    var ours = try CaptureFile(path: file)
    guard let theirs = PcapHandle(path: file) else { return }
    while let expected = theirs.next() {
      guard let frame = ours.next() else {
        Issue.record("libpcap reads on after frame \(ours.frames)")
        return
      }
      let octets = (0..<frame.octets.count).map { frame.octets.octet($0) }
      // libpcap cuts a record at the header's snap length, even where more of it was written.
      let same = octets.starts(with: expected.octets)
      #expect(same, "octets of frame \(frame.number)")
      // libpcap takes the 32 bits of seconds for a signed number: 1901 for 2106.
      let apart = frame.time.nanoseconds / 1_000_000_000 - expected.time.nanoseconds / 1_000_000_000
      #expect(apart % (1 << 32) == 0, "time of frame \(frame.number)")
      if !same { return }
    }
  }
}

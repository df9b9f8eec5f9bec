import Capture
import Foundation
import Testing
import Wire

/// Our own reader beside libpcap, record by record, over every capture at hand.
@Suite struct OracleTests {
  @Test("both readers give the same records", arguments: CaptureFiles.plain)
  func agree(file: String) throws {
    guard let theirs = PcapHandle(path: file) else { return }
    var ours = try CaptureFile(path: file)
    while let expected = theirs.next() {
      guard let frame = ours.next() else {
        Issue.record("libpcap reads on after frame \(ours.frames)")
        return
      }
      let octets = (0..<frame.octets.count).map { frame.octets.octet($0) }
      // libpcap cuts a record at the header's snap length, even where more of it was written.
      let same = octets.starts(with: expected.octets)
      #expect(same, "octets of frame \(frame.number)")
      #expect(frame.originalLength == max(expected.originalLength, octets.count), "length of frame \(frame.number)")
      // libpcap takes the 32 bits of seconds for a signed number, 1901 for 2106, and those of the fraction, too.
      let apart = frame.time.nanoseconds - expected.time.nanoseconds
      let fraction = apart % (1_000_000_000 << 32)
      #expect([0, 1 << 32, 1000 << 32].contains(fraction), "time of frame \(frame.number)")
      if !same { return }
    }
  }
}

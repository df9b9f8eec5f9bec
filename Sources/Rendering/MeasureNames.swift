import Analysis
import Checks

/// One measure of one end: its key for programs, its name for people.
struct NamedMeasure: Sendable {
  var key: String
  var name: Bilingual
  var value: Int
}

extension Measures {
  /// In the order in which they are told.
  ///
  /// - Parameter octets: payload octets sent, retransmissions included.
  func named(octets: Int) -> [NamedMeasure] {
    func measure(_ key: String, _ name: String, zh: String, _ value: some BinaryInteger) -> NamedMeasure {
      NamedMeasure(key: key, name: Bilingual(name, zh: zh), value: Int(clamping: value))
    }
    return [
      measure("uniqueOctets", "unique octets", zh: "不重复字节", uniqueOctets),
      measure("retransmittedOctets", "octets sent again", zh: "重传字节", max(0, octets - Int(clamping: uniqueOctets))),
      measure("fastRetransmissions", "fast retransmissions", zh: "快速重传", fastRetransmissions),
      measure("needlessRetransmissions", "needless retransmissions", zh: "不必要的重传", needlessRetransmissions),
      measure("outOfOrder", "out of order", zh: "乱序", outOfOrder),
      measure("duplicateAcks", "duplicate ACKs", zh: "重复确认", duplicateAcks),
      measure("zeroWindows", "zero windows", zh: "零窗口", zeroWindows),
      measure("windowProbes", "window probes", zh: "窗口探测", windowProbes),
      measure("windowUpdates", "window updates", zh: "窗口更新", windowUpdates),
      measure("windowFull", "window full", zh: "窗口已满", windowFull),
      measure("keepalives", "keep-alives", zh: "保活", keepalives),
      measure("largestWindow", "largest window", zh: "最大窗口", largestWindow),
    ]
  }

  static let keys = Measures().named(octets: 0).map(\.key)
}

import Analysis
import Checks
import Wire

/// One measure of one end: its key for programs, its name for people.
struct NamedMeasure: Sendable {
  /// How the number is to be read; only a count stays the same where a record came a little later.
  enum Unit: Sendable { case count, seconds, perSecond, samples }
  var key: String
  var name: Bilingual
  /// In nanoseconds where the unit is seconds; `nil` where this capture does not tell.
  var value: Int?
  var unit = Unit.count

  /// For people; a dash for what is not known.
  var text: String {
    guard let value else { return "–" }
    return unit == .seconds ? SegmentNotation.seconds(Int64(value), decimals: 6) + " s" : Figure.grouped(value)
  }
}

extension Measures {
  /// In the order in which they are told.
  ///
  /// - Parameters:
  ///   - octets: payload octets sent, retransmissions included.
  ///   - duration: of the connection, nanoseconds.
  func named(octets: Int, duration: Int64) -> [NamedMeasure] {
    func measure(_ key: String, _ name: String, zh: String, _ value: (some BinaryInteger)?, in unit: NamedMeasure.Unit = .count)
      -> NamedMeasure
    {
      NamedMeasure(key: key, name: Bilingual(name, zh: zh), value: value.map { Int(clamping: $0) }, unit: unit)
    }
    func time(_ key: String, _ name: String, zh: String, _ nanoseconds: Int64?) -> NamedMeasure {
      NamedMeasure(key: key, name: Bilingual(name, zh: zh), value: nanoseconds.map { Int($0) }, unit: .seconds)
    }
    func trip(_ microseconds: UInt32?) -> Int64? {
      roundTrips.samples == 0 ? nil : microseconds.map { Int64($0) * 1000 }
    }
    // As tcptrace has it: over the whole connection, what is sent again left out.
    let perSecond = duration > 0 ? Double(uniqueOctets) * 1e9 / Double(duration) : 0
    return [
      measure("uniqueOctets", "unique octets", zh: "不重复字节", uniqueOctets),
      measure("retransmittedOctets", "octets sent again", zh: "重传字节", max(0, octets - Int(clamping: uniqueOctets))),
      measure("fastRetransmissions", "fast retransmissions", zh: "快速重传", fastRetransmissions),
      measure("needlessRetransmissions", "needless retransmissions", zh: "不必要的重传", needlessRetransmissions),
      measure("outOfOrder", "out of order", zh: "乱序", outOfOrder),
      measure("duplicateAcks", "duplicate ACKs", zh: "重复确认", duplicateAcks),
      measure("sacksSent", "SACKs", zh: "选择确认", sacksSent),
      measure("zeroWindows", "zero windows", zh: "零窗口", zeroWindows),
      measure("windowProbes", "window probes", zh: "窗口探测", windowProbes),
      measure("windowUpdates", "window updates", zh: "窗口更新", windowUpdates),
      measure("windowFull", "window full", zh: "窗口已满", windowFull),
      measure("keepalives", "keep-alives", zh: "保活", keepalives),
      measure("maximumSegmentSize", "MSS offered", zh: "所报 MSS", maximumSegmentSize),
      measure("windowScale", "window scale", zh: "窗口扩大因子", windowScale),
      measure("largestWindow", "largest window", zh: "最大窗口", largestWindow),
      measure("smallestWindow", "smallest window above 0", zh: "最小非零窗口", smallestWindow),
      measure("averageWindow", "average window", zh: "平均窗口", averageWindow),
      measure("throughput", "octets a second", zh: "每秒字节", UInt64(min(perSecond, 1e18)), in: .perSecond),
      time("longestIdle", "longest idle", zh: "最长空闲", longestIdle),
      measure("roundTrips", "round trips timed", zh: "往返时间样本", roundTrips.samples, in: .samples),
      time("handshakeRoundTrip", "round trip of the handshake", zh: "握手往返时间", trip(roundTrips.handshake)),
      time("roundTripMinimum", "shortest round trip", zh: "最短往返时间", trip(roundTrips.minimum)),
      time("roundTripAverage", "average round trip", zh: "平均往返时间", trip(roundTrips.average)),
      time("roundTripMaximum", "longest round trip", zh: "最长往返时间", trip(roundTrips.maximum)),
      time("roundTripDeviation", "deviation of round trips", zh: "往返时间标准差", trip(roundTrips.samples > 1 ? roundTrips.deviation : nil)),
    ]
  }

  /// Keys of the measures, and how each is to be read.
  static let keys = Measures().named(octets: 0, duration: 0).map { ($0.key, $0.unit) }
}

extension ConnectionReport {
  /// The measures of both ends that say something, the client's first: what never happened is left out, so that what
  /// did is seen.
  var namedMeasures: [(NamedMeasure, NamedMeasure)] {
    let pairs = zip(
      measures.client.named(octets: octets.client, duration: duration),
      measures.server.named(octets: octets.server, duration: duration))
    return pairs.filter { ($0.value ?? 0) + ($1.value ?? 0) > 0 }
  }
}

import Wire

/// Conversations for the examples of checks that need many numbers.
enum ISNExamples {
  /// Connections from ports of their own, three segments each, with these numbers of the client; `marked` places bear
  /// the mark of the finding.
  static func opened(_ numbers: [UInt32], marked: Set<Int> = [0]) -> String {
    numbers.enumerated().map { place, number in
      let server = scattered(place &+ 1000)
      let port = 40001 + place
      return """
        \(marked.contains(place) ? "↓" : " ") +0.\(3 + place % 5)  A:\(port) > B  S   \(number):\(number)(0)  win 64240
          +0.01  B > A:\(port)  S.  \(server):\(server)(0)  ack \(number &+ 1)  win 65160
          +0     A:\(port) > B  .   \(number &+ 1):\(number &+ 1)(0)  ack \(server &+ 1)  win 64240
        """
    }.joined(separator: "\n")
  }

  /// One four-tuple again and again, every five minutes, closed in order each time, with these numbers of the client.
  static func reused(_ numbers: [UInt32], marked: Set<Int> = [0]) -> String {
    numbers.enumerated().map { place, number in
      let server = UInt32(place) &* 300_000_000 &+ 5_000
      return """
        \(marked.contains(place) ? "↓" : " ") +\(301 + place % 4).\(3 + place % 5)  A > B  S   \(number):\(number)(0)  win 64240
          +0.01  B > A  S.  \(server):\(server)(0)  ack \(number &+ 1)  win 65160
          +0     A > B  .   \(number &+ 1):\(number &+ 1)(0)  ack \(server &+ 1)  win 64240
          +0.1   B > A  F.  \(server &+ 1):\(server &+ 1)(0)  ack \(number &+ 1)  win 65160
          +0     A > B  F.  \(number &+ 1):\(number &+ 1)(0)  ack \(server &+ 2)  win 64240
          +0.01  B > A  .   \(server &+ 2):\(server &+ 2)(0)  ack \(number &+ 2)  win 65160
        """
    }.joined(separator: "\n")
  }

  /// A well spread number for each place (SplitMix64's finalizer).
  static func scattered(_ place: Int) -> UInt32 {
    var x = UInt64(truncatingIfNeeded: place) &* 0x9e37_79b9_7f4a_7c15 &+ 0x1234_5678
    x = (x ^ x >> 30) &* 0xbf58_476d_1ce4_e5b9
    x = (x ^ x >> 27) &* 0x94d0_49bb_1331_11eb
    return UInt32(truncatingIfNeeded: x >> 32)
  }
}

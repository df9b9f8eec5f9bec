import Analysis

/// `connections.csv` (RFC 4180): a row for each connection, under tcptrace's names for columns where it has one.
package enum ConnectionsCSV {
  package static func head() -> [UInt8] {
    let first = ["capture", "conn_#", "host_a", "host_b", "port_a", "port_b", "first_packet", "last_packet", "elapsed_time"]
    let last = ["closed_by", "close_style", "vantage", "must", "should", "note", "pass", "inconclusive", "time_wait_a", "time_wait_b"]
    let names = ["total_packets", "actual_data_bytes", "rexmt_data_pkts"] + measures.map(\.0)
    let columns = first + names.flatMap { ["\($0)_a2b", "\($0)_b2a"] } + last
    return Array((columns.joined(separator: ",") + "\r\n").utf8)
  }

  /// tcptrace's name of a column for each end, and the key of our measure.
  private static let measures = [
    ("rexmt_data_bytes", "retransmittedOctets"), ("unique_bytes_sent", "uniqueOctets"), ("outoforder_pkts", "outOfOrder"),
    ("sacks_sent", "sacksSent"), ("mss_requested", "maximumSegmentSize"), ("adv_wind_scale", "windowScale"),
    ("max_win_adv", "largestWindow"), ("min_win_adv", "smallestWindow"), ("avg_win_adv", "averageWindow"),
    ("zero_win_adv", "zeroWindows"), ("zwnd_probe_pkts", "windowProbes"), ("idletime_max", "longestIdle"),
    ("throughput", "throughput"), ("RTT_samples", "roundTrips"), ("RTT_min", "roundTripMinimum"),
    ("RTT_max", "roundTripMaximum"), ("RTT_avg", "roundTripAverage"), ("RTT_stdev", "roundTripDeviation"),
    ("RTT_from_3WHS", "handshakeRoundTrip"),
  ]

  /// Place of each of these among the measures.
  private static let places = measures.map { measure in Measures.keys.firstIndex { $0.0 == measure.1 } }

  package static func rows(_ capture: CaptureReport) -> [UInt8] {
    var sink = ByteSink()
    let name = field(capture.name)
    for connection in capture.connections {
      sink.write(name)
      var cells = [
        String(connection.id), connection.client.address, connection.server.address, String(connection.client.port),
        String(connection.server.port), TimeText.rfc3339(connection.start),
        TimeText.rfc3339(connection.start + connection.duration), TimeText.seconds(connection.duration),
      ]
      for pair in [connection.segments, connection.octets, connection.retransmissions] {
        cells += [String(pair.client), String(pair.server)]
      }
      let named = Role.allCases.map {
        connection.measures[$0].named(octets: connection.octets[$0], duration: connection.duration)
      }
      for place in places.compactMap({ $0 }) { cells += named.map { cell($0[place]) } }
      cells += [field(connection.closedBy ?? ""), field(connection.closeStyle), connection.vantage.place]
      for cell in cells {
        sink.write(octet: UInt8(ascii: ","))
        sink.write(cell)
      }
      let counted = connection.findings.filter(\.counts)
      for count in FindingLevel.allCases.map({ level in counted.count { $0.level == level } })
        + [connection.tally.pass, connection.tally.inconclusive]
      {
        sink.write(octet: UInt8(ascii: ","))
        sink.write(count)
      }
      for role in Role.allCases {
        sink.write(octet: UInt8(ascii: ","))
        sink.write(connection.timeWaits[role].map(wait) ?? "")
      }
      sink.write("\r\n")
    }
    return sink.octets()
  }

  /// `alive 12.3`, `gone 0.25`, `unproven`: seconds after which it was found so.
  private static func wait(_ wait: TimeWaitReport) -> String {
    let seconds = (wait.gone ?? wait.alive).map { " " + TimeText.seconds($0) } ?? ""
    return wait.standing.rawValue + seconds
  }

  /// Nothing for what is not known; times in milliseconds, as tcptrace has them.
  private static func cell(_ measure: NamedMeasure) -> String {
    guard let value = measure.value else { return "" }
    return measure.unit == .seconds ? TimeText.seconds(Int64(min(value, Int.max / 1000) * 1000)) : String(value)
  }

  /// A text as one field: quoted where it must be, and never a formula to a spreadsheet.
  static func field(_ text: String) -> String {
    var safe = PlacedText.oneLine(text)
    if let first = safe.first, "=+-@\t\r".contains(first) { safe = "'" + safe }
    guard safe.contains(where: { ",\"\n\r".contains($0) }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }
}

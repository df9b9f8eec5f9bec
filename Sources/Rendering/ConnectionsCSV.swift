import Analysis

/// `connections.csv` (RFC 4180): a row for each connection, under tcptrace's names for columns where it has one.
package enum ConnectionsCSV {
  package static func head() -> [UInt8] {
    let columns = [
      "capture", "conn_#", "host_a", "host_b", "port_a", "port_b", "first_packet", "last_packet", "elapsed_time",
      "total_packets_a2b", "total_packets_b2a", "actual_data_bytes_a2b", "actual_data_bytes_b2a", "rexmt_data_pkts_a2b",
      "rexmt_data_pkts_b2a", "unique_bytes_sent_a2b", "unique_bytes_sent_b2a", "outoforder_pkts_a2b", "outoforder_pkts_b2a",
      "zero_win_adv_a2b", "zero_win_adv_b2a", "zwnd_probe_pkts_a2b", "zwnd_probe_pkts_b2a", "closed_by", "close_style", "vantage", "must", "should", "note", "pass", "inconclusive",
    ]
    return Array((columns.joined(separator: ",") + "\r\n").utf8)
  }

  package static func rows(_ capture: CaptureReport) -> [UInt8] {
    var sink = ByteSink()
    let name = field(capture.name)
    for connection in capture.connections {
      sink.write(name)
      let (one, other) = (connection.measures.client, connection.measures.server)
      var cells = [
        String(connection.id), connection.client.address, connection.server.address, String(connection.client.port),
        String(connection.server.port), TimeText.rfc3339(connection.start),
        TimeText.rfc3339(connection.start + connection.duration), TimeText.seconds(connection.duration),
      ]
      let pairs: [PerRole<Int>] = [
        connection.segments, connection.octets, connection.retransmissions,
        PerRole(client: Int(clamping: one.uniqueOctets), server: Int(clamping: other.uniqueOctets)),
        PerRole(client: Int(one.outOfOrder), server: Int(other.outOfOrder)),
        PerRole(client: Int(one.zeroWindows), server: Int(other.zeroWindows)),
        PerRole(client: Int(one.windowProbes), server: Int(other.windowProbes)),
      ]
      for pair in pairs { cells += [String(pair.client), String(pair.server)] }
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
      sink.write("\r\n")
    }
    return sink.octets()
  }

  /// A text as one field: quoted where it must be, and never a formula to a spreadsheet.
  static func field(_ text: String) -> String {
    var safe = PlacedText.oneLine(text)
    if let first = safe.first, "=+-@\t\r".contains(first) { safe = "'" + safe }
    guard safe.contains(where: { ",\"\n\r".contains($0) }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }
}

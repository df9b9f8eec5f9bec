import TCPReportKit

@main struct TCPReport {
  static func main() throws {
    for capture in try analyse(files: Array(CommandLine.arguments.dropFirst())).captures {
      print(capture.title, capture.ledger, capture.linkTypes, capture.connections.count, capture.damage ?? "")
    }
  }
}

import TCPReportKit

// Prints who closed each connection of the captures that are named, and what is held against whom.

var options = Options()
options.profile = .linux
options.drawing = Options.Drawing.none

do {
  let report = try analyse(files: Array(CommandLine.arguments.dropFirst()), options: options)
  for capture in report.captures {
    print("\(capture.name): \(capture.connections.count) connections")
    for connection in capture.connections {
      let ends = "\(connection.client.address):\(connection.client.port) → \(connection.server.address):\(connection.server.port)"
      print("  \(connection.id)  \(ends)  \(connection.closeStyle)")
      for finding in connection.findings where finding.counts {
        print("     \(finding.level.rawValue): \(finding.title) (frames \(finding.frames), RFC \(finding.citation.rfc) §\(finding.citation.section))")
      }
    }
    let accused = capture.hosts.filter { host in host.findings.contains { $0.level == .must } }
    if !accused.isEmpty { print("  hosts to look at: \(accused.map(\.address).joined(separator: ", "))") }
  }
} catch let error as UnreadableCapture {
  print("cannot read \(error.file): \(error.reason)")
} catch {
  print("\(error)")
}

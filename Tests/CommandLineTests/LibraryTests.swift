import TCPReportKit
import Testing

/// The example in the library's documentation, and what its errors say.
@Suite struct LibraryTests {
  @Test("the example of `analyse` compiles and holds")
  func example() throws {
    let report = try analyse(files: [Program.sample("open-close-by-client.pcap")])
    for connection in report.captures.flatMap(\.connections) {
      for finding in connection.findings { print(connection.id, finding.title, finding.frames) }
    }
    #expect(report.captures.map(\.name) == ["open-close-by-client"])
    #expect(report.captures.flatMap(\.connections).count == 1)
  }

  @Test("what was not the default is in the report")
  func parameters() throws {
    var options = Options()
    options.msl = .seconds(30)
    options.settings = ["ttl.delta=5"]
    let report = try CaptureReader(options).emptyReport
    #expect(report.parameters.map(\.name) == ["time.msl", "tw.floor", "tw.rfc", "tw.ceiling", "ttl.delta"])
    #expect(report.parameters.map(\.value) == ["30s", "60s", "60s", "120s", "5"])
  }

  @Test("a file that is no capture is an error with its reason")
  func unreadable() {
    #expect(throws: UnreadableCapture.self) { try analyse(files: ["/nonexistent.pcap"]) }
    #expect(throws: InvalidOption.self) {
      var options = Options()
      options.filter = "tcp prot 80"
      _ = try analyse(files: [], options: options)
    }
  }
}

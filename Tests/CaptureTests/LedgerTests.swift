import Analysis
import Capture
import Foundation
import Testing

/// Every frame is counted once: the report's ledger beside Wireshark's own counting.
@Suite struct LedgerTests {
  private func ledger(_ file: String) throws -> Ledger? {
    do throws(CaptureError) { return try CaptureReport.reading(file, checks: []).ledger } catch { return nil }
  }

  @Test("frames read, decoded and skipped add up to what capinfos counts", arguments: CaptureFiles.all)
  func frames(file: String) throws {
    guard let ledger = try ledger(file) else { return }
    #expect(ledger.tcp + ledger.icmpErrors + ledger.skipped.reduce(0) { $0 + $1.frames } == ledger.read)
    #expect(Set(ledger.skipped.map(\.reason)).count == ledger.skipped.count)
    let told = try CaptureFiles.output(of: "capinfos", ["-c", "-M", "-T", file])
    let lines = told.text.split(separator: "\n")
    guard lines.count == 2, let counted = lines[1].split(separator: "\t").last.flatMap({ Int($0) }) else { return }
    // Where Wireshark gives a file up (status 1), libpcap and we may read on.
    #expect(told.status == 0 ? ledger.read == counted : ledger.read >= counted, "\(ledger.read) and \(counted)")
  }

  /// Rows of `peers.tsv` beside the captures: what tshark calls TCP, and how often only inside an ICMP error.
  private static let peers: [(file: String, tcp: Int, quoted: Int)] = {
    guard let folder = CaptureFiles.folder,
      let table = try? String(contentsOfFile: folder + "/peers.tsv", encoding: .utf8)
    else { return [] }
    return table.split(separator: "\n").dropFirst().compactMap { line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count > 3, let tcp = Int(columns[2]), let quoted = Int(columns[3]) else { return nil }
      return (folder + "/" + columns[0], tcp, quoted)
    }
  }()

  @Test("segments beside tshark's, over the folder named by CAPTURES", .enabled(if: !peers.isEmpty))
  func segments() throws {
    var rows: [String] = []
    for peer in Self.peers {
      guard let ledger = try ledger(peer.file) else { continue }
      guard peer.tcp != ledger.tcp || peer.quoted != ledger.icmpErrors else { continue }
      let reasons = ledger.skipped.map { "\($0.reason) \($0.frames)" }.joined(separator: ", ")
      rows.append("\(peer.file)\t\(peer.tcp)\t\(peer.quoted)\t\(ledger.tcp)\t\(ledger.icmpErrors)\t\(reasons)")
      // What tshark finds elsewhere must lie in frames that are counted by their reason.
      let skipped = ledger.skipped.reduce(0) { $0 + $1.frames }
      #expect(peer.tcp - ledger.tcp <= skipped && peer.quoted - ledger.icmpErrors <= skipped, "\(peer.file): \(reasons)")
    }
    if let path = ProcessInfo.processInfo.environment["LEDGER"] {
      try rows.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }
  }
}

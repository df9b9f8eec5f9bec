import Analysis
import Checks
import Tap
import Wire

/// The report of a conversation written in the notation, as if it had been captured.
package func report(
  of script: Script, options: AnalysisOptions = AnalysisOptions(), checks: [Check] = Catalogue.checks
) -> CaptureReport {
  var analysis = Analysis(options: options, checks: checks)
  for segment in script.segments { analysis.consume(segment) }
  if let end = script.end { analysis.note(time: end) }
  return analysis.finish(FileEvidence(script))
}

extension FileEvidence {
  /// What the script's lines say about the file itself.
  package init(_ script: Script) {
    self.init()
    frames = script.segments.count
    drops = script.drops
    guard let octetsLeft = script.octetsLeft else { return }
    self.octetsLeft = octetsLeft
    brokenAtFrame = UInt32(frames + 1)
  }
}

extension CaptureReport {
  /// Everything this check said: findings of connections and hosts, facts, and entries about the capture.
  package func said(by id: String) -> [Said] {
    let facts = connections.flatMap(\.facts) + hosts.flatMap(\.facts)
    return findings(of: id)
      + facts.filter { $0.check == id }.map { Said(check: id, frames: $0.frames, text: $0.text) }
      + quality.filter { $0.check == id }.map { Said(check: id, frames: $0.frames, text: $0.text) }
  }

  /// What this check holds against a host.
  package func findings(of id: String) -> [Said] { accusations.filter { $0.check == id } }

  /// Everything held against any host, whichever check says it; what follows from the same cause is named, too.
  package var accusations: [Said] {
    let findings =
      connections.flatMap { connection in
        connection.findings.map { ($0, $0.endpoint.map { "\(connection.name(of: $0))" } ?? "") }
      } + hosts.flatMap { host in host.findings.map { ($0, host.address) } }
    return findings.flatMap { finding, accused in
      finding.checks.map {
        Said(check: $0, level: finding.level, accused: accused, frames: finding.frames, text: finding.observed)
      }
    }
  }

  /// The verdicts of this check on this end or address; empty where it was not exercised.
  package func verdicts(of id: String, on accused: String) -> [String] {
    let onConnections = connections.flatMap { connection in
      connection.verdicts.filter { $0.check == id && "\(connection.name(of: $0.endpoint))" == accused }
    }
    let onHosts = hosts.filter { $0.address == accused }.flatMap(\.verdicts).filter { $0.check == id }
    return (onConnections + onHosts).map { $0.verdict + ($0.reason.map { " (\($0))" } ?? "") }
  }

  package struct Said: Hashable, CustomStringConvertible {
    package var check: String
    package var level: FindingLevel?
    /// The accused end (`10.0.0.1:40000`) or address.
    package var accused = ""
    package var frames: [Int]
    package var text: String
    package var description: String { "\(check) \(accused) at \(frames): \(text)" }
  }
}

extension Finding {
  /// Its check, and those whose findings follow from the same cause (named in brackets at their end).
  package var checks: [String] {
    [check] + consequences.map { String($0.split(separator: "(").last?.dropLast() ?? "") }
  }
}

extension ConnectionReport {
  fileprivate func name(of role: Role) -> String {
    let end = role == .client ? client : server
    return "\(end.address):\(end.port)"
  }
}

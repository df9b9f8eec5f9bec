import Analysis
import Checks
import Wire

/// The report of a conversation written in the notation, as if it had been captured.
package func report(
  of script: Script, options: AnalysisOptions = AnalysisOptions(), checks: [Check] = Catalogue.checks
) -> CaptureReport {
  var analysis = Analysis(options: options, checks: checks)
  for segment in script.segments { analysis.consume(segment) }
  if let end = script.end { analysis.note(time: end) }
  return analysis.finish()
}

extension CaptureReport {
  /// Everything this check said: findings of connections and hosts, facts, and entries about the capture.
  package func said(by id: String) -> [Said] {
    let findings = connections.flatMap(\.findings) + hosts.flatMap(\.findings)
    let facts = connections.flatMap(\.facts) + hosts.flatMap(\.facts)
    return findings.filter { $0.check == id }.map { Said(frames: $0.frames, text: $0.observed) }
      + facts.filter { $0.check == id }.map { Said(frames: $0.frames, text: $0.text) }
      + quality.filter { $0.check == id }.map { Said(frames: $0.frames, text: $0.text) }
  }

  package struct Said: Hashable {
    package var frames: [Int]
    package var text: String
  }
}

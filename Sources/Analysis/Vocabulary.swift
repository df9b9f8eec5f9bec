import Checks
import Replay
import Wire

/// The closed lists of words that a report uses, for the schema of its machine form.
package enum Vocabulary {
  package static let levels = FindingLevel.allCases.map(\.rawValue)
  package static let certainties = Certainty.allCases.map(\.rawValue)
  package static let roles = Role.allCases.map(\.rawValue)
  package static let reasons = Reason.allCases.map(\.rawValue)
  package static let leanings = Doubt.Leaning.allCases.map(\.rawValue)
  package static let states = TCPState.allCases.map(\.name)
  package static let sureness = Endpoint.Sureness.allCases.map(\.word)
  package static let skipReasons = SkipReason.allCases.map(\.name)
  package static let languages = Language.allCases.map(\.rawValue)
  package static let checks = Catalogue.checks.map(\.id)
  package static let verdicts = ["pass", "fail", "inconclusive"]
  package static let standings = verdicts + ["notExercised"]
  /// RFCs whose requirements a capture is held against.
  package static let standards = [9293, 2525]
  package static func requirements(of rfc: Int) -> [String] { Requirement.all.filter { $0.rfc == rfc }.map(\.label) }
  package static let places = ["client", "server", "middle", "unknown"]
  package static let headerFields = HeaderField.allCases.map(\.rawValue)
  package static let checksums = HeaderReport.Checksum.allCases.map(\.rawValue)
  package static let closers = ["client", "server", "both", "reset by client", "reset by server"]
}

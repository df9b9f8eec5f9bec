import Analysis
import Capture
import Checks

/// How captures are to be judged and told; the defaults are those of the command line.
public struct Options: Sendable {
  /// The language of every text.
  public var language = Language.en
  /// What to expect where stacks differ; `nil`: what the policy says, or the default.
  public var profile: Profile?
  /// The Maximum Segment Lifetime; if set, TIME-WAIT is owed for exactly twice this.
  public var msl: Duration?
  /// Judgement values as `NAME=VALUE`; the later of two for one name holds.
  public var settings: [String] = []
  /// What is known of the stacks; flags hold over it, and it over the profile.
  public var policy: PolicyFile?
  /// Findings that are known, by their fingerprints.
  public var baseline: Baseline?
  /// A pcap-filter(7) expression; what it excludes is counted as `filtered`.
  public var filter: String?
  /// The files are one capture that was rotated over them.
  public var isJoined = false
  /// Hides who spoke and when from everything that is rendered; `nil`: nothing is hidden.
  public var redaction: Redaction?
  /// Which connections are drawn.
  public var drawing = Drawing.automatic
  /// Verdicts of all connections, not only of the drawn ones.
  public var allVerdicts = false

  /// Octets of memory that one capture may take, as far as caps on counted records can see to it.
  public var maxMemory: Int?

  /// A language of the texts: English, or Chinese in simplified characters.
  public enum Language: String, Sendable, CaseIterable { case en, zh }

  /// A set of judgement values.
  public enum Profile: String, Sendable, CaseIterable {
    /// What deployed stacks and the RFCs agree on.
    case `default`
    /// The numbers of the RFCs, whatever stacks do.
    case rfcStrict = "rfc-strict"
    /// The numbers of Linux.
    case linux
  }

  /// Which connections are drawn.
  public enum Drawing: Sendable, Hashable {
    /// With a finding, worst first, then the others in order, within a budget.
    case automatic
    /// Every connection.
    case all
    /// Those with a finding.
    case findings
    /// None.
    case none
    /// These connection numbers.
    case only([Int])
  }

  /// The options of a command line without flags.
  public init() {}
}

/// An option that cannot be used, and why.
public struct InvalidOption: Error, Hashable, CustomStringConvertible {
  /// Which, and what is wrong with it.
  public var description: String
  package init(description: String) { self.description = description }
}

/// A file that could not be read as a capture, and why.
public struct UnreadableCapture: Error, Hashable, CustomStringConvertible {
  /// The file as given.
  public var file: String
  /// Why it could not be read.
  public var reason: String
  /// The file and the reason.
  public var description: String { "\(file): \(reason)" }
  /// As it stands in ``Report/unread``: without the folder.
  public var told: NamedValue { NamedValue(PathText(file).lastComponent.shown, reason) }
}

extension Options.Language {
  /// The same in the words of the analysis.
  var spoken: Checks.Language {
    switch self {
    case .en: .en
    case .zh: .zh
    }
  }
}

extension Options {
  /// The same in the words of the analysis.
  func forAnalysis() throws(InvalidOption) -> AnalysisOptions {
    var analysis = AnalysisOptions()
    analysis.language = language.spoken
    let profile: Parameters.Profile =
      switch self.profile ?? policy?.profile ?? .default {
      case .default: .default
      case .rfcStrict: .rfcStrict
      case .linux: .linux
      }
    do throws(SettingError) {
      analysis.parameters = try Parameters(
        profile: profile, policy: Parameters.Given(msl: policy?.msl, settings: policy?.settings ?? []),
        Parameters.Given(msl: msl, settings: settings))
    } catch {
      throw InvalidOption(description: error.description)
    }
    analysis.drawing =
      switch drawing {
      case .automatic: .automatic
      case .all: .all
      case .findings: .findings
      case .none: .none
      case .only(let numbers): .only(numbers)
      }
    analysis.allVerdicts = allVerdicts
    if let maxMemory {
      guard maxMemory >= 1 << 26 else { throw InvalidOption(description: "less than 64 MiB of memory is not enough") }
      analysis.limits.fit(maxMemory)
    }
    if let policy { analysis.policy = policy.policy }
    return analysis
  }
}

/// One thing that an RFC asks of a TCP, and which checks hold a capture against it.
package struct Requirement: Sendable, Hashable {
  package var rfc: Int
  /// `MUST-13`, `SHLD-3`, `MAY-2`; for the problems of RFC 2525 the section, as `2.4`.
  package var label: String
  package var section: String
  package var about: Bilingual
  package var sight: Sight
  /// Ids, the most direct first.
  package var checks: [String]

  /// How far an observer of packets can see whether it is kept.
  package enum Sight: Sendable, Hashable {
    /// A violation can be proven.
    case violation
    /// Only under conditions, or only one side of it.
    case partly
    case never(Invisible)
  }

  /// Why no packet shows it.
  package enum Invisible: String, Sendable, Hashable, CaseIterable {
    /// Between the application and its TCP.
    case programmingInterface
    case configuration
    case insideHost
    /// Keeping it shows, breaking it looks like something else.
    case onlyKept
    /// A permission, which nobody can break.
    case permission
    /// Source routes are dropped everywhere.
    case obsolete
    /// What is seen may be lawful for another reason.
    case lawfulOtherwise

    package var words: Bilingual {
      switch self {
      case .programmingInterface: Bilingual("between the application and its TCP", zh: "属于应用与 TCP 之间的接口")
      case .configuration: Bilingual("a setting or its default", zh: "属于配置或其默认值")
      case .insideHost: Bilingual("inside the host", zh: "发生在主机内部")
      case .onlyKept: Bilingual("only that it is kept can be seen", zh: "只能看到遵守，看不到违反")
      case .permission: Bilingual("a permission, which cannot be broken", zh: "属于许可，无从违反")
      case .obsolete: Bilingual("source routes are not used any more", zh: "源路由已不再使用")
      case .lawfulOtherwise: Bilingual("what would show it has lawful causes, too", zh: "所能见到的现象也有合规的原因")
      }
    }
  }

  /// How far a violation shows, in a word or two.
  package var sightWords: Bilingual {
    switch sight {
    case .violation: Bilingual("yes", zh: "可见")
    case .partly: Bilingual("partly", zh: "部分可见")
    case .never(let why): why.words
    }
  }

  init(
    _ label: String, _ section: String, _ about: String, zh: String, _ sight: Sight = .partly, _ checks: String...,
    rfc: Int = 9293
  ) {
    self.rfc = rfc
    self.label = label
    self.section = section
    self.about = Bilingual(about, zh: zh)
    self.sight = sight
    self.checks = checks
  }

  /// Every labelled requirement of RFC 9293 (Appendix B), then the problems of RFC 2525.
  package static let all = musts + shoulds + mays + knownProblems
}

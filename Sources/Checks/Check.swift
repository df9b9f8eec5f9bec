import Hosts
import Replay
import Tap
import Wire

/// One question put to a capture: data, and one pure closure.
package struct Check: Sendable {
  /// `family/kebab-name`, never changed once released.
  package var id: String
  package var priority: Priority
  package var level: Level
  package var kind: CheckClass
  /// The pattern seen, as a sentence without a full stop.
  package var title: Bilingual
  package var citation: Citation
  /// The consequence for a user, in one or two sentences.
  package var why: Bilingual
  /// What excuses the accused; evaluated by settlement.
  package var guards: Guards
  /// Numbers of its own, `--set ID.NAME=VALUE`.
  package var parameters: [Parameter]
  /// The occasions on which it is called for; any bit of the endpoint's word.
  package var opportunity: Opportunities
  /// Occasions that call for it but decide nothing: without more the verdict is inconclusive.
  package var untested: Untested?
  package var subject: Subject
  /// Scripts in the notation whose marked line (↓) the finding must name.
  package var triggers: [String]
  /// The nearest innocent neighbours.
  package var passes: [String]

  package enum Priority: UInt8, Sendable { case p0, p1, p2 }

  /// What the closure is asked about.
  package enum Subject: Sendable {
    /// A step that carries one of the marks.
    case step(on: Marks, @Sendable (Step, Parameters) -> [Outcome])
    /// A host over the whole capture.
    case host(@Sendable (HostEvidence, Parameters) -> [Outcome])
    /// The capture itself.
    case capture(@Sendable (CaptureEvidence, Parameters) -> [Outcome])
  }

  package init(
    id: String, priority: Priority = .p0, level: Level, kind: CheckClass, title: Bilingual, citation: Citation,
    why: Bilingual, guards: Guards = [], parameters: [Parameter] = [], opportunity: Opportunities = [],
    untested: Untested? = nil, triggers: [String], passes: [String], subject: Subject
  ) {
    self.id = id
    self.priority = priority
    self.level = level
    self.kind = kind
    self.title = title
    self.citation = citation
    self.why = why
    self.guards = guards
    self.parameters = parameters
    self.opportunity = opportunity
    self.untested = untested
    self.triggers = triggers
    self.passes = passes
    self.subject = subject
  }

  /// The part of the id before the slash.
  package var family: Substring { id.prefix { $0 != "/" } }
}

/// Occasions on which a check was called for, and why they alone do not settle it.
package struct Untested: Sendable, Hashable {
  package var occasions: Opportunities
  package var reason: Reason
  package init(_ occasions: Opportunities, _ reason: Reason) { (self.occasions, self.reason) = (occasions, reason) }
}

/// A number of one check's own, with its default.
package struct Parameter: Sendable, Hashable {
  package var name: String
  package var defaultValue: Double
  package var meaning: String
  package init(_ name: String, _ defaultValue: Double, _ meaning: String) {
    (self.name, self.defaultValue, self.meaning) = (name, defaultValue, meaning)
  }
}

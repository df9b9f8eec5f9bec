import Replay
import Wire

/// How binding the broken sentence is.
package enum Level: String, Sendable, CaseIterable {
  /// A capitalised MUST, or unlabelled normative text of RFC 9293.
  case must, mustUnlabelled, should
  /// Worth knowing; no requirement broken.
  case note
  /// A measurement: a fact, never a finding.
  case info
  /// Of the capture, never of a host.
  case artefact
}

extension Level {
  /// The word a reader sees for it.
  package var name: String {
    switch self {
    case .must, .mustUnlabelled: "must"
    case .should: "should"
    case .note: "note"
    case .info: "fact"
    case .artefact: "capture"
    }
  }

  /// Whether breaking it breaks a requirement.
  package var isBinding: Bool { [.must, .mustUnlabelled, .should].contains(self) }
}

/// Check classes by how sound they are at a tap.
package enum CheckClass: String, Sendable, CaseIterable {
  case safety, reaction, timing, statistical, measurement, artefact
}

/// Why a verdict could not be given: a closed list.
package enum Reason: String, Sendable, CaseIterable, Hashable {
  case midStream = "mid-stream"
  case captureLoss = "capture-loss"
  case captureEnd = "capture-end"
  case snaplen
  case oneDirection = "one-direction"
  case recordOrder = "record-order"
  case offload
  case vantage
  case receiptUnproven = "receipt-unproven"
  case middlebox
  case windowScaleUnknown = "window-scale-unknown"
  case multipathTCP = "multipath-tcp"
  case authOption = "auth-option"
  case rateLimitPossible = "rate-limit-possible"
  case firewallPossible = "firewall-possible"
  case applicationChoice = "application-choice"
  case tooFewSamples = "too-few-samples"
  case untested
  case newIncarnationPossible = "new-incarnation-possible"
  case specAmbiguous = "spec-ambiguous"
}

/// The guards, as data: settlement evaluates them, no check does.
package struct Guards: OptionSet, Sendable, Hashable {
  package var rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
  package static let mid = Guards(rawValue: 1 << 0)
  package static let loss = Guards(rawValue: 1 << 1)
  package static let end = Guards(rawValue: 1 << 2)
  package static let snap = Guards(rawValue: 1 << 3)
  package static let one = Guards(rawValue: 1 << 4)
  package static let ord = Guards(rawValue: 1 << 5)
  package static let off = Guards(rawValue: 1 << 6)
  /// The tap must stand near the accused endpoint.
  package static let tap = Guards(rawValue: 1 << 7)
  package static let mbx = Guards(rawValue: 1 << 8)
  package static let ws = Guards(rawValue: 1 << 9)
  package static let mp = Guards(rawValue: 1 << 10)
  package static let tfo = Guards(rawValue: 1 << 11)
  package static let cky = Guards(rawValue: 1 << 12)
  package static let ka = Guards(rawValue: 1 << 13)
  package static let frag = Guards(rawValue: 1 << 14)
  package static let csum = Guards(rawValue: 1 << 15)
  package static let pr = Guards(rawValue: 1 << 16)
  package static let pn = Guards(rawValue: 1 << 17)
  package static let auth = Guards(rawValue: 1 << 18)
  package static let rl = Guards(rawValue: 1 << 19)
  package static let fw = Guards(rawValue: 1 << 20)
  package static let new = Guards(rawValue: 1 << 21)
  /// At least `Charge.instancesNeeded` independent instances of the same host.
  package static let n = Guards(rawValue: 1 << 22)
  /// No router between the tap and the accused: no NAT, balancer or filter that acts in its name.
  package static let box = Guards(rawValue: 1 << 23)
  /// The accused was heard on other connections meanwhile.
  package static let alive = Guards(rawValue: 1 << 24)
  /// The accused was seen to answer strays by RST: it has no filter that drops them.
  package static let resets = Guards(rawValue: 1 << 26)
  /// The capture missed nothing of the accused, on any of its connections.
  package static let whole = Guards(rawValue: 1 << 31)
  /// The capture reaches back far enough to show every SYN that may still be answered (240 s).
  package static let old = Guards(rawValue: 1 << 25)
  /// Both ends were heard on this connection: an answer that the capture never shows may have asked for what was sent.
  package static let heard = Guards(rawValue: 1 << 28)
  /// Octets of text are compared: none was cut, and none damaged.
  package static let text = Guards(rawValue: 1 << 27)
}

/// An accusation before it is settled: what was expected, what was seen, and what would excuse it.
package struct Charge: Sendable {
  package var expected: Bilingual
  package var observed: Bilingual
  /// Who did what, how much and when, in one line: the check's own title says only what it looks for.
  package var title: Bilingual
  /// Frames of the evidence, the decisive one first.
  package var frames: [UInt32]
  /// The accused; `nil`: the step's emitter.
  package var side: Side?
  /// The interval of evidence; `nil`: the step's own time.
  package var interval: ClosedRange<Instant>?
  /// Guards beside those the check always carries, and those of the check that this kind of evidence does without.
  package var guards: Guards
  package var waived: Guards
  /// Copies of the stimulus that crossed (proof of receipt PR5).
  package var copies: Int
  /// Replies that were due and would all have had to be lost unseen (proof of non-emission PN2); 0: none was due.
  package var repliesDue: Int
  /// Receipt is proven by the accused's own reaction (PR2, PR3 or PR4).
  package var receiptProven: Bool
  /// Instances on this connection, and how many N(k) asks of the host.
  package var instances: Int
  package var instancesNeeded: Int
  /// Instances at the same time are one: a host that stands still delays all its connections.
  package var overlapIsOne: Bool
  /// A level other than the check's.
  package var level: Level?
  /// The law that this one broke, where the check knows several; `nil`: the check's own.
  package var citation: Citation?
  /// One header states it by itself.
  package var selfEvident: Bool
  /// Whose life the guard ALIVE asks about; `nil`: the accused's.
  package var witness: Side?
  /// Owed by the accused's own timer: nothing had to arrive for it.
  package var isUnprompted: Bool

  package init(
    expected: Bilingual, observed: Bilingual, title: Bilingual, frames: [UInt32], side: Side? = nil,
    interval: ClosedRange<Instant>? = nil, guards: Guards = [], waived: Guards = [], copies: Int = 0,
    repliesDue: Int = 0,
    receiptProven: Bool = false, instances: Int = 1, instancesNeeded: Int = 1, level: Level? = nil,
    selfEvident: Bool = false, isUnprompted: Bool = false, overlapIsOne: Bool = false
  ) {
    self.expected = expected
    self.observed = observed
    self.title = title
    self.frames = frames
    self.side = side
    self.interval = interval
    self.guards = guards
    self.waived = waived
    self.copies = copies
    self.repliesDue = repliesDue
    self.receiptProven = receiptProven
    self.instances = instances
    self.instancesNeeded = instancesNeeded
    self.level = level
    self.selfEvident = selfEvident
    self.isUnprompted = isUnprompted
    self.overlapIsOne = overlapIsOne
  }
}

/// Called for, but this capture cannot tell.
package struct Doubt: Sendable {
  package var reason: Reason
  /// Which way the evidence leans.
  package var leaning: Leaning?
  package var frames: [UInt32]
  package var side: Side?
  package var expected: Bilingual?
  package var observed: Bilingual?
  package enum Leaning: String, Sendable, CaseIterable { case pass, fail }
  package init(
    _ reason: Reason, leaning: Leaning? = nil, frames: [UInt32] = [], side: Side? = nil, expected: Bilingual? = nil,
    observed: Bilingual? = nil
  ) {
    self.reason = reason
    self.leaning = leaning
    self.frames = frames
    self.side = side
    self.expected = expected
    self.observed = observed
  }
}

/// A measurement (level INFO): shown, never judged.
package struct Fact: Sendable {
  package var text: Bilingual
  /// What happened, as a clause for a headline: `the server fell silent`. Only of facts that answer "what broke?".
  package var brief: Bilingual?
  package var frames: [UInt32]
  package var side: Side?
  /// Numbers of the connections that a fact of the capture concerns; empty: the whole capture.
  package var connections: [Int]
  package init(
    _ text: Bilingual, brief: Bilingual? = nil, frames: [UInt32] = [], side: Side? = nil, connections: [Int] = []
  ) {
    self.text = text
    self.brief = brief
    self.frames = frames
    self.side = side
    self.connections = connections
  }
}

/// What a check's closure returns for one subject.
package enum Outcome: Sendable {
  case charge(Charge)
  case doubt(Doubt)
  case fact(Fact)
  /// Upheld with positive evidence at these frames (the opportunity alone counts as a pass, too).
  case pass(frames: [UInt32], side: Side?)
}

/// What changed between two reports of the same captures, taken before and after something.
public struct Difference: Sendable {
  /// Captures that both have.
  public var captures: [CaptureDifference] = []
  /// Captures that only the earlier one has.
  public var onlyOld: [String] = []
  /// Captures that only the later one has.
  public var onlyNew: [String] = []
  /// From this level on a finding that came makes it worse.
  public var failOn = FindingLevel.note
  package init() {}

  /// A finding of that level or above came that counts, or one that was known does so again, or a capture that was there is
  /// gone.
  public var isWorse: Bool {
    !onlyOld.isEmpty || captures.contains { capture in capture.findings.contains { $0.isWorse(from: failOn) } }
  }
  /// Nothing changed, but perhaps addresses and ports.
  public var isEmpty: Bool { onlyOld.isEmpty && onlyNew.isEmpty && captures.allSatisfy(\.isEmpty) }
}

/// One capture in both reports.
public struct CaptureDifference: Sendable, Hashable {
  /// Its label in the later report.
  public var name: String
  /// Its label in the earlier one, where that is another: each report has one capture, and they were taken for the same.
  public var oldName: String?
  /// Hosts that go by other addresses in the later report: these two were taken for the same.
  public var addresses: [RenamedAddress] = []
  /// Services that are at other ports in the later report.
  public var ports: [RenamedPort] = []
  /// Findings that came or went, worst first; those that stayed are counted.
  public var findings: [FindingDifference] = []
  /// Findings that both have.
  public var same = 0
  /// Checks whose verdict over the whole capture is another: first those that fail or failed, last those that one of the
  /// two did not call for.
  public var checks: [ValueDifference] = []
  /// Hosts that behave in another way, over all their connections.
  public var hosts: [HostDifference] = []
  /// Connections that changed, came or went.
  public var connections: [ConnectionDifference] = []
  package init(name: String) { self.name = name }

  /// Nothing changed in it, but perhaps its addresses and ports.
  public var isEmpty: Bool { findings.isEmpty && checks.isEmpty && hosts.isEmpty && connections.isEmpty }
}

/// One host that two reports know by two addresses.
///
/// It plays the same part in both: client or server, of the same port, toward the same hosts. Where several do, those that
/// behave alike were matched, and then the order decided in which they appear.
public struct RenamedAddress: Sendable, Hashable {
  /// In the earlier report, in its canonical text form.
  public var old: String
  /// In the later report.
  public var new: String
  /// How many hosts that only the earlier report has play its part.
  public var amongOld: Int
  /// How many that only the later one has.
  public var amongNew: Int
  package init(old: String, new: String, amongOld: Int = 1, amongNew: Int = 1) {
    (self.old, self.new, self.amongOld, self.amongNew) = (old, new, amongOld, amongNew)
  }
}

/// A service at one port in the earlier report and at another in the later one, where its host serves that instead.
public struct RenamedPort: Sendable, Hashable {
  /// As the earlier report has it.
  public var old: EndpointName
  /// As the later one has it.
  public var new: EndpointName
  /// How many ports of this host changed; with more than one, all chosen by the system, the order decided.
  public var among: Int
  package init(old: EndpointName, new: EndpointName, among: Int = 1) { (self.old, self.new, self.among) = (old, new, among) }
}

/// One host of a capture in both reports.
public struct HostDifference: Sendable, Hashable {
  /// In the later report, in its canonical text form.
  public var address: String
  /// What it did over its connections and no longer does, or the other way round: `timeWait`, `isn active`,
  /// `isn passive`, `mss`, `windowScale`, `options`, `resets`, `closesFirst`, and the id of a check that measures.
  public var changes: [ValueDifference]
  package init(address: String, changes: [ValueDifference]) {
    self.address = address
    self.changes = changes
  }
}

/// A finding that only one of the two reports has.
public struct FindingDifference: Sendable, Hashable {
  /// Only the later report has it, or only the earlier one.
  public enum Change: String, Sendable, Hashable, CaseIterable { case came, went }
  /// Which of the two.
  public var change: Change
  /// Id of the check.
  public var check: String
  /// `must`, `should` or `note`.
  public var level: String
  /// The fact, as a sentence.
  public var title: String
  /// `connection 3, client` or `host 192.0.2.1`.
  public var whose: String
  /// Whether it counts against a build.
  public var counts: Bool
  package init(change: Change, check: String, level: String, title: String, whose: String, counts: Bool) {
    self.change = change
    self.check = check
    self.level = level
    self.title = title
    self.whose = whose
    self.counts = counts
  }

  fileprivate func isWorse(from least: FindingLevel) -> Bool {
    change == .came && counts && FindingLevel(rawValue: level)?.isAtLeast(least) ?? true
  }
}

/// Something that had another value before.
public struct ValueDifference: Sendable, Hashable {
  /// What it is.
  public var name: String
  /// What it was.
  public var old: String
  /// What it is now.
  public var new: String
  package init(_ name: String, _ old: String, _ new: String) { (self.name, self.old, self.new) = (name, old, new) }
}

/// One connection in both reports, matched by client, server, server's port and order, whatever address and port each goes by
/// in either; or one that only one of them has.
public struct ConnectionDifference: Sendable, Hashable {
  /// Its number in the earlier report; `nil`: it is new.
  public var old: Int?
  /// Its number in the later report; `nil`: it is gone.
  public var new: Int?
  /// `10.0.0.1 → 10.0.0.2:80`.
  public var ends: String
  /// What changed in it.
  public var changes: [ValueDifference]
  package init(old: Int?, new: Int?, ends: String, changes: [ValueDifference] = []) {
    self.old = old
    self.new = new
    self.ends = ends
    self.changes = changes
  }
}

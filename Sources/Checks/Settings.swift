import Wire

/// A `NAME=VALUE` or a profile that cannot be used, and what could.
package struct SettingError: Error, Hashable, CustomStringConvertible {
  package var description: String
  package init(description: String) { self.description = description }
}

extension Parameters {
  /// What somebody gave, in one place.
  package struct Given: Sendable {
    /// TIME-WAIT is owed for exactly twice this.
    package var msl: Duration?
    /// Each `NAME=VALUE`, a name of ``NamedParameter`` or `family/check.parameter`; of two of one name the later holds.
    package var settings: [String]
    package init(msl: Duration? = nil, settings: [String] = []) { (self.msl, self.settings) = (msl, settings) }
  }

  /// The judgement's numbers as a user wants them. Precedence: flags, policy, profile, default; within flags and policy
  /// a setting holds over the MSL.
  package init(
    profile: Profile = .default, policy: Given = Given(), _ flags: Given = Given(), checks: [Check] = Catalogue.checks
  ) throws(SettingError) {
    self.init()
    adopt(profile)
    for given in [policy, flags] {
      if let msl = given.msl { setMSL(msl) }
      for setting in given.settings { try set(setting, checks: checks) }
    }
    let order = [("tw.floor", timeWaitFloor), ("tw.low", timeWaitLow), ("tw.rfc", timeWaitRFC), ("tw.ceiling", timeWaitCeiling)]
    for (lower, upper) in zip(order, order.dropFirst()) where lower.1 > upper.1 {
      throw SettingError(
        description: "\(lower.0) (\(lower.1.inNotation)) lies above \(upper.0) (\(upper.1.inNotation))")
    }
  }

  /// Sets what a profile means.
  private mutating func adopt(_ profile: Profile) {
    self.profile = profile
    switch profile {
    case .default: break
    case .rfcStrict:
      timeWaitFloor = msl * 2
      timeWaitLow = msl * 2
      timeWaitRFC = msl * 2
    case .linux:
      timeWaitFloor = .seconds(60)
      timeWaitLow = .seconds(60)
    }
  }

  private mutating func set(_ setting: String, checks: [Check]) throws(SettingError) {
    guard let equals = setting.firstIndex(of: "=") else {
      throw SettingError(description: "'\(setting)' is not of the form NAME=VALUE")
    }
    let name = String(setting[..<equals])
    let value = String(setting[setting.index(after: equals)...])
    if let parameter = NamedParameter.all.first(where: { $0.name == name }) {
      guard parameter.set(value, in: &self) else {
        throw SettingError(description: "'\(value)' is no value for \(name): it takes \(parameter.example)")
      }
      return
    }
    let own = checks.flatMap { check in check.parameters.map { "\(check.id).\($0.name)" } }
    guard own.contains(name) else {
      let known = NamedParameter.all.map(\.name) + own
      throw SettingError(description: "there is no parameter '\(name)'" + Spelling.suggestion(for: name, among: known))
    }
    guard let number = Double(plain: value), number >= 0 else {
      throw SettingError(description: "'\(value)' is no value for \(name): it takes a number that is not negative")
    }
    self.own[name] = number
  }

  /// Every value that is not the default, in the order of the table and then of the catalogue.
  package func changes(checks: [Check] = Catalogue.checks) -> [(name: String, value: String)] {
    let untouched = Parameters()
    var changes: [(name: String, value: String)] = []
    if profile != untouched.profile { changes.append(("profile", profile.rawValue)) }
    for parameter in NamedParameter.all {
      let value = parameter.value(in: self)
      if value != parameter.value(in: untouched) { changes.append((parameter.name, value)) }
    }
    for check in checks {
      for parameter in check.parameters {
        let name = "\(check.id).\(parameter.name)"
        if let value = own[name], value != parameter.defaultValue { changes.append((name, value.inNotation)) }
      }
    }
    return changes
  }
}

extension Double {
  /// Without `.0` where it is whole.
  package var inNotation: String { Int(exactly: self).map(String.init) ?? "\(self)" }
}

/// What somebody may have meant who wrote a name that does not exist.
package enum Spelling {
  /// `; did you mean 'a' or 'b'?`, or nothing where no name is near.
  package static func suggestion(for name: String, among known: [String]) -> String {
    let near = nearest(to: name, among: known).map { "'\($0)'" }
    return near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
  }

  /// At most three names, nearest first: those within a third of the length in edits, then those that contain it.
  static func nearest(to name: String, among known: [String]) -> [String] {
    let wanted = Array(name.lowercased().unicodeScalars.prefix(80))
    let limit = max(2, wanted.count / 3)
    let ranked = known.map { candidate -> (edits: Int, name: String) in
      let edits = edits(wanted, Array(candidate.unicodeScalars))
      let part = wanted.count >= 3 && candidate.contains(name.lowercased())
      return (part ? min(edits, limit) : edits, candidate)
    }
    return ranked.filter { $0.edits <= limit }.sorted { ($0.edits, $0.name) < ($1.edits, $1.name) }.prefix(3).map(\.name)
  }

  /// Insertions, deletions and substitutions from one to the other (Levenshtein).
  private static func edits(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var row = Array(0...b.count)
    for (i, left) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, right) in b.enumerated() {
        let substituted = diagonal + (left == right ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}

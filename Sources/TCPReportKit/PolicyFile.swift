import Checks
import FoundationEssentials
import Wire

/// What somebody knows of his own stacks, out of a JSON document: values to judge by, levels, known deviations.
///
/// ```json
/// {
///   "policy": "tcpreport/1",
///   "profile": "linux",
///   "msl": 30,
///   "set": { "tw.floor": "60s", "ack/delayed-too-long.instances": 3 },
///   "levels": { "isn/time-counter": "must" },
///   "known": [
///     { "check": "isn/fixed-increment", "host": "192.0.2.0/24", "role": "server", "port": 8080,
///       "reason": "boot loader, ticket 4711", "until": "2027-03-31" }
///   ]
/// }
/// ```
///
/// Every member but `policy` may be left out; a member that is not listed here is an error, so that a slip of the pen
/// does not pass for a policy.
public struct PolicyFile: Sendable {
  let policy: Policy
  let profile: Options.Profile?
  let msl: Duration?
  let settings: [String]

  /// - Throws: where the octets are no such document; the description names the place in it.
  public init(json octets: [UInt8]) throws(InvalidOption) {
    do {
      let document = try JSONDecoder().decode(Document.self, from: Data(octets))
      (policy, profile, msl, settings) = (document.policy, document.profile, document.msl, document.settings)
    } catch let error as DecodingError {
      throw InvalidOption(description: error.told)
    } catch {
      throw InvalidOption(description: "\(error)")
    }
  }
}

/// The document as it is written.
private struct Document: Decodable {
  var policy = Policy()
  var profile: Options.Profile?
  var msl: Duration?
  var settings: [String] = []

  private static let name = "tcpreport/1"

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder, of: ["policy", "profile", "msl", "set", "levels", "known"])
    let name = try members.text("policy")
    guard name == Self.name else { throw members.refusal("policy", "is '\(name)', not '\(Self.name)'") }
    if let text = try members.optionalText("profile") {
      guard let profile = Options.Profile(rawValue: text) else {
        throw members.refusal("profile", "'\(text)' is none of \(Options.Profile.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      self.profile = profile
    }
    if let seconds = try members.optionalNumber("msl") {
      guard let msl = Duration(notation: seconds.inNotation) else { throw members.refusal("msl", "is no number of seconds") }
      self.msl = msl
    }
    settings = try members.settings("set")
    for (id, level) in try members.optional("levels", as: [String: String].self)?.sorted(by: { $0.key < $1.key }) ?? [] {
      guard Catalogue.check(id) != nil else {
        throw members.refusal("levels", "there is no check '\(id)'" + Spelling.suggestion(for: id, among: Catalogue.checks.map(\.id)))
      }
      let levels: [String: Level] = ["must": .must, "should": .should, "note": .note]
      guard let level = levels[level] else { throw members.refusal("levels", "'\(level)' is none of must, should, note") }
      policy.levels[id] = level
    }
    policy.known = try members.optional("known", as: [Known].self)?.map(\.deviation) ?? []
  }
}

private struct Known: Decodable {
  var deviation: KnownDeviation

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder, of: ["check", "host", "port", "role", "reason", "until"])
    let check = try members.text("check")
    let families = Set(Catalogue.checks.map { "\($0.family)/*" })
    guard Catalogue.check(check) != nil || families.contains(check) else {
      let known = families.sorted() + Catalogue.checks.map(\.id)
      throw members.refusal("check", "there is no check '\(check)'" + Spelling.suggestion(for: check, among: known))
    }
    deviation = KnownDeviation(check: check, reason: try members.text("reason"))
    guard !deviation.reason.isEmpty else { throw members.refusal("reason", "is empty") }
    if let text = try members.optionalText("host") {
      guard let host = AddressRange(text) else {
        throw members.refusal("host", "'\(text)' is no address and no range of addresses such as 192.0.2.0/24")
      }
      deviation.host = host
    }
    if let number = try members.optional("port", as: Int.self) {
      guard let port = UInt16(exactly: number) else { throw members.refusal("port", "\(number) is no port") }
      deviation.port = port
    }
    if let role = try members.optionalText("role") {
      guard ["client", "server"].contains(role) else { throw members.refusal("role", "'\(role)' is neither client nor server") }
      deviation.role = role
    }
    if let date = try members.optionalText("until") {
      guard let expiry = KnownDeviation.Expiry(date: date) else {
        throw members.refusal("until", "'\(date)' is no date such as 2027-03-31")
      }
      deviation.expiry = expiry
    }
  }
}

extension KnownDeviation.Expiry {
  /// The last day, UTC, in the one form `2027-03-31`.
  init?(date: String) {
    let style = Date.ISO8601FormatStyle(dateSeparator: .dash).year().month().day()
    guard let day = try? style.parse(date), style.format(day) == date else { return nil }
    let end = Int64(day.timeIntervalSince1970) + 86_400
    self.init(date: date, end: Instant(nanoseconds: end * 1_000_000_000))
  }
}

/// The members of an object, of which none is unknown.
private struct Members {
  private let container: KeyedDecodingContainer<Name>

  struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(_ decoder: any Decoder, of known: [String]) throws {
    container = try decoder.container(keyedBy: Name.self)
    if let unknown = container.allKeys.map(\.stringValue).sorted().first(where: { !known.contains($0) }) {
      throw refusal(unknown, "there is no such member" + Spelling.suggestion(for: unknown, among: known))
    }
  }

  func text(_ name: String) throws -> String { try container.decode(String.self, forKey: Name(stringValue: name)) }
  func optionalText(_ name: String) throws -> String? { try optional(name, as: String.self) }
  func optionalNumber(_ name: String) throws -> Double? { try optional(name, as: Double.self) }
  func optional<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value? {
    try container.decodeIfPresent(type, forKey: Name(stringValue: name))
  }

  /// `NAME=VALUE` for each member, whose value is a text or a number; in the order of names.
  func settings(_ name: String) throws -> [String] {
    guard container.contains(Name(stringValue: name)) else { return [] }
    let values = try container.nestedContainer(keyedBy: Name.self, forKey: Name(stringValue: name))
    return try values.allKeys.sorted { $0.stringValue < $1.stringValue }.map { key in
      if let number = try? values.decode(Double.self, forKey: key) { return "\(key.stringValue)=\(number.inNotation)" }
      return "\(key.stringValue)=\(try values.decode(String.self, forKey: key))"
    }
  }

  func refusal(_ name: String, _ words: String) -> DecodingError {
    .dataCorrupted(
      DecodingError.Context(codingPath: container.codingPath + [Name(stringValue: name)], debugDescription: words))
  }
}

extension DecodingError {
  /// `known[2].until: '31.3.2027' is no date …`.
  var told: String {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      place(context.codingPath) + context.debugDescription
    case .keyNotFound(let key, let context): place(context.codingPath + [key]) + "is missing"
    @unknown default: "\(self)"
    }
  }

  private func place(_ path: [any CodingKey]) -> String {
    guard !path.isEmpty else { return "" }
    return path.reduce("") { text, key in
      if let index = key.intValue { return "\(text)[\(index + 1)]" }
      return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
    } + ": "
  }
}

import Analysis
import Checks
import FoundationEssentials
import Wire

/// Findings that one has looked at and accepted, each by its fingerprint, with a reason and a last day.
///
/// ```json
/// { "baseline": "tcpreport/1",
///   "known": [
///     { "capture": "boot", "fingerprint": "5c3e449c1ec71025", "check": "isn/fixed-increment",
///       "title": "ISN grows by 64000 with each connection", "reason": "ticket 4711", "until": "2027-03-31" } ] }
/// ```
public struct Baseline: Sendable {
  private static let name = "tcpreport/1"

  private struct Entry: Codable, Sendable, Hashable {
    var capture: String
    var fingerprint: String
    var check: String
    var title: String
    var reason: String?
    var until: String?

    var key: Key { Key(capture: capture, fingerprint: fingerprint) }
  }
  private struct Key: Hashable, Sendable {
    var capture: String
    var fingerprint: String
  }
  private struct Document: Codable {
    var baseline: String
    var known: [Entry]
  }

  private var entries: [Key: Entry] = [:]

  /// Nothing is known.
  public init() {}

  /// - Throws: where the octets are no such document; the description names the place in it.
  public init(json octets: [UInt8]) throws(InvalidOption) {
    do {
      let document = try JSONDecoder().decode(Document.self, from: Data(octets))
      guard document.baseline == Self.name else {
        throw InvalidOption(description: "baseline: is '\(document.baseline)', not '\(Self.name)'")
      }
      for (place, entry) in document.known.enumerated() {
        if let until = entry.until, KnownDeviation.Expiry(date: until) == nil {
          throw InvalidOption(description: "known[\(place + 1)].until: '\(until)' is no date such as 2027-03-31")
        }
        entries[entry.key] = entry
      }
    } catch let error as InvalidOption {
      throw error
    } catch let error as DecodingError {
      throw InvalidOption(description: error.told)
    } catch {
      throw InvalidOption(description: "\(error)")
    }
  }

  /// The file's text: sorted, a finding on a few lines, so that `git diff` shows what came and went.
  public func json() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let known = entries.values.sorted { ($0.capture, $0.check, $0.fingerprint) < ($1.capture, $1.check, $1.fingerprint) }
    do {
      return Array(try encoder.encode(Document(baseline: Self.name, known: known))) + [0x0a]
    } catch {
      preconditionFailure("texts are always JSON: \(error)")
    }
  }

  /// Takes the findings of one capture in the place of those it had; reasons and days of those that remain are kept.
  public mutating func update(with capture: CaptureReport) {
    let old = entries.filter { $0.key.capture == capture.name }
    for key in old.keys { entries[key] = nil }
    // What the policy knows needs no second list.
    for finding in capture.findings {
      var entry = Entry(
        capture: capture.name, fingerprint: finding.fingerprint, check: finding.check, title: finding.title)
      guard finding.known == nil || old[entry.key] != nil else { continue }
      (entry.reason, entry.until) = (old[entry.key]?.reason, old[entry.key]?.until)
      entries[entry.key] = entry
    }
  }

  /// Marks what is known; by the day of the capture's end, as a policy does.
  func mark(_ capture: inout CaptureReport) {
    guard !entries.isEmpty else { return }
    let end = Instant(nanoseconds: capture.end ?? 0)
    let name = capture.name
    capture.forEachFinding { finding in
      guard finding.known == nil, let entry = entries[Key(capture: name, fingerprint: finding.fingerprint)] else { return }
      finding.known = KnownReport(
        reason: entry.reason ?? "baseline", until: entry.until.flatMap(KnownDeviation.Expiry.init(date:)), at: end)
    }
  }
}

extension CaptureReport {
  mutating func forEachFinding(_ body: (inout Finding) -> Void) {
    for place in connections.indices {
      for finding in connections[place].findings.indices { body(&connections[place].findings[finding]) }
    }
    for place in hosts.indices {
      for finding in hosts[place].findings.indices { body(&hosts[place].findings[finding]) }
    }
  }
}

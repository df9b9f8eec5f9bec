import Analysis
import FoundationEssentials

/// What two runs are compared by, as it stands in `report.json`; members that a comparison has no use for are not read.
public struct ReportDocument: Sendable {
  let captures: [Capture]
  /// BCP 47 language of its texts; those of two languages cannot be compared.
  public let language: String
  /// Whether it was redacted before it was written.
  public var isRedacted: Bool { captures.contains { $0.redacted != nil } }

  /// - Throws: where the octets are no report; the description names the place in it.
  public init(json octets: [UInt8]) throws(InvalidOption) {
    do {
      let document = try JSONDecoder().decode(Document.self, from: Data(octets))
      guard document.schema == "\(Self.schema)" else {
        throw InvalidOption(description: "schema: is '\(document.schema)', not '\(Self.schema)'")
      }
      (captures, language) = (document.captures, document.language)
    } catch let error as InvalidOption {
      throw error
    } catch let error as DecodingError {
      throw InvalidOption(description: error.told)
    } catch {
      throw InvalidOption(description: "\(error)")
    }
  }

  private static let schema = "tcpreport/1"

  private struct Document: Decodable {
    var schema: String
    var language: String
    var captures: [Capture]
  }
  struct Capture: Decodable, Sendable {
    var name: String
    var redacted: String?
    var connections: [Connection]
    var hosts: [Host]
    var checks: [String: [String]]
  }
  struct Connection: Decodable, Sendable {
    var id: Int
    var client: End
    var server: End
    var closedBy: String?
    var closeStyle: String?
    var vantage: Vantage
    var states: States?
    var measures: [String: Measures]?
    /// Options of each end's SYN; older reports have none.
    var offered: [String: [String]?]?
    /// Initial numbers; where neither end has one, the capture began in the middle, and who is the client was guessed.
    var isn: [String: UInt32?]?
    var facts: [Fact]?
    var findings: [Found]
  }
  struct Measures: Decodable, Sendable {
    var maximumSegmentSize: Int?
    var windowScale: Int?
  }
  struct Fact: Decodable, Sendable {
    var check: String
    var endpoint: String?
  }
  struct Vantage: Decodable, Sendable { var place: String }
  struct States: Decodable, Sendable {
    var client: [State]
    var server: [State]
  }
  struct State: Decodable, Sendable { var state: String }
  struct End: Decodable, Sendable {
    var address: String
    var port: Int
  }
  struct Host: Decodable, Sendable {
    var address: String
    var timeWait: [String: String]
    var isn: Numbers
    var findings: [Found]
  }
  struct Numbers: Decodable, Sendable { var series: [Series] }
  struct Series: Decodable, Sendable {
    var role: String
    var verdict: String
    var summary: String
  }
  struct Found: Decodable, Sendable {
    var check: String
    var title: String
    var level: String
    var endpoint: String?
    var known: Known?
  }
  struct Known: Decodable, Sendable { var isExpired: Bool }
}

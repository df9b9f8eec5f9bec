import ArgumentParser
import TCPReportKit
import Checks

/// What a run can write.
enum Format: String, CaseIterable, Sendable {
  case html, svg, json, jsonl, text, junit, sarif, markdown, mermaid, csv

  /// What is written where `--format` is not given.
  static let ordinary: Set<Format> = [.html, .svg, .json, .text]

  static var names: [String] { allCases.map(\.rawValue) }

  /// What one file tells of the whole batch, and standard output can take.
  static var documents: [Format] { allCases.filter { $0.document != nil } }

  /// What tells of two captures together.
  static let ofPair: [Format] = [.html, .json, .text]

  /// The name of the batch's file.
  var document: String? {
    switch self {
    case .html, .svg, .mermaid: nil
    case .json: "report.json"
    case .jsonl: "report.jsonl"
    case .text: "report.txt"
    case .junit: "junit.xml"
    case .sarif: "report.sarif"
    case .markdown: "summary.md"
    case .csv: "connections.csv"
    }
  }
}

/// `html,svg`: formats by name, in any order.
struct FormatList: ExpressibleByArgument, Sendable {
  var formats: Set<Format>
  /// The first word that names no format.
  var unknown: String?

  init(argument: String) {
    formats = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      if let format = Format(rawValue: String(word)) {
        formats.insert(format)
      } else if unknown == nil {
        unknown = String(word)
      }
    }
  }
}

/// `all`, `findings`, `none`, or connection numbers.
struct DrawingChoice: ExpressibleByArgument, Sendable {
  var drawing: Options.Drawing

  init?(argument: String) {
    switch argument {
    case "all": drawing = .all
    case "findings": drawing = .findings
    case "none": drawing = .none
    default:
      let words = argument.split(separator: ",", omittingEmptySubsequences: false)
      let numbers = words.compactMap { Int($0) }.filter { $0 > 0 }
      guard numbers.count == words.count else { return nil }
      drawing = .only(numbers)
    }
  }
}

/// `2000000`, `500kB`, `2MB`, `1.5MiB`.
struct Size: ExpressibleByArgument, Sendable {
  var octets: Int

  init?(argument: String) {
    let number = argument.prefix { $0.isNumber || $0 == "." }
    let scale: Double
    switch argument.dropFirst(number.count).lowercased() {
    case "", "b": scale = 1
    case "k", "kb": scale = 1e3
    case "m", "mb": scale = 1e6
    case "g", "gb": scale = 1e9
    case "kib": scale = 1024
    case "mib": scale = 1_048_576
    case "gib": scale = 1_073_741_824
    default: return nil
    }
    guard let value = Double(plain: String(number)), value * scale >= 1, value * scale <= 1e12 else { return nil }
    octets = Int(value * scale)
  }
}

/// A length of time in seconds, or with a unit.
struct Seconds: ExpressibleByArgument, Sendable {
  var duration: Duration

  init?(argument: String) {
    guard let duration = Duration(notation: argument), duration > .zero else { return nil }
    self.duration = duration
  }
}

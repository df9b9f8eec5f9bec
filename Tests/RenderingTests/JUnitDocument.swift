import Foundation
import FoundationXML

/// A JUnit document as a build server reads it.
final class JUnitDocument: NSObject, XMLParserDelegate {
  struct Suite {
    var attributes: [String: String]
    var cases: [Case] = []
  }
  struct Case {
    var classname: String
    var name: String
    /// `failure`, `error`, `skipped`; `nil`: passed.
    var outcome: String?
  }
  private(set) var suites: [Suite] = []
  private(set) var elements: Set<String> = []
  private(set) var messages: [String] = []

  struct Broken: Error {}

  init(_ octets: [UInt8]) throws {
    super.init()
    let parser = XMLParser(data: Data(octets))
    parser.delegate = self
    guard parser.parse() else { throw parser.parserError ?? Broken() }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.insert(name)
    if let message = attributes["message"] { messages.append(message) }
    switch name {
    case "testsuite": suites.append(Suite(attributes: attributes))
    case "testcase":
      suites[suites.count - 1].cases.append(
        Case(classname: attributes["classname"] ?? "", name: attributes["name"] ?? "", outcome: nil))
    case "failure", "error", "skipped":
      let last = suites[suites.count - 1].cases.count - 1
      suites[suites.count - 1].cases[last].outcome = name
    default: break
    }
  }
}

/// A piece of JSON as a value whose members keep their order, for documents that are read by people, too.
indirect enum JSONTree: Sendable {
  case text(String)
  case number(Int)
  case truth(Bool)
  case list([JSONTree])
  case members([(String, JSONTree)])
}

extension JSONTree: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  init(stringLiteral text: String) { self = .text(text) }
  init(integerLiteral number: Int) { self = .number(number) }
  init(booleanLiteral truth: Bool) { self = .truth(truth) }
}

extension JSONTree: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  init(arrayLiteral elements: JSONTree...) { self = .list(elements) }
  init(dictionaryLiteral members: (String, JSONTree)...) { self = .members(members) }
}

extension JSONTree {
  /// A list of texts.
  static func texts(_ texts: [String]) -> JSONTree { .list(texts.map { .text($0) }) }

  /// One member or element a line, two spaces deep; what fits on a line stays on it.
  func printed(indent: Int = 0) -> String {
    let flat = self.flat
    if flat.utf8.count + indent <= 100 { return flat }
    let inner = String(repeating: " ", count: indent + 2)
    let outer = String(repeating: " ", count: indent)
    switch self {
    case .text, .number, .truth: return flat
    case .list(let elements):
      let lines = elements.map { inner + $0.printed(indent: indent + 2) }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(outer)]"
    case .members(let members):
      let lines = members.map { "\(inner)\(JSONTree.text($0.0).flat): \($0.1.printed(indent: indent + 2))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
    }
  }

  private var flat: String {
    switch self {
    case .text(let text):
      var json = JSONWriter(ByteSink())
      json.value(text)
      return String(decoding: json.end().octets().dropLast(), as: UTF8.self)
    case .number(let number): return String(number)
    case .truth(let truth): return truth ? "true" : "false"
    case .list(let elements): return "[" + elements.map(\.flat).joined(separator: ", ") + "]"
    case .members(let members):
      return "{" + members.map { "\(JSONTree.text($0.0).flat): \($0.1.flat)" }.joined(separator: ", ") + "}"
    }
  }
}

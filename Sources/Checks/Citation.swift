/// Where a law stands: RFC, section, requirement label where RFC 9293 has one, and the sentence itself.
///
/// The sentence is verbatim up to white space; a test looks it up in the RFC's text.
package struct Citation: Sendable, Hashable {
  package var rfc: Int
  package var section: String
  package var label: String?
  package var sentence: String
  package static func rfc(_ number: Int, _ section: String, _ label: String? = nil, _ sentence: String) -> Citation {
    Citation(rfc: number, section: section, label: label, sentence: sentence)
  }
}

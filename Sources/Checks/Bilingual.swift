/// A text in the two languages of the report.
package struct Bilingual: Sendable, Hashable {
  package var en: String
  package var zh: String
  package init(_ en: String, zh: String) { (self.en, self.zh) = (en, zh) }
  package subscript(_ language: Language) -> String { language == .en ? en : zh }
}

/// The language of a report (`--lang`).
package enum Language: String, Sendable, CaseIterable { case en, zh }

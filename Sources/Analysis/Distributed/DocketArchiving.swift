import Checks
import Replay
import Wire

extension Docket.Entry: Archived {
  static var blank: Docket.Entry {
    let words = Bilingual("", zh: "")
    return Docket.Entry(
      check: 0, connection: 0, side: .lower, charge: Charge(expected: words, observed: words, title: words, frames: []), event: .segment,
      time: .blank, foreign: false, reordered: false, fragment: false, badChecksum: false, inferred: false)
  }
  mutating func code(_ archive: inout Archive) {
    archive.code(&check)
    archive.code(&connection)
    archive.code(&side)
    archive.code(&charge)
    archive.code(&event)
    archive.code(&time)
    archive.code(&foreign)
    archive.code(&reordered)
    archive.code(&fragment)
    archive.code(&badChecksum)
    archive.code(&inferred)
    archive.code(&more)
  }
}

extension Docket.DoubtEntry: Archived {
  static var blank: Docket.DoubtEntry { Docket.DoubtEntry(check: 0, connection: 0, side: .lower, doubt: Doubt(.vantage)) }
  mutating func code(_ archive: inout Archive) {
    archive.code(&check)
    archive.code(&connection)
    archive.code(&side)
    archive.code(&doubt.reason)
    archive.code(&doubt.leaning, blank: .pass) { $0.code(&$1) }
    archive.code(&doubt.frames)
    archive.code(&doubt.side, blank: .lower) { $0.code(&$1) }
    archive.code(&doubt.expected)
    archive.code(&doubt.observed)
  }
}

extension Docket.FactEntry: Archived {
  static var blank: Docket.FactEntry {
    Docket.FactEntry(check: 0, connection: 0, side: nil, fact: Fact(Bilingual("", zh: "")))
  }
  mutating func code(_ archive: inout Archive) {
    archive.code(&check)
    archive.code(&connection)
    archive.code(&side, blank: .lower) { $0.code(&$1) }
    archive.code(&fact.text)
    archive.code(&fact.brief)
    archive.code(&fact.frames)
    archive.code(&fact.side, blank: .lower) { $0.code(&$1) }
    archive.code(&fact.connections)
  }
}

extension Docket.PassEntry: Archived {
  static var blank: Docket.PassEntry { Docket.PassEntry(check: 0, connection: 0, side: .lower, frames: []) }
  mutating func code(_ archive: inout Archive) {
    archive.code(&check)
    archive.code(&connection)
    archive.code(&side)
    archive.code(&frames)
  }
}

extension Charge: Archived {
  package static var blank: Charge { Docket.Entry.blank.charge }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&expected)
    archive.code(&observed)
    archive.code(&title)
    archive.code(&frames)
    archive.code(&side, blank: .lower) { $0.code(&$1) }
    archive.code(&interval, blank: Instant.blank...Instant.blank) { archive, interval in
      var (from, to) = (interval.lowerBound, interval.upperBound)
      archive.code(&from)
      archive.code(&to)
      interval = from...to
    }
    archive.code(&guards)
    archive.code(&waived)
    archive.code(&copies)
    archive.code(&repliesDue)
    archive.code(&receiptProven)
    archive.code(&instances)
    archive.code(&instancesNeeded)
    archive.code(&overlapIsOne)
    archive.code(&level, blank: .must) { $0.code(&$1) }
    archive.code(&citation, blank: .blank) { $0.code(&$1) }
    archive.code(&selfEvident)
    archive.code(&witness, blank: .lower) { $0.code(&$1) }
    archive.code(&isUnprompted)
  }
}

extension Citation: Archived {
  package static var blank: Citation { .rfc(0, "", nil, "") }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&rfc)
    archive.code(&section)
    archive.code(&label, blank: "") { $0.code(&$1) }
    archive.code(&sentence)
  }
}

extension Bilingual: Archived {
  package static var blank: Bilingual { Bilingual("", zh: "") }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&en)
    archive.code(&zh)
  }
}

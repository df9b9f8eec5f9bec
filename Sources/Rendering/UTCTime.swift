/// Nanoseconds since 1970 as a date and a time of day in UTC, by the calendar alone: no locale, no time zone.
struct UTCTime: Sendable, Hashable {
  /// `2026-03-01`.
  let date: String
  /// `08:15:02.114`, cut off to milliseconds as clocks do.
  let time: String

  /// The civil date is H. Hinnant's `civil_from_days`, exact for any number of days.
  init(_ nanoseconds: Int64) {
    let perDay: Int64 = 86_400_000_000_000
    var days = nanoseconds / perDay
    var rest = nanoseconds % perDay
    if rest < 0 { (days, rest) = (days - 1, rest + perDay) }
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let ofEra = shifted - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marched = (5 * ofYear + 2) / 153
    let day = ofYear - (153 * marched + 2) / 5 + 1
    let month = marched < 10 ? marched + 3 : marched - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    date = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    let milliseconds = rest / 1_000_000
    let seconds = milliseconds / 1000
    time =
      "\(Self.padded(seconds / 3600, 2)):\(Self.padded(seconds / 60 % 60, 2)):\(Self.padded(seconds % 60, 2))"
      + ".\(Self.padded(milliseconds % 1000, 3))"
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

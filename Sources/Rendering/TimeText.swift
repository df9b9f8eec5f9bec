/// Moments and lengths of time as machines read them, without a library's locale or calendar.
package enum TimeText {
  /// A moment in UTC by RFC 3339, with nine digits: `2023-11-14T22:13:20.000000001Z`.
  ///
  /// - Parameter nanoseconds: since 1970-01-01 00:00 UTC, negative before.
  package static func rfc3339(_ nanoseconds: Int64) -> String {
    var sink = ByteSink()
    sink.write(moment: nanoseconds)
    return String(decoding: sink.octets(), as: UTF8.self)
  }

  /// Seconds as a decimal number without superfluous zeros: `0.0215`, `75`.
  package static func seconds(_ nanoseconds: Int64) -> String {
    var sink = ByteSink()
    sink.write(seconds: nanoseconds)
    return String(decoding: sink.octets(), as: UTF8.self)
  }
}

extension ByteSink {
  /// See ``TimeText/rfc3339(_:)``.
  package mutating func write(moment nanoseconds: Int64) {
    let (second, fraction) = nanoseconds.floored(by: 1_000_000_000)
    let (day, secondOfDay) = second.floored(by: 86_400)
    let date = GregorianDate(daysSince1970: day)
    write(digits: UInt64(date.year), atLeast: 4)
    write("-")
    write(digits: UInt64(date.month), atLeast: 2)
    write("-")
    write(digits: UInt64(date.day), atLeast: 2)
    write("T")
    write(digits: UInt64(secondOfDay / 3600), atLeast: 2)
    write(":")
    write(digits: UInt64(secondOfDay / 60 % 60), atLeast: 2)
    write(":")
    write(digits: UInt64(secondOfDay % 60), atLeast: 2)
    write(".")
    write(digits: UInt64(fraction), atLeast: 9)
    write("Z")
  }

  /// See ``TimeText/seconds(_:)``.
  package mutating func write(seconds nanoseconds: Int64) {
    if nanoseconds < 0 { write("-") }
    let (whole, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    write(digits: whole, atLeast: 1)
    guard rest > 0 else { return }
    var (fraction, decimals) = (rest, 9)
    while fraction % 10 == 0 {
      fraction /= 10
      decimals -= 1
    }
    write(".")
    write(digits: fraction, atLeast: decimals)
  }
}

/// A day of the Gregorian calendar, reckoned backwards before its introduction, as RFC 3339 does.
private struct GregorianDate {
  var year: Int64
  var month: Int64
  var day: Int64

  /// Years begin on 1 March here, so that the leap day is a year's last: 146 097 days are 400 years.
  init(daysSince1970 days: Int64) {
    let (era, dayOfEra) = (days + 719_468).floored(by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
  }
}

extension Int64 {
  /// Quotient toward minus infinity and the remainder that is never negative.
  fileprivate func floored(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

extension Tally {
  package static func += (sum: inout Tally, other: Tally) {
    sum.pass += other.pass
    sum.fail += other.fail
    sum.noted += other.noted
    sum.inconclusive += other.inconclusive
    sum.notExercised += other.notExercised
  }
}

extension CaptureReport {
  /// Verdicts over all connections and hosts, as everything that counts them must.
  package var tally: Tally {
    var sum = Tally()
    for connection in connections { sum += connection.tally }
    for verdict in hosts.lazy.flatMap(\.verdicts) {
      switch verdict.verdict {
      case "pass": sum.pass += 1
      case "fail":
        sum.fail += 1
        if verdict.level == .note { sum.noted += 1 }
      case "inconclusive": sum.inconclusive += 1
      default: sum.notExercised += 1
      }
    }
    return sum
  }
}

/// What a capture of one shape is to cost, as quotients: the gates that `make bench` holds the measurements against.
struct ShapeTargets {
  /// The whole run over the bare loop, at most.
  var whole: Double
  /// tcptrace over the whole run, at least.
  var tcptrace: Double
  /// Peak memory in MiB, at most; none where flows that stay open decide it.
  var peak: Double?

  init(_ shape: Shape) {
    switch shape {
    case .bulk: (whole, tcptrace, peak) = (1.0, 3, 64)
    case .mix: (whole, tcptrace, peak) = (2.0, 4, 64)
    case .short: (whole, tcptrace, peak) = (4.0, 20, 320)
    case .conc: (whole, tcptrace, peak) = (5.0, 8, nil)
    }
  }
}

/// Something measured once, and what it is to be.
struct Measure {
  enum Target {
    case none
    case atMost(Double)
    case atLeast(Double)
  }
  var name: String
  /// `nil` where what it takes is not installed.
  var value: Double?
  var target: Target
  /// Digits behind the point.
  var digits = 0

  var isMet: Bool? {
    guard let value else { return nil }
    return switch target {
    case .none: true
    case .atMost(let gate): value <= gate
    case .atLeast(let gate): value >= gate
    }
  }

  /// The value as a cell of the table; one that misses its target is followed by it.
  var cell: String {
    guard let value else { return "not installed" }
    let text = Table.number(value, digits)
    return isMet == true ? text : "**\(text)** (\(wanted))"
  }

  var wanted: String {
    switch target {
    case .none: ""
    case .atMost(let gate): "≤ \(Table.number(gate, digits))"
    case .atLeast(let gate): "≥ \(Table.number(gate, digits))"
    }
  }
}

import Analysis

/// What the figures are drawn from, as `report.json` has it.
extension JSONWriter {
  /// Sequence numbers over time.
  mutating func value(_ trace: Trace) {
    open("{")
    if let sampling = trace.sampling {
      key("sampling")
      open("{")
      key("from")
      value(seconds: sampling.from)
      key("interval")
      value(seconds: sampling.interval)
      key("tellingInterval")
      value(seconds: sampling.tellingInterval)
      close("}")
    }
    key("points")
    open("[")
    for point in trace.points {
      newline()
      value(point)
    }
    close("]")
    key("folds")
    open("[")
    for fold in trace.folds {
      newline()
      open("{")
      key("from")
      value(seconds: fold.from)
      key("to")
      value(seconds: fold.to)
      key("segments")
      value(fold.segments)
      key("retransmissions")
      value(fold.retransmissions)
      close("}")
    }
    close("]")
    close("}")
  }

  private mutating func value(_ point: Trace.Point) {
    open("{")
    key("time")
    value(seconds: point.time)
    key("frame")
    value(point.frame)
    key("from")
    value(point.from.rawValue)
    key("seq")
    value(Int(point.seq))
    key("end")
    value(Int(point.end))
    if let ack = point.ack {
      key("ack")
      value(Int(ack))
    }
    if let edge = point.edge {
      key("edge")
      value(Int(edge))
    }
    // Rare as each of them is, it is named only where it holds.
    for (name, holds) in [
      ("isRetransmission", point.isRetransmission), ("isZeroWindow", point.isZeroWindow), ("isSampled", point.isSampled),
    ] where holds {
      key(text: name)
      value(true)
    }
    if !point.sacks.isEmpty {
      key("sacks")
      open("[")
      for sack in point.sacks { value([Int(sack.lowerBound), Int(sack.upperBound)]) }
      close("]")
    }
    if let outstanding = point.outstanding {
      key("outstanding")
      value(outstanding)
    }
    if let trip = point.roundTrip {
      key("roundTrip")
      value(seconds: trip)
    }
    close("}")
  }

  /// The header at fault, field by field as it stands on the wire.
  mutating func value(_ header: HeaderReport) {
    open("{")
    key("frame")
    value(header.frame)
    key("from")
    value(header.from.rawValue)
    key("seq")
    value(Int(header.seq))
    key("ack")
    value(Int(header.ack))
    key("bits")
    value(Int(header.bits))
    key("window")
    value(header.window)
    key("checksum")
    value(header.checksum.rawValue)
    key("urgentPointer")
    value(header.urgentPointer)
    key("options")
    value(header.options.map { Int($0) })
    key("payload")
    value(header.payload)
    key("isCut")
    value(header.isCut)
    if let fault = header.fault {
      key("fault")
      value(fault.rawValue)
    }
    close("}")
  }

  /// TIME-WAIT of both ends, as a host's lanes show it; left out of a row where nothing tested it.
  mutating func timeWaits(of connection: ConnectionReport) {
    let waits = [connection.timeWaits.client, connection.timeWaits.server]
    guard connection.isTold ? waits.contains(where: { $0 != nil }) : waits.contains(where: { $0?.isTested ?? false }) else { return }
    key("timeWaits")
    open("{")
    for (role, wait) in zip(Role.allCases, waits) {
      guard let wait else { continue }
      key(text: role.rawValue)
      open("{")
      key("from")
      value(seconds: wait.from)
      key("standing")
      value(wait.standing.rawValue)
      if let alive = wait.alive {
        key("alive")
        value(seconds: alive)
      }
      if let gone = wait.gone {
        key("gone")
        value(seconds: gone)
      }
      close("}")
    }
    close("}")
  }
}

extension TimeWaitReport {
  fileprivate var isTested: Bool { alive != nil || gone != nil }
}

import Checks

/// The ladder of one connection in two captures: each end's states are those that the capture at its side shows.
struct PairDrawing {
  let rows: [PairedRow]
  /// The least time a segment takes, nanoseconds; `nil`: the clocks are not aligned.
  let oneWay: Int64?
  let language: Language

  /// - Parameters:
  ///   - states: of each end by the capture at its side, whose frames brought them.
  ///   - offsets: nanoseconds from the connection's start to the first segment in that capture.
  func figure(_ states: PerRole<[StateSpan]>, _ offsets: PerRole<Int64>) -> (ladder: Ladder, states: PerRole<[StateSpan]>) {
    var known = PerRole<[Int]>(client: [], server: [])
    for role in Role.allCases { known.with(role) { $0 = places(of: states[role], role) } }
    let (ladder, ladderRows) = ladder(showing: Set(known.client + known.server))
    var placed = states
    for role in Role.allCases {
      placed.with(role) { spans in
        for (span, row) in zip(spans.indices, known[role]) {
          guard spans[span].frame > 0, rows.indices.contains(row) else { continue }
          spans[span].from += offsets[role]
          spans[span].row = ladderRows[row]
          spans[span].atTail = rows[row].from == role && rows[row].frame(at: role) == spans[span].frame
        }
      }
    }
    return (ladder, placed)
  }

  /// For each state the segment that brought it: the one with its frame, or else the last before it.
  private func places(of spans: [StateSpan], _ role: Role) -> [Int] {
    var byFrame: [Int: Int] = [:]
    for (place, row) in rows.enumerated() { if let frame = row.frame(at: role) { byFrame[frame] = place } }
    return spans.map { span in
      byFrame[span.frame] ?? rows.lastIndex { ($0.frame(at: role) ?? .max) < span.frame } ?? 0
    }
  }

  /// Rows at the ends of the connection, those that bring a state, and those on either side of what did not simply cross,
  /// are drawn; the rest is folded.
  ///
  /// - Returns: the ladder, and for each segment the row of the ladder that shows it.
  private func ladder(showing decisive: Set<Int>) -> (Ladder, [Int]) {
    var ladder = Ladder()
    var shownIn = [Int](repeating: 0, count: rows.count)
    var isDrawn = rows.indices.map { $0 < 16 || $0 >= rows.count - 10 || decisive.contains($0) }
    var room = 150
    for (place, row) in rows.enumerated() where row.fate != .crossed && row.fate != .recut && room > 0 {
      for near in max(0, place - 1)...min(rows.count - 1, place + 1) where !isDrawn[near] {
        isDrawn[near] = true
        room -= 1
      }
    }
    var folded: Transfer?
    var foldedFrom: Int64 = 0
    func close() {
      if let transfer = folded { ladder.rows.append(LadderRow(time: foldedFrom, content: .transfer(transfer))) }
      folded = nil
    }
    for (place, row) in rows.enumerated() {
      let time = row.left ?? row.came.map { max(0, $0 - (oneWay ?? 0)) } ?? 0
      if isDrawn[place] {
        close()
        shownIn[place] = ladder.rows.count
        ladder.rows.append(LadderRow(time: time, content: .segment(LadderSegment(row, language))))
        continue
      }
      shownIn[place] = ladder.rows.count
      ladder.omitted += 1
      if folded == nil { foldedFrom = time }
      var transfer = folded ?? Transfer()
      let frame = row.leftFrame ?? row.cameFrame ?? 0
      if transfer.firstFrame == 0 { transfer.firstFrame = frame }
      transfer.lastFrame = max(frame, transfer.lastFrame)
      transfer.duration = time - foldedFrom
      transfer.segments.with(row.from) { $0 += 1 }
      transfer.octets.with(row.from) { $0 += row.payload }
      folded = transfer
    }
    close()
    return (ladder, shownIn)
  }
}

extension PairedRow {
  /// Its frame in the capture at one end.
  fileprivate func frame(at role: Role) -> Int? { from == role ? leftFrame : cameFrame }
}

extension LadderSegment {
  fileprivate init(_ row: PairedRow, _ language: Language) {
    self.init()
    frame = row.leftFrame ?? 0
    arrivalFrame = row.cameFrame
    from = row.from
    flags = row.flags
    seq = UInt32(bitPattern: Int32(truncatingIfNeeded: row.seq))
    ack = row.ack.map { UInt32(bitPattern: Int32(truncatingIfNeeded: $0)) }
    payload = row.payload
    window = row.window
    lost = row.fate == .lost
    if let left = row.left, let came = row.came { flight = came - left }
    if let words = row.fate.told { tags = [words[language]] }
  }
}

extension Fate {
  /// What a reader must know of a segment that did not simply cross.
  package var told: Bilingual? {
    switch self {
    case .crossed: nil
    case .recut: Bilingual("crossed in other pieces", zh: "以不同分段到达")
    case .lost: Bilingual("lost on the path", zh: "在途中丢失")
    case .notCapturedAtReceiver: Bilingual("arrived, not captured there", zh: "已到达，对端抓包漏记")
    case .lostOrNotCaptured: Bilingual("lost, or not captured there", zh: "丢失，或对端抓包漏记")
    case .notCapturedAtSender: Bilingual("sent, not captured at the sender", zh: "已发出，发送端抓包漏记")
    case .madeOnTheWay: Bilingual("made on the way", zh: "由途中设备产生")
    case .onlyAtReceiver: Bilingual("seen at the receiver only", zh: "仅在接收端见到")
    }
  }
}

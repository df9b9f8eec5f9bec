import Wire

extension MutationTests {
  /// Each breaks one law.
  static let breaking: [Mutation] = [
    Mutation(name: "every SYN,ACK acknowledges one too many, and is refused", finds: ["handshake/ack-of-syn"]) { talk, _ in
      var opening = Array(talk.segments.prefix(3))
      opening[1].ack = opening[1].ack + 1
      opening[2].flags = .rst
      opening[2].seq = opening[1].ack
      opening[2].ack = SequenceNumber(0)
      talk.segments = (0..<3).flatMap { turn in
        opening.map { segment in
          var copy = segment
          copy.time = copy.time + .seconds(turn * turn)
          if copy.has([.syn, .ack]) { copy.seq = copy.seq + turn * 1000 }
          return copy
        }
      }
    },
    Mutation(name: "the third segment acknowledges too little, and is refused", finds: ["handshake/third-ack"]) { talk, chance in
      let third = Conversation.handshake.thirdAck
      talk.segments[third].ack = talk.segments[third].ack + Int.random(in: -1000 ... -1, using: &chance)
      var reset = talk.segments[Conversation.handshake.synAck]
      reset.time = talk.segments[third].time + .milliseconds(101)
      reset.flags = .rst
      reset.seq = talk.segments[third].ack
      reset.options = TCPOptions([])
      reset.ack = SequenceNumber(0)
      talk.segments = Array(talk.segments.prefix(3)) + [reset]
    },
    Mutation(name: "acknowledgements run ahead of what is sent", finds: ["ack/unsent-data"]) { talk, _ in
      // Of two answers in a row the acknowledgement of the first covers the second, too; and that comes later than any
      // interface delivers a record.
      for (place, next) in zip(talk.answers, talk.answers.dropFirst()) where next == place + 2 {
        talk.segments[place + 1].ack = talk.segments[next].seq + talk.segments[next].len
        for later in talk.segments.indices[next...] { talk.segments[later].time = talk.segments[later].time + .milliseconds(60) }
      }
      talk.script.end = talk.script.end.map { $0 + .seconds(1) }
    },
    Mutation(name: "data after the FIN", finds: ["close/data-after-fin"]) { talk, chance in
      let count = UInt32.random(in: 1...1000, using: &chance)
      talk.insertCopy(of: talk.closing[0], after: .milliseconds(1)) { segment in
        segment.seq = segment.seq + segment.len
        segment.flags = [.ack, .psh]
        segment.payload = count
        segment.payloadHash = 7
      }
    },
    Mutation(name: "another FIN, one further", finds: ["close/data-after-fin"]) { talk, _ in
      talk.insertCopy(of: talk.closing[0], after: .milliseconds(400), shifting: .milliseconds(400)) { $0.seq = $0.seq + 1 }
    },
    Mutation(name: "the window's right edge moves to the left", finds: ["flow/window-shrunk"]) { talk, chance in
      let place = talk.acknowledgements[talk.acknowledgements.count - 1]
      talk.segments[place].wnd = UInt16.random(in: 1...100, using: &chance)
    },
    Mutation(name: "data beyond every window", finds: ["flow/window-exceeded"]) { talk, chance in
      let beyond = Int.random(in: 100_000...200_000, using: &chance)
      talk.insertCopy(of: talk.answers[0], after: .milliseconds(1), shifting: .seconds(1)) { $0.seq = $0.seq + beyond }
    },
    Mutation(name: "the same numbers, other octets", finds: ["seg/inconsistent-retransmission"]) { talk, _ in
      talk.insertCopy(of: talk.data[0], after: .milliseconds(300), shifting: .milliseconds(300)) { $0.payloadHash ^= 1 }
    },
    Mutation(name: "a reserved bit is set", finds: ["seg/reserved-bits"]) { talk, _ in
      for place in talk.segments.indices { talk.segments[place].flags.insert(TCPFlags(rawValue: 0x400)) }
    },
    Mutation(name: "an acknowledgement without the ACK flag", finds: ["seg/ack-missing"]) { talk, _ in
      talk.segments[talk.data[0]].flags.remove(.ack)
      talk.segments[talk.data[0]].ack = SequenceNumber(0)
    },
    Mutation(name: "time stamps nobody agreed on", finds: ["opt/unnegotiated"]) { talk, _ in
      for place in talk.answers {
        talk.segments[place].options = TCPOptions([.noOperation, .noOperation, .timestamps(value: TimestampValue(5), echo: TimestampValue(6))])
      }
    },
    Mutation(name: "a window scale of 15", finds: ["opt/ws-shift-large"]) { talk, _ in
      talk.segments[Conversation.handshake.syn].options = TCPOptions([.maximumSegmentSize(1460), .noOperation, .windowScale(15)])
    },
    Mutation(name: "a segment larger than the peer takes", finds: ["opt/mss-exceeded"]) { talk, _ in
      for place in talk.segments.indices.prefix(2) {
        talk.segments[place].options = TCPOptions([.maximumSegmentSize(536), .noOperation, .noOperation, .sackPermitted, .noOperation, .windowScale(7)])
      }
    },
  ]

  /// None breaks any.
  static let lawful: [Mutation] = [
    Mutation(name: "nothing") { _, _ in },
    Mutation(name: "one hop more or less, once") { talk, chance in
      let place = Int.random(in: talk.segments.indices, using: &chance)
      talk.segments[place].ttl = Bool.random(using: &chance) ? talk.segments[place].ttl + 1 : talk.segments[place].ttl - 1
    },
    Mutation(name: "one hop more from the middle on") { talk, _ in
      for place in talk.segments.indices.dropFirst(talk.segments.count / 2) { talk.segments[place].ttl -= 1 }
    },
    Mutation(name: "a record twice") { talk, chance in
      let place = Int.random(in: talk.segments.indices, using: &chance)
      talk.insertCopy(of: place, after: .microseconds(Int.random(in: 1...50, using: &chance))) { _ in }
    },
    Mutation(name: "every record twice") { talk, _ in
      for place in talk.segments.indices.reversed() { talk.insertCopy(of: place, after: .microseconds(3)) { _ in } }
    },
    Mutation(name: "two data segments overtake each other") { talk, chance in
      guard let place = talk.answers.filter({ $0 + 1 < talk.segments.count }).randomElement(using: &chance) else { return }
      talk.swapRecords(place, place + 1)
    },
    Mutation(name: "two records change places") { talk, chance in
      let place = Int.random(in: talk.segments.indices.dropLast(), using: &chance)
      talk.swapRecords(place, place + 1)
    },
    Mutation(name: "a record is missing") { talk, chance in
      talk.segments.remove(at: Int.random(in: talk.segments.indices, using: &chance))
    },
    Mutation(name: "the clock is wrong throughout") { talk, chance in
      let step = Duration.seconds(Int.random(in: -1_000_000...1_000_000, using: &chance))
      for place in talk.segments.indices { talk.segments[place].time = talk.segments[place].time + step }
      talk.script.end = talk.script.end.map { $0 + step }
    },
    Mutation(name: "the clock steps") { talk, chance in
      let step = Duration.milliseconds(Int.random(in: -2000...100_000, using: &chance))
      for place in talk.segments.indices.dropFirst(Int.random(in: 1..<talk.segments.count, using: &chance)) {
        talk.segments[place].time = talk.segments[place].time + step
      }
      talk.script.end = nil
    },
    Mutation(name: "payloads are cut") { talk, _ in
      for place in talk.segments.indices where talk.segments[place].payload > 0 {
        talk.segments[place].anomalies.insert(.payloadCut)
        talk.segments[place].checksum = .unverifiable
        talk.segments[place].payloadHash = 0
      }
    },
    Mutation(name: "one direction alone") { talk, chance in
      let source = talk.segments[Bool.random(using: &chance) ? 0 : 1].source
      talk.segments.removeAll { $0.source == source }
    },
    Mutation(name: "begun in the midst") { talk, chance in
      talk.segments.removeFirst(Int.random(in: 1..<talk.segments.count, using: &chance))
    },
    Mutation(name: "ended early") { talk, chance in
      talk.segments.removeLast(Int.random(in: 1..<talk.segments.count, using: &chance))
      talk.script.end = nil
    },
    Mutation(name: "a segment is sent again after a timeout") { talk, chance in
      guard let place = talk.data.randomElement(using: &chance) else { return }
      talk.insertCopy(of: place, after: .milliseconds(Int.random(in: 300...900, using: &chance)), shifting: .seconds(1)) { _ in }
    },
    Mutation(name: "everything happens later, in the same order") { talk, chance in
      let place = Int.random(in: talk.segments.indices.dropFirst(3), using: &chance)
      guard talk.data.contains(place) else { return }
      for later in talk.segments.indices.dropFirst(place) { talk.segments[later].time = talk.segments[later].time + .seconds(7) }
    },
  ]
}

extension Conversation {
  /// One more record, a changed copy of one that is there, placed by its time; what comes later may be `shifting` on.
  mutating func insertCopy(of place: Int, after delay: Duration, shifting: Duration = .zero, _ change: (inout Segment) -> Void) {
    var copy = segments[place]
    copy.time = copy.time + delay
    change(&copy)
    for later in segments.indices.dropFirst(place + 1) { segments[later].time = segments[later].time + shifting }
    let next = segments.indices.dropFirst(place + 1).first { copy.time < segments[$0].time } ?? segments.count
    segments.insert(copy, at: next)
  }

  /// Two records in each other's place, at the times of the places.
  mutating func swapRecords(_ one: Int, _ other: Int) {
    segments.swapAt(one, other)
    (segments[one].time, segments[other].time) = (segments[other].time, segments[one].time)
  }
}

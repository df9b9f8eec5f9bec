import Hosts

extension Check {
  static let finDelayed = Check(
    id: "close/fin-delayed", priority: .p2, level: .note, kind: .statistical,
    title: Bilingual("The FIN is held back until all data is acknowledged", zh: "FIN 被推迟到数据全部确认后才发送"),
    citation: .rfc(
      2525, "2.15", nil,
      """
      If a TCP implementation delays in sending the FIN notification, for example due to waiting until unacknowledged \
      data has been acknowledged, then it is said to exhibit "Failure to send FIN notification promptly".
      """),
    why: Bilingual(
      "Every short connection takes a round trip longer to close, and more where the peer delays its acknowledgement.",
      zh: "每个短连接都要多花一个往返时间才能关闭；对端若延迟确认，则更久。"),
    guards: [.n],
    parameters: [
      Parameter("closes", 10, "closes of one host that are looked at, at least"),
      Parameter("share", 0.8, "part of them whose FIN left at once upon the acknowledgement"),
    ],
    triggers: [FinExamples.closes(12) { FinExamples.held($0, marked: $0 == 0) }],
    passes: [
      "# with the last octets\n" + FinExamples.closes(12) { FinExamples.prompt($0) },
      "# sometimes with them outstanding: whoever closes then waits for nothing\n"
        + FinExamples.closes(12) { $0 % 3 == 0 ? FinExamples.early($0) : FinExamples.held($0, marked: false) },
      "# the answer comes with the acknowledgement, and a client that has its answer closes\n"
        + FinExamples.closes(12) { FinExamples.answered($0) },
      "# a while after the acknowledgement: the application closed then\n"
        + FinExamples.closes(12) { FinExamples.held($0, marked: false, pause: 0.2) },
      "# a near peer, whose acknowledgements and the program's own pace cannot be told apart\n"
        + FinExamples.closes(12) { FinExamples.held($0, marked: false, trip: 0.002) },
      "# three times only\n" + FinExamples.closes(3) { FinExamples.held($0, marked: false) },
    ],
    subject: .host { host, parameters in host.heldFins(parameters) })
}

extension HostEvidence {
  fileprivate func heldFins(_ parameters: Parameters) -> [Outcome] {
    let enough = Int(parameters.value("closes", of: .finDelayed))
    guard closes.all > 0 else { return [] }
    let isHabit = Double(closes.held) >= parameters.value("share", of: .finDelayed) * Double(closes.all)
    guard closes.all >= enough else {
      return isHabit ? [.doubt(Doubt(.tooFewSamples, frames: closes.frames))] : []
    }
    guard isHabit else { return [.pass(frames: [], side: nil)] }
    return [
      .charge(
        Charge(
          expected: Bilingual("FIN with the last octets, or right after them", zh: "FIN 随最后的数据一起或紧随其后发出"),
          observed: Bilingual(
            "\(closes.held) of \(closes.all) FINs left within 5 ms of the acknowledgement of all data, not earlier",
            zh: "\(closes.all) 个 FIN 中有 \(closes.held) 个在全部数据被确认后的 5 毫秒内才发出，而非更早"),
          title: Bilingual(
            "\(who.capitalized.en) held \(closes.held) of \(closes.all) FINs back until all data was acknowledged",
            zh: "\(who.zh)的 \(closes.all) 个 FIN 中有 \(closes.held) 个推迟到数据全部确认之后"),
          frames: closes.frames, instances: closes.held, instancesNeeded: enough))
    ]
  }
}

/// Connections on which the client sends 100 octets and closes.
private enum FinExamples {
  static func closes(_ count: Int, _ one: (Int) -> String) -> String { (0..<count).map(one).joined(separator: "\n") }

  /// The initial numbers of client and server.
  private static func numbers(_ place: Int) -> (client: UInt32, server: UInt32) {
    (ISNExamples.scattered(place) % 0x7fff_0000, ISNExamples.scattered(place + 1000) % 0x7fff_0000)
  }

  private static func opened(_ place: Int, trip: Double) -> String {
    let (isn, own) = numbers(place)
    return """
        +0.3     A:\(40001 + place) > B  S   \(isn):\(isn)(0)  win 64240
        +\(trip)  B > A:\(40001 + place)  S.  \(own):\(own)(0)  ack \(isn + 1)  win 65160
        +0.001   A:\(40001 + place) > B  .   \(isn + 1):\(isn + 1)(0)  ack \(own + 1)  win 64240
      """
  }

  private static func closed(_ place: Int, trip: Double, answer: Int = 0) -> String {
    let (isn, own) = numbers(place)
    let last = own + 1 + UInt32(answer)
    return """
        +\(trip)  B > A:\(40001 + place)  F.  \(last):\(last)(0)  ack \(isn + 102)  win 65160
        +0.001   A:\(40001 + place) > B  .   \(isn + 102):\(isn + 102)(0)  ack \(last + 1)  win 64240
      """
  }

  static func held(_ place: Int, marked: Bool, pause: Double = 0.001, trip: Double = 0.03) -> String {
    let (isn, own) = numbers(place)
    return """
      \(opened(place, trip: trip))
        +0.001   A:\(40001 + place) > B  P.  \(isn + 1):\(isn + 101)(100)  ack \(own + 1)  win 64240
        +\(trip)  B > A:\(40001 + place)  .   \(own + 1):\(own + 1)(0)  ack \(isn + 101)  win 65160
      \(marked ? "↓" : " ") +\(pause)  A:\(40001 + place) > B  F.  \(isn + 101):\(isn + 101)(0)  ack \(own + 1)  win 64240
      \(closed(place, trip: trip))
      """
  }

  static func prompt(_ place: Int) -> String {
    let (isn, own) = numbers(place)
    return """
      \(opened(place, trip: 0.03))
        +0.001   A:\(40001 + place) > B  FP. \(isn + 1):\(isn + 101)(100)  ack \(own + 1)  win 64240
      \(closed(place, trip: 0.03))
      """
  }

  /// The FIN follows the text at once.
  static func early(_ place: Int) -> String {
    let (isn, own) = numbers(place)
    return """
      \(opened(place, trip: 0.03))
        +0.001   A:\(40001 + place) > B  P.  \(isn + 1):\(isn + 101)(100)  ack \(own + 1)  win 64240
        +0.001   A:\(40001 + place) > B  F.  \(isn + 101):\(isn + 101)(0)  ack \(own + 1)  win 64240
      \(closed(place, trip: 0.03))
      """
  }

  static func answered(_ place: Int) -> String {
    let (isn, own) = numbers(place)
    return """
      \(opened(place, trip: 0.03))
        +0.001   A:\(40001 + place) > B  P.  \(isn + 1):\(isn + 101)(100)  ack \(own + 1)  win 64240
        +0.03    B > A:\(40001 + place)  P.  \(own + 1):\(own + 51)(50)  ack \(isn + 101)  win 65160
        +0.001   A:\(40001 + place) > B  F.  \(isn + 101):\(isn + 101)(0)  ack \(own + 51)  win 64240
      \(closed(place, trip: 0.03, answer: 50))
      """
  }
}

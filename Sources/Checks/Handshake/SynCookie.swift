import Hosts
import Wire

extension Check {
  static let synCookie = Check(
    id: "handshake/syn-cookie", priority: .p1, level: .note, kind: .measurement,
    title: Bilingual("Responder appears to use SYN cookies", zh: "疑似启用 SYN cookie"),
    citation: .rfc(4987, "3.6", nil, "SYN cookies go a step further and allocate no state at all for"),
    why: Bilingual(
      "The server is, or fears to be, under a flood of SYNs: it keeps no state, so a lost SYN,ACK is not sent again and options may be missing.",
      zh: "服务端正遭受（或担心遭受）SYN 洪泛：它不保留状态，因此丢失的 SYN,ACK 不会重发，选项也可能缺失。"),
    parameters: [Parameter("forgotten", 3, "SYN,ACKs that nothing acknowledged and that were not sent again")],
    triggers: [
      (0..<9).map { place in
        let isn = ISNExamples.scattered(place)
        let options = place < 4 ? "" : "  <mss 1460,wscale 7>"
        let third = place < 4 ? "" : "\n  +0  A:\(40001 + place) > B  .   1001:1001(0)  ack \(isn &+ 1)  win 64240"
        return """
            +0.4  A:\(40001 + place) > B  S   1000:1000(0)  win 64240  <mss 1460,wscale 7>
          \(place == 0 ? "↓" : " ") +0.01  B > A:\(40001 + place)  S.  \(isn):\(isn)(0)  ack 1001  win 65160\(options)\(third)
          """
      }.joined(separator: "\n") + "\ncapture ends +60"
    ],
    passes: [
      """
      # what nothing acknowledges is sent again
      """ + (0..<4).map { place in
        let isn = ISNExamples.scattered(place)
        return """

            +0.4  A:\(40001 + place) > B  S   1000:1000(0)  win 64240  <mss 1460,wscale 7>
            +0.01  B > A:\(40001 + place)  S.  \(isn):\(isn)(0)  ack 1001  win 65160
            +1     B > A:\(40001 + place)  S.  \(isn):\(isn)(0)  ack 1001  win 65160
          """
      }.joined() + "\ncapture ends +60",
      "# an ordinary server whose answers are all acknowledged\n"
        + ISNExamples.opened((0..<5).map { ISNExamples.scattered($0) }, marked: []),
    ],
    subject: .host { host, parameters in host.cookies(parameters) })
}

extension HostEvidence {
  fileprivate func cookies(_ parameters: Parameters) -> [Outcome] {
    guard role == .passive else { return [] }
    let signs = cookieSigns(forgotten: Int(parameters.value("forgotten", of: .synCookie)))
    guard signs.isSuspicious else {
      if samples.contains(where: { $0.facts.contains(.repeated) }) { return [.pass(frames: [], side: nil)] }
      return signs.isEmpty ? [] : [.doubt(Doubt(.tooFewSamples, frames: samples.evidence))]
    }
    return [
      .charge(
        Charge(
          expected: Bilingual("a SYN,ACK that comes again until it is acknowledged", zh: "SYN,ACK 在被确认之前会重发"),
          observed: Bilingual(signs.map(\.told.en).joined(separator: "; "), zh: signs.map(\.told.zh).joined(separator: "；")),
          title: Bilingual(
            "\(who.capitalized.en) shows \(counted(signs.count, "sign")) of SYN cookies in \(incarnations) connections",
            zh: "\(who.zh)在 \(incarnations) 个连接中表现出 \(signs.count) 种 SYN cookie 迹象"),
          frames: samples.evidence, instances: incarnations, instancesNeeded: 3))
    ]
  }
}

extension CookieSign {
  fileprivate var told: Bilingual {
    switch self {
    case .neverAgain(let times): Bilingual("\(times) SYN,ACKs never acknowledged, and not one sent again", zh: "\(times) 个 SYN,ACK 未被确认，却无一重发")
    case .plainAnswers(let times, let of): Bilingual("\(times) of \(of) without the options that were offered", zh: "\(of) 个中有 \(times) 个未带对方提出的选项")
    case .newNumber(let times): Bilingual("another number for a copy of the SYN, \(often(times))", zh: "对同一 SYN 的副本给出不同序号 \(times) 次")
    case .steppedStamps(let times): Bilingual("the timestamps of \(times) repeated answers move by multiples of 64 instead of with time", zh: "\(times) 次重发的应答，其时间戳按 64 的倍数而非时间推进")
    }
  }
}

import Hosts
import Wire

extension Check {
  package static let portScan = Check(
    id: "handshake/port-scan", priority: .p2, level: .info, kind: .measurement,
    title: Bilingual("Many connection attempts from one source, hardly any completed", zh: "疑似端口扫描"),
    citation: .rfc(
      9293, "3.10.7.1", nil, "An incoming segment not containing a RST causes a RST to be sent in response."),
    why: Bilingual(
      "Somebody looks for what is open; or a program goes on calling peers that are gone.",
      zh: "有人在探测哪些端口开放；或者某个程序不断呼叫已离线的对端。"),
    parameters: [
      Parameter("targets", 20, "distinct addresses and ports within a minute"),
      Parameter("share", 0.8, "part of the attempts that come to nothing"),
    ],
    triggers: [
      (0..<24).map { place in
        """
        \(place == 0 ? "↓" : " ") +0.1  A:\(50001 + place) > B:\(1000 + place)  S   4711:4711(0)  win 1024
          +0.01  B:\(1000 + place) > A:\(50001 + place)  R.  0:0(0)  ack 4712  win 0
        """
      }.joined(separator: "\n")
    ],
    passes: [
      "# thirty connections that all come about\n"
        + ISNExamples.opened((0..<30).map { ISNExamples.scattered($0) }, marked: [])
    ],
    subject: .host { host, parameters in host.portScan(parameters) })
}

extension HostEvidence {
  fileprivate func portScan(_ parameters: Parameters) -> [Outcome] {
    guard role == .active,
      let scan = scan(
        targets: Int(parameters.value("targets", of: .portScan)), share: parameters.value("share", of: .portScan))
    else { return [] }
    let alike = scan.isUniform ? Bilingual("; every SYN alike, as from a tool", zh: "；所有 SYN 都一样，像是工具所发") : Bilingual("", zh: "")
    let (who, span) = (address.text, Number.span(scan.span))
    return [
      .fact(
        Fact(
          Bilingual(
            "\(scan.targets) targets within \(Number.span(scan.span)): \(scan.refused) refused, \(scan.silent) silent, \(scan.open) open\(alike.en)",
            zh: "\(Number.span(scan.span)) 内探测 \(scan.targets) 个目标：\(scan.refused) 个被拒绝，\(scan.silent) 个无应答，\(scan.open) 个开放\(alike.zh)"),
          brief: Bilingual(
            "\(who) tried \(scan.targets) targets within \(span), as a scan does: \(scan.refused) refused, \(scan.silent) silent, \(scan.open) open",
            zh: "\(who) 在 \(span) 内探测 \(scan.targets) 个目标，如同扫描：\(scan.refused) 个被拒绝，\(scan.silent) 个无应答，\(scan.open) 个开放"),
          frames: scan.frames))
    ]
  }
}

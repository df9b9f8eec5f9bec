import Analysis
import Checks

/// How the report came about, and what it cannot know: last on the page, and never left out.
struct MethodSection {
  let capture: CaptureReport
  let parameters: [NamedValue]
  /// Connections of the report, and those of them that are drawn.
  let drawn: Int
  let say: Say

  func write(to xml: XMLWriter) {
    xml.element(
      "p",
      text: say(
        "Every segment was replayed through the reference machine of RFC 9293, once for each end of its connection. "
          + "What an end sent against the rules, or owed and did not send, is a finding only where no reading of the "
          + "capture excuses it; every doubt is an open question with its reason, and goes to the accused.",
        zh: "每个报文段都在 RFC 9293 的参考状态机中为连接两端各重放一次。某端违规发送的内容，或应发而未发的内容，"
          + "只有在抓包的任何解读都无法为其开脱时才算作发现；凡有疑问者均列为无法判定并注明原因，疑问的利益归于被检查方。"))
    xml.newline()
    xml.element("h3", text: say("What could not be seen", zh: "看不到的部分"))
    xml.newline()
    list(unseen, to: xml)
    xml.element("h3", text: say("Values of the judgement", zh: "判定所用的参数"))
    xml.newline()
    if parameters.isEmpty {
      xml.element("p", text: say("All values are the default ones.", zh: "全部为默认值。"))
    } else {
      xml.element("p", text: say("These values are not the default ones:", zh: "以下参数不是默认值："))
      xml.newline()
      xml.pairs(parameters)
    }
    xml.newline()
    xml.element("h3", text: say("How to read it", zh: "阅读说明"))
    xml.newline()
    list(reading, to: xml)
  }

  private func list(_ sentences: [String], to xml: XMLWriter) {
    xml.element("ul") {
      xml.newline()
      for sentence in sentences {
        xml.element("li", text: sentence)
        xml.newline()
      }
    }
    xml.newline()
  }

  private var unseen: [String] {
    var sentences: [String] = []
    let connections = capture.connections
    let oneSided = connections.count { $0.segments.client == 0 || $0.segments.server == 0 }
    if oneSided > 0 {
      sentences.append(
        say("Only one direction was captured of \(say.count(oneSided, "connection", "connections", zh: "")).",
          zh: "\(Figure.grouped(oneSided)) 个连接只抓到一个方向。"))
    }
    let opened = connections.count { $0.isn.client == nil && $0.isn.server == nil }
    if opened > 0 {
      sentences.append(
        say(
          "\(say.count(opened, "connection was", "connections were", zh: "")) open before the capture began, or the "
            + "handshake is missing: their initial numbers and scales are unknown.",
          zh: "\(Figure.grouped(opened)) 个连接在抓包开始前已建立，或缺少握手：其初始序号与缩放因子未知。"))
    }
    let nowhere = connections.count { $0.vantage.place == "unknown" }
    if nowhere > 0 {
      sentences.append(
        say(
          "Where the capture was taken is unknown for \(say.count(nowhere, "connection", "connections", zh: "")), so "
            + "what an end received is not known there.",
          zh: "\(Figure.grouped(nowhere)) 个连接的抓包位置未知，因此无法断定各端收到了什么。"))
    }
    if let damage = capture.damage { sentences.append(damage + say.stop) }
    for limit in capture.limits {
      sentences.append(say("A cap was hit: ", zh: "达到上限：") + limit.name + say(": ", zh: "：") + limit.value + say.stop)
    }
    let undrawn = connections.count - drawn
    if undrawn > 0 {
      sentences.append(
        say(
          "\(say.count(undrawn, "connection is", "connections are", zh: "")) not drawn on this page; the "
            + "figures in the folder of this capture and report.json hold what was kept of them.",
          zh: "\(Figure.grouped(undrawn)) 个连接未在本页绘出；所保留的内容见此抓包的图形文件夹与 report.json。"))
    }
    let folded = connections.reduce(0) { $0 + ($1.ladder?.omitted ?? 0) }
    if folded > 0 {
      sentences.append(
        say(
          "\(say.count(folded, "segment is", "segments are", zh: "")) folded into transfers or left out of the drawings; "
            + "all of them were judged.",
          zh: "\(Figure.grouped(folded)) 个报文段在图中并入数据传输或未绘出；但全部参与了判定。"))
    }
    sentences.append(
      say(
        "Applications, sockets and timers inside the hosts are invisible: states are those of the reference machine.",
        zh: "主机内部的应用、套接字与定时器不可见：图中状态为参考状态机的状态。"))
    return sentences
  }

  private var reading: [String] {
    [
      say(
        "A verdict belongs to a pair of check and endpoint. Failed: called for, and something else was seen. "
          + "Noted: the same where no rule is broken. Inconclusive: called for, but this capture does not decide it. Passed: called for, and seen. "
          + "Not exercised: never called for. Failures with one cause are told as one finding.",
        zh: "每个结论对应一项检查与一个端点。未通过：应有此行为而所见不同。提示：同样所见不同，但不违反任何要求。无法判定：应有此行为，但此抓包不足以判断。"
          + "通过：应有且已见。未触发：始终没有相应场合。同一原因造成的多项未通过合并为一个发现。"),
      say(
        "MUST and SHOULD are the standard's own words; a note breaks no requirement, but is worth knowing.",
        zh: "MUST 与 SHOULD 是标准原文的用词；提示不违反任何要求，但值得了解。"),
      say(
        "Certain: one reading of the capture only. Likely: chance or another cause is ruled out by numbers.",
        zh: "确定：抓包只有一种解读。很可能：已由数量排除偶然或其他原因。"),
      say(
        "Frames are numbered as Wireshark counts them; times are those of the capture, in UTC. Names were not resolved.",
        zh: "帧号同 Wireshark；时间取自抓包，为 UTC。未解析任何名称。"),
    ]
  }
}

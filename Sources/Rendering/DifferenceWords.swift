import Analysis
import Checks

/// What changed, in the reader's words; programs get names and values as `report.json` has them.
struct DifferenceWords {
  let say: Say

  func spoken(_ change: ValueDifference) -> ValueDifference {
    let (old, new) = (change.old, change.new)
    func told(_ en: String, zh: String, _ word: (String) -> String = { $0 }) -> ValueDifference {
      ValueDifference(say(en, zh: zh), word(old), word(new))
    }
    switch change.name {
    case "timeWait": return told("TIME_WAIT", zh: "TIME_WAIT")
    case "closedBy": return told("closed by", zh: "关闭方") { say.closedBy($0 == "–" ? nil : $0) }
    case "closeStyle": return told("how it ended", zh: "如何结束")
    case "vantage": return told("captured at", zh: "抓取位置")
    case "states of the client": return told("states of the client", zh: "客户端状态")
    case "states of the server": return told("states of the server", zh: "服务端状态")
    case "isn active": return told("initial numbers of its SYNs", zh: "其 SYN 的初始序号", judged)
    case "isn passive": return told("initial numbers of its SYN,ACKs", zh: "其 SYN,ACK 的初始序号", judged)
    case "mss": return told("MSS offered", zh: "所报 MSS")
    case "windowScale": return told("window scale offered", zh: "所报窗口扩大因子")
    case "options": return told("options offered", zh: "所报选项", offered)
    case "resets": return told("resets connections", zh: "复位连接", often)
    case "closesFirst": return told("closes first", zh: "先关闭", often)
    default: break
    }
    if let check = Catalogue.checks.first(where: { $0.id == change.name }), check.level == .info {
      return ValueDifference("\(check.title[say.language]) (\(check.id))", often(old), often(new))
    }
    let isNote = Catalogue.check(change.name)?.level == .note
    return told(change.name, zh: change.name) { verdict(isNote && $0 == "\(Verdict.fail)" ? "\(Verdict.noted)" : $0) }
  }

  /// `fail: grows by 64 000`
  private func judged(_ value: String) -> String {
    let word = value.prefix { $0 != ":" }
    return verdict(String(word)) + value.dropFirst(word.count)
  }

  /// `mss, sackPermitted / none`
  private func offered(_ value: String) -> String {
    value.split(separator: " / ").map { list in
      list == "none" ? say("none", zh: "无") : say.options(list.split(separator: ", ").map(String.init))
    }.joined(separator: say(" or ", zh: " 或 "))
  }

  /// The label of a capture, with the one it had before.
  func name(of capture: CaptureDifference) -> String {
    let name = PlacedText.oneLine(capture.name)
    guard let old = capture.oldName.map(PlacedText.oneLine) else { return name }
    return say("\(name) (before: \(old))", zh: "\(name)（之前：\(old)）")
  }

  /// That nothing changed, without a full stop.
  func nothing(in difference: Difference) -> String {
    difference.captures.contains(where: \.isTold)
      ? say("Only addresses or ports differ", zh: "仅地址或端口不同") : say("No difference", zh: "没有差异")
  }

  /// Which host and which port was taken for which, a sentence each without its full stop; the first of many.
  func renamed(_ capture: CaptureDifference) -> [String] {
    let sentences = capture.addresses.prefix(Self.mostRenamed).map(renamed) + capture.ports.prefix(Self.mostRenamed).map(renamed)
    let more = capture.addresses.count + capture.ports.count - sentences.count
    guard more > 0 else { return sentences }
    let count = Figure.grouped(more)
    return sentences + [say("and \(count) more; --format json tells them all", zh: "另有 \(count) 个；--format json 给出全部")]
  }
  private static let mostRenamed = 20

  private func renamed(_ address: RenamedAddress) -> String {
    let (old, new) = (PlacedText.oneLine(address.old), PlacedText.oneLine(address.new))
    let (before, now) = (Figure.grouped(address.amongOld), Figure.grouped(address.amongNew))
    let order =
      before != now
      ? say(" (in order: \(before) hosts play its part in the old report, \(now) in the new one)",
        zh: "（依次对应：担任同一角色的主机，旧报告中有 \(before) 台，新报告中有 \(now) 台）")
      : address.amongOld > 1
        ? say(" (in order: \(before) hosts play its part in either)", zh: "（依次对应：两份报告中担任同一角色的主机各有 \(before) 台）") : ""
    return say("\(old) in the old report is \(new) in the new one", zh: "旧报告中的 \(old) 即新报告中的 \(new)") + order
  }

  private func renamed(_ port: RenamedPort) -> String {
    let (old, new) = (PlacedText.oneLine(port.old.address), PlacedText.oneLine(port.new.address))
    let count = Figure.grouped(port.among)
    return say(
      "port \(port.old.port) of \(old) in the old report is port \(port.new.port) of \(new) in the new one",
      zh: "旧报告中 \(old) 的端口 \(port.old.port) 即新报告中 \(new) 的端口 \(port.new.port)")
      + (port.among > 1 ? say(" (in order: \(count) of its ports changed)", zh: "（依次对应：其 \(count) 个端口有变）") : "")
  }

  /// `10.0.0.9`, with the address that it had before.
  func name(of host: HostDifference, in capture: CaptureDifference) -> String {
    let address = PlacedText.oneLine(host.address)
    guard let renamed = capture.addresses.first(where: { $0.new == host.address }) else { return address }
    let old = PlacedText.oneLine(renamed.old)
    return say("\(address) (before: \(old))", zh: "\(address)（之前：\(old)）")
  }

  private func verdict(_ word: String) -> String {
    Verdict.allCases.first { "\($0)" == word }?.word(say) ?? word
  }

  private func often(_ word: String) -> String {
    switch word {
    case "never": say("never", zh: "从不")
    case "sometimes": say("sometimes", zh: "有时")
    case "always": say("always", zh: "总是")
    default: word
    }
  }

  /// `connection 3, client` or `host 192.0.2.1` in the reader's language.
  func whose(_ words: String) -> String {
    guard say.language == .zh else { return words }
    return words.replacing("connection ", with: "连接 ").replacing("host ", with: "主机 ").replacing(", client", with: "，客户端")
      .replacing(", server", with: "，服务端")
  }
}

extension CaptureDifference {
  /// It changed, or its hosts go by other addresses.
  var isTold: Bool { !isEmpty || !addresses.isEmpty || !ports.isEmpty }
}

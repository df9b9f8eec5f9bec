import Analysis
import Checks

/// The hosts of a capture: what many connections of one address say together.
struct HostSections {
  let capture: CaptureReport
  let say: Say
  /// What all sections together may weigh, in octets.
  let budget: Int

  /// Sections, those with findings first; hosts about which nothing was found out are only counted.
  func octets() -> [UInt8] {
    let telling = capture.hosts.indices.filter { capture.hosts[$0].isTelling }
    let order = telling.filter { !capture.hosts[$0].findings.isEmpty }
      + telling.filter { capture.hosts[$0].findings.isEmpty }
    var octets: [UInt8] = []
    var shown = 0
    let connections = HostConnections(capture)
    for index in order {
      var section = self.section(index, figuresFrom: connections)
      if octets.count + section.count > budget { section = self.section(index, figuresFrom: nil) }
      if octets.count + section.count > budget { break }
      octets += section
      shown += 1
    }
    let xml = XMLWriter()
    xml.remainder(order.count - shown, zh: "台主机", say)
    let silent = capture.hosts.count - order.count
    if silent > 0 {
      xml.element(
        "p", ["class": "remainder"],
        text: say(
          "\(say.count(silent, "host gives", "hosts give", zh: "")) too little to say more.",
          zh: "\(Figure.grouped(silent)) 台主机的数据太少，无可多言。"))
      xml.newline()
    }
    return octets + xml.octets()
  }

  /// - Parameter connections: `nil`: no figures.
  private func section(_ index: Int, figuresFrom connections: HostConnections?) -> [UInt8] {
    let host = capture.hosts[index]
    let prefix = "h\(index + 1)"
    let xml = XMLWriter()
    xml.element("section", ["class": "host", "id": prefix]) {
      xml.newline()
      xml.element("h3", ["class": "address"], text: host.address)
      xml.newline()
      xml.element("div", ["class": "exhibit"]) {
        xml.newline()
        if !host.findings.isEmpty {
          xml.element("div", ["class": "accused"]) {
            xml.newline()
            FindingMarkup(say: say, prefix: prefix).write(host.findings, to: xml)
          }
          xml.newline()
        }
        if connections != nil { figure(host, prefix: prefix, to: xml) }
        xml.element("div", ["class": "notes"]) {
          xml.newline()
          for report in host.isn { isn(report, to: xml) }
          if !host.timeWait.isEmpty {
            xml.element("h4", text: "TIME-WAIT".state(in: say.language))
            xml.newline()
            xml.pairs(host.timeWait)
          }
          xml.facts(host.facts, say)
          VerdictLists(say: say).write(host.verdicts, notExercised: 0, to: xml)
        }
        xml.newline()
      }
      xml.newline()
      if let connections { lanes(host, of: connections, prefix: prefix, to: xml) }
    }
    xml.newline()
    return xml.octets()
  }

  private func isn(_ report: ISNReport, to xml: XMLWriter) {
    let opening =
      report.role == "active"
      ? say("ISNs of active opens (SYN)", zh: "主动打开 (SYN) 的初始序号")
      : say("ISNs of passive opens (SYN, ACK)", zh: "被动打开 (SYN, ACK) 的初始序号")
    xml.element("h4", text: opening)
    xml.newline()
    xml.element("p") {
      xml.text(say.count(report.samples, "sample", "samples", zh: "个样本"))
      if !report.summary.isEmpty { xml.text(say(": ", zh: "：") + report.summary) }
      xml.text(say.stop)
    }
    xml.newline()
    xml.pairs(report.measures)
  }

  private func lanes(_ host: HostReport, of connections: HostConnections, prefix: String, to xml: XMLWriter) {
    guard let layout = LaneLayout(host, of: connections, say: say) else { return }
    xml.element("div", ["class": "figures"]) {
      xml.element("figure") {
        xml.newline()
        xml.scrollBox(label: layout.title) {
          xml.raw(LaneFigure.svg(layout, prefix: prefix, language: say.language, standalone: false))
        }
        xml.newline()
        FigureTable(say: say).write(layout.rows, to: xml)
      }
    }
    xml.newline()
  }

  private func figure(_ host: HostReport, prefix: String, to xml: XMLWriter) {
    let series = host.isn.filter { $0.series.count > 2 }
    guard !series.isEmpty else { return }
    var shown = host
    shown.isn = series
    xml.element("figure") {
      xml.newline()
      xml.scrollBox(label: say("Initial sequence numbers of \(host.address)", zh: "\(host.address) 的初始序号")) {
        xml.raw(ISNFigure.svg(shown, prefix: prefix, language: say.language, standalone: false))
      }
      xml.newline()
      FigureTable(say: say).write(series, to: xml)
    }
    xml.newline()
  }
}

extension HostReport {
  /// There is more to tell than its address.
  var isTelling: Bool {
    !findings.isEmpty || !facts.isEmpty || !timeWait.isEmpty || !verdicts.isEmpty || isn.contains { $0.samples > 2 }
  }
}

extension XMLWriter {
  /// How many of a list the page has no room for.
  ///
  /// - Parameter noun: what they are, with its measure word.
  func remainder(_ count: Int, zh noun: String, _ say: Say) {
    guard count > 0 else { return }
    let more = Figure.grouped(count)
    element(
      "p", ["class": "remainder"],
      text: say(
        "\(more) more have no room on this page; report.json holds them all.",
        zh: "另有 \(more) \(noun)因篇幅未列出；report.json 中完整保存。"))
    newline()
  }

  /// Names and values side by side.
  func pairs(_ pairs: [NamedValue]) {
    guard !pairs.isEmpty else { return }
    element("dl", ["class": "pairs"]) {
      newline()
      for pair in pairs {
        element("div") {
          element("dt", text: pair.name)
          element("dd", text: pair.value)
        }
        newline()
      }
    }
    newline()
  }
}

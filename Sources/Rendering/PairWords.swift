import Analysis
import Checks

/// What a pair of captures shows, in sentences.
struct PairWords {
  let say: Say
  init(_ say: Say) { self.say = say }

  func heading(_ report: PairReport) -> String {
    let (near, far) = (report.names.client, report.names.server)
    return say("\(near) at the client, \(far) at the server", zh: "\(near)（客户端），\(far)（服务端）")
  }

  func clock(_ clock: PairClock) -> [String] {
    guard let oneWay = clock.oneWay else {
      return [
        say(
          "The clocks could not be aligned: too little crossed in both directions, or a clock was set in between.",
          zh: "无法对齐时钟：双向到达的报文段太少，或其间时钟被调整。")
      ]
    }
    let ahead = clock.offset >= 0
    let apart = Figure.span(abs(clock.offset))
    var lines = [
      say(
        "The server's clock shows \(apart) \(ahead ? "more" : "less") than the client's; the least one-way time is \(Figure.span(oneWay)).",
        zh: "服务端时钟比客户端\(ahead ? "快" : "慢") \(apart)；最短单程时间为 \(Figure.span(oneWay))。"),
      say(
        "By the least times of \(Figure.grouped(clock.samples.client)) segments there and \(Figure.grouped(clock.samples.server)) back; that both ways are equally long is assumed.",
        zh: "依据 \(Figure.grouped(clock.samples.client)) 个去程与 \(Figure.grouped(clock.samples.server)) 个回程报文段的最短时间；假定往返路径等长。"),
    ]
    if clock.drift != 0 {
      lines.append(say("It gains \(clock.drift) parts in a billion.", zh: "其漂移为十亿分之 \(clock.drift)。"))
    }
    return lines
  }

  func leftOut(_ report: PairReport) -> [String] {
    var lines: [String] = []
    let (near, far) = (report.unmatched.client, report.unmatched.server)
    if near + far > 0 {
      lines.append(
        say("In one capture only: \(say.count(near, "connection", "connections", zh: "")) at the client, \(far) at the server.", zh: "仅见于一侧的连接：客户端 \(near) 个，服务端 \(far) 个。"))
    }
    let beyond = report.beyondCap.client + report.beyondCap.server
    if beyond > 0 {
      lines.append(say("A cap was hit: \(beyond) segments were not compared.", zh: "达到上限：\(beyond) 个报文段未参与比较。"))
    }
    return lines
  }

  func title(_ connection: PairedConnection) -> String {
    let ends = { (names: PerRole<EndpointName>) in say("\(names.client.text) to \(names.server.text)", zh: "\(names.client.text) 至 \(names.server.text)") }
    let there = ends(connection.atClient) == ends(connection.atServer) ? "" : say("; at the server ", zh: "；在服务端为 ") + ends(connection.atServer)
    return say("connection \(connection.id): ", zh: "连接 \(connection.id)：") + ends(connection.atClient) + there
  }

  /// How many connections both captures hold, and what became of their segments, both ways taken together.
  func outcome(_ report: PairReport) -> String {
    var counts = PerRole(client: Fates(), server: Fates())
    for connection in report.connections { counts.add(connection.fates) }
    var sum: [Fate: Int] = [:]
    for role in Role.allCases { sum.merge(counts[role].counts) { $0 + $1 } }
    let connections = say.count(report.connections.count, "connection", "connections", zh: "个连接")
    return say.list([connections] + parts(sum))
  }

  func fates(_ connection: PairedConnection) -> [String] {
    Role.allCases.map { role in
      var text = told(connection.fates, role)
      if let transit = connection.transit[role] {
        text += say(
          "; one-way \(Figure.span(transit.least)) at least, \(Figure.span(transit.median)) in the middle, \(Figure.span(transit.longest)) at most",
          zh: "；单程最短 \(Figure.span(transit.least))，中位 \(Figure.span(transit.median))，最长 \(Figure.span(transit.longest))")
      }
      return text
    }
  }

  /// `client: 12 crossed, 3 lost on the path`.
  func told(_ fates: PerRole<Fates>, _ role: Role) -> String {
    say("\(say.role(role)): ", zh: "\(say.role(role))：") + say.list(parts(fates[role].counts))
  }

  private func parts(_ counts: [Fate: Int]) -> [String] {
    Fate.allCases.compactMap { fate in
      guard let count = counts[fate] else { return nil }
      let word = fate.told.map { say($0.en, zh: $0.zh) } ?? say("crossed", zh: "到达")
      return "\(Figure.grouped(count)) \(word)"
    }
  }

  func rewritten(_ field: Rewrite) -> String {
    let frames = "#\(field.frames.map(String.init).joined(separator: "→"))"
    return say(
      "on the way from the \(say.role(field.from)), \(self.field(field)): \(field.before) became \(field.after) (\(say.count(field.segments, "segment", "segments", zh: "")), first \(frames))",
      zh: "\(say.role(field.from))发出后，\(self.field(field))：\(field.before) 变为 \(field.after)（\(field.segments) 个报文段，首个 \(frames)）")
  }

  func field(_ field: Rewrite) -> String {
    let names = [
      "address": "地址", "port": "端口", "sequence numbers": "序号", "timestamps": "时间戳", "window scale": "窗口扩大",
      "SACK permitted": "允许 SACK", "window": "窗口",
    ]
    return say(field.field, zh: names[field.field] ?? field.field)
  }
}

extension PerRole<Fates> {
  /// Counts another connection's segments in.
  mutating func add(_ other: PerRole<Fates>) {
    client.counts.merge(other.client.counts) { $0 + $1 }
    server.counts.merge(other.server.counts) { $0 + $1 }
  }
}

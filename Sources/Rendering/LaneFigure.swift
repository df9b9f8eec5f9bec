import Analysis
import Checks

/// The connections of one host as lanes in time, with the TIME-WAIT that each of its ends owed.
///
/// A lane is a pair of ends: what uses it again stands in the same lane, so a port taken too early is seen at a glance. The
/// bar is the connection, the hatched tail TIME-WAIT up to 2MSL as the parameters have it (or the end of the picture).
enum LaneFigure {
  /// The figure as SVG in UTF-8.
  static func svg(_ layout: LaneLayout, prefix: String, language: Language, standalone: Bool) -> [UInt8] {
    let xml = XMLWriter()
    xml.figure(
      prefix: "\(prefix)-l", width: LaneLayout.width, height: layout.height, title: layout.title,
      description: layout.description, language: language, standalone: standalone
    ) {
      xml.element("path", ["d": layout.grid, "fill": "none", "stroke": Figure.faint, "stroke-width": "0.6"])
      xml.newline()
      for bar in layout.bars { xml.bar(bar) }
      for text in layout.texts { xml.draw(text) }
    }
    return xml.octets()
  }
}

/// Which connections of a capture are whose: gone through once, not once for each host.
struct HostConnections {
  let capture: CaptureReport
  /// Places among the capture's connections, by the address of either end.
  private var places: [String: [Int]] = [:]
  /// As the user said it where any TIME-WAIT is drawn; else RFC 9293 §3.6 with an MSL of two minutes.
  let twoMSL: Int64

  init(_ capture: CaptureReport) {
    self.capture = capture
    var border: Int64?
    for place in capture.connections.indices {
      let (client, server) = (capture.connections[place].client.address, capture.connections[place].server.address)
      places[client, default: []].append(place)
      if server != client { places[server, default: []].append(place) }
      guard border == nil else { continue }
      let states = capture.connections[place].states
      border = states.client.lazy.compactMap(\.borders.last).first ?? states.server.lazy.compactMap(\.borders.last).first
    }
    twoMSL = border ?? 240_000_000_000
  }

  func of(_ host: HostReport) -> [Int] { places[host.address] ?? [] }
}

/// Where everything among the lanes stands.
struct LaneLayout: Sendable {
  struct Bar: Sendable, Hashable {
    enum Kind: Sendable { case connection, early, wait, proven }
    var kind: Kind
    var frame: Rectangle
  }
  /// One connection as the table has it.
  struct Row: Sendable, Hashable {
    var lane: String
    var connection: Int
    var start: Int64
    var duration: Int64
    var wait: TimeWaitReport?
    var isEarly: Bool
  }
  static let width = 900.0
  private static let left = 250.0
  private static let right = 880.0
  private static let lanesDrawn = 40
  private(set) var height = 0.0
  private(set) var grid = ""
  private(set) var bars: [Bar] = []
  private(set) var texts: [PlacedText] = []
  private(set) var rows: [Row] = []
  let title: String
  private(set) var description = ""

  /// Nothing where the host has fewer than two connections, or none that left a TIME-WAIT.
  init?(_ host: HostReport, of connections: HostConnections, say: Say) {
    let capture = connections.capture
    let twoMSL = connections.twoMSL
    let own = connections.of(host)
    guard own.count > 1,
      own.contains(where: { capture.connections[$0].timeWaits.client != nil || capture.connections[$0].timeWaits.server != nil })
    else { return nil }
    title = say("Connections of \(host.address) over time", zh: "\(host.address) 的各连接随时间的变化")
    var lanes: [[Int]] = []
    var places: [PerRole<EndpointName>: Int] = [:]
    for place in own {
      let ends = PerRole(client: capture.connections[place].client, server: capture.connections[place].server)
      if let lane = places[ends] {
        lanes[lane].append(place)
      } else {
        places[ends] = lanes.count
        lanes.append([place])
      }
    }
    // Ends that were used again first; of the others the earliest.
    let order = lanes.indices.sorted { a, b in
      let (one, other) = (lanes[a].count > 1, lanes[b].count > 1)
      return one == other ? a < b : one
    }
    let drawn = order.prefix(Self.lanesDrawn).sorted().map { lanes[$0].map { capture.connections[$0] } }
    let all = drawn.flatMap(\.self)
    let first = all.map(\.start).min() ?? 0
    let last = all.map { $0.start + $0.duration }.max() ?? first
    let times = all.flatMap { [$0.start - first, $0.start + $0.duration - first] }
    let span = last - first
    let axis = TimeAxis(times + [span + span / 12], from: Self.left + 6, width: Self.right - Self.left - 12)
    texts.append(
      PlacedText(
        TextWidth.fitting(PlacedText.oneLine(title), width: 860, size: Figure.stateSize), x: 20, baseline: 24,
        size: Figure.stateSize))
    var y = 42.0
    for lane in drawn {
      let ends = "\(lane[0].client.text) → \(lane[0].server.text)"
      let name = TextWidth.fitting(PlacedText.oneLine(ends), width: Self.left - 36, size: 9.5)
      texts.append(PlacedText(name, x: Self.left - 10, baseline: y + 13, size: 9.5, anchor: .end, fill: Figure.quiet))
      var owedUntil: Int64?
      for connection in lane {
        let (start, end) = (connection.start - first, connection.start + connection.duration - first)
        let isEarly = owedUntil.map { start < $0 } ?? false
        let wait = connection.timeWaits.client ?? connection.timeWaits.server
        // What still came in TIME-WAIT makes the connection no longer.
        let (x1, x2) = (axis.x(start), axis.x(wait.map { min(end, start + $0.from) } ?? end))
        if let wait {
          let from = start + wait.from
          let until = from + twoMSL
          let next = lane.first { $0.start > connection.start }.map { $0.start - first }
          let shownTo = min(Self.right - 6, axis.x(min(until, next ?? until)))
          bars.append(Bar(kind: .wait, frame: Rectangle(x: axis.x(from), y: y + 5, width: max(2, shownTo - axis.x(from)), height: 8)))
          if let alive = wait.alive {
            let proven = min(shownTo, axis.x(from + alive))
            bars.append(Bar(kind: .proven, frame: Rectangle(x: axis.x(from), y: y + 5, width: max(1, proven - axis.x(from)), height: 8)))
          }
          owedUntil = until
        } else {
          owedUntil = nil
        }
        bars.append(
          Bar(kind: isEarly ? .early : .connection, frame: Rectangle(x: x1, y: y + 3, width: max(3, x2 - x1), height: 12)))
        rows.append(
          Row(lane: ends, connection: connection.id, start: start, duration: connection.duration, wait: wait, isEarly: isEarly))
      }
      y += 20
    }
    let n = Figure.number
    for tick in axis.ticks {
      grid += "M\(n(tick.x)) 38V\(n(y + 4))"
      texts.append(
        PlacedText(tick.label, x: tick.x, baseline: y + 18, size: Figure.smallSize, anchor: .middle, fill: Figure.quiet))
    }
    for cut in axis.breaks { grid += "M\(n(cut.x - 3)) 38V\(n(y + 4))M\(n(cut.x + 3)) 38V\(n(y + 4))" }
    let caption = say("seconds since the first of these connections", zh: "自其中第一个连接起的秒数")
    texts.append(PlacedText(caption, x: (Self.left + Self.right) / 2, baseline: y + 35, size: Figure.smallSize, anchor: .middle, fill: Figure.quiet))
    y += 58
    var x = 20.0
    for (kind, word) in [
      (Bar.Kind.connection, say("connection", zh: "连接")), (.early, say("began within 2MSL of the one before", zh: "在前一连接的 2MSL 内开始")),
      (.wait, say("TIME-WAIT, 2MSL", zh: "TIME_WAIT（2MSL）")), (.proven, say("as far as proven", zh: "已证实的部分")),
    ] {
      bars.append(Bar(kind: kind, frame: Rectangle(x: x, y: y - 9, width: 26, height: kind == .wait || kind == .proven ? 8 : 11)))
      let text = PlacedText(word, x: x + 34, baseline: y, size: Figure.smallSize, fill: Figure.quiet)
      texts.append(text)
      x += 34 + text.width + 24
    }
    let rest = lanes.count - drawn.count
    if rest > 0 {
      y += 20
      let more = say("\(Figure.grouped(rest)) more lanes are not drawn.", zh: "另有 \(Figure.grouped(rest)) 条未绘出。")
      texts.append(PlacedText(more, x: 20, baseline: y, size: Figure.smallSize, fill: Figure.quiet))
    }
    height = y + 16
    let early = rows.count(where: \.isEarly)
    let inAll = Figure.grouped(own.count)
    description = say("\(inAll) connections, a lane for each pair of ends; \(early) began within 2MSL of the one before.", zh: "共 \(inAll) 个连接，每对端点一行；其中 \(early) 个在前一连接的 2MSL 内开始。")
  }
}

extension XMLWriter {
  fileprivate func bar(_ bar: LaneLayout.Bar) {
    let n = Figure.number
    let (fill, stroke, dash): (String, String, String?) =
      switch bar.kind {
      case .connection: (Figure.ink, Figure.ink, nil)
      case .early: (Figure.paper, Figure.accent, nil)
      case .wait: (Figure.paper, Figure.border, "3 2")
      case .proven: (Figure.border, Figure.border, nil)
      }
    element(
      "rect",
      [
        "x": n(bar.frame.x), "y": n(bar.frame.y), "width": n(bar.frame.width), "height": n(bar.frame.height), "fill": fill,
        "stroke": stroke, "stroke-width": bar.kind == .early ? "2.2" : "1", "stroke-dasharray": dash,
      ])
    newline()
  }
}

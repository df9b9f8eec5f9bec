import Checks
import Wire

/// The one place that decides what a capture is said to be about where no rule, or not only a rule, was broken.
struct Incidents {
  private let total: Int
  private let language: Language
  private var found: [Incident.Kind: [Case]] = [:]
  private var scans: [Incident] = []

  /// One connection to which it happened.
  private struct Case {
    var connection: Int
    var server: EndpointName
    var text: Bilingual
    var frames: [Int]
    /// Too little time was left to tell.
    var isYoung = false
  }

  /// Numbers that are told of the connections concerned.
  private static let told = 12
  /// Who asked this long ago has waited in vain: the first timeout of a retransmission (RFC 6298 (2.1)).
  private static let patience: Duration = .seconds(1)

  /// - Parameters:
  ///   - rows: in the order of the report's connections.
  ///   - end: the capture's.
  init(of rows: [ConnectionRow], as report: CaptureReport, end: Instant, language: Language) {
    total = rows.count
    self.language = language
    for host in report.hosts {
      for fact in host.facts {
        guard fact.check == Check.portScan.id, let brief = fact.brief else { continue }
        scans.append(Incident(kind: .scan, text: brief, frames: fact.frames, host: host.address))
      }
    }
    var young: [Incident.Kind: [Case]] = [:]
    for (row, connection) in zip(rows, report.connections) {
      guard let (kind, text, isYoung) = ending(row, connection, end) else { continue }
      let one = Case(
        connection: connection.id, server: connection.server, text: text, frames: frames(kind, connection), isYoung: isYoung)
      if isYoung { young[kind, default: []].append(one) } else { found[kind, default: []].append(one) }
    }
    // What was not waited for says little, unless there is hardly anything else.
    for (kind, cases) in young where total < 2 * (cases.count + (found[kind]?.count ?? 0)) {
      found[kind] = ((found[kind] ?? []) + cases).sorted { $0.connection < $1.connection }
    }
    for connection in report.connections {
      for (kind, check) in [(Incident.Kind.stalled, Check.zeroWindow.id), (.outage, Check.outageSurvived.id)] {
        guard let fact = connection.facts.first(where: { $0.check == check && $0.brief != nil }), let brief = fact.brief
        else { continue }
        found[kind, default: []].append(
          Case(connection: connection.id, server: connection.server, text: Bilingual(brief, zh: brief), frames: fact.frames))
      }
    }
  }

  /// All of them: what befell most connections first, then in the order of kinds; a scan explains the rest.
  func told() -> [Incident] {
    let kinds = Incident.Kind.allCases.filter { found[$0] != nil }
    let most = kinds.filter { total < 2 * (found[$0]?.count ?? 0) }
    let rest = kinds.filter { !most.contains($0) }
    return scans + (most + rest).compactMap { kind in found[kind].map { incident(kind, $0) } }
  }

  private func incident(_ kind: Incident.Kind, _ cases: [Case]) -> Incident {
    let text: Bilingual
    if cases.count > 1 {
      text = kind.counted(cases.count, of: total, areYoung: cases.allSatisfy(\.isYoung)).with(target(of: cases))
    } else if total > 1 {
      let number = cases[0].connection
      text = Bilingual("connection \(number): \(cases[0].text.en)", zh: "连接 \(number)：\(cases[0].text.zh)")
    } else {
      text = cases[0].text
    }
    return Incident(
      kind: kind, text: text[language], count: cases.count, connections: cases.prefix(Self.told).map(\.connection),
      frames: cases[0].frames)
  }

  /// Where all of them went, if that is one place.
  private func target(of cases: [Case]) -> String? {
    let first = cases[0].server
    if cases.allSatisfy({ $0.server == first }) {
      return first.text
    }
    return cases.allSatisfy { $0.server.address == first.address } ? first.address : nil
  }

  /// How a connection ended, where that is not by a FIN of each end; young where too little time was left to tell.
  private func ending(
    _ row: ConnectionRow, _ connection: ConnectionReport, _ end: Instant
  ) -> (Incident.Kind, Bilingual, isYoung: Bool)? {
    for (kind, check) in Incident.Kind.byFact {
      guard let fact = connection.facts.first(where: { $0.check == check }), let brief = fact.brief else { continue }
      return (kind, Bilingual(brief, zh: brief), false)
    }
    if row.sight.oneDirection { return nil }
    let client = row[row.client]
    switch row.closing {
    case .unreachable: return (.unreachable, Bilingual(connection.closeStyle, zh: connection.closeStyle), false)
    case .refused: return (.refused, row.closing.words(client: row.client), false)
    case .unanswered where client.syns > 1:
      let span = (client.last - client.first).text
      return (
        .unanswered,
        Bilingual("nothing answered the client: \(client.syns) SYNs in \(span)", zh: "客户端没有得到应答：\(span) 内 \(client.syns) 个 SYN"), false
      )
    case .unanswered:
      return end - client.last < Self.patience
        ? (.unanswered, Bilingual("the client's SYN had no answer when the capture ended", zh: "到抓包结束时，客户端的 SYN 尚无应答"), true)
        : (.unanswered, Bilingual("nothing answered the client's SYN", zh: "客户端的 SYN 没有得到应答"), false)
    case .incomplete:
      return (
        .incomplete, Bilingual("the handshake was not completed", zh: "握手未完成"), end - row.last < Self.patience
      )
    case .halfClosed(let side):
      let other = row[side.other]
      guard row.lower.facts.contains(.spoke), row.upper.facts.contains(.spoke), other.state.isSynchronized else { return nil }
      let waited = end - row[side].firstFin
      guard Self.patience <= waited else { return nil }
      let (who, whom) = (row.role(of: side), row.role(of: side.other))
      // A file of several captures may end years later.
      let later = waited < .seconds(86_400) ? Bilingual(" \(waited.text) later", zh: " \(waited.text) 后") : Bilingual("", zh: "")
      return (
        .halfClosed,
        Bilingual(
          "the \(who.rawValue) closed, and the \(whom.rawValue) had not when the capture ended\(later.en)",
          zh: "\(who.word)已关闭，到\(later.zh)抓包结束时\(whom.word)仍未关闭"), false
      )
    case .orderly, .simultaneous, .reset, .open, .stray: return nil
    }
  }

  private func frames(_ kind: Incident.Kind, _ connection: ConnectionReport) -> [Int] {
    let check = Incident.Kind.byFact.first { $0.0 == kind }?.1
    if let fact = connection.facts.first(where: { $0.check == check }) { return fact.frames }
    return connection.firstFrame == connection.lastFrame
      ? [connection.firstFrame] : [connection.firstFrame, connection.lastFrame]
  }
}

extension Incident.Kind {
  /// What ends a connection, by the fact that says so; the first one counts.
  fileprivate static let byFact = [
    (Incident.Kind.vanished, Check.peerVanished.id), (.forgotten, Check.halfOpenPeer.id), (.aborted, Check.abortive.id),
  ]

  /// What happened to several connections of a capture.
  ///
  /// - Parameter areYoung: the capture ended soon after all of them began.
  fileprivate func counted(_ count: Int, of total: Int, areYoung: Bool) -> Bilingual {
    let share = Bilingual("\(count) of \(total) connections", zh: "\(total) 个连接中有 \(count) 个")
    switch self {
    case .scan: return Bilingual("\(count) hosts scanned", zh: "\(count) 台主机进行扫描")
    case .vanished: return Bilingual("on \(share.en) one end fell silent", zh: "\(share.zh)一端陷入沉默")
    case .unanswered where areYoung:
      return Bilingual("\(share.en) had no answer when the capture ended", zh: "\(share.zh)到抓包结束时尚无应答")
    case .unanswered: return Bilingual("\(share.en) were never answered", zh: "\(share.zh)始终没有应答")
    case .unreachable: return Bilingual("\(share.en) were refused by ICMP", zh: "\(share.zh)被 ICMP 拒绝")
    case .refused: return Bilingual("\(share.en) were refused", zh: "\(share.zh)被拒绝")
    case .forgotten: return Bilingual("on \(share.en) one end no longer knew the connection", zh: "\(share.zh)一端已不知道该连接")
    case .aborted: return Bilingual("\(share.en) were aborted with a RST", zh: "\(share.zh)被 RST 中止")
    case .stalled: return Bilingual("on \(share.en) a window stood shut for a second or more", zh: "\(share.zh)窗口关闭达一秒以上")
    case .outage: return Bilingual("\(share.en) survived an outage", zh: "\(share.zh)经历中断后存活")
    case .incomplete where areYoung:
      return Bilingual("\(share.en) were still in their handshake when the capture ended", zh: "\(share.zh)到抓包结束时仍在握手")
    case .incomplete: return Bilingual("\(share.en) never completed their handshake", zh: "\(share.zh)始终未完成握手")
    case .halfClosed: return Bilingual("\(share.en) were closed by one end alone", zh: "\(share.zh)只有一端关闭")
    }
  }
}

extension Bilingual {
  /// With the only place to which all of it went.
  fileprivate func with(_ target: String?) -> Bilingual {
    target.map { Bilingual("\(en), all to \($0)", zh: "\(zh)，均发往 \($0)") } ?? self
  }
}

extension Role {
  /// In Chinese.
  fileprivate var word: String { self == .client ? "客户端" : "服务端" }
}

import Checks
import Replay
import Wire

/// Who closed a connection, and how (checks.md `close/style`; RFC 9293 §3.6).
struct Closing {
  /// As in the contract: `client`, `server`, `both`, `reset by client`, `reset by server`, or `nil`.
  let by: String?
  let style: Bilingual

  init(_ row: ConnectionRow) {
    let client = row[row.client]
    let server = row[row.client.other]
    if let orderly = Closing.orderly(client, server, row) {
      (by, style) = orderly
    } else if let reset = Closing.reset(client, server) {
      (by, style) = reset
    } else {
      (by, style) = (nil, Closing.unfinished(client, server))
    }
  }

  /// Both FINs went out and were acknowledged (or would be, but for the capture's end).
  private static func orderly(_ client: EndpointRow, _ server: EndpointRow, _ row: ConnectionRow)
    -> (String?, Bilingual)?
  {
    guard client.facts.contains(.finSent), server.facts.contains(.finSent) else { return nil }
    let acked = client.facts.contains(.finAcked) && server.facts.contains(.finAcked)
    let resetBefore = (client.facts.contains(.rstSent) || server.facts.contains(.rstSent)) && !acked
    if resetBefore { return nil }
    let both = client.facts.contains(.closedFirst) && server.facts.contains(.closedFirst)
    let first: Role = both ? (client.firstFin <= server.firstFin ? .client : .server)
      : client.facts.contains(.closedFirst) ? .client : .server
    let who = Words.role(first)
    let tail = acked ? Bilingual("", zh: "") : Bilingual(", the last FIN not acknowledged", zh: "，最后的 FIN 未被确认")
    if both {
      return ("both", Bilingual("both ends closed at once" + tail.en, zh: "双方同时关闭" + tail.zh))
    }
    let style =
      row.finsMerged
      ? Bilingual("the \(who.en) closed first, in three segments", zh: "\(who.zh)先关闭，三个报文段")
      : Bilingual("the \(who.en) closed first, in four segments", zh: "\(who.zh)先关闭，四次挥手")
    return (first.rawValue, Bilingual(style.en + tail.en, zh: style.zh + tail.zh))
  }

  private static func reset(_ client: EndpointRow, _ server: EndpointRow) -> (String?, Bilingual)? {
    let byClient = client.facts.contains(.rstSent)
    let byServer = server.facts.contains(.rstSent)
    guard byClient || byServer else { return nil }
    let role: Role = byClient && byServer ? (client.rst <= server.rst ? .client : .server) : byClient ? .client : .server
    let who = Words.role(role)
    if role == .server, client.facts.contains(.refused) {
      return ("reset by server", Bilingual("the server refused the connection", zh: "服务端拒绝了连接"))
    }
    let other = role == .client ? server : client
    let one = role == .client ? client : server
    let after = one.facts.contains(.finSent) || other.facts.contains(.finSent)
    return (
      "reset by \(role.rawValue)",
      after
        ? Bilingual("a FIN, then reset by the \(who.en)", zh: "先有 FIN，然后被\(who.zh)复位")
        : Bilingual("reset by the \(who.en)", zh: "被\(who.zh)复位")
    )
  }

  private static func unfinished(_ client: EndpointRow, _ server: EndpointRow) -> Bilingual {
    for (end, role) in [(client, Role.client), (server, Role.server)] where end.facts.contains(.finSent) {
      let who = Words.role(role)
      return Bilingual("half closed by the \(who.en), no FIN of the other end", zh: "\(who.zh)半关闭，未见对方的 FIN")
    }
    if client.state == .synSent, server.segments == 0 {
      return Bilingual("never answered", zh: "没有应答")
    }
    if !client.state.isSynchronized || !server.state.isSynchronized, client.facts.contains(.issKnown) {
      return Bilingual("handshake not completed", zh: "握手未完成")
    }
    return Bilingual("still open when the capture ends", zh: "抓包结束时仍未关闭")
  }
}

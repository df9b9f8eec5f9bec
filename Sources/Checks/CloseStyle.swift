import Replay
import Wire

/// Who closed a connection, and how (RFC 9293 §3.6).
package enum CloseStyle: BitwiseCopyable, Sendable, Hashable {
  /// One end closed, then the other; in three segments where the second FIN acknowledged the first.
  case orderly(first: Side, merged: Bool, lastAcknowledged: Bool)
  /// The FINs crossed: neither covered the other.
  case simultaneous(lastAcknowledged: Bool)
  case refused(by: Side)
  case reset(by: Side, after: Fins)
  case halfClosed(by: Side)
  /// Only ICMP errors answered the SYN.
  case unreachable
  case unanswered, incomplete, open
  /// No SYN, no conversation and no octets: a probe, or what is left of a connection.
  case stray(isReset: Bool)

  /// Whose FIN was seen before a RST.
  package enum Fins: BitwiseCopyable, Sendable, Hashable {
    case none, both
    case one(Side)
  }

  /// What the connection has come to by now.
  package init(_ connection: LentConnection) {
    let (client, server) = (connection.client, connection.server)
    let (facts, others) = (connection[client].facts, connection[server].facts)
    let finished = facts.contains(.finSent) && others.contains(.finSent)
    let acknowledged = facts.contains(.finAcked) && others.contains(.finAcked)
    let reset = CloseStyle.reset(connection)
    if finished, acknowledged || reset == nil {
      self = CloseStyle.orderly(connection, acknowledged: acknowledged)
    } else if let reset {
      self = reset
    } else if connection[client].state == .synSent, connection[server].counts.synAcks == 0 {
      // A FIN that answers no SYN closes nothing.
      self = facts.contains(.unreachable) && !others.contains(.spoke) ? .unreachable : .unanswered
    } else if facts.contains(.finSent) || others.contains(.finSent) {
      self = .halfClosed(by: facts.contains(.finSent) ? client : server)
    } else if connection[server].state == .synReceived {
      self = .incomplete
    } else if !connection[client].state.isSynchronized || !connection[server].state.isSynchronized,
      facts.contains(.issKnown)
    {
      self = .incomplete
    } else {
      self = .open
    }
  }

  /// The same of a flow that the capture shows no conversation of.
  package init(stray connection: LentConnection) {
    let ends = [connection.lower, connection.upper]
    let isBare = ends.allSatisfy { $0.opening == .unknown && $0.counts.octets == 0 }
    let speaks = ends.contains { $0.counts.segments > UInt32($0.counts.rsts) }
    guard connection.midstream, isBare, speaks else {
      self.init(connection)
      return
    }
    self = .stray(isReset: ends.contains { $0.counts.rsts > 0 })
  }

  private static func orderly(_ connection: LentConnection, acknowledged: Bool) -> CloseStyle {
    let first = connection[connection.client].facts.contains(.closedFirst) ? connection.client : connection.server
    if connection.lower.facts.contains(.closedFirst), connection.upper.facts.contains(.closedFirst) {
      return .simultaneous(lastAcknowledged: acknowledged)
    }
    let merged = connection[first.other].facts.contains(.finsMerged)
    return .orderly(first: first, merged: merged, lastAcknowledged: acknowledged)
  }

  private static func reset(_ connection: LentConnection) -> CloseStyle? {
    let resets: EndpointFacts = [.rstSent, .foreignRst]
    let (client, server) = (connection.client, connection.server)
    let byClient = !connection[client].facts.isDisjoint(with: resets)
    let byServer = !connection[server].facts.isDisjoint(with: resets)
    guard byClient || byServer else { return nil }
    let isServer = byServer && (!byClient || connection[server].times.rst < connection[client].times.rst)
    let first = isServer ? server : client
    if connection[first.other].facts.contains(.refused) { return .refused(by: first) }
    switch Side.allCases.filter({ connection[$0].facts.contains(.finSent) }) {
    case []: return .reset(by: first, after: .none)
    case let sides where sides.count == 1: return .reset(by: first, after: .one(sides[0]))
    default: return .reset(by: first, after: .both)
    }
  }

  /// As in the contract: `client`, `server`, `both`, `reset by client`, `reset by server`, or `nil`.
  package func closedBy(client: Side) -> String? {
    func role(_ side: Side) -> String { side == client ? "client" : "server" }
    switch self {
    case .orderly(let first, _, _): return role(first)
    case .simultaneous: return "both"
    case .refused(let side), .reset(let side, _): return "reset by \(role(side))"
    case .halfClosed, .unreachable, .unanswered, .incomplete, .open, .stray: return nil
    }
  }

  private static let inThree = Bilingual(", in three segments", zh: "，三个报文段")
  private static let inFour = Bilingual(", in four segments", zh: "，四次挥手")

  /// A phrase without the number of segments: whether an end's FIN goes with its acknowledgement of the other's is a matter
  /// of how soon its application closes.
  package static func withoutSegments(_ phrase: String) -> String {
    [inThree, inFour].reduce(phrase) { $0.replacing($1.en, with: "").replacing($1.zh, with: "") }
  }

  /// One phrase for a reader.
  package func words(client: Side) -> Bilingual {
    func who(_ side: Side) -> (en: String, zh: String) { side == client ? ("client", "客户端") : ("server", "服务端") }
    switch self {
    case .orderly(let first, let merged, let acknowledged):
      let segments = merged ? Self.inThree : Self.inFour
      return Bilingual(
        "the \(who(first).en) closed first\(segments.en)", zh: "\(who(first).zh)先关闭\(segments.zh)"
      ).missingLastAck(!acknowledged)
    case .simultaneous(let acknowledged):
      return Bilingual("both ends closed at once", zh: "双方同时关闭").missingLastAck(!acknowledged)
    case .refused(let side):
      return Bilingual("the \(who(side).en) refused the connection", zh: "\(who(side).zh)拒绝了连接")
    case .reset(let side, after: .one(let closer)):
      return Bilingual(
        "FIN of the \(who(closer).en), then reset by the \(who(side).en)", zh: "\(who(closer).zh)先发 FIN，然后被\(who(side).zh)复位")
    case .reset(let side, after: .both):
      return Bilingual("FINs of both ends, then reset by the \(who(side).en)", zh: "双方均发 FIN，然后被\(who(side).zh)复位")
    case .reset(let side, after: .none):
      return Bilingual("reset by the \(who(side).en)", zh: "被\(who(side).zh)复位")
    case .halfClosed(let side):
      return Bilingual("half closed by the \(who(side).en), no FIN of the other end", zh: "\(who(side).zh)半关闭，未见对方的 FIN")
    case .unreachable: return Bilingual("answered by ICMP errors alone", zh: "只有 ICMP 差错应答")
    case .unanswered: return Bilingual("never answered", zh: "没有应答")
    case .incomplete: return Bilingual("handshake not completed", zh: "握手未完成")
    case .open: return Bilingual("still open when the capture ends", zh: "抓包结束时仍未关闭")
    case .stray(isReset: true): return Bilingual("only lone segments without SYN, answered with RST", zh: "仅有不带 SYN 的零散报文段，以 RST 应答")
    case .stray(isReset: false): return Bilingual("only lone segments without SYN, nothing of the other end", zh: "仅有不带 SYN 的零散报文段，未见对方")
    }
  }
}

extension CloseStyle {
  /// How connections of this kind ended, to stand behind their number.
  package func counted(client: Side) -> Bilingual {
    func who(_ side: Side) -> (en: String, zh: String) { side == client ? ("client", "客户端") : ("server", "服务端") }
    switch self {
    case .orderly(let first, _, _):
      return Bilingual("closed first by the \(who(first).en) with a FIN", zh: "由\(who(first).zh)先以 FIN 关闭")
    case .simultaneous: return Bilingual("closed by both ends at once", zh: "由双方同时关闭")
    case .refused(let side): return Bilingual("refused by the \(who(side).en)", zh: "被\(who(side).zh)拒绝")
    case .reset(let side, _): return Bilingual("aborted by a RST of the \(who(side).en)", zh: "被\(who(side).zh)以 RST 中止")
    case .halfClosed(let side):
      return Bilingual("half closed by the \(who(side).en)", zh: "被\(who(side).zh)半关闭")
    case .unreachable: return Bilingual("refused by ICMP", zh: "被 ICMP 拒绝")
    case .unanswered: return Bilingual("never answered", zh: "没有应答")
    case .incomplete: return Bilingual("never established", zh: "未能建立")
    case .open: return Bilingual("still open when the capture ends", zh: "抓包结束时仍未关闭")
    case .stray(isReset: true): return Bilingual("only lone segments without SYN, answered with RST", zh: "仅有不带 SYN 的零散报文段，以 RST 应答")
    case .stray(isReset: false): return Bilingual("only lone segments without SYN, nothing of the other end", zh: "仅有不带 SYN 的零散报文段，未见对方")
    }
  }
}

extension Bilingual {
  fileprivate func missingLastAck(_ missing: Bool) -> Bilingual {
    missing ? Bilingual(en + ", the last FIN not acknowledged", zh: zh + "，最后的 FIN 未被确认") : self
  }
}

import Checks
import Tap
import Wire

extension VantageReport {
  /// Where the capture was taken, and what shows it.
  init(_ sight: Sight, _ language: Language) {
    self.init()
    switch sight.vantage {
    case .client: place = "client"
    case .server: place = "server"
    case .middle: place = "middle"
    case .both: place = "client"
    case .unknown: place = "unknown"
    }
    why = Words.vantageBasis(sight, language)
  }
}

extension Words {
  /// Where the tap stood and what shows it, or why nobody can tell.
  static func vantage(_ sight: Sight, _ language: Language) -> String {
    let basis = vantageBasis(sight, language)
    switch sight.basis {
    case .ownPackets, .halves, .otherConnections:
      return place(sight.vantage)[language] + (language == .en ? ": " : "：") + basis
    case .loopback, .contradiction, .tooShort, .tooFewSamples, .nothing: return basis
    }
  }

  /// What shows where the tap stood, or why nobody can tell; in one language, for every connection says it.
  static func vantageBasis(_ sight: Sight, _ language: Language) -> String {
    let words: Bilingual
    switch sight.basis {
    case .ownPackets:
      let own = Bilingual("the capturing host sent these packets itself", zh: "这些报文由抓包主机自身发出")[language]
      return own + (trip(sight, language).map { (language == .en ? "; " : "；") + $0 } ?? "")
    case .halves:
      if let trip = trip(sight, language) { return trip }
      words = Bilingual("by the halves of the round trip", zh: "由往返时间的两半得知")
    case .otherConnections: words = Bilingual("other connections of the host show it", zh: "由该主机的其他连接推断")
    case .loopback: words = Bilingual("both ends are on the capturing host", zh: "两端都在抓包主机上")
    case .contradiction:
      words = Bilingual("round trips, hops and offload contradict each other", zh: "往返时间、跳数与卸载特征相互矛盾")
    case .tooShort:
      words = Bilingual("the round trip is too short to tell its halves apart", zh: "往返时间太短，无法区分两半")
    case .tooFewSamples: words = Bilingual("too few answers to measure", zh: "可供测量的应答太少")
    case .nothing:
      words = sight.midstream
        ? Bilingual("the handshake was not captured", zh: "未抓到握手")
        : Bilingual("no complete handshake to measure", zh: "没有完整的握手可供测量")
    }
    return words[language]
  }

  private static func place(_ vantage: Vantage) -> Bilingual {
    switch vantage {
    case .client: Bilingual("at the client", zh: "在客户端")
    case .server: Bilingual("at the server", zh: "在服务端")
    case .middle: Bilingual("between the two ends", zh: "在两端之间")
    case .both: Bilingual("on the host of both ends", zh: "在两端共同的主机上")
    case .unknown: Bilingual("unknown", zh: "无法判断")
    }
  }

  /// The two halves of the round trip, and the routers on either side.
  private static func trip(_ sight: Sight, _ language: Language) -> String? {
    guard let client = sight.clientHalf, let server = sight.serverHalf else { return nil }
    let whole = milliseconds(client + server)
    var far = ""
    if let near = sight.hopsToClient, let other = sight.hopsToServer {
      far = language == .en ? "; hops to the client \(near), to the server \(other)" : "；距客户端 \(near) 跳，距服务端 \(other) 跳"
    }
    return language == .en
      ? "round trip \(whole), of which \(milliseconds(client)) on the client's side\(far)"
      : "往返 \(whole)，其中客户端一侧 \(milliseconds(client))\(far)"
  }

  static func milliseconds(_ duration: Duration) -> String {
    let microseconds = max(0, duration.nanoseconds) / 1000
    if microseconds < 10_000 {
      let fraction = String(microseconds % 1000 / 10)
      return "\(microseconds / 1000).\(fraction.count < 2 ? "0" : "")\(fraction) ms"
    }
    return "\(microseconds / 1000) ms"
  }
}

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
    why = Words.vantage(sight)[language]
  }
}

extension Words {
  static func vantage(_ sight: Sight) -> Bilingual {
    if sight.vantage == .both {
      return Bilingual("both ends are on the capturing host", zh: "两端都在抓包主机上")
    }
    if let client = sight.clientHalf, let server = sight.serverHalf {
      let trip = milliseconds(client + server)
      let side = milliseconds(client)
      return Bilingual("round trip \(trip), of which \(side) on the client's side", zh: "往返 \(trip)，其中客户端一侧 \(side)")
    }
    if sight.midstream {
      return Bilingual("the handshake was not captured", zh: "未抓到握手")
    }
    return Bilingual("no complete handshake to measure", zh: "没有完整的握手可供测量")
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

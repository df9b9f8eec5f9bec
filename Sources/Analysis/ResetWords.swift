import Checks

extension Words {
  /// What a RST says, in a few words beside its arrow; its sentence is a fact.
  static func reset(_ kind: ResetReading.Kind) -> Bilingual {
    switch kind {
    case .refused: Bilingual("refused", zh: "拒绝连接")
    case .noConnection: Bilingual("no such connection", zh: "没有这个连接")
    case .rejectedAck: Bilingual("not what it asked for", zh: "并非其所请求")
    case .rejectedSynAck: Bilingual("SYN,ACK not wanted", zh: "不接受 SYN,ACK")
    case .abandoned: Bilingual("gives up the handshake", zh: "放弃握手")
    case .halfOpen: Bilingual("connection no longer known", zh: "已不知道该连接")
    case .afterOwnFin: Bilingual("had closed already", zh: "此前已关闭")
    case .late: Bilingual("connection is over", zh: "连接已结束")
    case .afterTimeWait: Bilingual("connection is forgotten", zh: "已不再记得该连接")
    case .again: Bilingual("reset again", zh: "再次复位")
    case .abort: Bilingual("abort", zh: "中止")
    case .gaveUp: Bilingual("gives up", zh: "放弃")
    case .unclear: Bilingual("neither abort nor answer", zh: "既非中止也非应答")
    case .foreign: Bilingual("perhaps not from here", zh: "可能并非由此端发出")
    case .astray: Bilingual("answers no SYN", zh: "不是对 SYN 的应答")
    case .unseen: Bilingual("beginning not captured", zh: "未抓到开头")
    }
  }
}

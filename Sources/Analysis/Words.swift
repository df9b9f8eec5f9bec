import Checks
import Replay
import Wire

/// The phrases of the report that belong to no check, in both languages.
enum Words {
  static let anyTap = Bilingual("holds wherever the capture was taken", zh: "与抓包位置无关")
  /// The basis of what is likely, and what it lacks.
  static func short(of doubt: Bilingual, _ basis: Bilingual) -> Bilingual {
    Bilingual("\(basis.en) (not certain: \(doubt.en))", zh: "\(basis.zh)（未达确定：\(doubt.zh)）")
  }
  static let onlyOnce = Bilingual("one connection alone shows it", zh: "仅一个连接如此")
  static let byClock = Bilingual("times are measured, not stated", zh: "时间是测得的，而非报文所载")
  static let withDrops = Bilingual("the capturing system dropped packets", zh: "抓包系统丢过包")
  static let withForeigners = Bilingual("a box on the way may have sent it", zh: "可能由中间设备发出")
  static let withoutBeginning = Bilingual("the capture began after the connection", zh: "抓包开始时连接早已建立")
  static let withGap = Bilingual("the capture misses packets there", zh: "抓包在此处缺包")
  static let outOfOrder = Bilingual("records are out of order there", zh: "此处记录乱序")
  static let atClient = Bilingual("captured at the client", zh: "在客户端抓取")
  static let atServer = Bilingual("captured at the server", zh: "在服务端抓取")
  static let oneHeader = Bilingual("one header states it", zh: "单个报文头即可证明")
  static let ownReaction = Bilingual("its own answer proves receipt", zh: "其自身的响应证明已收到")
  /// No SYN says which end opened.
  static let rolesAreGuessed = Bilingual("; which end is the client is a guess", zh: "；哪一端是客户端只是推测")
  static let byNumbers = Bilingual("chance is ruled out", zh: "已排除偶然")
  static let measuredElsewhere = Bilingual("measured away from the host", zh: "在别处测量")

  static func andMore(_ count: Int) -> Bilingual {
    Bilingual(", and \(count) more like it", zh: "，另有 \(count) 处相同")
  }
  static func likewise(_ count: Int) -> Bilingual {
    Bilingual(
      ", and likewise on \(count) more connections of these two hosts", zh: "，这两台主机之间另有 \(count) 个连接也是如此")
  }
  static func due(_ count: Int) -> Bilingual {
    Bilingual("\(count) copies were due, and none crossed", zh: "应有 \(count) 份副本，却一份未见")
  }
  static func seenTimes(_ count: Int) -> Bilingual {
    Bilingual("seen \(count) times", zh: "出现 \(count) 次")
  }
  static func copies(_ copies: Int, lost: Int, crossed: Int) -> Bilingual {
    lost == 0
      ? Bilingual("\(copies) copies, no loss measured in \(crossed) segments", zh: "\(copies) 份副本，\(crossed) 个报文段中未测得丢失")
      : Bilingual(
        "\(copies) copies, \(lost) of \(crossed) segments lost otherwise", zh: "\(copies) 份副本，\(crossed) 个报文段中另有 \(lost) 个丢失")
  }

  /// Words users know for what a segment is.
  static func tags(_ marks: Marks, isIncarnation: Bool = false) -> [Bilingual] {
    var tags: [Bilingual] = []
    if marks.contains(.incarnation) { tags.append(Bilingual("four-tuple used again", zh: "四元组重用")) }
    if marks.contains(.retransmission), !marks.contains(.windowProbe) {
      tags.append(Bilingual("retransmission", zh: "重传"))
    }
    if marks.contains(.outOfOrder) { tags.append(Bilingual("out of order", zh: "乱序")) }
    if marks.contains(.fillsHole) { tags.append(Bilingual("fills a hole", zh: "填补空缺")) }
    if marks.contains(.keepalive) { tags.append(Bilingual("keep-alive", zh: "保活")) }
    if marks.contains(.windowProbe) { tags.append(Bilingual("window probe", zh: "窗口探测")) }
    if marks.contains(.zeroWindow) { tags.append(Bilingual("zero window", zh: "零窗口")) }
    if marks.contains(.duplicateAck) { tags.append(Bilingual("duplicate ACK", zh: "重复确认")) }
    if marks.contains(.wandering) { tags.append(Bilingual("from the earlier connection", zh: "来自上一个连接")) }
    if marks.contains(.beyondWindow) { tags.append(Bilingual("beyond the window", zh: "超出窗口")) }
    if marks.contains(.late) { tags.append(Bilingual("after the close", zh: "关闭之后")) }
    if marks.contains(.badChecksum) { tags.append(Bilingual("bad checksum", zh: "校验和错误")) }
    return tags
  }

  /// Seconds with as many digits as help: `0.042 s`, `1.00 s`, `75.3 s`, `240 s`.
  static func seconds(_ nanoseconds: Int64) -> String { Duration.nanoseconds(nanoseconds).text }
}

extension Words {
  /// The small print in a TIME-WAIT box.
  static func timeWait(alive: Int64?, gone: Int64?, msl: Int64?) -> Bilingual {
    let owed = msl.map { (en: " of 2MSL = \(seconds($0))", zh: "，2MSL = \(seconds($0))") } ?? (en: "", zh: "")
    switch (alive, gone) {
    case (let alive?, let gone?):
      return Bilingual(
        "waited between \(seconds(alive)) and \(seconds(gone))\(owed.en)",
        zh: "等待了 \(seconds(alive)) 至 \(seconds(gone))\(owed.zh)")
    case (let alive?, nil):
      return Bilingual("waited at least \(seconds(alive))\(owed.en)", zh: "至少等待 \(seconds(alive))\(owed.zh)")
    case (nil, let gone?):
      return Bilingual("gone after \(seconds(gone))\(owed.en)", zh: "\(seconds(gone)) 后已消失\(owed.zh)")
    case (nil, nil):
      return Bilingual("not proven either way", zh: "存在与否无从证明")
    }
  }

  /// An ICMP error in words (RFC 792, RFC 4443).
  static func icmp(_ error: ICMPError) -> Bilingual {
    let mtu = error.nextHopMTU > 0 ? ", MTU \(error.nextHopMTU)" : ""
    return Bilingual("ICMP: \(error.name.en)\(mtu)", zh: "ICMP：\(error.name.zh)\(mtu)")
  }
}

import Analysis
import Checks

/// The language of a page, called where a text is written: `say("frames", zh: "帧")`.
struct Say: Sendable {
  let language: Language

  func callAsFunction(_ en: String, zh: String) -> String { Bilingual(en, zh: zh)[language] }

  /// A counted thing: `1 segment`, `1 204 segments`, `1 204 个报文段`.
  func count(_ number: Int, _ one: String, _ many: String, zh: String) -> String {
    let digits = Figure.grouped(number)
    return self("\(digits)\u{a0}\(number == 1 ? one : many)", zh: "\(digits)\u{a0}\(zh)")
  }

  func list(_ parts: [String]) -> String { parts.joined(separator: self(", ", zh: "，")) }
  var stop: String { self(".", zh: "。") }

  func role(_ role: Role) -> String {
    switch role {
    case .client: self("client", zh: "客户端")
    case .server: self("server", zh: "服务端")
    }
  }

  /// `frame 12`, `frames 12, 14, 19 and 7 more`; frames as Wireshark counts them.
  func frames(_ frames: [Int], upTo limit: Int = 6) -> String {
    let shown = frames.sorted().prefix(limit).map { Figure.grouped($0) }.joined(separator: self(", ", zh: "、"))
    let rest = frames.count - min(limit, frames.count)
    let more = rest > 0 ? self(" and \(Figure.grouped(rest)) more", zh: " 等 \(Figure.grouped(frames.count)) 帧") : ""
    return self(frames.count == 1 ? "frame " : "frames ", zh: "帧 ") + shown + more
  }

  /// How binding the broken sentence is, in RFC 2119's own words.
  func level(_ level: FindingLevel) -> String {
    switch level {
    case .must: "MUST"
    case .should: "SHOULD"
    case .note: self("NOTE", zh: "提示")
    }
  }

  /// What stands for a level where nothing is judged.
  var fact: String { self("FACT", zh: "事实") }

  func certainty(_ certainty: Certainty) -> String {
    switch certainty {
    case .certain: self("Certain", zh: "确定")
    case .likely: self("Likely", zh: "很可能")
    }
  }

  /// How a connection ended, from the contract's words.
  func closedBy(_ word: String?) -> String {
    switch word {
    case "client": self("client", zh: "客户端")
    case "server": self("server", zh: "服务端")
    case "both": self("both at once", zh: "双方同时")
    case "reset by client": self("reset by client", zh: "被客户端复位")
    case "reset by server": self("reset by server", zh: "被服务端复位")
    default: "–"
    }
  }

  /// How a TIME-WAIT went, as far as something showed it.
  func timeWait(_ wait: TimeWaitReport) -> String {
    let alive = wait.alive.map { self("alive after \(Figure.span($0))", zh: "\(Figure.span($0)) 后仍在") }
    let gone = wait.gone.map { self("gone after \(Figure.span($0))", zh: "\(Figure.span($0)) 后已消失") }
    let told = [alive, gone].compactMap(\.self)
    return told.isEmpty ? self("found neither alive nor gone", zh: "存在与否未得证明") : list(told)
  }

  /// Where the capture was taken and what shows it, as a clause.
  func vantage(_ vantage: VantageReport) -> String {
    let start =
      switch vantage.place {
      case "client": self("captured at the client", zh: "在客户端抓取")
      case "server": self("captured at the server", zh: "在服务端抓取")
      case "middle": self("captured between the two ends", zh: "在两端之间抓取")
      default: self("captured at an unknown place", zh: "抓包位置未知")
      }
    return vantage.why.isEmpty ? start : start + self(": ", zh: "：") + vantage.why
  }
}

// MARK: Options

extension Say {
  /// Options of a SYN, by the names of `report.json`, as a reader knows them.
  func options(_ names: [String]) -> String { list(names.map(option)) }

  private func option(_ name: String) -> String {
    switch name {
    case "mss": "MSS"
    case "windowScale": self("window scale", zh: "窗口扩大")
    case "sackPermitted": "SACK"
    case "timestamps": self("timestamps", zh: "时间戳")
    case "authentication": self("authentication", zh: "认证")
    case "multipath": self("Multipath TCP", zh: "MPTCP")
    case "fastOpen": "Fast Open"
    case "userTimeout": self("user timeout", zh: "用户超时")
    case "accurateECN": "AccECN"
    case "unknown": self("others", zh: "其他")
    default: name
    }
  }
}

// MARK: Closed lists of words

extension Say {
  /// Why a verdict could not be given, as a sentence.
  func reason(_ code: String) -> String {
    guard let reason = Reason(rawValue: code) else { return code }
    switch reason {
    case .midStream: return self("the capture begins after the connection did", zh: "抓包开始时连接早已建立")
    case .captureLoss: return self("the capture misses packets just there", zh: "抓包恰好在此处缺包")
    case .captureEnd: return self("the capture ends before the answer was due", zh: "应答期限未到，抓包已结束")
    case .snaplen: return self("packets were cut short when captured", zh: "抓包时截断了报文")
    case .oneDirection: return self("only one direction was captured", zh: "只抓到一个方向")
    case .recordOrder: return self("the records are out of order or their clock stepped", zh: "记录乱序，或时钟发生跳变")
    case .offload: return self("the network card joined or finished packets after the capture", zh: "网卡卸载改变了抓到的报文")
    case .vantage: return self("captured too far from the endpoint to tell", zh: "抓包位置离该端太远，无法判断")
    case .receiptUnproven: return self("nothing proves that the segment arrived", zh: "无法证明报文段已送达")
    case .middlebox: return self("a box in between may have sent it", zh: "可能由中间设备发出")
    case .windowScaleUnknown: return self("the window scale is unknown", zh: "窗口扩大因子未知")
    case .multipathTCP: return self("Multipath TCP counts windows differently", zh: "MPTCP 的窗口含义不同")
    case .authOption: return self("segments are authenticated; forged ones are dropped in silence", zh: "报文段带认证，未通过者会被静默丢弃")
    case .rateLimitPossible: return self("the answer may have been rate-limited", zh: "应答可能受到速率限制")
    case .firewallPossible: return self("a firewall may have swallowed it", zh: "可能被防火墙拦下")
    case .applicationChoice: return self("the application may have wanted it so", zh: "可能是应用自身的选择")
    case .tooFewSamples: return self("too few samples", zh: "样本太少")
    case .untested: return self("nothing in this capture tested it", zh: "此抓包中没有报文检验过它")
    case .newIncarnationPossible: return self("it may belong to a new connection", zh: "可能属于新的连接")
    case .specAmbiguous: return self("the standard can be read either way", zh: "标准在此有两种解读")
    }
  }

  func leaning(_ code: String) -> String {
    switch code {
    case "fail": self("leans to a deviation", zh: "偏向不合规")
    case "pass": self("leans to a pass", zh: "偏向合规")
    default: code
    }
  }

  /// Why frames of the file were not replayed: the names of `SkipReason`, as a reader knows them.
  func skipped(_ reason: String) -> String {
    switch reason {
    case "truncated": self("cut short", zh: "被截断")
    case "unknown-link-type": self("unknown link type", zh: "未知链路类型")
    case "not-ip": self("not IP", zh: "非 IP")
    case "spanning-tree": self("spanning tree", zh: "生成树")
    case "ppp-control": self("PPP control", zh: "PPP 控制")
    case "icmp-error-not-tcp": self("ICMP error about other traffic", zh: "与 TCP 无关的 ICMP 差错")
    case "other-ip-protocol": self("other IP protocol", zh: "其他 IP 协议")
    case "bad-ip-header": self("bad IP header", zh: "IP 头错误")
    case "fragment": self("fragment", zh: "分片")
    case "overlapping-fragment": self("fragment of a datagram whose pieces overlap", zh: "所属数据报各片重叠的分片")
    case "tcp-header-cut": self("TCP header cut", zh: "TCP 头被截断")
    case "filtered": self("excluded by the filter", zh: "被过滤器排除")
    case "802.11-without-data": self("802.11 without data", zh: "无数据的 802.11 帧")
    case "802.11-encrypted": self("encrypted 802.11", zh: "加密的 802.11 帧")
    case "vehicle-bus": self("vehicle bus", zh: "车载总线")
    case "telephone-signalling": self("telephone signalling", zh: "电话信令")
    case "bluetooth": self("Bluetooth", zh: "蓝牙")
    case "d-bus": "D-Bus"
    case "usb": "USB"
    case "ip-in-ip": "IP-in-IP"
    case "macsec": "MACsec"
    case "pppoe": "PPPoE"
    case "arp", "llc", "lldp", "mpls", "udp", "icmp", "igmp", "sctp", "gre", "esp", "ah", "ospf", "quic": reason.uppercased()
    default: reason
    }
  }

  /// What another capture could do about frames that were not replayed; `nil` where they are only other traffic.
  func remedy(_ reason: String) -> String? {
    switch reason {
    case "truncated", "tcp-header-cut":
      self("frames are cut off: capture with a longer snap length", zh: "帧被截断：抓包时请加大快照长度")
    case "unknown-link-type":
      self("the link layer is not known: capture at an Ethernet or IP interface", zh: "链路层未知：请在以太网或 IP 接口上抓包")
    case "usb", "bluetooth", "802.15.4", "vehicle-bus", "d-bus", "telephone-signalling":
      self(
        "\(skipped(reason)) carries no packets of the internet as it was captured: capture at the network interface",
        zh: "\(skipped(reason))抓包中没有互联网分组：请在网络接口上抓包")
    case "netlink":
      self(
        "netlink holds packets only where netfilter logs them: capture at the network interface",
        zh: "仅当 netfilter 记录分组时 netlink 中才有分组：请在网络接口上抓包")
    case "802.11-encrypted":
      self("802.11 is encrypted: decrypt it with its key, or capture behind the access point", zh: "802.11 帧已加密：请用密钥解密，或在接入点之后抓包")
    case "macsec": self("MACsec is encrypted on the link: capture at the interface above it", zh: "MACsec 在链路上加密：请在其上层接口抓包")
    case "esp": self("ESP is encrypted: capture at an end of the tunnel, inside it", zh: "ESP 已加密：请在隧道端点内侧抓包")
    default: nil
    }
  }

  /// The remedies for what a ledger counts, each once; `nil` where there are none.
  func remedies(_ ledger: Ledger) -> String? {
    let all = ledger.skipped.compactMap { remedy($0.reason) }.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return all.isEmpty ? nil : self("to see more: ", zh: "若要看到更多：") + all.joined(separator: self("; ", zh: "；"))
  }
}

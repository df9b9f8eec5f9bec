import Checks
import Hosts
import Wire

extension Words {
  static func overNumbers(of role: ISNRole) -> Bilingual {
    role == .active
      ? Bilingual("chance is ruled out, over the SYNs it sent", zh: "已排除偶然，依据其发出的 SYN")
      : Bilingual("chance is ruled out, over the SYN,ACKs it sent", zh: "已排除偶然，依据其发出的 SYN,ACK")
  }

  /// Never "secure": that F cannot be computed from outside (MUST-9) can only be refuted from here.
  static func noWeakness(samples: Int, bits: Int) -> Bilingual {
    Bilingual(
      "no weakness found with \(samples) samples; a generator with less than \(bits) bits would have been found",
      zh: "\(samples) 个样本中未发现弱点；少于 \(bits) 比特的生成器会被发现")
  }

  /// Not enough to accuse, too much to acquit.
  static func leaning(_ what: Bilingual, samples: Int) -> Bilingual {
    Bilingual("in doubt with \(samples) samples, leaning to: \(what.en)", zh: "\(samples) 个样本尚存疑，倾向于：\(what.zh)")
  }

  static func tooFewNumbers(_ usable: Int, of incarnations: Int) -> Bilingual {
    usable == incarnations
      ? Bilingual("too few to judge", zh: "太少，无法判断")
      : Bilingual(
        "too few to judge, for only \(usable) of \(incarnations) are fit for it", zh: "太少，无法判断：\(incarnations) 个中仅 \(usable) 个可用")
  }

  static func timeWait(_ history: TimeWaitHistory) -> [(Bilingual, Bilingual)] {
    func value(_ duration: Duration) -> Bilingual {
      let text = seconds(duration.nanoseconds)
      return Bilingual(text, zh: text)
    }
    let times = Bilingual("\(history.tested) of \(history.entered)", zh: "\(history.entered) 次中 \(history.tested) 次")
    var words = [(HostReport.timesTested, times)]
    if let alive = history.longestAlive { words.append((HostReport.aliveAfter, value(alive))) }
    if let gone = history.shortestGone { words.append((HostReport.goneAfter, value(gone))) }
    if let alive = history.longestAlive, let gone = history.shortestGone, gone < alive {
      words.append((Bilingual("length", zh: "时长"), Bilingual("not always the same", zh: "并非始终相同")))
    }
    return words
  }

  static func hostsLeftOut(_ connections: Int, kept: Int) -> (Bilingual, Bilingual) {
    (
      Bilingual("hosts", zh: "主机"),
      Bilingual(
        "of each bucket of pairs only the first \(kept) addresses were remembered; \(connections) ends of connections belong to others",
        zh: "每个主机对分桶只记录了最先出现的 \(kept) 个地址；另有 \(connections) 个连接端点属于其他地址")
    )
  }
}

extension HostReport {
  /// The value of ``timeWait`` that counts, and tells of no behaviour.
  package static let timesTested = Bilingual("times tested", zh: "受检验次数")
  /// The value of ``timeWait`` that is its least length, as far as was seen.
  package static let aliveAfter = Bilingual("alive after", zh: "仍存在于")
  /// The value of ``timeWait`` that is its greatest length, as far as was seen.
  package static let goneAfter = Bilingual("gone after at most", zh: "至多此时已消失")
}

/// What was measured on one series of initial numbers; nothing of it decides.
struct HostMeasures {
  let host: HostEvidence
  init(_ host: HostEvidence) { self.host = host }

  func named(_ language: Language) -> [NamedValue] {
    (counts + shape).map { NamedValue($0.0[language], $0.1[language]) }
  }

  private func plain(_ text: String) -> Bilingual { Bilingual(text, zh: text) }

  private var counts: [(Bilingual, Bilingual)] {
    let reduction = host.reduction
    var words = [(Bilingual("four-tuples", zh: "四元组"), plain("\(host.usable.count)"))]
    if host.samples.count < host.incarnations {
      words.append(
        (
          Bilingual("kept", zh: "保留"),
          Bilingual(
            "the first \(host.samples.count) of \(host.incarnations)", zh: "\(host.incarnations) 个中最早的 \(host.samples.count) 个")
        ))
    }
    if reduction.unfinished > 0 {
      let value = plain("\(reduction.unfinished)")
      words.append((Bilingual("set aside, handshake not completed", zh: "搁置：握手未完成"), value))
    }
    if reduction.scanned > 0 {
      words.append((Bilingual("of these by a scanning tool", zh: "其中来自扫描工具"), plain("\(reduction.scanned)")))
    }
    if reduction.relayed > 0 {
      let value = plain("\(reduction.relayed)")
      words.append((Bilingual("set aside, the same connection seen again", zh: "搁置：同一连接重复出现"), value))
    }
    if reduction.isMixed {
      words.append(
        (Bilingual("machines", zh: "机器"), Bilingual("more than one behind this address", zh: "此地址后不止一台")))
    }
    if host.suspectsCookies {
      words.append((Bilingual("SYN cookies", zh: "SYN cookie"), Bilingual("suspected", zh: "疑似启用")))
    }
    return words
  }

  private var shape: [(Bilingual, Bilingual)] {
    var words: [(Bilingual, Bilingual)] = []
    let usable = host.usable
    if usable.count >= 2, let arc = Arc.holding(usable.map(\.isn)) {
      let bits = Number.decimal(Logarithm.base2(Double(arc.width)), places: 1)
      words.append((Bilingual("smallest arc", zh: "最小弧"), plain("2^\(bits)")))
    }
    let clock = host.whole.flatMap { host.clock(in: $0) }
    if let clock {
      words.append((Bilingual("clock common to all", zh: "公共时钟"), rate(clock.rate, wrap: clock.wrap)))
    }
    if let clock = TupleClock.behind(host.reduction.tuples, role: host.role, alpha: host.alpha) {
      words.append(
        (Bilingual("clock within a four-tuple (expected, RFC 6528)", zh: "同一四元组内的时钟（RFC 6528 所期望）"), rate(clock.rate, wrap: clock.wrap)))
    }
    let guesses = [Prediction.best(usable, role: host.role)?.guesses, clock?.arc].compactMap { $0 }.min()
    if let guesses {
      let bits = Number.decimal(Logarithm.base2(guesses), places: 1)
      words.append((Bilingual("best guess, 95 %", zh: "最佳猜测（95 %）"), plain("2^\(bits)")))
    }
    if let nmap = NmapMeasures(usable) {
      words.append(
        (
          Bilingual("Nmap's formulas (passive spacing, not comparable)", zh: "Nmap 公式（被动间隔，不可比）"),
          plain("GCD \(nmap.gcd), ISR \(nmap.isr), SP \(nmap.sp)")
        ))
    }
    return words
  }

  private func rate(_ rate: Double, wrap: Double) -> Bilingual {
    let text = Number.grouped(UInt64(abs(rate).rounded()))
    return Bilingual("\(text) a second, round after \(Number.span(wrap))", zh: "每秒 \(text)，\(Number.span(wrap)) 绕回")
  }
}

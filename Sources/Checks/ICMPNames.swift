import Wire

extension ICMPError {
  /// What it says (RFC 792, RFC 1812 §5.2.7.1, RFC 4443).
  package var name: Bilingual {
    switch (reporter.family, type, code) {
    case (.v4, 3, 0): Bilingual("network unreachable", zh: "网络不可达")
    case (.v4, 3, 1), (.v6, 1, 3): Bilingual("host unreachable", zh: "主机不可达")
    case (.v4, 3, 2): Bilingual("protocol unreachable", zh: "协议不可达")
    case (.v4, 3, 3), (.v6, 1, 4): Bilingual("port unreachable", zh: "端口不可达")
    case (.v4, 3, 4), (.v6, 2, _): Bilingual("packet too big", zh: "报文过大")
    case (.v4, 3, 9), (.v4, 3, 10), (.v4, 3, 13), (.v6, 1, 1): Bilingual("prohibited by a filter", zh: "被过滤器禁止")
    case (.v4, 11, _), (.v6, 3, _): Bilingual("time exceeded", zh: "超时")
    case (.v4, 4, _): Bilingual("source quench", zh: "源抑制")
    case (.v6, 1, 0): Bilingual("no route", zh: "无路由")
    default: Bilingual("type \(type), code \(code)", zh: "类型 \(type)，代码 \(code)")
    }
  }
}

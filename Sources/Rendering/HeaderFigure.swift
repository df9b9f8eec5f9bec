import Analysis
import Checks

/// The tutorial's picture of the TCP header with what really stood in it, the field at fault framed and numbered.
package enum HeaderFigure {
  /// The figure as SVG in UTF-8.
  ///
  /// - Parameter number: of the finding, for the badge; `nil` where nothing is at fault.
  package static func svg(
    _ header: HeaderReport, of connection: ConnectionReport, number: Int?, prefix: String, language: Language,
    standalone: Bool
  ) -> [UInt8] {
    let layout = HeaderLayout(header, of: connection, number: number, say: Say(language: language))
    let xml = XMLWriter()
    xml.figure(
      prefix: prefix, width: HeaderLayout.width, height: layout.height, title: layout.title,
      description: layout.description, language: language, standalone: standalone
    ) {
      xml.element("g", ["fill": "none", "stroke": Figure.border]) {
        xml.newline()
        for cell in layout.cells { xml.cell(cell.frame, stroke: nil, width: "1") }
      }
      xml.newline()
      xml.element("g", ["fill": "none"]) {
        for cell in layout.cells where cell.isAtFault { xml.cell(cell.frame, stroke: Figure.accent, width: "3") }
      }
      xml.newline()
      if let badge = layout.badge { xml.badge(badge) }
      for text in layout.texts { xml.draw(text) }
    }
    return xml.octets()
  }
}

/// Where everything in the header's picture stands: 32 bits a row.
struct HeaderLayout: Sendable {
  struct Cell: Sendable, Hashable {
    var frame: Rectangle
    var isAtFault: Bool
  }
  /// A field by name and value, as the table has it.
  struct Field: Sendable, Hashable {
    var name: String
    var value: String
    var isAtFault: Bool
  }
  static let width = Figure.half
  private static let bit = 21.0
  private static let left = 20.0
  private(set) var height = 0.0
  private(set) var cells: [Cell] = []
  private(set) var texts: [PlacedText] = []
  private(set) var fields: [Field] = []
  private(set) var badge: LadderLayout.Badge?
  let title: String
  private(set) var description: String
  private let say: Say
  private let header: HeaderReport

  init(_ header: HeaderReport, of connection: ConnectionReport, number: Int?, say: Say) {
    (self.header, self.say) = (header, say)
    let (source, destination) =
      header.from == .client ? (connection.client, connection.server) : (connection.server, connection.client)
    let frame = Figure.grouped(header.frame)
    title = say("Header of frame \(frame), sent by the \(say.role(header.from))", zh: "帧 \(frame) 的 TCP 包头，由\(say.role(header.from))发出")
    description = ""
    texts.append(PlacedText(title, x: Self.left, baseline: 22, size: Figure.stateSize))
    var y = 34.0
    row([
      (16, say("source port (16 bits)", zh: "源端口号（16 位）"), "\(source.port)", .ports),
      (16, say("destination port (16 bits)", zh: "目的端口号（16 位）"), "\(destination.port)", .ports),
    ], &y)
    row([(32, say("sequence number (32 bits)", zh: "序号（32 位）"), number32(header.seq), .seq)], &y)
    row([(32, say("acknowledgment number (32 bits)", zh: "确认序号（32 位）"), number32(header.ack), .ack)], &y)
    control(&y)
    let sum =
      switch header.checksum {
      case .good: say("correct", zh: "正确")
      case .bad: say("wrong", zh: "错误")
      case .partial: say("left to the interface", zh: "留给网卡计算")
      case .unverifiable: say("cannot be checked", zh: "无法校验")
      }
    row([
      (16, say("checksum (16 bits)", zh: "校验和（16 位）"), sum, .checksum),
      (16, say("urgent pointer (16 bits)", zh: "紧急指针（16 位）"), "\(header.urgentPointer)", .urgentPointer),
    ], &y)
    options(&y)
    let octets = say.count(header.payload, "octet", "octets", zh: "字节")
    row([(32, say("data", zh: "数据"), header.payload == 0 ? say("none", zh: "无") : octets, .data)], &y)
    if header.isCut {
      texts.append(
        PlacedText(
          say("The capture holds only a part of this header.", zh: "抓包只包含该包头的一部分。"), x: Self.left, baseline: y + 16,
          size: Figure.smallSize, fill: Figure.quiet))
      y += 18
    }
    height = y + 18
    description = fields.map { "\($0.name): \($0.value)" }.joined(separator: "; ")
    if let number, let first = cells.first(where: \.isAtFault)?.frame {
      let box = Rectangle(x: first.x - 9, y: first.y - 9, width: 18, height: 18)
      let text = PlacedText("\(number)", x: box.middle, baseline: box.y + 13, size: 11, anchor: .middle, fill: Figure.paper)
      badge = LadderLayout.Badge(frame: box, number: text, kind: .offending)
    }
  }

  private func number32(_ value: UInt32) -> String {
    let hex = String(value, radix: 16)
    return "\(Figure.grouped(value)) · 0x\(String(repeating: "0", count: 8 - hex.count))\(hex)"
  }

  /// A row of whole fields, each with its name and under it its value.
  private mutating func row(_ parts: [(bits: Int, name: String, value: String, field: HeaderField)], _ y: inout Double) {
    var x = Self.left
    for part in parts {
      let frame = Rectangle(x: x, y: y, width: Double(part.bits) * Self.bit, height: 46)
      put(part.name, part.value, in: frame, part.field)
      x = frame.right
    }
    y += 46
  }

  private mutating func put(_ name: String, _ value: String, in frame: Rectangle, _ field: HeaderField) {
    let fault = header.fault == field
    cells.append(Cell(frame: frame, isAtFault: fault))
    fields.append(Field(name: name, value: value, isAtFault: fault))
    let room = frame.width - 8
    texts.append(
      PlacedText(
        TextWidth.fitting(name, width: room, size: Figure.smallSize), x: frame.middle, baseline: frame.y + 17,
        size: Figure.smallSize, anchor: .middle, fill: Figure.quiet))
    texts.append(
      PlacedText(
        TextWidth.fitting(value, width: room, size: Figure.stateSize), x: frame.middle, baseline: frame.y + 36,
        size: Figure.stateSize, anchor: .middle))
  }

  /// Data offset, reserved bits, the flags in cells of one bit, and the window.
  private mutating func control(_ y: inout Double) {
    let tall = 62.0
    let words = 5 + (header.options.count + 3) / 4
    let offset = Rectangle(x: Self.left, y: y, width: 4 * Self.bit, height: tall)
    put(say("offset (4)", zh: "首部长度（4）"), "\(words)", in: offset, .dataOffset)
    let bits = String(header.bits >> 8 & 0xf, radix: 2)
    let reserved = Rectangle(x: offset.right, y: y, width: 4 * Self.bit, height: tall)
    put(say("reserved (4)", zh: "保留（4）"), String(repeating: "0", count: 4 - bits.count) + bits, in: reserved, .reserved)
    var x = reserved.right
    for (index, flag) in ["CWR", "ECE", "URG", "ACK", "PSH", "RST", "SYN", "FIN"].enumerated() {
      let isSet = header.bits >> (7 - index) & 1 == 1
      let frame = Rectangle(x: x, y: y, width: Self.bit, height: tall)
      cells.append(Cell(frame: frame, isAtFault: false))
      fields.append(Field(name: flag, value: isSet ? "1" : "0", isAtFault: header.fault == .flags))
      for (line, letter) in flag.enumerated() {
        texts.append(
          PlacedText(
            String(letter), x: frame.middle, baseline: y + 13 + 12.5 * Double(line), size: 10.5, anchor: .middle,
            fill: isSet ? Figure.ink : Figure.quiet))
      }
      texts.append(
        PlacedText(
          isSet ? "1" : "0", x: frame.middle, baseline: y + 55, size: Figure.labelSize, anchor: .middle,
          fill: isSet ? Figure.ink : Figure.quiet))
      x = frame.right
    }
    if header.fault == .flags {
      let all = Rectangle(x: reserved.right, y: y, width: x - reserved.right, height: tall)
      cells.append(Cell(frame: all, isAtFault: true))
    }
    let window = Rectangle(x: x, y: y, width: 16 * Self.bit, height: tall)
    put(say("window (16 bits)", zh: "窗口大小（16 位）"), Figure.grouped(header.window), in: window, .window)
    y += tall
  }

  /// Four octets a row; what of an option stands in one row is one cell with its octets.
  private mutating func options(_ y: inout Double) {
    let octets = header.options
    guard !octets.isEmpty else { return row([(32, say("options", zh: "选项"), say("none", zh: "无"), .options)], &y) }
    var index = 0
    while index < octets.count {
      let kind = octets[index]
      var length = 1
      if kind > 1 {
        let said = index + 1 < octets.count ? Int(octets[index + 1]) : 0
        length = said >= 2 && index + said <= octets.count ? said : octets.count - index
      }
      let name = Self.name(Array(octets[index..<index + length]), say)
      fields.append(
        Field(
          name: say("option", zh: "选项"), value: name + " · " + octets[index..<index + length].map(Self.hex).joined(separator: " "),
          isAtFault: header.fault == .options))
      var place = index
      // The name stands in the longest piece.
      let first = min(4 - index % 4, length)
      var nameAt = first < 4 && length - first > first ? index + first : index
      while place < index + length {
        let inRow = min(4 - place % 4, index + length - place)
        let frame = Rectangle(
          x: Self.left + Double(place % 4) * 8 * Self.bit, y: y + Double(place / 4) * 46, width: Double(inRow) * 8 * Self.bit,
          height: 46)
        cells.append(Cell(frame: frame, isAtFault: header.fault == .options))
        if place == nameAt {
          texts.append(
            PlacedText(
              TextWidth.fitting(name, width: frame.width - 8, size: Figure.smallSize), x: frame.middle, baseline: frame.y + 17,
              size: Figure.smallSize, anchor: .middle, fill: Figure.quiet))
          nameAt = -1
        }
        let shown = octets[place..<place + inRow].map(Self.hex).joined(separator: " ")
        texts.append(PlacedText(shown, x: frame.middle, baseline: frame.y + 36, size: Figure.labelSize, anchor: .middle))
        place += inRow
      }
      index += length
    }
    y += Double((octets.count + 3) / 4) * 46
  }

  private static func hex(_ octet: UInt8) -> String { (octet < 16 ? "0" : "") + String(octet, radix: 16) }

  private static func name(_ option: [UInt8], _ say: Say) -> String {
    func number(_ from: Int, _ count: Int) -> UInt32 { option[from..<from + count].reduce(0) { $0 << 8 | UInt32($1) } }
    switch (option[0], option.count) {
    case (0, _): return say("end of list", zh: "选项表结束")
    case (1, _): return "NOP"
    case (2, 4): return "MSS \(number(2, 2))"
    case (3, 3): return say("window scale \(option[2])", zh: "窗口扩大 \(option[2])")
    case (4, 2): return say("SACK permitted", zh: "允许 SACK")
    case (5, 10...): return "SACK"
    case (8, 10): return say("timestamps \(number(2, 4)), echo \(number(6, 4))", zh: "时间戳 \(number(2, 4))，回显 \(number(6, 4))")
    default: return say("kind \(option[0])", zh: "类型 \(option[0])")
    }
  }
}

extension XMLWriter {
  fileprivate func cell(_ frame: Rectangle, stroke: String?, width: String) {
    let n = Figure.number
    element(
      "rect",
      [
        "x": n(frame.x), "y": n(frame.y), "width": n(frame.width), "height": n(frame.height), "stroke": stroke,
        "stroke-width": width,
      ])
    newline()
  }
}

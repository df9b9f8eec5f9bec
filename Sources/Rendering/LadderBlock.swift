import Analysis
import Checks
import Wire

/// One row of the ladder, worded and measured, before it has a place.
struct LadderBlock: Sendable {
  var from = Role.client
  /// `nil`: no line at all (silence).
  var manner: LadderLayout.Manner?
  /// The label: its first line stands in the gap of the arrow, others below it.
  var main: [String]
  /// Small print under the label.
  var small: [String] = []
  /// What stands in brackets behind the label: where it must be broken, here first.
  private var remark: String?
  /// The definitions of names, the last line of the small print; too long for one line, each stands on its own.
  private var definitions: [String] = []
  var findings: [Int]
  /// For the column of frames; empty where no frame exists.
  var frames = ""
  /// One-way time in nanoseconds, where the slope may say it.
  var flight: Int64?
  var hint: String?
  /// Ends that get a head, in a transfer.
  var heads = (client: false, server: true)
  var segment: LadderSegment?

  /// The drop of an arrow whose one-way time is unknown: a gentle slope like the tutorial's.
  static let gentle = 18.0
  /// The drop of the slowest arrow where one-way times are known.
  static let steep = 30.0

  /// Every row of the connection in words, and the width between the boxes that lets most labels stand in one line;
  /// longer ones are broken.
  static func blocks(
    of connection: ConnectionReport, excerpt: LadderExcerpt? = nil, metrics: LadderMetrics = .figure, words: LadderWords
  ) -> (blocks: [LadderBlock], channel: Double) {
    let whole = excerpt?.named ?? connection
    var names = SequenceNames(whole, firstSeen: words.firstSeen, noFlags: words.noFlags)
    var blocks = (whole.ladder?.rows ?? []).map { LadderBlock($0, of: whole, &names, words) }
    if let excerpt { blocks = excerpt.cut(blocks, words: words) }
    let channel = channel(for: blocks, metrics)
    let room = channel - 2 * metrics.stub
    // Small print has no arrow at its sides, nor has a row without one.
    let underneath = metrics.isWhole ? room : channel - 12
    for index in blocks.indices {
      let most = blocks[index].manner == nil ? underneath : room
      if blocks[index].width > most { blocks[index].breakLabel(within: most) }
    }
    for index in blocks.indices {
      let definitions = blocks[index].definitions
      if definitions.count > 1, let joined = blocks[index].small.last, TextWidth.of(joined, size: Figure.smallSize) > underneath {
        blocks[index].small.removeLast()
        blocks[index].small += definitions
      }
      blocks[index].small = blocks[index].small.flatMap {
        TextWidth.lines(of: $0, width: underneath, size: Figure.smallSize)
      }
    }
    return (blocks, channel)
  }

  /// Sentences may be broken and do not widen the figure beyond measure; segments only where they must.
  private static func channel(for blocks: [LadderBlock], _ metrics: LadderMetrics) -> Double {
    let crossing = blocks.indices.dropLast().filter { crossed(blocks, $0) }.flatMap { [$0, $0 + 1] }
    let widest = max(blocks.map(\.comfort).max() ?? 0, crossing.map { 2 * (blocks[$0].width + 60 - metrics.stub) }.max() ?? 0)
    let most = crossing.isEmpty ? metrics.channel.upperBound : metrics.crossing
    // Numbers of findings are not broken, and a piece of a word stands before them.
    let least = (blocks.map { $0.width - $0.firstWidth }.max() ?? 0) + 60 + 2 * metrics.stub
    return max(min(max(widest + 2 * metrics.stub, metrics.channel.lowerBound), most), least).rounded(.up)
  }

  /// True where the numbers prove that this row and the next crossed on the way: two bare SYNs, or a FIN that does not
  /// acknowledge the other's (RFC 9293 §3.5 Figure 7, §3.6 Figure 13).
  static func crossed(_ blocks: [LadderBlock], _ index: Int) -> Bool {
    guard let first = blocks[index].segment, let second = blocks[index + 1].segment, first.from != second.from,
      !first.lost, !second.lost
    else { return false }
    if first.flags == ["SYN"], second.flags == ["SYN"] { return true }
    guard first.flags.contains("FIN"), second.flags.contains("FIN"), let ack = second.ack else { return false }
    return SequenceNumber(ack) < SequenceNumber(first.seq) + (first.payload + 1)
  }

  private init(_ row: LadderRow, of connection: ConnectionReport, _ names: inout SequenceNames, _ words: LadderWords) {
    findings = row.findings
    switch row.content {
    case .segment(let segment):
      from = segment.from
      self.segment = segment
      let bad: LadderLayout.Manner = row.breaksARule(in: connection) ? .offending : .noted
      manner = segment.offending ? bad : segment.lost ? .lost : .plain
      frames = segment.frame > 0 ? "#\(segment.frame)" : "#?"
      if let arrival = segment.arrivalFrame { frames += "→\(arrival)" }
      flight = segment.flight.map { max(0, $0) }
      hint = row.notation.isEmpty ? nil : row.notation
      let (label, definitions) = names.label(of: segment, showingSeq: names.speaksBySeq(segment))
      let tags = segment.tags.map(PlacedText.oneLine).joined(separator: words.language == .en ? ", " : "，")
      remark = tags.isEmpty ? nil : "(\(tags))"
      main = [remark.map { "\(label) \($0)" } ?? label]
      if !tags.isEmpty, TextWidth.of(main[0], size: Figure.labelSize) > 400 { (main, small) = ([label], [tags]) }
      self.definitions = definitions
      if !definitions.isEmpty { small.append(words.defined(definitions)) }
    case .transfer(let transfer):
      manner = .transfer
      main = [words.transfer(transfer)]
      small = words.transferNote(transfer).map { [$0] } ?? []
      let one = transfer.firstFrame == transfer.lastFrame
      frames = one ? "#\(transfer.firstFrame)" : "#\(transfer.firstFrame)–\(transfer.lastFrame)"
      heads = (transfer.segments.server > 0, transfer.segments.client > 0)
    case .silence(let length):
      manner = nil
      main = [words.silence(length)]
    case .expected(let role, let text):
      from = role
      manner = .expected
      main = [words.expected(PlacedText.oneLine(text))]
    case .unseen(let role, let octets):
      from = role
      manner = .unseen
      main = [words.unseen(octets)]
      frames = "#?"
    case .icmp(let router, let role, let text, let frame):
      from = role == .client ? .server : .client
      manner = .icmp
      main = [PlacedText.oneLine(text)]
      small = [words.icmp(from: PlacedText.oneLine(router))]
      frames = "#\(frame)"
    }
  }

  /// A break of an excerpt.
  init(leftOut: Int, over length: Int64, _ words: LadderWords) {
    findings = []
    main = [words.leftOut(leftOut, over: length)]
  }

  private mutating func breakLabel(within room: Double) {
    let badges = width - firstWidth
    func lines(_ text: String) -> [String] { TextWidth.lines(of: text, width: room - badges, size: Figure.labelSize) }
    if let remark, main[0].hasSuffix(" " + remark) {
      main = lines(String(main[0].dropLast(remark.count + 1))) + lines(remark)
    } else {
      main = lines(main[0])
    }
    if main.isEmpty { main = [""] }
    // A text of unbounded length (an expectation, an ICMP message) must not become the figure.
    if main.count > 4 { main = Array(main.prefix(3)) + [TextWidth.fitting(main[3] + "…", width: room, size: 12)] }
  }

  /// The widest of its lines.
  var widest: Double {
    let others = main.dropFirst().map { TextWidth.of($0, size: Figure.labelSize) } + small.map { TextWidth.of($0, size: Figure.smallSize) }
    return max(width, others.max() ?? 0)
  }

  var firstWidth: Double { TextWidth.of(main[0], size: Figure.labelSize) }

  /// The first line with its badges.
  var width: Double {
    findings.isEmpty ? firstWidth : firstWidth + 2 + findings.reduce(0) { $0 + Self.badgeWidth($1) + 4 }
  }

  /// The width it would like to have between the boxes.
  private var comfort: Double {
    switch manner {
    case .expected, .icmp: min(width, 400)
    case nil, .plain, .offending, .noted, .lost, .unseen, .transfer: width
    }
  }

  static func badgeWidth(_ number: Int) -> Double {
    max(17, TextWidth.of(String(number), size: Figure.smallSize) + 9)
  }

  /// The vertical distance from the tail of the arrow to its head.
  func drop(_ scale: SlopeScale) -> Double {
    switch manner {
    case nil, .transfer: return 0
    case .plain, .offending, .noted, .lost:
      guard let flight, scale.longest > 0, !scale.isConstant else { return Self.gentle }
      return (Self.steep * Double(flight) / Double(scale.longest) * 4).rounded() / 4
    case .expected, .unseen, .icmp: return Self.gentle
    }
  }

  /// The label's extent above the middle of the row.
  var up: Double { manner == nil ? 15 : 9 }

  /// The label's extent below the middle of a row whose arrow drops by `slope`.
  func down(slope: Double, channel: Double) -> Double {
    let lines = main.count + small.count
    if manner == nil, lines == 1 { return 15 }
    // The cross of a lost segment stands below its label.
    if manner == .lost, lines == 1 { return max(9, slope / 2 - 2) }
    return lines == 1 ? 9 : below(line: lines - 1, slope: slope, channel: channel) + 3
  }

  /// The baseline of line 1, 2, … under the middle: low enough that the row's own arrow passes above it.
  func below(line: Int, slope: Double, channel: Double) -> Double {
    let under = main.dropFirst().map { TextWidth.of($0, size: Figure.labelSize) }
    let widest = (under + small.map { TextWidth.of($0, size: Figure.smallSize) }).max() ?? 0
    return 19.5 + widest / 2 * slope / channel + 14.5 * Double(line - 1)
  }
}

/// A value for each side of the ladder.
struct PerSide<Value> {
  var client: Value
  var server: Value
}

/// What slopes stand for in one figure.
struct SlopeScale: Sendable {
  /// The longest one-way time in nanoseconds; 0 where none is known.
  let longest: Int64
  /// One and the same time everywhere: the gentle slope will do for all.
  let isConstant: Bool
  /// Every arrow has its time.
  let isComplete: Bool

  init(_ blocks: [LadderBlock]) {
    let flights = blocks.compactMap(\.flight)
    longest = flights.max() ?? 0
    isConstant = longest == flights.min()
    isComplete = blocks.allSatisfy { $0.segment == nil || $0.flight != nil }
  }
}

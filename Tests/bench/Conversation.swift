import CaptureWriter
import Wire

/// One segment of a mixed conversation and how long after the one before, in microseconds.
struct Line {
  var pause: Int
  var segment: Segment
  var link: LinkLayer
}

/// A download through a path that loses, reorders and delays.
struct Conversation {
  private static let window: UInt32 = 90 * 128
  private var talk: Talk
  private let link: LinkLayer
  private let base: UInt32
  private var lines: [Line] = []
  private var time = 0

  /// All segments of the connection with this number, in the order of the tap.
  static func lines(_ number: Int, _ dice: inout Dice) -> [Line] {
    let tags: [UInt16] = dice.chance(1, in: 5) ? [UInt16(number % 40 + 1)] : []
    var one = Conversation(
      talk: Talk(number, &dice, v6: dice.chance(1, in: 4), window: window), link: .ethernet(tags: tags), base: UInt32(number) &* 2)
    for step in 0..<3 { one.add(one.talk.handshake(step, one.clock), after: 5_000) }
    one.add(one.talk.data(from: .client, UInt32(80 + dice.below(400)), one.clock), after: 100)
    for _ in 0..<(2 + dice.below(50)) { one.round(&dice) }
    if dice.chance(1, in: 20) {
      var reset = one.talk.acknowledgement(from: .client, one.clock)
      reset.flags = [.rst, .ack]
      reset.options = TCPOptions()
      one.add(reset, after: 2_000)
    } else {
      for step in 0..<3 { one.add(one.talk.close(step, one.clock), after: 5_000) }
    }
    return one.lines
  }

  private var clock: UInt32 { base &+ UInt32(time / 1000) }

  private mutating func add(_ segment: Segment, after pause: Int) {
    time += pause
    lines.append(Line(pause: pause, segment: segment, link: link))
  }

  private mutating func round(_ dice: inout Dice) {
    switch dice.below(40) {
    case 0: loss(beforeTap: true, timeout: false, &dice)
    case 1: loss(beforeTap: false, timeout: false, &dice)
    case 2: loss(beforeTap: dice.chance(1, in: 2), timeout: true, &dice)
    case 3: reordering(&dice)
    case 4: zeroWindow()
    default:
      for _ in 0...dice.below(4) { add(talk.data(from: .server, size(&dice), clock), after: 40) }
      add(talk.acknowledgement(from: .client, clock), after: 400)
    }
  }

  private mutating func size(_ dice: inout Dice) -> UInt32 { dice.chance(4, in: 5) ? 1448 : UInt32(1 + dice.below(1448)) }

  /// One segment is lost; what follows it is acknowledged selectively until it comes again.
  private mutating func loss(beforeTap: Bool, timeout: Bool, _ dice: inout Dice) {
    let before = talk
    let lost = talk.data(from: .server, 1448, clock)
    if !beforeTap { add(lost, after: 40) }
    if !timeout {
      for _ in 0..<3 {
        let later = talk.data(from: .server, 1448, clock)
        add(later, after: 40)
        var copy = before
        var duplicate = copy.acknowledgement(from: .client, clock)
        duplicate.options = Conversation.with(SACKBlock(left: lost.end, right: later.end), duplicate.options)
        add(duplicate, after: 200)
      }
    }
    var again = lost
    again.ipID &+= 7
    add(again, after: timeout ? 300_000 : 3_000)
    add(talk.acknowledgement(from: .client, clock), after: 400)
  }

  private static func with(_ block: SACKBlock, _ options: TCPOptions) -> TCPOptions {
    TCPOptions(options.list + [.noOperation, .noOperation, .sack([block])])
  }

  private mutating func reordering(_ dice: inout Dice) {
    let first = talk.data(from: .server, 1448, clock)
    let second = talk.data(from: .server, 1448, clock)
    add(second, after: 40)
    add(first, after: 15)
    add(talk.acknowledgement(from: .client, clock), after: 400)
  }

  /// The sender fills the receiver's buffer up to the edge of the window, and asks once while it is full.
  private mutating func zeroWindow() {
    for octets in stride(from: Conversation.window, to: 0, by: -1448) {
      add(talk.data(from: .server, min(octets, 1448), clock), after: 40)
    }
    var full = talk.acknowledgement(from: .client, clock)
    full.wnd = 0
    add(full, after: 300)
    var probe = talk.acknowledgement(from: .server, clock)
    probe.seq = probe.seq + -1
    add(probe, after: 220_000)
    var still = talk.acknowledgement(from: .client, clock)
    still.wnd = 0
    add(still, after: 300)
    add(talk.acknowledgement(from: .client, clock), after: 80_000)
  }
}

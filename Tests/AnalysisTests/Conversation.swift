import TestSupport
import Wire

/// A lawful conversation made up by chance: opened, some questions and answers, closed by one side and then by the other.
struct Conversation {
  var script: Script
  /// Places of its segments in `script`.
  var answers: [Int] = []
  var acknowledgements: [Int] = []
  var data: [Int] = []
  /// The FIN of the closer, its acknowledgement, the FIN of the other, its acknowledgement.
  var closing: [Int] = []

  static let handshake = (syn: 0, synAck: 1, thirdAck: 2)

  /// Whose are the numbers of the text: `A` calls, `B` answers.
  private struct Writer {
    var lines: [String] = []
    var next = ["A": 1, "B": 1]
    let window: [String: Int]

    mutating func say(_ who: String, _ flags: String, _ count: Int = 0, after seconds: Double) -> Int {
      let other = who == "A" ? "B" : "A"
      let first = next[who, default: 0]
      let end = first + count
      next[who] = flags.contains("F") ? end + 1 : end
      let time = String(Int((seconds * 1e6).rounded()))
      lines.append(
        "+0.\(String(repeating: "0", count: max(0, 6 - time.count)))\(time)  \(who) > \(other)  \(flags)  "
          + "\(first):\(end)(\(count))  ack \(next[other, default: 0])  win \(window[who, default: 500])")
      return lines.count - 1 - 2
    }
  }

  init(_ chance: inout SeededGenerator) throws {
    var writer = Writer(window: ["A": Int.random(in: 400...600, using: &chance), "B": Int.random(in: 400...600, using: &chance)])
    let numbers = (Int.random(in: 0..<1 << 32, using: &chance), Int.random(in: 0..<1 << 32, using: &chance))
    let port = Int.random(in: 32768..<61000, using: &chance)
    let trip = Double.random(in: 0.002...0.05, using: &chance)
    func pause(_ chance: inout SeededGenerator) -> Double { Double.random(in: 0.0002...0.02, using: &chance) }
    writer.lines = [
      "A = 10.0.0.1:\(port) seq \(numbers.0) id 1000", "B = 10.0.0.2:80 seq \(numbers.1) id 5000",
      "+0  A > B  S  0:0(0)  win 64240  <mss 1460,sackOK,nop,wscale 7>",
      "+0.0004  B > A  S.  0:0(0)  ack 1  win 65160  <mss 1460,sackOK,nop,wscale 7>",
    ]
    _ = writer.say("A", ".", after: 0.0002)
    for _ in 0..<Int.random(in: 2...4, using: &chance) {
      data.append(writer.say("A", "P.", Int.random(in: 20...1400, using: &chance), after: pause(&chance)))
      if Bool.random(using: &chance) { acknowledgements.append(writer.say("B", ".", after: 0.0003)) }
      for _ in 0..<Int.random(in: 3...4, using: &chance) {
        let count = Int.random(in: 600...1460, using: &chance)
        answers.append(writer.say("B", "P.", count, after: pause(&chance)))
        data.append(answers[answers.count - 1])
        acknowledgements.append(writer.say("A", ".", after: 0.0003))
      }
    }
    let (closer, other) = Bool.random(using: &chance) ? ("A", "B") : ("B", "A")
    closing = [
      writer.say(closer, "F.", after: pause(&chance)), writer.say(other, ".", after: 0.0002),
      writer.say(other, "F.", after: pause(&chance)), writer.say(closer, ".", after: 0.0002),
    ]
    writer.lines.append("capture ends +120")
    script = try SegmentNotation.parse(writer.lines.joined(separator: "\n"))
    script = script.captured(at: [.client, .middle, .server].randomElement(using: &chance) ?? .middle, oneWay: .nanoseconds(Int64(trip * 1e9)))
  }

  var segments: [Segment] {
    get { script.segments }
    set { script.segments = newValue }
  }
}

import Hosts
import Wire

extension Check {
  package static let notClockDriven = Check(
    id: "isn/not-clock-driven", priority: .p1, level: .note, kind: .statistical,
    title: Bilingual("ISN does not move on with a clock on one four-tuple", zh: "同一四元组的 ISN 不随时钟推进"),
    citation: .rfc(
      9293, "3.4.1", "MUST-8",
      "The clock component is intended to ensure that with a Maximum Segment Lifetime (MSL), generated ISNs will be unique"
    ),
    why: Bilingual(
      "Random numbers cannot be guessed, and that is well; but a peer in TIME-WAIT cannot tell a new SYN from an old one by them, and may drop it.",
      zh: "随机序号无法猜测，这是好事；但处于 TIME_WAIT 的对端无法据此区分新旧 SYN，可能将其丢弃。"),
    guards: [.n, .cky],
    triggers: [
      "# drawn anew each time\n" + ISNExamples.reused((0..<13).map { ISNExamples.scattered($0) }, marked: [1])
    ],
    passes: [
      "# Linux: 64 ns a tick, on one four-tuple\n"
        + ISNExamples.reused(
          (0..<13).reduce(into: (time: 0.0, numbers: [UInt32]())) { series, place in
            series.numbers.append(UInt32(truncatingIfNeeded: Int64(series.time * 15_625_000)) &+ 7_000)
            let next = place + 1
            series.time += Double(301 + next % 4) + Double(3 + next % 5) / 10 + 0.12
          }.numbers, marked: []),
      "# three times only\n" + ISNExamples.reused((0..<3).map { ISNExamples.scattered($0) }, marked: []),
    ],
    subject: .host { host, _ in
      let histories = host.reduction.tuples
      guard TupleClock.behind(histories, role: host.role, alpha: host.alpha) == nil else {
        return [.pass(frames: [], side: nil)]
      }
      // A number that stays the same has a check of its own.
      guard !ConstantOnTuple(histories, role: host.role).isFound else { return [] }
      let found = TupleClock.isRuledOut(histories, role: host.role)
      let frames = histories.flatMap { $0.dropFirst() }.evidence
      guard found.isRuledOut, !host.reduction.isMixed else {
        return found.pairs > 0 ? [.doubt(Doubt(.tooFewSamples, frames: frames))] : []
      }
      return [
        .charge(
          Charge(
            expected: Bilingual("a rate, the same for all, at which the number moves on", zh: "序号按同一速率推进"),
            observed: Bilingual(
              "\(found.pairs) times the four-tuple was used again, and no rate up to 50 MHz fits",
              zh: "四元组重用 \(found.pairs) 次，50 MHz 以内没有任何速率相符"),
            title: Bilingual(
              "\(host.who.capitalized.en) used a four-tuple again \(often(found.pairs)) with ISNs that follow no clock",
              zh: "\(host.who.zh) \(found.pairs) 次重用四元组，ISN 不随任何时钟推进"),
            frames: frames, instances: found.pairs, instancesNeeded: 10))
      ]
    })
}

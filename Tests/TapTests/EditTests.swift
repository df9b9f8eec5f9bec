import Analysis
import Checks
import Foundation
import Tap
import TestSupport
import Testing
import Wire

/// Real samples as a poorer capture would have had them: nobody is accused of what the measuring did.
@Suite struct EditTests {
  private static let innocent = Sample.all.filter(\.isInnocent)

  /// What is held against anybody, above a note.
  private func accusations(_ report: CaptureReport) -> [CaptureReport.Said] {
    report.accusations.filter { $0.level != .note }
  }

  @Test("where Tap has nothing to put right, the replay gets every record as it stands", arguments: Sample.all.filter { $0.name != "loss-and-reordering.pcap" })
  func isNeutral(_ sample: Sample) throws {
    let segments = try sample.segments()
    var observer = Observer()
    var flows: [FlowKey: (index: UInt32, flow: TapFlow)] = [:]
    var numbers: [FlowKey: SequenceNumber] = [:]
    var closed: Set<FlowKey> = []
    for segment in segments {
      let (key, side) = FlowKey.of(segment)
      var (index, flow) = flows[key] ?? (UInt32(flows.count), TapFlow())
      var seen = segment
      let answer = observer.observe(&seen, from: side, flow: &flow, index: index)
      #expect(answer == .segment, "frame \(segment.frame)")
      #expect(String(describing: seen) == String(describing: segment))
      // The fold says where another connection begins: in the samples, by another number or after a close.
      if segment.has(.syn), !segment.has(.ack) {
        if let old = numbers[key], old != segment.seq || closed.contains(key) {
          observer.renew(&flow, with: segment, from: side, index: index)
        }
        numbers[key] = segment.seq
        closed.remove(key)
      } else if segment.has(.fin) || segment.has(.rst) {
        closed.insert(key)
      }
      index = flows[key]?.index ?? index
      flows[key] = (index, flow)
    }
    for (key, value) in flows {
      let sight = observer.close(value.flow, index: value.index, client: .lower, key: key)
      #expect(sight.gaps.isEmpty && sight.duplicates == 0 && sight.reorderings == 0 && !sight.offload)
    }
  }

  @Test("what the network itself has doubled is left out, and called by its name")
  func doubledOnTheWay() throws {
    let sample = try #require(Sample.all.first { $0.name == "loss-and-reordering.pcap" })
    let said = report(of: try sample.segments()).said(by: "capture/duplicate-record")
    #expect(said.map(\.frames) == [[83]] && said[0].text.hasPrefix("Single packets twice: 3 records"))
  }

  @Test("the hot path leaves a flow exactly as the full one would", arguments: Sample.all)
  func hotEqualsFull(_ sample: Sample) throws {
    for segments in [try sample.segments(), try sample.segments().doubled(after: .microseconds(5))] {
      var (hot, full) = (Observer(), Observer())
      var flows: [FlowKey: (index: UInt32, hot: TapFlow, full: TapFlow)] = [:]
      for segment in segments {
        let (key, side) = FlowKey.of(segment)
        var flow = flows[key] ?? (UInt32(flows.count), TapFlow(), TapFlow())
        var (one, other) = (segment, segment)
        let answers = (
          hot.observe(&one, from: side, flow: &flow.hot, index: flow.index),
          full.observeFully(&other, from: side, flow: &flow.full, index: flow.index)
        )
        #expect(answers.0 == answers.1, "frame \(segment.frame)")
        let same = String(describing: flow.hot) == String(describing: flow.full)
        #expect(same, "frame \(segment.frame)")
        if !same { return }
        flows[key] = flow
      }
    }
  }

  @Test("any one record missing accuses nobody", arguments: innocent)
  func drop(_ sample: Sample) throws {
    let segments = try sample.segments()
    for place in segments.indices where place < 120 {
      let accused = accusations(report(of: segments.without(place)))
      #expect(accused.isEmpty, "without frame \(segments[place].frame): \(accused)")
    }
  }

  @Test("every record twice is a mirror, and nothing else changes", arguments: Sample.all)
  func double(_ sample: Sample) throws {
    let segments = try sample.segments()
    let plain = report(of: segments)
    let doubled = report(of: segments.doubled(after: .microseconds(5)))
    #expect(accusations(doubled).map(\.check) == accusations(plain).map(\.check))
    #expect(doubled.connections.map(\.segments) == plain.connections.map(\.segments))
    #expect(doubled.connections.map(\.retransmissions) == plain.connections.map(\.retransmissions))
    guard segments.contains(where: { $0.has(.ack) && !$0.has(.rst) }) else { return }
    let said = doubled.said(by: "capture/duplicate-record")
    #expect(said.contains { $0.text.hasPrefix("Every packet twice") }, "\(said)")
  }

  @Test("an effect before its cause is put right, and accuses nobody", arguments: innocent)
  func swap(_ sample: Sample) throws {
    let segments = try sample.segments()
    let plain = report(of: segments)
    for place in segments.indices.dropLast() where place < 120 {
      let (first, second) = (segments[place], segments[place + 1])
      guard FlowKey.of(first).key == FlowKey.of(second).key, second.time - first.time < .milliseconds(1) else { continue }
      let swapped = report(of: segments.swapped(place))
      let accused = accusations(swapped)
      #expect(accused.isEmpty, "frames \(first.frame) and \(second.frame): \(accused)")
      guard first.source != second.source, second.ack == first.end, first.len > 0, !first.has(.syn) || place == 0
      else { continue }
      #expect(!swapped.said(by: "capture/record-order").isEmpty, "frames \(first.frame) and \(second.frame)")
      #expect(swapped.said(by: "capture/missing-segment").isEmpty)
      #expect(swapped.connections.map(\.retransmissions) == plain.connections.map(\.retransmissions))
    }
  }

  @Test("a clock that steps back is told, and accuses nobody", arguments: innocent)
  func shift(_ sample: Sample) throws {
    let segments = try sample.segments()
    for place in segments.indices.dropFirst() where place < 60 {
      let shifted = report(of: segments.shifted(from: place, by: .seconds(-3)))
      let isBack = segments[place].time - segments[place - 1].time < .seconds(3)
      #expect(shifted.said(by: "capture/clock-disorder").isEmpty != isBack)
      let accused = accusations(shifted)
      #expect(accused.isEmpty, "from frame \(segments[place].frame): \(accused)")
    }
  }

  @Test("a clock that steps forward or a packet that is cut accuses nobody", arguments: innocent)
  func forward(_ sample: Sample) throws {
    let segments = try sample.segments()
    for place in segments.indices.dropFirst() where place < 60 {
      let accused = accusations(report(of: segments.shifted(from: place, by: .seconds(3))))
      #expect(accused.isEmpty, "from frame \(segments[place].frame): \(accused)")
    }
    let cut = report(of: segments.snapped)
    #expect(accusations(cut).isEmpty)
    let hasData = segments.contains { $0.payload > 0 }
    #expect(cut.said(by: "capture/truncated-packet").isEmpty != hasData)
  }

  @Test("one direction alone accuses nobody", arguments: innocent)
  func oneDirection(_ sample: Sample) throws {
    let segments = try sample.segments()
    for address in Set(segments.map(\.source)) {
      let accused = accusations(report(of: segments.filter { $0.source == address }))
      #expect(accused.isEmpty, "\(address.text) alone: \(accused)")
    }
  }
}

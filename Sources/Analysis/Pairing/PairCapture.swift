import Capture
import Wire

/// All connections of a capture with every segment, as far as the cap goes.
struct PairCapture {
  var flows: [PairFlow] = []
  var beyondCap = 0

  /// - Parameter options: of them the language and the values that states are told by.
  static func reading(_ path: String, options: AnalysisOptions, filter: String?) throws(CaptureError) -> PairCapture {
    var file = try CaptureFile(path: path)
    var collection = PairCollection(options)
    _ = try file.read(into: &collection, named: { path }, filter: filter)
    return collection.finish()
  }
}

/// Sorts a capture's segments by connection, and shows them to the machine on the way.
private struct PairCollection: ~Copyable, SegmentSink {
  private(set) var end = Instant(nanoseconds: .min)
  private var capture = PairCapture()
  private var open: [FlowKey: Int] = [:]
  private var kept = 0
  private let limit: Int
  /// It judges nothing here: only the states are asked for.
  private var machine: Analysis

  init(_ options: AnalysisOptions) {
    var options = options
    options.drawing = .all
    limit = options.limits.segmentsPaired
    machine = Analysis(options: options, checks: [])
  }

  mutating func note(interface: UInt16, time: Instant, frame: UInt32) {
    if end < time { end = time }
  }

  mutating func consume(_ batch: inout SegmentBatch) {
    for place in 0..<batch.count { take(batch[place]) }
    batch.clear()
  }

  private mutating func take(_ segment: Segment) {
    guard kept < limit else {
      if segment.kind == .tcp { capture.beyondCap += 1 }
      return
    }
    machine.consume(segment)
    guard segment.kind == .tcp else { return }
    kept += 1
    let (key, side) = FlowKey.of(segment)
    let opens = segment.has(.syn) && !segment.has(.ack)
    if let place = open[key] {
      let known = capture.flows[place].client == side ? capture.flows[place].base.client : capture.flows[place].base.server
      // Another initial number from the same end is another connection on the same four-tuple.
      if !opens || known == nil || known == segment.seq.rawValue {
        capture.flows[place].add(segment, side)
        return
      }
    }
    let answers = segment.has(.syn) && segment.has(.ack)
    open[key] = capture.flows.count
    capture.flows.append(PairFlow(key: key, client: answers ? side.other : side))
    capture.flows[capture.flows.count - 1].add(segment, side)
  }

  /// Gives each flow the states that the machine went through with it.
  consuming func finish() -> PairCapture {
    var capture = capture
    let report = machine.finish()
    var connections: [Int: ConnectionReport] = [:]
    for connection in report.connections { connections[connection.firstFrame] = connection }
    for place in capture.flows.indices {
      let flow = capture.flows[place]
      guard let frame = flow.segments.first?.frame, let connection = connections[Int(frame)] else { continue }
      let states = connection.states
      if connection.client == EndpointName(flow[.client]), connection.server == EndpointName(flow[.server]) {
        capture.flows[place].states = states
      } else if connection.client == EndpointName(flow[.server]), connection.server == EndpointName(flow[.client]) {
        capture.flows[place].states = PerRole(client: states.server, server: states.client)
      }
    }
    return capture
  }
}

extension PairFlow {
  fileprivate mutating func add(_ segment: Segment, _ side: Side) {
    segments.append(segment)
    guard segment.has(.syn) else { return }
    if client == side {
      base.client = base.client ?? segment.seq.rawValue
    } else {
      base.server = base.server ?? segment.seq.rawValue
    }
  }
}

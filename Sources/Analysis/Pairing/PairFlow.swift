import Capture
import Wire

/// The segments of one connection in one of two captures.
struct PairFlow {
  var key: FlowKey
  var client: Side
  /// Client first: the number each end's stream begins with in this capture.
  var base: PerRole<UInt32?> = PerRole(client: nil, server: nil)
  var segments: [Segment] = []

  func role(of seg: Segment) -> Role { FlowKey.of(seg).side == client ? .client : .server }
  subscript(_ role: Role) -> SocketAddress { key[role == .client ? client : client.other] }
}

/// All connections of a capture with every segment, as far as the cap goes.
struct PairCapture {
  var flows: [PairFlow] = []
  var beyondCap = 0

  static func reading(_ path: String, filter: String?, limit: Int) throws(CaptureError) -> PairCapture {
    var file = try CaptureFile(path: path)
    var filters = FilterPerLinkType(expression: filter)
    var capture = PairCapture()
    var open: [FlowKey: Int] = [:]
    var kept = 0
    var segment = Segment()
    while let frame = file.next() {
      if filter != nil, try !filters.passes(frame, of: path) { continue }
      guard
        case .segment = Framing.decode(
          frame.octets, originalLength: frame.originalLength, linkType: frame.linkType, into: &segment),
        segment.kind == .tcp
      else { continue }
      guard kept < limit else {
        capture.beyondCap += 1
        continue
      }
      kept += 1
      (segment.time, segment.frame) = (frame.time, frame.number)
      capture.take(segment, &open)
    }
    return capture
  }

  private mutating func take(_ segment: Segment, _ open: inout [FlowKey: Int]) {
    let (key, side) = FlowKey.of(segment)
    let opens = segment.has(.syn) && !segment.has(.ack)
    if let place = open[key] {
      let known = flows[place].client == side ? flows[place].base.client : flows[place].base.server
      // Another initial number from the same end is another connection on the same four-tuple.
      if !opens || known == nil || known == segment.seq.rawValue {
        add(segment, side, to: place)
        return
      }
    }
    let answers = segment.has(.syn) && segment.has(.ack)
    open[key] = flows.count
    flows.append(PairFlow(key: key, client: answers ? side.other : side))
    add(segment, side, to: flows.count - 1)
  }

  private mutating func add(_ segment: Segment, _ side: Side, to place: Int) {
    flows[place].segments.append(segment)
    guard segment.has(.syn) else { return }
    if flows[place].client == side {
      flows[place].base.client = flows[place].base.client ?? segment.seq.rawValue
    } else {
      flows[place].base.server = flows[place].base.server ?? segment.seq.rawValue
    }
  }
}

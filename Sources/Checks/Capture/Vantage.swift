import Tap
import Wire

extension Check {
  package static let vantage = Check(
    id: "capture/vantage", level: .info, kind: .measurement,
    title: Bilingual("Where the capture was taken", zh: "抓包位置推断"),
    citation: .rfc(2525, "2.1", nil, "Made using tcpdump recording at the connection originator."),
    why: Bilingual(
      "What a host left undone can only be judged from where its receipt and its silence can be seen.",
      zh: "只有能看到主机确已收到且确实沉默的位置，才能评判它该做而未做的事。"),
    triggers: [
      """
      # the client answers at once, the server after 20 ms
      ↓ +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.0001 A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
      """
      # half way: each end answers after 10 ms
      ↓ +0      A > B  S   1000:1000(0)  win 64240
        +0.010  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.010  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.010  B > A  .   9001:9001(0)  ack 1101  win 65535
      """
    ],
    passes: [
      """
      # one answer of one end says nothing about the other half
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
      """
    ],
    subject: .capture { evidence, _ in
      let known = Place.all.compactMap { place in (evidence.places[place.vantage]).map(place.words) }
      guard !known.isEmpty else { return [] }
      let unknown = evidence.places[.unknown].map { Bilingual("unknown (\($0))", zh: "无法判断（\($0) 个）") }
      let parts = known + (unknown.map { [$0] } ?? [])
      return [
        .fact(
          Fact(
            Bilingual(
              "Captured \(parts.map(\.en).joined(separator: ", ")).", zh: "抓包位置：\(parts.map(\.zh).joined(separator: "，"))。"),
            frames: evidence.placed.frames, connections: evidence.placed.ids))
      ]
    })
}

/// A place and how many connections it was found for.
private struct Place {
  var vantage: Vantage
  var en: String
  var zh: String
  static let all = [
    Place(vantage: .client, en: "at the client", zh: "在客户端"),
    Place(vantage: .server, en: "at the server", zh: "在服务端"),
    Place(vantage: .middle, en: "between the two ends", zh: "在两端之间"),
    Place(vantage: .both, en: "on the host of both ends", zh: "在两端共同的主机上"),
  ]
  func words(_ count: Int) -> Bilingual {
    Bilingual("\(en) (\(counted(count, "connection")))", zh: "\(zh)（\(count) 个连接）")
  }
}

import Replay
import Wire

/// What checks of options, sizes and ECN ask of a step.
extension Step {
  /// Why offers of both SYNs are not known; `nil` where they are.
  func offersUnknown(of side: Side) -> Reason? {
    let (one, peer) = (after[side], after[side.other])
    if one.offersAreKnown(with: peer) { return nil }
    return one.facts.union(peer.facts).contains(.synCut) ? .snaplen : .midStream
  }

  /// Neither end has left a trace of a SYN with its options, though it spoke.
  var endsSpeaking: [Side] {
    ends.filter { before[$0].opportunities.contains(.spoke) }
  }
}

extension TCPOptions.Flaw {
  /// What is wrong, for a reader with RFC 9293 §3.1 at hand.
  var text: Bilingual {
    switch self {
    case .length(let kind, let length):
      Bilingual("an option of kind \(kind) with length \(length)", zh: "类型 \(kind) 的选项长度为 \(length)")
    case .overrun(let kind, let length):
      Bilingual(
        "an option of kind \(kind) whose length \(length) reaches beyond the header", zh: "类型 \(kind) 的选项长度 \(length) 超出首部")
    case .noLength(let kind):
      Bilingual("the header ends behind the kind \(kind), before any length", zh: "首部在选项类型 \(kind) 之后结束，没有长度字段")
    case .padding(let octet):
      Bilingual("an octet \(octet) behind the End of Option List", zh: "选项表结束之后出现字节 \(octet)")
    }
  }
}

/// The eleven states of RFC 9293 §3.3.2, and the two that only an observer needs.
@usableFromInline package enum TCPState: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case closed, listen, synSent, synReceived, established
  case finWait1, finWait2, closing, timeWait, closeWait, lastAck
  /// The flow was joined in the middle: no state is known.
  case unknown
  /// The state was probably discarded where nobody could see it; no obligation is judged any more.
  case gone
}

/// What moves the machine (RFC 9293 Figure 5): a user call seen by what it emits, or an arrival.
package enum TCPEvent: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case passiveOpen, sendSyn, receiveSyn, receiveSynAck, ackOfSyn
  case sendFin, receiveFin, ackOfFin, receiveFinAckOfFin
  case twoMSL, receiveRst, sendRst
}

extension TCPState {
  /// The name as the RFC prints it.
  package var name: String {
    switch self {
    case .closed: "CLOSED"
    case .listen: "LISTEN"
    case .synSent: "SYN-SENT"
    case .synReceived: "SYN-RECEIVED"
    case .established: "ESTABLISHED"
    case .finWait1: "FIN-WAIT-1"
    case .finWait2: "FIN-WAIT-2"
    case .closing: "CLOSING"
    case .timeWait: "TIME-WAIT"
    case .closeWait: "CLOSE-WAIT"
    case .lastAck: "LAST-ACK"
    case .unknown: "UNKNOWN"
    case .gone: "GONE?"
    }
  }

  /// Both sides have exchanged sequence numbers (RFC 9293 §3.5.2, group 3).
  @inlinable package var isSynchronized: Bool {
    switch self {
    case .established, .finWait1, .finWait2, .closing, .timeWait, .closeWait, .lastAck: true
    case .closed, .listen, .synSent, .synReceived, .unknown, .gone: false
    }
  }

  /// RFC 9293 Figure 5, one line per arrow (and its notes). `nil`: the figure has no such arrow.
  package func after(_ event: TCPEvent) -> TCPState? {
    switch (self, event) {
    case (.closed, .passiveOpen): .listen
    case (.closed, .sendSyn), (.listen, .sendSyn): .synSent
    case (.listen, .receiveSyn), (.synSent, .receiveSyn): .synReceived
    case (.synSent, .receiveSynAck), (.synReceived, .ackOfSyn): .established
    case (.synReceived, .sendFin), (.established, .sendFin): .finWait1
    // SYN-RECEIVED by the eighth check of §3.10.7.4; the figure leaves it out.
    case (.established, .receiveFin), (.synReceived, .receiveFin): .closeWait
    case (.closeWait, .sendFin): .lastAck
    case (.finWait1, .ackOfFin): .finWait2
    case (.finWait1, .receiveFin): .closing
    case (.finWait1, .receiveFinAckOfFin), (.finWait2, .receiveFin), (.closing, .ackOfFin): .timeWait
    case (.lastAck, .ackOfFin), (.timeWait, .twoMSL): .closed
    case (.synReceived, .receiveRst): .listen
    case (.closed, .receiveRst), (.listen, .receiveRst): self
    case (_, .receiveRst), (_, .sendRst): .closed
    default: nil
    }
  }
}

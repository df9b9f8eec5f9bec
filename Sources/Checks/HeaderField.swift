/// A field of the TCP header (RFC 9293 §3.1), or what follows it.
public enum HeaderField: String, Sendable, Hashable, CaseIterable {
  case ports, seq, ack, dataOffset, reserved, flags, window, checksum, urgentPointer, options, data
}

extension HeaderField {
  /// The field in which the fault of a check lies; `nil` where it lies in what an end did, or when.
  package static func atFault(in check: String) -> HeaderField? { fields[check] }

  /// The checks that have one.
  package static var checks: Set<String> { Set(fields.keys) }

  /// Every check whose fault is there to see in one header.
  private static let fields: [String: HeaderField] = [
    "ack/unsent-data": .ack, "ack/regressed": .ack,
    "close/data-after-fin": .data, "close/fin-acked": .ack,
    "ecn/negotiation": .flags, "ecn/cwr-missing": .flags, "ecn/ece-never-cleared": .flags, "ecn/ece-not-echoed": .flags,
    "flow/window-shrunk": .window, "flow/window-exceeded": .seq, "flow/silly-window-receiver": .window,
    "handshake/ack-of-syn": .ack, "handshake/third-ack": .ack, "handshake/isn-changed": .seq,
    "keepalive/wrong-sequence": .seq, "keepalive/garbage-octet": .data,
    "opt/malformed": .options, "opt/mss-exceeded": .data, "opt/mss-ignores-options": .options, "opt/mss-missing": .options,
    "opt/mss-on-non-syn": .options, "opt/paws-accepted": .options, "opt/sack-block-invalid": .options,
    "opt/sack-missing": .options, "opt/sack-reneging": .options, "opt/ts-backwards": .options,
    "opt/ts-echo-unknown": .options, "opt/ts-missing": .options, "opt/unnegotiated": .options,
    "opt/uto-invalid": .options, "opt/ws-on-non-syn": .options, "opt/ws-shift-large": .options,
    "rst/form": .seq, "rst/sequence-invalid": .seq,
    "seg/ack-missing": .flags, "seg/checksum-bad": .checksum, "seg/flags-invalid": .flags, "seg/reserved-bits": .reserved,
    "seg/inconsistent-retransmission": .data, "urg/pointer": .urgentPointer,
  ]
}

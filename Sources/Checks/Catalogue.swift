/// The list of checks in reading order, family by family.
package enum Catalogue {
  package static let checks: [Check] = capture + handshake + isn + close + rst + seg + ack + flow + rtx + cc + keepalive
    + idle + path + options + ecn + urg + psh + icmp

  static let capture: [Check] = [
    .vantage, .missingSegment, .dropsReported, .duplicateRecord, .recordOrder, .clockDisorder, .truncatedPacket,
    .offload, .oneDirection, .midStream, .endsEarly, .fileCut,
  ]
  static let handshake: [Check] = [.ackOfSyn, .thirdAck, .noAnswer, .halfOpen]
  static let isn: [Check] = [
    .constant, .constantOnTuple, .fixedIncrement, .timeCounter, .narrowRange, .predictable, .reuseWindow,
    .wanderingSegment,
  ]
  static let close: [Check] = [
    .finAcked, .dataAfterFin, .timeWaitTooShort, .portReuseWithin2MSL, .lateFinNotReset, .lateFinUnanswered,
    .finWait2Stuck, .closeWaitLingering, .abortive, .style,
  ]
  static let rst: [Check] = [.form, .sequenceInvalid, .explained, .trafficAfterRST]
  static let seg: [Check] = [
    .flagsInvalid, .reservedBits, .ackMissing, .checksumBad, .inconsistentRetransmission,
  ]
  static let ack: [Check] = [
    .unsentData, .regressed, .delayedTooLong, .stretch, .outOfOrderNotImmediate, .excess, .aboveSequenceDiscarded,
  ]
  static let flow: [Check] = [
    .windowExceeded, .windowShrunk, .shrunkNewData, .zeroWindow, .zeroWindowNoProbe, .probeTiming, .probeNotAnswered,
    .zeroWindowAbort, .sillyWindowReceiver, .sillyWindowSender, .smallSegments, .probeDeadlock,
  ]
  static let rtx: [Check] = [
    .rtoTooShort, .rtoTooLong, .missing, .initialRTOLow, .noBackoff, .synGiveUp, .giveUp, .needless, .fastRetransmit,
    .sackedData, .burstOnTimeout, .leftEdge,
  ]
  static let cc: [Check] = [.initialWindow, .iwAfterSynLoss, .noSlowStartAfterRTO, .idleRestart, .noWindowDeflation]
  static let keepalive: [Check] = [.intervalShort, .notIdle, .garbageOctet, .wrongSequence, .notAnswered, .gaveUpTooSoon]
  static let idle: [Check] = [.silentClient, .blackHoled]
  static let path: [Check] = [
    .outageSurvived, .peerVanished, .halfOpenPeer, .ttlAnomaly, .lossAndReordering, .pmtuBlackHole,
  ]
  static let options: [Check] = [
    .mssOnNonSyn, .mssMissing, .mssExceeded, .mssIgnoresOptions, .malformed, .unnegotiated, .wsShiftLarge, .wsOnNonSyn,
    .tsMissing, .tsBackwards, .tsEchoUnknown, .pawsAccepted, .sackBlockInvalid, .sackMissing, .sackReneging, .utoInvalid,
    .tfo, .extensionsSeen,
  ]
  static let ecn: [Check] = [.negotiation, .ectOnControl, .eceNotEchoed, .eceNeverCleared, .cwrMissing]
  static let urg: [Check] = [.pointer]
  static let psh: [Check] = [.lastSegment]
  static let icmp: [Check] = [.softErrorAbort, .hardErrorIgnored, .ptbIgnored, .quenchReacted, .forgedSuspected]

  /// The check with this id.
  package static func check(_ id: String) -> Check? { checks.first { $0.id == id } }
}

/// The list of checks in reading order, family by family.
package enum Catalogue {
  package static let checks: [Check] = capture + handshake + isn + close + rst + challenge + seg + ack + flow + rtx + cc + keepalive
    + idle + path + options + ecn + urg + psh + icmp

  static let capture: [Check] = [
    .vantage, .missingSegment, .dropsReported, .duplicateRecord, .recordOrder, .clockDisorder, .truncatedPacket,
    .offload, .oneDirection, .midStream, .endsEarly, .fileCut,
  ]
  static let handshake: [Check] = [
    .ackOfSyn, .thirdAck, .isnChanged, .badAckNotReset, .badAckAccepted, .dataBeforeEstablished, .simultaneousOpen,
    .noAnswer, .halfOpen, .straySynAck, .toBroadcast, .synCookie, .portScan,
  ]
  static let isn: [Check] = [
    .constant, .constantOnTuple, .fixedIncrement, .timeCounter, .narrowRange, .predictable, .repeated, .gcd,
    .lowEntropy, .correlated, .notClockDriven, .reuseWindow, .wanderingSegment,
  ]
  static let close: [Check] = [
    .finAcked, .dataAfterFin, .timeWaitTooShort, .timeWaitNoReack, .lateFinUnanswered, .timeWaitAssassinated,
    .timeWaitReopen, .portReuseWithin2MSL, .lateFinNotReset, .finWait2Stuck, .closeWaitLingering, .lastAckStuck,
    .halfDuplexNoRST, .finDelayed, .abortive, .style,
  ]
  static let rst: [Check] = [
    .form, .sequenceInvalid, .explained, .ignored, .answeredWithRST, .trafficAfterRST, .injectedSuspected,
    .silentWhenClosed,
  ]
  static let challenge: [Check] = [
    .synInSynchronized, .rstInexact, .rstOutOfWindow, .unacceptableNotAcked, .ackLoop,
  ]
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
  static let icmp: [Check] = [.softErrorAbort, .hardErrorIgnored, .ptbIgnored, .quenchReacted, .forgedSuspected, .attemptAnswered]

  /// The check with this id.
  package static func check(_ id: String) -> Check? { checks.first { $0.id == id } }
}

extension TCPOptions {
  /// The octet at a position below 40; 0 beyond `count`.
  package subscript(_ index: Int) -> UInt8 {
    let word: UInt64 =
      switch index >> 3 {
      case 0: words.0
      case 1: words.1
      case 2: words.2
      case 3: words.3
      default: words.4
      }
    return UInt8(truncatingIfNeeded: word >> UInt64((index & 7) * 8))
  }

  /// Appends one octet; beyond 40 nothing is kept (a header has no room for more, RFC 9293 §3.1).
  package mutating func append(_ octet: UInt8) {
    guard count < 40 else { return }
    let index = Int(count)
    let bits = UInt64(octet) << UInt64((index & 7) * 8)
    switch index >> 3 {
    case 0: words.0 |= bits
    case 1: words.1 |= bits
    case 2: words.2 |= bits
    case 3: words.3 |= bits
    default: words.4 |= bits
    }
    count += 1
  }

  private func short(_ index: Int) -> UInt16 { UInt16(self[index]) << 8 | UInt16(self[index + 1]) }
  private func long(_ index: Int) -> UInt32 { UInt32(short(index)) << 16 | UInt32(short(index + 2)) }

  /// Reads `present` and the values at hand off the octets.
  ///
  /// - Returns: `false` where an option's length is impossible, or octets after End of Option List are not zero
  ///   (RFC 9293 §3.1, MUST-68 and MUST-69).
  package mutating func scan() -> Bool {
    // The layout of nearly every segment of a connection with timestamps: NOP, NOP, TS (RFC 7323 appendix A).
    if count == 12, words.0 & 0xffff_ffff == 0x0a08_0101 {
      present = .timestamps
      timestamp = TimestampValue(UInt32(truncatingIfNeeded: words.0 >> 32).byteSwapped)
      timestampEcho = TimestampValue(UInt32(truncatingIfNeeded: words.1).byteSwapped)
      return true
    }
    present = []
    var sound = true
    var index = 0
    while index < Int(count) {
      let kind = self[index]
      if kind == 0 {
        for rest in (index + 1)..<max(index + 1, Int(count)) where self[rest] != 0 { sound = false }
        return sound
      }
      if kind == 1 {
        index += 1
        continue
      }
      guard index + 1 < Int(count), self[index + 1] >= 2, index + Int(self[index + 1]) <= Int(count) else { return false }
      let length = Int(self[index + 1])
      if !note(kind: kind, length: length, at: index + 2) { sound = false }
      index += length
    }
    return sound
  }

  private mutating func note(kind: UInt8, length: Int, at index: Int) -> Bool {
    guard TCPOptions.fits(kind: kind, length: length) else { return false }
    switch kind {
    case 2:
      present.insert(.mss)
      maximumSegmentSize = short(index)
    case 3:
      present.insert(.windowScale)
      windowShift = self[index]
    case 4: present.insert(.sackPermitted)
    case 5: present.insert(.sack)
    case 8:
      present.insert(.timestamps)
      timestamp = TimestampValue(long(index))
      timestampEcho = TimestampValue(long(index + 4))
    case 19, 29: present.insert(.authentication)
    case 28: present.insert(.userTimeout)
    case 30: present.insert(.multipath)
    case 34: present.insert(.fastOpen)
    case 172, 174: present.insert(.accurateECN)
    case 254 where length >= 4:
      // 0xF989 marks the experimental encoding of TCP Fast Open (RFC 7413 §4.1.1, RFC 6994).
      present.insert(short(index) == 0xf989 ? .fastOpen : .unknown)
    default: present.insert(.unknown)
    }
    return true
  }

  /// Every option in wire order, lossless.
  package var list: [TCPOption] {
    var options: [TCPOption] = []
    var index = 0
    while index < Int(count) {
      let kind = self[index]
      if kind == 0 {
        options.append(.endOfList)
        index += 1
        // Padding of zeros reads as more ends of list, so that its length is not lost.
        if (index..<max(index, Int(count))).allSatisfy({ self[$0] == 0 }) { continue }
        options.append(.malformed((index..<Int(count)).map { self[$0] }))
        return options
      }
      if kind == 1 {
        options.append(.noOperation)
        index += 1
        continue
      }
      guard index + 1 < Int(count), self[index + 1] >= 2, index + Int(self[index + 1]) <= Int(count) else {
        options.append(.malformed((index..<Int(count)).map { self[$0] }))
        return options
      }
      let length = Int(self[index + 1])
      options.append(option(kind: kind, length: length, at: index + 2))
      index += length
    }
    return options
  }

  private func option(kind: UInt8, length: Int, at index: Int) -> TCPOption {
    switch (kind, length) {
    case (2, 4): .maximumSegmentSize(short(index))
    case (3, 3): .windowScale(self[index])
    case (4, 2): .sackPermitted
    case (5, 10), (5, 18), (5, 26), (5, 34):
      .sack((0..<(length - 2) / 8).map { sackBlock(at: index + $0 * 8) })
    case (8, 10): .timestamps(value: TimestampValue(long(index)), echo: TimestampValue(long(index + 4)))
    default: .other(kind: kind, octets: (index..<index + length - 2).map { self[$0] })
    }
  }

  private func sackBlock(at index: Int) -> SACKBlock {
    SACKBlock(left: SequenceNumber(long(index)), right: SequenceNumber(long(index + 4)))
  }

  /// The SACK blocks, without allocation.
  package func forEachSACKBlock(_ body: (SACKBlock) -> Void) {
    guard present.contains(.sack) else { return }
    var index = 0
    while index + 1 < Int(count), self[index] != 0 {
      if self[index] == 1 {
        index += 1
        continue
      }
      let length = Int(self[index + 1])
      guard length >= 2, index + length <= Int(count) else { return }
      if self[index] == 5, length % 8 == 2 {
        for block in 0..<(length - 2) / 8 { body(sackBlock(at: index + 2 + block * 8)) }
      }
      index += length
    }
  }

  /// The SACK blocks in wire order.
  package var sackBlocks: [SACKBlock] {
    var blocks: [SACKBlock] = []
    forEachSACKBlock { blocks.append($0) }
    return blocks
  }

  /// A hash of the options' kinds in wire order, whatever their values: the layout by which stacks differ.
  package var layout: UInt32 {
    var hash: UInt32 = 0x811c_9dc5
    var index = 0
    while index < Int(count), self[index] != 0 {
      hash = (hash ^ UInt32(self[index])) &* 0x0100_0193
      let length = self[index] == 1 ? 1 : index + 1 < Int(count) ? Int(self[index + 1]) : 0
      guard length > 0 else { return hash }
      index += length
    }
    return hash
  }

  /// The octets of a list of options, without padding; what does not fit into 40 octets is left out.
  package init(_ list: [TCPOption]) {
    self.init()
    func put(_ value: UInt32, into options: inout TCPOptions) {
      for shift in [24, 16, 8, 0] { options.append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
    }
    for option in list {
      switch option {
      case .endOfList: append(0)
      case .noOperation: append(1)
      case .maximumSegmentSize(let size):
        for octet in [2, 4, UInt8(size >> 8), UInt8(size & 0xff)] { append(octet) }
      case .windowScale(let shift): for octet in [3, 3, shift] { append(octet) }
      case .sackPermitted: for octet: UInt8 in [4, 2] { append(octet) }
      case .sack(let blocks):
        append(5)
        append(UInt8(truncatingIfNeeded: 2 + 8 * blocks.count))
        for block in blocks {
          put(block.left.rawValue, into: &self)
          put(block.right.rawValue, into: &self)
        }
      case .timestamps(let value, let echo):
        append(8)
        append(10)
        put(value.rawValue, into: &self)
        put(echo.rawValue, into: &self)
      case .other(let kind, let octets):
        append(kind)
        append(UInt8(truncatingIfNeeded: octets.count + 2))
        for octet in octets { append(octet) }
      case .malformed(let octets): for octet in octets { append(octet) }
      }
    }
    _ = scan()
  }
}

extension TCPOptions {
  /// Whether every option's length is possible and nothing follows the End of Option List but zeros.
  package var isSound: Bool {
    var copy = self
    return copy.scan()
  }
}

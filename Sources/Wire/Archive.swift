/// Octets in which values lie one behind the other, for files that another machine reads: numbers in network order.
///
/// One function of a type says its fields, and serves both ways, so that what is written is what is read. Whatever is
/// read may be damaged: then the values are anything, nothing is taken that is not there, and ``isBroken`` says so.
///
/// Inlinable, for other rooms say what is in their values: not made for its type, a number takes some hundred
/// nanoseconds, and a shard's partial result has a million.
@usableFromInline package struct Archive {
  @usableFromInline package internal(set) var octets: [UInt8]
  @usableFromInline package let isReading: Bool
  /// Where the next value begins.
  @usableFromInline package internal(set) var place = 0
  /// What was read is not what any ``Archive`` has written.
  @usableFromInline package internal(set) var isBroken = false

  /// Nothing yet, to be written into.
  package init() { (octets, isReading) = ([], false) }

  /// What another one has written.
  package init(reading octets: [UInt8]) { (self.octets, isReading) = (octets, true) }

  /// Everything was read, and nothing of it was wrong.
  package var isExhausted: Bool { !isBroken && place == octets.count }

  /// Begins anew with no octets in it; the room stays.
  package mutating func clear() {
    octets.removeAll(keepingCapacity: true)
    place = 0
  }

  /// The values make no sense together.
  @inlinable package mutating func refuse() { isBroken = true }

  @inlinable @inline(__always)
  package mutating func code<Number: FixedWidthInteger>(_ number: inout Number) {
    if isReading { number = read() } else { write(number) }
  }

  @inlinable @inline(__always)
  package mutating func write<Number: FixedWidthInteger>(_ number: Number) {
    var shift = Number.bitWidth - 8
    while shift >= 0 {
      octets.append(UInt8(truncatingIfNeeded: number >> Number(truncatingIfNeeded: shift)))
      shift -= 8
    }
  }

  @inlinable @inline(__always)
  package mutating func read<Number: FixedWidthInteger>() -> Number {
    let count = Number.bitWidth / 8
    guard octets.count - place >= count else {
      isBroken = true
      return 0
    }
    var number: Number = 0
    for _ in 0..<count {
      number = (count > 1 ? number << 8 : 0) | Number(truncatingIfNeeded: octets[place])
      place += 1
    }
    return number
  }

  /// An option set, or an enumeration by its number.
  @inlinable @inline(__always)
  package mutating func code<Value: RawRepresentable>(_ value: inout Value) where Value.RawValue: FixedWidthInteger {
    if !isReading { return write(value.rawValue) }
    if let read = Value(rawValue: read()) { value = read } else { isBroken = true }
  }

  /// An enumeration by its name.
  package mutating func code<Value: RawRepresentable>(_ value: inout Value) where Value.RawValue == String {
    var name = isReading ? "" : value.rawValue
    code(&name)
    guard isReading else { return }
    if let read = Value(rawValue: name) { value = read } else { isBroken = true }
  }

  @inlinable package mutating func code(_ isTrue: inout Bool) {
    var number: UInt8 = isTrue ? 1 : 0
    code(&number)
    isTrue = number != 0
  }

  @inlinable package mutating func code(_ number: inout Double) {
    var bits = number.bitPattern
    code(&bits)
    number = Double(bitPattern: bits)
  }

  package mutating func code(_ text: inout String) {
    var count = UInt32(clamping: isReading ? 0 : text.utf8.count)
    code(&count)
    guard isReading else {
      octets.append(contentsOf: text.utf8.prefix(Int(count)))
      return
    }
    guard octets.count - place >= Int(count) else { return refuse() }
    text = String(decoding: octets[place..<(place + Int(count))], as: UTF8.self)
    place += Int(count)
  }

  package mutating func code<Value: Archived>(_ value: inout Value) { value.code(&self) }

  /// A value that may be missing; `blank` is what is read into.
  @inlinable package mutating func code<Value>(
    _ value: inout Value?, blank: @autoclosure () -> Value, _ each: (inout Archive, inout Value) -> Void
  ) {
    var isThere = value != nil
    code(&isThere)
    guard isThere, !isBroken else {
      value = nil
      return
    }
    var known = value ?? blank()
    each(&self, &known)
    value = known
  }

  package mutating func code<Value: Archived>(_ value: inout Value?) { code(&value, blank: Value.blank) { $0.code(&$1) } }
  @inlinable package mutating func code<Number: FixedWidthInteger>(_ value: inout Number?) { code(&value, blank: 0) { $0.code(&$1) } }

  /// Values one behind the other, their number in front.
  @inlinable package mutating func code<Value>(
    _ values: inout [Value], blank: @autoclosure () -> Value, _ each: (inout Archive, inout Value) -> Void
  ) {
    var count = UInt32(clamping: isReading ? 0 : values.count)
    code(&count)
    guard isReading else {
      for place in 0..<Int(count) { each(&self, &values[place]) }
      return
    }
    values = []
    for _ in 0..<count {
      // A count that is damaged does not fetch memory for values that are not there.
      guard !isBroken, place < octets.count else { return refuse() }
      var value = blank()
      each(&self, &value)
      values.append(value)
    }
  }

  package mutating func code<Value: Archived>(_ values: inout [Value]) { code(&values, blank: Value.blank) { $0.code(&$1) } }
  @inlinable package mutating func code<Number: FixedWidthInteger>(_ values: inout [Number]) { code(&values, blank: 0) { $0.code(&$1) } }
}

/// A value that can be written into an ``Archive`` and read back.
package protocol Archived {
  /// What is read into.
  static var blank: Self { get }
  /// Says every field, in an order that stays.
  mutating func code(_ archive: inout Archive)
}

extension Instant: Archived {
  package static var blank: Instant { Instant(nanoseconds: 0) }
  package mutating func code(_ archive: inout Archive) { archive.code(&nanoseconds) }
}

extension Duration: Archived {
  package static var blank: Duration { .zero }
  package mutating func code(_ archive: inout Archive) {
    var (seconds, attoseconds) = components
    archive.code(&seconds)
    archive.code(&attoseconds)
    if archive.isReading { self = Duration(secondsComponent: seconds, attosecondsComponent: attoseconds) }
  }
}

extension SerialNumber {
  package static var blank: Self { Self(0) }
  package mutating func code(_ archive: inout Archive) {
    var number = rawValue
    archive.code(&number)
    self = Self(number)
  }
}
extension SequenceNumber: Archived {}
extension TimestampValue: Archived {}

extension Address: Archived {
  package static var blank: Address { Address(v4: 0) }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&family)
    if family == .v6 {
      archive.code(&high)
      archive.code(&low)
    } else {
      var bits = UInt32(truncatingIfNeeded: low)
      archive.code(&bits)
      (high, low) = (0, UInt64(bits))
    }
  }
}

extension SocketAddress: Archived {
  package static var blank: SocketAddress { SocketAddress(address: .blank, port: 0) }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&address)
    archive.code(&port)
  }
}

extension FlowKey: Archived {
  package static var blank: FlowKey { FlowKey(lower: .blank, upper: .blank) }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&lower)
    archive.code(&upper)
  }
}

extension ICMPError: Archived {
  package static var blank: ICMPError { ICMPError() }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&reporter)
    archive.code(&type)
    archive.code(&code)
    archive.code(&nextHopMTU)
  }
}

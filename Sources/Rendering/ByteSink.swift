/// Text as octets, on its way out: one growing buffer, handed on piece by piece where there is someone to take it.
///
/// One of the files that may say `unsafe`: a connection as a JSON row costs 0.12 µs through this buffer and 0.54 µs
/// through `[UInt8]` and `append(contentsOf:)` (27 pieces a row), and a million rows are nothing unusual. Every write
/// asks for its room first; the memory is the sink's own and never leaves it.
@safe package struct ByteSink: ~Copyable {
  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Octets that wait in the buffer.
  package private(set) var count = 0
  /// Octets handed on.
  private var passed = 0
  private let take: (([UInt8]) throws -> Void)?
  private var failure: (any Error)?

  /// Octets are handed on about so many at a time.
  private static let portion = 1 << 16

  /// Keeps everything; `octets()` gives it.
  package init() { self.init(take: nil) }

  /// Hands octets on as they come; after `take` has thrown, what follows is dropped, and `finish` throws its error.
  package init(to take: @escaping ([UInt8]) throws -> Void) { self.init(take: take) }

  private init(take: (([UInt8]) throws -> Void)?) {
    self.take = take
    capacity = ByteSink.portion + 4096
    unsafe memory = UnsafeMutablePointer<UInt8>.allocate(capacity: ByteSink.portion + 4096)
  }

  deinit { unsafe memory.deallocate() }

  /// Octets written so far.
  package var written: Int { passed + count }

  /// Everything that was written, where nobody takes it.
  package consuming func octets() -> [UInt8] { waiting() }

  /// Hands on what is left, and tells of the first error that taking met.
  package consuming func finish() throws {
    pass()
    if let failure { throw failure }
  }

  private func waiting() -> [UInt8] { unsafe Array(UnsafeBufferPointer(start: memory, count: count)) }

  private mutating func pass() {
    guard let take, count > 0 else { return }
    passed += count
    if failure == nil {
      do { try take(waiting()) } catch { failure = error }
    }
    count = 0
  }

  /// Makes room for `more` octets.
  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if count &+ more > capacity { makeRoom(more) }
  }

  @inline(never)
  private mutating func makeRoom(_ more: Int) {
    pass()
    guard count + more > capacity else { return }
    let wider = max(capacity * 2, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wider)
    unsafe larger.update(from: memory, count: count)
    unsafe memory.deallocate()
    unsafe memory = larger
    capacity = wider
  }
}

extension ByteSink {
  /// A piece of the program's own text.
  @inline(__always)
  package mutating func write(_ piece: StaticString) {
    let length = piece.utf8CodeUnitCount
    reserve(length)
    unsafe (memory + count).update(from: piece.utf8Start, count: length)
    count &+= length
  }

  @inline(__always)
  package mutating func write(octet: UInt8) {
    reserve(1)
    unsafe memory[count] = octet
    count &+= 1
  }

  /// Text as it is.
  package mutating func write(_ text: String) {
    if !write(text, whileAll: { _ in true }) { for octet in text.utf8 { write(octet: octet) } }
  }

  /// Text as it is, if every octet of it passes; otherwise nothing is written.
  @inline(__always)
  package mutating func write(_ text: String, whileAll passes: (UInt8) -> Bool) -> Bool {
    let done: Bool? = unsafe text.utf8.withContiguousStorageIfAvailable { octets in
      reserve(octets.count)
      for index in 0..<octets.count {
        let octet = unsafe octets[index]
        guard passes(octet) else { return false }
        unsafe memory[count &+ index] = octet
      }
      count &+= octets.count
      return true
    }
    return done ?? false
  }

  /// A whole number in decimal.
  package mutating func write(_ number: Int) {
    reserve(20)
    if number < 0 { write(octet: UInt8(ascii: "-")) }
    write(digits: UInt64(number.magnitude), atLeast: 1)
  }

  /// Decimal digits, with zeros before them up to `atLeast`.
  package mutating func write(digits number: UInt64, atLeast: Int) {
    var length = 1
    var rest = number / 10
    while rest > 0 {
      length &+= 1
      rest /= 10
    }
    length = max(length, atLeast)
    reserve(length)
    var place = count &+ length
    rest = number
    while place > count {
      place &-= 1
      unsafe memory[place] = UInt8(48 &+ rest % 10)
      rest /= 10
    }
    count &+= length
  }
}

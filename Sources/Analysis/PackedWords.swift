/// Where the words of values that rest are kept, piece by piece.
struct WordChunk: BitwiseCopyable {
  static let capacity = 31
  var words = InlineArray<31, UInt32>(repeating: 0)
  var next = UInt32.max
}

/// Values of fixed size, kept small while nobody looks at them: of each only the words that differ from those of another,
/// and 32 bits in front saying which.
///
/// This file may say `unsafe`: it reads values as words. Measured on short connections, a flow of 4 kB rests in 0.9 kB and
/// a row of its drawing (104 octets) in 40; packing takes 0.3 µs, and the page that is not touched for it 0.7 µs.
@safe struct PackedWords: BitwiseCopyable {
  fileprivate var first = UInt32.max
  private var last = UInt32.max
  private var used = UInt32(WordChunk.capacity)

  init() {}

  /// Appends what stands at `value` beside `base`, the words of another; whoever reads it back needs the same ones.
  ///
  /// - Parameter value: by its address, since handed over it would be copied.
  mutating func append<Value: BitwiseCopyable>(
    _ value: UnsafePointer<Value>, beside base: borrowing RawWords<Value>, _ slab: inout Slab<WordChunk>
  ) {
    unsafe append(UnsafeRawBufferPointer(start: value, count: MemoryLayout<Value>.size), beside: UnsafePointer(base.words), &slab)
  }

  /// The same for one that is handed over: it is small.
  mutating func append<Value: BitwiseCopyable>(
    _ value: Value, beside base: borrowing RawWords<Value>, _ slab: inout Slab<WordChunk>
  ) {
    unsafe withUnsafeBytes(of: value) { octets in unsafe append(octets, beside: UnsafePointer(base.words), &slab) }
  }

  /// The last piece, `.max` where there is none.
  var tail: UInt32 { last }

  /// Appends a row beside the one before it.
  mutating func append(_ row: LoggedEvent, after before: inout RowWords, _ slab: inout Slab<WordChunk>) {
    unsafe withUnsafeBytes(of: row) { octets in
      unsafe withUnsafeMutablePointer(to: &before) { base in
        let base = UnsafeMutableRawPointer(base)
        unsafe append(octets, beside: base.assumingMemoryBound(to: UInt32.self), &slab)
        unsafe base.copyMemory(from: octets.baseAddress ?? UnsafeRawPointer(base), byteCount: octets.count)
      }
    }
  }

  private mutating func append(
    _ octets: UnsafeRawBufferPointer, beside base: UnsafePointer<UInt32>, _ slab: inout Slab<WordChunk>
  ) {
    guard let start = octets.baseAddress else { return }
    unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 33) { buffer in
      guard let group = buffer.baseAddress else { return }
      let whole = octets.count / 4
      var place = 0
      while place * 4 < octets.count {
        var (mask, kept) = (0 as UInt32, 1)
        let first = place
        while place < first + 32, place + 8 <= whole {
          let words = unsafe start + place * 4
          let others = unsafe UnsafeRawPointer(base + place)
          var difference: UInt64 = 0
          for lane in 0..<4 {
            difference |= unsafe words.loadUnaligned(fromByteOffset: lane * 8, as: UInt64.self)
              ^ others.loadUnaligned(fromByteOffset: lane * 8, as: UInt64.self)
          }
          if difference != 0 {
            for lane in 0..<8 {
              let word = unsafe words.loadUnaligned(fromByteOffset: lane * 4, as: UInt32.self)
              unsafe group[kept] = word
              let differs: UInt32 = unsafe word == base[place &+ lane] ? 0 : 1
              kept &+= Int(differs)
              mask |= differs &<< UInt32(place &- first &+ lane)
            }
          }
          place &+= 8
        }
        while place < first + 32, place * 4 < octets.count {
          let word = unsafe octets.word(place)
          unsafe group[kept] = word
          let differs: UInt32 = unsafe word == base[place] ? 0 : 1
          kept &+= Int(differs)
          mask |= differs &<< UInt32(place &- first)
          place &+= 1
        }
        unsafe group[0] = mask
        unsafe put(group, kept, &slab)
      }
    }
  }

  private mutating func put(_ words: UnsafePointer<UInt32>, _ count: Int, _ slab: inout Slab<WordChunk>) {
    var done = 0
    while done < count {
      if used == WordChunk.capacity { extend(&slab) }
      let more = min(count &- done, WordChunk.capacity &- Int(used))
      let chunk = unsafe UnsafeMutableRawPointer(slab.address(of: last)).assumingMemoryBound(to: UInt32.self)
      for place in 0..<more { unsafe chunk[Int(used) &+ place] = words[done &+ place] }
      used &+= UInt32(more)
      done &+= more
    }
  }

  private mutating func extend(_ slab: inout Slab<WordChunk>) {
    let chunk = slab.allocate()
    slab[chunk].next = .max
    if first == .max { first = chunk } else { slab[last].next = chunk }
    last = chunk
    used = 0
  }

  /// Gives the room back.
  mutating func release(_ slab: inout Slab<WordChunk>) {
    var chunk = first
    while chunk != .max {
      let next = slab[chunk].next
      slab.release(chunk)
      chunk = next
    }
    self = PackedWords()
  }
}

/// The words of a value, padding included, so that two of them can be held against each other.
@safe struct RawWords<Value: BitwiseCopyable>: ~Copyable {
  fileprivate let words: UnsafeMutablePointer<UInt32>

  init(_ value: Value) {
    let count = (MemoryLayout<Value>.size + 3) / 4
    unsafe words = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
    unsafe withUnsafeBytes(of: value) { octets in
      for place in 0..<count { unsafe words[place] = octets.word(place) }
    }
  }

  deinit { unsafe words.deallocate() }
}

/// The words of a row of a drawing: zeros before the first one.
struct RowWords: BitwiseCopyable {
  private var words = InlineArray<28, UInt32>(repeating: 0)

  init() { precondition(MemoryLayout<LoggedEvent>.size <= MemoryLayout<RowWords>.size, "a row fits") }
}

extension UnsafeRawBufferPointer {
  /// 32 bits by their place; of the last ones perhaps not all.
  @inline(__always)
  fileprivate func word(_ place: Int) -> UInt32 {
    if place * 4 + 4 <= count { return unsafe loadUnaligned(fromByteOffset: place * 4, as: UInt32.self) }
    var word: UInt32 = 0
    for octet in place * 4..<count { word |= unsafe UInt32(self[octet]) << UInt32(octet % 4 * 8) }
    return word
  }
}

/// Reads packed values back in the order in which they were appended.
@safe struct PackedReader {
  private var chunk: UInt32
  private var place = 0

  init(_ packed: PackedWords) { chunk = packed.first }

  /// The next value, packed beside `base`.
  mutating func read<Value: BitwiseCopyable>(
    into value: inout Value, beside base: borrowing RawWords<Value>, _ slab: borrowing Slab<WordChunk>
  ) {
    unsafe withUnsafeMutableBytes(of: &value) { octets in
      unsafe octets.copyMemory(from: UnsafeRawBufferPointer(start: base.words, count: octets.count))
      unsafe read(into: octets, slab)
    }
  }

  /// The next row, packed after the one before it.
  mutating func readRow(after before: inout RowWords, _ slab: borrowing Slab<WordChunk>) -> LoggedEvent {
    unsafe withUnsafeMutableBytes(of: &before) { octets in
      unsafe read(into: UnsafeMutableRawBufferPointer(rebasing: octets[..<MemoryLayout<LoggedEvent>.size]), slab)
      return unsafe octets.loadUnaligned(as: LoggedEvent.self)
    }
  }

  private mutating func read(into octets: UnsafeMutableRawBufferPointer, _ slab: borrowing Slab<WordChunk>) {
    guard let start = octets.baseAddress else { return }
    var from = unsafe words(slab)
    for first in stride(from: 0, to: octets.count, by: 128) {
      var mask = unsafe next(&from, slab)
      while mask != 0 {
        let at = first &+ mask.trailingZeroBitCount &* 4
        mask &= mask &- 1
        let word = unsafe next(&from, slab)
        if at &+ 4 <= octets.count {
          unsafe start.storeBytes(of: word, toByteOffset: at, as: UInt32.self)
        } else {
          for octet in at..<octets.count { unsafe octets[octet] = UInt8(truncatingIfNeeded: word >> UInt32(octet % 4 * 8)) }
        }
      }
    }
  }

  private func words(_ slab: borrowing Slab<WordChunk>) -> UnsafePointer<UInt32> {
    unsafe UnsafePointer(UnsafeMutableRawPointer(slab.address(of: chunk)).assumingMemoryBound(to: UInt32.self))
  }

  @inline(__always)
  private mutating func next(_ from: inout UnsafePointer<UInt32>, _ slab: borrowing Slab<WordChunk>) -> UInt32 {
    if place == WordChunk.capacity {
      chunk = slab[chunk].next
      place = 0
      unsafe from = words(slab)
    }
    defer { place &+= 1 }
    return unsafe from[place]
  }
}

import Replay

#if canImport(Glibc)
  import Glibc
#endif

/// Fixed-size records in pages that never move: an index is an address for life.
///
/// This file of the room may say `unsafe`. An array of two million records of some kilobytes would be copied at
/// every growth, and its uniqueness and bounds checked at every segment; measured, a copy out
/// and back costs 2.9 to 3.2 times an update in place, and pages that stay put need no reference count at all.
/// Indices come only from ``allocate(_:)``; a precondition holds them inside the pages.
@safe struct Slab<Record: BitwiseCopyable>: ~Copyable {
  /// Pages of 64 to 128 KiB, and of 64 records at least.
  private static var pageShift: Int { max(6, 16 - (MemoryLayout<Record>.stride - 1).bitWidth + (MemoryLayout<Record>.stride - 1).leadingZeroBitCount) }
  private static var pageSize: Int { 1 << pageShift }
  private static var hugePage: Int { 2 << 20 }
  /// Pages that a small capture does with.
  private static var smallPages: Int { 4 }
  private var pages: [UnsafeMutablePointer<Record>] = unsafe []
  private var regions: [UnsafeMutableRawPointer] = unsafe []
  private var free: [UInt32] = []
  /// Indices ever handed out.
  private(set) var count = 0
  /// Records in use.
  var inUse: Int { count - free.count }

  init() {}

  deinit {
    for unsafe page in unsafe pages.prefix(Self.smallPages) { unsafe page.deallocate() }
    for unsafe region in unsafe regions { unsafe region.deallocate() }
  }

  /// A place for one record, recycled where there is one.
  mutating func allocate(_ record: Record) -> UInt32 {
    let index = allocate()
    unsafe address(of: index).initialize(to: record)
    return index
  }

  /// A place in which anything may stand: the caller fills it before anybody reads it.
  mutating func allocate() -> UInt32 {
    if let index = free.popLast() { return index }
    if unsafe count == pages.count << Self.pageShift {
      extend()
    }
    count += 1
    return UInt32(count - 1)
  }

  /// The first pages come one by one; from then on as many as fit into a huge page of the machine come together, so that
  /// neither first touches nor look-ups of addresses are counted by 4 KiB.
  private mutating func extend() {
    guard unsafe pages.count >= Self.smallPages else {
      return unsafe pages.append(UnsafeMutablePointer<Record>.allocate(capacity: Self.pageSize))
    }
    let octets = MemoryLayout<Record>.stride << Self.pageShift
    let size = (octets + Self.hugePage - 1) / Self.hugePage * Self.hugePage
    let region = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Self.hugePage)
    #if canImport(Glibc)
      // Only a wish: where the machine does not grant it, nothing changes.
      _ = unsafe madvise(region, size, MADV_HUGEPAGE)
    #endif
    unsafe regions.append(region)
    for start in stride(from: 0, through: size - octets, by: octets) {
      unsafe pages.append((region + start).bindMemory(to: Record.self, capacity: Self.pageSize))
    }
  }

  /// Where a record lies until it is released.
  @inline(__always)
  @unsafe func address(of index: UInt32) -> UnsafeMutablePointer<Record> {
    precondition(Int(index) < count, "an index of this slab")
    return unsafe pages[Int(index) >> Self.pageShift] + Int(index) & (Self.pageSize - 1)
  }

  /// Gives the place back; the index may be handed out again.
  mutating func release(_ index: UInt32) { free.append(index) }

  subscript(_ index: UInt32) -> Record {
    @inline(__always) unsafeAddress { unsafe UnsafePointer(address(of: index)) }
    @inline(__always) unsafeMutableAddress { unsafe address(of: index) }
  }
}

extension Slab where Record == Analysis.FlowRecord {
  /// A flow's connection where it lies, for the step that judges it.
  @inline(__always)
  func lend(_ index: UInt32) -> LentConnection {
    unsafe withUnsafeMutablePointer(to: &address(of: index).pointee.connection) { unsafe LentConnection($0) }
  }
}

extension Slab where Record == Connection {
  @inline(__always)
  func lend(_ index: UInt32) -> LentConnection { unsafe LentConnection(address(of: index)) }
}

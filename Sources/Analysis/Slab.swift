/// Fixed-size records in pages that never move: an index is an address for life.
///
/// This file of the room may say `unsafe`. An array of two million records of some kilobytes would be copied at
/// every growth, and its uniqueness and bounds checked at every segment; measured, a copy out
/// and back costs 2.9 to 3.2 times an update in place, and pages that stay put need no reference count at all.
/// Indices come only from ``allocate(_:)``; a precondition holds them inside the pages.
@safe struct Slab<Record: BitwiseCopyable>: ~Copyable {
  private static var pageShift: Int { 6 }
  private static var pageSize: Int { 1 << pageShift }
  private var pages: [UnsafeMutablePointer<Record>] = unsafe []
  private var free: [UInt32] = []
  /// Indices ever handed out.
  private(set) var count = 0
  /// Records in use.
  var inUse: Int { count - free.count }

  init() {}

  deinit {
    for unsafe page in unsafe pages { unsafe page.deallocate() }
  }

  /// A place for one record, recycled where there is one.
  mutating func allocate(_ record: Record) -> UInt32 {
    if let index = free.popLast() {
      self[index] = record
      return index
    }
    if unsafe count == pages.count << Self.pageShift {
      unsafe pages.append(UnsafeMutablePointer<Record>.allocate(capacity: Self.pageSize))
    }
    let index = UInt32(count)
    unsafe pages[count >> Self.pageShift].advanced(by: count & (Self.pageSize - 1)).initialize(to: record)
    count += 1
    return index
  }

  /// Gives the place back; the index may be handed out again.
  mutating func release(_ index: UInt32) { free.append(index) }

  subscript(_ index: UInt32) -> Record {
    @inline(__always) _read {
      precondition(Int(index) < count, "an index of this slab")
      yield unsafe pages[Int(index) >> Self.pageShift][Int(index) & (Self.pageSize - 1)]
    }
    @inline(__always) _modify {
      precondition(Int(index) < count, "an index of this slab")
      yield unsafe &pages[Int(index) >> Self.pageShift][Int(index) & (Self.pageSize - 1)]
    }
  }
}

import Wire

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Octets that end where readable memory ends: one octet read too far is a crash, not a lucky zero.
package final class GuardedOctets {
  private let page = Int(sysconf(Int32(_SC_PAGESIZE)))
  private let room: Int
  private let memory: UnsafeMutableRawPointer

  /// - Parameter room: the most octets that will ever be lent.
  package init(room: Int) {
    let pages = (room + page - 1) / page
    self.room = pages * page
    guard let memory = mmap(nil, (pages + 1) * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      memory != MAP_FAILED, mprotect(memory + pages * page, page, PROT_NONE) == 0
    else { preconditionFailure("memory for a test") }
    self.memory = memory
  }

  deinit { munmap(memory, room + page) }

  /// Lends the octets, the last of them at the edge.
  package func lend<Result>(_ octets: some Collection<UInt8>, _ body: (Bytes) -> Result) -> Result {
    precondition(octets.count <= room, "room for the octets")
    let start = memory + (room - octets.count)
    UnsafeMutableRawBufferPointer(start: start, count: octets.count).copyBytes(from: octets)
    return body(Bytes(base: start, count: octets.count))
  }

  /// What becomes of one frame by itself: a fragment as one whose rest never comes.
  package func decode(
    _ frame: some Collection<UInt8>, originalLength: Int? = nil, linkType: UInt16 = 1
  ) -> (outcome: FramingOutcome, segment: Segment) {
    var segment = Segment()
    let outcome = lend(frame) { octets in
      let outcome = Framing.decode(octets, originalLength: originalLength ?? frame.count, linkType: linkType, into: &segment)
      guard case .fragment(let fragment) = outcome else { return outcome }
      var reassembly = Reassembly()
      if let whole = reassembly.take(fragment, of: octets, &segment) { return whole }
      guard let alone = reassembly.alone(before: nil).first else { return .skipped(.fragment) }
      segment = alone
      return .segment
    }
    return (outcome, segment)
  }
}

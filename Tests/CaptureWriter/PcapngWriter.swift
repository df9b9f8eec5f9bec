import Wire

/// Writes pcapng files block by block (draft-ietf-opsawg-pcapng), sound ones and others.
package struct PcapngWriter {
  package private(set) var octets: [UInt8] = []
  private var bigEndian = false

  package init() {}

  package struct Option {
    package var code: UInt16
    package var value: [UInt8]
    package init(_ code: UInt16, _ value: [UInt8]) { (self.code, self.value) = (code, value) }
  }

  /// A section header: from here on everything is in this byte order.
  package mutating func section(bigEndian: Bool = false, major: UInt16 = 1, options list: [Option] = []) {
    self.bigEndian = bigEndian
    block(0x0a0d_0d0a, long(0x1a2b_3c4d) + short(major) + short(0) + [UInt8](repeating: 0xff, count: 8) + options(list))
  }

  package mutating func interface(linkType: UInt16, snapLength: UInt32 = 0, options list: [Option] = []) {
    block(1, short(linkType) + short(0) + long(snapLength) + options(list))
  }

  package mutating func enhancedPacket(
    _ frame: [UInt8], interface: UInt32 = 0, ticks: UInt64 = 0, originalLength: Int? = nil, options list: [Option] = []
  ) {
    block(
      6,
      long(interface) + stamp(ticks) + long(UInt32(frame.count)) + long(UInt32(originalLength ?? frame.count))
        + padded(frame) + options(list))
  }

  package mutating func simplePacket(_ frame: [UInt8], originalLength: Int? = nil) {
    block(3, long(UInt32(originalLength ?? frame.count)) + padded(frame))
  }

  package mutating func obsoletePacket(_ frame: [UInt8], interface: UInt16 = 0, ticks: UInt64 = 0, drops: UInt16 = 0xffff) {
    block(
      2,
      short(interface) + short(drops) + stamp(ticks) + long(UInt32(frame.count)) + long(UInt32(frame.count)) + padded(frame))
  }

  package mutating func statistics(interface: UInt32 = 0, options list: [Option]) {
    block(5, long(interface) + stamp(0) + options(list))
  }

  /// Any block: type, length, body, length again.
  package mutating func block(_ type: UInt32, _ body: [UInt8]) {
    let length = long(UInt32(12 + body.count))
    octets += long(type) + length + body + length
  }

  /// 64 bits in the section's byte order.
  package func double(_ value: UInt64) -> [UInt8] {
    let halves = [UInt32(truncatingIfNeeded: value >> 32), UInt32(truncatingIfNeeded: value)]
    return bigEndian ? long(halves[0]) + long(halves[1]) : long(halves[1]) + long(halves[0])
  }
  package func long(_ value: UInt32) -> [UInt8] {
    (bigEndian ? [24, 16, 8, 0] : [0, 8, 16, 24] as [UInt32]).map { UInt8(truncatingIfNeeded: value >> $0) }
  }
  package func short(_ value: UInt16) -> [UInt8] {
    bigEndian ? [UInt8(value >> 8), UInt8(value & 0xff)] : [UInt8(value & 0xff), UInt8(value >> 8)]
  }

  private func stamp(_ ticks: UInt64) -> [UInt8] {
    long(UInt32(truncatingIfNeeded: ticks >> 32)) + long(UInt32(truncatingIfNeeded: ticks))
  }
  private func padded(_ octets: [UInt8]) -> [UInt8] {
    octets + [UInt8](repeating: 0, count: (4 - octets.count % 4) % 4)
  }
  private func options(_ list: [Option]) -> [UInt8] {
    guard !list.isEmpty else { return [] }
    return list.flatMap { short($0.code) + short(UInt16($0.value.count)) + padded($0.value) } + [0, 0, 0, 0]
  }
}

/// Why a file could not be read at all; what was read before a break is never lost (see ``CaptureEnding``).
package struct CaptureError: Error, CustomStringConvertible, Hashable {
  /// The file's name as given.
  package var file: String
  package var reason: String
  package init(file: String, reason: String) { (self.file, self.reason) = (file, reason) }
  package var description: String { "\(file): \(reason)" }
}

/// How a file ended.
package enum CaptureEnding: Sendable, Hashable {
  /// On a record's border.
  case clean
  /// Inside a record: the number of the frame that is missing, and the octets left over.
  case cut(frame: Int, octets: Int)
  /// At a record or block that cannot be, `offset` octets into the (decompressed) file; reading stopped there.
  case damaged(frame: Int, offset: Int, reason: CaptureDamage)
}

/// What cannot be in a capture file, or why the rest of it cannot be had.
package enum CaptureDamage: Sendable, Hashable {
  case recordLength(Int)
  case blockLength(Int)
  case lengthNotRepeated
  case noByteOrder
  case sectionVersion(Int)
  case packetBeyondBlock(octets: Int, block: Int)
  case packetBeforeInterface
  case undescribedInterface(Int)
  case compression
  case compressionCut
  /// The system could not read on.
  case input(errno: Int32)
}

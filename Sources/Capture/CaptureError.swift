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
  /// At a record or block that cannot be; reading stopped there.
  case damaged(frame: Int, offset: Int, reason: String)
}

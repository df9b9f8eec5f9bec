import Capture
import Foundation
import Testing
import Wire

/// A file of a test's own, gone with the value.
final class TemporaryFile {
  let path: String
  init(_ octets: some Collection<UInt8>) throws {
    path = FileManager.default.temporaryDirectory.appending(path: "capture-\(UUID().uuidString)").path
    try Data(octets).write(to: URL(filePath: path))
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// What a file holds, read to its end.
struct Contents: Equatable {
  struct Record: Equatable {
    var number: UInt32
    var nanoseconds: Int64
    var originalLength: Int
    var linkType: UInt16
    var direction: FrameDirection
    var octets: [UInt8]
  }
  var records: [Record] = []
  var ending = CaptureEnding.clean
  var interfaces: [CaptureInterface] = []
  var packetDrops: UInt64?

  init(of file: consuming CaptureFile) {
    while let frame = file.next() {
      records.append(
        Record(
          number: frame.number, nanoseconds: frame.time.nanoseconds, originalLength: frame.originalLength,
          linkType: frame.linkType, direction: frame.direction, octets: (0..<frame.octets.count).map { frame.octets.octet($0) }))
    }
    // Once over, it stays over.
    #expect(file.next() == nil)
    #expect(file.frames == records.count)
    ending = file.ending
    interfaces = file.interfaces
    packetDrops = file.packetDrops
  }

  init(_ octets: some Collection<UInt8>) throws {
    let file = try TemporaryFile(octets)
    self.init(of: try CaptureFile(path: file.path))
  }
}

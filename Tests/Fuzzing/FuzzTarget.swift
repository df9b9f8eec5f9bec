import Foundation

/// One way into the program for octets that nobody vouches for.
///
/// libFuzzer (`make fuzz`) and the minute of mutations in `make test` enter by the same doors. What is found is a trap, a
/// read beyond the octets (the sanitizer's, or the guarded page's), a hang, or a complaint.
package enum FuzzTarget: String, CaseIterable, Sendable {
  /// One frame of any link type: two octets of link type, two of length, the frame.
  case frame
  /// The options of a TCP header.
  case options
  /// A capture file: containers, compressions, blocks, records.
  case reader
  /// Frames of raw IP one after another through reassembly: length, time step, frame.
  case fragments
  /// A script in the notation.
  case notation
  /// A script in the notation, judged and told in every form.
  case script
  /// Segments of two hosts, a few octets each, judged and told.
  case conversation
  /// A capture file, judged and told in every form.
  case program

  /// Takes the octets in.
  ///
  /// - Returns: what is wrong with what came out; `nil` where nothing is.
  package func complaint(about octets: [UInt8]) -> String? {
    switch self {
    case .frame: FuzzedFrames.decode(octets)
    case .options: FuzzedFrames.options(octets)
    case .fragments: FuzzedFrames.reassemble(octets)
    case .reader: FuzzedCaptures.read(octets)
    case .program: FuzzedCaptures.tell(octets)
    case .notation: FuzzedScripts.read(octets)
    case .script: FuzzedScripts.tell(octets)
    case .conversation: FuzzedScripts.converse(octets)
    }
  }

  /// Where mutation starts: what is in the samples, cut to this target's shape.
  ///
  /// - Parameter samples: folder of the samples.
  package func seeds(from samples: URL) -> [[UInt8]] {
    let contents = FileManager.default.enumerator(at: samples, includingPropertiesForKeys: nil)
    let files = (contents?.compactMap { $0 as? URL } ?? []).sorted { $0.path < $1.path }
    let captures = files.filter { $0.pathExtension.hasPrefix("pcap") }.compactMap { try? [UInt8](Data(contentsOf: $0)) }
      .filter { $0.count < 1 << 15 }
    switch self {
    case .reader, .program: return captures + FuzzSeeds.containers(of: captures)
    case .frame: return captures.flatMap(FuzzSeeds.frames)
    case .options: return captures.flatMap(FuzzSeeds.options)
    case .fragments: return captures.map(FuzzSeeds.fragments)
    case .notation, .script: return captures.compactMap(FuzzSeeds.script)
    case .conversation: return captures.map(FuzzSeeds.conversation)
    }
  }
}

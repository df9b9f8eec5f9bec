import Analysis
import Capture
import Checks
import Foundation
import Tap
import TestSupport
import Testing
import Wire

/// A real sample and what a capturing system could have made of it.
struct Sample: CustomTestStringConvertible, Sendable {
  var name: String
  /// Nothing may be found in it.
  var isInnocent: Bool
  var testDescription: String { name }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../samples").standardized

  /// All of them, by `expected.tsv`.
  static let all: [Sample] = {
    let text = (try? String(contentsOf: folder.appending(path: "expected.tsv"), encoding: .utf8)) ?? ""
    var samples: [String: Bool] = [:]
    for line in text.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: "\t").map(String.init)
      samples[fields[0]] = (samples[fields[0]] ?? true) && fields[2] == "-"
    }
    return samples.sorted { $0.key < $1.key }.map { Sample(name: $0.key, isInnocent: $0.value) }
  }()

  /// The segments of the file, in its order.
  func segments() throws -> [Segment] {
    var file = try CaptureFile(path: Sample.folder.appending(path: name).path)
    var segments: [Segment] = []
    while let frame = file.next() {
      var segment = Segment()
      let outcome = Framing.decode(
        frame.octets, originalLength: frame.originalLength, linkType: frame.linkType, into: &segment)
      guard outcome == .segment else { continue }
      segment.time = frame.time
      segment.frame = frame.number
      segments.append(segment)
    }
    return segments
  }
}

/// The report of records as they stand.
func report(of segments: [Segment], checks: [Check] = Catalogue.checks) -> CaptureReport {
  var options = AnalysisOptions()
  options.drawing = .none
  var analysis = Analysis(options: options, checks: checks)
  for segment in segments { analysis.consume(segment) }
  return analysis.finish()
}

extension [Segment] {
  /// Every record twice, the second one a little later.
  func doubled(after delay: Duration) -> [Segment] {
    var frame: UInt32 = 0
    return flatMap { segment in
      var (first, second) = (segment, segment)
      first.frame = frame + 1
      second.frame = frame + 2
      second.time = segment.time + delay
      frame += 2
      return [first, second]
    }
  }

  /// Two neighbours have changed places; the times stand where they stood.
  func swapped(_ place: Int) -> [Segment] {
    var copy = self
    copy.swapAt(place, place + 1)
    (copy[place].time, copy[place + 1].time) = (self[place].time, self[place + 1].time)
    (copy[place].frame, copy[place + 1].frame) = (self[place].frame, self[place + 1].frame)
    return copy
  }

  func without(_ place: Int) -> [Segment] {
    var copy = self
    copy.remove(at: place)
    return copy
  }

  /// The clock steps before a record.
  func shifted(from place: Int, by step: Duration) -> [Segment] {
    var copy = self
    for later in place..<count { copy[later].time = copy[later].time + step }
    return copy
  }

  /// A snap length that leaves the headers whole.
  var snapped: [Segment] {
    map { segment in
      guard segment.payload > 0 else { return segment }
      var copy = segment
      copy.anomalies.insert(.payloadCut)
      copy.checksum = .unverifiable
      copy.payloadHash = 0
      return copy
    }
  }
}

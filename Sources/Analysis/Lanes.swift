import Capture
import Checks
import Dispatch
import Synchronization
import Tap
import Wire

/// Threads that share one capture: each reads all of it, and takes in the segments of its own buckets of host pairs.
///
/// What they find is taken together as the shards of a distributed run are, so their number changes no octet. Reading and
/// decoding are done by each of them, which costs a tenth of what a segment's analysis does and needs no exchange.
final class Lanes: Sendable {
  let count: Int
  /// What each has met of quiet connections so far.
  private let floods: Mutex<[Flood]>

  init(_ count: Int) {
    self.count = count
    floods = Mutex(Array(repeating: Flood(), count: count))
  }

  func has(_ source: Address, _ destination: Address, lane: Int) -> Bool {
    Address.pairBucket(source, destination) % count == lane
  }

  /// How many quiet rows a bucket keeps by what all of them have met so far: it never rises.
  func level(_ flood: Flood, of lane: Int, _ limits: Limits) -> Int {
    floods.withLock { floods in
      floods[lane] = flood
      var all = Flood()
      for flood in floods { all.take(flood) }
      return all.level(limits)
    }
  }
}

/// What a source of frames says of itself once it was read.
struct SourceFacts: Sendable {
  var evidence: FileEvidence
  var frames: Int
  /// Link types of the interfaces it describes.
  var announced: [UInt16]
  var parts: [JoinedCapture.Part] = []
  var ending = CaptureEnding.clean
  var unreadable: [CaptureError] = []
}

/// What reading a whole capture left.
struct WholeCapture: ~Copyable {
  var fold: Fold
  var counts: FrameCounts
  var facts: SourceFacts

  private consuming func portable() -> Fold.Portable { fold.portable() }

  /// Reads a capture in as many threads as the options say.
  ///
  /// - Parameters:
  ///   - path: names the file in an error.
  ///   - open: called once for each thread.
  ///   - facts: what the source says of itself at its end.
  static func reading<Source: FrameSequence & ~Copyable>(
    named path: @escaping @Sendable () -> String, options: AnalysisOptions, filter: String?, checks: [Check],
    progress: ((Int) -> Void)?, open: @escaping @Sendable () throws(CaptureError) -> Source,
    facts: @escaping @Sendable (borrowing Source) -> SourceFacts
  ) throws(CaptureError) -> WholeCapture where Source: SendableMetatype {
    let lanes = Lanes(max(1, options.lanes))
    @Sendable func read(_ lane: Int, _ progress: ((Int) -> Void)?) throws(CaptureError) -> WholeCapture {
      var source = try open()
      var analysis = Analysis(options: options, checks: checks, lanes: lanes, lane: lane)
      let counts = try source.read(into: &analysis, named: path, filter: filter, progress: progress)
      return WholeCapture(fold: analysis.fold(), counts: counts, facts: facts(source))
    }
    let others = Mutex<[Result<Fold.Portable, CaptureError>]>([])
    let group = DispatchGroup()
    for lane in 1..<lanes.count {
      DispatchQueue.global().async(group: group) {
        let result: Result<Fold.Portable, CaptureError>
        do throws(CaptureError) { result = .success(try read(lane, nil).portable()) } catch { result = .failure(error) }
        others.withLock { $0.append(result) }
      }
    }
    var whole: WholeCapture
    do throws(CaptureError) {
      whole = try read(0, progress)
    } catch {
      group.wait()
      throw error
    }
    group.wait()
    for other in others.withLock({ $0 }) { whole.fold.take(try other.get()) }
    return whole
  }
}

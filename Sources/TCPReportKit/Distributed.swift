import Analysis
import Capture

/// The later halves of a distributed run: one shard's extracts into a partial result, and all of these into the report.
extension CaptureReader {
  /// Analyses the extracts of one shard, in any order.
  ///
  /// - Parameters:
  ///   - program: the version of the program; no other can merge what is written.
  ///   - write: is given the partial result's octets in their order, and which shard of how many it is.
  /// - Returns: which shard of how many it is, and the connections in it.
  package func analyse(
    shard files: [String], program: String, write: @escaping (_ shard: Int, _ of: Int, _ octets: [UInt8]) throws -> Void
  ) throws -> (shard: Int, of: Int, connections: Int) {
    do {
      return try Shards.analyse(files, options: options, program: program, write: write)
    } catch let error as CaptureError {
      throw UnreadableCapture(file: error.file, reason: error.reason)
    }
  }

  /// The name of the capture whose partial results these are.
  package func name(merging files: [String]) throws(UnreadableCapture) -> String {
    do throws(CaptureError) {
      return try Shards.name(of: files)
    } catch {
      throw UnreadableCapture(file: error.file, reason: error.reason)
    }
  }

  /// Settles the partial results of all shards, in any order: the report of a single run over the files of the capture.
  package func read(
    merging files: [String], program: String, as name: String
  ) throws(UnreadableCapture) -> CaptureReport {
    do throws(CaptureError) {
      var report = try Shards.merge(files, options: options, program: program)
      finish(&report, as: name)
      return report
    } catch {
      throw UnreadableCapture(file: error.file, reason: error.reason)
    }
  }
}

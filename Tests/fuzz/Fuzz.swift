import Foundation
import Fuzzing

/// Which door libFuzzer knocks at (`FUZZ_TARGET`).
private let target = ProcessInfo.processInfo.environment["FUZZ_TARGET"].flatMap(FuzzTarget.init) ?? .program

/// With `FUZZ_SEEDS=FOLDER`, writes the target's seeds into it and ends.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_: UnsafeMutablePointer<Int32>?, _: UnsafeMutableRawPointer?) -> Int32 {
  let environment = ProcessInfo.processInfo.environment
  guard let folder = environment["FUZZ_SEEDS"], let samples = environment["FUZZ_SAMPLES"] else { return 0 }
  for (place, seed) in target.seeds(from: URL(filePath: samples)).enumerated() {
    let file = URL(filePath: folder).appending(path: "seed-\(place)")
    do { try Data(seed).write(to: file) } catch { fatalError("\(file.path): \(error)") }
  }
  exit(0)
}

@_cdecl("LLVMFuzzerTestOneInput")
public func take(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  if let complaint = target.complaint(about: Array(UnsafeBufferPointer(start: start, count: count))) {
    fatalError(complaint)
  }
  return 0
}

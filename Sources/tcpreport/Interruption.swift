import Dispatch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What becomes of half-written files when somebody stops the program: they go, and the status is 128 + signal.
final class Interruption {
  private var sources: [any DispatchSourceSignal] = []
  private let queue = DispatchQueue(label: "signals")

  /// - Parameter end: clears up and ends the program with the status it is given.
  init(_ end: @escaping @Sendable (Int32) -> Never) {
    for number in [SIGHUP, SIGINT, SIGTERM] {
      // Whoever started the program may have asked it not to listen (nohup, jobs in the background).
      guard !FileSystem.ignore(signal: number) else { continue }
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { end(128 + number) }
      source.resume()
      sources.append(source)
    }
  }
}

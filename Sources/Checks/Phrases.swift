import Replay
import Wire

/// Phrases that many checks share, in both languages.
extension Step {
  /// `the client` or `the server`, as the connection's opener decides.
  package func name(of side: Side) -> Bilingual {
    side == before.client ? Bilingual("the client", zh: "客户端") : Bilingual("the server", zh: "服务端")
  }
}

extension Step {
  /// Whoever sent the segment, to begin a sentence.
  var speaker: Bilingual { name(of: side).capitalized }
}

extension Bilingual {
  /// The same with its first letter in upper case, to begin a sentence.
  var capitalized: Bilingual { Bilingual(en.prefix(1).uppercased() + en.dropFirst(), zh: zh) }
}

extension Duration {
  /// Seconds with as many digits as help: `0.042 s`, `1.00 s`, `75.3 s`, `240 s`; never negative.
  package var text: String {
    let nanoseconds = min(max(0, self.nanoseconds), .max - 1_000_000_000)
    let digits = nanoseconds < 1_000_000_000 ? 3 : nanoseconds < 10_000_000_000 ? 2 : nanoseconds < 100_000_000_000 ? 1 : 0
    let unit = [1_000_000_000, 100_000_000, 10_000_000, 1_000_000][digits]
    let rounded = (nanoseconds + Int64(unit) / 2) / Int64(unit)
    guard digits > 0 else { return "\(rounded) s" }
    let scale = Int64([1, 10, 100, 1000][digits])
    let fraction = String(rounded % scale)
    return "\(rounded / scale).\(String(repeating: "0", count: digits - fraction.count))\(fraction) s"
  }
}

/// `1 segment`, `3 segments`: a number with its English noun.
func counted(_ count: some BinaryInteger, _ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }
/// `once`, `3 times`.
func often(_ count: some BinaryInteger) -> String { count == 1 ? "once" : "\(count) times" }

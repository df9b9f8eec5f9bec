/// That reports are to be passed on without saying who spoke: what is hidden, and by which key.
///
/// The key is that of Crypto-PAn: 32 octets. With the same key an address becomes the same address in every report.
public struct Redaction: Sendable {
  /// Ports are replaced, too.
  public var hidesPorts = false
  /// Another run with the same key gives the same octets.
  public let isRepeatable: Bool
  let secret: [UInt8]

  private static let keyLength = 32

  /// With a key that nobody knows afterwards.
  public init() {
    // The standard library's own generator is the system's, fit for keys.
    secret = (0..<Self.keyLength).map { _ in UInt8.random(in: .min ... .max) }
    isRepeatable = false
  }

  /// - Parameter key: 32 octets, or 64 hexadecimal digits with white space around them.
  /// - Throws: for anything else.
  public init(key: [UInt8]) throws(InvalidOption) {
    isRepeatable = true
    if key.count == Self.keyLength {
      secret = key
      return
    }
    let text = String(decoding: key, as: UTF8.self)
    let digits = text.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }
    let rest = text.drop(while: \.isWhitespace).dropFirst(digits.count)
    let values = digits.compactMap { $0.isASCII ? $0.hexDigitValue : nil }
    guard values.count == digits.count, values.count == 2 * Self.keyLength, rest.allSatisfy(\.isWhitespace) else {
      throw InvalidOption(
        description: "a key is 32 octets, or 64 hexadecimal digits, as 'openssl rand -hex 32' makes them")
    }
    secret = (0..<Self.keyLength).map { UInt8(values[2 * $0] << 4 | values[2 * $0 + 1]) }
  }
}

import Crypto
import CryptoExtras
import Wire

/// Addresses for addresses, so that two that begin alike still begin alike, bit for bit, and nothing else is told.
///
/// Crypto-PAn (J. Xu, J. Fan, M. Ammar, S. Moon, "Prefix-Preserving IP Address Anonymization", ICNP 2002): bit i is
/// turned over by the first bit of AES-128 of the i bits before it. For IPv6 the same over 128 bits.
struct AddressCipher: Sendable {
  private let key: SymmetricKey
  /// What fills the block behind the bits of the address.
  private let pad: [UInt8]

  /// - Parameter secret: 32 octets: the AES key, then what becomes the padding.
  init(_ secret: [UInt8]) {
    key = SymmetricKey(data: secret.prefix(16))
    pad = Self.permuted(Array(secret.suffix(16)), key)
  }

  func replacement(of address: Address) -> Address {
    switch address.family {
    case .v4:
      let octets = replacement(of: (0..<4).map { UInt8(truncatingIfNeeded: address.low >> UInt64(24 - 8 * $0)) }, pad)
      return Address(v4: octets.reduce(0) { $0 << 8 | UInt32($1) })
    case .v6:
      let octets = replacement(
        of: (0..<16).map { index in
          UInt8(truncatingIfNeeded: (index < 8 ? address.high : address.low) >> UInt64(56 - 8 * (index & 7)))
        }, pad)
      func half(_ part: ArraySlice<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
      return Address(v6: half(octets[..<8]), half(octets[8...]))
    }
  }

  /// The same over the 16 bits of a port, with another padding, so that no two ports become one.
  func replacement(of port: UInt16) -> UInt16 {
    var pad = pad
    for (place, octet) in "port".utf8.enumerated() { pad[12 + place] ^= octet }
    let octets = replacement(of: [UInt8(port >> 8), UInt8(port & 0xff)], pad)
    return UInt16(octets[0]) << 8 | UInt16(octets[1])
  }

  private func replacement(of octets: [UInt8], _ pad: [UInt8]) -> [UInt8] {
    var replaced = octets
    for bit in 0..<(octets.count * 8) {
      var block = pad
      let (whole, rest) = (bit / 8, UInt8(bit % 8))
      block.replaceSubrange(0..<whole, with: octets[..<whole])
      let mask = ~(UInt8.max >> rest)
      block[whole] = octets[whole] & mask | pad[whole] & ~mask
      replaced[whole] ^= (Self.permuted(block, key)[0] >> 7) << (7 - rest)
    }
    return replaced
  }

  private static func permuted(_ block: [UInt8], _ key: SymmetricKey) -> [UInt8] {
    var block = block
    do {
      try AES.permute(&block, key: key)
    } catch {
      preconditionFailure("a block of 16 octets and a key of 16: \(error)")
    }
    return block
  }
}

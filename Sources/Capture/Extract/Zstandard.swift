import CZstd

/// Blocks of octets packed by zstd, each by itself and with a checksum of its own.
///
/// Says `unsafe` because the library works on pointers; nothing outlives a call but the context, which saves setting one
/// up for every block.
@safe final class BlockPacker {
  private let context: OpaquePointer?

  init() {
    unsafe context = ZSTD_createCCtx()
    // 1 packs records half as fast again as the default, and a tenth larger.
    _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 1)
    _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit { _ = unsafe ZSTD_freeCCtx(context) }

  /// The packed octets; `nil` where there is no memory for it.
  func pack(_ octets: [UInt8]) -> [UInt8]? {
    var target = [UInt8](repeating: 0, count: ZSTD_compressBound(octets.count))
    let count = unsafe target.withUnsafeMutableBytes { target in
      unsafe octets.withUnsafeBytes { source in
        unsafe ZSTD_compress2(context, target.baseAddress, target.count, source.baseAddress, source.count)
      }
    }
    guard ZSTD_isError(count) == 0 else { return nil }
    target.removeSubrange(count...)
    return target
  }

  /// The octets again, as many as were packed; `nil` where they are damaged.
  static func unpack(_ packed: [UInt8], count: Int) -> [UInt8]? {
    var target = [UInt8](repeating: 0, count: count)
    let got = unsafe target.withUnsafeMutableBytes { target in
      unsafe packed.withUnsafeBytes { source in
        unsafe ZSTD_decompress(target.baseAddress, target.count, source.baseAddress, source.count)
      }
    }
    return got == count ? target : nil
  }
}

import CPcap
import Wire

/// libpcap, where it is best: filters, link-type names, and as the oracle beside our own reader.
///
/// Says `unsafe` because libpcap speaks in pointers; every handle is owned here and closed with its value.
package enum Libpcap {
  /// The name of a link type (`EN10MB`), or its number where libpcap has none.
  package static func linkTypeName(_ linkType: UInt16) -> String {
    guard let name = unsafe pcap_datalink_val_to_name(dataLink(of: linkType)) else { return "LINKTYPE_\(linkType)" }
    return unsafe String(cString: name)
  }

  /// LINKTYPE_ values are those of files, DLT_ values those of this system; they differ for raw IP.
  static func dataLink(of linkType: UInt16) -> Int32 { linkType == 101 ? DLT_RAW : Int32(linkType) }
}

/// A compiled capture filter for one link type (pcap-filter(7)).
@safe package struct PacketFilter: ~Copyable {
  private var program = unsafe bpf_program()

  /// A filter that libpcap could not compile, in its own words.
  package struct SyntaxError: Error, CustomStringConvertible {
    package var description: String
  }

  package init(_ expression: String, linkType: UInt16) throws(SyntaxError) {
    guard let handle = unsafe pcap_open_dead(Libpcap.dataLink(of: linkType), 1 << 18) else {
      throw SyntaxError(description: "libpcap has no room")
    }
    let status = unsafe pcap_compile(handle, &program, expression, 1, bpf_u_int32.max)
    let words = status == 0 ? "" : unsafe String(cString: pcap_geterr(handle))
    unsafe pcap_close(handle)
    if status != 0 { throw SyntaxError(description: words) }
  }

  deinit {
    var program = unsafe self.program
    unsafe pcap_freecode(&program)
  }

  /// Why an expression is no filter for any link type that carries TCP; `nil` where it is one.
  package static func refusal(of expression: String) -> String? {
    if let host = FilterNames.host(in: expression) {
      return grammarError(FilterNames.withoutHosts(expression))
        ?? "names are not resolved; write the address of '\(host)'"
    }
    return grammarError(expression)
  }

  private static func grammarError(_ expression: String) -> String? {
    var first: String?
    for linkType: UInt16 in [1, 101, 113, 276, 0, 105, 127] {
      do throws(SyntaxError) {
        _ = try PacketFilter(expression, linkType: linkType)
        return nil
      } catch {
        first = first ?? error.description
      }
    }
    return first
  }

  /// Whether the frame passes.
  package borrowing func matches(_ octets: Bytes, originalLength: Int) -> Bool {
    var header = pcap_pkthdr()
    header.caplen = bpf_u_int32(clamping: octets.count)
    header.len = bpf_u_int32(clamping: originalLength)
    var program = unsafe self.program
    return unsafe octets.withUnsafePointer { base in
      unsafe pcap_offline_filter(&program, &header, base.assumingMemoryBound(to: UInt8.self)) != 0
    }
  }
}

/// A capture file as libpcap reads it: the oracle that our own reader is held against.
@safe package struct PcapHandle: ~Copyable {
  private let handle: OpaquePointer
  package struct Record: Hashable {
    package var time: Instant
    package var originalLength: Int
    package var octets: [UInt8]
  }

  /// `nil` where libpcap refuses the file.
  package init?(path: String) {
    var words = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard let handle = unsafe pcap_open_offline_with_tstamp_precision(path, UInt32(PCAP_TSTAMP_PRECISION_NANO), &words)
    else { return nil }
    unsafe self.handle = handle
  }

  deinit { unsafe pcap_close(handle) }

  /// The next record, or `nil` at the end or at damage.
  package func next() -> Record? {
    var header: UnsafeMutablePointer<pcap_pkthdr>?
    var octets: UnsafePointer<UInt8>?
    guard unsafe pcap_next_ex(handle, &header, &octets) == 1, let header = unsafe header?.pointee,
      let octets = unsafe octets
    else { return nil }
    return unsafe Record(
      time: Instant(nanoseconds: Int64(header.ts.tv_sec) &* 1_000_000_000 &+ Int64(header.ts.tv_usec)),
      originalLength: Int(header.len), octets: Array(UnsafeBufferPointer(start: octets, count: Int(header.caplen))))
  }
}

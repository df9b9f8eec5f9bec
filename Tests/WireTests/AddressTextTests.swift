import TestSupport
import Testing
import Wire

@Suite struct AddressTextTests {
  /// RFC 5952 §1, §4 and §5: other spellings on the left, the canonical one on the right.
  @Test(
    "IPv6 addresses are printed as RFC 5952 says",
    arguments: [
      ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:db8::1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:db8::0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:db8:0:0:1::1", "2001:db8::1:0:0:1"),
      ("2001:DB8:0:0:1::1", "2001:db8::1:0:0:1"),
      ("2001:0db8::0001", "2001:db8::1"),
      ("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"),
      ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
      ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
      ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
      ("2001:db8:aaaa:bbbb:cccc:dddd:eeee:AAAA", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa"),
      ("0:0:0:0:0:0:0:0", "::"),
      ("::1", "::1"),
      ("1::", "1::"),
      ("0:0:0:0:0:ffff:192.0.2.1", "::ffff:192.0.2.1"),
      ("::ffff:c000:201", "::ffff:192.0.2.1"),
      ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
      ("fe80::0:0:1", "fe80::1"),
    ])
  func canonical(spelling: String, text: String) {
    #expect(Address(parsing: spelling)?.text == text)
  }

  @Test(
    "what is no address is not read as one",
    arguments: [
      "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.-4", "+1.2.3.4", "01.2.3.4", "1.2.3.", " 1.2.3.4", ":", ":::",
      "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "1:2:3:4:5:6:7::8", "12345::", "+1::", "g::", "::1.2.3", "1.2.3.4::",
      "fe80::1%eth0",
    ])
  func refused(text: String) {
    #expect(Address(parsing: text) == nil)
  }

  @Test("every address is read back from its text")
  func roundTrip() {
    var random = SeededGenerator(seed: 2)
    for index in 0..<5_000 {
      let address = random.address(v6: index % 2 == 0)
      #expect(Address(parsing: address.text) == address)
      let socket = SocketAddress(address: address, port: UInt16.random(in: 0...65_535, using: &random))
      #expect(SocketAddress(parsing: socket.text) == socket)
    }
  }

  @Test("a port needs brackets around an IPv6 address", arguments: ["fd00::1:80", "[10.0.0.1]:80", "10.0.0.1", "[::1]:65536", "[::1]:+8"])
  func refusedSocket(text: String) {
    #expect(SocketAddress(parsing: text) == nil)
  }

  @Test("a mapped IPv6 address is another than the IPv4 address it maps")
  func mapped() {
    #expect(Address(parsing: "::ffff:1.2.3.4") != Address(parsing: "1.2.3.4"))
    #expect(Address(v6: 0, 0x0102_0304) != Address(v4: 0x0102_0304))
  }
}

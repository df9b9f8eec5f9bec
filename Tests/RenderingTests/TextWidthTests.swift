import Testing

@testable import Rendering

@Suite struct TextWidthTests {
  @Test("widths are those of the measured font")
  func widths() {
    #expect(TextWidth.of("", size: 12) == 0)
    #expect(TextWidth.of("0123456789", size: 2048) == 13_030)
    #expect(TextWidth.of("SYN", size: 2048) == 1300 + 1251 + 1532)
    #expect(TextWidth.of("数据传输", size: 12) == 48)
  }

  @Test("lines stay within the width and lose no letter")
  func lines() {
    let text = "nothing for 0.200 s, then SYN (frame 1216) 等待两倍的最大报文段生存时间 andaverylongwordwithoutanyspaces"
    #expect(TextWidth.lines(of: "x = 3", width: 100, size: 11) == ["x = 3"])
    #expect(TextWidth.lines(of: " two  words ", width: 40, size: 11) == ["two", "words"])
    for width in stride(from: 30.0, through: 400, by: 37) {
      let lines = TextWidth.lines(of: text, width: width, size: 11)
      #expect(lines.allSatisfy { TextWidth.of($0, size: 11) <= width })
      #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
    }
  }

  @Test("a text that does not fit ends in an ellipsis")
  func fitting() {
    let short = TextWidth.fitting("[2001:db8:1111:2222:3333:4444:5555:6666]:65535", width: 140, size: 12)
    #expect(short.hasSuffix("…"))
    #expect(TextWidth.of(short, size: 12) <= 140)
    #expect(TextWidth.fitting("10.0.0.1:80", width: 140, size: 12) == "10.0.0.1:80")
  }
}

import TestSupport
import Testing

@testable import Rendering

@Suite struct XMLWriterTests {
  private func text(_ write: (XMLWriter) -> Void) -> String {
    let xml = XMLWriter()
    write(xml)
    return String(decoding: xml.octets(), as: UTF8.self)
  }

  @Test("markup in a text or an attribute is quoted, not obeyed")
  func quotes() {
    let written = text { xml in
      xml.element("p", ["title": #""><script>'&"#]) { xml.text("</p><script>&amp;") }
    }
    #expect(!written.contains("<script"))
    #expect(written.hasSuffix("&lt;/p&gt;&lt;script&gt;&amp;amp;</p>"))
    #expect(Markup.isWellFormed(Array(written.utf8)))
  }

  @Test("an element with a body keeps its end tag, one without is closed in itself")
  func endTags() {
    #expect(text { $0.element("td") {} } == "<td></td>")
    #expect(text { $0.element("br") } == "<br/>")
    #expect(text { $0.element("a", ["href": nil, "id": "x"], text: "y") } == #"<a id="x">y</a>"#)
  }

  @Test("a fragment of the writer's own goes in unchanged")
  func raw() {
    let inner = XMLWriter()
    inner.element("b", text: "<")
    #expect(text { xml in xml.element("p") { xml.raw(inner.octets()) } } == "<p><b>&lt;</b></p>")
  }

  @Test("a line break in an attribute survives the parser's normalisation")
  func attributeLines() {
    #expect(text { $0.element("a", ["t": "x\ny"]) } == #"<a t="x&#10;y"/>"#)
  }

  @Test("control, bidirectional and invisible characters become visible escapes", arguments: [
    ("plain – text 数据", "plain – text 数据"), ("\u{0}", #"\u{0}"#), ("a\u{7}b", #"a\u{7}b"#), ("\t\n", "\t\n"),
    ("\r", #"\u{D}"#), ("\u{7f}\u{85}", #"\u{7F}\u{85}"#), ("evil\u{202e}fdp.exe", #"evil\u{202E}fdp.exe"#),
    ("\u{2066}\u{61c}\u{200f}", #"\u{2066}\u{61C}\u{200F}"#), ("\u{fffe}\u{feff}", #"\u{FFFE}\u{FEFF}"#),
    ("\u{e0041}\u{1ffff}", #"\u{E0041}\u{1FFFF}"#), ("é😀", "é😀"),
  ])
  func legal(_ hostile: String, _ visible: String) {
    #expect(legalXML(hostile) == visible)
  }

  @Test("octets that are no UTF-8 become visible escapes, the rest stays")
  func legalOctets() {
    #expect(legalXML(octets: [0x61, 0xff, 0x62]) == #"a\xFFb"#)
    #expect(legalXML(octets: [0xe6, 0x95, 0xb0, 0xe6, 0x95]) == #"数\xE6\x95"#)
    #expect(legalXML(octets: [0xc0, 0x80, 0x07]) == #"\xC0\x80\u{7}"#)
    #expect(legalXML(octets: [0xed, 0xa0, 0x80]) == #"\xED\xA0\x80"#)
  }

  @Test("every text of every scalar parses as XML")
  func everyScalar() {
    var all = ""
    for value in UInt32(0)...0x2_ffff where value % 7 == 0 || value < 0x3000 || value > 0xf000 && value < 0x1_0100 {
      if let scalar = Unicode.Scalar(value) { all.unicodeScalars.append(scalar) }
    }
    let xml = XMLWriter()
    xml.declaration()
    xml.element("all", ["attribute": all], text: all)
    #expect(Markup.isWellFormed(xml.octets()))
  }
}

import Analysis
import Checks
import Mustache
import Templates

/// The report as pages to read and to pass on: one for the batch, and a self-contained one for each capture.
///
/// Pages are XHTML that HTML parsers read alike (polyglot), without scripts and without anything to fetch; figures are
/// inline. Fragments are written with `XMLWriter`, so quoting is right by construction; the shell is a template.
package enum HTMLReport {
  /// What a page may weigh unless the user says otherwise (`--max-bytes`).
  package static let ordinaryOctets = 2_000_000

  /// `index.html`: the captures of the batch with their verdicts and top findings, and the hosts.
  package static func index(_ report: Report, maxOctets: Int = ordinaryOctets, pair: PairReport? = nil) -> [UInt8] {
    let page = IndexPage(report, maxOctets: maxOctets, pair: pair)
    return document(title: page.title, body: index.render(page.parts()), language: report.spoken)
  }

  /// `NAME.html`: one capture, complete in itself.
  ///
  /// Connections are drawn, worst first, until the page weighs `maxOctets`; what is left out is counted on the page.
  package static func page(
    _ capture: CaptureReport, of report: Report, maxOctets: Int = ordinaryOctets
  ) -> [UInt8] {
    let page = CapturePage(
      capture, parameters: report.parameters, language: report.spoken, maxOctets: maxOctets)
    return document(title: page.title, body: self.capture.render(page.parts()), language: report.spoken)
  }

  /// What changed between two runs; figures stand in it as far as `maxOctets` go.
  ///
  /// - Parameters:
  ///   - old: an SVG file of the earlier run, by its name in the folder of the report.
  ///   - new: the same of the later run.
  package static func difference(
    _ difference: Difference, language: Language, maxOctets: Int = ordinaryOctets, old: @escaping (String) -> [UInt8]?,
    new: @escaping (String) -> [UInt8]?
  ) -> [UInt8] {
    let page = DifferencePage(difference, language: language, maxOctets: maxOctets, old: old, new: new)
    return document(title: page.title, body: self.difference.render(page.parts()), language: language, images: "; img-src data:")
  }

  /// Two captures of the same connections; those with most to tell are drawn until the page weighs `maxOctets`.
  ///
  /// - Parameter isLinked: the pages of the batch and of both captures lie beside it.
  package static func pair(_ report: PairReport, maxOctets: Int = ordinaryOctets, isLinked: Bool = true) -> [UInt8] {
    let language = Language(rawValue: report.language) ?? .en
    let page = PairPage(report, language: language, maxOctets: maxOctets, isLinked: isLinked)
    return document(title: page.title, body: difference.render(page.parts()), language: language)
  }

  private static let difference = template(Templates.difference)
  private static let shell = template(Templates.shell)
  private static let capture = template(Templates.capture)
  private static let index = template(Templates.index)

  private static func template(_ text: String) -> MustacheTemplate {
    do {
      return try MustacheTemplate(string: text)
    } catch {
      preconditionFailure("a page that was compiled in is no template: \(error)")
    }
  }

  /// A whole document around a finished body.
  ///
  /// - Parameter images: what the security policy says of images, where there are any.
  private static func document(title: String, body: String, language: Language, images: String = "") -> [UInt8] {
    let head = XMLWriter()
    head.element("title", text: PlacedText.oneLine(title))
    let parts = [
      "language": language.tag, "images": images, "digest": Templates.styleDigest, "style": Templates.style,
      "title": String(decoding: head.octets(), as: UTF8.self), "body": body,
    ]
    return Array(shell.render(parts).utf8)
  }
}

extension Report {
  /// The language of the texts; English where it is none of ours.
  package var spoken: Language { Language(rawValue: language) ?? .en }
}

extension Language {
  /// BCP 47: Chinese in simplified characters, so that a browser picks the right glyphs.
  var tag: String {
    switch self {
    case .en: "en"
    case .zh: "zh-Hans"
    }
  }
}

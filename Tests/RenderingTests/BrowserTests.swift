import Analysis
import Checks
import Foundation
import TCPReportKit
import Testing

@testable import Rendering

/// Every kind of page in a real browser: nothing runs, nothing is fetched, nothing lies upon something else.
@Suite(.serialized, .enabled(if: Browser.path != nil, "no Chromium is installed"))
struct BrowserTests {
  @Test("in every width, folded and unfolded, the page fits and its texts keep apart", arguments: [360, 800, 1600])
  func layout(width: Int) throws {
    let browser = try Browser()
    // Light in the narrowest and in the widest, dark in between; samples that are much like another, once each.
    let dark = width == 800
    try browser.show(width: width, dark: dark)
    for page in try Gallery.everything() where page.isPictured || width == 360 {
      holdSilent(try browser.open(page.octets, named: page.name, type: page.type), page)
      if page.isPictured {
        try holdLayout(browser, page, width: width)
        try Gallery.keep(browser, page, width: width, dark ? "dark" : "light")
      }
      try PageMeasure.unfold(browser)
      try holdLayout(browser, page, width: width)
    }
  }

  @Test("with styles blocked, as Jenkins blocks them, everything is there and can be read", arguments: [360, 1600])
  func strictPolicy(width: Int) throws {
    let browser = try Browser()
    try browser.show(width: width)
    for page in try Gallery.everything() where page.isDocument && page.isPictured {
      let visit = try browser.open(page.octets, named: page.name, policy: Browser.strictPolicy)
      // The browser says that it takes no style sheet, and, of a comparison, no picture inside the page; nothing else.
      for message in visit.messages {
        #expect(message.contains(/Refused to apply inline style|Applying inline style|oading the image 'data:|Refused to load the image 'data:/), "\(page.name): \(message)")
        #expect(!message.contains("image") || page.hasImages, "\(page.name): \(message)")
      }
      #expect(visit.requests.isEmpty, "\(page.name)")
      let measure = try PageMeasure(browser)
      #expect(measure.overlaps.isEmpty && measure.cut.isEmpty, "\(page.name), \(width): \(measure.overlaps) \(measure.cut)")
      #expect(measure.texts > 10 && measure.scripts == 0, "\(page.name)")
      if width == 1600 { try Gallery.keep(browser, page, width: width, "unstyled") }
    }
  }

  @Test("on paper nothing is cut off")
  func print() throws {
    let browser = try Browser()
    // A4 less the margins of the style sheet.
    let width = 703
    try browser.show(width: width, print: true)
    for page in try Gallery.everything() where page.isDocument {
      holdSilent(try browser.open(page.octets, named: page.name), page)
      let measure = try PageMeasure(browser)
      #expect(measure.width <= Double(width), "\(page.name) is \(measure.width) wide: \(measure.wide)")
      #expect(measure.overlaps.isEmpty && measure.cut.isEmpty, "\(page.name): \(measure.overlaps) \(measure.cut)")
      if page.isPictured {
        try Gallery.keep(browser, page, width: width, "print")
        #expect(try browser.printed().starts(with: Data("%PDF".utf8)))
      }
    }
  }

  @Test("hostile texts stay texts: no script, no dialog, no request", arguments: Language.allCases)
  func hostile(_ language: Language) throws {
    let browser = try Browser()
    try browser.show(width: 800)
    for page in Gallery.hostile(language) {
      for type in page.isDocument ? ["text/html; charset=utf-8", "application/xhtml+xml"] : [page.type] {
        holdSilent(try browser.open(page.octets, named: page.name, type: type), page)
        #expect(try PageMeasure(browser).scripts == 0, "\(page.name)")
      }
    }
  }

  @Test("the measure sees what it is to see")
  func measure() throws {
    let browser = try Browser()
    try browser.show(width: 360)
    let bad = """
      <!DOCTYPE html><meta name="viewport" content="width=device-width"><body>
      <p style="margin: 0; height: 4px">one text</p><p style="margin: 0">another upon it</p>
      <div style="overflow: hidden; width: 30px; white-space: nowrap">a text that is cut off</div>
      <p style="color: #ccc">hardly to be seen</p><div style="width: 900px">wide</div>
      <img src="http://elsewhere.invalid/picture.png" onerror="console.log('seen')"><script>alert(1)</script>
      """
    let visit = try browser.open(Array(bad.utf8), named: "bad.html")
    let measure = try PageMeasure(browser)
    #expect(measure.overlaps.count == 1 && measure.overlaps.first?.contains("another upon it") == true, "\(measure.overlaps)")
    #expect(measure.cut.count == 1 && measure.faint.count == 1 && measure.width > 360 && measure.scripts == 2, "\(measure)")
    #expect(visit.requests == ["http://elsewhere.invalid/picture.png"])
    #expect(visit.messages.contains { $0.hasPrefix("dialog") } && visit.messages.contains { $0.hasPrefix("console") })
    // The policy in the head of our pages holds such things off, and the browser says so.
    let guarded = bad.replacingOccurrences(
      of: "<body>", with: "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"><body>")
    let held = try Browser().open(Array(guarded.utf8), named: "guarded.html")
    #expect(held.requests.isEmpty && !held.messages.contains { $0.hasPrefix("dialog") } && !held.messages.isEmpty)
  }

  private func holdSilent(_ visit: Browser.Visit, _ page: Gallery.Page) {
    #expect(visit.messages.isEmpty && visit.requests.isEmpty, "\(page.name): \(visit)")
  }

  private func holdLayout(_ browser: Browser, _ page: Gallery.Page, width: Int) throws {
    let measure = try PageMeasure(browser)
    #expect(measure.width <= Double(max(width, page.leastWidth)), "\(page.name) is \(measure.width) wide at \(width): \(measure.wide)")
    #expect(measure.overlaps.isEmpty, "\(page.name) at \(width): \(measure.overlaps)")
    #expect(measure.cut.isEmpty, "\(page.name) at \(width): \(measure.cut)")
    #expect(measure.faint.isEmpty, "\(page.name) at \(width): \(measure.faint)")
    #expect(measure.texts > 3 && measure.scripts == 0, "\(page.name)")
  }
}

/// The pages that are looked at, and their pictures.
enum Gallery {
  struct Page {
    var name: String
    var octets: [UInt8]
    /// A picture of it is kept.
    var isPictured = false
    var hasImages = false
    var type = "text/html; charset=utf-8"
    var isDocument: Bool { type.hasPrefix("text/html") }
    /// A figure alone is as wide as it is.
    var leastWidth = 0
  }

  /// Every sample's page, and one of every kind in both languages.
  static func everything() throws -> [Page] { try kinds.get() + samples }

  private static let kinds = Result { try Language.allCases.flatMap { try kinds(in: $0) } }

  private static let samples: [Page] = SampleReports.names.compactMap { name in
    guard !pictured.contains(name), let report = try? SampleReports.report(name), let capture = report.captures.first else { return nil }
    return Page(name: "\(capture.name).html", octets: HTMLReport.page(capture, of: report))
  }

  /// Samples with something of their own to see: findings of a connection, a long table, hosts, what is cut, IPv6.
  private static let pictured = ["late-fin-unanswered.pcap", "many-connections.pcap", "isn-increment-64000.pcap", "ipv6-open-close.pcap"]

  private static func kinds(in language: Language) throws -> [Page] {
    var options = AnalysisOptions()
    options.language = language
    var report = Report()
    report.language = language.rawValue
    report.captures = try pictured.map { try SampleReports.read($0, options) } + [PageFixture.incident(language), CaptureReport()]
    report.captures[report.captures.count - 1].name = "empty"
    var pages = [Page(name: "index.\(language).html", octets: HTMLReport.index(report), isPictured: true)]
    pages += report.captures.map { capture in
      Page(name: "\(capture.name).\(language).html", octets: HTMLReport.page(capture, of: report), isPictured: true)
    }
    pages.append(try difference(language))
    let pair = try SampleReports.pair(language)
    pages.append(Page(name: "pair.\(language).html", octets: HTMLReport.pair(pair), isPictured: true))
    let figure = LadderFigure.svg(LadderFixture.incident(), language: language, standalone: true)
    pages.append(Page(name: "flow.\(language).svg", octets: figure, isPictured: true, type: "image/svg+xml", leastWidth: 2_000))
    return pages
  }

  /// Two captures under one name, as two runs of one build.
  private static func difference(_ language: Language) throws -> Page {
    var options = AnalysisOptions()
    options.language = language
    let runs = try ["open-close-by-client.pcap", "late-fin-unanswered.pcap"].map { name in
      var report = Report()
      report.captures = [try SampleReports.read(name, options)]
      report.captures[0].name = "boot"
      return report
    }
    // In the earlier run the hosts had other addresses.
    let texts = runs.map { String(decoding: JSONReport.write($0, to: ByteSink()).octets(), as: UTF8.self) }
    let documents = try [texts[0].replacing("\"10.77.0.", with: "\"192.0.2."), texts[1]].map { try ReportDocument(json: Array($0.utf8)) }
    func figure(of run: Int, _ name: String) -> [UInt8]? {
      let connection = runs[run].captures[0].connections.first { name.hasSuffix(LadderFigure.fileName($0.id)) }
      return connection.map { LadderFigure.svg($0, language: language, standalone: true) }
    }
    let octets = HTMLReport.difference(
      Difference(from: documents[0], to: documents[1]), language: language,
      old: { name in figure(of: 0, name) }, new: { name in figure(of: 1, name) })
    return Page(name: "diff.\(language).html", octets: octets, isPictured: true, hasImages: true)
  }

  static func hostile(_ language: Language) -> [Page] {
    var report = Report()
    report.language = language.rawValue
    report.captures = [PageFixture.hostile()]
    report.unread = [NamedValue(PageFixture.poison, PageFixture.poison)]
    return [Page(name: "hostile-index.html", octets: HTMLReport.index(report))]
      + report.captures.map { Page(name: "hostile.html", octets: HTMLReport.page($0, of: report)) }
      + [hostileDifference(language), hostilePair(language)] + hostileFigures(of: report)
  }

  /// Each figure by itself, as a browser opens it.
  private static func hostileFigures(of report: Report) -> [Page] {
    report.captures.flatMap(\.connections).filter { $0.ladder != nil }.flatMap { connection in
      [("flow.svg", connection.figure(in: report))] + connection.furtherFigures(in: report).map { ($0.name, $0.octets) }
    }.map { Page(name: "hostile-\($0.0.split(separator: "/").last ?? "")", octets: $0.1, type: "image/svg+xml") }
  }

  /// Two captures of an attacker: names of files, and whatever might come out of a packet.
  private static func hostilePair(_ language: Language) -> Page {
    let poison = PageFixture.poison
    var report = PairReport()
    report.language = language.rawValue
    (report.names, report.pages) = (PerRole(client: poison, server: poison), PerRole(client: poison, server: poison))
    report.hidden = poison
    var connection = PairedConnection()
    let end = EndpointName(address: poison, port: 80)
    (connection.atClient, connection.atServer) = (PerRole(client: end, server: end), PerRole(client: end, server: end))
    connection.rewritten = [Rewrite(field: poison, from: .client, before: poison, after: poison, segments: 1, frames: [1, 1])]
    let hostile = PageFixture.hostile().connections[0]
    (connection.ladder, connection.states) = (hostile.ladder ?? Ladder(), hostile.states)
    report.connections = [connection]
    return Page(name: "hostile-pair.html", octets: HTMLReport.pair(report))
  }

  /// Two reports of an attacker, with figures that would run if they were more than images.
  private static func hostileDifference(_ language: Language) -> Page {
    let poison = PageFixture.poison
    var capture = CaptureDifference(name: poison)
    capture.findings = FindingDifference.Change.allCases.map { change in
      FindingDifference(change: change, check: poison, level: poison, title: poison, whose: poison, counts: true)
    }
    let end = EndpointName(address: poison, port: 80)
    capture.addresses = [RenamedAddress(old: poison, new: poison, amongOld: 2, amongNew: 3)]
    capture.ports = [RenamedPort(old: end, new: end, among: 2)]
    capture.checks = [ValueDifference(poison, poison, poison)]
    capture.hosts = [HostDifference(address: poison, changes: [ValueDifference("timeWait", poison, poison), ValueDifference("isn active", poison, poison)])]
    capture.connections = [ConnectionDifference(old: 1, new: 2, ends: poison, changes: [ValueDifference("closeStyle", poison, poison)])]
    var difference = Difference()
    (difference.onlyOld, difference.onlyNew, difference.captures) = ([poison], [poison], [capture])
    let figure = Array(
      """
      <svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script>
      <image href="http://elsewhere.invalid/picture.png" width="9" height="9"/></svg>
      """.utf8)
    let octets = HTMLReport.difference(difference, language: language, old: { _ in figure }, new: { _ in figure })
    return Page(name: "hostile-diff.html", octets: octets, hasImages: true)
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.build/pictures").standardized

  /// Keeps a picture of the page as it stands in the browser: its first screens.
  static func keep(_ browser: Browser, _ page: Page, width: Int, _ manner: String) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let height = min(try PageMeasure(browser).height, 2_600)
    let picture = try browser.photograph(width: width, height: Int(height))
    try picture.write(to: folder.appending(path: "\(page.name).\(width).\(manner).png"))
  }
}

import Foundation
import Glibc

/// A headless Chromium, spoken to over its DevTools pipe: JSON messages, each ended by a zero octet.
///
/// Pages are handed to it under an address that leads nowhere, with the security policy of the server that would serve
/// them; whatever else it asks for is noted and refused.
final class Browser {
  /// One page as the browser met it.
  struct Visit {
    /// What it wrote to the console, what it threw, and dialogs that it opened.
    var messages: [String] = []
    /// What it asked for beside itself.
    var requests: [String] = []
  }
  struct Failure: Error, CustomStringConvertible { var description: String }

  static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// What Jenkins sends with every file of a build: no style sheet inside the page, no script, no form, no frame.
  static let strictPolicy = "sandbox allow-same-origin; default-src 'none'; img-src 'self'; style-src 'self'"

  private let process = Process()
  private let folder: URL
  private let commands: Int32
  private let answers: Int32
  private var unread: [UInt8] = []
  private var lastIdentifier = 0
  private var session: String?
  private var page: (address: String, octets: [UInt8], type: String, policy: String?)?
  private var visit = Visit()
  private var isLoaded = false

  init() throws {
    guard let path = Browser.path else { throw Failure(description: "no Chromium is installed") }
    folder = FileManager.default.temporaryDirectory.appending(path: "browser-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let folder = folder
    let ends = try ["commands", "answers"].map { (name: String) -> Int32 in
      let pipe = folder.appending(path: name).path
      guard mkfifo(pipe, 0o600) == 0 else { throw Failure(description: "no pipe \(pipe)") }
      // Both ways, so that opening waits for nobody.
      return Glibc.open(pipe, O_RDWR | O_CLOEXEC)
    }
    (commands, answers) = (ends[0], ends[1])
    process.executableURL = URL(filePath: "/bin/sh")
    // The pipe is descriptors 3 and 4, which no argument list of Foundation can say.
    process.arguments = [
      "-c", #"exec "$0" "$@" 3<"$PIPES/commands" 4>"$PIPES/answers" 2>"$PIPES/errors""#, path, "--headless=new", "--no-sandbox",
      "--disable-gpu", "--hide-scrollbars", "--disable-extensions", "--disable-background-networking", "--no-first-run",
      "--disable-dev-shm-usage", "--force-color-profile=srgb", "--user-data-dir=\(folder.path)/profile",
      "--remote-debugging-pipe", "about:blank",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging(["PIPES": folder.path, "LANG": "C.UTF-8"]) { $1 }
    try process.run()
    let targets = try call("Target.getTargets")["targetInfos"] as? [[String: Any]] ?? []
    guard let target = targets.first(where: { $0["type"] as? String == "page" })?["targetId"] as? String else {
      throw Failure(description: "Chromium has opened no page")
    }
    session = try call("Target.attachToTarget", ["targetId": target, "flatten": true])["sessionId"] as? String
    for domain in ["Page", "Runtime", "Log"] { try call("\(domain).enable") }
    try call("Fetch.enable", ["patterns": [["urlPattern": "*"]]])
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
    close(commands)
    close(answers)
    try? FileManager.default.removeItem(at: folder)
  }

  /// Opens a page and waits until it has been laid out.
  ///
  /// - Parameter policy: the Content-Security-Policy that a server sends with it.
  func open(_ octets: [UInt8], named name: String, type: String = "text/html; charset=utf-8", policy: String? = nil) throws -> Visit {
    let address = "http://report.invalid/\(name)"
    (page, visit, isLoaded) = ((address, octets, type, policy), Visit(), false)
    try call("Page.navigate", ["url": address])
    while !isLoaded { note(try receive()) }
    _ = try evaluate("document.fonts.ready.then(() => 1)")
    return visit
  }

  /// How the page is to be shown from now on.
  func show(width: Int, height: Int = 900, dark: Bool = false, print: Bool = false) throws {
    try call(
      "Emulation.setDeviceMetricsOverride", ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 && !print])
    try call(
      "Emulation.setEmulatedMedia",
      ["media": print ? "print" : "screen", "features": [["name": "prefers-color-scheme", "value": dark ? "dark" : "light"]]])
  }

  /// The value of an expression in the page, as JSON.
  func evaluate(_ expression: String) throws -> Data {
    let answer = try call(
      "Runtime.evaluate", ["expression": "(async () => JSON.stringify(await (\(expression))))()", "awaitPromise": true, "returnByValue": true])
    if let thrown = answer["exceptionDetails"] { throw Failure(description: "\(thrown)") }
    let value = (answer["result"] as? [String: Any])?["value"] as? String ?? "null"
    return Data(value.utf8)
  }

  /// A picture of the page from its top.
  func photograph(width: Int, height: Int) throws -> Data {
    let clip: [String: Any] = ["x": 0, "y": 0, "width": width, "height": height, "scale": 1]
    return try data(of: call("Page.captureScreenshot", ["format": "png", "captureBeyondViewport": true, "optimizeForSpeed": true, "clip": clip]))
  }

  /// The page on paper: A4 with the margins of its own style sheet.
  func printed() throws -> Data {
    try data(of: call("Page.printToPDF", ["paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": true, "printBackground": false]))
  }

  private func data(of answer: [String: Any]) throws -> Data {
    guard let text = answer["data"] as? String, let data = Data(base64Encoded: text) else { throw Failure(description: "no picture came") }
    return data
  }

  // MARK: The protocol

  @discardableResult
  private func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    let identifier = try send(method, parameters)
    while true {
      let message = try receive()
      guard message["id"] as? Int == identifier else {
        note(message)
        continue
      }
      if let error = message["error"] { throw Failure(description: "\(method): \(error)") }
      return message["result"] as? [String: Any] ?? [:]
    }
  }

  private func send(_ method: String, _ parameters: [String: Any]) throws -> Int {
    lastIdentifier += 1
    var message: [String: Any] = ["id": lastIdentifier, "method": method, "params": parameters]
    message["sessionId"] = session
    var octets = Array(try JSONSerialization.data(withJSONObject: message)) + [0]
    while !octets.isEmpty {
      let written = write(commands, octets, octets.count)
      guard written > 0 else { throw Failure(description: "Chromium does not listen") }
      octets.removeFirst(written)
    }
    return lastIdentifier
  }

  /// The next message; an error after two minutes of silence.
  private func receive() throws -> [String: Any] {
    while true {
      if let end = unread.firstIndex(of: 0) {
        let message = try JSONSerialization.jsonObject(with: Data(unread[..<end])) as? [String: Any] ?? [:]
        unread.removeSubrange(...end)
        return message
      }
      var waiting = pollfd(fd: answers, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 120_000) == 1 else { throw Failure(description: "Chromium does not answer: \(errors)") }
      var octets = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(answers, &octets, octets.count)
      guard count > 0 else { throw Failure(description: "Chromium went away: \(errors)") }
      unread += octets[..<count]
    }
  }

  private var errors: String { (try? String(contentsOf: folder.appending(path: "errors"), encoding: .utf8)) ?? "" }

  /// Takes what the browser tells of its own accord.
  private func note(_ message: [String: Any]) {
    let parameters = message["params"] as? [String: Any] ?? [:]
    switch message["method"] as? String {
    case "Page.loadEventFired": isLoaded = true
    case "Runtime.consoleAPICalled": visit.messages.append("console: \(parameters["args"] ?? "")")
    case "Runtime.exceptionThrown": visit.messages.append("exception: \(parameters["exceptionDetails"] ?? "")")
    case "Log.entryAdded":
      let entry = parameters["entry"] as? [String: Any]
      // The icon that the browser asks for by itself was refused.
      if (entry?["url"] as? String)?.hasSuffix("/favicon.ico") == true { break }
      visit.messages.append("log: \(entry?["text"] ?? "")")
    case "Page.javascriptDialogOpening":
      visit.messages.append("dialog: \(parameters["message"] ?? "")")
      _ = try? send("Page.handleJavaScriptDialog", ["accept": true])
    case "Fetch.requestPaused": answer(parameters)
    default: break
    }
  }

  private func answer(_ parameters: [String: Any]) {
    let identifier = parameters["requestId"] ?? ""
    let address = (parameters["request"] as? [String: Any])?["url"] as? String ?? ""
    guard let page, page.address == address else {
      // The browser asks for a site's icon by itself, now and then.
      if !address.hasSuffix("/favicon.ico") { visit.requests.append(address) }
      _ = try? send("Fetch.failRequest", ["requestId": identifier, "errorReason": "BlockedByClient"])
      return
    }
    var headers = [["name": "Content-Type", "value": page.type]]
    if let policy = page.policy { headers.append(["name": "Content-Security-Policy", "value": policy]) }
    _ = try? send(
      "Fetch.fulfillRequest",
      ["requestId": identifier, "responseCode": 200, "responseHeaders": headers, "body": Data(page.octets).base64EncodedString()])
  }
}

import Checks
import Testing
import Wire

/// `--set`, `--msl`, `--profile`: which wins, and what the report says about it.
@Suite struct SettingTests {
  @Test("every value of the judgement has a name")
  func complete() {
    let unnamed: Set = ["profile", "mslIsExplicit", "own"]
    let fields = Mirror(reflecting: Parameters()).children.compactMap(\.label).filter { !unnamed.contains($0) }
    #expect(fields.count == NamedParameter.all.count)
    #expect(Set(NamedParameter.all.map(\.name)).count == NamedParameter.all.count)
  }

  @Test("each name sets a value of its own, and the value's own text reads back", arguments: NamedParameter.all.map(\.name))
  func own(name: String) throws {
    let defaults = Parameters()
    let parameter = try #require(NamedParameter.all.first { $0.name == name })
    let text = parameter.value(in: defaults)
    #expect(try Parameters(.init(settings: ["\(name)=\(text)"])).changes().isEmpty)
    let other = text.hasSuffix("s") ? "60s" : Int(text) != nil ? "4" : "0.25"
    let value = text == other ? "61s" : other
    let settings = name.hasPrefix("tw.") ? ["tw.floor", "tw.low", "tw.rfc", "tw.ceiling"].map { "\($0)=\(value)" } : ["\(name)=\(value)"]
    let changes = try Parameters(.init(settings: settings)).changes()
    #expect(changes.contains { $0.name == name && $0.value == value })
    if !name.hasPrefix("tw.") { #expect(changes.count == 1) }
  }

  @Test("lengths of time", arguments: [("45s", 45e9), ("45", 45e9), ("1.5s", 1.5e9), ("200ms", 2e8), ("4min", 240e9), ("2h", 7200e9), ("0", 0)])
  func lengths(text: String, nanoseconds: Double) {
    #expect(Duration(notation: text)?.nanoseconds == Int64(nanoseconds))
  }

  @Test("what is no length of time", arguments: ["", "s", "-1s", "1e400", "inf", "nan", "0x10", "12parsec", "1 s", "99999999999h"])
  func noLengths(text: String) { #expect(Duration(notation: text) == nil) }

  @Test("an explicit MSL means exactly twice that, whatever the profile says; a setting wins over both")
  func precedence() throws {
    let plain = try Parameters(profile: .linux, .init(msl: .seconds(20)))
    #expect(plain.timeWaitFloor == .seconds(40) && plain.timeWaitRFC == .seconds(40) && plain.timeWaitCeiling == .seconds(100))
    let set = try Parameters(
      profile: .linux, .init(msl: .seconds(20), settings: ["tw.floor=5s", "tw.floor=7s"]))
    #expect(set.timeWaitFloor == .seconds(7) && set.timeWaitLow == .seconds(40))
    #expect(try Parameters(profile: .linux).timeWaitFloor == .seconds(60))
    #expect(try Parameters(profile: .rfcStrict).timeWaitFloor == .seconds(240))
  }

  @Test("a check's own value is known by its id, and unknown ones are refused with what is near")
  func ownOfCheck() throws {
    let check = Check(
      id: "close/slow", level: .note, kind: .timing, title: Bilingual("slow", zh: "慢"),
      citation: .rfc(9293, "3.6", nil, "closing"), why: Bilingual("", zh: ""), parameters: [Parameter("limit", 3, "seconds")],
      triggers: [], passes: [], subject: .step(on: []) { _, _ in [] })
    let parameters = try Parameters(.init(settings: ["close/slow.limit=4.5"]), checks: [check])
    #expect(parameters.value("limit", of: check) == 4.5)
    #expect(parameters.changes(checks: [check]).map(\.value) == ["4.5"])
    #expect(throws: SettingError(description: "there is no parameter 'close/slow.limt'; did you mean 'close/slow.limit'?")) {
      try Parameters(.init(settings: ["close/slow.limt=4"]), checks: [check])
    }
    #expect(throws: SettingError.self) { try Parameters(.init(settings: ["close/slow.limit=-4"]), checks: [check]) }
  }
}

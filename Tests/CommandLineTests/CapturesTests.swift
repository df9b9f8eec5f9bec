import Foundation
import Testing

/// Every file below the folder named by CAPTURES, sound or not: an answer within ten seconds, and never a crash.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CAPTURES"] != nil)) struct CapturesTests {
  static let folder = ProcessInfo.processInfo.environment["CAPTURES"]
  static let files: [String] = {
    guard let folder,
      let names = try? FileManager.default.subpathsOfDirectory(atPath: folder) else { return [] }
    return names.sorted().map { "\(folder)/\($0)" }.filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }
  }()

  @Test("each file gets a report or a reason")
  func each() throws {
    let scratch = try Scratch()
    for file in Self.files {
      let run = try Program(shell: #"timeout -s KILL 10 "$tcpreport" '\#(file)'"#, in: scratch)
      #expect([0, 2, 3].contains(run.status), "\(file): \(run.status) \(run.errors)")
      // 2 and 3 say why, 0 and 3 what was in it.
      let isExplained = run.errors.contains("Error: ") || run.errors.contains("Warning: ")
      #expect((run.status == 0) == !isExplained, "\(file): \(run.errors)")
      #expect((run.status == 2) == run.output.isEmpty, "\(file): \(run.output)")
    }
  }

  @Test("all together are the same in one thread and in three")
  func together() throws {
    let scratch = try Scratch()
    let one = try Program(Self.files + ["-j", "1", "-o", "one"], in: scratch)
    let three = try Program(Self.files + ["-j", "3", "-o", "three"], in: scratch)
    #expect(one.output == three.output && one.status == three.status)
    // The last line says where the report is.
    #expect(one.errors.replacing("report: one/", with: "report: three/") == three.errors)
    #expect(try scratch.files(in: "one") == scratch.files(in: "three"))
  }
}

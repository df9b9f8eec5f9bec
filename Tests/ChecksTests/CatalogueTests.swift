import Checks
import Foundation
import Testing

/// The catalogue as a whole: names, files and texts that belong together.
@Suite struct CatalogueTests {
  @Test("ids are family/kebab-name, and no two are the same")
  func ids() {
    let ids = Catalogue.checks.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids {
      let isKebab = id.wholeMatch(of: #/[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*/#) != nil
      #expect(isKebab, "\(id)")
    }
  }

  @Test("every check shows what it means, and says why it matters in both languages", arguments: Catalogue.checks)
  func isWhole(_ check: Check) {
    #expect(check.triggers.contains { $0.contains("↓") }, "a trigger marks where the finding lands")
    #expect(!check.triggers.isEmpty && !check.passes.isEmpty)
    for text in [check.title, check.why] {
      #expect(!text.en.isEmpty && !text.zh.isEmpty && text.en != text.zh)
      #expect(text.zh.contains { !$0.isASCII }, "\(text.zh)")
    }
    #expect(!check.title.en.hasSuffix("."))
    for parameter in check.parameters { #expect(!parameter.meaning.isEmpty, "\(parameter.name)") }
    if case .step(let marks, _) = check.subject { #expect(!marks.isEmpty, "nothing calls for it") }
  }

  @Test("constant, file and id bear the same name, and no file is forgotten")
  func files() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Checks").standardized
    var declared: [String] = []
    for folder in try contents(of: root) where folder.hasDirectoryPath && folder.lastPathComponent != "Coverage" {
      for file in try contents(of: folder) where file.pathExtension == "swift" {
        let text = try String(contentsOf: file, encoding: .utf8)
        let name = file.deletingPathExtension().lastPathComponent
        let constant = text.firstMatch(of: #/static let (\w+) = Check\(/#).map { String($0.1) }
        let id = text.firstMatch(of: #/\bid: "([^"]+)"/#).map { String($0.1) }
        #expect(constant?.lowercased() == name.lowercased(), "\(name)")
        let parts = id?.split(separator: "/") ?? []
        #expect(parts.first.map(String.init) == folder.lastPathComponent.lowercased(), "\(name)")
        #expect(parts.last.map { String($0).replacing("-", with: "") } == name.lowercased(), "\(name)")
        if let id { declared.append(id) }
      }
    }
    #expect(declared.sorted() == Catalogue.checks.map(\.id).sorted())
  }

  private func contents(of folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.isDirectoryKey])
  }
}

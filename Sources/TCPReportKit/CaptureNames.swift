import Capture

/// Gives every capture of a batch a label that is safe as a file name and unique, made of nothing but its file's name.
///
/// Letters and digits of any script stay, everything else becomes `-`; endings such as `.pcap.gz` go. Equal names are
/// told apart by `-2`, `-3` and so on, in the order of the batch.
public struct CaptureNames: Sendable {
  /// Names of files and folders that are taken, in lower case, since some file systems do not tell cases apart.
  private var taken: Set<String>

  /// - Parameter reserved: names in the output folder that belong to the batch.
  public init(reserved: [String] = ["index.html"]) { taken = Set(reserved.map { $0.lowercased() }) }

  /// What stands for the file's name where that is not to be told.
  package static func hidden(_ number: Int) -> String { "capture-\(number)" }

  /// The label of the next capture.
  public mutating func next(for file: String) -> String {
    let base = CaptureNames.safe(file == "-" ? "stdin" : PathText(file).lastComponent.text)
    var name = base
    var count = 1
    while !claim(name) {
      count += 1
      name = "\(base)-\(count)"
    }
    return name
  }

  private mutating func claim(_ name: String) -> Bool {
    let names = [name.lowercased(), name.lowercased() + ".html"]
    guard taken.isDisjoint(with: names) else { return false }
    taken.formUnion(names)
    return true
  }

  /// Octets a label may take: file systems allow 255, and an ending and a temporary name must fit, too.
  private static let longest = 120

  private static func safe(_ name: String) -> String {
    var name = name[...]
    for ending in [".gz", ".xz", ".zst", ".bz2"] where name.lowercased().hasSuffix(ending) {
      name = name.dropLast(ending.count)
    }
    for ending in [".pcapng", ".pcap", ".cap", ".ntar", ".dmp"] where name.lowercased().hasSuffix(ending) {
      name = name.dropLast(ending.count)
      break
    }
    var safe = ""
    for scalar in name.unicodeScalars {
      let wide = safe.utf8.count + String(scalar).utf8.count > longest
      if wide { break }
      if isPlain(scalar) || !safe.isEmpty && isMark(scalar) {
        safe.unicodeScalars.append(scalar)
      } else if safe.last != "-" {
        safe.append("-")
      }
    }
    let edges: Set<Character> = ["-", ".", "_"]
    safe = String(safe.drop { edges.contains($0) })
    while let last = safe.last, edges.contains(last) { safe.removeLast() }
    return safe.isEmpty ? "capture" : safe
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .decimalNumber: true
    default: "._+@=".unicodeScalars.contains(scalar)
    }
  }

  /// Accents and vowel signs, which belong to the letter before.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark: true
    default: false
    }
  }
}

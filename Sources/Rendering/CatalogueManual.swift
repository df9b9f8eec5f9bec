import Checks

/// The catalogue as the manual page `tcpreport-checks(7)`, in mdoc(7).
package enum CatalogueManual {
  package static func page(_ checks: [Check]) -> String {
    var lines = [
      ".Dd $Mdocdate$", ".Dt TCPREPORT-CHECKS 7", ".Os", ".Sh NAME", ".Nm tcpreport-checks",
      ".Nd what tcpreport(1) holds TCP connections against", ".Sh DESCRIPTION",
    ]
    lines += [
      "Each check has its law, what excuses the accused, its values, a conversation that it finds",
      "(an arrow marks the line) and one that it leaves alone.",
      "All of its conversations are printed by", ".Ql tcpreport checks ID .",
    ]
    var family: Substring = ""
    for check in checks {
      if check.family != family { lines.append(".Sh \(check.family.uppercased())") }
      family = check.family
      lines.append(".Ss \(check.id)")
      let text = CatalogueText.explanation(of: check, .en, examples: 1).split(separator: "\n", omittingEmptySubsequences: false)
      lines += [".Bd -literal"] + text.dropFirst().map(literal) + [".Ed"]
    }
    return (lines + [".Sh SEE ALSO", ".Xr tcpreport 1"]).joined(separator: "\n") + "\n"
  }

  /// A line as it stands: no escape, no request.
  private static func literal(_ line: Substring) -> String {
    let text = line.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : String(text)
  }
}

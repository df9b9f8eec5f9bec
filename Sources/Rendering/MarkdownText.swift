/// Hostile text in Markdown: one line in which every character that could begin markup, a mention, a link or HTML stands
/// for itself (CommonMark 2.4; GitHub's and GitLab's extensions).
func markdown(_ text: String) -> String {
  PlacedText.oneLine(text).reduce(into: "") { safe, character in
    switch character {
    case "&": safe += "&amp;"
    case "<": safe += "&lt;"
    case ">": safe += "&gt;"
    // Mentions, references and addresses that turn into links by themselves.
    case "@": safe += "&#64;"
    case ":": safe += "&#58;"
    case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "#", "+", "-", "!", "|", "~", "$", "^", "=": safe += "\\\(character)"
    default: safe.append(character)
    }
  }
}

/// The files of `pages/`, compiled into the binary: the shell of every page, its one style sheet, and the sheet's digest.
package enum Templates {
  /// Mustache: a whole document around finished fragments.
  package static let shell = text(PackageResources.shell_mustache)
  /// Mustache: the parts of a capture's page in their order.
  package static let capture = text(PackageResources.capture_mustache)
  /// Mustache: the parts of the page that compares two runs.
  package static let difference = text(PackageResources.difference_mustache)
  /// Mustache: the parts of the batch's page in their order.
  package static let index = text(PackageResources.index_mustache)
  /// The style sheet, without `<` and `&`, so that it may stand in XHTML and in HTML alike.
  package static let style = text(PackageResources.page_css)
  /// SHA-256 of the style sheet in base64, for the content security policy (CSP level 3, §2.3.1); a test holds it true.
  package static let styleDigest = text(PackageResources.page_css_sha256.filter { $0 > 0x20 })

  private static func text(_ octets: [UInt8]) -> String { String(decoding: octets, as: UTF8.self) }
}

// swift-tools-version: 6.2
import PackageDescription

// A package of its own that uses the library. From elsewhere, name its repository: .package(url: …, exact: "0.1.0").
let package = Package(
  name: "who-closed",
  dependencies: [.package(name: "tcpreport", path: "../..")],
  targets: [
    .executableTarget(name: "who-closed", dependencies: [.product(name: "TCPReportKit", package: "tcpreport")])
  ],
  swiftLanguageModes: [.v6]
)

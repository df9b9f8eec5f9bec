// swift-tools-version: 6.2
import PackageDescription

// Each target is a room; a room looks only downward, so an arrow upward does not compile.
// `make test` sets TCPREPORT_STRICT: there a warning is an error; in a user's build it is not.
let strict: [SwiftSetting] = Context.environment["TCPREPORT_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]
let room: [SwiftSetting] = [.strictMemorySafety()] + strict

// `make fuzz` sets TCPREPORT_FUZZ: only libFuzzer has a `main` for that program.
let fuzz: [Target] =
  Context.environment["TCPREPORT_FUZZ"] == nil
  ? [] : [.executableTarget(name: "fuzz", dependencies: ["Fuzzing"], path: "Tests/fuzz", exclude: ["run"])]

let package = Package(
  name: "tcpreport",
  products: [
    .executable(name: "tcpreport", targets: ["tcpreport"]),
    .library(name: "TCPReportKit", targets: ["TCPReportKit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    // swift-crypto asks for a range of it; here it is one version.
    .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
  ],
  targets: [
    // Floor 0: what do these bytes say?
    .target(name: "Wire", swiftSettings: room),

    // Floor 1: the file, the measuring, the machine.
    .systemLibrary(name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLzma", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .target(name: "Capture", dependencies: ["Wire", "CPcap", "CZlib", "CLzma", "CZstd"], swiftSettings: room),
    .target(name: "Tap", dependencies: ["Wire"], swiftSettings: room),
    .target(name: "Replay", dependencies: ["Wire"], swiftSettings: room),

    // Floor 2: many connections together.
    .target(name: "Hosts", dependencies: ["Wire", "Replay"], swiftSettings: room),

    // Floor 3: is this a disagreement, with which law, in which words?
    .target(
      name: "Checks", dependencies: ["Wire", "Tap", "Replay", "Hosts"], exclude: ["COVERAGE.md", "PEERS.md"],
      swiftSettings: room),

    // Floor 4: the fold, the settlement, the report.
    .target(
      name: "Analysis", dependencies: ["Wire", "Capture", "Tap", "Replay", "Hosts", "Checks"], swiftSettings: room),

    // Floor 5: markup and text out of a report.
    .systemLibrary(name: "CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .target(name: "Templates", path: "Templates", exclude: ["man", "debian", "documentation", "report.schema.json", "pair.schema.json", "diff.schema.json"], resources: [.embedInCode("pages")], swiftSettings: room),
    .target(
      name: "Rendering",
      dependencies: [
        "Analysis", "Checks", "Wire", "CXML2", "Templates", .product(name: "Mustache", package: "swift-mustache"),
      ],
      swiftSettings: room),

    // Floor 6: the public face, and the command line.
    .target(
      name: "TCPReportKit",
      dependencies: [
        "Analysis", "Rendering", "Capture", "Checks", "Wire", .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
      ],
      swiftSettings: room),
    .executableTarget(
      name: "tcpreport",
      dependencies: [
        "TCPReportKit", "Analysis", "Rendering", "Capture", "Checks",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: room),

    .executableTarget(
      name: "bench", dependencies: ["Analysis", "Capture", "Rendering", "Wire", "CPcap", "CaptureWriter"], path: "Tests/bench",
      exclude: ["MEASURED.md", "instructions"]),
    .target(name: "CaptureWriter", dependencies: ["Wire"], path: "Tests/CaptureWriter", swiftSettings: room),
    .target(
      name: "TestSupport", dependencies: ["Wire", "Tap", "Replay", "Checks", "Analysis", "CXML2"], path: "Tests/TestSupport"),
    .target(
      name: "Fuzzing",
      dependencies: ["TCPReportKit", "Analysis", "Capture", "Wire", "CaptureWriter", "TestSupport"],
      path: "Tests/Fuzzing"),
    .testTarget(name: "FuzzingTests", dependencies: ["Fuzzing", "TestSupport"]),
    .testTarget(
      name: "HostsTests", dependencies: ["Hosts", "Analysis", "Checks", "Replay", "Wire", "TestSupport"]),
    .testTarget(name: "TapTests", dependencies: ["Tap", "Capture", "Analysis", "Checks", "Wire", "TestSupport"]),
    .testTarget(name: "ReplayTests", dependencies: ["Replay", "Wire", "TestSupport"]),
    .testTarget(
      name: "CaptureTests", dependencies: ["Capture", "Analysis", "Wire", "CZlib", "CLzma", "CZstd", "CaptureWriter", "TestSupport"]),
    .testTarget(name: "GuardrailTests"),
    .testTarget(name: "WireTests", dependencies: ["Wire", "CaptureWriter", "TestSupport"]),
    .testTarget(name: "AnalysisTests", dependencies: ["Analysis", "Capture", "Checks", "Wire", "CaptureWriter", "TestSupport"]),
    .testTarget(name: "ChecksTests", dependencies: ["Checks", "Analysis", "Wire", "TestSupport"]),
    .testTarget(
      name: "RenderingTests",
      dependencies: [
        "Rendering", "TCPReportKit", "Analysis", "Checks", "Replay", "Wire", "Templates", "CXML2", "TestSupport",
      ]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["tcpreport", "TCPReportKit", "Capture", "CaptureWriter", "Checks", "Analysis", "Wire", "TestSupport"]),
  ] + fuzz,
  swiftLanguageModes: [.v6]
)

// swift-tools-version: 6.2
import PackageDescription

/// One list of settings for every Swift target: what compiles with a warning does not compile.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

let embedded: [CSetting] = [.unsafeFlags(["-std=c2x", "-Wall", "-Wextra", "-Werror"])]
let cxx: [CXXSetting] = [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]

let package = Package(
    name: "veil",
    products: [
        .executable(name: "veil", targets: ["veil"]),
        // For training/, which learns from the product's own features.
        .library(name: "Deid", targets: ["Deid"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // Values of the standard: no C, no I/O.
        .target(name: "Dicom", swiftSettings: strict),
        // Our own words that spool, ledger, services and reports share: the id of an instance, its origin, why it is held.
        .target(name: "Instances", swiftSettings: strict),
        // One way to make a thread of our own.
        .target(name: "Threads", swiftSettings: strict),
        // Tables of the standard as data, embedded with #embed.
        .target(name: "StandardTables", cSettings: embedded),
        // Word lists, lexicons and weights that read text, embedded with #embed.
        .target(name: "TextModels", cSettings: embedded),
        // C++: how the bridges report errors.
        .target(name: "BridgeSupport", cxxSettings: cxx),
        // C++: the only code that includes DCMTK. Network, data sets, frames and codecs, pictures.
        .target(
            name: "DcmtkBridge", dependencies: ["BridgeSupport"], cxxSettings: cxx,
            linkerSettings: [
                .linkedLibrary("dcmnet"), .linkedLibrary("dcmjpls"), .linkedLibrary("dcmjpeg"), .linkedLibrary("dcmimage"),
                .linkedLibrary("dcmimgle"),
                .linkedLibrary("dcmdata"), .linkedLibrary("oflog"), .linkedLibrary("ofstd"), .linkedLibrary("z"),
                .linkedLibrary("openjp2"), .linkedLibrary("jpeg"), .linkedLibrary("brotlidec"),
            ]
        ),
        // C++: text in pictures, without DCMTK.
        .target(
            name: "TextBridge", dependencies: ["BridgeSupport"], cxxSettings: cxx,
            linkerSettings: [.linkedLibrary("tesseract"), .linkedLibrary("lept"), .linkedLibrary("ZXing")]
        ),
        // Swift owners of the bridges' handles: errors, associations, data sets, frames, text in pictures.
        .target(name: "BridgeErrors", dependencies: ["BridgeSupport"], swiftSettings: strict),
        .target(name: "Dimse", dependencies: ["DcmtkBridge", "BridgeSupport", "BridgeErrors", "Dicom"], swiftSettings: strict),
        .target(
            name: "DataSets", dependencies: ["DcmtkBridge", "BridgeSupport", "BridgeErrors", "Dicom"], swiftSettings: strict),
        .target(
            name: "Frames", dependencies: ["DcmtkBridge", "BridgeSupport", "BridgeErrors", "DataSets", "PictureText", "Dicom"],
            swiftSettings: strict),
        .target(name: "PictureText", dependencies: ["TextBridge", "BridgeSupport", "BridgeErrors"], swiftSettings: strict),
        // What is decided about pixels.
        .target(
            name: "Pixels",
            dependencies: ["BridgeErrors", "DataSets", "Frames", "PictureText", "Dicom", "Deid", "Instances", "TextModels"],
            swiftSettings: strict),
        // Rules, pseudonyms, the plan for one instance.
        .target(
            name: "Deid",
            dependencies: [
                "Dicom", "Instances", "StandardTables", "TextModels",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: strict
        ),
        // What becomes of one instance, in steps.
        .target(
            name: "Engine", dependencies: ["Dicom", "Instances", "BridgeErrors", "DataSets", "Deid", "Pixels"],
            swiftSettings: strict),
        // routes.yml -> checked values.
        .target(
            name: "Routes", dependencies: ["Dicom", "DataSets", "Deid", "Pixels", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        // The SQLite file: instances, deliveries, pseudonyms, audit.
        .target(
            name: "Ledger",
            dependencies: [
                "Dicom", "Instances", "Threads", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        // Files on disk: stage, sync, sweep, quarantine.
        .target(name: "Spool", dependencies: ["Instances"], swiftSettings: strict),
        // The services and the pipeline.
        .target(
            name: "Router",
            dependencies: [
                "Dicom", "Instances", "BridgeErrors", "Dimse", "DataSets", "Frames", "Deid", "Pixels", "Engine", "Routes",
                "Ledger",
                "Spool", "Threads",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        // What an operator can do with what a node keeps: looks and actions with their audit records.
        .target(
            name: "Operations",
            dependencies: ["Dicom", "Instances", "Deid", "Routes", "Ledger", "Spool", "Router"],
            swiftSettings: strict
        ),
        // HTML: one escaper, one style.
        .target(name: "Pages", swiftSettings: strict),
        // What becomes of one instance, for people.
        .target(
            name: "Explain",
            dependencies: [
                "Dicom", "Instances", "BridgeErrors", "DataSets", "Frames", "Deid", "Pixels", "Engine", "Routes", "Pages",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict
        ),
        // The Conformance Statement, out of the tables that the node works with.
        .target(name: "Conformance", dependencies: ["Dicom", "Deid", "Routes", "Router"], swiftSettings: strict),
        // Quality control: originals and clean files, pair by pair.
        .target(
            name: "Verify",
            dependencies: [
                "Dicom", "Instances", "BridgeErrors", "DataSets", "Frames", "Deid", "Pixels", "Engine", "Pages", "Threads",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict
        ),
        // The command: arguments and composition, one file a verb.
        .executableTarget(
            name: "veil",
            dependencies: [
                "Router", "Operations", "Threads", "Engine", "Explain", "Verify", "Conformance", "Routes", "Ledger", "Deid",
                "DataSets",
                "BridgeErrors", "Instances",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "DeidTests",
            dependencies: ["Deid", "Dicom", "DataSets", "Instances", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .testTarget(
            name: "DimseTests", dependencies: ["BridgeErrors", "Dimse", "DataSets", "Frames", "DcmtkBridge", "Dicom"],
            swiftSettings: strict),
        .testTarget(
            name: "EngineTests", dependencies: ["Engine", "Deid", "Pixels", "BridgeErrors", "DataSets", "Dicom", "Instances"],
            swiftSettings: strict),
        .testTarget(
            name: "ExplainTests",
            dependencies: [
                "Explain", "Engine", "Deid", "Pixels", "Dicom", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LedgerTests", dependencies: ["Ledger", "Instances", "Dicom", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        .testTarget(
            name: "PixelsTests",
            dependencies: ["Pixels", "Deid", "BridgeErrors", "DataSets", "Frames", "PictureText", "Dicom", "Instances"],
            swiftSettings: strict),
        .testTarget(
            name: "OperationsTests",
            dependencies: [
                "Operations", "Router", "Routes", "Spool", "Ledger", "Instances", "Dicom",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "RouterTests",
            dependencies: [
                "Router", "Engine", "Pixels", "Routes", "Spool", "Ledger", "Instances", "Dicom", "Dimse", "DataSets", "Frames",
                "Deid",
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(name: "RoutesTests", dependencies: ["Routes", "Deid", "Pixels", "Dicom"], swiftSettings: strict),
        .testTarget(name: "SpoolTests", dependencies: ["Spool", "Instances"], swiftSettings: strict),
        .testTarget(
            name: "VerifyTests",
            dependencies: [
                "Verify", "Engine", "Deid", "Pixels", "DataSets", "Dicom", "Instances",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        // The real command with real peers.
        .testTarget(name: "EndToEndTests", dependencies: ["veil"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

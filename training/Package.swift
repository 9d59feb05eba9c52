// swift-tools-version: 6.2
import PackageDescription

/// What training needs of the product: the features that its recogniser of names sees, computed by its own code.
let package = Package(
    name: "training",
    dependencies: [.package(name: "veil", path: "..")],
    targets: [
        .executableTarget(name: "text-features", dependencies: [.product(name: "Deid", package: "veil")]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

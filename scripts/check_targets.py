"""What Package.swift, the sources and README say of the targets is one thing. Prints each difference; status 1 if any.

Each target declares the modules that its files import, and no other; README's chain names every target of the product, and
each one's dependencies stand to the right of it.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Modules of the toolchain and the system.
SYSTEM = {
    "Foundation", "FoundationNetworking", "Glibc", "Musl", "Darwin", "Dispatch", "Synchronization", "Testing", "RegexBuilder"}
# Not part of the product: makes training data.
OUTSIDE = {"text-features"}


def block(text, start):
    """The text from the parenthesis at `start` to the one that closes it."""
    depth = 0
    for end in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        if depth == 0:
            return text[start:end + 1]
    sys.exit("Package.swift: a parenthesis is not closed")


def targets():
    """Name: kind, own dependencies, products of others."""
    text = (ROOT / "Package.swift").read_text()
    found = {}
    for match in re.finditer(r"\.(target|executableTarget|testTarget)\(", text):
        body = block(text, match.end() - 1)
        name = re.search(r'name: "([^"]+)"', body).group(1)
        listed = re.search(r"dependencies: \[(.*?)\],?\s*(?:swiftSettings|\)|$)", body, re.S)
        listed = listed.group(1) if listed else ""
        products = set(re.findall(r'\.product\(name: "([^"]+)"', listed))
        own = set(re.findall(r'"([^"]+)"', re.sub(r"\.product\([^)]*\)", "", listed)))
        found[name] = (match.group(1), own, products)
    return found


IMPORT = (
    r"^(?:@testable |public |package |internal )*import "
    r"(?:struct |class |enum |protocol |func |typealias )?(\w+)"
)


def imports(name, kind):
    folder = ROOT / ("Tests" if kind == "testTarget" else "Sources") / name
    found = set()
    for path in folder.rglob("*.swift"):
        found |= set(re.findall(IMPORT, path.read_text(), re.M))
    return found - SYSTEM


def main():
    known, differences = targets(), []
    executables = {name for name, (kind, _, _) in known.items() if kind == "executableTarget"}
    for name, (kind, own, products) in known.items():
        folder = ROOT / "Sources" / name
        if kind == "target" and not list(folder.rglob("*.swift")):
            continue  # C and C++
        declared, used = (own | products) - executables, imports(name, kind)
        for module in sorted(used - declared):
            differences.append(f"Package.swift: {name} imports {module} and does not declare it")
        # Headers of one C target include those of another.
        declared = {m for m in declared if m not in known or list((ROOT / "Sources" / m).rglob("*.swift"))}
        for module in sorted(declared - used):
            differences.append(f"Package.swift: {name} declares {module} and does not import it")
    chain = re.search(r"`(veil → [^`]+)`", (ROOT / "README.md").read_text())
    groups = [re.findall(r"[\w-]+", part) for part in chain.group(1).split("→")] if chain else []
    level = {name: number for number, group in enumerate(groups) for name in group}
    for name, (kind, own, _) in known.items():
        if kind == "testTarget" or name in OUTSIDE:
            continue
        if name not in level:
            differences.append(f"README.md: the chain of targets does not name {name}")
        for other in sorted(own):
            if level.get(other, 0) <= level.get(name, 0) and name in level and other in level:
                differences.append(f"README.md: {other} does not stand to the right of {name}, which imports it")
    for name in sorted(set(level) - set(known)):
        differences.append(f"README.md: the chain of targets names {name}, which is none")
    print("\n".join(differences))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())

"""Runs two builds of Veil over the files of folders and says what differs: bytes of the output, decisions, reasons.

    scripts/compare-builds OLD_VEIL NEW_VEIL FOLDER... [--every N] [--explain N] [--strategy NAME]...

Both builds get the same key and the same strategies, those that the project ships. For each strategy both clean all files
(veil deidentify) and what they wrote and said is compared; then veil explain is asked about every Nth file. Durations are
left out; nothing else depends on when a build runs.

Status 0: nothing differs. 1: something does, each difference on a line. 2: wrong usage.
"""
import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

# Name: what stands in the file of routes; {folder} is where the shipped rows are.
STRATEGIES = {
    "basic": "{{profile: basic, options: [retain_longitudinal_modified_dates, clean_pixel_data], "
    "files: [{folder}/ps315-basic.csv], documents: replace}}",
    "research": "{{profile: basic, options: [retain_longitudinal_modified_dates, retain_patient_characteristics, "
    "clean_descriptors, clean_structured_content, retain_safe_private], private_list: tcia, files: [{folder}/research.csv]}}",
    "safe-harbor": "{{profile: basic, options: [retain_patient_characteristics, clean_descriptors, clean_structured_content, "
    "clean_graphics, clean_pixel_data], files: [{folder}/hipaa-safe-harbor.csv], text: {{style: remove}}, "
    "pixels: {{when: always, text: mask_all, fill: blur, devices: {folder}/devices.yml}}}}",
    "rows": "{{profile: none, unlisted: keep, files: [{folder}/john-snow-labs.csv, {folder}/midi.csv], text: {{style: mask}}}}",
}
ROUTES = """version: 1
node: {ae_title: VEIL, state_directory: state}
projects: {compared: {key_file: compared.key}}
strategies:
%s
destinations:
%s
routes:
%s
"""


class Build:
    """One build with a folder of its own, laid out as the other's, so that the same words name the same files."""

    def __init__(self, program, folder, shipped):
        self.program, self.folder = program, folder
        folder.mkdir()
        strategies = "\n".join(f"  {name}: {text.format(folder=shipped)}" for name, text in STRATEGIES.items())
        routes = "\n".join(
            f"  - {{name: {name}, match: {{called_ae_title: {name.upper()}}}, project: compared, strategy: {name}, "
            f"destinations: [{name}]}}" for name in STRATEGIES)
        destinations = "\n".join(f"  {name}: {{folder: archive-{name}}}" for name in STRATEGIES)
        (folder / "routes.yml").write_text(ROUTES % (strategies, destinations, routes))
        # The same key for both; a key is 32 bytes of any kind.
        key = folder / "compared.key"
        key.write_bytes(hashlib.sha256(b"veil compare-builds").digest())
        key.chmod(0o600)

    def run(self, *arguments):
        done = subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, check=False)
        return done.returncode, done.stdout, done.stderr

    def clean(self, name, inputs):
        """What deidentify says, without durations, and a digest of each file that it wrote."""
        status, out, err = self.run(
            "deidentify", "--config", "routes.yml", "--route", name, "--json", "--keep-paths", "--jobs", "1", "-o",
            f"out-{name}", *inputs)
        try:
            said = json.loads(out)
            said["files"]
        except (ValueError, KeyError):
            sys.exit(f"{self.program}: deidentify, strategy {name}: status {status}, no JSON: {err.decode()[-400:]}")
        for entry in said.get("pixels", []):
            entry.pop("seconds", None)
        below = self.folder / f"out-{name}"
        written = {
            str(path.relative_to(below)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(below.rglob("*")) if path.is_file()}
        return status, said, written

    def explain(self, name, path):
        status, out, err = self.run("explain", "--config", "routes.yml", "--route", name, "--json", path)
        try:
            return status, json.loads(out)
        except ValueError:
            return status, {"error": (out + err).decode(errors="replace")}


def by_path(entries, key):
    return {entry.get(key): entry for entry in entries}


def differing(old, new, at=""):
    """The places where two JSON values differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from differing(old.get(key), new.get(key), f"{at}.{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new)):
            yield from differing(one, other, f"{at}[{index}]")
    elif old != new:
        yield f"{at}: {json.dumps(old)[:80]} | {json.dumps(new)[:80]}"


def compare_cleaning(name, old, new):
    differences = []
    if old[0] != new[0]:
        differences.append(f"exit status: {old[0]} | {new[0]}")
    for part, key in [("files", "input"), ("pixels", "path"), ("held", "path"), ("failed", "path"), ("skipped", "path")]:
        one, other = by_path(old[1].get(part, []), key), by_path(new[1].get(part, []), key)
        for path in sorted(one.keys() | other.keys()):
            for place in differing(one.get(path), other.get(path)):
                differences.append(f"{path}: {part}{place}")
    rest = [{k: v for k, v in said[1].items() if not isinstance(v, list)} for said in (old, new)]
    differences += list(differing(*rest))
    for path in sorted(old[2].keys() | new[2].keys()):
        if old[2].get(path) != new[2].get(path):
            differences.append(f"{path}: bytes of the output")
    return [f"{name}: {text}" for text in differences]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=pathlib.Path)
    parser.add_argument("new", type=pathlib.Path)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--every", type=int, default=1, help="take every Nth file (1)")
    parser.add_argument("--explain", type=int, default=10, help="explain every Nth of these; 0: none (10)")
    parser.add_argument("--strategy", action="append", choices=list(STRATEGIES), help="only these; else all")
    parser.add_argument("--strategies-folder", required=True, type=pathlib.Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    for program in (options.old, options.new):
        if not program.is_file():
            parser.error(f"{program}: no such program")
    files = sorted(str(p.resolve()) for folder in options.folders for p in folder.rglob("*") if p.is_file())
    files = files[::options.every]
    if not files:
        parser.error("no files")
    names = options.strategy or list(STRATEGIES)
    differences, cleaned, written, held, explained = [], 0, 0, 0, 0
    with tempfile.TemporaryDirectory(prefix="compare-builds-") as work, concurrent.futures.ThreadPoolExecutor(2) as pool:
        builds = [
            Build(program.resolve(), pathlib.Path(work) / name, options.strategies_folder.resolve())
            for program, name in ((options.old, "old"), (options.new, "new"))]
        for name in names:
            old, new = pool.map(lambda build: build.clean(name, files), builds)
            differences += compare_cleaning(name, old, new)
            cleaned += len(files)
            written += len(new[2])
            held += len(new[1].get("held", []))
            for path in files[::options.explain] if options.explain else []:
                old, new = pool.map(lambda build: build.explain(name, path), builds)
                explained += 1
                differences += [f"{name}: explain {path}{place}" for place in differing(list(old), list(new))]
    for line in differences:
        print(line)
    print(
        f"{len(files)} files, {len(names)} strategies: {cleaned} cleanings compared ({written} outputs written, {held} held), "
        f"{explained} explanations compared; {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())

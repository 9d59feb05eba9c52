"""`veil deidentify` over a folder."""
import json
import os
import shutil
import subprocess
import sys
import time

CONFIGURATION = """version: 1
node: {{state_directory: {work}/state}}
projects: {{bench: {{key_file: {work}/bench.key}}}}
strategies: {{bench: {{profile: basic, options: [clean_pixel_data], pixels: {{when: always, text: {mode}}}}}}}
destinations: {{folder: {{folder: {work}/unused}}}}
routes: [{{name: bench, project: bench, strategy: bench, destinations: [folder]}}]
"""


class Report:
    """What one run said."""

    def __init__(self, text, elapsed):
        answer = json.loads(text)
        self.elapsed = elapsed
        self.held = {os.path.basename(e["path"]): e["reason"] for e in answer["failed"] if e["path"].endswith(".dcm")}
        self.seconds = {os.path.basename(e["path"]): e["seconds"] for e in answer["pixels"]}


def run(options, inputs, out, mode="keep_safe", jobs=2):
    """The clean files under `out` with the names of `inputs` (a folder, or files of one)."""
    work = os.path.join(options.work, "veil")
    os.makedirs(work, exist_ok=True)
    path = os.path.join(work, mode + ".yml")
    with open(path, "w") as f:
        f.write(CONFIGURATION.format(work=work, mode=mode))
    shutil.rmtree(out, ignore_errors=True)
    inputs = [inputs] if isinstance(inputs, str) else inputs
    start = time.perf_counter()
    ended = subprocess.run([options.veil, "deidentify", "--config", path, "--route", "bench", *inputs, "-o", out,
                            "--keep-paths", "--json", "--jobs", str(jobs)], capture_output=True, text=True)
    elapsed = time.perf_counter() - start
    if ended.returncode not in (0, 1):
        sys.exit(f"veil deidentify ended with {ended.returncode}: {ended.stderr[-2000:]}")
    return Report(ended.stdout, elapsed)

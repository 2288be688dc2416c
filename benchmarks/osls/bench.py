"""Stockade on serverless.yml against Stockade on what the framework's open fork makes of it.

    make bench CLONES=DIR        (DIR/serverless/examples; see benchmarks/README.md)

Each service for this cloud is packaged by osls 3.77.1 with made-up credentials; those it cannot package so
(plug-ins that are not installed, values of an account) are counted and left out. The template it writes is
read as CloudFormation, the service itself as serverless.yml: both must give the same functions, entry points
and rights. What differs is printed, one line each.

osls runs what a service tells it to; it works on copies below `build/` and gets no environment but its own.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

BUILD = Path(__file__).resolve().parents[2] / "build" / "osls"
VERSION = "3.77.1"
REPOSITORY = "serverless/examples"
REGION = "us-east-1"
TEMPLATE = ".serverless/cloudformation-template-update-stack.json"
SECONDS = 90

_PART = re.compile(r"[^A-Za-z0-9]")


class Packaged(NamedTuple):
    """What became of a service: the template osls wrote, or the first line of why it wrote none."""

    service: Path
    template: Path | None
    reason: str
    seconds: float


class Compared(NamedTuple):
    """What two maps say alike, and what only one of them says."""

    alike: int
    only_service: tuple[str, ...]
    only_template: tuple[str, ...]


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--clones", type=Path, required=True, help="folder that holds OWNER/NAME")
    repository = options.parse_args().clones / REPOSITORY
    if not repository.is_dir():
        print(f"{repository}: there is no such folder", file=sys.stderr)
        return 2
    osls, stockade = osls_command(), Path(sys.executable).with_name("stockade")
    copies = copied(repository)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda service: packaged(osls, service), copies))
    report(results, stockade)
    return 0


def osls_command() -> Path:
    """Return osls, installed below `build/` where it is not there yet."""
    command = BUILD / "node_modules" / ".bin" / "osls"
    if not command.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(BUILD), f"osls@{VERSION}"]
        subprocess.run(npm, check=True, capture_output=True)
    return command


def copied(repository: Path) -> list[Path]:
    """Copy every folder with a service for this cloud; return the copied files."""
    shutil.rmtree(BUILD / "services", ignore_errors=True)
    found: list[Path] = []
    for file in sorted(repository.rglob("serverless.y*ml")):
        if "node_modules" not in file.parts and re.search(
            r"^\s*name:\s*aws|^provider:\s*aws", file.read_text(), re.MULTILINE
        ):
            target = BUILD / "services" / file.parent.relative_to(repository)
            shutil.copytree(file.parent, target, dirs_exist_ok=True, symlinks=True)
            found.append(target / file.name)
    return found


def packaged(osls: Path, service: Path) -> Packaged:
    """Package one service."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(BUILD),
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_REGION": REGION,
        "SLS_NOTIFICATIONS_MODE": "off",
    }
    began = time.monotonic()
    try:
        run = subprocess.run(
            [str(osls), "package"],
            cwd=service.parent,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        said = run.stdout + run.stderr
    except subprocess.TimeoutExpired:
        said = "Error:\ntakes too long"
    template = service.parent / TEMPLATE
    reason = re.sub(r"\s+", " ", said.partition("Error:")[2]).strip()[:100] or "no reason given"
    return Packaged(service, template if template.exists() else None, reason, time.monotonic() - began)


def report(results: list[Packaged], stockade: Path) -> None:
    """Print how many services both read alike, and every difference."""
    done = [one for one in results if one.template is not None]
    same, alike = 0, 0
    for one in done:
        found = compared(mapped(stockade, one.service), mapped(stockade, one.template))
        alike += found.alike
        same += not (found.only_service or found.only_template)
        name = one.service.parent.relative_to(BUILD / "services")
        for text in found.only_service:
            print(f"{name}: only serverless.yml: {text}")
        for text in found.only_template:
            print(f"{name}: only the template:   {text}")
    print(
        f"{len(results)} services, {len(done)} packaged, {same} the same in every fact; {alike} facts alike"
    )
    print(f"osls: {sum(one.seconds for one in results):.0f} s in all")


def mapped(stockade: Path, file: Path | None) -> dict[str, Any]:
    """Return the map of one file: its first application."""
    command = [str(stockade), "map", str(file), "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    apps = json.loads(run.stdout)["apps"] if run.stdout else []
    return dict(apps[0]) if apps else {}


def compared(service: dict[str, Any], template: dict[str, Any]) -> Compared:
    """Compare two maps, functions by their logical ids."""
    names = {one["id"]: logical(one["id"]) for one in service.get("functions", [])}
    mine, theirs = set(facts(service, names)), set(facts(template, {}))
    return Compared(len(mine & theirs), tuple(sorted(mine - theirs)), tuple(sorted(theirs - mine)))


def logical(key: str) -> str:
    """Return the logical id the framework gives a function."""
    spelt = key.replace("-", "Dash").replace("_", "Underscore")
    return f"{spelt[:1].upper()}{_PART.sub('', spelt[1:])}LambdaFunction"


def facts(app: dict[str, Any], names: dict[str, str]) -> Iterator[str]:
    """Yield a line for each fact of a map."""
    for one in app.get("functions", []):
        yield f"function {names.get(one['id'], one['id'])} {one['runtime']} {one['handler']}"
    for one in app.get("entry_points", []):
        function = names.get(one["function"], one["function"])
        who = f"{one['exposure']}, {one['authentication']}"
        yield f"entry point {function} {one['event_source']} {one['detail']}: {who}"
    for one in app.get("grants", []):
        function = names.get(one["function"], one["function"])
        for action in one["actions"]:
            yield f"right {function} {one['effect']} {action}"


if __name__ == "__main__":
    sys.exit(main())

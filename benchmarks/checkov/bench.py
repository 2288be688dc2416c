"""Stockade and Checkov on the same templates in one run: what each costs, and which open routes each reports.

    make bench CLONES=DIR        (DIR/aws-samples/serverless-patterns; see benchmarks/README.md)

150 SAM and CloudFormation templates are drawn by a fixed seed. Both tools get the same folder of copies, one
process each, taking turns. CPU is user and system time of the process and its children; start-up is told
apart by a run on one template. Checkov is installed into an environment of its own below `build/`.

What is open is decided here, from the template's text and by neither tool: a template counts as one with open
routes where it declares an API route or a function URL and nothing in it that could authenticate a caller
(no authorizer, no IAM or JWT authorization, no resource policy, no mutual TLS, no private endpoint, no API
key). That leaves out harder cases, for both tools alike.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build" / "checkov"
VERSION = "3.3.30"
REPOSITORY = "aws-samples/serverless-patterns"
SEED = 20_261_125
DRAWN = 150
REPEATS = 3

_SAM_ROUTES = re.compile(r"Type:\s*(Api|HttpApi)\s*$", re.MULTILINE)
_ROUTES = re.compile(r"AWS::ApiGateway::Method|AWS::ApiGatewayV2::Route")
_URLS = re.compile(r"FunctionUrlConfig:|AWS::Lambda::Url")
_NONE = re.compile(r"AuthType:\s*['\"]?NONE")
_GUARDED = re.compile(
    r"Authorizer|AWS_IAM|ResourcePolicy|\bPolicy:|MutualTls|PRIVATE|ApiKey|x-amazon-apigateway-auth|securityDefin|"
    r"securitySchemes|OAuth|Cognito|JWT",
    re.IGNORECASE,
)
_CHECKOV_OPEN = {"CKV_AWS_59", "CKV_AWS_258", "CKV_AWS_309", "CKV2_AWS_70"}
_STOCKADE_OPEN = "unauthenticated-"
_KINDS = ("SAM route", "plain route", "URL")


class Cost(NamedTuple):
    """CPU seconds and peak memory in megabytes of one process."""

    cpu: float
    memory: float


class Found(NamedTuple):
    """What a tool reported: results in all, and the templates in which it reports an open route."""

    results: int
    opened: frozenset[str]


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--clones", type=Path, required=True, help="folder that holds OWNER/NAME")
    repository = options.parse_args().clones / REPOSITORY
    if not repository.is_dir():
        print(f"{repository}: there is no such folder", file=sys.stderr)
        return 2
    folder, one = draw(repository)
    checkov, stockade = checkov_command(), stockade_command()
    report = measure(folder, one, stockade, checkov)
    print(table(report, open_templates(folder)))
    (BUILD / "result.json").write_text(json.dumps(report, indent=1, default=list))
    return 0


def draw(repository: Path) -> tuple[Path, Path]:
    """Copy the drawn templates into a folder of their own, and one of them into another."""
    every = sorted(path for path in repository.rglob("*.y*ml") if _is_template(path))
    drawn = sorted(random.Random(SEED).sample(every, DRAWN))  # noqa: S311 - a reproducible draw
    folder, one = BUILD / "templates", BUILD / "one"
    for target in (folder, one):
        shutil.rmtree(target, ignore_errors=True)
    for number, path in enumerate(drawn):
        target = folder / f"{number:03}-{path.parent.name}" / "template.yaml"
        target.parent.mkdir(parents=True)
        shutil.copyfile(path, target)
    shutil.copytree(min(folder.iterdir()), one / "first")
    print(f"{DRAWN} of {len(every)} templates of {REPOSITORY}, seed {SEED}")
    return folder, one


def _is_template(path: Path) -> bool:
    if not path.name.startswith("template") or "node_modules" in path.parts or not path.is_file():
        return False
    text = path.read_text(encoding="utf-8", errors="replace")
    return "Resources:" in text and ("AWS::" in text)


def open_templates(folder: Path) -> dict[str, frozenset[str]]:
    """Return, by kind, the templates whose routes nothing can authenticate: a plain reading of their text."""
    found: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    for path in folder.glob("*/template.yaml"):
        text = re.sub(r"(^|\s)#.*", "", path.read_text(encoding="utf-8", errors="replace"))
        guarded = _GUARDED.search(text)
        if _SAM_ROUTES.search(text) and not guarded:
            found["SAM route"].add(path.parent.name)
        if _ROUTES.search(text) and not guarded:
            found["plain route"].add(path.parent.name)
        if _URLS.search(text) and _NONE.search(text):
            found["URL"].add(path.parent.name)
    return {kind: frozenset(names) for kind, names in found.items()}


def checkov_command() -> list[str]:
    """Install Checkov into an environment of its own, and return how to run it offline."""
    program = BUILD / "venv" / "bin" / "checkov"
    if not program.exists():
        print(f"installing checkov {VERSION} into {BUILD / 'venv'}")
        subprocess.run([sys.executable, "-m", "venv", BUILD / "venv"], check=True)
        pip = [str(BUILD / "venv" / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, f"checkov=={VERSION}"], check=True)
    flags = ["--framework", "cloudformation", "--skip-download", "--quiet", "--compact", "--output", "json"]
    return [str(program), *flags, "--directory"]


def stockade_command() -> list[str]:
    """Compile our own package, as `make setup` does, and return how to run it."""
    program = Path(sys.executable).with_name("stockade")
    package = HERE.parents[1] / "packages" / "stockade" / "src"
    subprocess.run([sys.executable, "-m", "compileall", "-q", package], check=True)
    return [str(program), "scan", "--format", "json", "--fail-on", "never", "--quiet"]


Reader = Callable[[str], Found]


def measure(folder: Path, one: Path, stockade: list[str], checkov: list[str]) -> dict[str, dict[str, object]]:
    """Run both tools in turn on all templates and on one; return figures by tool."""
    tools: dict[str, tuple[list[str], Reader]] = {
        "stockade": (stockade, read_stockade),
        "checkov": (checkov, read_checkov),
    }
    costs: dict[str, dict[str, list[Cost]]] = {name: {"all": [], "one": []} for name in tools}
    found: dict[str, Found] = {}
    for _ in range(REPEATS):
        for name, (command, read) in tools.items():
            output, cost = run([*command, str(folder)])
            costs[name]["all"].append(cost)
            costs[name]["one"].append(run([*command, str(one)])[1])
            found[name] = read(output)
    return {name: _figures(costs[name], found[name]) for name in tools}


def _figures(costs: dict[str, list[Cost]], found: Found) -> dict[str, object]:
    whole = [cost.cpu for cost in costs["all"]]
    single = median(cost.cpu for cost in costs["one"])
    return {
        "cpu": median(whole),
        "spread": (max(whole) - min(whole)) / median(whole),
        "start": single,
        "each": 1000 * (median(whole) - single) / (DRAWN - 1),
        "memory": max(cost.memory for cost in costs["all"]),
        "results": found.results,
        "opened": sorted(found.opened),
    }


def run(command: list[str]) -> tuple[str, Cost]:
    """Run a command, and return its output and what it cost."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    output = BUILD / "output.json"
    with output.open("w", encoding="utf-8") as sink:
        process = subprocess.Popen(command, stdout=sink, stderr=subprocess.DEVNULL, env=environment)
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    time.sleep(0.1)
    return output.read_text(encoding="utf-8"), Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def read_stockade(output: str) -> Found:
    """Read `stockade/scan@1`."""
    findings = json.loads(output)["findings"]
    opened = (
        one["location"]["file"].split("/")[0] for one in findings if one["rule"].startswith(_STOCKADE_OPEN)
    )
    return Found(len(findings), frozenset(opened))


def read_checkov(output: str) -> Found:
    """Read Checkov's JSON: one report, or a list of them."""
    parsed = json.loads(output)
    failed = list(_failed(parsed if isinstance(parsed, list) else [parsed]))
    opened = (
        one["file_path"].lstrip("/").split("/")[0] for one in failed if one["check_id"] in _CHECKOV_OPEN
    )
    return Found(len(failed), frozenset(opened))


def _failed(reports: list[dict[str, dict[str, list[dict[str, str]]]]]) -> Iterator[dict[str, str]]:
    for report in reports:
        yield from report.get("results", {}).get("failed_checks", ())


def table(report: dict[str, dict[str, object]], truth: dict[str, frozenset[str]]) -> str:
    """Return the figures side by side, with the ratio of Checkov's to ours."""
    ours, theirs = report["stockade"], report["checkov"]
    rows = [f"{'':34}{'stockade':>10}{'checkov':>10}{'ratio':>8}"]
    for label, key, form in (
        ("CPU of 150 templates, s", "cpu", ".2f"),
        ("  spread of three runs", "spread", ".0%"),
        ("CPU of one template, s", "start", ".2f"),
        ("CPU of each further one, ms", "each", ".1f"),
        ("peak memory, MB", "memory", ".0f"),
        ("results in all", "results", "d"),
    ):
        mine, other = ours[key], theirs[key]
        if isinstance(mine, int | float) and isinstance(other, int | float):
            ratio = "" if key == "spread" else f"{other / mine:.1f}"
            rows.append(f"{label:34}{mine:>10{form}}{other:>10{form}}{ratio:>8}")
    for kind, templates in truth.items():
        counts = [len(templates.intersection(_names(side["opened"]))) for side in (ours, theirs)]
        rows.append(f"{f'templates with an open {kind}: {len(templates)}':34}{counts[0]:>10}{counts[1]:>10}")
    return "\n".join(rows)


def _names(value: object) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []


if __name__ == "__main__":
    sys.exit(main())

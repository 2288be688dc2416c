"""Stockade's code analysis, semgrep with its Lambda rules, and bandit on the same files in one run.

    make bench CLONES=DIR        (DIR/aws-samples/serverless-patterns, DIR/semgrep/semgrep-rules)
    bench.py --clones DIR [--rules DIR] [--labelled TRUTH CORPORA]... [--repeats N]

What is measured is a copy without vendored packages. One process runs at a time, the tools take turns. CPU is
user and system time of the process and its children. semgrep and bandit are installed into an environment of
their own below `build/`; semgrep's rules are read where they lie (LGPL 2.1 with the Commons Clause: never
copied here). Without rules semgrep is left out, and that is said. README.md says how findings meet labels.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import unquote

import yaml

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build" / "semgrep"
SEMGREP, BANDIT = "1.182.0", "1.9.4"
REPOSITORY = "aws-samples/serverless-patterns"
RULES = "semgrep/semgrep-rules"
LAMBDA_RULES = ("python/aws-lambda", "javascript/aws-lambda")
LINES = 2
"""A finding meets an accepted line at most so many lines away: the rule of the score."""
BLOCK = 12
"""A finding that spans more lines than this stands at its first line only."""

EACH = "stockade, one by one"
_WIDE = 22

CODE = {".py", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"}
_TEMPLATES = {".yaml", ".yml", ".json", ".template", ".tf", ".toml"}
_BYTES = 1_000_000
_VENDORED = {"node_modules", "site-packages", "dist-packages", ".git", ".venv", "venv", "__pycache__"}

CWES: dict[str, frozenset[str]] = {
    name: frozenset(numbers.split())
    for name, numbers in {
        "sql-injection": "89 564",
        "nosql-injection": "943",
        "command-injection": "77 78 88",
        "code-injection": "94 95 96",
        "unsafe-deserialization": "502",
        "path-traversal": "22 23 36 73",
        "server-side-request-forgery": "918",
        "xml-external-entity": "611",
        "cross-site-scripting": "79 80",
        "template-injection": "1336",
        "open-redirect": "601",
        "log-injection": "117",
        "header-injection": "93 113",
        "mass-assignment": "915",
        "regex-denial-of-service": "1333",
    }.items()
}
"""The data-flow classes of the labels, and the CWE numbers that belong to each."""
OURS = {"expression-injection": "nosql-injection"}
"""Our rules that carry another name than the class."""
ADDED = {
    "B310": "server-side-request-forgery",
    "B102": "code-injection",
    "B307": "code-injection",
    "B506": "unsafe-deserialization",
}
"""Rules of bandit that name another CWE, and find a class all the same."""
_BANDIT_CLAIMS = {
    "sql-injection",
    "command-injection",
    "code-injection",
    "unsafe-deserialization",
    "path-traversal",
    "server-side-request-forgery",
    "cross-site-scripting",
}

Label = dict[str, Any]
Claims = Callable[[Label], bool]


class Finding(NamedTuple):
    """Where a tool reports what: a file below the measured folder, lines, classes, and whether it is sure."""

    file: str
    line: int
    end: int
    classes: frozenset[str]
    sure: bool = True


class Cost(NamedTuple):
    """CPU and wall seconds and peak memory in megabytes of one run, and what it left unread."""

    cpu: float
    wall: float
    memory: float
    errors: int


class Tool(NamedTuple):
    """How to run a tool on a folder, how to read what it printed, and which labels it has rules for."""

    name: str
    command: Callable[[Path], list[str]]
    read: Callable[[Any, Path], tuple[list[Finding], int]]
    claims: Claims


class Labelled(NamedTuple):
    """A file of labels and the copy of its applications."""

    name: str
    folder: Path
    applications: list[Path]
    labels: list[Label]


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--clones", type=Path, required=True, help="folder that holds OWNER/NAME")
    options.add_argument("--rules", type=Path, help=f"checkout of {RULES}; default: CLONES/{RULES}")
    options.add_argument("--labelled", type=Path, nargs=2, action="append", default=[], metavar="PATH")
    options.add_argument("--repeats", type=int, default=3)
    given = options.parse_args()
    if not (given.clones / REPOSITORY).is_dir():
        print(f"{given.clones / REPOSITORY}: there is no such folder", file=sys.stderr)
        return 2
    tools = [stockade(), *third_parties(given.rules or given.clones / RULES)]
    sets = [labelled(truth, corpora) for truth, corpora in given.labelled]
    whole = copy(given.clones / REPOSITORY, BUILD / "corpora" / "serverless-patterns")
    print(f"2 cores or what there is ({os.cpu_count()}), load at the start {os.getloadavg()[0]:.1f}")
    report: dict[str, Any] = {}
    for name, folder, repeats in (
        ("serverless-patterns", whole, given.repeats),
        *((one.name, one.folder, 1) for one in sets),
    ):
        costs, found = measure(tools, folder, repeats)
        for one in sets:
            if one.folder == folder:
                costs[EACH], found[EACH] = one_by_one(tools[0], one)
        print(cost_table(name, folder, costs, found), flush=True)
        report[name] = {"costs": costs, "found": {tool: len(rows) for tool, rows in found.items()}}
        for one in sets:
            if one.folder == folder:
                report[name]["scores"] = score(tools, one, found)
                print(score_table(one, report[name]["scores"]), flush=True)
    (BUILD / "result.json").write_text(json.dumps(report, indent=1), encoding="utf-8")
    return 0


def copy(source: Path, target: Path, keep: frozenset[Path] = frozenset()) -> Path:
    """Copy code and templates of a folder without vendored packages; what is in `keep` is copied always."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    _copy_below(source, target, keep)
    (target / ".semgrepignore").write_text("", encoding="utf-8")
    return target


def _copy_below(source: Path, target: Path, keep: frozenset[Path]) -> None:
    for folder, folders, files in os.walk(source):
        here = Path(folder)
        installed = _installed(here, folders)
        folders[:] = sorted(
            name
            for name in folders
            if not (
                (name in _VENDORED or name in installed)
                and not any((here / name) in path.parents for path in keep)
            )
        )
        for name in files:
            path = here / name
            wanted = path.suffix in CODE | _TEMPLATES and name not in installed and path.is_file()
            if path in keep or (wanted and path.stat().st_size <= _BYTES):
                goal = target / path.relative_to(source)
                goal.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, goal)


def _installed(here: Path, folders: list[str]) -> set[str]:
    """Names in a folder that an installer put there: what the RECORD of a .dist-info beside them lists."""
    names: set[str] = set()
    for folder in folders:
        if folder.endswith((".dist-info", ".egg-info")):
            names.add(folder)
            record = here / folder / "RECORD"
            if record.is_file():
                lines = record.read_text(encoding="utf-8", errors="replace").splitlines()
                names.update(line.split(",")[0].split("/")[0].strip('"') for line in lines if line)
    return names


def labelled(truth: Path, corpora: Path) -> Labelled:
    """Copy the labelled applications of a file of labels."""
    read = json.loads(truth.read_text(encoding="utf-8"))
    if read.get("schema") != "truth/taint@1":
        sys.exit(f"{truth}: holds {read.get('schema')}, not truth/taint@1")
    name = f"{truth.resolve().parent.parent.name}-{truth.stem}"
    target = BUILD / "corpora" / name
    keep = frozenset(corpora / row["file"] for row in read["entries"])
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    applications = []
    for path in sorted({app["path"] for app in read["apps"]}):
        if (corpora / path).is_dir():
            applications.append(target / path)
            (target / path).mkdir(parents=True, exist_ok=True)
            _copy_below(corpora / path, target / path, keep)
    (target / ".semgrepignore").write_text("", encoding="utf-8")
    rows = [row for row in read["entries"] if row["class"] in CWES]
    there = [row for row in rows if (target / row["file"]).is_file()]
    print(f"{name}: {len(there)} of {len(rows)} labelled lines of data-flow classes are there")
    return Labelled(name, target, applications, there)


def stockade() -> Tool:
    """Compile our own package, as `make setup` does, and say how to run it."""
    package = HERE.parents[1] / "packages" / "stockade" / "src"
    subprocess.run([sys.executable, "-m", "compileall", "-q", package], check=True)
    program = str(Path(sys.executable).with_name("stockade"))
    flags = ["--format", "sarif", "--fail-on", "never", "--quiet", "--allow-empty"]
    return Tool(
        "stockade", lambda folder: [program, "scan", *flags, str(folder)], read_stockade, lambda _: True
    )


def third_parties(rules: Path) -> Iterator[Tool]:
    """Install semgrep and bandit into an environment of their own, and say how to run them offline."""
    programs = BUILD / "venv" / "bin"
    if not (programs / "bandit").exists():
        print(f"installing semgrep {SEMGREP} and bandit {BANDIT} into {BUILD / 'venv'}")
        subprocess.run([sys.executable, "-m", "venv", BUILD / "venv"], check=True)
        pip = [str(programs / "pip"), "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, f"semgrep=={SEMGREP}", f"bandit=={BANDIT}"], check=True)
    configs = [rules / part for part in LAMBDA_RULES]
    if all(config.is_dir() for config in configs):
        claimed = _semgrep_claims(configs)
        flags = [
            "--metrics",
            "off",
            "--disable-version-check",
            "--no-git-ignore",
            "--disable-nosem",
            "--jobs",
            "1",
        ]
        chosen = [part for config in configs for part in ("--config", str(config))]
        command = [str(programs / "semgrep"), "scan", *flags, *chosen, "--json", "--quiet"]
        yield Tool(
            "semgrep",
            lambda folder: [*command, str(folder)],
            read_semgrep,
            lambda row: (row["class"], row["language"]) in claimed,
        )
    else:
        print(f"semgrep is left out: {rules} has no {' and '.join(LAMBDA_RULES)}")
    yield Tool(
        "bandit",
        lambda folder: [
            *(str(programs / "bandit"), "--recursive", "--ignore-nosec", "--exit-zero", "--quiet"),
            *("--exclude", "", "--format", "json", str(folder)),
        ],
        read_bandit,
        lambda row: row["language"] == "python" and row["class"] in _BANDIT_CLAIMS,
    )


def _semgrep_claims(configs: list[Path]) -> set[tuple[str, str]]:
    """Classes and languages for which there is a rule."""
    claimed: set[tuple[str, str]] = set()
    count = 0
    for path in sorted(path for config in configs for path in config.rglob("*.yaml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            count += 1
            classes = _of_cwes(rule["metadata"]["cwe"])
            claimed.update((name, language) for name in classes for language in rule["languages"])
    print(f"semgrep with {count} rules: {', '.join(sorted({name for name, _ in claimed}))}")
    return claimed


def _of_cwes(texts: object) -> frozenset[str]:
    """Classes of texts that begin with `CWE-78`."""
    listed = texts if isinstance(texts, list) else [texts]
    numbers = {str(text).partition(":")[0].removeprefix("CWE-").strip() for text in listed}
    return frozenset(name for name, cwes in CWES.items() if cwes & numbers)


def _below(path: str, folder: Path) -> str:
    return str(Path(path).relative_to(folder)) if Path(path).is_absolute() else path


def read_stockade(output: Any, folder: Path) -> tuple[list[Finding], int]:  # noqa: ANN401
    """Read SARIF; results of rules on configuration and the like belong to no class."""
    found = []
    for result in (one for run in output["runs"] for one in run["results"]):
        name = OURS.get(result["ruleId"], result["ruleId"])
        place = result["locations"][0]["physicalLocation"]
        region = place.get("region", {})
        line = region.get("startLine", 0)
        more = result.get("properties", {}).get("stockade", {})
        sure = result.get("kind") != "open" and str(more.get("confidence", "")).lower() != "low"
        file = _below(unquote(place["artifactLocation"]["uri"]).removeprefix("file://"), folder)
        found.append(Finding(file, line, region.get("endLine", line), frozenset({name} & CWES.keys()), sure))
    return found, 0


def read_semgrep(output: Any, folder: Path) -> tuple[list[Finding], int]:  # noqa: ANN401
    """Read semgrep's JSON."""
    found = [
        Finding(
            _below(one["path"], folder),
            one["start"]["line"],
            one["end"]["line"],
            _of_cwes(one["extra"]["metadata"].get("cwe", [])),
        )
        for one in output["results"]
    ]
    return found, len(output["errors"])


def read_bandit(output: Any, folder: Path) -> tuple[list[Finding], int]:  # noqa: ANN401
    """Read bandit's JSON; each rule has one CWE."""
    found = []
    for one in output["results"]:
        classes = _of_cwes(str(one.get("issue_cwe", {}).get("id", "")))
        added = {ADDED[one["test_id"]]} if one["test_id"] in ADDED else set()
        lines = one.get("line_range") or [one["line_number"]]
        end = max(lines[-1], one["line_number"])
        found.append(Finding(_below(one["filename"], folder), one["line_number"], end, classes | added))
    return found, len(output["errors"])


def measure(
    tools: list[Tool], folder: Path, repeats: int
) -> tuple[dict[str, list[Cost]], dict[str, list[Finding]]]:
    """Run the tools in turn; return what each run cost, and what the last one found."""
    costs: dict[str, list[Cost]] = defaultdict(list)
    found: dict[str, list[Finding]] = {}
    for _ in range(repeats):
        for tool in tools:
            output, cost = run(tool.command(folder))
            found[tool.name], errors = tool.read(output, folder)
            costs[tool.name].append(cost._replace(errors=errors))
    return dict(costs), found


def one_by_one(tool: Tool, one: Labelled) -> tuple[list[Cost], list[Finding]]:
    """Run a tool once for each labelled application, as the score does; return what all runs cost."""
    costs: list[Cost] = []
    found: set[Finding] = set()
    for path in one.applications:
        output, cost = run(tool.command(path))
        costs.append(cost)
        base = path.relative_to(one.folder)
        found.update(row._replace(file=str(base / row.file)) for row in tool.read(output, path)[0])
    together = (sum(cost.cpu for cost in costs), sum(cost.wall for cost in costs))
    return [Cost(*together, max(cost.memory for cost in costs), 0)], sorted(found, key=str)


def run(command: list[str]) -> tuple[Any, Cost]:
    """Run a command, and return the JSON it printed and what it cost."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PATH"] = f"{Path(command[0]).parent}:{environment.get('PATH', '')}"
    output, begun = BUILD / "output.json", time.monotonic()
    with (
        output.open("w", encoding="utf-8") as sink,
        (BUILD / "errors.txt").open("w", encoding="utf-8") as errors,
    ):
        process = subprocess.Popen(command, stdout=sink, stderr=errors, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)}: exit status {process.returncode}, see {BUILD / 'errors.txt'}")
    cost = Cost(used.ru_utime + used.ru_stime, time.monotonic() - begun, used.ru_maxrss / 1024, 0)
    return json.loads(output.read_text(encoding="utf-8")), cost


class Score(NamedTuple):
    """Vulnerable lines found and in all, safe lines reported and in all."""

    found: int
    vulnerable: int
    alarms: int
    safe: int


def score(
    tools: list[Tool], one: Labelled, found: dict[str, list[Finding]]
) -> dict[str, dict[str, Score | int]]:
    """Score each tool by class, in all, on labels it has rules for, and count findings at no label."""
    result: dict[str, dict[str, Score | int]] = {}
    for tool in (*tools[:1], tools[0]._replace(name=EACH), *tools[1:]):
        hit, sure, outside = meet(one.labels, found[tool.name])
        groups = {name: [row for row in one.labels if row["class"] == name] for name in CWES}
        groups["all"] = one.labels
        groups["python"] = [row for row in one.labels if row["language"] == "python"]
        groups["javascript"] = [row for row in one.labels if row["language"] != "python"]
        groups["crossing"] = [
            row for row in one.labels if row.get("flow") in {"interprocedural", "cross-file"}
        ]
        groups["claimed"] = [row for row in one.labels if tool.claims(row)]
        result[tool.name] = {name: _scored(rows, hit, sure) for name, rows in groups.items() if rows}
        result[tool.name]["outside"] = outside
    return result


def meet(labels: list[Label], findings: list[Finding]) -> tuple[set[str], set[str], int]:
    """Return labels that findings meet, those met by a sure one, and the number that meet none."""
    by_file = defaultdict(list)
    for row in labels:
        by_file[row["file"]].append(row)
    hit: set[str] = set()
    sure: set[str] = set()
    outside = 0
    for finding in findings:
        near = [
            (distance(finding, row), row) for row in by_file[finding.file] if finding.classes & _accepted(row)
        ]
        best = min((far for far, _ in near), default=LINES + 1)
        if best > LINES:
            outside += bool(finding.classes)
            continue
        nearest = [row for far, row in near if far == best]
        for row in [row for row in nearest if row["verdict"] == "vulnerable"] or nearest:
            hit.add(row["id"])
            if finding.sure:
                sure.add(row["id"])
    return hit, sure, outside


def _accepted(row: Label) -> set[str]:
    return {OURS.get(rule, rule) for rule in row["rules"]} | {row["class"]}


def distance(finding: Finding, row: Label) -> int:
    """Lines between a finding and the nearest accepted line."""
    spans = finding.end - finding.line <= BLOCK
    lines: list[int] = row["lines"]
    return min(
        max(0, line - finding.end, finding.line - line) if spans else abs(line - finding.line)
        for line in lines
    )


def _scored(rows: list[Label], hit: set[str], sure: set[str]) -> Score:
    verdicts = Counter(row["verdict"] for row in rows)
    found = sum(row["verdict"] == "vulnerable" and row["id"] in sure for row in rows)
    alarms = sum(row["verdict"] == "safe" and row["id"] in hit for row in rows)
    return Score(found, verdicts["vulnerable"], alarms, verdicts["safe"])


def cost_table(name: str, folder: Path, costs: dict[str, list[Cost]], found: dict[str, list[Finding]]) -> str:
    """Return the costs side by side; ratios are to ours."""
    code = [path for path in folder.rglob("*") if path.suffix in CODE and path.is_file()]
    python = sum(path.suffix == ".py" for path in code)
    rows = [f"\n{name}: {len(code)} files of code, {python} of them Python"]
    heads = f"{'CPU, s':>9}{'ratio':>7}{'spread':>8}{'wall, s':>9}{'MB':>7}{'findings':>10}{'of flows':>10}"
    rows.append(f"{'':{_WIDE}}{heads}{'errors':>8}")
    ours = median(cost.cpu for cost in costs["stockade"])
    for tool, runs in costs.items():
        cpu = [cost.cpu for cost in runs]
        middle = median(cpu)
        spread = (max(cpu) - min(cpu)) / middle
        wall = median(cost.wall for cost in runs)
        memory = max(cost.memory for cost in runs)
        figures = f"{middle:>9.2f}{middle / ours:>7.1f}{spread:>8.0%}{wall:>9.1f}{memory:>7.0f}"
        flows = sum(bool(finding.classes) for finding in found[tool])
        rows.append(f"{tool:{_WIDE}}{figures}{len(found[tool]):>10}{flows:>10}{runs[-1].errors:>8}")
    return "\n".join(rows)


def score_table(one: Labelled, scores: dict[str, dict[str, Score | int]]) -> str:
    """Return, by class and tool, vulnerable lines found of all, and safe lines reported of all."""
    names = list(scores)
    rows = [
        f"\n{one.name}: found of vulnerable, alarms on safe lines",
        "".join(["", f"{'':30}", *(f"{name:>28}" for name in names)]),
    ]
    groups = dict.fromkeys(group for name in names for group in scores[name])
    for group in groups:
        cells = [_cell(scores[name].get(group)) for name in names]
        rows.append("".join([f"{group:30}", *(f"{cell:>28}" for cell in cells)]))
    return "\n".join(rows)


def _cell(value: Score | int | None) -> str:
    if not isinstance(value, Score):
        return "" if value is None else str(value)
    reported = value.found + value.alarms
    recall = f"{value.found / value.vulnerable:.2f}" if value.vulnerable else "-"
    precision = f"{value.found / reported:.2f}" if reported else "-"
    return f"{value.found}/{value.vulnerable} {value.alarms}/{value.safe} r {recall} p {precision}"


if __name__ == "__main__":
    sys.exit(main())

"""Runs the engine on small programs; a test module is a table of them and one test.

`PYTHON`, `JAVASCRIPT` and `TYPESCRIPT` of a test module hold programs by name. A line that must be flagged
ends in `# bad` (or `// bad`), for another rule than command injection in `# bad: rule`; every other line must
stay silent, `# good: rule` names a rule that must be silent besides. A program is

    lines of the module, then `---`, then the body of its handler, where `q` is a text of the query and `body`
    the parsed body; without `---` all is the body; with a handler of its own the program is taken as it is;
    `=== path` begins another file; `# from: source` names other event sources than a REST API.

`KNOWN` holds, by name, why the engine is wrong about a program today.
"""

import re
import textwrap
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from stockade.analysis.machine import Machine
from stockade.analysis.package import Package
from stockade.analysis.results import Results
from stockade.analysis.sources import event_taints
from stockade.analysis.values import Value
from stockade.languages.loading import Programs

_HTTP = ("apigw.", "lambda.url", "alb")
_MARK = re.compile(r"(?:#|//) (bad|good)(?:: ([a-z-]+))?$")
_FROM = re.compile(r"(?:#|//) from: (.+)")
_FILE = re.compile(r"^=== (\S+)\n", re.MULTILINE)
_USUAL = "command-injection"
_TABLES = {"PYTHON": "py", "JAVASCRIPT": "js", "TYPESCRIPT": "ts"}
_PYTHON = """\
import json
import os
{module}
def handler(event, context):
    q = event["queryStringParameters"]["q"]
    body = json.loads(event["body"])
{body}
"""
_SCRIPT = """\
const {{ exec }} = require('child_process');
{module}
exports.handler = async (event, context) => {{
  const q = event.queryStringParameters.q;
  const body = JSON.parse(event.body);
{body}
}};
"""
_TYPED = _SCRIPT.replace(
    "exports.handler = async (event, context)", "export const handler = async (event: any)"
)


class Case(NamedTuple):
    """A program: its files, the first of them with the handler, and the event sources that start it."""

    files: Mapping[str, str]
    sources: tuple[str, ...]

    @property
    def main(self) -> str:
        """The file of the handler."""
        return next(iter(self.files))


Lines = frozenset[tuple[str, int, str]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" not in metafunc.fixturenames:
        return
    module = metafunc.module
    known: dict[str, str] = getattr(module, "KNOWN", {})
    programs = {
        f"{name} ({ending})": _case(ending, text)
        for table, ending in _TABLES.items()
        for name, text in getattr(module, table, {}).items()
    }
    assert set(known) <= set(programs), "a known fault names a program that is not there"
    found = [
        pytest.param(
            case, id=name, marks=[pytest.mark.xfail(reason=known[name], strict=True)] if name in known else []
        )
        for name, case in programs.items()
    ]
    metafunc.parametrize("case", found, indirect=True)


def _case(ending: str, text: str) -> Case:
    first, *others = _FILE.split(text)
    main = f"app.{ending}"
    files = {main: _whole(ending, first)}
    files |= {name: textwrap.dedent(code) for name, code in zip(others[::2], others[1::2], strict=True)}
    sources = _FROM.search(first)
    return Case(files, tuple(sources[1].split(", ")) if sources is not None else ("apigw.rest",))


def _whole(ending: str, text: str) -> str:
    if re.search(r"\bhandler\b", text):
        return textwrap.dedent(text)
    before, separator, after = text.partition("---\n")
    module, body = (before, after) if separator else ("", before)
    frame = {"py": _PYTHON, "js": _SCRIPT, "ts": _TYPED}[ending]
    inner = textwrap.indent(textwrap.dedent(body).strip("\n"), "    " if ending == "py" else "  ")
    return frame.format(module=textwrap.dedent(module), body=inner)


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Case:
    found = request.param
    assert isinstance(found, Case)
    return found


def _marks(case: Case) -> list[tuple[str, int, str, str]]:
    return [
        (file, number, mark[2] or _USUAL, mark[1])
        for file, text in case.files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if (mark := _MARK.search(line)) is not None
    ]


@pytest.fixture
def wanted(case: Case) -> Lines:
    return frozenset((file, line, rule) for file, line, rule, kind in _marks(case) if kind == "bad")


@pytest.fixture
def found(case: Case) -> Lines:
    """Run the handler of a program and return what is flagged, of the rules that its marks name."""
    results = Results(case.sources, is_http=case.sources[0].startswith(_HTTP))
    programs = Programs(case.files.get)
    machine = Machine(Package(("",), case.files.__contains__), programs.load, results)
    context = Value(taints=event_taints(case.sources, "context"), names=("lambda.context",))
    assert machine.run(case.main, "handler", Value(taints=event_taints(case.sources)), context), "no handler"
    rules = {_USUAL} | {rule for _, _, rule, _ in _marks(case)}
    return frozenset(
        (hit.place.file, hit.place.line, hit.sink.rule)
        for hit in results.hits.values()
        if hit.sink.rule in rules and hit.taint.control in {"sender", "holds"}
    )

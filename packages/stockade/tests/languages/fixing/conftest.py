"""Scans a small application, makes the changes that a finding offers, and scans it again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stockade import pipeline
from stockade.catalog.calls import Example
from stockade.catalog.examples import program
from stockade.findings import Finding
from stockade.model import Edit
from stockade.model.fix import applied

SERVICE = """\
service: shop
provider: {{ name: aws, runtime: {runtime} }}
functions:
  front:
    handler: app.handler
    events: [{{ http: {{ path: a, method: post }} }}]
"""
RUNTIMES = {"app.py": "python3.13", "app.js": "nodejs22.x"}


class Project:
    """An application in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            (self.folder / name).write_text(text, encoding="utf-8", newline="")

    def read(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode("utf-8")

    def findings(self, *, cache: bool = False) -> list[Finding]:
        config = pipeline.configuration(self.folder)
        return list(pipeline.scan(self.folder, config, cache=cache).findings)

    def apply(self, edits: tuple[Edit, ...]) -> None:
        for name in {edit.start.file for edit in edits}:
            mine = tuple(edit for edit in edits if edit.start.file == name)
            self.write({name: applied(self.read(name), mine)})


Written = Callable[..., Project]


@pytest.fixture
def project(tmp_path: Path) -> Written:
    """Write an application: a file by its name, with a service that runs it."""

    def made(text: str, name: str = "app.py", runtime: str = "") -> Project:
        found = Project(tmp_path)
        found.write({"serverless.yml": SERVICE.format(runtime=runtime or RUNTIMES[name]), name: text})
        return found

    return made


@pytest.fixture
def fixed(project: Written) -> Callable[..., str]:
    """Return what a body becomes by the one fix it is offered; without one, the empty text.

    The fault is gone after it, and no other has come.
    """

    def made(body: str, setup: str = "", rule: str = "", runtime: str = "") -> str:
        text = program(Example(language="python", setup=setup, flagged=body, silent=""), body)
        there = project(text, runtime=runtime)
        before = there.findings()
        of_code = [one for one in before if one.location.file == "app.py" and rule in {"", one.rule}]
        assert of_code, "nothing is found"
        fixes = [one for one in of_code if one.fix is not None]
        if not fixes:
            return ""
        assert len(fixes) == 1
        fix = fixes[0].fix
        assert fix is not None
        there.apply(fix.edits)
        after = there.read("app.py")
        compile(after, "app.py", "exec")
        left = {one.fingerprint for one in there.findings()}
        assert left == {one.fingerprint for one in before} - {fixes[0].fingerprint}
        return after

    return made

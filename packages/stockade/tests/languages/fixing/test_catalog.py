"""Every remedy of the catalog takes its sink's own example away, and brings nothing new."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stockade.catalog.call_compiler import read_sinks
from stockade.catalog.call_data import place_of
from stockade.catalog.calls import Example, Sink
from stockade.catalog.examples import program
from stockade.languages.loading import Programs

CATALOG = Path(__file__).parents[5] / "catalog"
NAMES = {"python": "app.py", "javascript": "app.js"}


def remedied(sink: Sink, example: Example) -> bool:
    place = place_of(sink, example.language)
    returned = sink.returned is not None and example.language == "python" and sink.returned.fix
    return bool(returned or (place is not None and place.fix))


EXAMPLES = [
    pytest.param(sink, example, id=f"{sink.id} ({example.language})")
    for sink in read_sinks(CATALOG)
    for example in sink.example
    if remedied(sink, example)
]


@pytest.mark.parametrize(("sink", "example"), EXAMPLES)
def test_the_example_is_fixed(sink: Sink, example: Example, project: Callable[..., Any]) -> None:
    name = NAMES[example.language]
    there = project(program(example, example.flagged), name)
    before = there.findings()
    mine = [one for one in before if one.rule == sink.rule and one.location.file == name]
    (finding,) = [one for one in mine if one.fix is not None]
    assert finding.fix is not None
    there.apply(finding.fix.edits)
    module = Programs({name: there.read(name)}.get).load(name)
    assert module is not None
    assert not module.broken
    assert {one.fingerprint for one in there.findings()} == {one.fingerprint for one in before} - {
        finding.fingerprint
    }


def test_there_are_remedies() -> None:
    assert len(EXAMPLES) > 15

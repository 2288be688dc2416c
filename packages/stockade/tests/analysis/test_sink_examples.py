"""Every sink of the catalog finds what its own examples say, and stays silent where they are safe."""

from pathlib import Path

import pytest

from stockade.analysis.machine import Machine
from stockade.analysis.package import Package
from stockade.analysis.results import Hit, Results
from stockade.analysis.sources import event_taints
from stockade.analysis.values import Value
from stockade.catalog.call_compiler import read_sinks
from stockade.catalog.calls import Example, Sink
from stockade.catalog.examples import program
from stockade.languages.loading import Programs

CATALOG = Path(__file__).parents[4] / "catalog"
SOURCES = ("apigw.rest",)
EXAMPLES = [
    pytest.param(sink, example, id=f"{sink.id} ({example.language})")
    for sink in read_sinks(CATALOG)
    for example in sink.example
]
KNOWN: dict[str, str] = {}


def hits(example: Example, code: str) -> list[Hit]:
    name = "app.py" if example.language == "python" else "app.js"
    files = {name: program(example, code)}
    results = Results(SOURCES, is_http=True)
    machine = Machine(Package(("",), files.__contains__), Programs(files.get).load, results)
    assert machine.run(name, "handler", Value(taints=event_taints(SOURCES)), Value(names=("lambda.context",)))
    return list(results.hits.values())


@pytest.mark.parametrize(("sink", "example"), EXAMPLES)
def test_the_example_is_found(sink: Sink, example: Example, request: pytest.FixtureRequest) -> None:
    known = KNOWN.get(sink.id)
    if known is not None:
        request.applymarker(pytest.mark.xfail(reason=known, strict=True))
    assert sink.rule in {hit.sink.rule for hit in hits(example, example.flagged)}


@pytest.mark.parametrize(("sink", "example"), EXAMPLES)
def test_its_safe_twin_is_silent(sink: Sink, example: Example) -> None:
    assert sink.rule not in {hit.sink.rule for hit in hits(example, example.silent)}

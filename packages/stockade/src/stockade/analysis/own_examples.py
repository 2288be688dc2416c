"""The examples of people's own sinks, run: what is flagged must be found, what is silent must not."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from stockade.analysis.own_machine import OwnMachine
from stockade.analysis.package import Package
from stockade.analysis.results import Results
from stockade.analysis.sources import event_taints
from stockade.analysis.values import Value
from stockade.catalog.calls import Example, Sink
from stockade.catalog.examples import program
from stockade.catalog.knowledge import Knowledge
from stockade.catalog.own.lines import Lines
from stockade.model.program import Module
from stockade.values import Location

Parse = Callable[[str, str], Module | None]
"""Makes a program of a text under the name of a file."""
_SOURCES = ("apigw.rest",)


class Ran(Struct, frozen=True):
    """What came of one example: where it stands, and what is wrong with it; empty where nothing is."""

    location: Location
    fault: str = ""


def run_examples(knowledge: Knowledge, parse: Parse) -> Iterator[Ran]:
    """Run every example of own sinks, file by file."""
    for file, text in knowledge.own.texts:
        lines = Lines(text)
        entries = (one.entry for one in knowledge.own.additions if one.file == file)
        for number, sink in enumerate(one for one in entries if isinstance(one, Sink)):
            for at, example in enumerate(sink.example):
                place = Location(file, lines.of(f"sink[{number}].example[{at}]"))
                yield Ran(place, _fault(sink, example, knowledge, parse))


def _fault(sink: Sink, example: Example, knowledge: Knowledge, parse: Parse) -> str:
    found = _found(example, example.flagged, knowledge, parse)
    if found is None:
        return f"an example of {sink.id} cannot be read as {example.language}"
    if sink.rule not in found:
        return f"what is flagged in an example of {sink.id} is not found"
    if sink.rule in (_found(example, example.silent, knowledge, parse) or ()):
        return f"what is silent in an example of {sink.id} is found as {sink.rule}"
    return ""


def _found(example: Example, code: str, knowledge: Knowledge, parse: Parse) -> frozenset[str] | None:
    """Return the rules that the code of an example breaks, None where it is no program."""
    name = "app.py" if example.language == "python" else "app.js"
    module = parse(program(example, code), name)
    if module is None or module.broken:
        return None
    results = Results(_SOURCES, is_http=True, knowledge=knowledge)
    machine = OwnMachine(Package(("",), name.__eq__), {name: module}.get, results)
    event = Value(taints=event_taints(_SOURCES, own=knowledge.own_sources))
    machine.run(name, "handler", event, Value(names=("lambda.context",)))
    return frozenset(hit.sink.rule for hit in results.hits.values())

"""Regular expressions in people's own catalog: none that a text of the program can make run for ever."""

from collections.abc import Iterator

from stockade.analysis.regexes import is_super_linear
from stockade.catalog.calls import Clean, Guard, Sink, Test
from stockade.catalog.own import Own
from stockade.catalog.own.schema import Addition
from stockade.errors import ConfigError


def check_patterns(own: Own) -> None:
    """Refuse super-linear patterns in conditions. Raises `ConfigError` with file and line."""
    for one in own.additions:
        for test in _tests(one):
            if test.matches and is_super_linear(test.matches):
                told = f"`matches`: {test.matches!r} may take super-linear time"
                raise ConfigError(f"{one.place}: {told}")


def _tests(one: Addition) -> Iterator[Test]:
    entry = one.entry
    if isinstance(entry, Clean | Guard):
        yield from entry.when
    elif isinstance(entry, Sink):
        for place in (entry.python, entry.javascript, entry.returned):
            yield from place.when if place is not None else ()

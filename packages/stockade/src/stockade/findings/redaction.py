"""Hiding what an application's secrets are: no output ever holds the value of one.

Rules write messages, reports show environments, and both go through here. `secrets` decides what one is.
"""

from collections.abc import Iterable, Iterator

from stockade.model import App
from stockade.secrets import HIDDEN, names_secret, shown
from stockade.values import Concat, Cond, List, Lit, Map, Param, Unknown, Value, text

SHORTEST = 6
"""Texts below this length are not replaced inside sentences: they would tear words apart."""
ORDINARY = frozenset(
    {"password", "secret", "secrets", "private", "public", "string", "default", "function", "template"}
)
"""Words of our own sentences; as the value of a secret they are guessed first: hiding them hides nothing."""


def redact(written: str, secrets: Iterable[str] = (), name: str = "") -> str:
    """Hide known secrets, and whatever is found to be one; all of a text under the `name` of a secret."""
    for secret in secrets:
        written = written.replace(secret, HIDDEN)
    return shown(name, written)


def secrets_of(app: App) -> tuple[str, ...]:
    """Return every text of an application that must not be printed, the longest first.

    Defaults of parameters that do not echo or are named like secrets, and texts anywhere under a key of
    such a name: in resources, environments and mappings.
    """
    found: set[str] = set()
    for parameter in app.parameters.values():
        if parameter.no_echo or names_secret(parameter.name):
            found.update(_texts(parameter.default))
    for resource in app.resources.values():
        found.update(_named(resource.properties))
    for function in app.functions.values():
        found.update(_named(Map(function.environment)))
    found.update(_named(app.mappings))
    kept = (written for written in found if len(written) >= SHORTEST and written.lower() not in ORDINARY)
    return tuple(sorted(kept, key=lambda written: (-len(written), written)))


def _named(value: Value) -> Iterator[str]:
    """Yield the texts that stand under a key named like a secret, at any depth."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Map):
            for key, item in current.items.items():
                if names_secret(key):
                    yield from _texts(item)
                waiting.append(item)
        elif isinstance(current, List):
            waiting.extend(current.items)
        elif isinstance(current, Cond):
            waiting.extend((current.then, current.otherwise))


def _texts(value: Value) -> Iterator[str]:
    """Yield the literal texts inside a scalar; references are none."""
    match value:
        case Lit(value=str() as written):
            yield written
        case Param(default=default) if default is not None:
            yield from _texts(default)
        case Cond():
            yield from _texts(value.then)
            yield from _texts(value.otherwise)
        case Concat() if (known := text(value)) is not None:
            yield known
        case Unknown():
            for item in value.among:
                yield from _texts(item)
        case _:
            return

"""The grammar of the names of calls, and which of them the types of the catalog can produce.

A type is abstract where no call is named like it (`sql.Cursor`, not `pathlib.Path()`): calls on it exist only
if a `[[type]]` gives it to the result of something that is reachable itself.
"""

import re
from collections.abc import Iterable, Iterator

from stockade.catalog.calls import CallFile, Named
from stockade.errors import CatalogError

TABLES = ("type", "passing", "clean", "guard", "fetch", "store", "callback", "wrapper", "authenticator")
"""The tables of a file of calls."""

_HEAD = r"@?[\w$][\w$/-]*"
_LITERAL = r"(?:\([\w{}-]*\))"
_NAME = re.compile(rf"{_HEAD}{_LITERAL}*(?:\.[\w$-]+{_LITERAL}*)*")
_CHOSEN = re.compile(r"[^()]\(([\w{}-]+)\)")
_ABSTRACT = re.compile(r"[\w$]+\.[A-Z]\w*(?=\.|$)")


def check_name(name: str) -> None:
    """Check that the name of a call is well formed."""
    if name.startswith("node:"):
        raise CatalogError(f"{name!r}: written without `node:`")
    if not _NAME.fullmatch(name):
        raise CatalogError(f"{name!r} is no name of a call")


class Types:
    """The types of one language: which there are, and which of them some call can produce."""

    def __init__(self, calls: CallFile) -> None:
        self._named = calls.type
        self._roots = frozenset(one.name.partition(".")[0] for one in calls.type if "(" not in one.name)
        self._names = frozenset(one.name for one in calls.type)
        self._choosing = frozenset(one.name.partition("({0})")[0] for one in calls.type if one.choose)
        self._produced = frozenset(self._reachable())

    def check(self, name: str) -> None:
        """Check that something can produce what a call is named by; raises `CatalogError`."""
        abstract = self._abstract(name)
        if abstract and abstract not in self._names:
            raise CatalogError(f"{name!r}: there is no type {abstract!r}")
        if abstract and abstract not in self._produced:
            raise CatalogError(f"{name!r}: nothing produces the type {abstract!r}")
        for chosen in _CHOSEN.finditer(name):
            if name[: chosen.start() + 1] not in self._choosing:
                raise CatalogError(f"{name!r}: no type chooses by {chosen.group(1)!r}")

    def unproduced(self) -> tuple[str, ...]:
        """Return the types that nothing can produce."""
        return tuple(sorted(self._names - self._produced))

    def _abstract(self, name: str) -> str:
        found = _ABSTRACT.match(name)
        inside = found is not None and found.end() < len(name)
        return found.group() if found and inside and name.partition(".")[0] in self._roots else ""

    def _reachable(self) -> Iterable[str]:
        found: set[str] = set()
        while fresh := {one.name for one in self._named if self._is_made(one, found)} - found:
            found |= fresh
        return found

    def _is_made(self, named: Named, found: set[str]) -> bool:
        made_from = (self._abstract(name) for name in (*named.calls, *named.attributes))
        return named.adapter or any(not abstract or abstract in found for abstract in made_from)


def names_in(calls: CallFile) -> Iterator[tuple[str, str]]:
    """Give every name of a call in a file, with the key it stands under."""
    for named in calls.type:
        for attribute in named.attributes:
            yield f"type.{named.name}", attribute
    for table in TABLES:
        for number, entry in enumerate(getattr(calls, table)):
            key = f"type.{entry.name}" if table == "type" else f"{table}[{number}]"
            for call in entry.calls:
                yield key, call

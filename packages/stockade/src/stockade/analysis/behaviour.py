"""What a run does that people may want to see: hosts, programs, paths, the environment, statements.

Looks at every call that the catalog knows as an operation, whoever's data reaches it.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, get_args

from msgspec.structs import replace as changed

from stockade.analysis.files import INLINE
from stockade.analysis.values import DEEPEST, UNKNOWN, Value, parts
from stockade.catalog.calls import Argument, Place, Sink
from stockade.model.behaviour import (
    Behaviour,
    Deed,
    DeedKind,
    DevelopersText,
    Dialect,
    Form,
    Statement,
)
from stockade.model.program import column_of, line_of
from stockade.secrets import hide
from stockade.values import Location

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given

MOST_TEXTS = 16
"""Texts of one call site told apart; with more of them it is not complete."""
LONGEST = 4_000
"""Characters kept of a text."""
MOST_CONSTANTS = 400
"""Pieces of text kept of one function."""
_URL = re.compile(
    r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//(?:[^/?#@]*@)?(?P<host>\[[^\]/]*\]|[^/:?#\\]*)(?P<end>[/:?#\\])?"
)
_ENVIRONMENT = re.compile(r"(?:os\.environ|process\.env)\.(?P<name>\w+)$")
_WRITES = re.compile(
    r"write|append|output|create|mk(?:dir|dtemp)|makedir|^rm|remove|unlink|rename|replace|truncate|chmod"
    r"|chown|link|touch|extract|unpack|download|save|utimes|ensure|emptyDir",
    re.IGNORECASE,
)
_COPIES = re.compile(r"copy|move|cp$|rename|replace", re.IGNORECASE)
_OPENS = re.compile(r"(?:^|\.)open(?:Sync)?$")
_CHANGING_MODE = re.compile(r"[wax+]")
_CHILDREN = ("subprocess:", "os:", "node:child_process:")
"""Where the guard hooks the start of a program: other commands run somewhere else."""
_NAMES = "ExpressionAttributeNames"
_FIRST, _SECOND = Argument(position=0, name="args"), Argument(position=1, name="file")
_DIALECTS = frozenset(get_args(Dialect))
_MASKED = re.compile(r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\"|(?<![\w.:#$@])\d+(?:\.\d+)?\b")


class Observed:
    """Collects the behaviour of one run."""

    def __init__(self) -> None:
        self._deeds: dict[Deed, None] = {}
        self._environment: set[str] = set()
        self._computed = False
        self._texts: dict[tuple[Dialect, Location, str], tuple[set[str], set[str]]] = {}
        self._open: set[tuple[Dialect, Location, str]] = set()
        self._constants: set[tuple[str, str]] = set()

    def called(self, given: "Given", sink: Sink, place: Place, argument: Argument, name: str) -> None:
        """Look at what one argument of a call is that the catalog knows."""
        value = given.value(argument)
        at = Location(given.frame.file.partition(INLINE)[0], line_of(given.at), column_of(given.at))
        if sink.kind == "url":
            self._host(value, at, name, is_url=sink.needs == "host")
        elif sink.kind == "path":
            self._path(given, value, at, name, argument)
        elif sink.kind in {"shell", "argv"} and place.patch.startswith(_CHILDREN) and sink.cwe == 78:  # noqa: PLR2004
            self._program(given, at, name, shell=sink.kind == "shell")
        elif sink.kind in _DIALECTS and _NAMES not in (argument.path.partition(".")[0], argument.name):
            self._statement(sink, value, at, name)
        for piece in _literals(value):
            if len(self._constants) < MOST_CONSTANTS:
                self._constants.add((sink.kind, piece))

    def reads_environment(self, name: str | None) -> None:
        """Note a variable of the environment, None where its name is computed."""
        if name is None:
            self._computed = True
        else:
            self._environment.add(name)

    def behaviour(self, *, whole: bool) -> Behaviour:
        """Return all that was seen."""
        return Behaviour(
            deeds=tuple(sorted(self._deeds)),
            environment=tuple(sorted(self._environment)),
            computed_environment=self._computed,
            statements=tuple(sorted(self._statements(whole=whole))),
            constants=tuple(sorted(DevelopersText(kind, _shown(text)) for kind, text in self._constants)),
            whole=whole,
        )

    def _add(self, kind: DeedKind, shape: tuple[Form, str], at: Location, name: str) -> None:
        self._deeds[Deed(kind, shape[0], _shown(shape[1]), at, name)] = None

    def _host(self, value: Value, at: Location, name: str, *, is_url: bool) -> None:
        for form, text in _shapes(value):
            if not is_url:
                self._add("host", (form, text), at, name)
            elif form == "prefix" and _is_followed_by_senders(value):
                self._add("host", _host_of(form, text, open_ended=True), at, name)
            elif form in {"constant", "prefix"}:
                self._add("host", _host_of(form, text), at, name)
            else:
                self._add("host", (form, text), at, name)

    def _path(self, given: "Given", value: Value, at: Location, name: str, argument: Argument) -> None:
        for shape in _shapes(value):
            for kind in _access(given, name, argument):
                self._add(kind, shape, at, name)

    def _program(self, given: "Given", at: Location, name: str, *, shell: bool) -> None:
        """Note the program that a call starts, by the first of its list or of its command line."""
        whole = given.value(_SECOND if ".spawn" in name and given.frame.module.is_python else _FIRST)
        vector, others = _vector(whole), _vector(given.positional(1))
        program = (whole.fields or {}).get("0", UNKNOWN) if whole.fields is not None else whole
        for form, text in _shapes(program):
            arguments: tuple[str, ...] = ()
            if shell and whole.fields is None:
                form, text, arguments = _of_shell(form, text)  # noqa: PLW2901 - the program in it
            elif form == "constant":
                arguments = vector or ((text, *others) if others else ())
            self._deeds[Deed("program", form, _shown(text), at, name, tuple(map(_shown, arguments)))] = None

    def _statement(self, sink: Sink, value: Value, at: Location, name: str) -> None:
        dialect: Dialect = next(one for one in get_args(Dialect) if one == sink.kind)
        key = (dialect, at, name)
        texts, beginnings = self._texts.setdefault(key, (set(), set()))
        document = _document(value)
        for form, text in _shapes(value) if document is None else ():
            if form == "constant":
                texts.add(text)
            else:
                self._open.add(key)
                if form == "prefix":
                    beginnings.add(text)
        if document is not None:
            texts.add(document)

    def _statements(self, *, whole: bool) -> Iterator[Statement]:
        for key, (texts, beginnings) in self._texts.items():
            dialect, at, name = key
            known = tuple(sorted(map(_shown, texts)))[:MOST_TEXTS]
            yield Statement(
                dialect=dialect,
                location=at,
                call=name,
                texts=known,
                skeletons=tuple(dict.fromkeys(_MASKED.sub("?", one) for one in known)),
                beginnings=tuple(sorted(map(_shown, beginnings)))[:MOST_TEXTS],
                complete=whole and key not in self._open and len(texts) <= MOST_TEXTS,
            )


def with_environment(behaviour: Behaviour, known: Callable[[str], str | None]) -> Behaviour:
    """Return a behaviour with what the model knows of the environment put in; `known` gives a variable."""
    return changed(behaviour, deeds=tuple(sorted({_resolved(deed, known) for deed in behaviour.deeds})))


def _resolved(deed: Deed, known: Callable[[str], str | None]) -> Deed:
    text = known(deed.text) if deed.form == "environment" else None
    if text is None:
        return deed
    form: Form = "constant"
    if deed.kind == "host" and "/" in text:
        form, text = _host_of("constant", text)
    return changed(deed, form=form, text=_shown(text))


def _shown(text: str) -> str:
    """Return what of a text is kept: no secret, and no more than somebody may read."""
    return hide(text[:LONGEST])


def _shapes(value: Value) -> Iterator[tuple[Form, str]]:
    """Yield what a text may be, each with how much of it is known."""
    if value.constants is not None and not value.taints:  # `None` is no text at all
        yield from (("constant", one) for one in sorted(map(str, value.constants - {None})))
        return
    first = value.pieces[0] if value.pieces else None
    names = [found["name"] for name in value.names if (found := _ENVIRONMENT.fullmatch(name)) is not None]
    if isinstance(first, str) and first:
        yield "prefix", first
    elif names:
        yield from (("environment", name) for name in names)
    else:
        yield "unknown", ""


def _is_followed_by_senders(value: Value) -> bool:
    """Tell whether the piece behind the beginning of a text is a sender's."""
    piece = value.pieces[1] if value.pieces is not None and len(value.pieces) > 1 else ""
    return not isinstance(piece, str) and any(one.control != "platform" for one in piece)


def _host_of(form: Form, text: str, *, open_ended: bool = False) -> tuple[Form, str]:
    """Return the host in a URL: the whole of it where what follows cannot change it.

    Of one that goes on with a sender's text (`open_ended`) the host is anybody's as long as it has no end:
    `@` makes what was written the name of a user.
    """
    found = _URL.match(text)
    if found is None:
        return "unknown", ""
    host = found["host"].lower()
    if form == "constant" or found["end"] in ({"/", "?", "#"} if open_ended else {"/", "?", "#", ":"}):
        return ("constant", host) if host else ("unknown", "")
    return ("prefix", host) if host and not open_ended else ("unknown", "")


def _access(given: "Given", name: str, argument: Argument) -> tuple[DeedKind, ...]:
    """Return what a call does to the file at an argument."""
    called = name.rpartition(".")[2]
    if _OPENS.search(name):
        return _opened(given)
    if _COPIES.search(called):
        return ("read",) if argument.position == 0 and not _WRITES.search(called) else ("write",)
    return ("write",) if _WRITES.search(called) else ("read",)


def _opened(given: "Given") -> tuple[DeedKind, ...]:
    """Return what a file is opened for; for both where that is not known."""
    position = 0 if given.holder is not None and not given.frame.module.is_python else 1
    mode = given.keywords.get("mode") or given.keywords.get("flags")
    if mode is None:
        if len(given.arguments) <= 1:
            return ("read",)
        mode = given.positional(max(position, 1))
    if mode.texts is None:
        return ("read", "write")
    writing = any(_CHANGING_MODE.search(one) for one in mode.texts)
    reading = any("r" in one or "+" in one for one in mode.texts)
    return (*(("read",) if reading or not writing else ()), *(("write",) if writing else ()))


def _vector(value: Value) -> tuple[str, ...]:
    """Return the texts of a list of which all are known, empty otherwise."""
    if not value.closed or not value.fields or value.items is not None:
        return ()
    found = [value.fields.get(str(number)) for number in range(len(value.fields))]
    texts = [one.text if one is not None else None for one in found]
    return tuple(one for one in texts if one is not None) if None not in texts else ()


def _of_shell(form: Form, text: str) -> tuple[Form, str, tuple[str, ...]]:
    """Return the program of a command line, and all of its words where the line is known and plain."""
    if form not in {"constant", "prefix"}:
        return form, text, ()
    first, space, _ = text.lstrip().partition(" ")
    if not first or not re.fullmatch(r"[\w./+-]+", first):
        return "unknown", "", ()
    if form == "prefix":
        return ("constant" if space else "prefix"), first, ()
    try:
        words = tuple(shlex.split(text))
    except ValueError:
        words = ()
    return "constant", first, words if not re.search(r"[;&|<>$`()\n*?]", text) else ()


def _document(value: Value, depth: int = 0) -> str | None:
    """Return a document that is written out, by its keys with `?` for values; None for any other value."""
    if value.fields is None or not value.closed or value.items is not None or value.keys:
        return None
    inner = {key: _document(one, depth + 1) if depth < DEEPEST else None for key, one in value.fields.items()}
    return "{" + ", ".join(f"{key}: {below or '?'}" for key, below in sorted(inner.items())) + "}"


def _literals(value: Value, depth: int = 0) -> Iterator[str]:
    """Yield the developer's text in a value, at any depth."""
    if value.constants is not None:
        yield from (one for one in value.constants if isinstance(one, str) and one)
    elif value.pieces is not None:
        yield from (one for one in value.pieces if isinstance(one, str) and one)
    if depth < 3:  # noqa: PLR2004 - argument, entry, text
        for part in parts(value):
            yield from _literals(part, depth + 1)

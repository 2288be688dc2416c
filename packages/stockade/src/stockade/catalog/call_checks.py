"""What the types of `calls` cannot say about sinks and calls, checked before they are compiled."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from stockade.catalog.actions import action
from stockade.catalog.call_names import TABLES, Types, check_name, names_in
from stockade.catalog.calls import Argument, CallFile, Entry, Language, Place, Sink, SinkFile, Test, Written
from stockade.catalog.remedies import Option, Remedy
from stockade.errors import CatalogError

RULES: Mapping[str, frozenset[int]] = {
    "sql-injection": frozenset({89}),
    "nosql-injection": frozenset({943}),
    "expression-injection": frozenset({943}),
    "command-injection": frozenset({78, 88}),
    "code-injection": frozenset({94, 95, 470}),
    "unsafe-deserialization": frozenset({502}),
    "path-traversal": frozenset({22}),
    "server-side-request-forgery": frozenset({918}),
    "xml-external-entity": frozenset({611}),
    "cross-site-scripting": frozenset({79}),
    "template-injection": frozenset({1336}),
    "open-redirect": frozenset({601}),
    "header-injection": frozenset({113}),
    "log-injection": frozenset({117}),
    "mapping-template-injection": frozenset({74, 89, 91, 943}),
    "mass-assignment": frozenset({915}),
    "regex-denial-of-service": frozenset({1333}),
    "user-controlled-resource": frozenset({639}),
    "sensitive-data-logged": frozenset({532}),
}
"""The rules that data flows and logged secrets belong to, with their weaknesses (CWE)."""

ENCODINGS = frozenset({"json", "base64", "url", "html", "form", "hex", "gzip", "csv", "dynamodb"})

_STEP = r"(?:\*\*?|[\w$-]+|\[\d*\])"
_PATH = re.compile(rf"{_STEP}(?:\[\d*\]|\.{_STEP})*")
_GIVEN = re.compile(r"element(?::\d+)?|key|receiver|error|result|nothing|\d+")
_PATCH = re.compile(r"(?:node:)?[\w$./@-]+:[\w$.]+")
ONE_EACH = ("type", "passing", "fetch", "wrapper", "authenticator")
"""Tables that have one entry for each call."""
_VERSION = re.compile(r"\d+(?:\.\d+)?")


def check_sinks(files: Iterable[tuple[str, SinkFile]]) -> None:
    """Check the files of sinks, each with its name; raises `CatalogError` with file and key."""
    seen: dict[str, str] = {}
    for name, file in files:
        family = name.rpartition("/")[2].removesuffix(".toml")
        for sink in file.sink:
            _under(f"{name}: {sink.id}", partial(check_sink, sink, family))
            _under(f"{name}: {sink.id}", partial(_check_ours, sink))
            if sink.id in seen:
                raise CatalogError(f"{name}: {sink.id}: `id` is taken in {seen[sink.id]}")
            seen[sink.id] = name


def check_calls(files: Iterable[tuple[str, CallFile]]) -> None:
    """Check the files of calls, each with its name; raises `CatalogError` with file and key."""
    seen: dict[tuple[Language, str, str], str] = {}
    for name, file in files:
        for key, call in names_in(file):
            _under(f"{name}: {key}", partial(check_name, call.removesuffix(".*")))
            table = key.partition("[")[0].partition(".")[0]
            if table in ONE_EACH and seen.setdefault((file.language, table, call), f"{name}: {key}") != (
                f"{name}: {key}"
            ):
                raise CatalogError(
                    f"{name}: {key}: {call!r} stands in {seen[file.language, table, call]} too"
                )
        for table in TABLES:
            for entry in getattr(file, table):
                _under(f"{name}: {table}", partial(_check_ours, entry))
        for key, check in entry_checks(file):
            _under(f"{name}: {key}", check)


def check_places(sinks: Sequence[Sink], calls: Mapping[Language, CallFile]) -> None:
    """Check that every call of sinks and calls can be reached by the types there are."""
    for language, file in calls.items():
        types = Types(file)
        for key, call in names_in(file):
            _under(f"calls: {language}: {key}", partial(types.check, call))
        for sink in sinks:
            place = sink.python if language == "python" else sink.javascript
            for call in place.calls if place is not None else ():
                _under(f"sinks: {sink.id}", partial(types.check, call))


def _under(key: str, check: Callable[[], None]) -> None:
    try:
        check()
    except CatalogError as error:
        raise CatalogError(f"{key}: {error}") from None


def _check_ours(entry: Entry) -> None:
    if entry.replaces or entry.reason:
        raise CatalogError("`replaces` and `reason` are for people's own files")


def check_sink(sink: Sink, family: str) -> None:
    """Check one sink of the file `FAMILY.toml`; raises `CatalogError` with the key."""
    if not sink.id.startswith(f"{family}."):
        raise CatalogError(f"`id` begins with the name of its file, `{family}.`")
    if sink.rule not in RULES:
        raise CatalogError(f"`rule`: {_no_rule(sink.rule)}")
    if sink.cwe not in RULES[sink.rule]:
        raise CatalogError(f"`cwe`: {sink.rule} is not CWE-{sink.cwe}")
    places: dict[Language, Place | None] = {"python": sink.python, "javascript": sink.javascript}
    if sink.returned is None and sink.written is None and not any(places.values()):
        raise CatalogError("neither a language nor `returned` nor `written` says where it is")
    for language, place in places.items():
        if place is not None:
            _under(f"`{language}`", partial(_check_place, place))
            _under(f"`{language}`", partial(_check_remedies, place.fix, place.calls, language))
    _check_texts(sink)
    for example in sink.example:
        if sink.returned is None and places[example.language] is None:
            raise CatalogError(f"`example`: the sink has no place in {example.language}")


def _check_texts(sink: Sink) -> None:
    """Check where a sink is in what is returned or written."""
    if sink.returned is not None:
        _check_path(sink.returned.path)
        _check_tests(sink.returned.when)
        _check_remedies(sink.returned.fix, (), "python")
    if sink.written is not None:
        _check_written(sink.written)


def _check_written(written: Written) -> None:
    if written.script and written.script not in RULES:
        raise CatalogError(f"`written`: there is no rule {written.script!r} for data flows")
    if not written.feeds or (written.place == "value") is not bool(written.keys):
        raise CatalogError("`written`: it needs `feeds`, and `keys` for a value and for nothing else")


def _check_place(place: Place) -> None:
    if not place.calls or not place.arguments:
        raise CatalogError("it needs `calls` and `arguments`")
    for call in place.calls:
        check_name(call)
    twice = sorted({call for call in place.calls if place.calls.count(call) > 1})
    if twice:
        raise CatalogError(f"`calls`: {twice[0]!r} stands there twice")
    if place.patch and not _PATCH.fullmatch(place.patch):
        raise CatalogError(f"`patch`: {place.patch!r} is not `module:attribute`")
    for argument in place.arguments:
        _check_argument(argument)
    _check_tests(place.when)


def _check_remedies(remedies: Iterable[Remedy], calls: Sequence[str], language: Language) -> None:
    for remedy in remedies:
        strange = sorted(set(remedy.calls) - set(calls))
        if strange:
            raise CatalogError(f"`fix`: {strange[0]!r} is no call of this place")
        if isinstance(remedy, Option) is (language == "python"):
            raise CatalogError(f"`fix`: there is no such change of {language}")
        _check_pattern("unless", remedy.unless)
        if remedy.since and not _VERSION.fullmatch(remedy.since):
            raise CatalogError(f"`since`: {remedy.since!r} is no version such as 3.8")


def _check_argument(argument: Argument) -> None:
    named = argument.position is not None or bool(argument.name)
    if named + argument.receiver + argument.spread != 1:
        raise CatalogError("an argument is a `position`, a `name` or both, the `receiver`, or the `spread`")
    if argument.rest and argument.position is None:
        raise CatalogError("`rest` needs the `position` it begins at")
    _check_path(argument.path)


def _check_path(path: str) -> None:
    if path and not _PATH.fullmatch(path):
        raise CatalogError(f"`path`: {path!r} is no path into a value")


def _check_tests(tests: Iterable[Test]) -> None:
    for test in tests:
        _check_argument(test.argument)
        if (test.equals is not None) + (test.is_a is not None) + bool(test.matches) != 1:
            raise CatalogError("`when` says exactly one of `equals`, `is_a` and `matches`")
        _check_pattern("matches", test.matches)


def _check_pattern(key: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise CatalogError(f"`{key}`: {error}") from None


def entry_checks(file: CallFile) -> Iterator[tuple[str, Callable[[], None]]]:
    """Give the checks of single entries of a file of calls with the key of each."""
    for key, argument in _arguments(file):
        yield key, partial(_check_argument, argument)
    for table in ("clean", "guard"):
        for number, entry in enumerate(getattr(file, table)):
            yield f"{table}[{number}]", partial(_check_rules, entry.rules)
            yield f"{table}[{number}]", partial(_check_tests, entry.when)
    for table in ("fetch", "store"):
        for number, entry in enumerate(getattr(file, table)):
            yield f"{table}[{number}]", partial(_check_action, entry.action)
    for number, passing in enumerate(file.passing):
        yield f"passing[{number}]", partial(_check_encodings, (passing.decodes, passing.encodes))
    for number, callback in enumerate(file.callback):
        yield f"callback[{number}]", partial(_check_gives, callback.gives)
    for named in file.type:
        made = bool(named.calls or named.attributes)
        yield f"type.{named.name}", partial(_check_made, named.adapter, made)


def _arguments(file: CallFile) -> Iterator[tuple[str, Argument]]:
    for number, passing in enumerate(file.passing):
        for argument in passing.arguments:
            yield f"passing[{number}]", argument
    for table, names in (
        ("guard", ("argument",)),
        ("fetch", ("resource", "key")),
        ("store", ("content", "resource", "key")),
        ("callback", ("function",)),
        ("wrapper", ("function",)),
        ("authenticator", ("argument", "function")),
    ):
        for number, entry in enumerate(getattr(file, table)):
            for name in names:
                if getattr(entry, name) is not None:
                    yield f"{table}[{number}].{name}", getattr(entry, name)


def _check_rules(rules: Iterable[str]) -> None:
    for rule in rules:
        if rule != "*" and rule not in RULES:
            raise CatalogError(f"`rules`: {_no_rule(rule)}")


def _no_rule(rule: str) -> str:
    return f"there is no rule {rule!r} for data flows; there are {', '.join(sorted(RULES))}"


def _check_action(name: str) -> None:
    if name != "http" and action(*name.partition(":")[::2]) is None:
        raise CatalogError(f"`action`: there is no action {name!r}")


def _check_encodings(names: Iterable[str]) -> None:
    for name in names:
        if name and name not in ENCODINGS:
            raise CatalogError(f"{name!r} is no encoding; there are {', '.join(sorted(ENCODINGS))}")


def _check_gives(gives: Iterable[str]) -> None:
    for given in gives:
        if not _GIVEN.fullmatch(given):
            raise CatalogError(f"`gives`: {given!r} is nothing that a function can be given")


def _check_made(adapter: bool, made: bool) -> None:
    if not made and not adapter:
        raise CatalogError("a type needs `calls`, `attributes`, or `adapter = true`")

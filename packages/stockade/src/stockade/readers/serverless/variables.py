"""Variables of a service file (`${self:custom.stage, 'dev'}`), resolved as far as the files say.

No environment is read, no program run, nothing outside the root opened. What only a deployment knows stays a
term: `env:` is a `Param` where it has a fallback, else unknown; `ssm:`, `cf:`, `s3:` and the sources of
plug-ins are `Dynamic`; `aws:` is a `Pseudo`. Source: the pages on variables of the framework's guide.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from stockade.errors import ReadError
from stockade.model import Gap
from stockade.readers.building import lifted
from stockade.readers.cloudformation import read_document
from stockade.readers.files import Root
from stockade.readers.serverless.compose import composed
from stockade.readers.serverless.identifiers import construct_attribute
from stockade.values import (
    ABSENT,
    Dynamic,
    List,
    Lit,
    Location,
    Map,
    Param,
    Pseudo,
    Unknown,
    Value,
    concat,
    is_absent,
    text,
)

DEEPEST: Final = 60
"""Variables followed from one to the next."""
MOST_LOOKED_UP: Final = 100_000
"""Variables resolved of one service: fallbacks inside fallbacks grow without bound."""
LONGEST: Final = 200_000
"""Characters of one text with variables."""
DEFAULT_STAGE: Final = "dev"

_FILE = re.compile(r"file\s*\(\s*([^)]*?)\s*\)")
_CALL = re.compile(r"(\w+)\s*\(\s*(.*?)\s*\)", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_PROGRAMS = (".js", ".ts", ".cjs", ".mjs", ".mts", ".cts")
_DOCUMENTS = (".yml", ".yaml", ".json")
_PSEUDO = {"region": "AWS::Region", "accountId": "AWS::AccountId", "partition": "AWS::Partition"}
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class Syntax(Struct, frozen=True, gc=False):
    """How a variable begins and ends; version 1 lets a service choose."""

    opening: str = "${"
    closing: str = "}"


class Variables:
    """Resolves the values of one service; what could not be understood is in `gaps`."""

    def __init__(self, root: Root, folder: str, document: Map, syntax: Syntax | None = None) -> None:
        self.root = root
        self.folder = folder
        self.document = document
        self.syntax = syntax or Syntax()
        self.gaps: list[Gap] = []
        self._following: list[str] = []
        self._looked_up = 0
        self._files: dict[str, Value] = {}
        self._given = composed(root, folder, self.gaps)

    def resolve(self, value: Value) -> Value:
        """Return a value with every variable in it resolved."""
        match value:
            case Lit(value=str() as written) if self.syntax.opening in written:
                return self._text(written, value.at)
            case List():
                return List(tuple(self.resolve(item) for item in value.items), at=value.at)
            case Map():
                return Map({key: self._entry(item) for key, item in value.items.items()}, at=value.at)
            case _:
                return value

    def _entry(self, item: Value) -> Value:
        """Resolve what stands under a key; a text keeps the line of the key wherever it came from."""
        found = self.resolve(item)
        if found is item or item.at == found.at or not isinstance(found, Lit):
            return found
        return Lit(found.value, at=item.at)

    def _text(self, written: str, at: Location) -> Value:
        if len(written) > LONGEST:
            return self._unknown(f"a text of more than {LONGEST:,} characters", at)
        parts = list(self._parts(written, at))
        if len(parts) == 1:
            return parts[0]
        return concat((_joinable(part, at) for part in parts), at=at)

    def _parts(self, written: str, at: Location) -> Iterator[Value]:
        """Yield the literal texts and the variables of a text, in order."""
        position = literal = 0
        opening, closing = self.syntax.opening, self.syntax.closing
        while (begin := written.find(opening, position)) >= 0:
            end = self._end(written, begin + len(opening))
            inner = written[begin + len(opening) : end] if end >= 0 else ""
            if end < 0 or not _is_variable(inner):
                position = begin + len(opening)
                continue
            if begin > literal:
                yield Lit(written[literal:begin], at=at)
            yield self._variable(inner, at)
            position = literal = end + len(closing)
        if literal < len(written) or literal == 0:
            yield Lit(written[literal:], at=at)

    def _end(self, written: str, start: int) -> int:
        """Return where the variable that begins before `start` ends, -1 where it does not."""
        depth, position = 1, start
        opening, closing = self.syntax.opening, self.syntax.closing
        while position < len(written):
            if written.startswith(opening, position):
                depth += 1
                position += len(opening)
            elif written.startswith(closing, position):
                depth -= 1
                if depth == 0:
                    return position
                position += len(closing)
            else:
                position += 1
        return -1

    def _variable(self, inner: str, at: Location) -> Value:
        """Return what a variable is: its first source that has a value, else the last one's reason."""
        self._looked_up += 1
        if self._looked_up > MOST_LOOKED_UP:
            return self._unknown(f"more than {MOST_LOOKED_UP:,} variables", at)
        if inner in self._following:
            circle = " -> ".join((*self._following[self._following.index(inner) :], inner))
            return self._unknown(f"the variable {circle} contains itself", at)
        if len(self._following) > DEEPEST:
            return self._unknown("variables that lead to one another too often", at)
        self._following.append(inner)
        try:
            return self._first([part.strip() for part in _split(inner)], at)
        finally:
            self._following.pop()

    def _first(self, sources: list[str], at: Location) -> Value:
        for number, source in enumerate(sources):
            found = self._source(self._filled(source, at), at)
            if isinstance(found, _Asked):
                rest = sources[number + 1 :]
                return (
                    Param(found.name, default=self._first(rest, at), at=at) if rest else _unasked(found, at)
                )
            if not is_absent(found) or (isinstance(found, Lit) and found.value is None and number):
                return found
        shown = ", ".join(sources)
        return Unknown(f"nothing stands at {shown}", at=at)

    def _filled(self, source: str, at: Location) -> str | Unknown:
        """Return a source with the variables inside it filled in, or why that cannot be."""
        if self.syntax.opening not in source:
            return source
        found = self._text(source, at)
        known = text(found)
        if known is None and isinstance(found, Unknown):
            return found
        return (
            known
            if known is not None
            else Unknown(f"{source} depends on what is not known", at=at, about=(found,))
        )

    def _source(self, source: "str | Unknown", at: Location) -> "Value | _Asked":
        """Return what one source says, `ABSENT` where it says nothing."""
        if isinstance(source, Unknown):
            return source
        literal = _literal(source, at)
        if literal is not None:
            return literal
        file = _FILE.match(source)
        if file is not None:
            return self._file(file[1], source[file.end() :].removeprefix(":").strip(), at)
        called = _CALL.fullmatch(source)
        if called is not None and called[1] == "strToBool":
            return _truth(called[2].strip("'\""), at)
        kind, _, address = source.partition(":")
        kind = _CALL.sub(r"\1", kind).strip()
        reader = self._readers().get(kind)
        return reader(address.strip(), at) if reader else Dynamic(kind, address.strip(), at=at)

    def _readers(self) -> dict[str, Callable[[str, Location], "Value | _Asked"]]:
        return {
            "self": self._self,
            "opt": self._option,
            "sls": self._framework,
            "aws": self._aws,
            "construct": self._construct,
            "env": lambda name, _: _Asked(name, "environment of the deployer"),
            "param": self._parameter,
        }

    def _self(self, address: str, at: Location) -> Value:
        found = self.below(self.document, address)
        if is_absent(found) and address in {"provider.stage", "provider.region"}:  # never without a value
            return self.stage(at) if address.endswith("stage") else self.region(at)
        return found

    def _option(self, name: str, at: Location) -> "Value | _Asked":
        if name in {"stage", "s"} and len(self._sources_left()) <= 1:
            return self.stage(at)
        if name in {"region", "r"} and len(self._sources_left()) <= 1:
            return self.region(at)
        return ABSENT if len(self._sources_left()) > 1 else _Asked(name, "option of the command line")

    def _sources_left(self) -> list[str]:
        return _split(self._following[-1]) if self._following else []

    def _framework(self, name: str, at: Location) -> Value:
        return self.stage(at) if name == "stage" else Unknown(f"sls:{name} is made at deployment", at=at)

    def _aws(self, name: str, at: Location) -> Value:
        known = _PSEUDO.get(name)
        return Pseudo(known, at=at) if known else Dynamic("aws", name, at=at)

    @staticmethod
    def _construct(address: str, at: Location) -> Value:
        found = lifted(construct_attribute(address), at)
        return Dynamic("construct", address, at=at) if is_absent(found) else found

    def _parameter(self, name: str, at: Location) -> "Value | _Asked":
        if name in self._given:
            return self._given[name]
        stage = text(self.stage(at)) or DEFAULT_STAGE
        for place in (f"stages.{stage}.params", f"params.{stage}", "stages.default.params", "params.default"):
            found = self.below(self.document, f"{place}.{name}")
            if not is_absent(found):
                inner = found.items.get("value", found) if isinstance(found, Map) else found
                return self.resolve(inner)
        return _Asked(name, "parameter of the deployment")

    def stage(self, at: Location) -> Value:
        """Return the stage: the provider's, else the framework's default."""
        found = self.below(self.document, "provider.stage")
        return Lit(DEFAULT_STAGE, at=at) if is_absent(found) or isinstance(found, Unknown) else found

    def region(self, at: Location) -> Value:
        """Return the region: the provider's, else the one deployed to."""
        found = self.below(self.document, "provider.region")
        return Pseudo("AWS::Region", at=at) if is_absent(found) or isinstance(found, Unknown) else found

    def below(self, value: Value, address: str) -> Value:
        """Return what stands below a value at a dotted address, variables on the way resolved."""
        found = value
        for key in [part for part in address.split(".") if part]:
            found = self._top(found)
            match found:
                case Map():
                    found = found.items.get(key, ABSENT)
                case List() if key.isdigit() and int(key) < len(found.items):
                    found = found.items[int(key)]
                case Unknown() | Dynamic() | Param():
                    return found
                case _:
                    return ABSENT
        return self.resolve(found)

    def _top(self, value: Value) -> Value:
        """Resolve a value that is a text; of a map or list only what is asked for is resolved later."""
        return self.resolve(value) if isinstance(value, Lit) else value

    def _file(self, name: str, address: str, at: Location) -> Value:
        if name.lower().endswith(_PROGRAMS):
            return self._unknown(f"what {name} gives: a program is not run", at)
        try:
            file = self.root.inside(self.folder, name.replace("~/", "./"))
            if not self.root.holds(file):
                return ABSENT
            if file not in self._files:
                self._files[file] = self._content(file, at)
        except ReadError as error:
            return self._unknown(f"the file {name!r} {error.reason}", at)
        return self.below(self._files[file], address) if address else self.resolve(self._files[file])

    def _content(self, file: str, at: Location) -> Value:
        written = self.root.text(file)
        if posixpath.splitext(file)[1].lower() not in _DOCUMENTS:
            return Lit(written.strip(), at=at)
        document = read_document(written, file)
        self.gaps.extend(document.gaps)
        return document.value

    def _unknown(self, reason: str, at: Location) -> Unknown:
        gap = Gap(at, reason, "resource")
        if gap not in self.gaps:
            self.gaps.append(gap)
        return Unknown(reason, at=at)


class _Asked(Struct, frozen=True, gc=False):
    """A value that whoever deploys gives: an option, a parameter, a variable of his environment."""

    name: str
    reason: str


def _unasked(asked: _Asked, at: Location) -> Unknown:
    reason = f"{asked.reason}: {asked.name}"
    return Unknown(reason, name=reason, at=at)


def _is_variable(inner: str) -> bool:
    """Tell whether what stands between the braces is a variable, and no hole of `Fn::Sub`."""
    first = inner.lstrip()
    if first.startswith(("AWS::", "aws::")):
        return False
    return bool(re.match(r"\w+\s*(\(|:(?!:))", first)) or first[:1] in {"'", '"', "$"}


def _split(inner: str) -> list[str]:
    """Split the sources of a variable at its commas, not at those in quotes, brackets or variables inside."""
    parts, depth, quote, begin = [], 0, "", 0
    for position, letter in enumerate(inner):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in {"'", '"'}:
            quote = letter
        elif letter in "({[":
            depth += 1
        elif letter in ")}]":
            depth -= 1
        elif letter == "," and depth <= 0:
            parts.append(inner[begin:position])
            begin = position + 1
    return [*parts, inner[begin:]]


def _literal(source: str, at: Location) -> Value | None:
    """Return a source that is a value itself: in quotes, a number, a word, an empty list or object."""
    if source[:1] in {"'", '"'} and source[-1:] == source[:1] and len(source) > 1:
        return Lit(source[1:-1], at=at)
    if source in _WORDS:
        return Lit(_WORDS[source], at=at)
    if _NUMBER.fullmatch(source):
        return Lit(float(source) if "." in source else int(source), at=at)
    if source == "":
        return Lit("", at=at)
    empty: dict[str, Value] = {"{}": Map(at=at), "[]": List(at=at)}
    return empty.get(source)


def _truth(written: str, at: Location) -> Value:
    if written.lower() in {"true", "1"}:
        return Lit(True, at=at)
    return Lit(False, at=at) if written.lower() in {"false", "0"} else Unknown("no truth value", at=at)


def _joinable(part: Value, at: Location) -> Value:
    """Return a part of a text; a list or map there is a fault of the file."""
    return Unknown("a list or map inside a text", at=at) if isinstance(part, List | Map) else part

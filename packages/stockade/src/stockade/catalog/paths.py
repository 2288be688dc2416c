"""Field paths: the one grammar in which the catalog, flows, records and proofs name a place in an event.

    Records[].s3.object.key     keys joined by dots, `[]` any element of a list
    headers.*                   any key of an object
    detail.**                   any subtree; only at the end
    ["CodePipeline.job"].id     a key with a dot, bracket, quote, blank or star, as a JSON string
    Records[0].body.orderId     a concrete index (records and proofs); a path goes on below text

The empty path is the event itself. `str(parse(text))` is the canonical text and `parse(str(path)) == path`.
"""

import json
import re
from enum import Enum
from functools import lru_cache

from msgspec import Struct

from stockade.errors import CatalogError

_PLAIN_KEY = re.compile(r'[^.\[\]"*\s]+')
_BRACKET = re.compile(r'\[(?:(?P<key>"(?:[^"\\]|\\.)*")|(?P<index>0|[1-9][0-9]{0,8})|)\]')


class Key(Struct, frozen=True, gc=False):
    """The member of an object with this name."""

    name: str

    def __str__(self) -> str:
        return self.name if _PLAIN_KEY.fullmatch(self.name) else f"[{json.dumps(self.name)}]"


class Index(Struct, frozen=True, gc=False):
    """The element of a list at this position, from 0."""

    number: int

    def __str__(self) -> str:
        return f"[{self.number}]"


class Wild(Enum):
    """A step that stands for many: any element, any key, any subtree."""

    ELEMENT = "[]"
    KEY = "*"
    SUBTREE = "**"

    def __str__(self) -> str:
        return self.value


Step = Key | Index | Wild


class Path(Struct, frozen=True):
    """A parsed path; the steps from the event downwards."""

    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        texts = [str(step) for step in self.steps]
        return "".join(
            text if text[0] == "[" or not place else f".{text}" for place, text in enumerate(texts)
        )

    def __add__(self, other: "Path") -> "Path":
        """Give the path that goes on with `other` below this one."""
        return Path(self.steps + other.steps)

    def general(self) -> "Path":
        """Give the path with every concrete index made `[]`, as the catalog writes it."""
        return Path(tuple(Wild.ELEMENT if isinstance(step, Index) else step for step in self.steps))

    def below(self, prefix: "Path") -> "Path | None":
        """Give what is left of this path below `prefix`, or None where it does not begin with it."""
        length = len(prefix.steps)
        return Path(self.steps[length:]) if self.steps[:length] == prefix.steps else None


@lru_cache(maxsize=4096)
def parse(text: str) -> Path:
    """Parse a path; a `CatalogError` quotes what does not follow the grammar."""
    steps: list[Step] = []
    at = 0
    while at < len(text):
        if steps and steps[-1] is Wild.SUBTREE:
            raise CatalogError(f"path {text!r}: nothing can follow `**`")
        step, at = _step(text, at, first=not steps)
        steps.append(step)
    return Path(tuple(steps))


def _step(text: str, at: int, *, first: bool) -> tuple[Step, int]:
    if bracket := _BRACKET.match(text, at):
        return _bracketed(text, bracket), bracket.end()
    start = at if first else at + 1
    if not first and text[at] != ".":
        raise CatalogError(f"path {text!r}: a dot or a bracket is missing before {text[at:]!r}")
    for wild in (Wild.SUBTREE, Wild.KEY):
        if text.startswith(wild.value, start):
            return wild, start + len(wild.value)
    if key := _PLAIN_KEY.match(text, start):
        return Key(key.group()), key.end()
    raise CatalogError(f"path {text!r}: no key at {text[start:]!r}")


def _bracketed(text: str, bracket: re.Match[str]) -> Step:
    if (number := bracket["index"]) is not None:
        return Index(int(number))
    if (quoted := bracket["key"]) is None:
        return Wild.ELEMENT
    try:
        return Key(json.loads(quoted))
    except ValueError:
        raise CatalogError(f"path {text!r}: {quoted} is not a JSON string") from None

"""Payload templates to expressions: keys that end in `.$` hold paths, texts in `{% %}` are JSONata."""

import re

from stockade.assembly.workflows.places import Places
from stockade.languages.jsonata import read_expression
from stockade.languages.jsonpath import read_path
from stockade.model import Gap
from stockade.model import program as ir
from stockade.model.workflow import QueryLanguage
from stockade.values import (
    Concat,
    Cond,
    List,
    Lit,
    Location,
    Map,
    Value,
    alternatives,
    is_absent,
    text,
)

DEPLOYED = "deployed"
"""The variable that stands for what only the deployment knows: nobody's data."""
DEEPEST = 60
"""Objects inside one another in a payload."""
_CODE = re.compile(r"\s*\{%(.*)%\}\s*", re.DOTALL)
_HOLE = "*"
"""What stands in an expression for a part of its text that is not known."""


def written_text(value: Value) -> str | None:
    """Return a text, parts that are not known as `*`; None for what is no text."""
    if isinstance(value, Concat):
        return "".join(written_text(part) or _HOLE for part in value.parts)
    return str(value.value) if isinstance(value, Lit) and isinstance(value.value, str) else text(value)


class Payloads:
    """Lowers the payloads of one definition; `apart` tells that its values have lines of their own."""

    def __init__(self, places: Places, file: str, *, apart: bool) -> None:
        self.places = places
        self.file = file
        self.apart = apart
        self.functions: dict[str, ir.Function] = {}
        self.gaps: list[Gap] = []
        self._number = 0

    def lowered(self, value: Value, language: QueryLanguage, near: Location) -> ir.Expression | None:
        """Return the expression of a payload template, None where there is none."""
        if is_absent(value):
            return None
        return self._lowered(value, language, near, 0)

    def path(self, value: Value, near: Location) -> ir.Expression | None:
        """Return the expression of a path, None where there is none; a `null` is an empty object."""
        written = written_text(value)
        if written is None:
            return None
        return self._jsonpath(written, self.place(value, written, near))

    def place(self, value: Value, written: str, near: Location) -> Location:
        """Return where an expression is written."""
        if self.apart and value.at.line and value.at.file == self.file:
            return value.at
        return self.places.of_text(near, written)

    def _lowered(self, value: Value, language: QueryLanguage, near: Location, depth: int) -> ir.Expression:
        at = ir.position(near.line, 1)
        if depth > DEEPEST:
            self.gaps.append(Gap(near, "a payload is too deep inside itself to be read"))
            return ir.Name(DEPLOYED, at)
        match value:
            case Map():
                return self._object(value, language, near, depth)
            case List():
                elements = (self._lowered(one, language, near, depth + 1) for one in value.items)
                return ir.Build("list", tuple(ir.Entry(None, one) for one in elements), at)
            case Lit() | Concat():
                return self._scalar(value, language, near)
            case Cond():
                return self._either(value, language, near, depth)
            case _:
                known = text(value)
                return ir.Name(DEPLOYED, at) if known is None else ir.Const(known, at)

    def _either(self, value: Cond, language: QueryLanguage, near: Location, depth: int) -> ir.Expression:
        found = [self._lowered(one, language, near, depth + 1) for one in alternatives(value)]
        chosen = found[0] if found else ir.Const(None)
        for other in found[1:]:
            chosen = ir.Choice(ir.Name(DEPLOYED), chosen, other)
        return chosen

    def _object(self, value: Map, language: QueryLanguage, near: Location, depth: int) -> ir.Expression:
        entries: list[ir.Entry] = []
        for key, item in value.items.items():
            if language == "JSONPath" and key.endswith(".$"):
                written = written_text(item)
                found = None if written is None else self._jsonpath(written, self.place(item, written, near))
                inner = found if found is not None else ir.Name(DEPLOYED)
                entries.append(ir.Entry(ir.Const(key[:-2]), inner))
            else:
                entries.append(ir.Entry(ir.Const(key), self._lowered(item, language, near, depth + 1)))
        return ir.Build("dict", tuple(entries), ir.position(near.line, 1))

    def _scalar(self, value: Lit | Concat, language: QueryLanguage, near: Location) -> ir.Expression:
        written = written_text(value) if isinstance(value, Concat) or isinstance(value.value, str) else None
        if written is not None and language == "JSONata":
            code = _CODE.fullmatch(written)
            if code is not None:
                return self.jsonata(code[1], self.place(value, written, near))
        if isinstance(value, Lit):
            return ir.Const(value.value, ir.position(near.line, 1))
        parts = (
            ir.Name(DEPLOYED) if (known := text(part)) is None else ir.Const(known) for part in value.parts
        )
        return ir.Concat(tuple(parts), ir.position(near.line, 1))

    def _jsonpath(self, written: str, at: Location) -> ir.Expression:
        found = read_path(written, ir.position(at.line, 1))
        if isinstance(found, ir.Opaque):
            self.gaps.append(Gap(at, f"the expression {written[:60]!r} is not read: {found.what}"))
        return found

    def jsonata(self, written: str, at: Location) -> ir.Expression:
        """Return the expression of JSONata's text."""
        self._number += 1
        found = read_expression(written, at.line, f"{self._number}")
        self.functions.update(found.functions)
        for what in dict.fromkeys(found.unread):
            self.gaps.append(Gap(at, f"in a JSONata expression this is not read: {what}"))
        return found.value

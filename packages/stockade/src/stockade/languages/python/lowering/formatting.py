"""Texts made of parts: `+`, `"%s" % x`, `"{}".format(x)`, and what a specification makes of a value."""

import re
from collections.abc import Iterator, Sequence
from string import Formatter

from stockade.languages.python.lowering.reader import Reading
from stockade.model.program import (
    Attribute,
    Build,
    Call,
    Concat,
    Const,
    Expression,
    Index,
    Name,
    Opaque,
    Operation,
    Spread,
)

_PERCENT = re.compile(
    r"%(?:\((?P<name>[^)]*)\))?[-#0 +]*(?:\*|\d*)(?:\.(?:\*|\d*))?[hlL]?(?P<kind>[diouxXeEfFgGcrsa%])"
)
_NUMBER = re.compile(r"(.?[<>=^])?[-+ ]?z?#?0?\d*[_,]?(\.\d+)?[_,]?(?P<kind>[bdoxXneEfFgG%]?)")
_PATH = re.compile(r"\.([^.\[]+)|\[([^\]]*)\]")
_INDEX = re.compile(r"[0-9]{1,9}")
_LONGEST_PATH = 20
_WHOLE = frozenset("bdoxXiu")
_REAL = frozenset("neEfFgG%")
_CONVERSIONS = {"r": "repr", "a": "ascii"}


def joined(parts: Sequence[Expression], at: int, *, texts: bool = False) -> Expression:
    """Return parts as one text: texts of texts are flat, and literals side by side are one.

    `texts`: each part is a text for sure.
    """
    found: list[Expression] = []
    literal: list[str] = []
    begun = at
    for part in _flat(parts, texts):
        if isinstance(part, Const) and isinstance(part.value, str):  # as `_is_text`, which types do not see
            begun = begun if literal else part.at
            literal.append(part.value)
            continue
        if any(literal):
            found.append(Const("".join(literal), begun))
        literal.clear()
        found.append(part)
    text = "".join(literal)
    if not found:
        return Const(text, at)
    return Concat((*found, Const(text, begun)) if text else tuple(found), at)


def _flat(parts: Sequence[Expression], texts: bool) -> Iterator[Expression]:
    """Open the texts among parts; what may be a sum of numbers stays closed."""
    for part in parts:
        if isinstance(part, Concat) and (texts or any(_is_text(each) for each in part.parts)):
            yield from part.parts
        else:
            yield part


def _is_text(part: Expression) -> bool:
    return isinstance(part, Const) and isinstance(part.value, str)


def again(value: Expression) -> Expression:
    """Return what stands for a value where it is used once more: texts in texts must not double each time."""
    plain = isinstance(value, Const | Name) or (
        isinstance(value, Attribute) and isinstance(value.object, Name)
    )
    return value if plain else Opaque("used before", (), value.at)


def converted(r: Reading, value: Expression, conversion: str, at: int) -> Expression:
    """Return a value after `!r`, `!a` or `!s`."""
    name = _CONVERSIONS.get(conversion)
    return Call(r.builtin(name, at), (value,), at=at) if name else value


def formatted(
    r: Reading, value: Expression, specification: str, inside: Sequence[Expression], at: int
) -> Expression:
    """Return a value after its specification: one for numbers lets nothing else through."""
    if inside:
        return Opaque("a formatted value", (value, *inside), at)
    found = _NUMBER.fullmatch(specification)
    kind = found["kind"] if found else ""
    if found and not kind and ("," in specification or "_" in specification[-1:]):
        kind = "n"
    return _numeric(r, value, kind, at)


def _numeric(r: Reading, value: Expression, kind: str, at: int) -> Expression:
    if kind in _WHOLE:
        return Call(r.builtin("int", at), (value,), at=at)
    if kind in _REAL:
        return Call(r.builtin("float", at), (value,), at=at)
    return value


def percent(r: Reading, template: str, given: Expression, at: int) -> Expression:
    """Read `template % given`; an operation where the parts cannot be told apart."""
    whole = Operation("%", (Const(template, at), given), at)
    found = list(_PERCENT.finditer(template))
    count = sum(each["kind"] != "%" for each in found)
    if not count or "%" in _PERCENT.sub("", template) or any("*" in each[0] for each in found):
        return whole
    positional, named = _positional(given, count), _Named(r, given)
    parts: list[Expression] = []
    start = 0
    for each in found:
        parts.append(Const(template[start : each.start()], at))
        start = each.end()
        name, kind = each["name"], each["kind"]
        if kind == "%":
            parts.append(Const("%", at))
            continue
        value = next(positional, None) if name is None else named.value(name, at)
        if value is None:
            return whole
        parts.append(_numeric(r, converted(r, value, kind, at), kind, at))
    return joined([*parts, Const(template[start:], at)], at)


def _positional(given: Expression, count: int) -> Iterator[Expression]:
    """Yield what stands right of `%`: elements of a tuple written out, or one value that is all of them."""
    if isinstance(given, Build) and given.kind == "tuple":
        if not any(isinstance(entry.value, Spread) for entry in given.entries):
            yield from (entry.value for entry in given.entries)
    elif count == 1:
        yield given
    elif isinstance(given, Name | Attribute):
        yield from (Index(given, Const(place, given.at), given.at) for place in range(count))


class _Named:
    """What gives values by name: a dictionary written out, `locals()`, a variable."""

    def __init__(self, r: Reading, given: Expression) -> None:
        self.r = r
        self.given = given
        self.written: dict[object, Expression] = {}
        if isinstance(given, Build):
            keys = ((entry.key, entry.value) for entry in given.entries)
            self.written = {key.value: value for key, value in keys if isinstance(key, Const)}
            others = [entry.value for entry in given.entries if not isinstance(entry.key, Const)]
            inside = others[0] if len(others) == 1 else None
            self.given = inside.value if isinstance(inside, Spread) else Const(None)

    def value(self, name: str, at: int) -> Expression | None:
        """Return the value of a name, None where it cannot be told."""
        given = self.given
        if name in self.written:
            value = self.written[name]
            self.written[name] = again(value)
            return value
        if (
            isinstance(given, Call)
            and given.callee == Name("locals", given.callee.at)
            and name.isidentifier()
        ):
            return self.r.load(name, at)
        return Index(given, Const(name, given.at), given.at) if isinstance(given, Name | Attribute) else None


def brackets(r: Reading, template: str, call: Call) -> Expression | None:
    """Read `template.format(...)`; None where the parts cannot be told apart."""
    fields = _Fields(r, call)
    try:
        parts = [part for found in Formatter().parse(template) for part in fields.read(found, call.at)]
    except (ValueError, LookupError):
        return None
    given = (*call.arguments, *(value for _, value in call.keywords))
    if any(id(value) not in fields.taken and not isinstance(value, Const | Name) for value in given):
        return None
    return joined(parts, call.at)


_Field = tuple[str, str | None, str | None, str | None]


class _Fields:
    """The replacement fields of a template, in order; `taken` are the ids of the arguments used."""

    def __init__(self, r: Reading, call: Call) -> None:
        self.r = r
        self.arguments = list(call.arguments)
        self.spread = next((n for n, v in enumerate(call.arguments) if isinstance(v, Spread)), -1)
        self.keywords = dict(call.keywords)
        self.others = _Named(r, self.keywords.get("", Const(None)))
        self.next = 0
        self.taken: set[int] = set()

    def read(self, found: _Field, at: int) -> list[Expression]:
        """Return the literal before a field and its value; raises LookupError where it cannot be told."""
        literal, field, specification, conversion = found
        before: list[Expression] = [Const(literal, at)]
        if field is None:
            return before
        value = converted(self.r, self.value(field, at), conversion or "", at)
        inside = [each[1] for each in Formatter().parse(specification or "")]
        nested = [self.value(name, at) for name in inside if name is not None]
        return [*before, formatted(self.r, value, specification or "", nested, at)]

    def value(self, field: str, at: int) -> Expression:
        """Return what a field's name stands for: `0.x[y]`."""
        split = re.search(r"[.\[]", field)
        name, path = (field[: split.start()], field[split.start() :]) if split else (field, "")
        if name == "":
            name, self.next = str(self.next), self.next + 1
        value = self.positional(int(name)) if _INDEX.fullmatch(name) else self.named(name, at)
        for place, step in enumerate(_PATH.finditer(path)):
            key = step[2]
            if place > _LONGEST_PATH:
                raise LookupError(field)
            if key is None:
                value = Attribute(value, step[1], at)
            else:
                value = Index(value, Const(int(key) if _INDEX.fullmatch(key) else key, at), at)
        return value

    def positional(self, position: int) -> Expression:
        """Return an argument by its position; one of `*xs` where these come last."""
        if self.spread < 0 or position < self.spread:
            value = self.arguments[position]
            self.taken.add(id(value))
            self.arguments[position] = again(value)
            return value
        value = self.arguments[self.spread]
        if not isinstance(value, Spread) or self.spread != len(self.arguments) - 1:
            raise LookupError(position)
        self.taken.add(id(value))
        return Index(value.value, Const(position - self.spread, value.at), value.at)

    def named(self, name: str, at: int) -> Expression:
        """Return an argument by its name; one of `**d` where none is given."""
        found = self.keywords.get(name)
        if found is None:
            found = self.others.value(name, at)
            self.taken.add(id(self.keywords.get("")))
        if found is None:
            raise LookupError(name)
        self.taken.add(id(found))
        if name in self.keywords:
            self.keywords[name] = again(found)
        return found

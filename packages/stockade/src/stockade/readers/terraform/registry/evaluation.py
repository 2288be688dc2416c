"""The language of the maps: expressions over the inputs of a call. Its rules stand in `schema.py`."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from stockade.values import (
    ABSENT,
    Attr,
    Cond,
    List,
    Lit,
    Location,
    Map,
    Param,
    Pseudo,
    Truth,
    Unknown,
    Value,
    concat,
    flag,
    is_absent,
    negate,
    plain,
    text,
)

_HOLE = re.compile(r"\$\{([^}]*)\}")
_STEP = re.compile(r"\.?([A-Za-z_][A-Za-z0-9_-]*)|\[([^\]]+)\]")
_OWN = ("aws_", "data.")
"""How a reference to another resource of the module begins."""

_FIRST_WORD = "first_word."
"""How the first word of a text is asked for."""

UNREAD = "what the module grants is not in its map"
EACH_UNKNOWN = "elements that are not known"


class Element(Struct, frozen=True):
    """One round of a loop; `key` is None where the elements are not known."""

    key: Value
    value: Value
    index: int
    is_known: bool = True


class Scope(Struct, frozen=True):
    """What expressions see: a module's address, its inputs and tables, and the loops around them."""

    module: str
    variables: Mapping[str, Value]
    tables: Mapping[str, Any]
    at: Location
    loops: tuple[Element, ...] = ()

    def within(self, element: Element) -> "Scope":
        """Return the scope of one round of a loop."""
        return Scope(self.module, self.variables, self.tables, self.at, (*self.loops, element))


def evaluate(written: Any, scope: Scope) -> Value:  # noqa: ANN401 - what a TOML file holds
    """Return the value of what a map writes; `ABSENT` where it is not there."""
    match written:
        case str():
            return _text(written, scope)
        case list():
            return _list(written, scope)
        case dict():
            return _map(written, scope)
        case _:
            return Lit(written, at=scope.at)


def _text(written: str, scope: Scope) -> Value:
    whole = _HOLE.fullmatch(written)
    if whole is not None:
        return _alternatives(whole[1], scope)
    if "${" not in written:
        return Lit(written, at=scope.at)
    pieces = _HOLE.split(written)
    parts = [_alternatives(one, scope) if index % 2 else Lit(one) for index, one in enumerate(pieces)]
    return ABSENT if any(is_absent(part) for part in parts) else concat(parts, at=scope.at)


def _list(written: list[Any], scope: Scope) -> Value:
    found: list[Value] = []
    for item in written:
        if isinstance(item, dict) and "for_each" in item:
            inner = {name: value for name, value in item.items() if name not in {"for_each", "when"}}
            rounds = elements(item["for_each"], scope)
            found.extend(
                evaluate(inner, one) for one in rounds if holds(item.get("when", ()), one) != "false"
            )
        else:
            found.append(evaluate(item, scope))
    kept = tuple(value for value in found if not is_absent(value))
    return List(kept, at=scope.at) if kept else ABSENT


def _map(written: dict[str, Any], scope: Scope) -> Value:
    if written.keys() == {"for_each", "value"}:
        rounds = elements(written["for_each"], scope)
        named = {text(one.loops[-1].key): evaluate(written["value"], one) for one in rounds}
        return Map({key: value for key, value in named.items() if key is not None}, at=scope.at)
    if written.keys() == {"first"}:
        several = (evaluate(one, scope) for one in written["first"])
        return next((value for value in several if not is_absent(value)), ABSENT)
    answer = holds(written.get("when", ()), scope)
    if answer == "false":
        return ABSENT
    if written.keys() == {"when", "value"}:
        return _on(answer, evaluate(written["value"], scope))
    found = {name: evaluate(value, scope) for name, value in written.items() if name != "when"}
    kept = {name: value for name, value in found.items() if not is_absent(value)}
    return Map(kept, at=_place(kept, scope)) if kept else ABSENT


def _on(answer: Truth, value: Value) -> Value:
    """Return a value that is surely there; one that may be is not known."""
    if answer == "true":
        return value
    return Unknown("whether it is there depends on an input that is not known", about=(value,), at=value.at)


def _place(parts: Mapping[str, Value], scope: Scope) -> Location:
    """Return where a block stands: where the first of its values was written, else the call."""
    return next((value.at for value in parts.values() if value.at.line), scope.at)


def elements(written: str, scope: Scope) -> Iterator[Scope]:
    """Yield a scope for each element of a collection; one for all where its elements are not known."""
    value = _opened(_text(written, scope))
    if is_absent(value):
        return
    match value:
        case Map():
            pairs: list[tuple[Value, Value]] = [(Lit(key), item) for key, item in value.items.items()]
        case List():
            pairs = [(Lit(index), item) for index, item in enumerate(value.items)]
        case _:
            unknown = Unknown(EACH_UNKNOWN, about=(value,), at=value.at)
            yield scope.within(Element(unknown, unknown, 0, is_known=False))
            return
    for index, (key, item) in enumerate(pairs):
        yield scope.within(Element(key, item, index))


def holds(conditions: tuple[str, ...] | list[str] | str, scope: Scope) -> Truth:
    """Tell whether all of some conditions hold."""
    listed = (conditions,) if isinstance(conditions, str) else conditions
    answers = [_holds(one, scope) for one in listed]
    if "false" in answers:
        return "false"
    return "unknown" if "unknown" in answers else "true"


def _holds(condition: str, scope: Scope) -> Truth:
    if condition.startswith("!"):
        return negate(_holds(condition[1:], scope))
    left, compared, right = condition.partition(" == ")
    if compared:
        known = text(_alternatives(left, scope))
        return "unknown" if known is None else _truth(known == right.strip("'"))
    value = _opened(_alternatives(condition.removesuffix("?"), scope))
    if condition.endswith("?"):
        empty = isinstance(value, Map | List) and not value.items
        return _truth(not is_absent(value) and not empty and text(value) != "")
    known_flag = flag(value)
    return "unknown" if known_flag is None and not is_absent(value) else _truth(bool(known_flag))


def _truth(answer: bool) -> Literal["true", "false"]:
    return "true" if answer else "false"


def _alternatives(expression: str, scope: Scope) -> Value:
    for one in expression.split("??"):
        found = _path(one.strip(), scope)
        if not is_absent(found):
            return found
    return ABSENT


def _path(path: str, scope: Scope) -> Value:
    if path.startswith("'"):
        return Lit(path.strip("'"), at=scope.at)
    if path.startswith(_FIRST_WORD):
        known = text(_path(path.removeprefix(_FIRST_WORD), scope))
        return ABSENT if not known else Lit(known.split()[0], at=scope.at)
    if path.startswith(_OWN):
        return _reference(path, scope)
    root, *rest = _STEP.findall(path)
    value = _root(root[0], scope)
    for name, index in rest:
        value = _inside(value, name or text(_key(index, scope)) or "")
    return value


def _root(name: str, scope: Scope) -> Value:
    match name:
        case "var":
            return Map(dict(scope.variables))
        case "table":
            return plain(scope.tables, scope.at)
        case "account":
            return Map({"id": Pseudo("AWS::AccountId", at=scope.at)})
        case "unread":
            return Unknown(UNREAD, at=scope.at)
        case "each" | "outer" if len(scope.loops) >= (1 if name == "each" else 2):
            element = scope.loops[-1] if name == "each" else scope.loops[-2]
            return Map({"key": element.key, "value": element.value, "index": Lit(element.index)})
        case _:
            return ABSENT


def _key(index: str, scope: Scope) -> Value:
    """Return the key in brackets: a number, a text in quotes, or an expression."""
    if index.isdigit():
        return Lit(int(index))
    return Lit(index.strip('"')) if index.startswith('"') else _path(index, scope)


def _inside(value: Value, name: str) -> Value:
    value = _opened(value)
    match value:
        case Map():
            return value.items.get(name, ABSENT)
        case Unknown() if value.reason == UNREAD:
            return value
        case List() if name.isdigit() and int(name) < len(value.items):
            return value.items[int(name)]
        case Cond():
            return Cond(value.name, _inside(value.then, name), _inside(value.otherwise, name), at=value.at)
        case List() | Lit():
            return ABSENT
        case _ if is_absent(value):
            return ABSENT
        case _:
            return Unknown("a part of an input that is not known", about=(value,), at=value.at)


def _opened(value: Value) -> Value:
    """Return the default of a variable that has one, any other value as it is."""
    return value.default if isinstance(value, Param) and value.default is not None else value


def _reference(path: str, scope: Scope) -> Value:
    """Return an attribute of another resource of the module, by its full address."""
    count = 3 if path.startswith("data.") else 2
    head = re.match(rf"(?:[^.\[]+\.){{{count - 1}}}[^.\[]+", path)
    address = head[0] if head else path
    rest = path[len(address) :]
    if rest.startswith("["):
        inner, _, rest = rest[1:].partition("]")
        key = _key(inner, scope)
        if is_absent(key):
            return ABSENT
        address += suffix(key)
    return Attr(f"{scope.module}.{address}", rest.removeprefix("."), at=scope.at)


def suffix(key: Value) -> str:
    """Return the end of an instance's address; nothing for the one that stands for all of them."""
    match key:
        case Lit(value=int() as number) if not isinstance(number, bool):
            return f"[{number}]"
        case _:
            known = text(key)
            return "" if known is None else f'["{known}"]'

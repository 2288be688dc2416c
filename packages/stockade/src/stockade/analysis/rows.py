"""Whose records a statement of SQL, or a call of an object mapper, reads or changes.

    SELECT ... FROM orders WHERE user_id = ?        with its values as a list, one by one, or by name
    "... WHERE owner = '" + owner + "'"             with its values put into the text
    prisma.order.update({where: {userId}, data})    the conditions and values of an object mapper

A statement is read for its table, the columns it compares and the columns it sets, and for no more.
"""

import re
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Final, Literal

from stockade.analysis.values import Value, everything
from stockade.model import program as ir

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given

Columns = tuple[tuple[str, Value], ...]
Verb = Literal["read", "change", "create"]
Told = tuple[Verb, str, Columns, Columns]
"""What is done, to which table, by which columns, and what is set."""

_LONGEST: Final = 8_192
"""Characters of a statement that are read."""
_VERBS: Final[dict[str, Verb]] = {
    **dict.fromkeys(("select", "with"), "read"),
    **dict.fromkeys(("update", "delete"), "change"),
    **dict.fromkeys(("insert", "replace"), "create"),
}
_VERB = re.compile(r"\s*\(?\s*(select|with|update|delete|insert|replace)\b", re.IGNORECASE)
_TABLE = re.compile(r"\b(?:from|into|update)\s+[`\"\[]?(?:\w+[`\"\]]?\.[`\"\[]?)?(\w+)", re.IGNORECASE)
_HOLE = "\0"
_HELD = rf"\?|%s|%\(\w+\)s|\$\d+|[:@]\w+|['\"]?{_HOLE}\d+{_HOLE}['\"]?"
_VALUE = re.compile(_HELD)
_COMPARED = re.compile(rf"[`\"\[]?(\w+)[`\"\]]?\s*=\s*(?:\w+\()?({_HELD})")
_WHERE = re.compile(r"\bwhere\b", re.IGNORECASE)
_INSERTED = re.compile(
    r"\binto\s+[^\s(]{1,128}\s*\(([^()]{1,2000})\)\s*values\s*\(([^()]{1,2000})\)", re.IGNORECASE
)
_MAPPED: Final[dict[str, Verb]] = {
    **dict.fromkeys(("findUnique", "findUniqueOrThrow", "findFirst", "findFirstOrThrow"), "read"),
    **dict.fromkeys(("findMany", "findOne", "findOneOrFail", "findAll", "findByPk", "find"), "read"),
    **dict.fromkeys(("findOneBy", "findOneByOrFail", "findBy", "findAndCount"), "read"),
    **dict.fromkeys(("update", "updateMany", "upsert", "delete", "deleteMany", "destroy"), "change"),
    **dict.fromkeys(("softDelete", "remove"), "change"),
    **dict.fromkeys(("create", "insert"), "create"),
}
_MAPPERS = re.compile(r"^(?:prisma\.Model|sequelize\.Model|typeorm\.Connection)\.(\w+)$")
_REPOSITORY = re.compile(r"(?i)_?(?:repository|repo|model|entity|table)$")


def mapped(given: "Given", names: list[str]) -> tuple[str, Told] | None:
    """Return what a call of an object mapper does; None where it is none."""
    for name in names:
        found = _MAPPERS.match(name)
        if found is not None and found[1] in _MAPPED:
            return name, _mapped(given, name.partition(".")[0], found[1])
    return None


def stated(given: "Given", names: list[str]) -> tuple[str, Told] | None:
    """Return what a call that runs a statement of SQL does; None where it runs none that can be read."""
    callee = next((name for name in names if _runs(given, name)), "")
    if not callee:
        return None
    first = given.first()
    nested = (first.fields or {}).get("text", (first.fields or {}).get("sql"))
    text, holes = _written(nested if nested is not None else first)
    verb = _VERB.match(text)
    table = _TABLE.search(text)
    if verb is None or table is None:
        return None
    values = _Values(given, holes)
    action = _VERBS[verb[1].lower()]
    head, keyed = _halves(text)
    sets = tuple(values.inserted(text)) if action == "create" else tuple(values.compared(head))
    keys = tuple(values.compared(keyed))
    return callee, (action, table[1], keys, sets if action != "read" else ())


def _runs(given: "Given", name: str) -> bool:
    return any(sink.rule == "sql-injection" for sink, _ in given.catalog.sinks.get(name, ()))


def _halves(text: str) -> tuple[str, str]:
    """Return what stands before the conditions of a statement, and the conditions."""
    found = _WHERE.search(text)
    return (text[: found.start()], text[found.start() :]) if found is not None else (text, "")


def _written(value: Value) -> tuple[str, list[Value]]:
    """Return a statement as it is written, with a mark for each value that is put into its text."""
    if value.text is not None:
        return value.text[:_LONGEST], []
    if value.constants is not None:
        texts = sorted(value.texts or ())
        return (texts[0][:_LONGEST], []) if texts else ("", [])
    parts: list[str] = []
    holes: list[Value] = []
    for piece in value.pieces or ():
        if isinstance(piece, str):
            parts.append(piece)
        else:
            parts.append(f"{_HOLE}{len(holes)}{_HOLE}")
            holes.append(Value(taints=piece))
    return "".join(parts)[:_LONGEST], holes


class _Values:
    """The values of one statement, in the order and by the names its text asks for them."""

    def __init__(self, given: "Given", holes: list[Value]) -> None:
        self._holes = holes
        self._ordered, self._named = _handed(given)
        self._next = count()

    def compared(self, text: str) -> Iterator[tuple[str, Value]]:
        """Yield the columns that a part of a statement compares with values, or sets to them."""
        known = {found.start(2): found[1] for found in _COMPARED.finditer(text)}
        for found in _VALUE.finditer(text):
            value = self._of(found[0])
            if found.start() in known and value is not None:
                yield known[found.start()], value

    def inserted(self, text: str) -> Iterator[tuple[str, Value]]:
        """Yield the columns of a new record with their values."""
        found = _INSERTED.search(text)
        if found is None:
            return
        columns = [one.strip(' \t\r\n`"[]') for one in found[1].split(",")]
        for name, written in zip(columns, found[2].split(","), strict=False):
            held = _VALUE.search(written)
            value = self._of(held[0]) if held is not None else None
            if value is not None:
                yield name, value

    def _of(self, written: str) -> Value | None:
        bare = written.strip("'\"")
        if bare.startswith(_HOLE):
            return self._holes[int(bare.strip(_HOLE))]
        if bare in {"?", "%s"}:
            return self._at(next(self._next))
        if bare.startswith("$"):
            return self._at(int(bare[1:]) - 1)
        return self._named.get(bare.strip("%()s") if bare.startswith("%") else bare[1:])

    def _at(self, number: int) -> Value | None:
        return self._ordered[number] if 0 <= number < len(self._ordered) else None


def _handed(given: "Given") -> tuple[list[Value], dict[str, Value]]:
    """Return the values that go with a statement, by position and by name."""
    first = given.first().fields or {}
    second = given.positional(1) if len(given.arguments) > 1 else None
    for name in ("params", "parameters", "values", "args"):
        second = second if second is not None else given.keywords.get(name, first.get(name))
    if second is None:
        return [], {}
    fields = dict(second.fields or {})
    replaced = fields.get("replacements", fields.get("bind"))
    if replaced is not None:
        fields = dict(replaced.fields or {})
    if fields:
        numbered = sorted((int(key), one) for key, one in fields.items() if key.isdigit())
        return [one for _, one in numbered], fields
    return ([second], {}) if not second.functions and second.items is None else ([], {})


def _mapped(given: "Given", mapper: str, method: str) -> Told:
    verb = _MAPPED[method]
    entries = [dict(one.fields or {}) for one in given.arguments]
    where = next((one["where"] for one in entries if "where" in one), None)
    data = next((one["data"] for one in entries if "data" in one), None)
    first = given.positional(0)
    if method == "findByPk" or (where is None and verb != "create" and _is_plain(first)):
        keys: Columns = (("id", first),)
    elif where is None and mapper == "typeorm" and verb != "create":
        keys = tuple((first.fields or {}).items())
    else:
        keys = tuple(_conditions(where))
    if data is None and mapper != "prisma":
        data = given.positional(1) if mapper == "typeorm" and verb == "change" else first
    sets = tuple((data.fields or {}).items()) if data is not None and verb != "read" else ()
    return verb, _table(given), keys, sets


def _conditions(where: Value | None) -> Iterator[tuple[str, Value]]:
    for name, value in (where.fields or {}).items() if where is not None else ():
        inner = (value.fields or {}).get("equals")
        yield name, inner if inner is not None else value


def _is_plain(value: Value) -> bool:
    """Tell whether a condition is the key itself: `findOne(id)`, not `findOne({id})`."""
    return value.fields is None and bool(everything(value)) and not value.functions


def _bound(given: "Given", name: str) -> ir.Call | None:
    """Return the call whose result a variable of the function, or of the module, is."""
    function = given.frame.function
    for statement in (*(function.body if function is not None else ()), *given.frame.module.program.body):
        match statement:
            case ir.Assign(target=ir.Name(name=bound), value=ir.Call() as value) if bound == name:
                return value
            case _:
                continue
    return None


def _table(given: "Given") -> str:
    """Return the table an object mapper is called for: `order` of `prisma.order`, `getRepository(Order)`."""
    callee = given.node.callee if given.node is not None else None
    holder = callee.object if isinstance(callee, ir.Attribute) else None
    if isinstance(holder, ir.Name):
        holder = _bound(given, holder.name) or holder
    match holder:
        case ir.Call(callee=ir.Attribute(name="getRepository"), arguments=(ir.Name(name=name), *_)):
            return name
        case ir.Attribute(name=name) | ir.Name(name=name):
            return _REPOSITORY.sub("", name) or name
        case _:
            return ""

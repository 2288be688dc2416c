"""Whose record a call to a store reads or changes, as the names in the call tell.

A record is a person's where its key is named like one (`userId`, `owner`, `email`), where what the request
names is (`{id: event.pathParameters.userId}`), or where the table is named after people. Whoever puts a
record says by an attribute whose it is, where the record has an id of its own besides.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from stockade.analysis import rows
from stockade.analysis.stores import named_resource
from stockade.analysis.values import Value, everything

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given

Action = Literal["read", "change", "create"]
CONDITION = "+of:"
"""The mark of data that a condition compares with an attribute, before the attribute's name."""

_SELF = re.compile(
    r"(?i)(?:user|owner|author|creator|profile)[-_]?(?:id|uid|uuid|sub|email)|uid|sub|user|owner"
    r"|created[-_]?by|(?:user)?[-_]?e?mail(?:[-_]?address)?"
)
"""Attributes that name whoever signs in."""
_HANDLE = re.compile(r"(?i)(?:user|owner|profile|author)[-_]?name|login|handle|nick[-_]?name")
"""Attributes that name somebody to everybody."""
_OTHERS = re.compile(
    r"(?i)(?:customer|member|patient|employee|student|subscriber)"
    r"[-_]?(?:id|uid|uuid|number|name|email)"
)
"""Attributes that name people whom others may look after."""
_BUSINESS = re.compile(r"(?i)client[-_]?(?:id|uid|uuid|number|name|email)")
"""Attributes that name a client: a person, a firm that people work for, or a program."""
_OWNING = re.compile(
    r"(?i)(?:user|owner|customer|author|creator|member)[-_]?(?:id|uid|sub)|user|owner"
    r"|\w+[-_]?owner(?:[-_]?id)?|created[-_]?by|uid|sub"
    r"|(?:account|category|document|file|item|note|order|post|record|task|todo)[-_]?user[-_]?id"
)
_TAIL = r"(?:[-_.]?(?:table|name|db|ddb|dynamo|dynamodb|dev|prod|test|staging|\d+))*"
_PEOPLE = re.compile(
    r"(?i)(?:.*[-_./:])?(?:(?P<shown>profiles?)|users?|usuarios?|customers?|members?|patients?|employees?)"
    + _TAIL
)
_PRIVATE = re.compile(
    r"(?i)(?:.*[-_./:])?(?:accounts?|addresses|balances?|baskets?|bookings?|carts?|expenses?|incomes?|invoices?"
    r"|messages?|notes?|notifications?|orders?|payments?|purchases?|reservations?|settings|subscriptions?"
    r"|todos?|transactions?|wallets?|wish[-_]?lists?)" + _TAIL
)
"""Tables of what people keep for themselves."""
_ID = re.compile(r"(?i)id|uuid|\w+[-_]?id|_id|pk|sk")
_STORE = re.compile(r"(?i)dynamo|mongo")
_DRESSED = re.compile(r"(?i)(?:command|_?items?|one|many|byid|and)+$|^batch_?|^transact_?")
_ACTIONS: dict[str, Action] = {
    **dict.fromkeys(("get", "query", "find", "findone"), "read"),
    **dict.fromkeys(("delete", "update", "remove", "replace", "findoneandupdate"), "change"),
    **dict.fromkeys(("findoneanddelete", "findoneandremove", "findoneandreplace"), "change"),
    **dict.fromkeys(("findbyidandupdate", "findbyidanddelete", "findbyidandremove"), "change"),
    **dict.fromkeys(("put", "insert", "create"), "create"),
}
_BY_ID = re.compile(r"\.findById\w*$")
_TYPES = frozenset({"S", "N", "B", "SS", "NS", "M", "L", "BOOL"})
_WRAPPED = _TYPES | {"$eq"}
"""What stands around a value: its type on the wire, that it is to be equal."""
_COMPARED = re.compile(r"([#\w.]+)\s*=\s*(:\w+)")


class Access(Struct, frozen=True):
    """One call to a store: what it does, to which table, by which keys, and what it sets."""

    action: Action
    callee: str
    table: str
    keys: tuple[tuple[str, Value], ...]
    sets: tuple[tuple[str, Value], ...]

    @property
    def of_people(self) -> bool:
        """Whether the table is named after people, as one of profiles is that everybody may read."""
        found = _PEOPLE.fullmatch(self.table.removeprefix("env:"))
        return found is not None and not (found["shown"] and self.action == "read")

    @property
    def is_private(self) -> bool:
        """Whether the table is named after what people keep for themselves: orders, notes."""
        return _PRIVATE.fullmatch(self.table.removeprefix("env:")) is not None


def access_of(given: "Given", names: list[str]) -> Access | None:
    """Return the access to a store that a call is, None where it is none."""
    callee = next((name for name in names if _is_store(name)), "")
    action = _ACTIONS.get(_plain(callee.rpartition(".")[2]))
    if action is None:
        found = rows.mapped(given, names) or rows.stated(given, names)
        return None if found is None else Access(found[1][0], found[0], *found[1][1:])
    told = _told(given)
    holder = given.holder
    table = named_resource(told["TableName"]) if "TableName" in told else ""
    if not table and holder is not None and holder.basis is not None:
        table = named_resource(holder)
    if "mongo" in callee.lower():
        keys, sets = _documents(given, callee, action)
    else:
        keys, sets = _keys(told), _sets(told)
    return Access(action, callee, table, tuple(keys), tuple(sets))


def _plain(method: str) -> str:
    """Return a method's verb: `get` of `GetItemCommand`, `get_item`, `batchGet`."""
    low = method.removesuffix("()")
    for _ in range(2):
        low = _DRESSED.sub("", low)
    return low.replace("_", "").lower()


def _told(given: "Given") -> dict[str, Value]:
    """Return the parameters of a call by name: keywords, or the entries of the first argument."""
    first = given.arguments[0].fields if given.arguments else None
    return {**(first or {}), **given.keywords}


def _entries(value: Value | None) -> Iterator[tuple[str, Value]]:
    """Yield the attributes of a key or item, without what the wire format and conditions put around them."""
    for name, one in (value.fields or {}).items() if value is not None else ():
        inner = one.fields or {}
        typed = len(inner) == 1 and next(iter(inner)) in _WRAPPED
        yield name, next(iter(inner.values())) if typed else one


def _keys(told: dict[str, Value]) -> Iterator[tuple[str, Value]]:
    yield from _entries(told.get("Key"))
    condition = told.get("KeyConditionExpression")
    if condition is not None:
        yield from _compared(told, condition)
        for taint in everything(condition):
            named = next((mark for mark in taint.marks if mark.startswith(CONDITION)), "")
            if named:
                yield named.removeprefix(CONDITION), Value(taints=frozenset({taint}))


def _compared(told: dict[str, Value], expression: Value) -> Iterator[tuple[str, Value]]:
    """Yield the attributes that the text of an expression compares with, or sets to, given values."""
    values = dict(_entries(told.get("ExpressionAttributeValues")))
    aliases = told.get("ExpressionAttributeNames")
    for name, placeholder in _COMPARED.findall(expression.text or ""):
        alias = (aliases.fields or {}).get(name) if aliases is not None else None
        if placeholder in values:
            yield (alias.text or name) if alias is not None else name, values[placeholder]


def _sets(told: dict[str, Value]) -> Iterator[tuple[str, Value]]:
    yield from _entries(told.get("Item"))
    update = told.get("UpdateExpression")
    if update is not None:
        yield from _compared(told, update)


def _documents(
    given: "Given", callee: str, action: Action
) -> tuple[Iterator[tuple[str, Value]], Iterator[tuple[str, Value]]]:
    """Return the filter of a document store, and what is set there."""
    first, second = given.positional(0), given.positional(1)
    if action == "create":
        return iter(()), _entries(first)
    if _BY_ID.search(callee) and not first.fields:
        return iter((("_id", first),)), _entries((second.fields or {}).get("$set", second))
    return _entries(first), _entries((second.fields or {}).get("$set", second))


def names_person(name: str) -> bool:
    """Tell whether an attribute is named like what says who somebody is."""
    return names_self(name) or any(one.fullmatch(name) for one in (_HANDLE, _OTHERS, _BUSINESS))


def names_client(name: str) -> bool:
    """Tell whether an attribute may name a person as well as a firm or a program."""
    return _BUSINESS.fullmatch(name) is not None


def names_self(name: str) -> bool:
    """Tell whether an attribute is named like what says who signs in, and not like a public name."""
    return _SELF.fullmatch(name) is not None


def names_handle(name: str) -> bool:
    """Tell whether an attribute is named like a name that somebody goes by."""
    return _HANDLE.fullmatch(name) is not None


def names_owner(name: str) -> bool:
    """Tell whether an attribute is named like the owner of a record."""
    return _OWNING.fullmatch(name) is not None


def names_id(name: str) -> bool:
    """Tell whether an attribute is named like the id of a record."""
    return _ID.fullmatch(name) is not None


@cache
def _is_store(name: str) -> bool:
    return _STORE.search(name) is not None

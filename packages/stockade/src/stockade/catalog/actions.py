"""The actions of all services: access level, and whether they can be granted on single resources.

Made by `catalog/build/actions.py`; date, source and licence stand in the data file. A service is decoded when
it is asked for. Names ignore case, as in policies.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

AccessLevel = Literal["List", "Read", "Write", "Permissions management", "Tagging"]


class ActionFact(msgspec.Struct, frozen=True, gc=False):
    """One action. `supports_resource` is false where a statement must name `*` as its resource."""

    service: str
    name: str
    access_level: AccessLevel
    supports_resource: bool

    def __str__(self) -> str:
        """Write the action as a policy does."""
        return f"{self.service}:{self.name}"


class _Data(msgspec.Struct):
    date: str
    source: str
    licence: str
    services: dict[str, msgspec.Raw]


@cache
def _data() -> _Data:
    written = files("stockade.catalog").joinpath("data/actions.json").read_bytes()
    return msgspec.json.decode(written, type=_Data)


@cache
def _service(prefix: str) -> dict[str, ActionFact]:
    """Return the actions of a service by name in lower case."""
    raw = _data().services.get(prefix)
    if raw is None:
        return {}
    levels = msgspec.json.decode(raw, type=dict[AccessLevel, tuple[str, str]])
    facts = (
        ActionFact(prefix, name, level, supports_resource)
        for level, (on_resources, on_all) in levels.items()
        for names, supports_resource in ((on_resources, True), (on_all, False))
        for name in names.split()
    )
    return {fact.name.lower(): fact for fact in sorted(facts, key=lambda fact: fact.name)}


def services() -> tuple[str, ...]:
    """Return the prefixes of all services known."""
    return tuple(_data().services)


def action(service: str, name: str) -> ActionFact | None:
    """Return what is known of one action, None where the data does not know it."""
    return _service(service.lower()).get(name.lower())


def _named(written: str) -> ActionFact | None:
    service, _, name = written.partition(":")
    return action(service, name)


@cache
def expand(pattern: str) -> tuple[str, ...]:
    """Return every known action that a pattern of a policy grants: `s3:Get*`, `*`; sorted by service, name.

    An action without wildcards comes back as the data spells it, or not at all.
    """
    service, colon, name = pattern.partition(":")
    prefixes = [one for one in services() if _matching(service).fullmatch(one)]
    expression = _matching(name if colon else service)
    return tuple(
        str(fact) for one in prefixes for key, fact in _service(one).items() if expression.fullmatch(key)
    )


@cache
def _matching(pattern: str) -> re.Pattern[str]:
    """Make an expression that takes each piece between stars at its first place, without going back."""
    first, *rest = [
        "".join("." if c == "?" else re.escape(c) for c in one) for one in pattern.lower().split("*")
    ]
    if not rest:
        return re.compile(first)
    middle = "".join(f"(?>.*?{piece})" for piece in rest[:-1] if piece)
    return re.compile(f"{first}{middle}.*{rest[-1]}")


def supports_resource(action: str) -> bool | None:
    """Tell whether `service:Name` can be granted on single resources, None where it is not known."""
    fact = _named(action)
    return None if fact is None else fact.supports_resource


@cache
def narrowable(pattern: str) -> tuple[str, ...]:
    """Return the known actions of a pattern that can be granted on single resources.

    For the others no narrower resource than `*` exists.
    """
    return tuple(one for one in expand(pattern) if supports_resource(one))


def access_level(action: str) -> AccessLevel | None:
    """Return the access level of `service:Name`, None where it is not known."""
    fact = _named(action)
    return None if fact is None else fact.access_level


def data_date() -> str:
    """Return the date of the data (`YYYY-MM-DD`), for messages about freshness."""
    return _data().date

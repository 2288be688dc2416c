"""Where secrets stand in an application: in values of environments, parameters, resources, mappings. No rule.

What a text is, `stockade.secrets` says; here it is said of values, which may be references, or not be known.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from stockade.config import Severity
from stockade.findings import Declared
from stockade.model import App, Parameter
from stockade.secrets import (
    CLOUD_KINDS,
    DEFAULT_CREDENTIAL,
    EXAMPLE,
    Confidence,
    Secret,
    find,
    names_secret,
    names_setting,
    words_for,
)
from stockade.values import (
    NOWHERE,
    Attr,
    Concat,
    Cond,
    Dynamic,
    Import,
    Lit,
    Location,
    Map,
    Param,
    Pseudo,
    Ref,
    Unknown,
    Value,
    text,
)
from stockade.values import List as Items

Standing = Literal["cloud-key", "secret", "published", "fetched", "unknown", "none"]
"""A key to the cloud account; another secret; a password everybody knows; fetched at deployment; unknown."""

WORST_FIRST: tuple[Standing, ...] = ("cloud-key", "secret", "published", "fetched", "unknown", "none")
SEVERITIES: dict[Standing, Severity] = {"cloud-key": "critical", "secret": "high", "fetched": "low"}

KEPT = "secret"
"""The name of what is kept as a secret though its own name does not say so."""
HOLE = "${?}"
"""What stands in a joined text for a part that is not written there."""

_STORES = frozenset({"secretsmanager", "ssm-secure"})
_OF_THE_PLATFORM = ("POWERTOOLS_", "AWS_LAMBDA_")


class Judged(Struct, frozen=True):
    """What a value holds: `words` for the secret, the parameter it comes from, and where it is written."""

    standing: Standing
    words: str = ""
    confidence: Confidence = "high"
    parameter: str = ""
    at: Location = NOWHERE

    @property
    def severity(self) -> Severity | None:
        """How bad it is, where that differs by what it is."""
        return SEVERITIES.get(self.standing)


NONE = Judged("none")


class Holding(Struct, frozen=True):
    """A variable with what it holds, and the functions that are given it from the same place."""

    name: str
    judged: Judged
    functions: tuple[str, ...]


def holdings(app: App) -> Iterator[Holding]:
    """Yield each variable of functions that holds, or may hold, a secret, once for each place."""
    found: dict[tuple[str, Judged, Location | str], list[str]] = {}
    for function in app.functions.values():
        for name, value in function.environment.items():
            judged = standing(name, value, app)
            if judged.standing != "none":
                cause = value.at if value.at.line else function.id
                found.setdefault((name, judged, cause), []).append(function.id)
    for (name, judged, _), functions in found.items():
        yield Holding(name, judged, tuple(functions))


def given(app: App, holding: Holding) -> tuple[Declared, ...]:
    """Return the evidence that leads from a secret to the functions that are given it."""
    places = ((one, app.functions[one].location) for one in holding.functions)
    said = (Declared(f"{holding.name} of {one}", at) for one, at in places if at != holding.judged.at)
    return tuple(said)


def standing(name: str, value: Value, app: App) -> Judged:
    """Tell what stands under a name: the worst of all that the value can be."""
    if name.startswith(_OF_THE_PLATFORM):
        return NONE
    return worst(_term(name, leaf, app) for leaf in _leaves(value))


def worst(judged: Iterator[Judged]) -> Judged:
    """Return the worst of several, `NONE` of none."""
    return min(judged, key=lambda one: WORST_FIRST.index(one.standing), default=NONE)


def _leaves(value: Value) -> Iterator[Value]:
    """Yield the sides of conditions, and of a joined text itself and its parts."""
    match value:
        case Cond():
            yield from _leaves(value.then)
            yield from _leaves(value.otherwise)
        case Concat():
            for part in value.parts:
                if not isinstance(part, Lit):
                    yield from _leaves(part)
            parts = (str(part.value) if isinstance(part, Lit) else HOLE for part in value.parts)
            yield Lit("".join(parts), at=value.at)
        case Unknown() if value.among:
            for item in value.among:
                yield from _leaves(item)
        case _:
            yield value


def _term(name: str, value: Value, app: App) -> Judged:
    match value:
        case Lit():
            return of_text(name, value)
        case Param():
            return _referred(name, value, app)
        case Dynamic():
            secret = value.service in _STORES or names_secret(name)
            return Judged("fetched", at=value.at) if secret else NONE
        case Unknown() if names_secret(name) and any(map(_is_kept_secret, value.about)):
            return Judged("fetched", at=value.at)
        case Attr() if value.name == "SecretAccessKey":
            return Judged("cloud-key", words_for("aws-secret-key"), at=value.at)
        case Import() | Unknown():
            return Judged("unknown", at=value.at) if names_secret(name) else NONE
        case Ref() | Attr() | Pseudo() | Map() | Items() | Concat() | Cond():
            return NONE


def _is_kept_secret(value: Value) -> bool:
    return isinstance(value, Dynamic) and value.service in _STORES


def _referred(name: str, value: Param, app: App) -> Judged:
    """Judge a reference to a parameter by its default, under whichever of the two names is a secret's."""
    declared = app.parameters.get(value.name)
    if declared is not None and _is_looked_up(declared):
        return Judged("fetched") if names_secret(name) else NONE
    if value.default is None:
        return NONE if value.no_echo or not names_secret(name) else Judged("unknown")
    named = name if names_secret(name) else _named(value.name, no_echo=value.no_echo)
    return replace(standing(named, value.default, app), parameter=value.name)


def of_parameter(parameter: Parameter, app: App) -> Judged:
    """Judge the default of a parameter; one that does not echo is a secret whatever its name."""
    if _is_looked_up(parameter):
        return NONE
    named = _named(parameter.name, no_echo=parameter.no_echo)
    return replace(standing(named, parameter.default, app), parameter=parameter.name)


def _named(name: str, *, no_echo: bool) -> str:
    return KEPT if no_echo and not names_secret(name) and not names_setting(name) else name


def _is_looked_up(parameter: Parameter) -> bool:
    """Tell whether the default is only the name of a parameter that deployment reads."""
    return parameter.type.startswith("AWS::SSM::Parameter::Value")


def of_text(name: str, written: Lit) -> Judged:
    """Judge a text by what is found in it, the worst of it first."""
    found = _found(text(written) or "", name)
    return worst(_judged(name, secret, written.at) for secret in found) if found else NONE


@lru_cache(maxsize=65_536)
def _found(written: str, name: str) -> tuple[Secret, ...]:
    """Return the secrets of a text: several rules ask about the same ones."""
    return tuple(find(written, name))


def _judged(name: str, secret: Secret, at: Location) -> Judged:
    words = words_for(secret.kind)
    if secret.kind == EXAMPLE:
        return NONE
    if secret.kind in CLOUD_KINDS:
        return Judged("cloud-key", words, secret.confidence, at=at)
    if secret.kind == DEFAULT_CREDENTIAL:
        return Judged("published", words, secret.confidence, at=at)
    if secret.confidence == "low":
        return Judged("unknown", words, "low", at=at) if names_secret(name) else NONE
    return Judged("secret", words, secret.confidence, at=at)


def texts(value: Value, without: str = "") -> Iterator[tuple[str, Lit]]:
    """Yield the literal texts inside a value with the key each stands under; one key's are left out."""
    waiting: list[tuple[str, Value]] = [("", value)]
    while waiting:
        key, current = waiting.pop()
        match current:
            case Map():
                waiting += [(name, item) for name, item in current.items.items() if name != without]
            case Items():
                waiting += [(key, item) for item in current.items]
            case Cond():
                waiting += [(key, current.then), (key, current.otherwise)]
            case Lit(value=str()):
                yield key, current
            case _:
                pass

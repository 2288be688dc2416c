"""Which texts of a template are secrets, and which only stand where one could. No rule."""

import json
import re
from collections.abc import Iterator
from typing import Literal

from stockade.findings.redaction import has_secret_format, names_secret
from stockade.model import App
from stockade.values import (
    Attr,
    Concat,
    Cond,
    Dynamic,
    Import,
    Lit,
    Map,
    Param,
    Pseudo,
    Ref,
    Unknown,
    Value,
    text,
)
from stockade.values import List as Items

Standing = Literal["cloud-key", "secret", "fetched", "unknown", "none"]
"""A key to the cloud account; another secret; fetched at deployment; not known; no secret."""

WORST_FIRST: tuple[Standing, ...] = ("cloud-key", "secret", "fetched", "unknown", "none")

_CLOUD_KEY = re.compile(r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[0-9A-Z]{16}(?![A-Za-z0-9])")
_CLOUD_NAME = re.compile(r"(access|secret)[-_]?(access[-_]?)?key([-_]?id)?$", re.IGNORECASE)
_CLOUD_SECRET = re.compile(r"[A-Za-z0-9/+]{40}")
_PLACEHOLDER = re.compile(
    r"[<{\[(].*[>}\])]|[a-z]* ?<.+>|[*xX.\-_]+"
    r"|(?:.*[-_ ])?(?:change|replace|insert|fill|put|set|update|enter|add)[-_ ]?(?:me|this|it|in|here|your)"
    r"(?:[-_ ].*)?"
    r"|(?:your|my|some|an?|the|todo|tbd|fixme|dummy|fake|sample|example|redacted)[-_ ].*"
    r"|todo|tbd|fixme|dummy|fake|sample|example|redacted|none|null|undefined|true|false|empty|default|unset"
    r"|disabled|enabled|optional|required|password|secret|token|.*placeholder.*",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"arn:|\.{0,2}/|\$|alias/|(?:method|integration|context|stageVariables)\.|[a-z][a-z0-9+.-]*://"
    r"|-----BEGIN (?!.*PRIVATE)|ssh-|\{\{resolve:",
    re.IGNORECASE,
)
_NAME_LIKE = re.compile(r"[A-Za-z]{1,7}|[A-Za-z]+(?:[/_.-][A-Za-z]+)+")
_PASSWORD = re.compile(r"pass|pwd", re.IGNORECASE)
_IGNORED = re.compile(r"^(?:POWERTOOLS_|AWS_LAMBDA_)|public[-_]?key", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_FILLERS = ("api", "goes", "here", "key", "my", "name", "some", "the", "value", "your")
_SETTING = re.compile(
    r"(.*[-_])?(account|database|db|dbname|description|email|endpoint|engine|host|hostname|id|identifier|name"
    r"|port|region|type|url|user|username|version)",
    re.IGNORECASE,
)
_SHORTEST = 4
_STORES = frozenset({"secretsmanager", "ssm-secure"})


def standing(name: str, value: Value, app: App) -> Standing:
    """Tell what stands under a name: the worst of all that the value can be."""
    if _IGNORED.search(name):
        return "none"
    return min((_term(name, leaf, app) for leaf in _leaves(value)), key=WORST_FIRST.index, default="none")


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
            yield Lit("".join(str(part.value) if isinstance(part, Lit) else "0" for part in value.parts))
        case Unknown() if value.among:
            for item in value.among:
                yield from _leaves(item)
        case _:
            yield value


def _term(name: str, value: Value, app: App) -> Standing:
    match value:
        case Lit():
            return of_text(name, text(value) or "")
        case Param():
            return _parameter(name, value, app)
        case Dynamic():
            secret = value.service in _STORES or names_secret(name)
            return "fetched" if secret else "none"
        case Unknown() if names_secret(name) and any(map(_is_kept_secret, value.about)):
            return "fetched"
        case Attr() if value.name == "SecretAccessKey":
            return "cloud-key"
        case Import() | Unknown():
            return "unknown" if names_secret(name) else "none"
        case Ref() | Attr() | Pseudo() | Map() | Items() | Concat() | Cond():
            return "none"


def _is_kept_secret(value: Value) -> bool:
    return isinstance(value, Dynamic) and value.service in _STORES


def _parameter(name: str, value: Param, app: App) -> Standing:
    """Judge a parameter by its default; a type that is looked up at deployment is fetched in clear."""
    declared = app.parameters.get(value.name)
    named = name if names_secret(name) else value.name
    if declared is not None and declared.type.startswith("AWS::SSM::Parameter::Value"):
        return "fetched" if names_secret(name) else "none"
    if value.default is None:
        return "none" if value.no_echo or not names_secret(name) else "unknown"
    return standing(named, value.default, app)


def of_text(name: str, written: str) -> Standing:
    """Judge a text by its own form, else by the name it stands under."""
    if _CLOUD_KEY.search(written):
        return "cloud-key"
    if has_secret_format(written):
        return "secret"
    known = written.strip().strip("'\"")  # a static value of an API's mapping stands in quotes of its own
    if not names_secret(name) or len(known) < _SHORTEST:
        return "none"
    if _is_no_secret(known) or _says_its_name(name, known):
        return "none"
    if _CLOUD_NAME.search(name) and _CLOUD_SECRET.fullmatch(known):
        return "cloud-key"
    if _PASSWORD.search(name):
        return "secret"
    if known.isdigit():
        return "none"
    return "unknown" if _NAME_LIKE.fullmatch(known) else "secret"


def _says_its_name(name: str, known: str) -> bool:
    """Tell whether a text only repeats what it stands under: `MyApiKey` under `ApiKeyValue`.

    A password is a password even so: people do use their names.
    """
    told = [*_FILLERS, *(re.escape(part) for part in _WORDS.findall(name))]
    repeated = re.fullmatch(rf"(?:{'|'.join(told)}|[\s_-])+", known, re.IGNORECASE)
    return not _PASSWORD.search(name) and repeated is not None


def _is_no_secret(known: str) -> bool:
    """Tell whether a text surely holds no secret: a placeholder, an address, the way to a secret."""
    return bool(_PLACEHOLDER.fullmatch(known) or _POINTER.match(known))


def of_document(name: str, written: str, *, secret: bool = False) -> Standing:
    """Judge a text that may be JSON by all that stands in it, under their own names.

    `secret` tells that it is kept as a secret: where no name in it is one of a secret, what is no setting (a
    host, a user) is why it is kept so.
    """
    try:
        read = json.loads(written)
    except ValueError:
        return of_text(name, written)
    if not isinstance(read, dict):
        return of_text(name, written)
    items = [(str(key), item) for key, item in read.items() if isinstance(item, str)]
    if secret and not any(names_secret(key) for key, _ in items):
        items = [("secret", item) for key, item in items if not _SETTING.fullmatch(key)]
    return min((of_text(key, item) for key, item in items), key=WORST_FIRST.index, default="none")


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

"""The one place that decides which texts are secrets, and hides them.

No output ever holds a secret's value: rules write messages, reports show environments, and both go through
here.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from stockade.model import App
from stockade.values import Concat, Cond, List, Lit, Map, Param, Unknown, Value, text

HIDDEN = "***"
SHORTEST = 6
"""Texts below this length are not replaced inside sentences: they would tear words apart."""
ORDINARY = frozenset(
    {"password", "secret", "secrets", "private", "public", "string", "default", "function", "template"}
)
"""Words of our own sentences; as the value of a secret they are guessed first: hiding them hides nothing."""

_SECRET_NAME = re.compile(
    r"passw(?:or)?d|passphrase|\bpwd\b|secret|credential|api[-_]?key|access[-_]?key|private[-_]?key"
    r"|signing[-_]?key|encryption[-_]?key|auth[-_]?token|access[-_]?token|refresh[-_]?token|bearer"
    r"|(?:^|[-_])(?:pass|token|pwd|salt|jwt[-_]?key)(?:$|[-_])|connection[-_]?string|webhook[-_]?url",
    re.IGNORECASE,
)
_NAME_OF_ONE = re.compile(
    r"(?:^|[-_])(?:arn|name|id|path|ref|prefix|url|uri|file|parameter|table|bucket|queue|topic|ttl|expiry"
    r"|length|rotation|enabled|header|type|port|host"
    r"|endpoint|region|version|size|count|timeout|level|mode|user|username|role)$",
    re.IGNORECASE,
)
_SECRET_FORMAT = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:AKIA|ASIA)[0-9A-Z]{16}"
    r"|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_-]{20,}"
    r"|sk_(?:live|test)_[A-Za-z0-9]{16,}|rk_live_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9]{16,}"
    r"|sk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}|SG\.[\w-]{16,}\.[\w-]{16,}"
    r"|AIza[0-9A-Za-z_-]{35}|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{16,}"
    r"|hooks\.slack\.com/services/[\w/]+"
    r"|eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[\w-]*)"
    r"|-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----[\s\S]*?(?:-----END (?:[A-Z]+ )*PRIVATE KEY-----|\Z)"
    r"|(?<=://)[^\s/:@]+:[^\s/@]+(?=@)"
)
_SPACED = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(maxsize=8192)
def names_secret(name: str) -> bool:
    """Tell whether a variable or parameter is named like what holds a secret (not the name of one)."""
    spaced = _SPACED.sub("_", name)
    return bool(_SECRET_NAME.search(spaced)) and not _NAME_OF_ONE.search(spaced)


def has_secret_format(written: str) -> bool:
    """Tell whether a text holds a key, token or password by its very form."""
    return bool(_SECRET_FORMAT.search(written))


def shown(name: str, written: str) -> str:
    """Return what may be printed of a named text: nothing of it where the name or its form is a secret's."""
    return HIDDEN if names_secret(name) else redact(written)


def redact(written: str, secrets: Iterable[str] = ()) -> str:
    """Hide known secrets, and whatever has a secret's form, inside a text."""
    for secret in secrets:
        written = written.replace(secret, HIDDEN)
    return _SECRET_FORMAT.sub(HIDDEN, written)


_SAID = re.compile(
    r"(?i)((?:pass(?:word|wd|phrase)?|pwd|secret|credentials?|api[-_]?key|access[-_]?key|account[-_]?key|token"
    r"|signature|sig)[\"']?\s*[:=]\s*[\"']?)([^\s\"'&;,}<$*][^\s\"'&;,}]{3,})|\b((?:basic|bearer)\s+)[a-z0-9+/=._-]{8,}"
)
"""What a text itself calls a secret: `Password=...;`, `"api_key": "..."`, `?token=...`, `Basic ...`."""


def without_secrets(written: str) -> str:
    """Hide in a value of a template what has a secret's form, and what the text itself says is one."""
    return _SAID.sub(lambda found: f"{found[1] or found[3]}{HIDDEN}", redact(written))


def secrets_of(app: App) -> tuple[str, ...]:
    """Return every text of an application that must not be printed, the longest first.

    Defaults of parameters that do not echo or are named like secrets, and texts anywhere under a key of
    such a name.
    """
    found: set[str] = set()
    for parameter in app.parameters.values():
        if parameter.no_echo or names_secret(parameter.name):
            found.update(_texts(parameter.default))
    for resource in app.resources.values():
        found.update(_named(resource.properties))
    for function in app.functions.values():
        found.update(_named(Map(function.environment)))
    kept = (written for written in found if len(written) >= SHORTEST and written.lower() not in ORDINARY)
    return tuple(sorted(kept, key=lambda written: (-len(written), written)))


def _named(value: Value) -> Iterator[str]:
    """Yield the texts that stand under a key named like a secret, at any depth."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Map):
            for key, item in current.items.items():
                if names_secret(key):
                    yield from _texts(item)
                waiting.append(item)
        elif isinstance(current, List):
            waiting.extend(current.items)
        elif isinstance(current, Cond):
            waiting.extend((current.then, current.otherwise))


def _texts(value: Value) -> Iterator[str]:
    """Yield the literal texts inside a scalar; references are none."""
    match value:
        case Lit(value=str() as written):
            yield written
        case Param(default=default) if default is not None:
            yield from _texts(default)
        case Cond():
            yield from _texts(value.then)
            yield from _texts(value.otherwise)
        case Concat() if (known := text(value)) is not None:
            yield known
        case Unknown():
            for item in value.among:
                yield from _texts(item)
        case _:
            return

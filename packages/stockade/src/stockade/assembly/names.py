"""Names and ARNs as texts that can be looked up, terms that are not known kept as marks.

Two spellings of one ARN meet here (`arn:aws:sqs:...` and `arn:${AWS::Partition}:sqs:...`): a stack sees one
partition, and region and account of a resource of the stack are its own. An ARN whose account is a parameter
without default may mean another account's resource and names nothing here.
"""

import re
from collections.abc import Iterator

from stockade.values import Attr, Concat, Dynamic, Import, Param, Pseudo, Ref, Value, text

_MARK = "\0"
_OWN_ACCOUNT = re.compile(f"(?:{_MARK}Pseudo AWS\x01\x01AccountId{_MARK}|[0-9]*|\\*)")
_UNFILLED = re.compile(r"\$\{(AWS::\w+)\}")
"""A pseudo parameter in plain text, as an included OpenAPI document holds it."""
_SECRET_SUFFIX = re.compile(r"-(?:[A-Za-z0-9]{6}|\?{6}|\*)$")
_QUEUE_URL = re.compile(r"https://(?:sqs\.[^/]+|[^/]*queue\.amazonaws\.com)/[^/]*/([^/]+)$")
_ARN_PARTS = 6


def written(value: Value) -> str | None:
    """Return a text with a mark for each term that is not known, None where a term cannot be marked."""
    known = text(value)
    if known is not None and "$" not in known:
        return known
    if known is not None:
        return _UNFILLED.sub(lambda hole: _mark(Pseudo(hole[1])) or "", known)
    if not isinstance(value, Concat):
        return _mark(value)
    parts = [written(part) for part in value.parts]
    return None if None in parts else "".join(part for part in parts if part is not None)


def _mark(term: Value) -> str | None:
    match term:
        case Ref(id=identity):
            inner = identity
        case Attr(id=identity, name=name):
            inner = f"{identity}.{name}"
        case Pseudo(name=name) | Param(name=name):
            inner = name
        case Dynamic(service=service, key=key):
            inner = f"{service} {key}"
        case Import(name=name):
            inner = written(name) or ""
        case _:
            return None
    hidden = inner.translate({ord(":"): "\x01", ord("/"): "\x02", 0: "\x03"})
    return f"{_MARK}{type(term).__name__} {hidden}{_MARK}" if inner else None


def arn_key(shown: str) -> tuple[str, str] | None:
    """Return service and last part of a written ARN, None where it lies in an account not known to be own."""
    parts = _called(shown).split(":", _ARN_PARTS - 1)
    if len(parts) != _ARN_PARTS or not _OWN_ACCOUNT.fullmatch(parts[4]):
        return None
    return parts[2], parts[5]


def _called(shown: str) -> str:
    """Return the function's ARN inside the address by which a gateway calls it, else the ARN itself."""
    inner = shown.rfind("arn:")
    return shown[inner:].removesuffix("/invocations") if inner > 0 else shown


def containers(service: str, rest: str) -> Iterator[str]:
    """Yield the last part of an ARN and, one by one, of what it lies in: index, object, stream, alias."""
    yield rest
    if service == "secretsmanager":
        yield _SECRET_SUFFIX.sub("", rest)
    cut = max(rest.rfind(":"), rest.rfind("/"))
    while cut > 0:
        rest = rest[:cut]
        yield rest
        cut = max(rest.rfind(":"), rest.rfind("/"))


def queue_of_url(shown: str) -> str | None:
    """Return the name of the queue in its URL, None for any other text."""
    found = _QUEUE_URL.fullmatch(shown)
    return found.group(1) if found else None

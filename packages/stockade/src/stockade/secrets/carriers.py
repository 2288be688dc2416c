"""Texts that hold a secret among other things, and say so: addresses, documents, settings, headers.

    postgres://user:...@host        the password of an address
    {"password": "..."}             a pair in quotes, in JSON as in source code
    Server=x;Password=...;          a pair without, in connection strings, queries and shell
    api_key: ...                    a line of settings, whole
    https://host/path?appid=...     the key of a query
    Basic ..., Bearer ...           what authenticates a request
    --password ..., -u user:...     options of a command line

Each is read by a pattern of its own, and the values are judged under the names the text gives them.
"""

import base64
import binascii
import re
from collections.abc import Iterator

from stockade.secrets.judging import judge
from stockade.secrets.names import names_secret
from stockade.secrets.randomness import looks_random
from stockade.secrets.secret import Confidence, Secret

LONGEST = 400
"""Characters of a value looked at."""

_NAME = r"(?<![\w.-])(?P<name>[A-Za-z_][\w.-]{1,60}?)"
_HOLE = r"\$\{[^{}\s]*\}|\{\{[^{}]*\}\}"
_ADDRESS = re.compile(
    rf"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{{1,30}}://(?:{_HOLE}|[^\s/:@\"'<>])*:"
    rf"(?P<value>(?:{_HOLE}|[^\s@\"'<>/])+)@"
)
_PAIRS = (
    re.compile(
        rf"{_NAME}\\?[\"']?\s{{0,8}}(?:=>|[:=])\s{{0,8}}\\?(?P<quote>[\"'])"
        rf"(?P<value>(?:(?!\\?(?P=quote))[^\n]){{1,{LONGEST}}})\\?(?P=quote)"
    ),
    re.compile(rf"{_NAME}=(?P<value>(?:{_HOLE}|[^\s\"'&;,<>(){{}}\[\]\\]){{4,{LONGEST}}}+)(?![(\[{{])"),
    re.compile(
        rf"^[ \t]*(?:- )?{_NAME}[ \t]*:[ \t]+"
        rf"(?P<value>[^\s\"'#&*|>][^\s\"'(){{}}\[\]]{{3,{LONGEST}}}),?[ \t]*$",
        re.MULTILINE,
    ),
)
_HEADER = re.compile(
    r"(?<![\w-])(?:(?P<basic>basic)|bearer)[ \t]+(?P<value>[A-Za-z0-9+/._~-]{8,}+=*)", re.IGNORECASE
)
_QUERY = re.compile(
    r"[?&](?:key|appid|app_id|token|subscription-key|access_key|client_key)=(?P<value>[A-Za-z0-9_-]{24,64})(?![\w-])",
    re.IGNORECASE,
)
_PLAIN = r"[^\s\"'&;|<>$`(){}\[\]\\]"
_OPTION = re.compile(
    rf"(?<![\w-])--(?P<name>[A-Za-z][\w-]{{1,40}})(?:=|[ \t]+)[\"']?(?P<value>(?!-){_PLAIN}{{4,{LONGEST}}})"
)
_LOGINS = (
    re.compile(
        rf"\b(?:curl|wget|https?|xh)\b[^|;\n]{{0,{LONGEST}}}?[ \t](?:-u|--user|-a|--auth)[ \t=]?[ \t]*"
        rf"[\"']?[^\s:\"'$]{{1,80}}:(?P<value>{_PLAIN}{{4,{LONGEST}}})"
    ),
    re.compile(
        rf"\b(?:(?:mysql(?:dump|admin)?|mariadb(?:-dump)?)\b[^|;\n]{{0,{LONGEST}}}?[ \t]-p"
        rf"|sshpass[ \t]+-p[ \t]*)"
        rf"[\"']?(?P<value>(?!-){_PLAIN}{{4,{LONGEST}}})"
    ),
)
"""Programs that are told who logs in, and the password of it."""
_ELSEWHERE = ("-stdin", "-file", "-path", "-name", "-id", "-env", "-arn", "-command", "-prompt")
"""Ends of options that say where a secret is."""
_SIGNS = re.compile(r"[:=\s]")
"""One of these stands in whatever carries a secret: every pattern asks for it."""
_OF_SECRETS = frozenset({"accountkey", "sharedaccesskey", "pwd", "sig", "signature", "x-amz-signature"})
"""Names within such texts that are secrets' there, and too short or too common to be so elsewhere."""


def carried(written: str) -> Iterator[Secret]:
    """Yield what a text itself says is a secret, the surest kinds of texts first."""
    if not _SIGNS.search(written):
        return
    for match in _ADDRESS.finditer(written):
        yield from _judged("password", match)
    for pattern in _PAIRS:
        for match in pattern.finditer(written):
            name = match["name"]
            if names_secret(name) and match["value"] != name:  # an argument is given by its own name in code
                yield from _judged(name, match)
            elif name.lower() in _OF_SECRETS:
                yield from _judged("secret-key", match)
    for match in _QUERY.finditer(written):
        if looks_random(match["value"]):
            yield Secret("secret-key", *match.span("value"), "high")
    yield from _headers(written)
    yield from _options(written)


def _options(written: str) -> Iterator[Secret]:
    for match in _OPTION.finditer(written) if "--" in written else ():
        if names_secret(match["name"]) and not match["name"].endswith(_ELSEWHERE):
            yield from _judged(match["name"], match)
    for pattern in _LOGINS if " -" in written else ():
        for match in pattern.finditer(written):
            yield from _judged("password", match)


def _headers(written: str) -> Iterator[Secret]:
    for match in _HEADER.finditer(written):
        confidence = _basic(match["value"]) if match["basic"] else None
        if confidence is not None:
            yield Secret("basic-credentials", *match.span("value"), confidence)
        elif not match["basic"] and looks_random(match["value"]):
            yield Secret("bearer-token", *match.span("value"), "medium")


def _judged(name: str, match: re.Match[str]) -> Iterator[Secret]:
    verdict = judge(name, match["value"])
    if verdict is not None:
        kind, confidence = verdict
        yield Secret(kind, *match.span("value"), confidence)


def _basic(encoded: str) -> Confidence | None:
    """Tell how sure it is that base64 holds `user:password`: not at all where that is a placeholder."""
    try:
        decoded = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    _, colon, password = decoded.partition(":")
    if not decoded.isprintable():
        return None
    if not colon:
        return "low"
    return "high" if judge("password", password) is not None else None

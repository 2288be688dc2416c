"""Calls that decode, verify or use a token, by the names of well-known libraries."""

import re
from functools import cache
from typing import TYPE_CHECKING

from stockade.analysis.identifying import UNVERIFIED, last
from stockade.analysis.taint import Taint
from stockade.analysis.values import Value
from stockade.model import program as ir
from stockade.secrets import names_key, names_secret

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given

_NEVER = {
    "python": frozenset(
        {"jose.jwt.get_unverified_claims", "jose.jws.get_unverified_claims", "python_jwt.process_jwt"}
    ),
    "javascript": frozenset(
        {
            "jsonwebtoken.decode",
            "jwt-decode",
            "jwt-decode.jwtDecode",
            "jwt-decode.default",
            "jose.decodeJwt",
            "jose.UnsecuredJWT.decode",
            "aws-jwt-verify/jwt.decomposeUnverifiedJwt",
            "@tsndr/cloudflare-worker-jwt.decode",
            "jws.decode",
        }
    ),
}
"""What never verifies."""
_PYTHON_DECODE = frozenset({"jwt.decode", "jwt.api_jwt.decode", "jwt.PyJWT().decode", "jose.jwt.decode"})
_SCRIPT_VERIFY = frozenset({"jsonwebtoken.verify", "jose.jwtVerify"})
_VERIFYING = re.compile(
    r"(?:^|[.\w])(?:verify\w*|\w*_verify|jwtVerify|validate\w*|introspect\w*|authenticate\w*"
    r"|get_user|getUser|GetUserCommand|timingSafeEqual|compare_digest|createHmac\(\)\.update|hmac\.new)$",
    re.IGNORECASE,
)
_BASE64 = re.compile(r"(?i)(?:base64\w*|b64\w*)[.\w]*decode|^atob$|(?:^|\.)Buffer(?:\.from)?$|b64decode")
SDK = ("boto3.", "aioboto3.", "aws-sdk", "@aws-sdk/client-", "@aws-sdk/lib-")
_TALKING = re.compile(r"(?i)\blogs?\b|cloudwatch|xray|metric|get_?user\b|GetUserCommand")

_SECRET_NAME = re.compile(
    r"(?i)(?:environ|env)\.\w*(?:secret|token|api_?key|password|passwd|signature|hmac)\w*$"
)
_KEPT = re.compile(r"^(?:.*\.)?(?:SecretString|SecretBinary|Value|Plaintext)(?=[.\[]|$)")
"""Where an answer of a store of secrets has the secret itself."""
_ENVIRONMENT = re.compile(r"(?:environ|env)\.(\w+)$")
_DIGEST = re.compile(r"(?i)(?:hmac\.new|createHmac)\b.*(?:digest|hexdigest)\b")
KEYED = frozenset({"hmac.new", "hmac.HMAC", "crypto.createHmac"})


def decodes(given: "Given", names: list[str]) -> str:
    """Return the call by which a token is decoded without being verified; empty where it is not."""
    python = given.language == "python"
    for name in names:
        if python and name in _PYTHON_DECODE:
            return name if _switched_off(given) else ""
        if name in _NEVER[given.language]:
            return name
        if name == "jwt-simple.decode" and given.positional(2).truth is True:
            return name
    return ""


def _switched_off(given: "Given") -> bool:
    options = given.keywords.get("options")
    fields = options.fields if options is not None else None
    if _false((fields or {}).get("verify_signature")):
        return True
    return any(_false(given.keywords.get(name)) for name in ("verify", "do_verify"))


def _false(value: Value | None) -> bool:
    return value is not None and value.truth is False


def loose(given: "Given", names: list[str]) -> str:
    """Return what is wrong with a verification: no algorithm named, or `none` admitted."""
    python = given.language == "python"
    for name in names:
        if name in (_PYTHON_DECODE if python else _SCRIPT_VERIFY) and not _switched_off(given):
            own = _own_key(given)
            if own:
                return f"its key is what the token itself says in {own}"
        if python and name in _PYTHON_DECODE and not _switched_off(given):
            algorithms = given.keywords.get("algorithms", given.positional(2))
            if _admits_none(algorithms):
                return "an unsigned token (algorithm none) is admitted"
            named = len(given.arguments) > 2 or "algorithms" in given.keywords or "" in given.keywords  # noqa: PLR2004
            if not named and name == "jose.jwt.decode":
                return "the token itself chooses the algorithm, for none is named"
        if not python and name in _SCRIPT_VERIFY:
            options = given.positional(2).fields or {}
            if "algorithms" in options and _admits_none(options["algorithms"]):
                return "an unsigned token (algorithm none) is admitted"
            if name == "jsonwebtoken.verify" and _mixes(options.get("algorithms")):
                return (
                    "algorithms with a public key and with a shared secret are admitted alike: whoever has "
                    "the public key signs with it as the secret"
                )
    return ""


def _own_key(given: "Given") -> str:
    """Return the path of the claim by which a token names its own key; empty where it does not.

    What a call makes of a claim may be a key of the program's, that the claim only says the name of.
    """
    key = given.keywords.get("key", given.positional(1))
    read = {*_NEVER[given.language], *_PYTHON_DECODE, "JSON.parse", "json.loads"}
    plain = bool(key.names) and all(name.partition("()")[0] in read for name in key.names)
    said = [one.path for one in key.taints if one.control == "sender" and UNVERIFIED in one.marks]
    return min(said) if plain and said else ""


def _mixes(value: Value | None) -> bool:
    """Tell whether a list of algorithms names some with a public key and some with a shared secret."""
    named = [one.text for one in (value.fields or {}).values()] if value is not None else []
    kinds = {one[:2].upper() for one in named if one is not None}
    return "HS" in kinds and bool(kinds & {"RS", "ES", "PS"})


def _admits_none(value: Value) -> bool:
    texts = [one.text for one in (value.fields or {}).values()] + [value.text]
    return any(one is not None and one.lower() == "none" for one in texts)


def verifies(given: "Given", names: list[str]) -> bool:
    """Tell whether a call verifies a token, or asks who may know."""
    proving = given.catalog.authenticators
    if proving and any(name in proving for name in names):
        return True
    if any(name in _PYTHON_DECODE or name == "jwt-simple.decode" for name in names):
        return not decodes(given, names)
    callee = given.node.callee if given.node is not None else None
    spoken = [callee.name] if isinstance(callee, ir.Name | ir.Attribute) else []
    return any(_is_verifying(name) for name in (*names, *spoken))


def peels(given: "Given", names: list[str]) -> str:
    """Return `base64` or `json` where a call decodes that; empty where it does not."""
    passing = given.catalog.passing
    for name in names:
        known = passing.get(name)
        kind = known.decodes if known is not None else ""
        if kind == "json" or name in {"json.loads", "JSON.parse"}:
            return "json"
        if kind == "base64" or _is_base64(name):
            return "base64"
    return ""


def reaches_data(given: "Given", names: list[str]) -> str:
    """Return the call by which a service or store is asked or told something; empty where it is none."""
    tables = given.catalog.stores, given.catalog.fetches
    sinks = given.catalog.sinks
    for name in names:
        if speaks(name):
            continue
        if name.startswith(SDK) or any(name in table for table in tables):
            return name
        if any(sink.rule in {"sql-injection", "nosql-injection"} for sink, _ in sinks.get(name, ())):
            return name
    return ""


@cache
def speaks(name: str) -> bool:
    """Tell whether a call only writes a log, a metric or a trace, or asks who the sender is."""
    return _TALKING.search(name) is not None


def is_digest(value: Value) -> bool:
    """Tell whether a value was computed with a secret key."""
    return any(_DIGEST.search(name) for name in value.names)


def _names_secret(name: str) -> bool:
    """Tell whether a variable of the environment is named like what holds a secret."""
    found = _ENVIRONMENT.search(name)
    return found is not None and (names_secret(found[1]) or names_key(found[1]))


def _is_whole(kept: Taint) -> bool:
    """Tell whether data of a secret is it, or an entry of it: not what a client answers that it opened."""
    below = _KEPT.sub("", kept.path)
    name = last(kept)
    return (below.count(".") <= 1 and "[" not in below) or names_secret(name) or names_key(name)


def is_secret(value: Value) -> bool:
    """Tell whether a value is one of the program's secrets, or was computed with one."""
    if is_digest(value):
        return True
    named = any(_SECRET_NAME.search(name) or _names_secret(name) for name in value.names)
    kept = any(one.control == "secret" and _is_whole(one) for one in value.taints)
    return (named or kept) and not any(one.control == "sender" for one in value.taints)


@cache
def _is_verifying(name: str) -> bool:
    return _VERIFYING.search(name) is not None


@cache
def _is_base64(name: str) -> bool:
    return _BASE64.search(name) is not None

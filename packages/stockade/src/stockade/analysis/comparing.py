"""Comparisons with a secret: in a time that tells how much was right, or with one written in the code."""

import re

from stockade.analysis import branches, tokens
from stockade.analysis.identifying import is_said, last
from stockade.analysis.taint import Taint
from stockade.analysis.values import Value
from stockade.model import program as ir
from stockade.secrets import EXAMPLE, find, looks_like_key, names_secret

_PLAIN = frozenset({"==", "!=", "===", "!=="})
_SIGNATURE = re.compile(r"(?i)[\w-]*(?:signature|hmac|digest)(?:[-_]?sha\d+)?|(?:[\w-]*[-_])?(?:mac|sig)")
_STEPS = re.compile(r"[\w-]+")
_READ = re.compile(r"JSON\.parse|json\.loads|querystring|qs\.|urllib\.parse|URLSearchParams|cookie\.parse")
"""What takes a request apart."""
_HEADERS = frozenset({"authorization", "authorizationtoken", "x-api-key", "apikey"})
_SCHEME = re.compile(r"(?i)^(?:bearer|basic|token|apikey)\s+")
_WORDS = re.compile(
    r"(?i)(?:bearer|basic|token|digest|allow|deny|unauthori[sz]ed|undefined|null|none|true|false|required|invalid"
    r"|missing|string|password|secret|unset|empty|.{0,3})"
)
"""What is compared with a credential, and is none: schemes, words of examples, what stands for nothing."""


def is_timed(node: ir.Operation, number: int, mine: Value, other: Value) -> Taint | None:
    """Return what the sender sends that an operand is compared with in vain, None where it is no secret."""
    if node.name not in _PLAIN:
        return None
    sent = sorted((one for one in mine.taints if one.control == "sender"), key=lambda one: one.path)
    if not sent:
        return None
    if tokens.is_secret(other):
        return sent[0]
    called = branches.spelled(node.operands[1 - number]).rpartition(".")[2]
    sent = sent if all(map(_READ.match, mine.names)) else []  # what a library answers is not what was sent
    computed = other.constants is None and _SIGNATURE.fullmatch(called) is not None
    signed = computed and not any(is_said(one) and last(one) == called for one in other.taints)
    return next((one for one in sent if signed and _SIGNATURE.fullmatch(last(one))), None)


def is_written(node: ir.Operation, mine: Value, other: Value) -> Taint | None:
    """Return the credential of the sender that is compared with a text of the code, None where it is none."""
    literal = any(isinstance(one, ir.Const | ir.Concat) for one in node.operands)
    if node.name not in _PLAIN or not literal or other.texts is None or len(other.texts) != 1:
        return None
    text = _SCHEME.sub("", next(iter(other.texts)))
    for taint in sorted(mine.taints, key=lambda one: one.path):
        if is_said(taint) and last(taint) == "authorizationToken" and text.isdigit():
            return taint  # what an authorizer of the program's own lets in with, however short
    if _WORDS.fullmatch(text) or any(map(str.isspace, text)):
        return None
    for taint in sorted(mine.taints, key=lambda one: one.path):
        if is_said(taint) and _is_credential(taint, text):
            return taint
    return None


def _is_credential(taint: Taint, text: str) -> bool:
    """Tell whether a part of a request opens something, and a text could be what it is opened with."""
    if {step.lower() for step in _STEPS.findall(taint.path)} & {"cookie", "cookies"}:
        return looks_like_key(text)
    name = last(taint)
    if name.lower() not in _HEADERS and not names_secret(name):
        return False
    found = [one.kind for one in find(text, last(taint))] or [one.kind for one in find(text, "password")]
    return bool(found) and EXAMPLE not in found

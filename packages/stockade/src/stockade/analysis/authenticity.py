"""Who is believed: tokens decoded without being verified, and what a sender says of himself where it decides.

A claim is data of the sender with the mark `+unverified`; it is a fault where it decides: it is compared, is
the key of a data access, or tells an authorizer's answer. What is verified elsewhere in the run is believed,
unless what is used may also be the unverified one.
"""

import re
from typing import TYPE_CHECKING

from stockade.analysis import branches, charging, comparing, refusals, tokens
from stockade.analysis.admitting import Admission
from stockade.analysis.deciding import Deciding
from stockade.analysis.frames import FunctionValue
from stockade.analysis.identifying import IDENTITY, SIGNATURE, UNVERIFIED, VERIFIED, is_header, last
from stockade.analysis.placing import enclosing, located, steps_of
from stockade.analysis.records import CONDITION, access_of
from stockade.analysis.subjects import Subjects, condition
from stockade.analysis.taint import Taint, mark_all
from stockade.analysis.values import Value, everything, mapped, mapped_all
from stockade.catalog.calls import Authenticator
from stockade.model import program as ir
from stockade.model.code import TOKEN_VERIFIED, CodeFault, CodeStep
from stockade.model.program import line_of
from stockade.values import Location

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given
    from stockade.analysis.frames import Frame

_SECTIONS = "+sections"
_SECTION = "+section"
_SAID = "client-supplied-identity"
_DECODED = "is decoded, its signature is not checked"
_TECHNICAL = frozenset(
    {"exp", "iat", "nbf", "iss", "aud", "kid", "alg", "typ", "jti", "token_use", "nonce", "header", "azp"}
)
_REQUESTS = ("apigw.", "lambda.url", "alb", "appsync.resolver", "lattice")
_TOKEN = re.compile(r"(?i)(?:\w+[-_])?(?:token|jwt|session)|(?:auth|access|id|user|session)token")
_PART = re.compile(r"\[\d*\]$")
"""A section of a token: a signature is checked over two of them."""
_SIGNED = re.compile(r"(?i)jwt|jose|jsonwebtoken|verif")
"""Calls whose argument is a token; others that verify may look at any part of a request."""


class Authenticity(Deciding):
    """Collects the faults of one run in how it is told who may do what."""

    def __init__(self, sources: tuple[str, ...] = ()) -> None:
        self.is_request = any(one.startswith(_REQUESTS) and "authorizer" not in one for one in sources)
        self.admission = Admission(sources)
        self._tokens: set[tuple[str, str]] = set()
        self._verified: set[tuple[str, str]] = set()
        self._signed: set[tuple[str, str]] = set()
        self._found: dict[tuple[str, str, int], tuple[CodeFault, frozenset[tuple[str, str]]]] = {}
        self.behind: dict[tuple[str, str], str] = {}
        self._attested: dict[tuple[str, str], set[str]] = {}
        self._subjects = Subjects(is_request=self.is_request)
        super().__init__()

    @property
    def faults(self) -> tuple[CodeFault, ...]:
        """What was found, without what is verified after all."""
        fine = self._verified | self._subjects.confirmed
        found = tuple(
            fault
            for fault, unless in self._found.values()
            if not unless & fine and not self._is_attested(fault.rule, unless)
        )
        decided = {(one.location.file, one.enclosing) for one in found if one.rule == _SAID}
        said = {(one.event_source, one.field) for one in found if one.rule == _SAID}
        asked = (
            one
            for one in self._subjects.faults
            if not self._is_attested(one.rule, frozenset({(one.event_source, one.field)}))
        )
        subjects = (
            one
            for one in asked
            if one.rule != _SAID
            or not one.anonymous
            or (
                (one.location.file, one.enclosing) not in decided
                and (one.event_source, one.field) not in said
            )
        )
        facts = (CodeFault(TOKEN_VERIFIED, "", "", Location("", 0)),) if self._signed else ()
        return (*found, *subjects, *self.admission.faults, *facts)

    # authenticators of people's own catalog

    def proved(self, given: "Given", entry: Authenticator) -> None:
        """Take in that an authenticator is called: with what it verifies, or with what it stands before."""
        self.admission.proved()
        handed = given.value(entry.function) if entry.function is not None else None
        for value in (handed,) if handed is not None else (*given.arguments, *given.keywords.values()):
            for one in value.functions:
                if isinstance(one, FunctionValue):
                    self.behind[one.module.file, one.function.id] = entry.proves
        asked = everything(given.value(entry.argument)) if entry.argument is not None else given.everything()
        for taint in asked:
            self._attested.setdefault((taint.origin, taint.path), set()).add(entry.proves)
        if asked and entry.proves == "identity":
            self._subjects.known(given.frame)

    def believed(self, given: "Given", value: Value) -> Value:
        """Return the identity that a call gives: nobody's to choose."""
        if everything(value):
            return mapped_all(value, lambda one: one.marked(VERIFIED))
        return _believed(value, given.everything())

    def _is_attested(self, rule: str, data: frozenset[tuple[str, str]]) -> bool:
        """Tell whether what a fault is about was vouched for: a signature all of it, an identity a token."""
        return any(
            origin == known and _holds(whole, path) and ("signature" in proofs or rule == "unverified-token")
            for origin, path in data
            for (known, whole), proofs in self._attested.items()
        )

    # calls

    def after(self, given: "Given", names: list[str], value: Value) -> Value:
        """Return the result of a call: claims with their mark."""
        method = names[-1].rpartition(".")[2] if names else ""
        keyed = next((one for one in names if one in tokens.KEYED), "")
        if keyed:
            value = value.changed(names=tuple(dict.fromkeys((*value.names, f"{keyed}()"))))
        everywhere = given.everything()
        if not everywhere:
            return value
        if method in {"eq", "begins_with"} and condition(given.node):
            return _marked(value, f"{CONDITION}{condition(given.node)}")
        if method == "split" and given.positional(0).text == ".":
            items = value.items
            return value.changed(items=_marked(items, _SECTIONS)) if items is not None else value
        if tokens.verifies(given, names):
            return _marked(value, VERIFIED) if value.taints else _believed(value, everywhere)
        call = tokens.decodes(given, names)
        if call:
            return self._decoded(given, value, everywhere)
        kind = tokens.peels(given, names)
        if kind == "base64" and any(_SECTIONS in one.marks or _is_token(one) for one in everywhere):
            return _marked(value, _SECTION)
        if kind == "json" and any(_SECTION in one.marks for one in everywhere):
            return self._decoded(given, value, everywhere)
        return value

    def _decoded(self, given: "Given", value: Value, taints: frozenset[Taint]) -> Value:
        if taints and all((one.origin, one.path) in self._verified for one in taints):
            return _believed(value, taints)
        self._tokens.update((one.origin, one.path) for one in taints)
        marked = mark_all(taints, UNVERIFIED, "+json")
        stepped = frozenset(one.stepped(given.frame.file, given.at, _DECODED) for one in marked)
        return value.changed(taints=stepped, pieces=(stepped,))

    def call(self, given: "Given", names: list[str]) -> None:
        """Look at a call of something that is not of the program."""
        self.admission.called(given, names)
        if not names:
            return
        for name in names if given.catalog.authenticators else ():
            if name in given.catalog.authenticators:
                self.proved(given, given.catalog.authenticators[name])
        if not any(map(tokens.speaks, names)) and not _is_taken_apart(given, names):
            self._subjects.shown(_shown(given, names))
        self._verification(given, names)
        fault = refusals.passed(given, names)
        if fault is not None:
            key = (fault.rule, fault.location.file, fault.location.line)
            self._found.setdefault(key, (fault, frozenset()))
        self._reached(given, names)

    def _verification(self, given: "Given", names: list[str]) -> None:
        """Take in that a call verifies what it is given, or does so badly."""
        if tokens.verifies(given, names):
            asked = {(one.origin, one.path) for one in given.everything()}
            self._verified |= asked | {(origin, _PART.sub("", path)) for origin, path in asked}
            if asked and any(_SIGNED.search(one) for one in names):
                self._signed |= asked
                self._subjects.verifies = True
        reason = tokens.loose(given, names)
        if reason:
            for taint in sorted(given.everything(), key=lambda one: one.path)[:1]:
                message = f"A token is verified by {names[0]}, but {reason}."
                self._fault(given.frame, given.at, "unverified-token", message, taint)

    def _reached(self, given: "Given", names: list[str]) -> None:
        """Look at a call that charges, or reads or changes what is stored."""
        charge = charging.charged(given, names) if self.is_request else None
        if charge is not None:
            message = f"{charge[1].path} of the request says what {charge[0]} charges: anybody may pay less."
            self._fault(given.frame, given.at, _SAID, message, charge[1])
        access = access_of(given, names)
        if access is not None:
            self._subjects.accessed(given, access)
        callee = tokens.reaches_data(given, names)
        for taint in given.everything() if callee else ():
            self._handed(given, callee, taint)

    def _handed(self, given: "Given", callee: str, taint: Taint) -> None:
        """Look at data that a service or store is handed."""
        if taint.control == "identity":
            self._subjects.known(given.frame)
        elif UNVERIFIED in taint.marks:
            self._claim(given.frame, taint, f"is handed to {callee}", given.everything())
        elif self.is_request and taint.control == "sender" and is_header(taint):
            message = (
                f"{taint.path} of the request says who the sender is, and {callee} is called with it: "
                "anybody may write another name there."
            )
            self._fault(given.frame, given.at, _SAID, message, taint, own=True)

    # comparisons and tests

    def compared(self, frame: "Frame", node: ir.Operation, found: list[Value]) -> None:
        """Look at a comparison."""
        for one in found:
            self.admission.looked_at(one)
        self._subjects.compared(frame, found)
        if len(found) != 2 or node.name not in branches.EQUALITY:  # noqa: PLR2004
            return
        for number, (mine, other) in enumerate((found, found[::-1])):
            self._written(frame, node, mine, other)
            if (
                other.constants is not None
                and other.constants <= {None, "", True, False}
                and not everything(other)
            ):
                continue
            for taint in everything(mine):
                if UNVERIFIED in taint.marks:
                    self._claim(frame, taint, "is compared", everything(mine))
            if tokens.is_digest(other):
                self._verified.update((one.origin, one.path) for one in everything(mine))
            self._timing(frame, node, number, mine, other)

    def _timing(self, frame: "Frame", node: ir.Operation, number: int, mine: Value, other: Value) -> None:
        taint = comparing.is_timed(node, number, mine, other)
        if taint is not None:
            message = f"{taint.path} of the event is compared with a secret by {node.name}."
            self._fault(frame, node.at, "timing-unsafe-comparison", message, taint)

    def _written(self, frame: "Frame", node: ir.Operation, mine: Value, other: Value) -> None:
        taint = comparing.is_written(node, mine, other)
        if taint is not None:
            message = f"{taint.path} of the event is compared with a text that is written in the code."
            self._fault(frame, node.at, "hardcoded-secret", message, taint)

    # faults

    def _claim(self, frame: "Frame", taint: Taint, use: str, beside: frozenset[Taint]) -> None:
        """Keep that a claim of a token that nobody verified is used."""
        if taint.marks & {SIGNATURE, IDENTITY}:
            return
        bases = [one for one in self._tokens if one[0] == taint.origin and taint.path.startswith(one[1])]
        base = max(bases, key=lambda one: len(one[1]), default=None)
        if base is None:
            return
        claims = [
            one for one in re.split(r"[.\[\]]+", taint.path[len(base[1]) :]) if one not in {"", "payload"}
        ]
        if not claims or _TECHNICAL & set(claims):
            return
        way = taint.way.walked() if taint.way is not None else []
        decoded = next((one for one in way if one.what == _DECODED), None)
        if decoded is None:
            return
        message = (
            f"{base[1]} of the event is decoded without its signature being checked, and {claims[-1]} of it "
            f"{use}: anybody can write a token that says so."
        )
        both = any(VERIFIED in one.marks and one.path == taint.path for one in beside)
        key = ("unverified-token", decoded.file, line_of(decoded.at))
        fault = CodeFault(
            "unverified-token",
            message,
            enclosing(frame),
            located(decoded.file, decoded.at),
            taint.origin,
            base[1],
            steps_of(taint),
        )
        known = self._found.get(key)
        if known is None or (both and known[1]):
            self._found[key] = (fault, frozenset() if both else frozenset({base}))

    def _fault(
        self,
        frame: "Frame",
        at: int,
        rule: str,
        message: str,
        taint: Taint,
        *,
        own: bool = False,
    ) -> None:
        if own and SIGNATURE in taint.marks:
            return
        steps = (*steps_of(taint), CodeStep(located(frame.file, at), "decides"))
        place = located(frame.file, at)
        fault = CodeFault(rule, message, enclosing(frame), place, taint.origin, taint.path, steps)
        unless = frozenset({(taint.origin, taint.path)}) if own else frozenset()
        self._found.setdefault((rule, frame.file, line_of(at)), (fault, unless))


def _holds(whole: str, path: str) -> bool:
    """Tell whether a path leads into another; the empty one is all of an event."""
    return not whole or path == whole or path.startswith((f"{whole}.", f"{whole}["))


def _is_token(taint: Taint) -> bool:
    """Tell whether data of the sender is called like what shows who he is."""
    return taint.control == "sender" and _TOKEN.fullmatch(last(taint)) is not None


def _shown(given: "Given", names: list[str]) -> frozenset[Taint]:
    """Return the data a call is given, without what it sets in a record: a new password proves nothing."""
    access = access_of(given, names)
    if access is None or access.action != "change":
        return given.everything()
    return frozenset(taint for _, value in access.keys for taint in everything(value))


def _is_taken_apart(given: "Given", names: list[str]) -> bool:
    """Tell whether a call only takes data apart or decodes it: it proves nothing."""
    built_in = given.callee_names(names) == set()
    return built_in or bool(tokens.peels(given, names) or tokens.decodes(given, names))


def _believed(value: Value, taints: frozenset[Taint]) -> Value:
    """Return what a verification gives: nobody's to choose, but told apart from what was not verified."""
    told = (
        Taint(one.origin, one.path, "identity", frozenset({VERIFIED}), None, 0, one.way) for one in taints
    )
    return value.changed(taints=frozenset(told))


def _marked(value: Value, mark: str) -> Value:
    return mapped(value, lambda one: one.marked(mark))

"""Who is believed: tokens decoded without being verified, and what a sender says of himself where it decides.

A claim is data of the sender with the mark `+unverified`; it is a fault where it decides: it is compared, is
the key of a data access, or tells an authorizer's answer. What is verified elsewhere in the run is believed,
unless what is used may also be the unverified one.
"""

import re
from typing import TYPE_CHECKING

from stockade.analysis import branches, refusals, tokens
from stockade.analysis.admitting import Admission
from stockade.analysis.frames import FunctionValue
from stockade.analysis.identifying import is_header, is_owner, is_right, is_subject, last
from stockade.analysis.placing import enclosing, located, steps_of
from stockade.analysis.subjects import VERIFIED, Subjects
from stockade.analysis.taint import Taint, mark_all
from stockade.analysis.values import Value, everything, mapped, mapped_all
from stockade.catalog.calls import Authenticator
from stockade.model import program as ir
from stockade.model.code import CodeFault, CodeStep
from stockade.model.program import line_of

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given
    from stockade.analysis.core import Core
    from stockade.analysis.frames import Frame

UNVERIFIED = "+unverified"
PROVEN = "+proven:"
_SIGNATURE, _IDENTITY = f"{PROVEN}signature", f"{PROVEN}identity"
"""Marks of data behind an authenticator of people's own catalog, by what it proves."""
_SECTIONS = "+sections"
_SECTION = "+section"
_DECODED = "is decoded, its signature is not checked"
_TECHNICAL = frozenset(
    {"exp", "iat", "nbf", "iss", "aud", "kid", "alg", "typ", "jti", "token_use", "nonce", "header", "azp"}
)
_REQUESTS = ("apigw.", "lambda.url", "alb", "appsync.resolver", "lattice")
_GATE = re.compile(
    r"(?i)is_?(?:an?_?)?(?:admin|owner|allowed|authori[sz]ed|permitted)|has_?(?:role|permission|access)|authori[sz]e"
)
_SIGNED = re.compile(r"(?i)jwt|jose|jsonwebtoken|verif")
"""Calls whose argument is a token; others that verify may look at any part of a request."""


class Authenticity:
    """Collects the faults of one run in how it is told who may do what."""

    def __init__(self, sources: tuple[str, ...] = ()) -> None:
        self.is_request = any(one.startswith(_REQUESTS) for one in sources)
        self.admission = Admission(sources)
        self._tokens: set[tuple[str, str]] = set()
        self._verified: set[tuple[str, str]] = set()
        self._signed: set[tuple[str, str]] = set()
        self._found: dict[tuple[str, str, int], tuple[CodeFault, frozenset[tuple[str, str]]]] = {}
        self.behind: dict[tuple[str, str], str] = {}
        self._attested: dict[tuple[str, str], set[str]] = {}
        self._subjects = Subjects()
        self._sides = branches.Sides()

    @property
    def faults(self) -> tuple[CodeFault, ...]:
        """What was found, without what is verified after all."""
        fine = self._verified | self._subjects.confirmed
        found = tuple(
            fault
            for fault, unless in self._found.values()
            if not unless & fine and not self._is_attested(fault.rule, unless)
        )
        asked = (
            fault
            for fault in self._subjects.faults
            if not self._is_attested(fault.rule, frozenset({(fault.event_source, fault.field)}))
        )
        return (*found, *asked, *self.admission.faults)

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
        if method == "split" and given.positional(0).text == ".":
            items = value.items
            return value.changed(items=_marked(items, _SECTIONS)) if items is not None else value
        if tokens.verifies(given, names):
            return _marked(value, VERIFIED) if value.taints else _believed(value, everywhere)
        call = tokens.decodes(given, names)
        if call:
            return self._decoded(given, value, everywhere)
        kind = tokens.peels(given, names)
        if kind == "base64" and any(_SECTIONS in one.marks for one in everywhere):
            return _marked(value, _SECTION)
        if kind == "json" and any(_SECTION in one.marks for one in everywhere):
            return self._decoded(given, value, everywhere)
        return value

    def _decoded(self, given: "Given", value: Value, taints: frozenset[Taint]) -> Value:
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
        if tokens.verifies(given, names):
            asked = {(one.origin, one.path) for one in given.everything()}
            self._verified |= asked
            self._signed |= asked if any(_SIGNED.search(one) for one in names) else set()
        reason = tokens.loose(given, names)
        if reason:
            for taint in sorted(given.everything(), key=lambda one: one.path)[:1]:
                message = f"A token is verified by {names[0]}, but {reason}."
                self._fault(given.frame, given.at, "unverified-token", message, taint)
        fault = refusals.passed(given, names)
        if fault is not None:
            key = (fault.rule, fault.location.file, fault.location.line)
            self._found.setdefault(key, (fault, frozenset()))
        callee = tokens.reaches_data(given, names)
        for taint in given.everything() if callee else ():
            self._handed(given, callee, taint)

    def _handed(self, given: "Given", callee: str, taint: Taint) -> None:
        """Look at data that a service or store is handed."""
        if self._is_said(taint) and is_subject(taint):
            self._subjects.asked(given.frame, given.at, callee, taint)
        if taint.control == "identity":
            self._subjects.known(given.frame)
        elif UNVERIFIED in taint.marks:
            self._claim(given.frame, taint, f"is handed to {callee}", given.everything())
        elif self.is_request and taint.control == "sender" and is_header(taint):
            message = (
                f"{taint.path} of the request says who the sender is, and {callee} is called with it: "
                "anybody may write another name there."
            )
            self._fault(given.frame, given.at, "client-supplied-identity", message, taint, own=True)

    # comparisons and tests

    def compared(self, frame: "Frame", node: ir.Operation, found: list[Value]) -> None:
        """Look at a comparison."""
        for one in found:
            self.admission.looked_at(one)
        self._subjects.compared(frame, found)
        if len(found) != 2 or node.name not in branches.EQUALITY:  # noqa: PLR2004
            return
        for mine, other in (found, found[::-1]):
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
            self._timing(frame, node, mine, other)

    def _timing(self, frame: "Frame", node: ir.Operation, mine: Value, other: Value) -> None:
        if node.name not in {"==", "!=", "===", "!=="}:
            return
        sent = [one for one in mine.taints if one.control == "sender"]
        if sent and tokens.is_secret(other):
            taint = min(sent, key=lambda one: one.path)
            message = f"{taint.path} of the event is compared with a secret by {node.name}."
            self._fault(frame, node.at, "timing-unsafe-comparison", message, taint)

    def tested(self, machine: "Core", frame: "Frame", node: ir.If) -> None:
        """Look at a test before its sides are run."""
        refusals.tested(frame, node)
        refuses = self._sides.refuse(node, frame.function or frame.module.program)
        for leaf in branches.spelled_out(frame.tests, node.test):
            pair = branches.pair(leaf)
            if pair is not None:
                self._equal(machine, frame, leaf, pair, refuses=refuses)
            elif isinstance(leaf, ir.Attribute | ir.Index | ir.Name):
                self._true(machine, frame, leaf, refuses=refuses)

    def returned(self, machine: "Core", frame: "Frame", node: ir.Return) -> None:
        """Look at what a function answers whose name says that it decides."""
        if node.value is None or frame.function is None or not _GATE.search(frame.function.name):
            return
        for leaf in branches.leaves(node.value):
            pair = branches.pair(leaf)
            if pair is not None:
                self._equal(machine, frame, leaf, pair, refuses=True)

    def _true(self, machine: "Core", frame: "Frame", leaf: ir.Expression, *, refuses: bool) -> None:
        value = machine.evaluate(frame, leaf)
        self.admission.looked_at(value)
        for taint in value.taints:
            if UNVERIFIED in taint.marks and is_right(taint):
                self._claim(frame, taint, "decides", frozenset({taint}))
            elif refuses and self._is_right(taint) and "admin" in last(taint).lower():
                self._right(frame, leaf, taint)

    def _equal(
        self,
        machine: "Core",
        frame: "Frame",
        leaf: ir.Expression,
        pair: tuple[ir.Expression, ir.Expression],
        *,
        refuses: bool,
    ) -> None:
        left, right = (machine.evaluate(frame, one) for one in pair)
        for mine, other in ((left, right), (right, left)) if refuses else ():
            known = other.constants is not None or bool(other.fields)
            for taint in mine.taints if known and not other.taints and mine.constants is None else ():
                if self._is_right(taint):
                    self._right(frame, leaf, taint)
            self._owned(frame, leaf, mine, other)

    def _owned(self, frame: "Frame", leaf: ir.Expression, mine: Value, other: Value) -> None:
        """Look at a comparison of a record's owner with somebody the request names."""
        stored = [one for one in other.taints if one.control == "stored" and is_owner(one)]
        for taint in mine.taints if stored else ():
            if self._is_said(taint) and is_owner(taint):
                message = (
                    f"Whether the sender is let in is decided by comparing {stored[0].path} of what is "
                    f"stored with {taint.path}, which he writes himself."
                )
                self._fault(frame, leaf.at, "client-supplied-identity", message, taint, own=True)

    def _is_said(self, taint: Taint) -> bool:
        return (
            self.is_request
            and taint.control == "sender"
            and not taint.marks & {UNVERIFIED, VERIFIED, _SIGNATURE}
            and not re.search(r"(?i)authorizer|claims|identity", taint.path)
            and ">" not in taint.path
            and not any(
                one == taint.origin and taint.path.startswith(f"{path}.") for one, path in self._signed
            )
        )

    def _is_right(self, taint: Taint) -> bool:
        return self._is_said(taint) and is_right(taint)

    def _right(self, frame: "Frame", leaf: ir.Expression, taint: Taint) -> None:
        message = (
            f"{taint.path} of the request decides whether the sender is let in, and he writes it himself."
        )
        self._fault(frame, leaf.at, "client-supplied-identity", message, taint, own=True)

    # faults

    def _claim(self, frame: "Frame", taint: Taint, use: str, beside: frozenset[Taint]) -> None:
        """Keep that a claim of a token that nobody verified is used."""
        if taint.marks & {_SIGNATURE, _IDENTITY}:
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
        own: bool = False,  # noqa: FBT002 - named where it is given
    ) -> None:
        if own and _SIGNATURE in taint.marks:
            return
        steps = (*steps_of(taint), CodeStep(located(frame.file, at), "decides"))
        place = located(frame.file, at)
        fault = CodeFault(rule, message, enclosing(frame), place, taint.origin, taint.path, steps)
        unless = frozenset({(taint.origin, taint.path)}) if own else frozenset()
        self._found.setdefault((rule, frame.file, line_of(at)), (fault, unless))


def _holds(whole: str, path: str) -> bool:
    """Tell whether a path leads into another; the empty one is all of an event."""
    return not whole or path == whole or path.startswith((f"{whole}.", f"{whole}["))


def _believed(value: Value, taints: frozenset[Taint]) -> Value:
    """Return what a verification gives: nobody's to choose, but told apart from what was not verified."""
    told = (
        Taint(one.origin, one.path, "identity", frozenset({VERIFIED}), None, 0, one.way) for one in taints
    )
    return value.changed(taints=frozenset(told))


def _marked(value: Value, mark: str) -> Value:
    return mapped(value, lambda one: one.marked(mark))

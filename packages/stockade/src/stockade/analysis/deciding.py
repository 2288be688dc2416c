"""Tests of what somebody may do: whose data decides where one side refuses, or one side alone acts."""

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from stockade.analysis import branches, refusals
from stockade.analysis.identifying import UNVERIFIED, is_owner, is_right, is_said, last
from stockade.analysis.taint import Taint
from stockade.analysis.values import Value
from stockade.model import program as ir

if TYPE_CHECKING:
    from stockade.analysis.admitting import Admission
    from stockade.analysis.core import Core
    from stockade.analysis.frames import Frame

_GATE = re.compile(
    r"(?i)is_?(?:an?_?)?(?:admin|owner|allowed|authori[sz]ed|permitted)|has_?(?:role|permission|access)"
    r"|authori[sz]e|can_?(?:edit|delete|access|view|manage)|check_?(?:role|permission|admin|access)"
)
_FLAG = re.compile(r"(?i)(?:user[-_]?)?is[-_]?(?:admin\w*|super[-_]?user|staff|moderator)|admin")
_PRIVILEGED = re.compile(
    r"(?i)(?:super[-_ ]?|site[-_ ]?|system[-_ ]?)?admin(?:istrator)?s?|root|owner|super[-_ ]?user|staff"
    r"|manager|moderator|editor|operator"
)


class Deciding(ABC):
    """Looks at tests of rights."""

    is_request: bool
    admission: "Admission"
    _signed: set[tuple[str, str]]

    def __init__(self) -> None:
        self._sides = branches.Sides()

    @abstractmethod
    def _fault(
        self, frame: "Frame", at: int, rule: str, message: str, taint: Taint, *, own: bool = False
    ) -> None:
        """Keep a fault."""

    @abstractmethod
    def _claim(self, frame: "Frame", taint: Taint, use: str, beside: frozenset[Taint]) -> None:
        """Keep that a claim of a token that nobody verified is used."""

    def tested(self, machine: "Core", frame: "Frame", node: ir.If) -> None:
        """Look at a test before its sides are run."""
        refusals.tested(frame, node)
        refuses = self._sides.refuse(node, frame.function or frame.module.program)
        decides = refuses or self._sides.acts(node, frame.function or frame.module.program)
        self._leaves(machine, frame, node.test, refuses=refuses, decides=decides)

    def chosen(self, machine: "Core", frame: "Frame", node: ir.Choice) -> None:
        """Look at a choice of one of two expressions before they are evaluated."""
        refuses = any(branches.says_no((ir.Do(one),)) for one in (node.then, node.otherwise))
        if refuses:
            self._leaves(machine, frame, node.test, refuses=True, decides=True)

    def _leaves(
        self, machine: "Core", frame: "Frame", test: ir.Expression, *, refuses: bool, decides: bool
    ) -> None:
        for leaf in branches.spelled_out(frame.tests, test):
            pair = branches.pair(leaf)
            if pair is not None:
                self._equal(machine, frame, leaf, pair, refuses=refuses, decides=decides)
            elif isinstance(leaf, ir.Attribute | ir.Index | ir.Name):
                self._true(machine, frame, leaf, decides=decides)

    def returned(self, machine: "Core", frame: "Frame", node: ir.Return) -> None:
        """Look at what a function answers whose name says that it decides."""
        if node.value is None or frame.function is None or not _GATE.search(frame.function.name):
            return
        for leaf in branches.leaves(node.value):
            pair = branches.pair(leaf)
            if pair is not None:
                self._equal(machine, frame, leaf, pair, refuses=True, decides=True)

    def _true(self, machine: "Core", frame: "Frame", leaf: ir.Expression, *, decides: bool) -> None:
        value = machine.evaluate(frame, leaf)
        self.admission.looked_at(value)
        for taint in value.taints:
            if UNVERIFIED in taint.marks and is_right(taint):
                self._claim(frame, taint, "decides", frozenset({taint}))
            elif decides and self._is_right(taint) and _FLAG.fullmatch(last(taint)):
                self._right(frame, leaf, taint)

    def _equal(
        self,
        machine: "Core",
        frame: "Frame",
        leaf: ir.Expression,
        pair: tuple[ir.Expression, ir.Expression],
        *,
        refuses: bool,
        decides: bool,
    ) -> None:
        """Look at a test for equality; where no side refuses, only what is equal to a privilege decides."""
        left, right = (machine.evaluate(frame, one) for one in pair) if decides else (Value(), Value())
        for mine, other in ((left, right), (right, left)):
            known = other.constants is not None or bool(other.fields)
            decided = known and not other.taints and mine.constants is None
            for taint in mine.taints if decided and (refuses or _is_privilege(other)) else ():
                if self._is_right(taint):
                    self._right(frame, leaf, taint)
            if refuses:
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
            and is_said(taint)
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


def _is_privilege(value: Value) -> bool:
    """Tell whether a value is nothing but names of those who may do more than others."""
    listed = [one.text for one in (value.fields or {}).values()] or [value.text]
    return bool(listed) and all(one is not None and _PRIVILEGED.fullmatch(one) is not None for one in listed)

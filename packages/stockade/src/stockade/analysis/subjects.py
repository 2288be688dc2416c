"""Whose data is asked for, where the function knows who the sender is: the two must be compared."""

from typing import TYPE_CHECKING

from stockade.analysis.identifying import is_right
from stockade.analysis.placing import enclosing, located, steps_of
from stockade.analysis.taint import Taint
from stockade.analysis.values import Value, everything
from stockade.model.code import CodeFault, CodeStep
from stockade.model.program import line_of

if TYPE_CHECKING:
    from stockade.analysis.frames import Frame

VERIFIED = "+verified"


class Subjects:
    """Collects which users the request names, and which of them are compared with the sender."""

    def __init__(self) -> None:
        self.confirmed: set[tuple[str, str]] = set()
        self._asked: dict[tuple[str, int], tuple[CodeFault, tuple[str, str]]] = {}
        self._knowing: set[tuple[str, str]] = set()
        self._judges_right = False

    @property
    def faults(self) -> tuple[CodeFault, ...]:
        """The users that were never compared; none where rights of the sender are looked at."""
        if self._judges_right:
            return ()
        return tuple(
            fault
            for fault, taint in self._asked.values()
            if taint not in self.confirmed and (fault.location.file, fault.enclosing) in self._knowing
        )

    def known(self, frame: "Frame") -> None:
        """Take in that a function knows who the sender is."""
        self._knowing.add((frame.file, enclosing(frame)))

    def compared(self, frame: "Frame", found: list[Value]) -> None:
        """Take in a comparison: with the verified sender it confirms what the request says."""
        taints = frozenset(taint for one in found for taint in everything(one))
        verified = [one for one in taints if one.control == "identity" or VERIFIED in one.marks]
        if verified:
            self.known(frame)
            self.confirmed.update((one.origin, one.path) for one in taints if one.control == "sender")
            self._judges_right = self._judges_right or any(map(is_right, verified))

    def asked(self, frame: "Frame", at: int, callee: str, taint: Taint) -> None:
        """Keep that data is asked for by a user that the request names."""
        message = (
            f"{callee} is called with the user that {taint.path} of the request names; the function knows "
            "who the sender is, and compares the two nowhere."
        )
        place = located(frame.file, at)
        fault = CodeFault(
            rule="client-supplied-identity",
            message=message,
            enclosing=enclosing(frame),
            location=place,
            event_source=taint.origin,
            field=taint.path,
            steps=(*steps_of(taint), CodeStep(place, f"{callee} is called")),
            confidence="medium",
        )
        self._asked.setdefault((frame.file, line_of(at)), (fault, (taint.origin, taint.path)))

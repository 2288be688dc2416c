"""Whose record is asked for or changed: of the sender, or of whomever the request names.

What the request says is believed where nobody compares it with the verified sender: where the function knows
him, where it only verifies that his token is good, and where nothing asks who he is at all (`anonymous`: what
stands before the function may). A run in which the request proves itself (a password, a code) is a sign-in.
"""

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from stockade.analysis import records
from stockade.analysis.identifying import UNVERIFIED, VERIFIED, is_right, is_said, last
from stockade.analysis.placing import around, enclosing, located, steps_of, told_at
from stockade.analysis.stores import Where
from stockade.analysis.taint import Taint
from stockade.analysis.values import Value, everything
from stockade.model import program as ir
from stockade.model.code import LOWER, RECORDS_OWNED, CodeFault, CodeStep, Confidence
from stockade.secrets import names_secret

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given
    from stockade.analysis.frames import Frame
    from stockade.analysis.records import Access

_CLAIM = frozenset({UNVERIFIED, VERIFIED})
"""Marks of what a token says: a key that is made of it is the sender's."""
_PROVING = re.compile(
    r"(?i)otp|pin|passcode|pwd|\w*pass(?:word|phrase)\w*|\w*signature|\w*credential\w*|captcha\w*"
    r"|(?:verification|confirmation|confirm|reset|auth|activation|invite|login|sms|email)[-_]?(?:code|token|key)"
)
_HEADERS = frozenset({"authorization", "cookie", "cookies", "x-api-key"})
_ROLES = re.compile(
    r"(?i)(?:user[-_]?)?(?:roles?|is[-_]?admin|admin|permissions?|privileges?|access[-_]?level)"
)
_THIRD = re.compile(r"(?i)author|customer|member")
"""Whom a record may be about, and not belong to, where only the request says so."""
_MESSAGE = frozenset({"content", "message", "messages", "text", "prompt"})


class _Named(Struct, frozen=True):
    """A fault in whom a call is about, with the data that says so.

    `around` are the functions that were being run, `by_one` tells that one key alone was asked for.
    """

    fault: CodeFault
    said: tuple[str, str]
    table: str
    rank: int
    around: frozenset[tuple[str, str]]
    by_one: bool


class Subjects:
    """Collects which users the request names, and which of them are compared with the sender."""

    def __init__(self, *, is_request: bool = False) -> None:
        self.confirmed: set[tuple[str, str]] = set()
        self.verifies = False
        self._is_request = is_request
        self._named: dict[tuple[str, str, str], _Named] = {}
        self._knowing: set[tuple[str, str]] = set()
        self._owned: dict[str, CodeFault] = {}
        self._created: dict[tuple[str, tuple[str, str]], set[tuple[str, str]]] = {}
        self._judges_right = False
        self._looks_right_up = False
        self._judges_owner = False
        self._proves = False
        self._shows = False

    @property
    def faults(self) -> tuple[CodeFault, ...]:
        """Who was never compared; of a run that looks at the sender's rights only whose records are whose."""
        known = bool(self._knowing) or self.verifies
        judges = self._judges_right or (known and self._looks_right_up)
        found = [] if judges or self._proves else [*self._named.values()]
        worst: dict[tuple[str, str, str, bool], _Named] = {}
        for one in found:
            if one.said not in self.confirmed and not self._is_check(one):
                place = one.fault.location.file, one.fault.enclosing
                key = *place, one.table or one.said[1], bool(one.fault.owned)
                other = worst.get(key)
                worst[key] = one if other is None or one.rank > other.rank else other
        judged = (self._judged(one.fault) for one in worst.values())
        return (*self._owned.values(), *(one for one in judged if one is not None))

    def _is_check(self, one: _Named) -> bool:
        """Tell whether a record is only looked for before a new one is made where there is none."""
        if one.rank or not one.table or not one.by_one:
            return False
        origin, path = one.said
        made = {
            place
            for (table, (source, whole)), places in self._created.items()
            if (table, source) == (one.table, origin) and (path == whole or path.startswith(f"{whole}."))
            for place in places
        }
        file, name = one.fault.location.file, one.fault.enclosing
        return any(each in one.around or (each[0] == file and _within(each[1], name)) for each in made)

    def _judged(self, fault: CodeFault) -> CodeFault | None:
        if fault.owned:
            return None if self._judges_owner else fault
        if (fault.location.file, fault.enclosing) in self._knowing or self.verifies:
            sure = LOWER[fault.confidence] if fault.confidence != "medium" else fault.confidence
            return replace(fault, anonymous=False, confidence=sure, message=f"{fault.message} {_KNOWN}")
        if self._knowing or self._shows or self._judges_owner:
            return None  # who the sender is, is asked elsewhere: what is done with it there is not known here
        return replace(fault, message=f"{fault.message} {_ASKED_NOWHERE}")

    def known(self, frame: "Frame") -> None:
        """Take in that a function knows who the sender is."""
        self._knowing.add((frame.file, enclosing(frame)))

    def compared(self, frame: "Frame", found: list[Value]) -> None:
        """Take in a comparison: with the verified sender it confirms what the request says."""
        taints = frozenset(taint for one in found for taint in everything(one))
        self.shown(taints)
        if any(one.control == "stored" and is_right(one) for one in taints):
            self._looks_right_up = True  # whose role that is, is not known here: of whoever is known
        verified = [one for one in taints if one.control == "identity" or one.marks & _CLAIM]
        if not verified:
            return
        self.known(frame)
        said = (one for one in taints if one.control == "sender" and not one.marks & _CLAIM)
        self.confirmed.update((one.origin, one.path) for one in said)
        self._judges_right = self._judges_right or any(map(is_right, verified))
        for taint in taints:
            if taint.control == "stored":
                self._judges_owner = True
                self._belongs(frame, taint)

    def shown(self, taints: frozenset[Taint]) -> None:
        """Take in data that is used: what proves who the sender is, and what may."""
        for taint in taints:
            if taint.control != "sender":
                continue
            name = last(taint)
            self._proves = self._proves or _PROVING.fullmatch(name) is not None
            self._shows = self._shows or name.lower() in _HEADERS or names_secret(name)

    def _belongs(self, frame: "Frame", taint: Taint) -> None:
        """Keep that the records of a table have owners: one was compared with the verified sender."""
        where = taint.field
        if isinstance(where, Where) and records.names_owner(last(taint)):
            self._own(frame, where.resource)

    def _own(self, frame: "Frame", table: str, *, said: bool = False) -> None:
        if table not in self._owned or not said:
            place = located(frame.file, 0)
            fact = CodeFault(RECORDS_OWNED, "", enclosing(frame), place, owned=table, anonymous=said)
            self._owned[table] = fact

    def accessed(self, given: "Given", access: "Access") -> None:
        """Look at an access to a store: whose record it is, and who says so."""
        whole = given.everything()
        if access.action == "create" and access.table:
            running = around(given.frame)
            for one in whole:
                self._created.setdefault((access.table, (one.origin, one.path)), set()).update(running)
        if any(one.control == "identity" for one in whole):
            self.known(given.frame)
            for name, value in access.sets if access.action == "create" and access.table else ():
                if records.names_owner(name) and any(one.control == "identity" for one in everything(value)):
                    self._own(given.frame, access.table)
            return
        if self._is_request:
            self._keyed(given, access)
            self._put(given, access)

    def _keyed(self, given: "Given", access: "Access") -> None:
        claims = (one for _, value in access.keys for one in everything(value) if one.marks & _CLAIM)
        changes = access.action == "change" and access.table != "" and next(claims, None) is None
        for name, value in access.keys:
            for taint in sorted(filter(is_said, everything(value)), key=lambda one: one.path)[:1]:
                both = name, last(taint)
                people = access.of_people and records.names_id(name)
                if any(map(records.names_person, both)) or people:
                    shown = access.action == "read" and (people or access.is_private)
                    own = shown or any(map(records.names_self, both))
                    what = f"the record of whomever {taint.path} of the request names"
                    sure = "low" if any(map(records.names_client, both)) else _SURE[access.action, own]
                    self._keep(given, access, taint, what, confidence=sure)
                elif changes:
                    self._keep(given, access, taint, "", owned=access.table)
            for taint in everything(value) if changes else ():
                where = taint.field
                if taint.control == "stored" and isinstance(where, Where) and where.resource == access.table:
                    self._keep(given, access, taint, "", owned=access.table)

    def _put(self, given: "Given", access: "Access") -> None:
        own = any(records.names_id(name) and not records.names_owner(name) for name, _ in access.sets)
        person = any(records.names_person(name) for name, _ in (*access.keys, *access.sets))
        spoken = any(name.lower() in _MESSAGE for name, _ in access.sets)
        for name, value in access.sets if access.action != "read" else ():
            for taint in sorted(filter(is_said, everything(value)), key=lambda one: one.path)[:1]:
                if _ROLES.fullmatch(name) and _ROLES.fullmatch(last(taint)) and person and not spoken:
                    what = f"{name} of a user, which {taint.path} of the request chooses,"
                    self._keep(given, access, taint, what)
                elif access.action == "create" and own and _owns(access, name):
                    if access.table and not _THIRD.match(name):
                        self._own(given.frame, access.table, said=True)
                    self._keep(
                        given, access, taint, f"a record of whomever {taint.path} of the request names"
                    )

    def _keep(
        self,
        given: "Given",
        access: "Access",
        taint: Taint,
        what: str,
        *,
        owned: str = "",
        confidence: Confidence = "medium",
    ) -> None:
        frame, at = told_at(given)
        place = located(frame.file, at)
        if owned:
            message = (
                f"{access.callee} changes whatever record the request names; other functions tell that such "
                "records belong to somebody, and here the owner is compared with the sender nowhere."
            )
        else:
            message = f"{what[0].upper()}{what[1:]} is {_DONE[access.action]} by {access.callee}."
        fault = CodeFault(
            rule="client-supplied-identity",
            message=message,
            enclosing=enclosing(frame),
            location=place,
            event_source=taint.origin if taint.control == "sender" else "",
            field=taint.path,
            steps=(*steps_of(taint), CodeStep(place, f"{access.callee} is called")),
            confidence=confidence,
            anonymous=not owned,
            owned=owned,
        )
        said = taint.origin, taint.path
        rank = _WORSE.index(access.action)
        self._remember(_Named(fault, said, access.table, rank, around(given.frame), len(access.keys) == 1))

    def _remember(self, one: _Named) -> None:
        """Keep the worst that one function does with one user, and what it does to records of each table."""
        key = one.fault.location.file, one.fault.enclosing, one.fault.owned or one.said[1]
        known = self._named.get(key)
        if known is None or one.rank > known.rank:
            self._named[key] = one


def _owns(access: "Access", name: str) -> bool:
    """Tell whether an attribute says whose record it is: what people keep for themselves, by any name."""
    return records.names_owner(name) or (access.is_private and records.names_handle(name))


def _within(one: str, other: str) -> bool:
    """Tell whether one of two functions is the other, or stands in it."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


_WORSE = ("read", "create", "change")
_SURE: dict[tuple[records.Action, bool], Confidence] = {
    ("change", True): "high",
    ("change", False): "medium",
    ("read", True): "medium",
    ("read", False): "low",
    ("create", True): "medium",
    ("create", False): "medium",
}
"""How sure it is that a record is the sender's own: by what is done to it, and what its key is called."""
_DONE = {"read": "read", "change": "changed", "create": "stored"}
_KNOWN = "The function knows who the sender is, or that his token is good, and compares the two nowhere."
_ASKED_NOWHERE = "Nothing in the function asks who the sender is."


def condition(node: ir.Call | None) -> str:
    """Return the attribute that `Key("name").eq(...)` is about; empty for any other call."""
    match node:
        case ir.Call(
            callee=ir.Attribute(
                object=ir.Call(arguments=(ir.Const(value=str(name)),)), name="eq" | "begins_with"
            )
        ):
            return name
        case _:
            return ""

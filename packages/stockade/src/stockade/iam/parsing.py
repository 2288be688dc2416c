"""Reading policy documents from symbolic values.

One or many everywhere, JSON text included. A condition of the template anywhere inside a statement gives one
statement for each of its sides; both are kept, each with the answer it needs. What cannot be read makes the
statement or the document incomplete, with its reason.
"""

from collections.abc import Iterator
from typing import get_args

from stockade.iam.documents import (
    Condition,
    Effect,
    PolicyDocument,
    Principal,
    PrincipalKind,
    Problem,
    Qualifier,
    Statement,
)
from stockade.values import (
    ABSENT,
    NOWHERE,
    Attr,
    Concat,
    Cond,
    Dynamic,
    Import,
    List,
    Lit,
    Location,
    Map,
    Param,
    Pseudo,
    Ref,
    Unknown,
    Value,
    branches,
    elements,
    get,
    is_absent,
    parse_json,
    replace,
    text,
)

MOST_SIDES = 32
"""Statements made of one conditional statement; conditions beyond that stay inside its values."""

_Answers = dict[str, bool]
_QUALIFIERS: dict[str, Qualifier] = {"foranyvalue": "ForAnyValue", "forallvalues": "ForAllValues"}
_KINDS: dict[str, PrincipalKind] = {kind.lower(): kind for kind in get_args(PrincipalKind)}


def parse(value: Value) -> PolicyDocument:
    """Read a policy: a map, JSON text, or a conditional one. Never raises; see `PolicyDocument.problems`."""
    found = _Collected()
    versions: list[str] = []
    for answers, side in branches(value):
        if is_absent(side):
            continue
        document = parse_json(side)
        if not isinstance(document, Map):
            found.lost(side, "the policy")
            continue
        versions.append(text(get(document, "Version")) or "")
        _read_statements(get(document, "Statement"), answers, found, document.at)
    problems = (*found.problems, *(problem for one in found.statements for problem in one.problems))
    version = versions[0] if versions else ""
    return PolicyDocument(tuple(found.statements), version, value.at, problems, complete=not found.problems)


class _Collected:
    """What was read so far, and what was not."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.problems: list[Problem] = []

    def lost(self, value: Value, what: str, at: Location = NOWHERE) -> None:
        self.problems.append(Problem(f"{what} could not be read: {_why(value)}", _place(value, at)))


def _why(value: Value) -> str:
    match value:
        case Unknown():
            return value.reason
        case Param():
            return f"parameter {value.name} has no known value"
        case Import() | Dynamic() | Ref() | Attr() | Pseudo():
            return "its value is known at deployment only"
        case Cond():
            return "it depends on too many conditions"
        case Lit() | List() | Map() | Concat():
            return "it is not what the policy language expects there"


def _place(value: Value, fallback: Location) -> Location:
    return value.at if value.at != NOWHERE else fallback


def _read_statements(value: Value, answers: _Answers, found: _Collected, at: Location) -> None:
    if is_absent(value):
        found.problems.append(Problem("the policy has no statement", at))
        return
    for taken, side in branches(value):
        if not _agree(answers, taken):
            continue
        items = side.items if isinstance(side, List) else (side,)
        for item in items:
            _read_sides(item, {**answers, **taken}, found, at)


def _agree(left: _Answers, right: _Answers) -> bool:
    return all(left.get(name, answer) == answer for name, answer in right.items())


def _read_sides(value: Value, answers: _Answers, found: _Collected, at: Location) -> None:
    for taken, side in sides(value, answers):
        if is_absent(side):
            continue
        if isinstance(side, Map):
            found.statements.extend(read_statement(side, taken, side.at if side.at != NOWHERE else at))
        else:
            found.lost(side, "a statement", at)


def sides(value: Value, answers: _Answers) -> list[tuple[_Answers, Value]]:
    """Return the value without conditions, once for each of their answers; at most `MOST_SIDES` times."""
    done: list[tuple[_Answers, Value]] = []
    waiting = [(answers, _settled(value, answers))]
    while waiting:
        taken, current = waiting.pop()
        name = _open_condition(current)
        if name is None or len(done) + len(waiting) + 2 > MOST_SIDES:
            done.append((taken, current))
            continue
        for answer in (False, True):
            more = {**taken, name: answer}
            waiting.append((more, _settled(current, more)))
    return done


def _settled(value: Value, answers: _Answers) -> Value:
    if not answers or _open_condition(value) is None:
        return value

    def settle(term: Value) -> Value:
        if isinstance(term, Cond) and term.name in answers:
            return term.then if answers[term.name] else term.otherwise
        return term

    return replace(value, settle)


def _open_condition(value: Value) -> str | None:
    """Return the name of a condition inside the value, None where there is none."""
    stack = [value]
    while stack:
        current = stack.pop()
        match current:
            case Cond():
                return current.name
            case Map():
                stack.extend(reversed(current.items.values()))
            case List():
                stack.extend(reversed(current.items))
            case Concat():
                stack.extend(reversed(current.parts))
            case Lit() | Ref() | Attr() | Param() | Pseudo() | Import() | Dynamic() | Unknown():
                pass
    return None


_ELEMENTS = {
    "sid",
    "effect",
    "action",
    "notaction",
    "resource",
    "notresource",
    "principal",
    "notprincipal",
    "condition",
}


def read_statement(written: Map, answers: _Answers, at: Location) -> Iterator[Statement]:
    """Make the statement; one whose effect is not known is kept as an incomplete one of each effect."""
    parts = {key.lower(): item for key, item in written.items.items() if not is_absent(item)}
    strange = sorted(set(parts) - _ELEMENTS)
    problems = [Problem(f"unknown element {key!r} in a statement", at) for key in strange]
    lost = _Collected()
    conditions = tuple(_conditions(parts.get("condition", ABSENT), lost, at))
    principals = tuple(_principals(parts.get("principal", ABSENT), lost, at))
    not_principals = tuple(_principals(parts.get("notprincipal", ABSENT), lost, at))
    if not parts.keys() & {"action", "notaction"}:
        lost.problems.append(Problem("a statement names no action", at))
    for effect in _effects(parts.get("effect", ABSENT), lost, at):
        yield Statement(
            effect=effect,
            sid=text(parts.get("sid", ABSENT)) or "",
            actions=elements(parts.get("action", ABSENT)),
            not_actions=elements(parts.get("notaction", ABSENT)),
            resources=elements(parts.get("resource", ABSENT)),
            not_resources=elements(parts.get("notresource", ABSENT)),
            principals=principals,
            not_principals=not_principals,
            conditions=conditions,
            at=at,
            when=tuple(answers.items()),
            problems=(*problems, *lost.problems),
            complete=not lost.problems,
        )


def _effects(value: Value, lost: _Collected, at: Location) -> tuple[Effect, ...]:
    match (text(value) or "").lower():
        case "allow":
            return ("Allow",)
        case "deny":
            return ("Deny",)
        case _:
            lost.lost(value, "the effect of a statement", at)
            return ("Allow", "Deny")


def _principals(value: Value, lost: _Collected, at: Location) -> Iterator[Principal]:
    for item in elements(value):
        if isinstance(item, Map):
            for key, written in item.items.items():
                kind = _KINDS.get(key.lower())
                if kind is None:
                    lost.lost(written, f"the principal {key!r}", at)
                    continue
                for one in elements(written):
                    yield Principal(kind, one)
        elif text(item) == "*":
            yield Principal("*", item)
        elif text(item) is None:
            lost.lost(item, "the principal of a statement", at)
            yield Principal("AWS", item)
        else:
            yield Principal("AWS", item)


def _conditions(value: Value, lost: _Collected, at: Location) -> Iterator[Condition]:
    for item in elements(value):
        if not isinstance(item, Map):
            lost.lost(item, "the condition of a statement", at)
            continue
        for operator, keys in item.items.items():
            if isinstance(keys, Map):
                for key, values in keys.items.items():
                    if not is_absent(values):
                        yield condition(operator, key, elements(values), _place(values, at))
            elif not is_absent(keys):
                lost.lost(keys, f"the condition {operator}", at)


def condition(written: str, key: str, values: tuple[Value, ...], at: Location = NOWHERE) -> Condition:
    """Make a condition from an operator as written: `ForAnyValue:StringLikeIfExists`."""
    prefix, _, operator = written.rpartition(":")
    qualifier = _QUALIFIERS.get(prefix.lower(), "")
    if_exists = operator.lower().endswith("ifexists")
    return Condition(
        operator[: -len("IfExists")] if if_exists else operator,
        key,
        values,
        qualifier,
        if_exists,
        at,
    )

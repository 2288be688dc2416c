"""Patterns of the policy language against symbolic texts, with three answers.

`true` holds whatever the holes are filled with, `false` for none of the fillings; else the answer is
`unknown`. A pattern is an automaton whose set of states is one integer, so the cost is linear in the length
of the text times that of the pattern (in words); no pattern makes it explode.

Sources: "IAM JSON policy elements: Resource" and "... Condition operators" of the IAM User Guide (wildcards,
case), "IAM policy elements: Variables and tags" (variables and their escapes).
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from stockade.iam.segments import (
    WIDTH,
    Chars,
    Hole,
    One,
    Star,
    Token,
    Tokens,
    admits,
    usual_partition,
    variants,
)
from stockade.values import Lit, Truth, Value

MOST_SETS = 24
"""Sets of states followed at once by `covers`; a pair of patterns that needs more is not decided."""


def matches(pattern: Value, subject: Value, *, fold: bool = False, arn: bool = False) -> Truth:
    """Tell whether a text matches a pattern; wildcards in the text are characters.

    `fold` ignores case (actions). `arn` keeps wildcards within the parts of an ARN (Arn operators).
    """
    if isinstance(pattern, Lit) and isinstance(subject, Lit) and not arn:
        wide, narrow = pattern.value, subject.value
        if isinstance(wide, str) and isinstance(narrow, str) and "${" not in wide:
            return "true" if _glob(wide, narrow, fold=fold) else "false"
    return _compared(pattern, subject, wild=False, fold=fold, arn=arn)


def covers(wide: Value, narrow: Value, *, fold: bool = False) -> Truth:
    """Tell whether every text that matches `narrow` matches `wide` too.

    Exact for two literals. `false` between symbolic patterns means that no filling makes it hold.
    """
    if isinstance(narrow, Lit) and isinstance(narrow.value, str) and not _has_wildcard(narrow.value):
        return matches(wide, narrow, fold=fold)
    return _compared(wide, narrow, wild=True, fold=fold, arn=False)


def overlaps(left: Value, right: Value, *, fold: bool = False) -> Truth:
    """Tell whether some text matches both patterns.

    `true` where one surely covers the other or both are literals; `unknown` where holes decide.
    """
    if "true" in {covers(left, right, fold=fold), covers(right, left, fold=fold)}:
        return "true"
    answers: set[Truth] = set()
    for a in variants(left, wild=True, fold=fold):
        for b in variants(right, wild=True, fold=fold):
            if a.fits(b):
                answers.add(_meet(a.tokens, b.tokens))
    return answers.pop() if len(answers) == 1 else "unknown"


def equals(left: Value, right: Value, *, fold: bool = False) -> Truth:
    """Tell whether two texts are the same, wildcards being characters on both sides."""
    if isinstance(left, Lit) and isinstance(right, Lit):
        first, second = str(left.value), str(right.value)
        if fold:
            first, second = first.lower(), second.lower()
        return "true" if first == second else "false"
    answers: set[Truth] = {
        _decided(a.tokens, b.tokens)
        for a in variants(left, wild=False, fold=fold)
        for b in variants(right, wild=False, fold=fold)
        if a.fits(b)
    }
    return answers.pop() if len(answers) == 1 else "unknown"


def _compared(wide: Value, narrow: Value, *, wild: bool, fold: bool, arn: bool) -> Truth:
    answers: set[Truth] = {
        _decided(a.tokens, b.tokens)
        for a in variants(wide, wild=True, fold=fold, arn=arn)
        for b in variants(narrow, wild=wild, fold=fold)
        if a.fits(b)
    }
    return answers.pop() if len(answers) == 1 else "unknown"


def _decided(wide: Tokens, narrow: Tokens) -> Truth:
    surely = _surely(wide, narrow)
    if surely is True:
        return "true"
    if not any(isinstance(token, Hole) for token in (*wide, *narrow)):
        return "false" if surely is False else "unknown"
    return "unknown" if all(_possibly(wide, sample) for sample in _samples(narrow)) else "false"


def _samples(narrow: Tokens) -> tuple[Tokens, ...]:
    """Return texts of a pattern, its holes kept, that a wider one must match: stars empty, stars filled."""
    if not any(isinstance(token, Star | One) for token in narrow):
        return (narrow,)
    shortest: list[Token] = []
    longer: list[Token] = []
    for token in narrow:
        if isinstance(token, Star):
            longer.extend(_STRANGE * 2)
        else:
            written = _STRANGE if isinstance(token, One) else token
            shortest.append(written)
            longer.append(written)
    return tuple(shortest), tuple(longer)


_STRANGE = "\ue000"
"""A character that no policy holds."""


def _meet(left: Tokens, right: Tokens) -> Truth:
    if not _possibly(left, right):
        return "false"
    return "unknown" if any(isinstance(token, Hole) for token in (*left, *right)) else "true"


# ---- literals ----

_ESCAPED = re.compile(r"\\.", re.DOTALL)


def _has_wildcard(written: str) -> bool:
    return "*" in written or "?" in written or "${" in written


@lru_cache(maxsize=65536)
def _glob(pattern: str, subject: str, *, fold: bool) -> bool:
    if fold:
        pattern, subject = pattern.lower(), subject.lower()
    if pattern == "*":
        return True
    return _pieces_match(_pieces(usual_partition(pattern)), usual_partition(subject))


@lru_cache(maxsize=4096)
def _pieces(pattern: str) -> tuple[re.Pattern[str] | str, ...]:
    """Split a pattern at its stars; a piece with `?` is an expression of fixed length."""
    return tuple(_expression(piece) if "?" in piece else piece for piece in pattern.split("*"))


def _expression(piece: str) -> re.Pattern[str]:
    return re.compile("".join("." if c == "?" else re.escape(c) for c in piece), re.DOTALL)


def _pieces_match(pieces: tuple[re.Pattern[str] | str, ...], subject: str) -> bool:
    """Match first and last piece at the ends, the others in between from left to right."""
    start = _begins(pieces[0], subject)
    if start < 0 or len(pieces) == 1:
        return start == len(subject)
    for piece in pieces[1:-1]:
        start = _found(piece, subject, start)
        if start < 0:
            return False
    return _ends(pieces[-1], subject, start)


def _begins(piece: re.Pattern[str] | str, subject: str) -> int:
    if isinstance(piece, str):
        return len(piece) if subject.startswith(piece) else -1
    found = piece.match(subject)
    return found.end() if found else -1


def _found(piece: re.Pattern[str] | str, subject: str, start: int) -> int:
    if isinstance(piece, str):
        at = subject.find(piece, start)
        return at + len(piece) if at >= 0 else -1
    found = piece.search(subject, start)
    return found.end() if found else -1


def _ends(piece: re.Pattern[str] | str, subject: str, start: int) -> bool:
    if isinstance(piece, str):
        return len(subject) - len(piece) >= start and subject.endswith(piece)
    at = len(subject) - len(_ESCAPED.sub(".", piece.pattern))
    return at >= start and piece.fullmatch(subject, at) is not None


# ---- holes ----


class _Automaton:
    """A pattern as bits: bit i stands before token i, the last bit behind the whole."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.accept = 1 << len(tokens)
        self.literals: dict[str, int] = {}
        self.ones: dict[Chars, int] = {}
        self.stars: dict[Chars, int] = {}
        self.holes: dict[str, int] = {}
        for index, token in enumerate(tokens):
            self._note(token, 1 << index)
        self.any_star = _union(self.stars.values())
        self.any_one = _union(self.ones.values())
        self.start = self.closed(1)

    def _note(self, token: Token, bit: int) -> None:
        if isinstance(token, str):
            self.literals[token] = self.literals.get(token, 0) | bit
        elif isinstance(token, Hole):
            if token.name:
                self.holes[token.name] = self.holes.get(token.name, 0) | bit
        else:
            kind = self.stars if isinstance(token, Star) else self.ones
            kind[token.chars] = kind.get(token.chars, 0) | bit

    def closed(self, states: int) -> int:
        """Add what is reached without a character, by passing stars."""
        while True:
            more = states | (states & self.any_star) << 1
            if more == states:
                return states
            states = more

    def after(self, states: int, character: str) -> int:
        """Follow one character."""
        moving = self.literals.get(character, 0) | _admitting(self.ones, character)
        return self.closed((states & moving) << 1 | (states & _admitting(self.stars, character)))

    def after_some(self, states: int, chars: Chars) -> int:
        """Follow any one character of a set: every state that one of them leads to."""
        moving = self.any_one
        for character, bits in self.literals.items():
            if admits(chars, character):
                moving |= bits
        return self.closed((states & moving) << 1 | (states & self.any_star))

    def after_each(self, states: int, chars: Chars) -> int:
        """Follow one character of a set, whichever it is: the states that all of them lead to."""
        moving, staying = _holding(self.ones, chars), _holding(self.stars, chars)
        return self.closed((states & moving) << 1 | (states & staying))


def _union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _admitting(masks: dict[Chars, int], character: str) -> int:
    return _union(bits for chars, bits in masks.items() if admits(chars, character))


def _holding(masks: dict[Chars, int], chars: Chars) -> int:
    return _union(bits for wider, bits in masks.items() if WIDTH[wider] >= WIDTH[chars])


@lru_cache(maxsize=4096)
def _automaton(tokens: Tokens) -> _Automaton:
    return _Automaton(tokens)


def _surely(wide: Tokens, narrow: Tokens) -> bool | None:
    """Tell whether the pattern holds for every filling; None where too many sets would be followed."""
    automaton = _automaton(wide)
    family = {automaton.start}
    for token in narrow:
        following: set[int] = set()
        for states in family:
            following.update(_each(automaton, states, token))
        family = _smallest(following)
        if 0 in family:
            return False
        if len(family) > MOST_SETS:
            return None
    return all(states & automaton.accept for states in family)


def _each(automaton: _Automaton, states: int, token: Token) -> Iterable[int]:
    """Return the sets of states that the fillings of one token lead to, the smallest ones at least."""
    if isinstance(token, str):
        return (automaton.after(states, token),)
    if isinstance(token, One):
        return (automaton.after_each(states, token.chars),)
    if isinstance(token, Star):
        return _lengths(automaton, states, token.chars, 0)
    same = (states & automaton.holes.get(token.name, 0)) << 1 if token.name else 0
    lengths = _lengths(automaton, states, token.chars, token.least)
    return [automaton.closed(reached | same) for reached in lengths]


def _lengths(automaton: _Automaton, states: int, chars: Chars, least: int) -> list[int]:
    """Return the states after `least`, `least + 1`, ... characters until they stay the same."""
    found: list[int] = []
    count = 0
    while states not in found:
        if count >= least:
            found.append(states)
        states, before, count = automaton.after_each(states, chars), states, count + 1
        if states == before and found:
            break
    return found


def _smallest(sets: set[int]) -> set[int]:
    """Keep the sets that hold no other one: if those are accepted, the larger ones are."""
    if len(sets) == 1:
        return sets
    return {one for one in sets if not any(other != one and other & one == other for other in sets)}


def _possibly(wide: Tokens, narrow: Tokens) -> bool:
    """Tell whether some filling of all holes makes a text of `narrow` match `wide`."""
    opened, owners = _opened(wide)
    automaton = _automaton(opened)
    states = automaton.start
    for index, token in enumerate(narrow):
        states = _some(automaton, _apart(states, token, narrow, index, owners), token)
        if not states:
            return False
    return bool(states & automaton.accept)


def _some(automaton: _Automaton, states: int, token: Token) -> int:
    if isinstance(token, str):
        return automaton.after(states, token)
    if isinstance(token, One):
        return automaton.after_some(states, token.chars)
    least = token.least if isinstance(token, Hole) else 0
    for _ in range(least):
        states = automaton.after_some(states, token.chars)
    while True:
        more = states | automaton.after_some(states, token.chars)
        if more == states:
            return states
        states = more


@lru_cache(maxsize=4096)
def _opened(tokens: Tokens) -> tuple[Tokens, tuple[tuple[int, str], ...]]:
    """Write holes as wildcards; return also where the name of a resource stands as a part of its own."""
    found: list[Token] = []
    owners: list[tuple[int, str]] = []
    for index, token in enumerate(tokens):
        if not isinstance(token, Hole):
            found.append(token)
            continue
        if _is_part(tokens, index):
            owners.append((1 << len(found), token.owner))
        found.extend([One(token.chars)] * token.least)
        found.append(Star(token.chars))
    return tuple(found), tuple(owners)


def _is_part(tokens: Tokens, index: int) -> bool:
    """Tell whether the hole is the name of a resource that ends where a part of an ARN ends."""
    token = tokens[index]
    ends = index + 1 == len(tokens) or tokens[index + 1] in {":", "/"}
    return isinstance(token, Hole) and bool(token.owner) and token.chars != "any" and ends


def _apart(states: int, token: Token, tokens: Tokens, index: int, owners: tuple[tuple[int, str], ...]) -> int:
    """Drop the states where the names of two different resources would have to be the same text."""
    if not isinstance(token, Hole) or not owners or not _is_part(tokens, index):
        return states
    for bit, owner in owners:
        if owner != token.owner:
            states &= ~bit
    return states

"""Patterns with holes as automata; the set of states is one integer, one bit for each token.

`surely` follows the fillings that are hardest for the pattern: of a hole, every length of a character that
the pattern does not hold. It keeps the smallest sets of states only: what those accept the larger ones do.
`possibly` follows all fillings at once.
"""

from collections.abc import Iterable
from functools import lru_cache

from stockade.iam.segments import WIDTH, Chars, Hole, One, Star, Token, Tokens, admits

MOST_SETS = 24
"""Sets of states followed at once; a pair of patterns that needs more is not decided."""


class Automaton:
    """A pattern as bits: bit i stands before token i, the last bit behind the whole."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.accept = 1 << len(tokens)
        self.literals: dict[str, int] = {}
        self.ones: dict[Chars, int] = {}
        self.stars: dict[Chars, int] = {}
        self.holes: dict[str, int] = {}
        self.by_character: dict[str, tuple[int, int]] = {}
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
        known = self.by_character.get(character)
        if known is None:
            moving = self.literals.get(character, 0) | _admitting(self.ones, character)
            known = self.by_character[character] = (moving, _admitting(self.stars, character))
        return self.closed((states & known[0]) << 1 | (states & known[1]))

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
def _automaton(tokens: Tokens) -> Automaton:
    return Automaton(tokens)


def surely(wide: Tokens, narrow: Tokens) -> bool | None:
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


def _each(automaton: Automaton, states: int, token: Token) -> Iterable[int]:
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


def _lengths(automaton: Automaton, states: int, chars: Chars, least: int) -> list[int]:
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


def possibly(wide: Tokens, narrow: Tokens) -> bool:
    """Tell whether some filling of all holes makes a text of `narrow` match `wide`."""
    opened, owners = _opened(wide)
    automaton = _automaton(opened)
    states = automaton.start
    for index, token in enumerate(narrow):
        states = _some(automaton, _apart(states, token, narrow, index, owners), token)
        if not states:
            return False
    return bool(states & automaton.accept)


def _some(automaton: Automaton, states: int, token: Token) -> int:
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

"""Patterns of the policy language against symbolic texts, with three answers.

`true` holds whatever the holes are filled with, `false` for none of the fillings; else the answer is
`unknown`. The cost is linear in the length of the text times that of the pattern (in machine words); no
pattern makes it explode.

Sources: "IAM JSON policy elements: Resource" and "... Condition operators" of the IAM User Guide (wildcards,
case), "IAM policy elements: Variables and tags" (variables and their escapes).
"""

from functools import lru_cache

from stockade.iam.automaton import possibly, surely
from stockade.iam.globs import glob, has_wildcard
from stockade.iam.segments import Hole, One, Star, Token, Tokens, usual_partition, variants
from stockade.values import Lit, Truth, Value, text


def matches(pattern: Value, subject: Value, *, fold: bool = False, arn: bool = False) -> Truth:
    """Tell whether a text matches a pattern; wildcards in the text are characters.

    `fold` ignores case (actions). `arn` keeps wildcards within the parts of an ARN (Arn operators).
    """
    if isinstance(pattern, Lit) and isinstance(subject, Lit) and not arn:
        wide, narrow = pattern.value, subject.value
        if isinstance(wide, str) and isinstance(narrow, str) and "${" not in wide:
            return "true" if glob(wide, narrow, fold=fold) else "false"
    return _compared(pattern, subject, wild=False, fold=fold, arn=arn)


def covers(wide: Value, narrow: Value, *, fold: bool = False) -> Truth:
    """Tell whether every text that matches `narrow` matches `wide` too.

    Exact for two literals. `false` between symbolic patterns means that no filling makes it hold.
    """
    if isinstance(narrow, Lit) and isinstance(narrow.value, str) and not has_wildcard(narrow.value):
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
    first, second = text(left), text(right)
    if first is not None and second is not None:
        if fold:
            first, second = first.lower(), second.lower()
        return "true" if usual_partition(first) == usual_partition(second) else "false"
    answers: set[Truth] = {
        _decided(a.tokens, b.tokens)
        for a in variants(left, wild=False, fold=fold)
        for b in variants(right, wild=False, fold=fold)
        if a.fits(b)
    }
    return answers.pop() if len(answers) == 1 else "unknown"


def is_pattern(value: Value) -> bool:
    """Tell whether a text holds wildcards, so that it stands for many."""
    if isinstance(value, Lit):
        return isinstance(value.value, str) and has_wildcard(value.value)
    sides = variants(value, wild=True)
    return any(isinstance(token, Star | One) for side in sides for token in side.tokens)


def _compared(wide: Value, narrow: Value, *, wild: bool, fold: bool, arn: bool) -> Truth:
    answers: set[Truth] = {
        _decided(a.tokens, b.tokens)
        for a in variants(wide, wild=True, fold=fold, arn=arn)
        for b in variants(narrow, wild=wild, fold=fold)
        if a.fits(b)
    }
    return answers.pop() if len(answers) == 1 else "unknown"


@lru_cache(maxsize=8192)
def _decided(wide: Tokens, narrow: Tokens) -> Truth:
    wide, narrow = _behind_common(wide, narrow)
    certain = surely(wide, narrow)
    if certain is True:
        return "true"
    if not any(isinstance(token, Hole) for token in (*wide, *narrow)):
        return "false" if certain is False else "unknown"
    return "unknown" if all(possibly(wide, sample) for sample in _samples(narrow)) else "false"


def _behind_common(left: Tokens, right: Tokens) -> tuple[Tokens, Tokens]:
    """Leave out what both begin with: characters, and holes that hold the same text on both sides."""
    same = 0
    for mine, other in zip(left, right, strict=False):
        if mine != other or isinstance(mine, Star | One) or (isinstance(mine, Hole) and not mine.name):
            break
        same += 1
    return left[same:], right[same:]


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


@lru_cache(maxsize=8192)
def _meet(left: Tokens, right: Tokens) -> Truth:
    left, right = _behind_common(left, right)
    if not possibly(left, right):
        return "false"
    return "unknown" if any(isinstance(token, Hole) for token in (*left, *right)) else "true"

"""What a regular expression lets through, and whether it may take super-linear time."""

import re
from functools import lru_cache

_PARSER = re._parser  # type: ignore[attr-defined]  # noqa: SLF001 - the only parser of the standard library
_CONSTANTS = re._constants  # type: ignore[attr-defined]  # noqa: SLF001

_DANGEROUS: dict[str, str] = {
    "sql-injection": "'\"`\\;()*=-",
    "nosql-injection": "'\"\\${}",
    "expression-injection": " :=()#,<>",
    "command-injection": ";|&$`\n<>(){}\"'\\ *?!",
    "code-injection": "()[]'\"`=;.+ ",
    "path-traversal": "/\\",
    "server-side-request-forgery": ":/@?#\\",
    "cross-site-scripting": "<>\"'&",
    "template-injection": "{}<>%$#",
    "open-redirect": ":/\\",
    "header-injection": "\r\n",
    "log-injection": "\r\n",
    "unsafe-deserialization": "(\n.;{",
    "xml-external-entity": "<&!",
    "regex-denial-of-service": "+*{(",
    "mapping-template-injection": "\"'\\{}[]&#,:/?()= ",
}
"""The letters without which an attack of a rule cannot be written."""
_EVERY = "".join(sorted(set("".join(_DANGEROUS.values()))))


@lru_cache(maxsize=2048)
def cleaned_by_match(pattern: str, *, full: bool, start: bool, flags: str = "") -> frozenset[str]:
    """Return the rules for which a text that matches is clean.

    `full`: the match spans all of the text; `start`: it begins at its start.
    """
    anchored_start = full or start or pattern.startswith(("^", "\\A"))
    anchored_end = full or _ends(pattern)
    if not (anchored_start and anchored_end) or ("m" in flags and not full):
        return frozenset()
    letters = _letters(pattern)
    if letters is None:
        return frozenset()
    found = {rule for rule, dangerous in _DANGEROUS.items() if not letters & set(dangerous)}
    return frozenset(found | ({"*"} if not letters & set(_EVERY) else set()))


@lru_cache(maxsize=2048)
def cleaned_in_groups(pattern: str) -> dict[str, frozenset[str]]:
    """Return the rules for which each group of a match is clean, by number and by name; `0` is the match."""
    parsed = _parsed(pattern)
    if parsed is None:
        return {}
    found = {"0": _cleaned(parsed)}
    _groups(parsed, found)
    names: dict[str, int] = parsed.state.groupdict  # type: ignore[attr-defined]
    return found | {name: found.get(str(number), frozenset()) for name, number in names.items()}


def _groups(parsed: object, found: dict[str, frozenset[str]]) -> None:
    for operation, argument in parsed:  # type: ignore[attr-defined]
        name = str(operation)
        if name == "SUBPATTERN" and argument[0] is not None:
            found[str(argument[0])] = _cleaned(argument[3])
        for inner in _inside(name, argument):
            _groups(inner, found)


def _cleaned(parsed: object) -> frozenset[str]:
    letters: set[str] = set()
    if not _collect(parsed, letters):
        return frozenset()
    return frozenset(rule for rule, dangerous in _DANGEROUS.items() if not letters & set(dangerous))


def _parsed(pattern: str) -> object | None:
    try:
        return _PARSER.parse(_NAMED.sub("(?P<", pattern.replace("\\/", "/")))  # type: ignore[no-any-return]
    except (re.error, RecursionError, OverflowError):
        return None


_NAMED = re.compile(r"\(\?<(?![=!])")
"""How JavaScript begins a group with a name."""


@lru_cache(maxsize=2048)
def cleaned_by_removal(pattern: str) -> frozenset[str]:
    """Return the rules for which a text is clean once every match was taken away: of classes of letters."""
    stripped = re.sub(r"[+*]$", "", pattern)
    removed = {letter for letter in _EVERY if _matches(stripped, letter)}
    return frozenset(rule for rule, dangerous in _DANGEROUS.items() if set(dangerous) <= removed)


def _matches(pattern: str, letter: str) -> bool:
    try:
        return re.fullmatch(pattern, letter) is not None
    except (re.error, RecursionError, OverflowError):
        return False


def _ends(pattern: str) -> bool:
    """Tell whether a pattern is bound to the end: `$` lets one line break through, which few rules mind."""
    if pattern.endswith(("\\Z", "\\z")):
        return True
    return pattern.endswith("$") and not pattern.endswith("\\$") and "|" not in _outside(pattern)


def _outside(pattern: str) -> str:
    """Return what of a pattern stands outside of groups and classes."""
    depth, found, escaped, inside = 0, [], False, False
    for letter in pattern:
        if escaped:
            escaped = False
            continue
        if letter == "\\":
            escaped = True
        elif inside:
            inside = letter != "]"
        elif letter == "[":
            inside = True
        elif letter == "(":
            depth += 1
        elif letter == ")":
            depth -= 1
        elif depth == 0:
            found.append(letter)
    return "".join(found)


def _letters(pattern: str) -> set[str] | None:
    """Return which dangerous letters a text that matches may hold; None where that is not known."""
    parsed = _parsed(pattern)
    found: set[str] = set()
    return found if parsed is not None and _collect(parsed, found) else None


def _collect(parsed: object, found: set[str]) -> bool:
    for operation, argument in parsed:  # type: ignore[attr-defined]
        name = str(operation)
        if name == "LITERAL":
            found.add(chr(argument))
        elif name == "NOT_LITERAL":
            found.update(letter for letter in _EVERY if ord(letter) != argument)
        elif name == "ANY":
            found.update(_EVERY.replace("\n", ""))
        elif name == "IN":
            found.update(_of_class(argument))
        elif name not in {"AT", "ASSERT", "ASSERT_NOT"}:
            inner = _inside(name, argument)
            if not inner or not all(_collect(one, found) for one in inner):
                return False
    return True


def _inside(name: str, argument: object) -> list[object]:
    """Return the patterns in a repeat, group or alternative; none for what is not understood."""
    if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return [argument[2]]  # type: ignore[index]
    if name == "SUBPATTERN":
        return [argument[3]]  # type: ignore[index]
    return list(argument[1]) if name == "BRANCH" else []  # type: ignore[index]


def _of_class(items: object) -> set[str]:
    found: set[str] = set()
    negated = False
    for operation, argument in items:  # type: ignore[attr-defined]
        name = str(operation)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            found.add(chr(argument))
        elif name == "RANGE":
            found.update(letter for letter in _EVERY if argument[0] <= ord(letter) <= argument[1])
        elif name == "CATEGORY":
            kind = str(argument)
            if kind.endswith(("NOT_WORD", "NOT_DIGIT")):
                found.update(_EVERY)
            elif kind.endswith("NOT_SPACE"):
                found.update(letter for letter in _EVERY if not letter.isspace())
            elif kind.endswith("SPACE"):
                found.update(letter for letter in _EVERY if letter.isspace())
    return {letter for letter in _EVERY if letter not in found} if negated else found


@lru_cache(maxsize=2048)
def is_super_linear(pattern: str) -> bool:
    """Tell whether a pattern repeats something that may itself repeat or branch in the same letters."""
    parsed = _parsed(pattern)
    return parsed is not None and _repeats(parsed, inside=False)


def _repeats(parsed: object, *, inside: bool) -> bool:
    for operation, argument in parsed:  # type: ignore[attr-defined]
        name = str(operation)
        if name in {"MAX_REPEAT", "MIN_REPEAT"}:
            many = argument[1] == _CONSTANTS.MAXREPEAT or argument[1] > 10  # noqa: PLR2004
            if many and inside and len(argument[2]) >= 1:
                return True
            if _repeats(argument[2], inside=inside or (many and _loose(argument[2]))):
                return True
        elif name == "SUBPATTERN":
            if _repeats(argument[3], inside=inside):
                return True
        elif name == "BRANCH" and any(_repeats(one, inside=inside) for one in argument[1]):
            return True
    return False


def _loose(parsed: object) -> bool:
    """Tell whether a repeated group can be split in many ways: nothing fixed stands between its repeats."""
    items = list(parsed)  # type: ignore[call-overload]
    if len(items) == 1 and str(items[0][0]) == "SUBPATTERN":
        items = list(items[0][1][3])
    fixed = [one for one in items if str(one[0]) == "LITERAL"]
    return not fixed

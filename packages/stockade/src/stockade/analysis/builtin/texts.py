"""Texts, JSON and regular expressions."""

from collections.abc import Callable

from stockade.analysis import regexes
from stockade.analysis import values as v
from stockade.analysis.arguments import Given
from stockade.analysis.frames import FunctionValue
from stockade.analysis.taint import TEXT, Taint, joined_taints, mark_all
from stockade.analysis.values import (
    UNKNOWN,
    Value,
    constant,
    constants,
    everything,
    sequence,
    tainted,
)
from stockade.analysis.weaving import concatenated
from stockade.model import program as ir


def joined(given: Given, holder: Value) -> Value | None:
    """Join elements: the text is the receiver's in Python, the argument in JavaScript."""
    python = given.language == "python"
    separator = holder if python else given.positional(0)
    listed = given.positional(0) if python else holder
    if not python and not given.arguments:
        separator = constant(",")
    if listed.fields is not None and listed.closed and listed.items is None and listed.fields:
        between: list[Value] = []
        for one in listed.fields.values():
            if between:
                between.append(separator)
            between.append(one)
        return concatenated(between)
    taints = everything(listed)
    return tainted(joined_taints(taints, everything(separator))) if taints else UNKNOWN


def formatted(given: Given, holder: Value) -> Value:
    """Fill a template that is no literal."""
    return concatenated([holder, *given.arguments, *given.keywords.values()])


def cased(given: Given, holder: Value) -> Value | None:
    """Change the case, or strip: of literals at once."""
    if holder.texts is not None:
        change = _CASES.get(method_name(given), str)
        return constants(change(one) for one in holder.texts)
    if holder.fields is not None:
        return None
    marked = mark_all(holder.taints, TEXT)
    if marked != holder.taints and (holder.pieces is None or len(holder.pieces) == 1):
        _is_text(given, holder.changed(taints=marked, pieces=(marked,)))
    return tainted(marked)


def _is_text(given: Given, text: Value) -> None:
    """Take in that what a method of texts was called on is one: of anything else the call fails."""
    callee = given.node.callee if given.node is not None else None
    if isinstance(callee, ir.Attribute):
        given.machine.change(given.frame, callee.object, text)


def replaced(given: Given, holder: Value) -> Value:
    """Replace: with a class that takes away every dangerous letter the text is clean for some rules."""
    pattern, other_value = given.positional(0), given.positional(1)
    if any(isinstance(one, FunctionValue) for one in other_value.functions):
        other_value = given.called_back(other_value, [tainted(everything(holder))] * 3)
    mine, theirs = everything(holder), everything(other_value)
    source = pattern.fields.get("source") if pattern.fields is not None else None
    whole = method_name(given) == "replaceAll" or "g" in flags(pattern)
    if source is not None and source.text is not None and whole:
        return tainted(joined_taints(mark_all(mine, *regexes.cleaned_by_removal(source.text)), theirs))
    other = other_value.text
    everywhere = given.language == "python" or method_name(given) == "replaceAll"
    if pattern.text == "/" and everywhere and other is not None and "/" not in other:
        return tainted(mark_all(mine, "path-traversal"))
    return tainted(joined_taints(mine, theirs))


def method_name(given: Given) -> str:
    """Return the name of the method that is called."""
    node = given.node
    return node.callee.name if node is not None and isinstance(node.callee, ir.Attribute) else ""


def split(given: Given, holder: Value) -> Value | None:
    """Split a text; parts at slashes hold none."""
    text, separator = holder.text, given.positional(0).text
    if text is not None and separator:
        return sequence(constant(one) for one in text.split(separator)[: v.MOST_CONSTANTS])
    taints = everything(holder)
    if not taints:
        return None
    return Value(fields={}, items=tainted(mark_all(taints, "path-traversal") if separator == "/" else taints))


def encode(given: Given, holder: Value) -> Value:
    """Return the same data as bytes, or as text: in some encodings of letters and digits alone."""
    kind = given.positional(0).text or ""
    return digits(holder, kind) if kind in _ALPHABETS else holder


def digits_of(given: Given, holder: Value) -> Value | None:
    """Return the bytes of a library as text in an encoding; None where it says nothing of letters."""
    kind = given.positional(0).text or ""
    return digits(holder, kind) if kind in _ALPHABETS else None


def hexed(_given: Given, holder: Value) -> Value:
    """Return data as hexadecimal digits."""
    return digits(holder, "hex")


def digits(value: Value, kind: str) -> Value:
    """Return data in an encoding, clean for what its letters cannot write."""
    return tainted(mark_all(everything(value), *alphabet(kind))) if everything(value) else value


def alphabet(kind: str) -> frozenset[str]:
    """Return the rules that data is clean for in an encoding."""
    letters = _ALPHABETS.get(kind)
    return regexes.cleaned_by_match(letters, full=True, start=True) if letters is not None else frozenset()


_ALPHABETS = {"hex": "[0-9a-f]*", "base64": "[A-Za-z0-9+/=]*", "base64url": "[A-Za-z0-9_-]*"}
"""The letters of encodings."""


def flags(pattern: Value) -> str:
    """Return the flags of a regular expression."""
    flags = pattern.fields.get("flags") if pattern.fields is not None else None
    return (flags.text or "") if flags is not None else ""


def dumped(given: Given) -> Value:
    """Write JSON: a text of one line that still holds the entries, for whoever parses it again."""
    value = v.mapped_all(given.first(), one_line)
    taints = everything(value)
    return Value(
        taints=frozenset(one.unmarked("+json") for one in taints),
        pieces=(taints,) if taints else None,
        fields=value.fields,
        items=value.items,
        keys=value.keys,
        closed=value.closed,
    )


def one_line(taint: Taint) -> Taint:
    """Mark data as free of line breaks."""
    return taint.marked("header-injection", "log-injection")


def parsed(given: Given) -> Value | None:
    """Parse JSON that was written here."""
    value = given.first()
    if value.fields is None or value.pieces is None:
        return None
    return value.changed(pieces=None, taints=v.NO_TAINTS if value.closed else value.taints)


def text_of(given: Given) -> Value:
    """Make a text: no object can be in it any more."""
    value = given.first()
    if value.texts is not None or (value.pieces is not None and value.fields is None):
        return value.changed(
            taints=frozenset(one.unmarked("+json") for one in value.taints),
            pieces=untyped(value.pieces),
            names=(),
        )
    return tainted(frozenset(one.unmarked("+json") for one in everything(value)))


def untyped(pieces: v.Pieces | None) -> v.Pieces | None:
    """Return pieces that are surely texts."""
    if pieces is None:
        return None
    return tuple(
        one if isinstance(one, str) else frozenset(taint.unmarked("+json") for taint in one) for one in pieces
    )


def re_sub(given: Given) -> Value:
    """Replace by a pattern of Python."""
    pattern = given.positional(0).text
    taints = joined_taints(everything(given.positional(2)), everything(given.positional(1)))
    return tainted(mark_all(taints, *(regexes.cleaned_by_removal(pattern) if pattern is not None else ())))


def regexp(given: Given) -> Value | None:
    """Make a regular expression of JavaScript."""
    source = given.positional(0)
    flags = given.positional(1)
    return (
        Value(names=("RegExp()",), fields={"source": source, "flags": flags})
        if source.text is not None
        else None
    )


def match(given: Given) -> Value | None:
    """Return what `re.match(pattern, text)` gives: its groups hold what the pattern lets through."""
    return _match_of(given.positional(0), given.keywords.get("string", given.positional(1)))


def pattern_match(given: Given, holder: Value) -> Value | None:
    """Return what a compiled pattern gives of a text."""
    source = (holder.fields or {}).get("source")
    return _match_of(source, given.first()) if source is not None else None


def _match_of(source: Value, text: Value) -> Value | None:
    taints = everything(text)
    if source.text is None or not taints:
        return None
    return Value(taints=taints, pieces=(taints,), names=("re.Match",), fields={"source": source})


def group(given: Given, holder: Value) -> Value | None:
    """Return a group of a match: `found.group(1)`, `found["name"]`."""
    if "re.Match" not in holder.names or len(given.arguments) > 1:
        return None
    asked = given.positional(0).constants if given.arguments else frozenset({0})
    return group_of(holder, str(next(iter(asked)))) if asked is not None and len(asked) == 1 else None


def group_of(holder: Value, name: str) -> Value:
    """Return a group of a match by its number or name."""
    source = (holder.fields or {}).get("source", UNKNOWN).text or ""
    rules = regexes.cleaned_in_groups(source).get(name, frozenset())
    return tainted(mark_all(holder.taints, *rules))


def matched(given: Given, holder: Value) -> Value | None:
    """Return what a text and a pattern of JavaScript give: the match and its groups."""
    reversed_ = "RegExp()" in holder.names
    pattern, text = (holder, given.first()) if reversed_ else (given.first(), holder)
    source = (pattern.fields or {}).get("source", UNKNOWN).text
    taints = everything(text)
    if source is None or not taints:
        return None
    cleaned = regexes.cleaned_in_groups(source)
    found = {name: tainted(mark_all(taints, *rules)) for name, rules in cleaned.items()}
    numbered = {name: one for name, one in found.items() if name.isdigit()}
    if "g" in flags(pattern) and not reversed_:
        return Value(fields={}, items=found.get("0", tainted(taints)))
    named = {name: one for name, one in found.items() if not name.isdigit()}
    return (
        Value(fields={**numbered, "groups": Value(fields=named), "input": tainted(taints)}) if found else None
    )


def re_compile(given: Given) -> Value | None:
    """Compile a regular expression of Python."""
    source = given.positional(0)
    flags = constant("m" if multi_line(given.positional(1)) else "")
    fields = {"source": source, "flags": flags}
    return Value(names=("re.Pattern",), fields=fields) if source.text is not None else None


def multi_line(flags: Value) -> bool:
    """Tell whether flags of Python's `re` let `^` and `$` hold at every line."""
    return any(one in {"re.M", "re.MULTILINE"} for one in flags.names)


_CASES: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "strip": str.strip,
    "toLowerCase": str.lower,
    "toUpperCase": str.upper,
    "trim": str.strip,
}
ONLY_TEXTS: dict[str, frozenset[str]] = {
    "python": frozenset(
        {"lower", "upper", "strip", "lstrip", "rstrip", "split", "splitlines", "startswith", "endswith"}
        | {"encode", "casefold", "title", "capitalize", "isdigit", "isalnum", "isalpha", "zfill"}
    ),
    "javascript": frozenset(
        {"toLowerCase", "toUpperCase", "trim", "trimStart", "trimEnd", "split", "startsWith", "endsWith"}
        | {"replace", "replaceAll", "match", "matchAll", "charAt", "charCodeAt", "codePointAt", "substring"}
        | {"substr", "padStart", "padEnd", "localeCompare", "normalize"}
    ),
}
"""Methods by language that of all that JSON may hold only texts have: of anything else the call fails."""

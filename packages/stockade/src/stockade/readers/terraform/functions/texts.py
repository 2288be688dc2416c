"""Functions over texts."""

import re
from collections.abc import Callable, Iterator

from stockade.readers.terraform.functions.arguments import (
    Arguments,
    NotKnown,
    as_items,
    as_number,
    as_text,
)
from stockade.readers.terraform.operators import truth, whole
from stockade.readers.terraform.traversal import Fault, default_of
from stockade.values import Concat, List, Lit, Map, Value, concat, is_absent, text, to_json_text

MOST_MATCHING = 1_000_000
"""Steps a regular expression may take, estimated: Terraform's own engine needs no such bound, ours does."""

_VERB = re.compile(r"%(?:\[(\d+)\])?([-+ 0#]*)(\d*)(?:\.(\d+))?([a-zA-Z%])")
_QUANTIFIER = re.compile(r"(?<!\\)(?:[*+]|\{\d*,?\d*\})")
_REPEATED_GROUP = re.compile(r"(?<!\\)\)(?:[*+]|\{)")
_NAMED_GROUP = re.compile(r"\(\?<(?=[A-Za-z_])")


def _mapped(change: Callable[[str], str]) -> Callable[[Arguments], Value]:
    return lambda given: given.lit(change(given.text(0)))


def _title(written: str) -> str:
    return re.sub(r"(?<![^\s])(\w)", lambda found: found[1].upper(), written)


def _chomp(written: str) -> str:
    return written.rstrip("\r\n")


def _trim(given: Arguments) -> Value:
    return given.lit(given.text(0).strip(given.text(1)))


def _trimprefix(given: Arguments) -> Value:
    """Take a known text off the begin; what follows it may be unknown."""
    head, *rest = _parts(given.value(0))
    return concat((Lit(as_text(head).removeprefix(given.text(1))), *rest), at=given.at)


def _trimsuffix(given: Arguments) -> Value:
    """Take a known text off the end; what stands before it may be unknown."""
    *rest, tail = _parts(given.value(0))
    return concat((*rest, Lit(as_text(tail).removesuffix(given.text(1)))), at=given.at)


def _parts(value: Value) -> tuple[Value, ...]:
    return value.parts if isinstance(value, Concat) else (value,)


def _startswith(given: Arguments) -> Value:
    return given.lit(given.text(0).startswith(given.text(1)))


def _endswith(given: Arguments) -> Value:
    return given.lit(given.text(0).endswith(given.text(1)))


def _strcontains(given: Arguments) -> Value:
    return given.lit(given.text(1) in given.text(0))


def _substr(given: Arguments) -> Value:
    written, offset, length = given.text(0), given.whole(1), given.whole(2)
    begin = max(len(written) + offset, 0) if offset < 0 else offset
    return given.lit(written[begin:] if length < 0 else written[begin : begin + length])


def _indent(given: Arguments) -> Value:
    spaces = " " * min(given.whole(0), 1_000)
    return given.lit(given.text(1).replace("\n", "\n" + spaces))


def _split(given: Arguments) -> Value:
    separator, written = given.text(0), given.text(1)
    pieces = written.split(separator) if separator else list(written)
    return given.list([given.lit(piece) for piece in pieces])


def _join(given: Arguments) -> Value:
    separator = Lit(given.text(0))
    parts: list[Value] = []
    for values in given.rest(1):
        for item in as_items(values):
            if isinstance(default_of(item), List | Map):
                raise Fault("join() takes texts only")
            if not is_absent(item):
                parts.extend((separator, item) if parts else (item,))
    return concat(parts, at=given.at)


def _replace(given: Arguments) -> Value:
    written, search, substitute = given.text(0), given.text(1), given.text(2)
    if len(search) > 1 and search.startswith("/") and search.endswith("/"):
        pattern = _pattern(search[1:-1], written)
        template = re.sub(r"\$\{?(\w+)\}?", r"\\g<\1>", substitute.replace("\\", "\\\\"))
        try:
            return given.lit(pattern.sub(template, written))
        except (re.error, IndexError) as error:
            raise Fault(f"{substitute!r} is no substitution") from error
    if len(substitute) * (written.count(search) if search else len(written)) > MOST_MATCHING:
        raise Fault("the text becomes too large")
    return given.lit(written.replace(search, substitute))


def _pattern(written: str, subject: str) -> re.Pattern[str]:
    """Compile an expression that is sure to end soon on a text; others are not tried."""
    repeats = len(_QUANTIFIER.findall(written))
    if _REPEATED_GROUP.search(written) or len(subject) ** (repeats + 1) > MOST_MATCHING:
        raise NotKnown
    try:
        return re.compile(_NAMED_GROUP.sub("(?P<", written))
    except (re.error, OverflowError, RecursionError) as error:
        raise Fault(f"{written!r} is no regular expression") from error


def _regex(given: Arguments) -> Value:
    subject = given.text(1)
    found = _pattern(given.text(0), subject).search(subject)
    if found is None:
        raise Fault("the regular expression matches nothing")
    return _captured(given, found)


def _regexall(given: Arguments) -> Value:
    subject = given.text(1)
    found = _pattern(given.text(0), subject).finditer(subject)
    return given.list([_captured(given, match) for match in found])


def _captured(given: Arguments, found: re.Match[str]) -> Value:
    if found.re.groupindex:
        return given.map({name: given.lit(part) for name, part in found.groupdict().items()})
    if found.re.groups:
        return given.list([given.lit(part) for part in found.groups()])
    return given.lit(found[0])


def formatted(written: str, values: tuple[Value, ...], given: Arguments) -> Value:
    """Return a text with its verbs filled; a value that is not known stays a part of it."""
    return concat(_pieces(written, values, given), at=given.at)


def _pieces(written: str, values: tuple[Value, ...], given: Arguments) -> Iterator[Value]:
    end = taken = 0
    for verb in _VERB.finditer(written):
        yield Lit(written[end : verb.start()], at=given.at)
        end = verb.end()
        if verb[5] == "%":
            yield Lit("%", at=given.at)
            continue
        position = int(verb[1]) - 1 if verb[1] else taken
        taken = position + 1
        if not 0 <= position < len(values):
            raise Fault(f"format() has no value for {verb[0]!r}")
        yield _filled(verb, default_of(values[position]))
    yield Lit(written[end:], at=given.at)


def _filled(verb: re.Match[str], value: Value) -> Value:
    if text(value) is None and not isinstance(value, List | Map):
        return concat((Lit('"'), value, Lit('"'))) if verb[5] == "q" else value
    if isinstance(value, List | Map) or (verb[5] == "v" and "#" in verb[2]):
        return to_json_text(value)
    return Lit(_padded(verb, _shown(verb, value)))


def _shown(verb: re.Match[str], value: Value) -> str:
    match verb[5]:
        case "d" | "x" | "X" | "o" | "b":
            # Python and Go write whole numbers by the same letters.
            sign = "+" if "+" in verb[2] else ""
            return format(int(as_number(value)), sign + verb[5])
        case "f" | "e" | "E" | "g" | "G":
            return format(as_number(value), f".{min(int(verb[4] or 6), 100)}{verb[5]}")
        case "q":
            return '"' + as_text(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
        case "t":
            return "true" if truth(value) == "true" else "false"
        case _:
            return as_text(value)


def _padded(verb: re.Match[str], shown: str) -> str:
    width = min(int(verb[3] or 0), 1_000)
    if "-" in verb[2]:
        return shown.ljust(width)
    return shown.zfill(width) if "0" in verb[2] else shown.rjust(width)


def _format(given: Arguments) -> Value:
    return formatted(given.text(0), given.values[1:], given)


def _formatlist(given: Arguments) -> Value:
    columns = [given.value(position) for position in range(1, len(given))]
    lengths = {len(column.items) for column in columns if isinstance(column, List)}
    if len(lengths) > 1:
        raise Fault("formatlist() takes lists of one length")
    if not lengths:
        raise NotKnown
    rows = (
        tuple(column.items[row] if isinstance(column, List) else column for column in columns)
        for row in range(lengths.pop())
    )
    written = given.text(0)
    return given.list([formatted(written, row, given) for row in rows])


def _tostring(given: Arguments) -> Value:
    value = given.value(0)
    if isinstance(value, List | Map):
        raise Fault("a collection cannot become a text")
    return given.lit(text(value)) if text(value) is not None else value


def _tonumber(given: Arguments) -> Value:
    return given.value(0) if is_absent(given.value(0)) else given.lit(whole(given.number(0)))


def _tobool(given: Arguments) -> Value:
    value = given.value(0)
    answer = "absent" if is_absent(value) else truth(value)
    if answer == "unknown":
        raise NotKnown
    return value if answer == "absent" else given.lit(answer == "true")


FUNCTIONS: dict[str, Callable[[Arguments], Value]] = {
    "chomp": _mapped(_chomp),
    "endswith": _endswith,
    "format": _format,
    "formatlist": _formatlist,
    "indent": _indent,
    "join": _join,
    "lower": _mapped(str.lower),
    "regex": _regex,
    "regexall": _regexall,
    "replace": _replace,
    "split": _split,
    "startswith": _startswith,
    "strcontains": _strcontains,
    "strrev": _mapped(lambda written: written[::-1]),
    "substr": _substr,
    "title": _mapped(_title),
    "tobool": _tobool,
    "tonumber": _tonumber,
    "tostring": _tostring,
    "trim": _trim,
    "trimprefix": _trimprefix,
    "trimspace": _mapped(str.strip),
    "trimsuffix": _trimsuffix,
    "upper": _mapped(str.upper),
}

"""Templates: the fixed text and the holes of quoted strings, heredocs and template files.

The grammar trims fixed text, so it is cut out of the source between the holes.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct
from tree_sitter import Node

from stockade.readers.terraform.syntax import Broken, Conditional, Expression, For, Literal, Template
from stockade.values import Location

_ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))')
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_LAST_CODE_POINT = 0x10FFFF
_HOLES = frozenset({"template_interpolation", "template_directive"})


def unquoted(written: str) -> str:
    r"""Return what fixed text in quotes means: `\n`, `\"`, `\u00e9`, and `$${` for `${`."""
    if "\\" in written:
        written = _ESCAPE.sub(_character, written)
    return undoubled(written)


def _character(escape: re.Match[str]) -> str:
    simple, short, long = escape.groups()
    if simple:
        return _ESCAPED[simple]
    code = int(short or long, 16)
    # A lone surrogate cannot be written out again as UTF-8.
    readable = code <= _LAST_CODE_POINT and not 0xD800 <= code <= 0xDFFF  # noqa: PLR2004 - the surrogates
    return chr(code) if readable else "\ufffd"


def undoubled(written: str) -> str:
    """Return fixed text of a heredoc or a template file: `$${` stands for `${`, `%%{` for `%{`."""
    if "{" not in written:
        return written
    return written.replace("$${", "${").replace("%%{", "%{")


class Source(Protocol):
    """What reads the expressions inside holes."""

    source: bytes

    def text(self, node: Node) -> str:
        """Return the source text of a node."""
        ...

    def place(self, node: Node) -> Location:
        """Return where a node begins."""
        ...

    def expression(self, node: Node) -> Expression:
        """Return the expression of a node."""
        ...

    def condition_text(self, node: Node) -> str:
        """Return the source text of an expression on one line."""
        ...


def quoted(node: Node, source: Source) -> str:
    """Return the text of a string without holes."""
    begin, end = node.children[0].end_byte, node.children[-1].start_byte
    return unquoted(source.source[begin:end].decode("utf-8", "replace")) if end > begin else ""


def quoted_template(node: Node, source: Source) -> Expression:
    """Return the template of a quoted string."""
    first, last = node.children[0], node.children[-1]
    reader = _Reader(source, in_quotes=True)
    parts = reader.parts(node.children, Span(first.end_byte, last.start_byte))
    return _template(parts, source.place(node))


def heredoc_template(node: Node, source: Source) -> Expression:
    """Return the template of a heredoc; `<<-` takes the indentation off its lines."""
    names = [child for child in node.children if child.type == "heredoc_identifier"]
    if len(names) < 2:  # noqa: PLR2004 - the mark that opens and the one that closes
        return Broken("a heredoc without its end", at=source.place(node))
    text = source.source
    begin = text.find(b"\n", names[0].end_byte) + 1
    end = max(text.rfind(b"\n", 0, names[-1].start_byte) + 1, begin)
    width = 0
    if source.text(node.children[0]) == "<<-":
        width = indentation(text[begin:end].decode("utf-8", "replace").split("\n"))
    reader = _Reader(source, in_quotes=False, width=width)
    return _template(reader.parts(node.children, Span(begin, end)), source.place(node))


def _template(parts: tuple[Expression, ...], at: Location) -> Expression:
    if not parts:
        return Literal("", at=at)
    if len(parts) == 1 and isinstance(parts[0], Literal):
        return Literal(parts[0].value, at=at)
    return Template(parts, at=at)


class Span(Struct, frozen=True, gc=False):
    """A stretch of the source, with strip markers of what stands right before and right after it."""

    begin: int
    end: int
    marked_before: bool = False
    marked_after: bool = False


class _Reader:
    """Reads the parts of one template; its directives hold parts of the same template."""

    def __init__(self, source: Source, *, in_quotes: bool, width: int = 0) -> None:
        self.source = source
        self.in_quotes = in_quotes
        self.width = width

    def parts(self, nodes: Sequence[Node], span: Span) -> tuple[Expression, ...]:
        """Return fixed texts and holes of a stretch in order, empty texts left out."""
        return tuple(self._parts(nodes, span))

    def _parts(self, nodes: Sequence[Node], span: Span) -> Iterator[Expression]:
        position, marked = span.begin, span.marked_before
        for node in nodes:
            if node.type in _HOLES:
                opens, closes = _outer_ends(node)
                yield from self._fixed(Span(position, node.start_byte, marked, _marked_first(opens)))
                yield self._hole(node)
                position, marked = node.end_byte, _marked_last(closes)
        yield from self._fixed(Span(position, span.end, marked, span.marked_after))

    def _fixed(self, span: Span) -> Iterator[Expression]:
        written = self.source.source[span.begin : span.end].decode("utf-8", "replace")
        if self.width:
            begins = self.source.source[span.begin - 1 : span.begin] == b"\n"
            written = dedented(written, self.width, line_begins=begins)
        if span.marked_before:
            written = written.lstrip()
        if span.marked_after:
            written = written.rstrip()
        if written:
            yield Literal(unquoted(written) if self.in_quotes else undoubled(written))

    def _hole(self, node: Node) -> Expression:
        if node.type == "template_interpolation":
            inner = next((child for child in node.children if child.type == "expression"), None)
            if inner is None:
                return Broken("a hole without an expression", at=self.source.place(node))
            return self.source.expression(inner)
        directive = node.children[0]
        return self._if(directive) if directive.type == "template_if" else self._for(directive)

    def _if(self, node: Node) -> Expression:
        intro, last = node.children[0], node.children[-1]
        middle = next((child for child in node.children if child.type == "template_else_intro"), None)
        then = self._between(node, intro, middle or last)
        otherwise = self._between(node, middle, last) if middle is not None else Literal("")
        condition = next(child for child in intro.children if child.type == "expression")
        written = self.source.condition_text(condition)
        at = self.source.place(node)
        return Conditional(self.source.expression(condition), then, otherwise, written, at=at)

    def _for(self, node: Node) -> Expression:
        intro = node.children[0]
        names = [self.source.text(child) for child in intro.children if child.type == "identifier"]
        collection = next(child for child in intro.children if child.type == "expression")
        value = self._between(node, intro, node.children[-1])
        key = names[0] if len(names) > 1 else ""
        at = self.source.place(node)
        return For("text", key, names[-1], self.source.expression(collection), value, at=at)

    def _between(self, node: Node, opens: Node, closes: Node) -> Expression:
        begin, end = opens.end_byte, closes.start_byte
        inside = [child for child in node.children if begin <= child.start_byte < end]
        span = Span(begin, end, _marked_last(opens), _marked_first(closes))
        return _template(self.parts(inside, span), self.source.place(opens))


def _outer_ends(hole: Node) -> tuple[Node, Node]:
    """Return what opens and what closes a hole: itself, or the first and last tag of a directive."""
    if hole.type == "template_interpolation":
        return hole, hole
    tags = hole.children[0].children
    return tags[0], tags[-1]


def _marked_first(tag: Node) -> bool:
    """Tell whether a tag begins with a strip marker: `${~ ...`."""
    return len(tag.children) > 1 and tag.children[1].type == "strip_marker"


def _marked_last(tag: Node) -> bool:
    """Tell whether a tag ends with a strip marker: `... ~}`."""
    return len(tag.children) > 1 and tag.children[-2].type == "strip_marker"


def indentation(lines: list[str]) -> int:
    """Return how many spaces a flush heredoc (`<<-`) takes off each line: the least of any with text.

    The lines are those of the source, holes included, as a hole at the begin of a line has an indentation
    too.
    """
    return min((len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()), default=0)


def dedented(written: str, width: int, *, line_begins: bool) -> str:
    """Take an indentation off the lines of a piece of fixed text.

    `line_begins` tells whether the piece stands at the begin of a line, or continues one after a hole.
    """
    first, *rest = written.split("\n")
    head = _cut(first, width) if line_begins else first
    return "\n".join((head, *(_cut(line, width) for line in rest)))


def _cut(line: str, width: int) -> str:
    """Take off at most `width` blanks; a line of blanks alone may have fewer."""
    return line[min(width, len(line) - len(line.lstrip(" \t"))) :]

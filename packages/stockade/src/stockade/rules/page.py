"""Reading a rule's page: its headings, its text for people, and the examples that are its tests."""

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

HEADINGS = ("What it finds", "Why it matters", "Attack", "Remediation", "References")

Verdict = Literal["flagged", "clean", "unknown"]
VERDICTS: tuple[Verdict, ...] = ("flagged", "clean", "unknown")

_FENCE = re.compile(r"^(`{3,})[ \t]*([^`\n]*)$")
_MARK = re.compile(r"(?:#|//)\s*(finding|open):\s*([a-z0-9-]+)")
_NAMES = {"json": "template.json", "toml": "stockade.toml"}


class Mark(Struct, frozen=True, order=True):
    """A line of an example that a rule must report, as a fault (`fail`) or as `open`."""

    file: str
    line: int
    rule: str
    kind: Literal["fail", "open"]


class Example(Struct, frozen=True):
    """A small project: texts by path, the line of the page it begins at, and what must be reported of it."""

    verdict: Verdict
    files: dict[str, str]
    line: int
    marks: frozenset[Mark] = frozenset()

    @property
    def format(self) -> str:
        """`terraform` or `serverless` by the names of its files, `sam` by the transform it asks for."""
        if any(name.endswith((".tf", ".tf.json")) for name in self.files):
            return "terraform"
        if "serverless.yml" in self.files:
            return "serverless"
        is_sam = any("AWS::Serverless-2016-10-31" in text for text in self.files.values())
        return "sam" if is_sam else "cloudformation"

    def marked(self, rule: str) -> frozenset[Mark]:
        """Return the marks of one rule."""
        return frozenset(mark for mark in self.marks if mark.rule == rule)


class RulePage(Struct, frozen=True):
    """A page, read: its title, the headings of its second level, and its examples."""

    title: str
    headings: tuple[str, ...]
    examples: tuple[Example, ...]


class _Block(Struct, frozen=True):
    """A fenced block: the words after the language, its text, and the line of its fence."""

    language: str
    words: tuple[str, ...]
    text: str
    line: int

    @property
    def verdict(self) -> Verdict | None:
        return next((verdict for verdict in VERDICTS if verdict in self.words), None)

    @property
    def named(self) -> str:
        return next((word.removeprefix("file=") for word in self.words if word.startswith("file=")), "")


def parse_page(text: str) -> RulePage:
    """Read a page. Raises `ValueError` for a block that belongs to no example, or a file given twice."""
    prose, blocks = _split(text)
    title = next((line.removeprefix("# ").strip() for line in prose if line.startswith("# ")), "")
    headings = tuple(line.removeprefix("## ").strip() for line in prose if line.startswith("## "))
    return RulePage(title, headings, tuple(_examples(blocks)))


def prose_of(text: str) -> str:
    """Return a page without its examples: what `explain` shows and SARIF carries as help."""
    kept: list[str] = []
    for line in _without_examples(text.split("\n")):
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line)
    return "\n".join(kept).partition("\n## Examples")[0].strip() + "\n"


def summary_of(text: str) -> str:
    """Return the first paragraph below `## What it finds`, on one line."""
    _, _, below = text.partition(f"## {HEADINGS[0]}")
    return " ".join(below.strip().split("\n\n")[0].split())


def _without_examples(lines: list[str]) -> Iterator[str]:
    fence, hidden = "", False
    for line in lines:
        opened = _FENCE.match(line)
        if not fence and opened:
            words = opened[2].split()
            fence = opened[1]
            hidden = any(word in VERDICTS or word.startswith("file=") for word in words)
        elif fence and line.strip() == fence:
            fence = ""
            if hidden:
                hidden = False
                continue
        if not hidden:
            yield line


def _split(text: str) -> tuple[list[str], list[_Block]]:
    """Part the lines of prose from the fenced blocks."""
    prose: list[str] = []
    blocks: list[_Block] = []
    fence, words, start, inside = "", [""], 0, list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        opened = _FENCE.match(line)
        if not fence and opened:
            fence, words, start, inside = opened[1], opened[2].split() or [""], number, []
        elif fence and line.strip() == fence:
            blocks.append(_Block(words[0], tuple(words[1:]), "\n".join(inside) + "\n", start))
            fence = ""
        elif fence:
            inside.append(line)
        else:
            prose.append(line)
    if fence:
        raise ValueError(f"line {start}: the block is not closed")
    return prose, blocks


def _examples(blocks: list[_Block]) -> Iterator[Example]:
    """Join each block that has a verdict with the files that follow it."""
    current: list[_Block] = []
    for block in blocks:
        if block.verdict is not None:
            if current:
                yield _example(current)
            current = [block]
        elif block.named:
            if not current:
                raise ValueError(f"line {block.line}: {block.named} belongs to no example")
            current.append(block)
    if current:
        yield _example(current)


def _example(blocks: list[_Block]) -> Example:
    files: dict[str, str] = {}
    marks: set[Mark] = set()
    for block in blocks:
        name = block.named or _NAMES.get(block.language, "template.yaml")
        if name in files or name.startswith("/") or ".." in name.split("/"):
            raise ValueError(f"line {block.line}: {name} is given twice or leaves the project")
        files[name] = block.text
        marks.update(_marks(name, block.text))
    return Example(blocks[0].verdict or "clean", files, blocks[0].line, frozenset(marks))


def _marks(file: str, text: str) -> Iterator[Mark]:
    for number, line in enumerate(text.split("\n"), 1):
        for kind, rule in _MARK.findall(line):
            yield Mark(file, number, rule, "open" if kind == "open" else "fail")

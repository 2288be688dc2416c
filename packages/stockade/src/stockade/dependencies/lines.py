"""Finding the line that something stands in, in a text that was parsed without its lines.

The text is gone through once, whatever it holds: a lock has five megabytes and twenty thousand names.
"""

import re

_TEXT = r'"((?:[^"\\\n]|\\.)*)"'
JSON_TABLES = re.compile(r'"([^"\n]*)"\s{0,9}:\s{0,9}\{')
"""Keys of objects that hold an object."""
JSON_PAIRS = re.compile(rf"{_TEXT}(?:\s*:\s*{_TEXT})?")
"""Keys with the texts that they hold, and every other text: nothing is begun anew inside of one."""
TOML_NAMES = re.compile(r"^name\s*=\s*[\"']([^\"'\n]*)[\"']", re.MULTILINE)
TOML_KEYS = re.compile(r"^[\"']?([\w.-]+)[\"']?\s*=", re.MULTILINE)
TOML_TEXTS = re.compile(rf"{_TEXT}|'([^'\n]*)'|[\"'][^\n]*")
"""Texts; a quote that nothing closes (of a comment) takes the rest of its line with it."""
YAML_KEYS = re.compile(r"^(?: {2})?(?:'([^'\n]+)'|\"([^\"\n]+)\"|([^\s'\"#][^\n]*?)):(?=\s|$)", re.MULTILINE)
"""Keys of the first and second level."""


class Lines:
    """The lines that the matches of a pattern begin in, by what they hold."""

    def __init__(self, text: str, pattern: re.Pattern[str], begin: str = "") -> None:
        """Go through a text, from the first place that `begin` stands at."""
        self._lines: dict[tuple[str, ...], list[int]] = {}
        at = max(text.find(begin), 0) if begin else 0
        line = 1 + text.count("\n", 0, at)
        for found in pattern.finditer(text, at):
            line, at = line + text.count("\n", at, found.start()), found.start()
            held = tuple(part for part in found.groups() if part is not None)
            self._lines.setdefault(held, []).append(line)
        for lines in self._lines.values():
            lines.reverse()

    def of(self, *held: str) -> int:
        """Return the line of what is asked for; of the same thing asked for again, the next; 0 for none."""
        lines = self._lines.get(held)
        if lines is None:
            return 0
        return lines.pop() if len(lines) > 1 else lines[0]

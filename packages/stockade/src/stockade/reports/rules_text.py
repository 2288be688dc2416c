"""`stockade rules` and `stockade explain` for people."""

from collections.abc import Sequence

from rich.markdown import Markdown
from rich.text import Text

from stockade.findings import Page, Rule
from stockade.reports.canvas import COLOURS, Canvas, counted, grid, styled


def rules_text(rules: Sequence[Rule], *, width: int = 100, colour: bool = False) -> str:
    """Return every rule on a line: severity, id, title."""
    canvas = Canvas(width=width, colour=colour)
    table = grid({"no_wrap": True}, {"no_wrap": True}, {"ratio": 1})
    for rule in rules:
        note = Text(" (pedantic)", style="dim") if rule.pedantic else Text()
        severity = Text(rule.severity, style=COLOURS[rule.severity])
        table.add_row(severity, styled(rule.id), Text.assemble(styled(rule.title), note))
    canvas.show(table)
    canvas.show(Text(f"{counted(len(rules), 'rule')}; `stockade explain RULE` tells about one", style="dim"))
    return canvas.text()


def explain_text(page: Page, *, width: int = 100, colour: bool = False) -> str:
    """Return the page of a rule: rendered where there are colours, as Markdown elsewhere."""
    head = _head(page.rule)
    if not colour:
        return f"{page.text.rstrip()}\n\n{head}\n"
    canvas = Canvas(width=width, colour=True)
    canvas.show(Markdown(page.text, hyperlinks=False))
    canvas.gap()
    canvas.show(styled(head, "dim"))
    return canvas.text()


def _head(rule: Rule) -> str:
    facts = [rule.id, f"severity {rule.severity}", *rule.cwe]
    if rule.pedantic:
        facts.append("pedantic: runs only where stockade.toml asks for it")
    if rule.aliases:
        facts.append(f"formerly {', '.join(rule.aliases)}")
    return "; ".join(facts)

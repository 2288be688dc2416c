"""Every rule is documented, and the examples of its page are its tests."""

import datetime as dt
from pathlib import Path

import pytest

from stockade.config import Config
from stockade.pipeline import configuration, scan
from stockade.rules.page import HEADINGS, Example, Mark, parse_page
from stockade.rules.registry import LoadedRule, load_rules, page_text

RULES = load_rules()
TODAY = dt.date(2026, 11, 24)

NOT_IN_TERRAFORM = {
    "acceptance-expired": "what it judges stands in comments and in stockade.toml, the same for every format",
    "acceptance-without-reason": "as above",
}


def _examples() -> list[object]:
    found: list[object] = []
    for rule in RULES:
        try:
            page = parse_page(page_text(rule))
        except (FileNotFoundError, ValueError):
            continue  # test_page_is_whole says so
        for example in page.examples:
            name = f"{rule.rule.id}-line{example.line}-{example.verdict}-{example.format}"
            found.append(pytest.param(rule, example, id=name))
    return found


@pytest.mark.parametrize("rule", RULES, ids=[rule.rule.id for rule in RULES])
def test_page_is_whole(rule: LoadedRule) -> None:
    page = parse_page(page_text(rule))
    assert page.title, "the page begins with `# Title`"
    assert [heading for heading in HEADINGS if heading not in page.headings] == [], "headings are missing"
    assert {example.verdict for example in page.examples} == {"flagged", "clean", "unknown"}
    formats = {example.format for example in page.examples}
    assert "sam" in formats, "an example in SAM"
    assert len(formats) > 1, "an example in another format"


@pytest.mark.parametrize("rule", RULES, ids=[rule.rule.id for rule in RULES])
def test_page_shows_the_rule_in_terraform(rule: LoadedRule) -> None:
    examples = parse_page(page_text(rule)).examples
    verdicts = {example.verdict for example in examples if example.format == "terraform"}
    if rule.rule.id in NOT_IN_TERRAFORM:
        assert not verdicts, "no exception any more"
    else:
        assert verdicts >= {"flagged", "clean"}


@pytest.mark.parametrize("rule", RULES, ids=[rule.rule.id for rule in RULES])
def test_metadata_is_whole(rule: LoadedRule) -> None:
    assert rule.rule.title
    assert not rule.rule.title.endswith(".")
    assert len(rule.rule.title) <= 100
    assert all(name.startswith("CWE-") and name[4:].isdigit() for name in rule.rule.cwe)


@pytest.mark.parametrize(("rule", "example"), _examples())
def test_example(rule: LoadedRule, example: Example, tmp_path: Path) -> None:
    wanted = example.marked(rule.rule.id)
    if example.verdict == "flagged":
        assert any(mark.kind == "fail" for mark in wanted), "a flagged example marks a line with `# finding:`"
    else:
        assert all(mark.kind == "open" for mark in wanted), "only a flagged example marks faults"
    assert _reported(rule, example, tmp_path) == wanted


def _reported(rule: LoadedRule, example: Example, folder: Path) -> frozenset[Mark]:
    """Scan the example as a project of its own; of the report, what this rule says."""
    for name, text in example.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    result = scan(folder, _configuration(folder), today=TODAY)
    crashed = [gap.reason for gap in result.gaps if f"the rule {rule.rule.id} failed" in gap.reason]
    assert crashed == []
    return frozenset(
        Mark(found.location.file, found.location.line, found.rule, found.kind)
        for found in result.findings
        if found.rule == rule.rule.id
    )


def _configuration(folder: Path) -> Config:
    """Return the example's configuration, with the pedantic rules switched on."""
    from msgspec.structs import replace

    config = configuration(folder)
    return replace(config, rules=replace(config.rules, pedantic=True))

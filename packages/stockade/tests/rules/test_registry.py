from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

import stockade.rules
from stockade.config import Config
from stockade.errors import UsageError
from stockade.model import App, Resource, Trigger
from stockade.rules import Report, Rule
from stockade.rules.registry import _check_names, _loaded, find_rule, load_rules, page_of


def _module(name: str, rule: object, check: Callable[..., Iterator[Report]] | None = None) -> ModuleType:
    module = ModuleType(f"stockade.rules.storage.{name}")
    module.__dict__.update(RULE=rule, **({"check": check} if check else {}))
    return module


def _rule(name: str, *aliases: str) -> Rule:
    return Rule(id=name, title="A fault", severity="low", aliases=aliases)


def test_the_annotation_picks_the_subject() -> None:
    def check(_resource: Resource, _app: App) -> Iterator[Report]:
        yield from ()

    found = _loaded(_module("some_fault", _rule("some-fault"), check))
    assert found.subject is Resource
    assert not found.wants_config


def test_a_third_parameter_is_the_configuration() -> None:
    def check(_trigger: Trigger, _app: App, _config: Config) -> Iterator[Report]:
        yield from ()

    assert _loaded(_module("some_fault", _rule("some-fault"), check)).wants_config


def test_the_id_is_the_name_of_the_file() -> None:
    with pytest.raises(TypeError, match="'some-fault'"):
        _loaded(_module("some_fault", _rule("other-fault")))


def test_a_subject_must_be_one() -> None:
    def check(_number: int, _app: App) -> Iterator[Report]:
        yield from ()

    with pytest.raises(TypeError, match="first parameter"):
        _loaded(_module("some_fault", _rule("some-fault"), check))


def test_names_are_never_used_twice() -> None:
    rules = [_loaded(_module(n.replace("-", "_"), r)) for n, r in (("a", _rule("a")), ("b", _rule("b", "a")))]
    with pytest.raises(TypeError, match="also a name"):
        _check_names(rules)


def test_near_names_are_suggested() -> None:
    with pytest.raises(UsageError, match="did you mean acceptance-expired"):
        find_rule("acceptance-expird")


def test_underscores_and_capitals_do_not_matter() -> None:
    assert find_rule("Acceptance_Expired").rule.id == "acceptance-expired"


def test_rules_are_sorted_by_id() -> None:
    ids = [found.rule.id for found in load_rules()]
    assert ids == sorted(ids)


def test_a_page_for_people_holds_no_examples() -> None:
    page = page_of(find_rule("acceptance-expired"))
    assert page.text.startswith("# An acceptance is past its last day\n")
    assert "```" not in page.text
    assert page.summary.startswith("An entry `[[accept]]`")


RULES = sorted(Path(stockade.rules.__path__[0]).glob("*/[!_]*.py"))


@pytest.mark.parametrize("file", RULES, ids=[file.stem for file in RULES])
def test_a_rule_is_at_most_80_lines(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 80

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from stockade.config import Config, RuleSettings, parse_config
from stockade.findings import Declared, Granted
from stockade.model import App, Edit, Fix, Function, Resource, Trigger
from stockade.rules import Report, Rule
from stockade.rules.engine import chosen, judge
from stockade.rules.registry import Check, LoadedRule
from stockade.values import Cond, Lit, Location, Map

SECRET = "AKIA" + "Z7QWERTYUIOPASDF"
RULE = Rule(id="made-up", title="A fault", severity="medium", remediation="Change it.", cwe=("CWE-1",))


def _judge(
    app: App, rule: Rule, check: Check, subject: type, config: Config | None = None
) -> dict[str, object]:
    loaded = LoadedRule(rule, "made_up", check, subject, wants_config=config is not None)
    judged = judge(app, (loaded,), config or Config())
    return {finding.subject: finding for finding in judged.findings}


def _everything(resource: Resource, _app: App) -> Iterator[Report]:
    yield RULE.at(resource, "It is so.")


@pytest.mark.parametrize(("text", "offered"), [("other()", True), (f'"{SECRET}"', False)])
def test_a_fix_never_shows_a_secret(text: str, offered: bool, app: App) -> None:
    def check(resource: Resource, _app: App) -> Iterator[Report]:
        place = Location("app.py", 1, 1)
        lines = (f'key = "{SECRET}"',)
        yield RULE.at(resource, "It is so.", fix=Fix("do it", (Edit(place, place, text),), lines, lines))

    (finding, *_) = judge(app, (LoadedRule(RULE, "made_up", check, Resource),), Config()).findings
    assert (finding.fix is not None) is offered
    assert finding.fix is None or finding.fix.removed == finding.fix.added == ('key = "***"',)


def test_severity_follows_reach(app: App) -> None:
    loaded = LoadedRule(RULE, "made_up", _everything, Resource)
    severities = {found.subject: found.severity for found in judge(app, (loaded,), Config()).findings}
    assert severities == {
        "Orders": "high",
        "Jobs": "high",
        "Archive": "high",
        "Audit": "low",
        "Lonely": "low",
    }


def test_a_fixed_severity_stays(app: App) -> None:
    fixed = Rule(id="made-up", title="A fault", severity="medium", severity_fixed=True)
    loaded = LoadedRule(fixed, "made_up", _everything, Resource)
    assert {found.severity for found in judge(app, (loaded,), Config()).findings} == {"medium"}


def test_what_the_configuration_says_is_final(app: App) -> None:
    loaded = LoadedRule(RULE, "made_up", _everything, Resource, override="info")
    assert {found.severity for found in judge(app, (loaded,), Config()).findings} == {"info"}


def test_resource_types_filter(app: App) -> None:
    only = Rule(id="made-up", title="A fault", severity="low", resource_types=("AWS::SQS::Queue",))
    assert list(_judge(app, only, _everything, Resource)) == ["Jobs"]


def test_a_finding_says_where_and_by_which_way(app: App) -> None:
    loaded = LoadedRule(RULE, "made_up", _everything, Resource)
    finding = judge(app, (loaded,), Config()).findings[0]
    assert finding.entry_point == "post"
    assert finding.event_source == "apigw.rest"
    assert finding.exposure == "public"
    assert finding.attack_path == ("post", "CreateOrder", "Orders")
    assert str(finding.location) == "template.yaml:40"
    assert finding.remediation == "Change it."


def test_a_trigger_leads_on_to_its_function(app: App) -> None:
    def check(trigger: Trigger, _app: App) -> Iterator[Report]:
        yield RULE.at(trigger, "It is so.")

    finding = judge(app, (LoadedRule(RULE, "made_up", check, Trigger),), Config()).findings[0]
    assert finding.attack_path == ("post", "CreateOrder")
    assert (finding.resource, finding.function, finding.entry_point) == ("Api", "CreateOrder", "post")


def test_a_path_begins_at_a_route_of_the_finding(app: App) -> None:
    options = replace(app.triggers[0], id="options", detail="OPTIONS /orders", preflight=True)
    get = replace(app.triggers[0], id="get", detail="GET /orders", exposure="authenticated")
    put = replace(app.triggers[0], id="put", detail="PUT /orders")
    more = replace(app, triggers=(options, *app.triggers, get, put))

    def check(function: Function, _app: App) -> Iterator[Report]:
        yield RULE.at(function, "It is so.", entry_point="get", touches=("Orders", "options", "put"))

    finding = judge(more, (LoadedRule(RULE, "made_up", check, Function),), Config()).findings[0]
    assert (finding.entry_point, finding.attack_path) == ("put", ("put", "CreateOrder"))
    alone = replace(app, triggers=(options, *app.triggers, get))

    def one(function: Function, _app: App) -> Iterator[Report]:
        yield RULE.at(function, "It is so.", entry_point="get")

    finding = judge(alone, (LoadedRule(RULE, "made_up", one, Function),), Config()).findings[0]
    assert (finding.entry_point, finding.attack_path) == ("get", ("get", "CreateOrder"))


def test_a_finding_names_its_conditions(app: App) -> None:
    bucket = replace(app.resources["Archive"], condition="IsProd")
    conditional = replace(
        app,
        resources={**app.resources, "Archive": bucket},
        conditions={"IsProd": Lit("x", at=Location("template.yaml", 3))},
    )
    loaded = LoadedRule(RULE, "made_up", _everything, Resource)
    found = {one.subject: one for one in judge(conditional, (loaded,), Config()).findings}
    assert (found["Archive"].when, found["Archive"].message) == (("IsProd",), "It is so (if IsProd).")
    assert Declared("if IsProd", Location("template.yaml", 3)) in found["Archive"].evidence
    assert (found["Orders"].when, found["Orders"].message) == ((), "It is so.")


def test_what_holds_on_both_sides_needs_no_condition(app: App) -> None:
    then, otherwise = Lit("a", at=Location("t", 5)), Lit("b", at=Location("t", 6))
    properties = Map({"Name": Cond("IsProd", then, otherwise)})
    more = replace(
        app, resources={**app.resources, "Orders": replace(app.resources["Orders"], properties=properties)}
    )

    def check(sides: tuple[Lit, ...]) -> Check:
        def reports(table: Resource, _app: App) -> Iterator[Report]:
            for side in sides if table.id == "Orders" else ():
                yield RULE.at(table, "It is so.", location=side.at)

        return reports

    for sides, when in (((then,), ("IsProd",)), ((otherwise,), ("not IsProd",)), ((then, otherwise), ())):
        (finding,) = judge(more, (LoadedRule(RULE, "x", check(sides), Resource),), Config()).findings
        assert finding.when == when


def test_a_rule_that_fails_is_a_gap_and_others_go_on(app: App) -> None:
    def fails(_resource: Resource, _app: App) -> Iterator[Report]:
        missing: dict[str, list[Report]] = {}
        yield from missing["Type"]

    rules = (LoadedRule(RULE, "a", fails, Resource), LoadedRule(RULE, "b", _everything, Resource))
    judged = judge(app, rules, Config())
    assert len(judged.findings) == 5
    assert judged.gaps[0].reason == "the rule made-up failed on Orders: KeyError: 'Type'; please report it"
    assert str(judged.gaps[0].location) == "template.yaml:40"


def test_a_rule_may_ask_for_the_configuration(app: App) -> None:
    def check(trigger: Trigger, app: App, config: Config) -> Iterator[Report]:
        if not config.is_public(app.name, trigger.detail):
            yield RULE.at(trigger, "It is so.")

    config = parse_config('[[public]]\nroute = "post /ORDERS"\nreason = "a shop"\n')
    assert "post" not in _judge(app, RULE, check, Trigger, config)


def test_messages_hold_no_secrets(app: App) -> None:
    def check(whole: App, _app: App) -> Iterator[Report]:
        yield RULE.at(whole, "The key is " + "AKIA" + "Z7QXN4LMB2WERT5Y.")

    finding = judge(app, (LoadedRule(RULE, "made_up", check, App),), Config()).findings[0]
    assert finding.message == "The key is ***."


def test_disabled_and_pedantic_rules_do_not_run() -> None:
    everything = {found.rule.id for found in chosen(Config(rules=RuleSettings(pedantic=True)))}
    without = {
        found.rule.id
        for found in chosen(Config(rules=RuleSettings(pedantic=True, disable=("acceptance-expired",))))
    }
    assert everything - without == {"acceptance-expired"}
    assert not any(found.rule.pedantic for found in chosen(Config()))


def test_every_finding_says_what_speaks_for_it(app: App) -> None:
    def granting(resource: Resource, _app: App) -> Iterator[Report]:
        yield RULE.at(resource, "It is so.", evidence=(Granted("s3:* on *", Location("template.yaml", 60)),))

    loaded = LoadedRule(RULE, "made_up", granting, Resource)
    found = {one.subject: one for one in judge(app, (loaded,), Config()).findings}
    assert [(type(one).__name__, one.location.line) for one in found["Orders"].evidence] == [
        ("Declared", 40),
        ("Declared", 20),
        ("Granted", 60),
    ]
    assert [type(one).__name__ for one in found["Lonely"].evidence] == ["Declared", "Granted"]

import pytest
from msgspec.structs import replace

from stockade.model import App, Resource
from stockade.rules import Rule
from stockade.rules.circumstances import Circumstances, common, conditional, terms
from stockade.values import Cond, List, Lit, Location, Map, Value

RULE = Rule(id="made-up", title="A fault", severity="medium")


def _at(line: int) -> Location:
    return Location("template.yaml", line)


def _with(app: App, name: str, condition: str = "", properties: Value | None = None) -> App:
    resource = Resource(
        name,
        "AWS::Lambda::Function",
        Lit(name),
        app.functions[name].location,
        properties if isinstance(properties, Map) else Map(),
        condition=condition,
    )
    return replace(app, resources={**app.resources, name: resource})


def _of(app: App, **more: object) -> tuple[str, ...]:
    report = RULE.at(app.functions["CreateOrder"], "It is so.", **more)  # type: ignore[arg-type]
    return terms(Circumstances(app).of(report))


def test_of_the_resource_and_of_its_branches(app: App) -> None:
    nested = Cond("IsOld", Lit("a", at=_at(70)), Cond("IsProd", Lit("b", at=_at(71)), Lit("c", at=_at(72))))
    properties = Map({"X": List((nested,)), "Y": Lit("d", at=_at(73))})
    more = _with(app, "CreateOrder", "IsProd", properties)
    assert _of(more) == ("IsProd",)
    assert _of(more, location=_at(70)) == ("IsOld", "IsProd")
    assert _of(more, location=_at(71)) == ("not IsOld", "IsProd")
    assert _of(more, location=_at(73)) == ("IsProd",)
    assert _of(app) == ()


def test_a_line_of_two_resources_needs_what_both_do(app: App) -> None:
    shared = Map({"X": Cond("IsOld", Lit("a", at=_at(70)), Lit("b", at=_at(71)))})
    more = _with(_with(app, "CreateOrder", "IsProd", shared), "Worker", "", shared)
    assert _of(more, location=_at(70), touches=("Worker",)) == ("IsOld",)


@pytest.mark.parametrize(("condition", "needed"), [("", ()), ("IsProd", ("IsProd",)), ("IsTest", ())])
def test_what_is_said_of_several_alike(app: App, condition: str, needed: tuple[str, ...]) -> None:
    more = _with(_with(app, "CreateOrder", "IsProd"), "Worker", condition)
    assert _of(more, touches=("Worker",)) == needed
    assert _of(more, touches=("Orders",)) == ("IsProd",), "data that a function touches is nothing alike"


def test_routes(app: App) -> None:
    post, *others = app.triggers
    conditioned = replace(app, triggers=(replace(post, conditions={"HasApi": True}), *others))
    assert _of(conditioned, entry_point="post") == ("HasApi",)
    get = replace(post, id="get")
    assert (
        _of(replace(conditioned, triggers=(*conditioned.triggers, get)), entry_point="post", touches=("get",))
        == ()
    )


def test_words() -> None:
    assert common(({"A": True, "B": False}, {"A": True, "B": True})) == {"A": True}
    assert conditional("It is so.", ()) == "It is so."
    assert conditional("It is so.", ("A", "not B")) == "It is so (if A and not B)."

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from stockade.readers.cloudformation.conditions import cycles, decisions
from stockade.readers.cloudformation.document import read_document
from stockade.readers.cloudformation.scope import Scope
from stockade.values import List, Lit, Map, Param, Value, get, text


def scope(written: str, **parameters: Value) -> Scope:
    value = read_document(written, "t.yaml").value
    assert isinstance(value, Map)
    return Scope(parameters=dict(parameters), conditions=value.items)


def test_constants_decide() -> None:
    found = decisions(
        scope(
            "Same: !Equals [a, a]\n"
            "Truth: !Equals [true, 'true']\n"
            "Other: !Not [!Condition Same]\n"
            "Both: !And [!Condition Same, !Condition Other]\n"
            "Either: {'Fn::Or': [{Condition: Other}, {Condition: Same}]}\n"
        )
    )
    assert found == {"Same": True, "Truth": True, "Other": False, "Both": False, "Either": True}


def test_a_parameter_leaves_both_sides_open_unless_another_part_decides() -> None:
    found = decisions(
        scope(
            "Prod: !Equals [!Ref Stage, prod]\n"
            "Never: !And [!Condition Prod, !Equals [a, b]]\n"
            "Always: !Or [!Equals [a, a], !Condition Prod]\n"
            "Open: !Or [!Condition Prod, !Equals [a, b]]\n",
            Stage=Param("Stage", default=Lit("prod")),
        )
    )
    assert found == {"Never": False, "Always": True}


def test_what_an_outer_stack_passes_is_a_constant() -> None:
    written = "Prod: !Equals [!Ref Stage, prod]\n"
    assert decisions(scope(written, Stage=Lit("prod"))) == {"Prod": True}
    assert decisions(scope(written, Stage=Lit("test"))) == {"Prod": False}


def test_what_is_fetched_at_deployment_is_no_constant() -> None:
    assert not decisions(scope("A: !Equals ['{{resolve:ssm:a}}', '{{resolve:ssm:b}}']\n"))


def test_shapes_that_mean_nothing_decide_nothing() -> None:
    written = (
        "A: 5\nB: [1]\nC: !Equals [a]\nD: !Not []\nE: !And []\nF: !Or x\nG: !Condition Nowhere\n"
        "H: !Equals [~, ~]\nI: {'Fn::Equals': [a, a], 'Fn::Not': []}\n"
    )
    assert not decisions(scope(written))


def test_only_what_leads_to_itself_is_a_cycle() -> None:
    found = scope(
        "Before: !Not [!Condition A]\n"
        "A: !Or [!Condition B, !Equals [x, x]]\n"
        "B: !Not [!Condition A]\n"
        "Self: !Condition Self\n"
        "Fine: !Equals [x, x]\n"
    )
    assert [gap.location.line for gap in cycles(found.conditions)] == [2, 3, 4]
    assert decisions(found) == {"Fine": True}


def test_a_condition_named_many_times_is_decided_once() -> None:
    levels = 200
    written = [f"C{i}: !And [!Condition C{i + 1}, !Condition C{i + 1}]" for i in range(levels)]
    found = decisions(scope("\n".join([*written, f"C{levels}: !Equals [a, a]"])))
    assert len(found) == levels + 1
    assert all(found.values())


def test_a_long_way_and_a_wide_ring() -> None:
    number = 3000
    chain = [f"C{i}: !Not [!Condition C{i + 1}]" for i in range(number)]
    found = decisions(scope("\n".join([*chain, f"C{number}: !Equals [a, a]"])))
    assert found["C0"] is (number % 2 == 0)
    ring = [f"C{i}: !Not [!Condition C{(i + 1) % number}]" for i in range(number)]
    assert len(cycles(scope("\n".join(ring)).conditions)) == number


NAMES = ("A", "B", "C", "D")
PARAMETERS = ("P", "Q")


def _function(name: str, *parts: Value) -> Value:
    return Map({name: List(parts)})


leaves = st.sampled_from([Lit("x"), Lit("y"), *(Map({"Ref": Lit(name)}) for name in PARAMETERS)])
bodies = st.recursive(
    st.builds(lambda a, b: _function("Fn::Equals", a, b), leaves, leaves)
    | st.sampled_from(NAMES).map(lambda name: Map({"Condition": Lit(name)})),
    lambda inner: (
        inner.map(lambda one: _function("Fn::Not", one))
        | st.lists(inner, min_size=1, max_size=3).map(lambda some: _function("Fn::And", *some))
        | st.lists(inner, min_size=1, max_size=3).map(lambda some: _function("Fn::Or", *some))
    ),
    max_leaves=6,
)


def _meant(body: Value, conditions: dict[str, Value], filled: dict[str, str]) -> bool:
    """Evaluate a condition the naive way, with every parameter filled in."""
    assert isinstance(body, Map)
    ((name, argument),) = body.items.items()
    if isinstance(argument, Lit):
        return _meant(conditions[str(argument.value)], conditions, filled)
    assert isinstance(argument, List)
    if name == "Fn::Equals":
        left, right = (_filled(part, filled) for part in argument.items)
        return left == right
    sides = [_meant(part, conditions, filled) for part in argument.items]
    return not sides[0] if name == "Fn::Not" else all(sides) if name == "Fn::And" else any(sides)


def _filled(part: Value, filled: dict[str, str]) -> str | None:
    return filled[text(get(part, "Ref")) or ""] if isinstance(part, Map) else text(part)


@given(drawn=st.fixed_dictionaries(dict.fromkeys(NAMES, bodies)))
def test_what_is_decided_holds_for_every_deployment(drawn: dict[str, Value]) -> None:
    parameters: dict[str, Value] = {name: Param(name) for name in PARAMETERS}
    found = decisions(Scope(parameters=parameters, conditions=drawn))
    circular = {gap.reason.split("'")[1] for gap in cycles(drawn)}
    sound = {name: body for name, body in drawn.items() if name not in circular}
    assert not circular & set(found)
    for values in product("xyz", repeat=len(PARAMETERS)):
        filled = dict(zip(PARAMETERS, values, strict=True))
        for name, answer in found.items():
            try:
                assert _meant(sound[name], sound, filled) == answer
            except KeyError:
                continue  # it names a circular one, and is decided by its other parts

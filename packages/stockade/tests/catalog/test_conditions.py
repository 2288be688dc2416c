import pytest
from msgspec import ValidationError, convert

from stockade.catalog.conditions import holds
from stockade.catalog.schema import Condition

EVENT = {
    "kind": "aws:x",
    "number": 1,
    "rows": [{"kind": "a"}, {"kind": "b"}, {"other": 1}],
    "none": None,
    "flag": True,
}


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ({"path": "kind"}, True),
        ({"path": "absent"}, False),
        ({"path": "none"}, True),
        ({"path": "absent", "exists": False}, True),
        ({"path": "kind", "exists": False}, False),
        ({"path": "kind", "equals": "aws:x"}, True),
        ({"path": "number", "equals": 1}, True),
        ({"path": "flag", "equals": 1}, False),
        ({"path": "kind", "one_of": ["aws:x", "aws:y"]}, True),
        ({"path": "kind", "starts_with": "aws:"}, True),
        ({"path": "number", "starts_with": "1"}, False),
        ({"path": "kind", "matches": "^aws:[a-z]$"}, True),
        ({"path": "rows", "holds_a": "list"}, True),
        ({"path": "kind", "holds_a": "text"}, True),
        ({"path": "kind", "holds_a": "object"}, False),
        ({"path": "rows[].kind"}, False),
        ({"path": "rows[].kind", "exists": False}, False),
        ({"keys": ["kind", "rows"]}, True),
        ({"keys": ["kind", "absent"]}, False),
        ({"only_keys": ["kind"]}, False),
        ({"root": "list"}, False),
        ({"any": [{"path": "absent"}, {"path": "kind"}]}, True),
        ({"all": [{"path": "absent"}, {"path": "kind"}]}, False),
        ({"not": {"path": "absent"}}, True),
        ({"path": "kind", "equals": "aws:x", "not": {"path": "number"}}, False),
        ({}, False),
    ],
)
def test_conditions(written: dict[str, object], answer: bool) -> None:
    assert holds(convert(written, Condition), EVENT) is answer


def test_every_element_must_fulfil_it_and_there_must_be_one() -> None:
    condition = Condition(path="rows[].kind", equals="a")
    assert holds(condition, {"rows": [{"kind": "a"}, {"kind": "a"}]})
    assert not holds(condition, {"rows": [{"kind": "a"}, {"kind": "b"}]})
    assert not holds(condition, {"rows": []})
    assert not holds(condition, {"rows": "text"})


def test_lists() -> None:
    assert holds(Condition(root="list"), [1])
    assert not holds(Condition(root="list"), [])
    assert holds(Condition(root="list", path="[].a"), [{"a": 1}])


@pytest.mark.parametrize(
    "written", [{"path": "a", "equals": "b", "matches": "c"}, {"equals": "b"}, {"path": "a", "like": "b"}]
)
def test_what_a_condition_cannot_say(written: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        convert(written, Condition)

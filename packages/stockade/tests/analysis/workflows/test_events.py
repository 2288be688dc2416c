"""An event is plain data: it can be written down, and what is read from it is what was there."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from stockade.analysis.sources import FieldNode, event_taints, loaded
from stockade.analysis.taint import Taint
from stockade.analysis.values import Value, constants, record, sequence, tainted
from stockade.analysis.workflows.documents import at_path
from stockade.analysis.workflows.events import TOKEN, Event, frozen, thawed

_SOURCES = ("apigw.http", "apigw.rest", "eventbridge.custom", "stepfunctions", "s3.eventbridge", "pipes")
_KEYS = ("body", "detail", "name", "Records", "headers", "a.b", "", None, "0")


@st.composite
def taints(draw: st.DrawFn) -> Taint:
    (taint,) = event_taints((draw(st.sampled_from(_SOURCES)),))
    for key in draw(st.lists(st.sampled_from(_KEYS), max_size=5)):
        found = loaded(taint, key, index=key is None or key.isdigit())
        taint = found[0] if found else taint
    if draw(st.booleans()):
        taint = taint.stepped("a.json", 4097, "reads it").marked("+json")
    return taint


def values() -> st.SearchStrategy[Value]:
    leaves = st.one_of(
        st.frozensets(taints(), max_size=3).map(tainted),
        st.frozensets(st.one_of(st.text(max_size=3), st.integers(), st.none()), min_size=1, max_size=4).map(
            constants
        ),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.dictionaries(st.text(max_size=3), inner, max_size=3).map(record),
            st.lists(inner, max_size=3).map(sequence),
            inner.map(lambda one: Value(fields={}, items=one)),
        ),
        max_leaves=8,
    )


@given(values())
def test_what_is_thawed_is_what_was_frozen(value: Value) -> None:
    event = frozen(value)
    assert thawed(event) == value
    assert frozen(thawed(event)) == event
    assert hash(frozen(thawed(event))) == hash(event)


@given(values())
def test_an_event_can_be_written_down(value: Value) -> None:
    event = frozen(value)
    assert msgspec.json.decode(msgspec.json.encode(event), type=Event) == event


@given(taints(), st.sampled_from(_KEYS))
def test_fields_below_are_the_same_after_thawing(taint: Taint, key: str | None) -> None:
    again = thawed(frozen(tainted(frozenset({taint}))))
    (found,) = again.taints
    before = {(one.path, one.control) for one in loaded(taint, key)}
    assert {(one.path, one.control) for one in loaded(found, key)} == before


def test_the_token_of_a_task_stays_a_secret() -> None:
    (found,) = at_path(thawed(frozen(record({"token": tainted(frozenset({TOKEN}))}))), ["token"]).taints
    assert found == TOKEN
    assert isinstance(found.field, FieldNode)
    assert found.field.secret


def test_what_is_too_deep_is_told_by_whose_data_it_is() -> None:
    value = tainted(event_taints(("stepfunctions",)))
    for _ in range(40):
        value = record({"a": value})
    assert frozen(value) == frozen(thawed(frozen(value)))
    assert at_path(thawed(frozen(value)), ["a"] * 5).fields is not None

import pytest

from stockade.model import Gap
from stockade.readers.cloudformation.document import read_document
from stockade.readers.sam.names import with_legal_events
from stockade.values import Map, get

TEMPLATE = """\
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        {first}: {{Type: Api}}
        {second}: {{Type: SQS}}
"""


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        ("A", "B", ["A", "B"]),
        ("My_Api", "B", ["MyApi", "B"]),
        ("My_Api", "MyApi", ["MyApi2", "MyApi"]),
        ("My_Api", "My-Api", ["MyApi", "MyApi2"]),
        ("_", "B", ["Event", "B"]),
    ],
)
def test_an_event_keeps_its_line_under_a_name_of_letters(first: str, second: str, names: list[str]) -> None:
    raw = read_document(TEMPLATE.format(first=first, second=second), "t.yaml").value
    assert isinstance(raw, Map)
    gaps = list[Gap]()
    events = get(with_legal_events(raw, gaps), "Resources.F.Properties.Events")
    assert isinstance(events, Map)
    assert list(events.items) == names
    assert [event.at.line for event in events.items.values()] == [6, 7]
    assert [gap.location.line for gap in gaps] == [6 + i for i in (0, 1) if names[i] != (first, second)[i]]


@pytest.mark.parametrize("written", ["Resources: 3", "Resources: {F: 3}", "{}"])
def test_what_is_no_template_is_left(written: str) -> None:
    raw = read_document(written, "t.yaml").value
    assert isinstance(raw, Map)
    assert with_legal_events(raw, []) == raw

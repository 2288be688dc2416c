from collections.abc import Callable

import pytest

from stockade.assembly import pipes
from stockade.assembly.draft import Draft

DraftOf = Callable[[str], Draft]


PIPE = """\
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {FunctionName: work, Runtime: python3.13, Handler: a.b}}
  Jobs: {Type: AWS::SQS::Queue}
  Out: {Type: AWS::SNS::Topic}
  Pipe:
    Type: AWS::Pipes::Pipe
    Properties: {RoleArn: x, Source: %s, %s}
"""


@pytest.mark.parametrize("place", ["Target", "Enrichment"])
def test_functions_of_a_pipe(draft_of: DraftOf, place: str) -> None:
    draft = draft_of(PIPE % ("!GetAtt Jobs.Arn", f"{place}: !GetAtt Work.Arn"))
    pipes.wire(draft)
    (found,) = draft.wired
    assert (found.function, found.event_source, found.origin) == ("Work", "pipes", "Jobs")
    assert found.detail == f"Pipe {place.lower()}"
    assert found.exposure is None


def test_a_source_outside_the_stack(draft_of: DraftOf) -> None:
    draft = draft_of(PIPE % ("!ImportValue x", "Target: !GetAtt Work.Arn"))
    pipes.wire(draft)
    assert draft.wired[0].origin is None


def test_a_pipe_forwards_to_what_is_no_function(draft_of: DraftOf) -> None:
    draft = draft_of(PIPE % ("!GetAtt Jobs.Arn", "Target: !Ref Out"))
    pipes.wire(draft)
    assert draft.wired == []
    assert [(origin, target) for origin, target, _ in pipes.forwards(draft)] == [("Jobs", "Out")]

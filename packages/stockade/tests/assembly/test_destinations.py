from collections.abc import Callable

from stockade.assembly import destinations
from stockade.assembly.draft import Draft

DraftOf = Callable[[str], Draft]


STACK = """\
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {FunctionName: work, Runtime: python3.13, Handler: a.b}}
  First:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, DeadLetterConfig: {TargetArn: !GetAtt Dead.Arn}}
  Dead: {Type: AWS::SQS::Queue}
  Done: {Type: AWS::SNS::Topic}
  Config:
    Type: AWS::Lambda::EventInvokeConfig
    Properties:
      FunctionName: !Ref First
      Qualifier: $LATEST
      DestinationConfig:
        OnSuccess: {Destination: !Ref Done}
        OnFailure: {Destination: %s}
"""


def test_a_function_that_takes_what_another_leaves(draft_of: DraftOf) -> None:
    draft = draft_of(STACK % "!GetAtt Work.Arn")
    destinations.wire(draft)
    (found,) = draft.wired
    assert (found.function, found.event_source, found.origin) == ("Work", "lambda.destination", "First")
    assert (found.exposure, found.detail) == ("stored", "First OnFailure")


def test_dead_letters_and_results_are_forwarded(draft_of: DraftOf) -> None:
    found = destinations.forwards(draft_of(STACK % "!GetAtt Work.Arn"))
    assert {(origin, target) for origin, target, _ in found} == {("First", "Done"), ("First", "Dead")}


def test_a_destination_that_is_not_known_starts_nothing(draft_of: DraftOf) -> None:
    draft = draft_of(STACK % "!ImportValue x")
    destinations.wire(draft)
    assert draft.wired == []

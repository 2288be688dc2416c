from collections.abc import Callable

import pytest

from stockade.assembly import custom_resources
from stockade.assembly.draft import Draft

DraftOf = Callable[[str], Draft]


STACK = """\
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {FunctionName: work, Runtime: python3.13, Handler: a.b}}
  Orders: {Type: AWS::SNS::Topic}
  Seed: {Type: %s, Properties: {ServiceToken: %s}}
"""


@pytest.mark.parametrize("kind", ["Custom::Seed", "AWS::CloudFormation::CustomResource"])
def test_the_function_behind_a_custom_resource(draft_of: DraftOf, kind: str) -> None:
    draft = draft_of(STACK % (kind, "!GetAtt Work.Arn"))
    custom_resources.wire(draft)
    (found,) = draft.wired
    assert (found.function, found.event_source, found.origin, found.detail) == (
        "Work",
        "cfn.custom",
        "Seed",
        "Seed",
    )
    assert (found.exposure, found.authentication) == ("operator", "iam")


def test_a_topic_as_service_token_is_where_the_request_goes(draft_of: DraftOf) -> None:
    draft = draft_of(STACK % ("Custom::Seed", "!Ref Orders"))
    custom_resources.wire(draft)
    (found,) = draft.wired
    assert (found.function, found.origin) == (None, "Orders")


def test_a_function_elsewhere_is_none_of_the_stack(draft_of: DraftOf) -> None:
    draft = draft_of(STACK % ("Custom::Seed", "!ImportValue provider"))
    custom_resources.wire(draft)
    assert draft.wired == []

from collections.abc import Callable

import pytest

from stockade.assembly import lattice
from stockade.assembly.draft import Draft

DraftOf = Callable[[str], Draft]


SERVICE = """\
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {FunctionName: work, Runtime: python3.13, Handler: a.b}}
  Service: {Type: AWS::VpcLattice::Service, Properties: {%s}}
  Group:
    Type: AWS::VpcLattice::TargetGroup
    Properties: {Type: LAMBDA, Targets: [{Id: !GetAtt Work.Arn}], %s}
  Front:
    Type: AWS::VpcLattice::Listener
    Properties:
      Protocol: HTTPS
      ServiceIdentifier: !Ref Service
      DefaultAction: {FixedResponse: {StatusCode: 404}}
  Rule:
    Type: AWS::VpcLattice::Rule
    Properties:
      ListenerIdentifier: !Ref Front
      Action: {Forward: {TargetGroups: [{TargetGroupIdentifier: !Ref Group}]}}
"""


@pytest.mark.parametrize(
    ("service", "group", "source", "authentication"),
    [
        ("AuthType: AWS_IAM", "Config: {LambdaEventStructureVersion: V2}", "lattice.v2", "iam"),
        ("AuthType: NONE", "Config: {LambdaEventStructureVersion: V1}", "lattice.v1", "none"),
        ("Name: x", "Name: y", "lattice.v1", "none"),
        ("AuthType: !ImportValue x", "Name: y", "lattice.v1", "unknown"),
    ],
)
def test_a_function_of_a_network_service(
    draft_of: DraftOf, service: str, group: str, source: str, authentication: str
) -> None:
    draft = draft_of(SERVICE % (service, group))
    lattice.wire(draft)
    (found,) = draft.wired
    assert (found.function, found.event_source, found.origin, found.detail) == (
        "Work",
        source,
        "Service",
        "Rule",
    )
    assert (found.exposure, found.authentication) == ("account", authentication)


def test_the_default_action_of_a_listener(draft_of: DraftOf) -> None:
    forward = "{Forward: {TargetGroups: [{TargetGroupIdentifier: !Ref Group}]}}"
    draft = draft_of(
        (SERVICE % ("Name: x", "Name: y")).replace("{FixedResponse: {StatusCode: 404}}", forward)
    )
    lattice.wire(draft)
    assert [found.detail for found in draft.wired] == ["Front", "Rule"]

from collections.abc import Callable

import pytest

from stockade.assembly import balancers
from stockade.assembly.draft import Draft, Wired

DraftOf = Callable[[str], Draft]


BALANCER = """\
Parameters: {{Where: {{Type: String}}}}
Resources:
  Work: {{Type: AWS::Lambda::Function, Properties: {{FunctionName: work, Runtime: python3.13, Handler: a.b}}}}
  Balancer: {{Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {{{scheme}}}}}
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {{TargetType: lambda, Targets: [{{Id: !GetAtt Work.Arn}}]}}
  Front:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      Port: 443
      LoadBalancerArn: {balancer}
      {listener}
      DefaultActions: [{actions}]
"""
FORWARD = "{Type: forward, TargetGroupArn: !Ref Group}"


def stack(
    scheme: str = "Name: x",
    balancer: str = "!Ref Balancer",
    listener: str = "Protocol: HTTPS",
    actions: str = FORWARD,
) -> str:
    return BALANCER.format(scheme=scheme, balancer=balancer, listener=listener, actions=actions)


def wired(draft: Draft) -> Wired:
    balancers.wire(draft)
    (found,) = draft.wired
    return found


@pytest.mark.parametrize(
    ("template", "exposure", "authentication"),
    [
        (stack(), "public", "none"),
        (stack(scheme="Scheme: internet-facing"), "public", "none"),
        (stack(scheme="Scheme: internal"), "account", "none"),
        (stack(scheme="Scheme: !Ref Where"), "unknown", "none"),
        (stack(balancer="!ImportValue x"), "unknown", "none"),
        (stack(listener="MutualAuthentication: {Mode: verify}"), "authenticated", "mtls"),
        (stack(listener="MutualAuthentication: {Mode: passthrough}"), "public", "none"),
        (stack(actions="{Type: authenticate-cognito}, " + FORWARD), "authenticated", "cognito"),
        (stack(actions="{Type: authenticate-oidc}, " + FORWARD), "authenticated", "jwt"),
        (stack(actions="{Type: jwt-validation}, " + FORWARD), "authenticated", "jwt"),
        (stack(actions=FORWARD + ", {Type: authenticate-oidc}"), "public", "none"),
        (
            stack(
                actions="{Order: 2, Type: forward, TargetGroupArn: !Ref Group}, "
                "{Order: 1, Type: authenticate-oidc}"
            ),
            "authenticated",
            "jwt",
        ),
        (
            stack(
                actions="{Type: authenticate-oidc, "
                "AuthenticateOidcConfig: {OnUnauthenticatedRequest: allow}}, " + FORWARD
            ),
            "public",
            "none",
        ),
        (
            stack(actions="{Type: forward, ForwardConfig: {TargetGroups: [{TargetGroupArn: !Ref Group}]}}"),
            "public",
            "none",
        ),
    ],
)
def test_what_authenticates_before_a_forward(
    draft_of: DraftOf, template: str, exposure: str, authentication: str
) -> None:
    found = wired(draft_of(template))
    assert (found.function, found.event_source, found.detail) == ("Work", "alb", "Listener 443")
    assert (found.exposure, found.authentication) == (exposure, authentication)


RULE = """\
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Front
      Priority: 1
      Conditions: [{Field: path-pattern, PathPatternConfig: {Values: [/a, /b]}}]
      Actions: [{Type: forward, TargetGroupArn: !Ref Group}]
"""


def test_a_rule_is_named_by_its_paths(draft_of: DraftOf) -> None:
    found = wired(draft_of(stack(actions="{Type: fixed-response}") + RULE))
    assert (found.detail, found.origin, found.declared_by) == ("/a,/b", "Front", "Rule")
    assert found.exposure == "public"

from collections.abc import Callable

import pytest

from stockade.assembly import function_urls
from stockade.assembly.draft import Draft, Wired

DraftOf = Callable[[str], Draft]


URL = """\
Parameters: {{Kind: {{Type: String}}}}
Conditions: {{Closed: !Equals [!Ref Kind, x]}}
Resources:
  Work: {{Type: AWS::Lambda::Function, Properties: {{FunctionName: work, Runtime: python3.13, Handler: a.b}}}}
  Url:
    Type: AWS::Lambda::Url
    Properties: {{TargetFunctionArn: !Ref Work, AuthType: {kind}, InvokeMode: {mode}}}
  Permission:
    Type: AWS::Lambda::Permission
    Properties: {{FunctionName: !Ref Work, Action: lambda:InvokeFunctionUrl, {permission}}}
"""
ANYONE = "Principal: '*', FunctionUrlAuthType: NONE"


def wired(draft: Draft) -> list[Wired]:
    function_urls.wire(draft)
    return draft.wired


def stack(kind: str, permission: str = ANYONE, mode: str = "BUFFERED") -> str:
    return URL.format(kind=kind, permission=permission, mode=mode)


@pytest.mark.parametrize(
    ("template", "exposure", "authentication"),
    [
        (stack("NONE"), "public", "none"),
        (stack("AWS_IAM"), "account", "iam"),
        (stack("!Ref Kind"), "unknown", "unknown"),
        (stack("NONE", "Principal: !Ref Kind"), "public", "none"),
        (stack("NONE", "Principal: '123456789012'"), "account", "resource-policy"),
        (stack("NONE", "Principal: '*', PrincipalOrgID: o-1"), "account", "resource-policy"),
        (stack("NONE", "Principal: '*', FunctionUrlAuthType: AWS_IAM"), "account", "resource-policy"),
        (
            stack("NONE").replace("Action: lambda:InvokeFunctionUrl", "Action: lambda:GetFunction"),
            "account",
            "resource-policy",
        ),
        (
            stack("NONE").replace("FunctionName: !Ref Work", "FunctionName: other"),
            "account",
            "resource-policy",
        ),
        (stack("NONE").replace("FunctionName: !Ref Work", "FunctionName: !ImportValue x"), "public", "none"),
    ],
)
def test_who_may_use_a_url(draft_of: DraftOf, template: str, exposure: str, authentication: str) -> None:
    (found,) = wired(draft_of(template))
    assert (found.function, found.event_source, found.origin) == ("Work", "lambda.url", "Url")
    assert (found.exposure, found.authentication) == (exposure, authentication)


def test_a_type_that_depends_on_a_condition_gives_an_entry_for_each(draft_of: DraftOf) -> None:
    found = wired(draft_of(stack("!If [Closed, AWS_IAM, NONE]")))
    assert {(one.detail, one.exposure, one.conditions["Closed"]) for one in found} == {
        ("AuthType AWS_IAM", "account", True),
        ("AuthType NONE", "public", False),
    }


def test_streaming_is_noted(draft_of: DraftOf) -> None:
    (found,) = wired(draft_of(stack("NONE", mode="RESPONSE_STREAM")))
    assert "its responses are streamed" in found.because


def test_a_function_outside_the_template_is_a_gap(draft_of: DraftOf) -> None:
    draft = draft_of(
        stack("NONE").replace("TargetFunctionArn: !Ref Work", "TargetFunctionArn: !ImportValue x")
    )
    assert wired(draft) == []
    assert any("Url" in gap.reason for gap in draft.gaps)

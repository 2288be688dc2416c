from collections.abc import Callable

import pytest

from stockade.assembly import cloudfront, function_urls
from stockade.assembly.draft import Draft

DraftOf = Callable[[str], Draft]


SITE = """\
Conditions: {{Signed: !Equals [a, b]}}
Resources:
  Work: {{Type: AWS::Lambda::Function, Properties: {{FunctionName: work, Runtime: python3.13, Handler: a.b}}}}
  Url: {{Type: AWS::Lambda::Url, Properties: {{TargetFunctionArn: !Ref Work, AuthType: AWS_IAM}}}}
  Control:
    Type: AWS::CloudFront::OriginAccessControl
    Properties: {{OriginAccessControlConfig: {{SigningBehavior: {signing}}}}}
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Origins:
          - Id: api
            DomainName: !Select [2, !Split [/, !GetAtt Url.FunctionUrl]]
            {control}
          - {{Id: files, DomainName: files.example.com}}
        DefaultCacheBehavior: {{TargetOriginId: {default}}}
        CacheBehaviors: [{{PathPattern: /api/*, TargetOriginId: api{behaviour}}}]
"""
KEYS = ", TrustedKeyGroups: [k]"


def stack(
    control: str = "OriginAccessControlId: !Ref Control",
    default: str = "files",
    behaviour: str = "",
    signing: str = "always",
) -> str:
    return SITE.format(control=control, default=default, behaviour=behaviour, signing=signing)


@pytest.mark.parametrize(
    ("template", "exposure", "authentication"),
    [
        (stack(), "public", "none"),
        (stack(behaviour=KEYS), "authenticated", "signature"),
        (stack(behaviour=", TrustedKeyGroups: []"), "public", "none"),
        (stack(behaviour=", TrustedKeyGroups: !If [Signed, [k], !Ref AWS::NoValue]"), "public", "none"),
        (stack(behaviour=KEYS, default="api"), "public", "none"),
        (stack(control="CustomHeaders: []"), "account", "iam"),
        (stack(signing="never"), "account", "iam"),
        (stack(control="OriginAccessControlId: !ImportValue x"), "public", "none"),
    ],
)
def test_a_distribution_signs_for_its_viewers(
    draft_of: DraftOf, template: str, exposure: str, authentication: str
) -> None:
    draft = draft_of(template)
    function_urls.wire(draft)
    cloudfront.wire(draft)
    cloudfront.front(draft)
    (found,) = draft.wired
    assert found.event_source == "lambda.url"
    assert (found.exposure, found.authentication) == (exposure, authentication)
    assert found.detail == ("AuthType AWS_IAM" if exposure == "account" else "Site -> AuthType AWS_IAM")


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("viewer-request", "cloudfront.edge"),
        ("origin-request", "cloudfront.edge"),
        ("viewer-response", "cloudfront.edge.response"),
        ("origin-response", "cloudfront.edge.response"),
    ],
)
@pytest.mark.parametrize(("trusted", "exposure"), [("", "public"), (KEYS, "authenticated")])
def test_functions_at_the_edge(
    draft_of: DraftOf, kind: str, source: str, trusted: str, exposure: str
) -> None:
    edge = f", LambdaFunctionAssociations: [{{EventType: {kind}, LambdaFunctionARN: !Ref Version}}]"
    version = "  Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Work}}\n"
    draft = draft_of(stack(behaviour=trusted + edge) + version)
    cloudfront.wire(draft)
    (found,) = draft.wired
    assert (found.function, found.event_source, found.origin) == ("Work", source, "Site")
    assert (found.exposure, found.detail) == (exposure, f"{kind} /api/*")

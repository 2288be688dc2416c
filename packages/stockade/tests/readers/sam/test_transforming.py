"""What the transform refuses costs the smallest part, and what is said of the rest is true."""

from collections.abc import Callable

import pytest

from stockade.assembly import assemble
from stockade.model import Stack

Sam = Callable[..., Stack]

TEMPLATE = """\
{globals}Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: a.b
      InlineCode: x
      {property}
      Events:
        A: {{Type: Api, Properties: {{Path: /x, Method: get}}}}
        {event}
  {resource}
"""
X = ("apigw.rest GET /x", "public", "none")


Said = tuple[str, str, str]


def found_in(sam: Sam, **parts: str) -> tuple[set[Said], list[str], dict[str, Said]]:
    """Return what is said of triggers, the gaps, and what is said of functions."""
    written = {"globals": "", "property": "Timeout: 3", "event": "", "resource": "", **parts}
    stack = sam(TEMPLATE.format(**written))
    (app,) = assemble([stack])
    triggers: set[Said] = {
        (f"{one.event_source} {one.detail}", one.exposure, one.authentication) for one in app.triggers
    }
    functions = {one.id: (one.runtime, one.handler, str(one.inline)) for one in app.functions.values()}
    return triggers, [gap.reason for gap in app.gaps], functions


@pytest.mark.parametrize(
    ("event", "more"),
    [
        ("My_Api: {Type: Api, Properties: {Path: /y, Method: get}}", ("apigw.rest GET /y", "public", "none")),
        ("B: {Type: Nope}", ("lambda.invoke permission", "unknown", "unknown")),
        ("B: {Type: SQS, Properties: {}}", ("lambda.invoke permission", "unknown", "unknown")),
        ("B: 3", ("lambda.invoke permission", "unknown", "unknown")),
        (
            "B: {Type: Api, Properties: {Path: /y, Method: get, Auth: {Authorizer: Z}}}",
            ("apigw.rest GET /y", "unknown", "unknown"),
        ),
        (
            "B: {Type: Api, Properties: {Path: /y, Method: get, RestApiId: !Ref Elsewhere}}",
            ("apigw.rest GET /y", "unknown", "unknown"),
        ),
    ],
)
def test_a_refused_event_takes_nothing_with_it(sam: Sam, event: str, more: tuple[str, str, str]) -> None:
    triggers, gaps, _ = found_in(sam, event=event)
    assert triggers == {X, more} or (event == "B: 3" and triggers == {more})
    assert len(gaps) == 1


@pytest.mark.parametrize(
    "property_",
    [
        "Nonsense: {a: b}",
        "Environment: 3",
        "EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: x}}}",
        "PackageType: Image",
        "Policies: [{SQSPollerPolicy: {}}]",
    ],
)
def test_a_refused_property_leaves_events_and_the_rest_of_the_function(sam: Sam, property_: str) -> None:
    triggers, gaps, functions = found_in(sam, property=property_)
    assert triggers == {X}
    assert "the SAM transform refuses" in gaps[0]
    assert functions["F"][:2] == ("python3.13", "a.b")
    assert "'x'" in functions["F"][2]


@pytest.mark.parametrize(
    ("settings", "exposure", "authentication"),
    [
        ("{AuthType: NONE, Cors: {Nonsense: 1}}", "public", "none"),
        ("{AuthType: AWS_IAM, Cors: {Nonsense: 1}}", "account", "iam"),
        ("{AuthType: SOMEHOW}", "unknown", "unknown"),
    ],
)
def test_a_refused_url_is_read_all_the_same(
    sam: Sam, settings: str, exposure: str, authentication: str
) -> None:
    triggers, gaps, _ = found_in(sam, property=f"FunctionUrlConfig: {settings}")
    (url,) = triggers - {X}
    assert url[1:] == (exposure, authentication)
    assert len(gaps) == 1


def test_what_globals_may_not_say_is_left_out(sam: Sam) -> None:
    for written in ("Globals: {Function: {Nonsense: 1}}\n", "Globals: {Nonsense: {A: 1}}\n"):
        triggers, gaps, _ = found_in(sam, globals=written)
        assert triggers == {X}
        assert len(gaps) == 1


def test_routes_are_not_open_where_what_secures_them_is_refused(sam: Sam) -> None:
    unknown = ("apigw.rest GET /x", "unknown", "unknown")
    assert found_in(sam, globals="Globals: {Api: {Auth: 3}}\n")[0] == {unknown}
    api = "Api: {Type: AWS::Serverless::Api, Properties: {StageName: p, Auth: 3}}"
    event = "B: {Type: Api, Properties: {Path: /y, Method: get, RestApiId: !Ref Api}}"
    assert found_in(sam, resource=api, event=event)[0] == {X, ("apigw.rest GET /y", "unknown", "unknown")}


def test_an_api_that_is_refused_whole_still_says_what_secures_its_routes(sam: Sam) -> None:
    api = "Api: {Type: AWS::Serverless::Api, Properties: {Auth: {DefaultAuthorizer: AWS_IAM}}}"
    event = "B: {Type: Api, Properties: {Path: /y, Method: get, RestApiId: !Ref Api}}"
    triggers, gaps, _ = found_in(sam, resource=api, event=event)
    assert triggers == {X, ("apigw.rest GET /y", "account", "iam")}
    assert len(gaps) == 2

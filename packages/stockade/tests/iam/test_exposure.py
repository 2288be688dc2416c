"""Who is let in: the policies people write on buckets, queues, topics, functions and APIs."""

from collections.abc import Mapping

import pytest

from stockade.iam import PolicyDocument, Reach, function_permission, parse, reach
from stockade.values import (
    ABSENT,
    Attr,
    Concat,
    Cond,
    List,
    Lit,
    Map,
    Param,
    Pseudo,
    Unknown,
    Value,
    plain,
    text,
)

QUEUE = Lit("arn:aws:sqs:eu-west-1:123456789012:jobs")
OBJECTS = Lit("arn:aws:s3:::data/*")
ACCOUNT = Pseudo("AWS::AccountId")


def policy(*statements: Mapping[str, object]) -> PolicyDocument:
    return parse(
        plain(
            {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", **one} for one in statements]}
        )
    )


def asked(
    *statements: Mapping[str, object], action: str = "sqs:SendMessage", resource: Value = QUEUE
) -> Reach:
    return reach([policy(*statements)], action, resource)


def test_nobody() -> None:
    found = reach([], "sqs:SendMessage", QUEUE)
    assert found.anyone == "false"
    assert found.reasons
    assert asked({"Principal": "*", "Action": "sqs:ReceiveMessage"}).anyone == "false"


def test_everyone() -> None:
    for principal in ("*", {"AWS": "*"}, {"AWS": ["123456789012", "*"]}):
        found = asked({"Principal": principal})
        assert (found.anyone, found.anonymous) == ("true", "true")
        assert len(found.statements) == 1


@pytest.mark.parametrize(
    "condition",
    [
        {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:123456789012:t"}},
        {"StringEquals": {"aws:SourceAccount": "123456789012"}},
        {"StringEquals": {"AWS:SourceOwner": "123456789012"}},
        {"ForAnyValue:StringEquals": {"aws:SourceAccount": ["123456789012"]}},
    ],
)
def test_everyone_narrowed_to_a_source_is_a_service(condition: dict[str, object]) -> None:
    found = asked({"Principal": {"AWS": "*"}, "Condition": condition})
    assert found.anyone == "false"
    assert [(text(one.name), one.narrowed) for one in found.services] == [("*", "true")]
    assert len(found.services[0].sources) == 1


@pytest.mark.parametrize(
    ("condition", "anyone"),
    [
        ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}, "true"),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}}, "true"),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::uploads-*"}}, "true"),
        ({"StringLike": {"aws:SourceArn": "arn:aws:sns:*"}}, "true"),
        ({"StringLike": {"aws:SourceAccount": "*"}}, "true"),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::uploads"}}, "false"),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:123456789012:*"}}, "false"),
        (
            {
                "ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"},
                "StringEquals": {"aws:SourceAccount": "123456789012"},
            },
            "false",
        ),
        ({"StringLike": {"aws:SourceAccount": "1234*"}}, "unknown"),
        ({"StringEquals": {"aws:SourceAccount": "*"}}, "false"),
        # a request of somebody's own carries no such key: it is let in, whatever the key should be
        ({"StringEqualsIfExists": {"aws:SourceAccount": "123456789012"}}, "true"),
        ({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abc"}}, "true"),
        ({"StringLike": {"aws:PrincipalOrgID": "*"}}, "true"),
        ({"StringLike": {"aws:PrincipalAccount": "*"}}, "true"),
        ({"StringLike": {"aws:SourceVpce": "vpce-*"}}, "true"),
        ({"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}, "false"),
    ],
)
def test_a_source_that_every_account_can_have_narrows_nothing(
    condition: dict[str, object], anyone: str
) -> None:
    assert asked({"Principal": "*", "Condition": condition}).anyone == anyone


def test_a_denial_keeps_the_services_of_strangers_out() -> None:
    outside = {"StringNotEquals": {"aws:SourceAccount": "123456789012"}}
    found = asked(
        {"Principal": "*", "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}},
        {"Effect": "Deny", "Principal": "*", "Condition": outside},
    )
    assert found.anyone == "false"


@pytest.mark.parametrize(
    ("condition", "narrowed"),
    [
        ({}, "false"),
        ({"StringEquals": {"aws:SourceAccount": "123456789012"}}, "true"),
        ({"StringEqualsIfExists": {"aws:SourceAccount": "123456789012"}}, "true"),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::data"}}, "true"),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}, "false"),
        ({"StringEquals": {"aws:SourceOrgID": "o-abc"}}, "true"),
        ({"Bool": {"aws:SecureTransport": "true"}}, "false"),
        ({"StringEquals": {"own:key": "x"}}, "unknown"),
        ({"StringEquals": {"lambda:EventSourceToken": "amzn1.ask.skill.x"}}, "true"),
    ],
)
def test_services(condition: dict[str, object], narrowed: str) -> None:
    found = asked({"Principal": {"Service": "s3.amazonaws.com"}, "Condition": condition})
    assert found.anyone == "false"
    assert [(text(one.name), one.narrowed) for one in found.services] == [("s3.amazonaws.com", narrowed)]


def test_a_denied_service_is_not_let_in() -> None:
    found = asked({"Principal": {"Service": "s3.amazonaws.com"}}, {"Effect": "Deny", "Principal": "*"})
    assert found.services == ()


def test_an_organisation() -> None:
    found = asked({"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-abc"}}})
    assert (found.anyone, found.organisation) == ("false", (Lit("o-abc"),))


def test_an_organisation_kept_by_a_denial() -> None:
    outside = {"StringNotEquals": {"aws:PrincipalOrgID": "o-abc"}}
    found = asked({"Principal": "*"}, {"Effect": "Deny", "Principal": "*", "Condition": outside})
    assert (found.anyone, found.organisation) == ("false", (Lit("o-abc"),))


def test_other_accounts_and_our_own() -> None:
    own_root = Concat((Lit("arn:aws:iam::"), ACCOUNT, Lit(":root")))
    principals = List((Lit("222222222222"), own_root, Attr("Role", "Arn"), ACCOUNT))
    statement = Map(
        {
            "Effect": Lit("Allow"),
            "Action": Lit("*"),
            "Resource": Lit("*"),
            "Principal": Map({"AWS": principals}),
        }
    )
    found = reach([parse(Map({"Statement": statement}))], "sqs:SendMessage", QUEUE)
    assert found.anyone == "false"
    assert found.other_accounts == (Lit("222222222222"),)
    assert found.own_account == (own_root, Attr("Role", "Arn"), ACCOUNT)


def test_a_denied_account_is_not_let_in() -> None:
    found = asked(
        {"Principal": {"AWS": "222222222222"}}, {"Effect": "Deny", "Principal": {"AWS": "222222222222"}}
    )
    assert found.other_accounts == ()


def test_an_identity_provider() -> None:
    found = asked(
        {"Principal": {"Federated": "accounts.google.com"}, "Action": "sts:AssumeRoleWithWebIdentity"}
    )
    assert found.federated == ()
    found = asked({"Principal": {"Federated": "accounts.google.com"}})
    assert found.federated == (Lit("accounts.google.com"),)
    assert found.anyone == "false"


@pytest.mark.parametrize(
    "statements",
    [
        ({"Principal": "*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}},),
        (
            {"Principal": "*"},
            {
                "Effect": "Deny",
                "Principal": "*",
                "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}},
            },
        ),
    ],
)
def test_a_private_api(statements: tuple[Mapping[str, object], ...]) -> None:
    api = Lit("arn:aws:execute-api:eu-west-1:123456789012:abc/prod/GET/")
    found = asked(*statements, action="execute-api:Invoke", resource=api)
    assert (found.anyone, found.networks) == ("false", (Lit("vpce-1"),))


def test_addresses_narrow_an_api() -> None:
    office = {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}
    found = asked({"Principal": "*", "Condition": office})
    assert (found.anyone, found.networks) == ("false", (Lit("203.0.113.0/24"),))


def test_a_part_of_the_resource_is_enough() -> None:
    public = {"Principal": "*", "Resource": "arn:aws:s3:::data/public/*"}
    assert asked(public, action="s3:GetObject", resource=OBJECTS).anyone == "true"
    elsewhere = {"Principal": "*", "Resource": "arn:aws:s3:::other/*"}
    assert asked(elsewhere, action="s3:GetObject", resource=OBJECTS).anyone == "false"
    hidden = {"Effect": "Deny", "Principal": "*", "Resource": "arn:aws:s3:::data/public/*"}
    assert asked(public, hidden, action="s3:GetObject", resource=OBJECTS).anyone == "false"
    partly = {"Effect": "Deny", "Principal": "*", "Resource": "arn:aws:s3:::data/public/x/*"}
    assert asked(public, partly, action="s3:GetObject", resource=OBJECTS).anyone == "true"


def test_patterns_that_only_meet() -> None:
    pictures = {"Principal": "*", "Resource": "arn:aws:s3:::*.jpg"}
    assert asked(pictures, action="s3:GetObject", resource=OBJECTS).anyone == "true"
    for denied in ("arn:aws:s3:::data/*", "*.jpg"):
        hidden = {"Effect": "Deny", "Principal": "*", "Resource": denied}
        assert asked(pictures, hidden, action="s3:GetObject", resource=OBJECTS).anyone == "false"
    unsure = Concat((Lit("arn:aws:s3:::"), Param("Name"), Lit("/a/*")))
    statement = Map(
        {**dict.fromkeys(("Action", "Principal"), Lit("*")), "Effect": Lit("Allow"), "Resource": unsure}
    )
    assert reach([parse(Map({"Statement": statement}))], "s3:GetObject", OBJECTS).anyone == "unknown"


def test_a_policy_for_all_but_some_resources() -> None:
    most = {"Effect": "Allow", "Action": "*", "Principal": "*", "NotResource": "arn:aws:s3:::data/private/*"}
    document = parse(plain({"Statement": most}))
    assert reach([document], "s3:GetObject", OBJECTS).anyone == "true"


@pytest.mark.parametrize(
    "document",
    [
        parse(Unknown("a macro")),
        parse(Map({"Statement": List((Unknown("a macro"),))})),
        policy({"Principal": "*", "Condition": {"StringEquals": {"own:key": "x"}}}),
        parse(
            Map(
                {
                    "Statement": Map(
                        {
                            "Effect": Lit("Allow"),
                            "Principal": Map({"AWS": Param("Who")}),
                            "Action": Lit("*"),
                            "Resource": Lit("*"),
                        }
                    )
                }
            )
        ),
    ],
)
def test_what_is_not_known_is_unknown(document: PolicyDocument) -> None:
    found = reach([document], "sqs:SendMessage", QUEUE)
    assert found.anyone == "unknown"
    assert found.reasons


def test_the_widest_side_of_a_condition_counts_and_is_named() -> None:
    opened = plain({"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"})
    document = parse(Map({"Statement": List((Cond("Open", opened, ABSENT),))}))
    found = reach([document], "sqs:SendMessage", QUEUE)
    assert (found.anyone, found.when) == ("true", (("Open", True),))
    closed = parse(Map({"Statement": List((Cond("Open", ABSENT, opened),))}))
    assert reach([closed], "sqs:SendMessage", QUEUE).when == (("Open", False),)


def test_a_denial_under_many_conditions_is_unsure() -> None:
    def statement(effect: str, count: int) -> Value:
        written = plain({"Effect": effect, "Action": "*", "Resource": "*", "Principal": "*"})
        return Cond(f"C{count}", written, ABSENT)

    allow = plain({"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"})
    document = parse(Map({"Statement": List((allow, *(statement("Deny", n) for n in range(9))))}))
    assert reach([document], "sqs:SendMessage", QUEUE).anyone == "unknown"
    document = parse(Map({"Statement": List(tuple(statement("Allow", n) for n in range(9)))}))
    assert reach([document], "sqs:SendMessage", QUEUE).anyone == "true"


FUNCTION = Lit("arn:aws:lambda:eu-west-1:123456789012:function:f")


def permitted(action: str, facts: dict[str, str] | None = None, **properties: object) -> Reach:
    written = {"Action": action, **properties}
    return reach([function_permission(plain(written), FUNCTION)], action, FUNCTION, dict(facts or {}))


def test_permissions_of_functions() -> None:
    invoke = "lambda:InvokeFunction"
    assert permitted(invoke, Principal="*").anyone == "true"
    assert permitted(invoke, Principal="*", PrincipalOrgID="o-a").organisation == (Lit("o-a"),)
    assert permitted(invoke, Principal="*", SourceAccount="123456789012").anyone == "false"
    assert permitted(invoke, Principal="222222222222").other_accounts == (Lit("222222222222"),)
    bare = permitted(invoke, Principal="s3.amazonaws.com")
    assert [one.narrowed for one in bare.services] == ["false"]
    skill = permitted(invoke, Principal="alexa-appkit.amazon.com", EventSourceToken="t")
    assert [one.narrowed for one in skill.services] == ["true"]


@pytest.mark.parametrize(
    ("auth", "url", "anyone", "anonymous"),
    [
        ("NONE", {}, "true", "true"),
        ("AWS_IAM", {}, "true", "false"),
        ("NONE", {"lambda:FunctionUrlAuthType": "AWS_IAM"}, "false", "false"),
        ("NONE", {"lambda:FunctionUrlAuthType": "NONE"}, "true", "true"),
    ],
)
def test_function_urls(auth: str, url: dict[str, str], anyone: str, anonymous: str) -> None:
    found = permitted("lambda:InvokeFunctionUrl", url, Principal="*", FunctionUrlAuthType=auth)
    assert (found.anyone, found.anonymous) == (anyone, anonymous)

"""How much statements grant."""

import pytest

from stockade.iam import Statement, is_admin, is_wildcard, parse, service_wildcards, wildcard_resource
from stockade.values import Attr, Concat, Cond, Lit, Param, Pseudo, Ref, Unknown, Value, plain


def statements(*written: dict[str, object]) -> tuple[Statement, ...]:
    return parse(plain({"Statement": [{"Effect": "Allow", **one} for one in written]})).statements


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ({"Action": "*", "Resource": "*"}, "true"),
        ({"Action": ["s3:Get*", "*:*"], "Resource": ["a", "*"]}, "true"),
        ({"Action": "**", "Resource": "*"}, "true"),
        ({"Action": "*", "Resource": "arn:aws:s3:::*"}, "false"),
        ({"Action": "s3:*", "Resource": "*"}, "false"),
        ({"Action": "*", "Resource": "*", "Effect": "Deny"}, "false"),
        ({"Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:x": "true"}}}, "unknown"),
        ({"Action": "*", "Resource": "*", "Condition": "x"}, "unknown"),
        ({"NotAction": "s3:*", "Resource": "*"}, "true"),
        ({"NotAction": "iam:*", "Resource": "*"}, "false"),
        ({"Action": "*", "NotResource": "arn:aws:s3:::data/*"}, "true"),
        ({"Action": "*", "NotResource": "arn:aws:iam::123456789012:role/operator"}, "false"),
        ({"Action": "*", "NotResource": "*"}, "false"),
        ({"NotAction": "*", "Resource": "*"}, "false"),
    ],
)
def test_is_admin(written: dict[str, object], answer: str) -> None:
    assert is_admin(statements(written)) == answer
    assert is_admin(statements({"Action": "s3:Get*", "Resource": "a"}, written)) == answer


def test_an_action_not_known_may_be_all() -> None:
    unsure = Statement(effect="Allow", actions=(Unknown("macro"),), resources=(Lit("*"),))
    assert is_admin([unsure]) == "unknown"
    assert is_admin([]) == "false"


@pytest.mark.parametrize(
    ("written", "services"),
    [
        ({"Action": "s3:*"}, ("s3",)),
        ({"Action": ["S3:*", "s3:**", "sqs:Send*", "dynamodb:*"]}, ("s3", "dynamodb")),
        ({"Action": "*"}, ("*",)),
        ({"Action": "*:*"}, ("*",)),
        ({"Action": "s3:Get*"}, ()),
        ({"NotAction": "s3:*"}, ("*",)),
        ({"NotAction": "*"}, ()),
    ],
)
def test_service_wildcards(written: dict[str, object], services: tuple[str, ...]) -> None:
    assert service_wildcards(statements({"Resource": "*", **written})[0]) == services


REGION_AND_ACCOUNT: tuple[Value, ...] = (Pseudo("AWS::Region"), Lit(":"), Pseudo("AWS::AccountId"))


@pytest.mark.parametrize(
    ("resource", "answer"),
    [
        (Lit("*"), "true"),
        (Lit("arn:aws:s3:::*"), "true"),
        (Lit("arn:aws:s3:::*/*"), "true"),
        (Lit("arn:aws:s3:::data/*"), "false"),
        (Lit("arn:aws:s3:::data-*"), "false"),
        (Lit("arn:aws:dynamodb:*:*:table/*"), "true"),
        (Lit("arn:aws:dynamodb:eu-west-1:123456789012:table/orders"), "false"),
        (Lit("arn:aws:dynamodb:*:*:table/app-*"), "false"),
        (Lit("arn:aws:logs:*:*:*"), "true"),
        (Lit("arn:aws:logs:*:*:log-group:*:*"), "true"),
        (Lit("arn:aws:logs:*:*:log-group:/aws/lambda/*:*"), "false"),
        (Lit("arn:aws:sns:*"), "true"),
        (Lit("arn:aws:execute-api:*:*:abc123/*"), "false"),
        (Lit("arn:aws:execute-api:*:*:*/@connections/*"), "true"),
        (Lit("arn:aws:execute-api:*:*:*/*/POST/@connections/*"), "true"),
        (Lit("arn:aws:s3:::*/public/*"), "true"),
        (Lit("arn:aws:s3:::*-logs/*"), "false"),
        (Lit("arn:aws:ssm:*:*:parameter/*/database/url"), "false"),
        (Lit("arn:aws:sqs:*:*:*"), "true"),
        (Concat((Lit("arn:aws:dynamodb:"), *REGION_AND_ACCOUNT, Lit(":table/*"))), "true"),
        (
            Concat(
                (Lit("arn:aws:dynamodb:"), *REGION_AND_ACCOUNT, Lit(":table/"), Ref("T"), Lit("/index/*"))
            ),
            "false",
        ),
        (Concat((Ref("B"), Lit("/*"))), "false"),
        (Attr("Queue", "Arn"), "false"),
        (Cond("C", Lit("*"), Lit("a")), "unknown"),
    ],
)
def test_is_wildcard(resource: Value, answer: str) -> None:
    assert is_wildcard(resource) == answer
    assert wildcard_resource(Statement(effect="Allow", resources=(Lit("a"), resource))) == answer


@pytest.mark.parametrize("value", [Unknown("macro"), Param("Resource")])
def test_a_resource_not_known_may_be_a_wildcard(value: Value) -> None:
    assert is_wildcard(value) == "unknown"


def test_all_but_some_resources_are_a_wildcard() -> None:
    assert wildcard_resource(statements({"Action": "*", "NotResource": "a"})[0]) == "true"
    assert wildcard_resource(Statement(effect="Allow")) == "false"

"""The truth table of every operator, and of every kind of fact."""

import pytest

from stockade.iam import (
    ABSENT_KEY,
    CHOSEN,
    FOREIGN,
    INTERNET,
    OPEN,
    Condition,
    Context,
    Fact,
    Known,
    PolicyDocument,
    context,
    hold,
    holds,
    known,
    parse,
)
from stockade.iam.operators import OPERATORS
from stockade.values import Attr, Concat, Lit, Param, Pseudo, Unknown, Value, plain


def written(operator: str, key: str, values: object) -> Condition:
    policy: PolicyDocument = parse(
        plain(
            {
                "Statement": {
                    "Effect": "Allow",
                    "Action": "*",
                    "Resource": "*",
                    "Condition": {operator: {key: values}},
                }
            }
        )
    )
    return policy.statements[0].conditions[0]


@pytest.mark.parametrize(
    ("operator", "values", "found", "answer"),
    [
        ("StringEquals", "a", "a", "true"),
        ("StringEquals", "a", "A", "false"),
        ("StringEquals", ["b", "a"], "a", "true"),
        ("StringEquals", "a*", "ab", "false"),
        ("StringEquals", "a*", "a*", "true"),
        ("StringNotEquals", "a", "b", "true"),
        ("StringNotEquals", ["a", "b"], "b", "false"),
        ("StringEqualsIgnoreCase", "aB", "Ab", "true"),
        ("StringNotEqualsIgnoreCase", "aB", "Ab", "false"),
        ("StringLike", "a*c", "abbc", "true"),
        ("StringLike", "a?c", "abbc", "false"),
        ("StringNotLike", "a*", "abc", "false"),
        ("ArnLike", "arn:aws:s3:::d*", "arn:aws:s3:::data", "true"),
        ("ArnEquals", "arn:aws:s3:::d*", "arn:aws:s3:::data", "true"),
        ("ArnNotLike", "arn:aws:s3:::d*", "arn:aws:s3:::data", "false"),
        ("ArnNotEquals", "arn:aws:s3:::x", "arn:aws:s3:::data", "true"),
        ("NumericEquals", "10", "10.0", "true"),
        ("NumericEquals", 10, "11", "false"),
        ("NumericNotEquals", 10, "11", "true"),
        ("NumericLessThan", 10, "9", "true"),
        ("NumericLessThan", 10, "10", "false"),
        ("NumericLessThanEquals", 10, "10", "true"),
        ("NumericGreaterThan", 10, "10", "false"),
        ("NumericGreaterThanEquals", 10, "10", "true"),
        ("NumericEquals", "ten", "10", "false"),
        ("DateEquals", "2024-01-01T00:00:00Z", "1704067200", "true"),
        ("DateNotEquals", "2024-01-01T00:00:00Z", "2024-01-02", "true"),
        ("DateLessThan", "2024-01-02", "2024-01-01", "true"),
        ("DateLessThanEquals", "2024-01-02", "2024-01-02T00:00:00Z", "true"),
        ("DateGreaterThan", "2024-01-02", "2024-01-03", "true"),
        ("DateGreaterThanEquals", "2024-01-02", "2024-01-01", "false"),
        ("DateLessThan", "soon", "2024-01-01", "false"),
        ("Bool", "true", "True", "true"),
        ("Bool", True, "true", "true"),
        ("Bool", "false", "true", "false"),
        ("BinaryEquals", "aGk=", "aGk=", "true"),
        ("BinaryEquals", "aGk=", "aG8=", "false"),
        ("IpAddress", "10.0.0.0/8", "10.1.2.3", "true"),
        ("IpAddress", ["10.0.0.0/8", "2001:db8::/32"], "2001:db8::7", "true"),
        ("IpAddress", "10.0.0.0/8", "11.1.2.3", "false"),
        ("IpAddress", "10.1.2.3", "10.1.2.3", "true"),
        ("IpAddress", "office", "10.1.2.3", "false"),
        ("NotIpAddress", "10.0.0.0/8", "11.1.2.3", "true"),
        ("Null", "true", "x", "false"),
        ("Null", "false", "x", "true"),
        ("StringEqualsIfExists", "a", "b", "false"),
        ("StringLikeIfExists", "*", "b", "true"),
        ("stringequals", "a", "a", "true"),
        ("StringSounds", "a", "a", "unknown"),
    ],
)
def test_operators_on_one_value(operator: str, values: object, found: str, answer: str) -> None:
    assert holds(written(operator, "aws:x", values), context({"AWS:X": found})) == answer


@pytest.mark.parametrize(
    ("operator", "answer"),
    [
        ("StringEquals", "false"),
        ("StringNotEquals", "true"),
        ("StringEqualsIfExists", "true"),
        ("NotIpAddress", "true"),
        ("IpAddress", "false"),
        ("Bool", "false"),
        ("BoolIfExists", "true"),
        ("NumericLessThan", "false"),
        ("DateLessThan", "false"),
        ("ArnNotLike", "true"),
        ("ForAllValues:StringEquals", "true"),
        ("ForAllValues:StringNotEquals", "true"),
        ("ForAnyValue:StringEquals", "false"),
        ("ForAnyValue:StringNotEquals", "false"),
        ("ForAnyValue:StringEqualsIfExists", "true"),
    ],
)
def test_operators_on_a_missing_key(operator: str, answer: str) -> None:
    assert holds(written(operator, "aws:x", "1"), context({"aws:x": ABSENT_KEY})) == answer


@pytest.mark.parametrize(
    ("wanted", "answer"), [("true", "true"), ("false", "false"), (["true", "false"], "true")]
)
def test_null_on_a_missing_key(wanted: object, answer: str) -> None:
    assert holds(written("Null", "aws:x", wanted), context({"aws:x": ABSENT_KEY})) == answer


@pytest.mark.parametrize(
    ("operator", "found", "answer"),
    [
        ("ForAllValues:StringEquals", ["a", "b"], "true"),
        ("ForAllValues:StringEquals", ["a", "c"], "false"),
        ("ForAllValues:StringEquals", [], "true"),
        ("ForAnyValue:StringEquals", ["c", "b"], "true"),
        ("ForAnyValue:StringEquals", ["c"], "false"),
        ("ForAnyValue:StringEquals", [], "false"),
        ("ForAllValues:StringNotEquals", ["c", "d"], "true"),
        ("ForAllValues:StringNotEquals", ["c", "a"], "false"),
        ("ForAnyValue:StringNotEquals", ["a", "c"], "true"),
        ("ForAnyValue:StringNotEquals", ["a", "b"], "false"),
        ("StringEquals", ["c", "a"], "true"),
        ("StringNotEquals", ["c", "a"], "false"),
    ],
)
def test_several_values(operator: str, found: list[str], answer: str) -> None:
    fact = Known(tuple(Lit(one) for one in found))
    assert holds(written(operator, "aws:TagKeys", ["a", "b"]), context({"aws:TagKeys": fact})) == answer


@pytest.mark.parametrize("operator", [*(one.name for one in OPERATORS.values()), "Null", "Nonsense"])
def test_a_key_nobody_knows_of_decides_nothing(operator: str) -> None:
    assert holds(written(operator, "aws:x", "1"), Context()) == "unknown"
    assert holds(written(operator, "aws:x", "1"), context({"aws:x": OPEN})) == "unknown"


@pytest.mark.parametrize("operator", [one.name for one in OPERATORS.values()])
def test_negation_turns_every_answer_round(operator: str) -> None:
    negated = OPERATORS[operator.lower()]
    base = (
        next(
            one.name
            for one in OPERATORS.values()
            if one.test is negated.test and one.negated != negated.negated
        )
        if negated.name != "Bool"
        and any(one.test is negated.test and one.negated != negated.negated for one in OPERATORS.values())
        else ""
    )
    if not base:
        return
    for value, found in (("1", "1"), ("1", "2"), ("10.0.0.0/8", "10.0.0.1")):
        facts = context({"aws:x": found})
        answers = {holds(written(one, "aws:x", value), facts) for one in (operator, base)}
        assert answers == {"true", "false"}


def test_a_symbolic_value_is_not_known_against_a_literal() -> None:
    account = Pseudo("AWS::AccountId")
    facts = context({"aws:SourceAccount": account})
    condition = Condition("StringEquals", "aws:SourceAccount", (Lit("123456789012"),))
    assert holds(condition, facts) == "unknown"
    assert holds(Condition("StringEquals", "aws:SourceAccount", (account,)), facts) == "true"
    assert holds(Condition("NumericEquals", "aws:SourceAccount", (Lit(1),)), facts) == "unknown"
    assert holds(Condition("Bool", "aws:SourceAccount", (Lit("true"),)), facts) == "false"


def test_policy_variables_are_not_known() -> None:
    facts = context({"s3:prefix": "home/ann/"})
    assert holds(written("StringLike", "s3:prefix", "home/${aws:username}/*"), facts) == "unknown"
    assert holds(written("StringEquals", "s3:prefix", "home/${aws:username}/"), facts) == "unknown"
    assert holds(written("StringEquals", "s3:prefix", "work/${aws:username}/"), facts) == "false"


@pytest.mark.parametrize(
    ("operator", "effect", "answer"),
    [
        ("StringEquals", "Allow", "true"),
        ("StringNotEquals", "Allow", "true"),
        ("StringEquals", "Deny", "false"),
        ("StringNotEquals", "Deny", "false"),
        ("Null", "Allow", "true"),
        ("Null", "Deny", "false"),
        ("ForAnyValue:StringEquals", "Allow", "true"),
        ("ForAllValues:StringNotEquals", "Deny", "false"),
    ],
)
def test_what_the_sender_chooses_is_as_he_likes(operator: str, effect: str, answer: str) -> None:
    condition = written(operator, "aws:Referer", "https://example.com/")
    facts = context({"aws:Referer": CHOSEN})
    assert holds(condition, facts, "Allow" if effect == "Allow" else "Deny") == answer


@pytest.mark.parametrize(
    ("operator", "key", "value", "answer"),
    [
        ("StringEquals", "aws:SourceAccount", "123456789012", "false"),
        ("StringNotEquals", "aws:SourceAccount", "123456789012", "true"),
        ("StringLike", "aws:SourceAccount", "*", "true"),
        ("StringLike", "aws:SourceAccount", "1234*", "unknown"),
        ("StringEquals", "aws:PrincipalOrgID", "o-abc", "false"),
        ("StringLike", "aws:PrincipalOrgID", "o-*", "true"),
        ("StringLike", "aws:PrincipalOrgID", "o-a*", "false"),
        ("StringEquals", "aws:PrincipalOrgID", "*", "false"),
        ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:*", "true"),
        ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:alerts", "true"),
        ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:123456789012:*", "false"),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:::data", "false"),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:::data-*", "true"),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:::*", "true"),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:*:*:data", "false"),
        ("ArnLike", "aws:SourceArn", "arn:aws:execute-api:*:*:abc123/*", "false"),
        ("ArnLike", "aws:SourceArn", "arn:aws:execute-api:*:*:*/prod/GET/x", "true"),
        ("ArnNotLike", "aws:SourceArn", "arn:aws:sns:*:123456789012:*", "true"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/Admin", "true"),
        ("Null", "aws:SourceArn", "false", "true"),
        ("StringLike", "aws:SourceArn", "arn:aws:sns:*", "true"),
        ("StringLike", "aws:SourceArn", "arn:aws:sns:eu-west-1:123456789012:*", "false"),
        ("StringLike", "aws:SourceArn", "arn:aws:sns:eu-west-1:123*", "unknown"),
        ("StringLike", "aws:SourceArn", "*", "true"),
        ("StringLike", "aws:PrincipalAccount", "*", "true"),
        ("StringEquals", "aws:PrincipalAccount", "*", "false"),
        ("StringLike", "aws:SourceVpce", "vpce-*", "true"),
        ("StringLike", "aws:SourceVpce", "vpce-1a2b*", "false"),
        ("StringEqualsIfExists", "aws:SourceAccount", "123456789012", "false"),
        ("ArnLikeIfExists", "aws:SourceArn", "arn:aws:events:*:*:rule/*", "true"),
    ],
)
def test_what_belongs_to_a_stranger(operator: str, key: str, value: str, answer: str) -> None:
    assert holds(written(operator, key, value), context({key: FOREIGN})) == answer


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (Pseudo("AWS::AccountId"), "false"),
        (Param("Org"), "false"),
        (Attr("Topic", "TopicArn"), "false"),
        (Unknown("macro"), "unknown"),
    ],
)
def test_a_stranger_is_none_of_ours(value: Value, answer: str) -> None:
    facts = context({"aws:SourceAccount": FOREIGN})
    assert holds(Condition("StringEquals", "aws:SourceAccount", (value,)), facts) == answer


def test_an_arn_of_our_account_keeps_strangers_out() -> None:
    arn = Concat((Lit("arn:aws:sns:*:"), Pseudo("AWS::AccountId"), Lit(":*")))
    condition = Condition("ArnLike", "aws:SourceArn", (arn,))
    assert holds(condition, context({"aws:SourceArn": FOREIGN})) == "false"
    assert holds(condition, context({"aws:SourceArn": known(arn)})) == "true"


@pytest.mark.parametrize(
    ("operator", "values", "answer"),
    [
        ("IpAddress", "0.0.0.0/0", "true"),
        ("IpAddress", "::/0", "true"),
        ("IpAddress", ["0.0.0.0/1", "128.0.0.0/1"], "true"),
        ("IpAddress", "203.0.113.0/24", "false"),
        ("IpAddress", "0.0.0.0/1", "false"),
        ("NotIpAddress", "203.0.113.0/24", "true"),
        ("NotIpAddress", "0.0.0.0/0", "false"),
        ("IpAddress", "nonsense", "false"),
    ],
)
def test_an_address_of_the_internet(operator: str, values: object, answer: str) -> None:
    assert holds(written(operator, "aws:SourceIp", values), context({"aws:SourceIp": INTERNET})) == answer


def test_an_address_range_not_known_decides_nothing() -> None:
    condition = Condition("IpAddress", "aws:SourceIp", (Param("Range"),))
    assert holds(condition, context({"aws:SourceIp": INTERNET})) == "unknown"


def test_all_conditions_must_hold() -> None:
    facts: dict[str, Fact | str | Value] = {"aws:a": "1", "aws:b": "2"}
    right, wrong = written("StringEquals", "aws:a", "1"), written("StringEquals", "aws:b", "1")
    open_ = written("StringEquals", "aws:c", "1")
    assert hold((), context(facts)) == "true"
    assert hold((right, right), context(facts)) == "true"
    assert hold((right, wrong, open_), context(facts)) == "false"
    assert hold((open_, wrong), context(facts)) == "false"
    assert hold((right, open_), context(facts)) == "unknown"


def test_keys_of_a_kind_share_a_fact() -> None:
    facts = context({"aws:PrincipalTag/*": ABSENT_KEY})
    assert holds(written("StringEquals", "aws:PrincipalTag/team", "x"), facts) == "false"

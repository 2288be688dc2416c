"""A second evaluator, naive and concrete, that must agree with ours on every generated request.

It works on plain JSON with regular expressions, two-valued, and shares no code with the first. The account of
the stack is the number `OWN`, which becomes `AWS::AccountId` before our evaluator sees it.
"""

import datetime as dt
import ipaddress
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockade.iam import (
    ABSENT_KEY,
    Anyone,
    Fact,
    ForeignAccount,
    Known,
    Request,
    RoleOf,
    Sender,
    Service,
    context,
    evaluate,
    parse,
)
from stockade.values import Lit, Pseudo, Unknown, Value, concat, plain, replace

OWN = "111111111111"
OTHER = "222222222222"
ROLE = f"arn:aws:iam::{OWN}:role/app"
Json = dict[str, Any]

# ---- the naive evaluator ----


def listed(value: Json | list[Any] | str) -> list[Any]:
    return value if isinstance(value, list) else [value]


def like(pattern: str, text: str) -> bool:
    return (
        re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), text, re.DOTALL) is not None
    )


def arn_like(pattern: str, text: str) -> bool:
    if pattern == "*":
        return True
    left, right = pattern.split(":", 5), text.split(":", 5)
    return len(left) == len(right) and all(like(a, b) for a, b in zip(left, right, strict=True))


def when(text: str) -> float:
    return dt.datetime.fromisoformat(text).timestamp()


TESTS: dict[str, Any] = {
    "StringEquals": lambda policy, found: policy == found,
    "StringEqualsIgnoreCase": lambda policy, found: policy.lower() == found.lower(),
    "StringLike": like,
    "ArnLike": arn_like,
    "ArnEquals": arn_like,
    "Bool": lambda policy, found: policy.lower() == found.lower(),
    "IpAddress": lambda policy, found: ipaddress.ip_address(found) in ipaddress.ip_network(policy),
    "NumericEquals": lambda policy, found: float(found) == float(policy),
    "NumericLessThan": lambda policy, found: float(found) < float(policy),
    "NumericGreaterThanEquals": lambda policy, found: float(found) >= float(policy),
    "DateLessThan": lambda policy, found: when(found) < when(policy),
    "DateGreaterThan": lambda policy, found: when(found) > when(policy),
}
NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotLike": "ArnLike",
    "ArnNotEquals": "ArnEquals",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
}


def condition_holds(operator: str, values: list[str], found: list[str] | None) -> bool:
    qualifier, _, rest = operator.rpartition(":")
    optional = rest.endswith("IfExists")
    name = rest.removesuffix("IfExists")
    if name == "Null":
        return any((value == "true") == (found is None) for value in values)
    if found is None:
        if optional or qualifier == "ForAllValues":
            return True
        return name in NEGATED and qualifier != "ForAnyValue"
    test = TESTS[NEGATED.get(name, name)]
    hits = [any(test(value, one) for value in values) for one in found]
    if name in NEGATED:
        hits = [not hit for hit in hits] if qualifier else [not any(hits)]
    return all(hits) if qualifier == "ForAllValues" else any(hits)


def names(principal: Json | str, sender: str) -> str:
    """Return `direct`, `account` or nothing."""
    if isinstance(principal, str) or "*" in listed(principal.get("AWS", [])):
        return "direct"
    if sender in listed(principal.get("AWS", [])) or sender in listed(principal.get("Service", [])):
        return "direct"
    root = f"arn:aws:iam::{sender.split(':')[4]}:root" if sender.startswith("arn:") else ""
    if root and root in listed(principal.get("AWS", [])):
        return "account" if OWN in root else "direct"
    return ""


def speaks(statement: Json, case: "Case") -> bool:
    actions = [like(one.lower(), case.action.lower()) for one in listed(statement.get("Action", []))]
    if "NotAction" in statement:
        actions = [not any(like(one.lower(), case.action.lower()) for one in listed(statement["NotAction"]))]
    resources = [like(one, case.resource) for one in listed(statement.get("Resource", []))]
    if "NotResource" in statement:
        resources = [not any(like(one, case.resource) for one in listed(statement["NotResource"]))]
    return (
        any(actions)
        and any(resources)
        and all(
            condition_holds(operator, listed(values), case.keys.get(key))
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def sides(policies: list[Json], case: "Case", *, of_resource: bool) -> set[str]:
    found = set()
    for policy in policies:
        for statement in listed(policy["Statement"]):
            if not speaks(statement, case):
                continue
            how = "direct"
            if of_resource and "NotPrincipal" in statement:
                how = "" if names(statement["NotPrincipal"], case.sender) else "direct"
            elif of_resource:
                how = names(statement["Principal"], case.sender)
            if how:
                found.add("deny" if statement["Effect"] == "Deny" else f"allow {how}")
    return found


def naive(case: "Case") -> str:
    identity = sides(case.identity, case, of_resource=False)
    resource = sides(case.resource_policies, case, of_resource=True)
    limit = sides(case.boundary, case, of_resource=False) if case.boundary else {"allow direct"}
    if "deny" in identity | resource | limit:
        return "explicitDeny"
    mine, theirs = "allow direct" in identity, "allow direct" in resource
    if case.sender in {"", "sns.amazonaws.com"}:
        allowed = theirs
    elif OTHER in case.sender:
        allowed = mine and theirs and "allow direct" in limit
    elif case.action.startswith(("kms:", "sts:")):
        allowed = (theirs or ("allow account" in resource and mine)) and "allow direct" in limit
    else:
        allowed = (mine or theirs) and "allow direct" in limit
    return "allowed" if allowed else "implicitDeny"


# ---- what is generated ----

ACTIONS = ["s3:GetObject", "s3:PutObject", "sqs:SendMessage", "kms:Decrypt", "sts:AssumeRole"]
ACTION_PATTERNS = [
    *ACTIONS,
    "*",
    "s3:*",
    "S3:get*",
    "s3:?etObject",
    "sqs:Send*",
    "kms:*",
    "*:*Object",
    "sts:*",
]
RESOURCES = ["arn:aws:s3:::data/a/b", "arn:aws:s3:::data", f"arn:aws:sqs:eu-west-1:{OWN}:jobs"]
RESOURCE_PATTERNS = [
    *RESOURCES,
    "*",
    "arn:aws:s3:::data/*",
    "arn:aws:s3:::*",
    f"arn:aws:sqs:*:{OWN}:*",
    "*/b",
    "*a?b",
]
PRINCIPALS: list[Any] = [
    "*",
    {"AWS": "*"},
    {"AWS": ROLE},
    {"AWS": f"arn:aws:iam::{OWN}:root"},
    {"AWS": [f"arn:aws:iam::{OTHER}:root"]},
    {"AWS": f"arn:aws:iam::{OTHER}:role/x"},
    {"Service": "sns.amazonaws.com"},
    {"Service": ["s3.amazonaws.com", "sns.amazonaws.com"], "AWS": ROLE},
]
SENDERS = ["", ROLE, f"arn:aws:iam::{OTHER}:role/x", "sns.amazonaws.com"]
KEYS: dict[str, list[str]] = {
    "aws:Referer": ["a", "B", "ab"],
    "aws:SourceArn": ["arn:aws:sns:eu-west-1:333333333333:t", "arn:aws:s3:::b"],
    "aws:TagKeys": ["a", "b", "ab"],
    "aws:SecureTransport": ["true", "false"],
    "aws:SourceIp": ["10.1.2.3", "203.0.113.9", "2001:db8::1"],
    "s3:max-keys": ["1", "10", "10.5"],
    "aws:CurrentTime": ["2024-01-01T00:00:00+00:00", "2025-06-01T12:00:00+00:00"],
}
PATTERNS: dict[str, list[str]] = {
    "aws:Referer": ["a", "b", "a*", "?", "*"],
    "aws:SourceArn": ["arn:aws:sns:*:*:t", "arn:aws:sns:*", "*", "arn:aws:s3:::*", "arn:aws:s3:::b"],
    "aws:TagKeys": ["a", "a*", "b"],
    "aws:SecureTransport": ["true", "FALSE"],
    "aws:SourceIp": ["10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32", "203.0.113.9/32"],
    "s3:max-keys": ["1", "10", "5"],
    "aws:CurrentTime": ["2024-06-01T00:00:00+00:00", "2025-06-01T12:00:00+00:00"],
}
STRINGS = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
]
OPERATORS: dict[str, list[str]] = {
    "aws:Referer": STRINGS,
    "aws:TagKeys": STRINGS,
    "aws:SourceArn": ["ArnLike", "ArnNotLike", "ArnEquals", "ArnNotEquals", "StringLike", "StringEquals"],
    "aws:SecureTransport": ["Bool"],
    "aws:SourceIp": ["IpAddress", "NotIpAddress"],
    "s3:max-keys": ["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericGreaterThanEquals"],
    "aws:CurrentTime": ["DateLessThan", "DateGreaterThan"],
}


class Case:
    """One request with its policies, made from a seed.

    Where the sender is of the own account no policy names another one: a number written out may be our own.
    """

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - test data
        self.sender = self.dice.choice(SENDERS)
        self.action = self.dice.choice(ACTIONS)
        self.resource = self.dice.choice(RESOURCES)
        self.keys = {key: self.found(key) for key in KEYS if self.dice.random() < 0.6}
        self.identity = [self.policy(of_resource=False) for _ in range(self.dice.randint(0, 2))]
        self.resource_policies = [self.policy(of_resource=True) for _ in range(self.dice.randint(0, 2))]
        self.boundary = [self.policy(of_resource=False)] if self.dice.random() < 0.3 else []

    def found(self, key: str) -> list[str]:
        many = self.dice.randint(0, 2) if key == "aws:TagKeys" else 1
        return self.dice.sample(KEYS[key], many)

    def some(self, choices: list[str]) -> str | list[str]:
        return self.dice.choice(choices) if self.dice.random() < 0.5 else self.dice.sample(choices, 2)

    def policy(self, *, of_resource: bool) -> Json:
        statements = [self.statement(of_resource=of_resource) for _ in range(self.dice.randint(1, 3))]
        return {"Version": "2012-10-17", "Statement": statements[0] if len(statements) == 1 else statements}

    def statement(self, *, of_resource: bool) -> Json:
        chance = self.dice.random
        found: Json = {
            "Effect": "Deny" if chance() < 0.25 else "Allow",
            "NotAction" if chance() < 0.15 else "Action": self.some(ACTION_PATTERNS),
            "NotResource" if chance() < 0.15 else "Resource": self.some(RESOURCE_PATTERNS),
        }
        if of_resource:
            fitting = [one for one in PRINCIPALS if self.sender != ROLE or OTHER not in str(one)]
            found["NotPrincipal" if chance() < 0.1 else "Principal"] = self.dice.choice(fitting)
        if chance() < 0.5:
            found["Condition"] = {}
            for _ in range(self.dice.randint(1, 2)):
                key = self.dice.choice(list(KEYS))
                operator = self.operator(key)
                values = ["true", "false"] if operator == "Null" else PATTERNS[key]
                found["Condition"].setdefault(operator, {})[key] = self.some(values)
        return found

    def operator(self, key: str) -> str:
        name = self.dice.choice([*OPERATORS[key], "Null"])
        if name == "Null":
            return name
        qualifier = self.dice.choice(["ForAnyValue:", "ForAllValues:"]) if key == "aws:TagKeys" else ""
        return f"{qualifier}{name}{self.dice.choice(['', '', 'IfExists'])}"


def lifted(data: object) -> Value:
    def symbolic(term: Value) -> Value:
        if isinstance(term, Lit) and isinstance(term.value, str) and OWN in term.value:
            before, _, after = term.value.partition(OWN)
            return concat([Lit(before), Pseudo("AWS::AccountId"), Lit(after)])
        return term

    return replace(plain(data), symbolic)


def ours(case: Case, change: Callable[[Value], Value] = lambda policy: policy) -> str:
    facts: dict[str, Fact | str | Value] = dict.fromkeys(KEYS, ABSENT_KEY)
    known = {key: [lifted(one) for one in values] for key, values in case.keys.items()}
    request = Request(
        sender_of(case.sender),
        case.action,
        lifted(case.resource),
        context({**facts, **{key: Known(tuple(values)) for key, values in known.items()}}),
    )
    return evaluate(
        request,
        identity=[parse(change(lifted(one))) for one in case.identity],
        resource=[parse(change(lifted(one))) for one in case.resource_policies],
        boundary=parse(lifted(case.boundary[0])) if case.boundary else None,
    ).outcome


def sender_of(name: str) -> Sender:
    if not name:
        return Anyone()
    if name == ROLE:
        return RoleOf(arn=lifted(ROLE))
    return Service(Lit(name)) if name.endswith(".com") else ForeignAccount(Lit(OTHER))


@settings(max_examples=3000, deadline=None)
@given(st.integers(0, 2**40))
def test_both_evaluators_agree(seed: int) -> None:
    case = Case(seed)
    assert ours(case) == naive(case), vars(case)


def blurred(value: Value, dice: random.Random) -> Value:
    """Replace one text of a policy by a term that is not known."""
    places = 0

    def count(term: Value) -> Value:
        nonlocal places
        places += isinstance(term, Lit)
        return term

    replace(value, count)
    left = dice.randrange(places)

    def blur(term: Value) -> Value:
        nonlocal left
        if isinstance(term, Lit):
            left -= 1
            return Unknown("blurred") if left == -1 else term
        return term

    return replace(value, blur)


@settings(max_examples=1500, deadline=None)
@given(st.integers(0, 2**40))
def test_what_is_not_known_is_never_decided_against_the_truth(seed: int) -> None:
    case = Case(seed)
    outcome = ours(case, lambda policy: blurred(policy, case.dice))
    expected = naive(case)
    assert outcome == "unknown" or (outcome == "allowed") == (expected == "allowed"), vars(case)


@pytest.mark.long
def test_both_evaluators_agree_on_many_requests() -> None:
    for seed in range(200_000):
        case = Case(seed)
        assert ours(case) == naive(case), seed

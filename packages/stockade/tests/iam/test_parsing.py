"""Reading policies: one or many, text or map, conditions of the template, and what cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.iam import Condition, PolicyDocument, Principal, function_permission, parse
from stockade.iam.parsing import MOST_SIDES
from stockade.values import (
    ABSENT,
    Attr,
    Concat,
    Cond,
    Import,
    List,
    Lit,
    Location,
    Map,
    Param,
    Pseudo,
    Ref,
    Unknown,
    Value,
    plain,
)

HERE = Location("template.yaml", 7, 3)


def statement(**elements: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **elements}


def one(value: Value) -> PolicyDocument:
    document = parse(Map({"Version": Lit("2012-10-17"), "Statement": value}))
    assert len(document.statements) == 1
    return document


def test_scalars_and_lists_read_alike() -> None:
    single = parse(plain({"Statement": statement()}))
    many = parse(plain({"Statement": [statement(Action=["s3:GetObject"], Resource=["*"])]}))
    assert single == many
    assert single.complete
    assert single.problems == ()


def test_every_element_is_kept_with_its_place() -> None:
    document = parse(plain({"Version": "2012-10-17", "Statement": statement(Sid="Read")}, HERE))
    found = document.statements[0]
    assert (document.version, document.at, found.at, found.sid) == ("2012-10-17", HERE, HERE, "Read")
    assert found.actions == (Lit("s3:GetObject", at=HERE),)
    assert found.actions[0].at == HERE


def test_not_elements_and_principals() -> None:
    found = one(
        plain(
            {
                "Effect": "Deny",
                "NotAction": ["s3:*"],
                "NotResource": "a",
                "NotPrincipal": {"AWS": ["1", "2"], "Service": "s3.amazonaws.com"},
            }
        )
    ).statements[0]
    assert [principal.kind for principal in found.not_principals] == ["AWS", "AWS", "Service"]
    assert (found.actions, found.resources, found.principals) == ((), (), ())
    assert found.not_actions == (Lit("s3:*"),)
    assert found.not_resources == (Lit("a"),)


def test_the_forms_of_everyone() -> None:
    assert one(plain(statement(Principal="*"))).statements[0].principals == (Principal("*", Lit("*")),)
    assert one(plain(statement(Principal={"AWS": "*"}))).statements[0].principals == (
        Principal("AWS", Lit("*")),
    )


def test_conditions_are_taken_apart() -> None:
    written = {
        "ForAnyValue:StringLikeIfExists": {"aws:TagKeys": ["a", "b"]},
        "Bool": {"aws:SecureTransport": False},
    }
    found = one(plain(statement(Condition=written))).statements[0].conditions
    assert found == (
        Condition("StringLike", "aws:TagKeys", (Lit("a"), Lit("b")), "ForAnyValue", if_exists=True),
        Condition("Bool", "aws:SecureTransport", (Lit(False),)),
    )
    assert str(found[0]) == "ForAnyValue:StringLikeIfExists aws:TagKeys"


def test_json_text_with_references() -> None:
    text = Concat(
        (
            Lit('{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::'),
            Ref("B"),
            Lit('/*"}}'),
        )
    )
    found = parse(text).statements[0]
    assert found.resources == (Concat((Lit("arn:aws:s3:::"), Ref("B"), Lit("/*"))),)


def test_both_sides_of_a_condition_are_kept() -> None:
    allow, deny = plain(statement()), plain(statement(Effect="Deny"))
    document = parse(Map({"Statement": List((Cond("Prod", allow, deny), Cond("Open", allow, ABSENT)))}))
    assert [(found.effect, found.when) for found in document.statements] == [
        ("Allow", (("Prod", True),)),
        ("Deny", (("Prod", False),)),
        ("Allow", (("Open", True),)),
    ]
    assert [found.effect for found in document.under({"Prod": False, "Open": False}).statements] == ["Deny"]
    assert document.under({}) is document


def test_a_condition_anywhere_inside_gives_a_statement_for_each_side() -> None:
    principal = Map({"AWS": Cond("Open", Lit("*"), Attr("Role", "Arn"))})
    written = plain(statement())
    assert isinstance(written, Map)
    document = parse(Map({"Statement": Map({**written.items, "Principal": principal})}))
    assert [(found.principals[0].value, found.when) for found in document.statements] == [
        (Lit("*"), (("Open", True),)),
        (Attr("Role", "Arn"), (("Open", False),)),
    ]


def test_a_condition_met_twice_keeps_its_answer() -> None:
    twice = Cond("C", Cond("C", Lit("a"), Lit("b")), Lit("c"))
    written = plain(statement())
    assert isinstance(written, Map)
    document = parse(Cond("C", Map({"Statement": Map({**written.items, "Resource": twice})}), ABSENT))
    assert [found.resources for found in document.statements] == [(Lit("a"),)]
    assert document.statements[0].when == (("C", True),)


def test_many_conditions_stay_bounded() -> None:
    resources = List(tuple(Cond(f"C{n}", Lit(f"a{n}"), ABSENT) for n in range(20)))
    written = plain(statement())
    assert isinstance(written, Map)
    document = parse(Map({"Statement": Map({**written.items, "Resource": resources})}))
    assert 1 < len(document.statements) <= MOST_SIDES


@pytest.mark.parametrize(
    "value", [Unknown("a macro"), Param("Policy"), Import(Lit("policy")), Lit("{no json"), Ref("P"), Lit(3)]
)
def test_a_document_that_cannot_be_read_is_incomplete(value: Value) -> None:
    document = parse(value)
    assert document.statements == ()
    assert not document.complete
    assert "could not be read" in document.problems[0].reason


def test_the_reason_of_an_unknown_is_passed_on() -> None:
    assert "a macro" in parse(Unknown("a macro", at=HERE)).problems[0].reason
    assert parse(Unknown("a macro", at=HERE)).problems[0].at == HERE


@pytest.mark.parametrize("item", [Unknown("a macro"), Lit("x"), Param("P")])
def test_an_unknown_statement_makes_the_document_incomplete(item: Value) -> None:
    document = parse(Map({"Statement": List((plain(statement()), item))}))
    assert len(document.statements) == 1
    assert document.statements[0].complete
    assert not document.complete


def test_an_unknown_effect_is_kept_as_both() -> None:
    document = parse(
        Map({"Statement": Map({"Effect": Param("E"), "Action": Lit("*"), "Resource": Lit("*")})})
    )
    assert [(found.effect, found.complete) for found in document.statements] == [
        ("Allow", False),
        ("Deny", False),
    ]


@pytest.mark.parametrize(
    "elements",
    [
        {"Principal": {"Alien": "x"}},
        {"Condition": "x"},
        {"Condition": {"StringEquals": "x"}},
        {"Effect": "Perhaps"},
        {"Action": None},
    ],
)
def test_a_strange_element_makes_the_statement_incomplete(elements: dict[str, object]) -> None:
    document = parse(plain({"Statement": statement(**elements)}))
    assert document.statements
    assert not any(found.complete for found in document.statements)
    assert document.problems


def test_an_unknown_element_is_a_problem_but_no_doubt() -> None:
    document = parse(plain({"Statement": statement(Resources="*")}))
    assert document.statements[0].complete
    assert "resources" in document.problems[0].reason


def test_an_absent_policy_is_empty() -> None:
    assert parse(ABSENT) == PolicyDocument(at=ABSENT.at)
    assert parse(plain({})).problems


JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["*", "Allow", "s3:*", "{}", "${"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["Statement", "Effect", "Action", "Principal", "Resource", "Condition", "AWS", "Bool"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_json_makes_the_parser_fail(data: object) -> None:
    parse(plain(data))
    parse(plain({"Statement": data}))


FUNCTION = Lit("arn:aws:lambda:eu-west-1:123456789012:function:f")


@pytest.mark.parametrize(
    ("principal", "kind"),
    [
        (Lit("s3.amazonaws.com"), "Service"),
        (Lit("alexa-appkit.amazon.com"), "Service"),
        (Concat((Lit("logs."), Pseudo("AWS::Region"), Lit(".amazonaws.com"))), "Service"),
        (Concat((Lit("s3."), Pseudo("AWS::URLSuffix"))), "Service"),
        (Lit("*"), "*"),
        (Lit("123456789012"), "AWS"),
        (Lit(123456789012), "AWS"),
        (Lit("arn:aws:iam::123456789012:role/x"), "AWS"),
        (Pseudo("AWS::AccountId"), "AWS"),
        (Attr("Role", "Arn"), "AWS"),
    ],
)
def test_principals_of_permissions(principal: Value, kind: str) -> None:
    properties = Map({"Action": Lit("lambda:InvokeFunction"), "Principal": principal})
    found = function_permission(properties, FUNCTION).statements[0]
    assert [(one.kind, one.value) for one in found.principals] == [(kind, principal)]
    assert found.resources == (FUNCTION,)
    assert found.complete


def test_what_narrows_a_permission_becomes_conditions() -> None:
    properties = plain(
        {
            "Action": "lambda:InvokeFunction",
            "Principal": "*",
            "SourceArn": "arn:aws:s3:::data",
            "SourceAccount": "123456789012",
            "PrincipalOrgID": "o-abc",
            "EventSourceToken": "t",
            "FunctionUrlAuthType": "NONE",
            "InvokedViaFunctionUrl": True,
        }
    )
    found = function_permission(properties, FUNCTION).statements[0]
    assert sorted(str(condition) for condition in found.conditions) == [
        "ArnLike aws:SourceArn",
        "Bool lambda:InvokedViaFunctionUrl",
        "StringEquals aws:PrincipalOrgID",
        "StringEquals aws:SourceAccount",
        "StringEquals lambda:EventSourceToken",
        "StringEquals lambda:FunctionUrlAuthType",
    ]


def test_a_permission_of_an_unknown_principal_is_incomplete() -> None:
    properties = Map({"Action": Lit("lambda:InvokeFunction"), "Principal": Param("Who")})
    assert not function_permission(properties, FUNCTION).statements[0].complete


def test_a_conditional_permission_keeps_both_sides() -> None:
    source = Cond("HasSource", Lit("arn:aws:s3:::data"), ABSENT)
    properties = Map({"Action": Lit("lambda:*"), "Principal": Lit("s3.amazonaws.com"), "SourceArn": source})
    found = function_permission(properties, FUNCTION).statements
    assert [(len(one.conditions), one.when) for one in found] == [
        (1, (("HasSource", True),)),
        (0, (("HasSource", False),)),
    ]

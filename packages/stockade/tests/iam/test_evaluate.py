"""The order of decisions, by hand: each row is one combination of policies and one sender."""

import pytest

from stockade.iam import (
    Decision,
    PolicyDocument,
    Request,
    Statement,
    cited,
    evaluate,
    foreign_account,
    outsider,
    own,
    parse,
    service,
)
from stockade.values import (
    ABSENT,
    Attr,
    Concat,
    Cond,
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

OBJECT = "arn:aws:s3:::data/key"
ACCOUNT = Pseudo("AWS::AccountId")
ROOT = Concat((Lit("arn:aws:iam::"), ACCOUNT, Lit(":root")))
ROLE = Attr("Role", "Arn")


def policy(
    effect: str = "Allow", action: str = "*", resource: str = "*", principal: object = None, **more: object
) -> PolicyDocument:
    written: dict[str, object] = {"Effect": effect, "Action": action, "Resource": resource, **more}
    document = plain({"Statement": written})
    assert isinstance(document, Map)
    body = document.items["Statement"]
    assert isinstance(body, Map)
    if principal is None:
        return parse(document)
    lifted = principal if isinstance(principal, Map | Lit) else plain(principal)
    return parse(Map({"Statement": Map({**body.items, "Principal": lifted})}))


def aws(value: Value) -> Map:
    return Map({"AWS": value})


ALLOW, DENY, NOTHING = policy(), policy("Deny"), policy(action="sns:Publish")
UNREAD = parse(Unknown("a macro"))
ANYONE = policy(principal="*")
NAMED = policy(principal=aws(ROLE))
BY_ACCOUNT = policy(principal=aws(ROOT))
MINE = own("s3:GetObject", OBJECT, role="Role")
KEY = own("kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/1", role="Role")
TRUST = own("sts:AssumeRole", "arn:aws:iam::123456789012:role/x", role="Role")
STRANGER = foreign_account("s3:GetObject", OBJECT)
PARTNER = foreign_account("s3:GetObject", OBJECT, Lit("222222222222"))
NOBODY = outsider("s3:GetObject", OBJECT)
TOPIC = service("sns.amazonaws.com", "s3:GetObject", OBJECT)
PARTNERS = policy(principal={"AWS": "arn:aws:iam::222222222222:root"})
TOPICS = policy(principal={"Service": "sns.amazonaws.com"})


@pytest.mark.parametrize(
    ("request_", "identity", "resource", "boundary", "outcome"),
    [
        # own account
        (MINE, (), (), None, "implicitDeny"),
        (MINE, (ALLOW,), (), None, "allowed"),
        (MINE, None, (), None, "unknown"),
        (MINE, None, (NAMED,), None, "allowed"),
        (MINE, None, (policy("Deny", principal="*"),), None, "explicitDeny"),
        (MINE, (), (NAMED,), None, "allowed"),
        (MINE, (), (ANYONE,), None, "allowed"),
        (MINE, (), (BY_ACCOUNT,), None, "implicitDeny"),
        (MINE, (ALLOW,), (policy("Deny", principal=aws(ROOT)),), None, "explicitDeny"),
        (MINE, (ALLOW,), (policy("Deny", principal=aws(Attr("Other", "Arn"))),), None, "allowed"),
        (MINE, (ALLOW, DENY), (), None, "explicitDeny"),
        (MINE, (DENY,), (NAMED,), None, "explicitDeny"),
        (MINE, (ALLOW,), (), NOTHING, "implicitDeny"),
        (MINE, (), (NAMED,), NOTHING, "implicitDeny"),
        (MINE, (ALLOW,), (), DENY, "explicitDeny"),
        (MINE, (ALLOW,), (), ALLOW, "allowed"),
        (MINE, (), (), ALLOW, "implicitDeny"),
        (MINE, (ALLOW,), (), UNREAD, "unknown"),
        (MINE, (), (), UNREAD, "implicitDeny"),
        (MINE, (UNREAD,), (), None, "unknown"),
        (MINE, (UNREAD, DENY), (), None, "explicitDeny"),
        (MINE, (ALLOW, UNREAD), (), None, "unknown"),
        (MINE, (ALLOW,), (UNREAD,), None, "unknown"),
        (MINE, (UNREAD,), (), NOTHING, "implicitDeny"),
        # keys and trust: the resource's policy must allow
        (KEY, (ALLOW,), (), None, "implicitDeny"),
        (KEY, (ALLOW,), (BY_ACCOUNT,), None, "allowed"),
        (KEY, (), (BY_ACCOUNT,), None, "implicitDeny"),
        (KEY, (), (NAMED,), None, "allowed"),
        (KEY, None, (BY_ACCOUNT,), None, "unknown"),
        (TRUST, (ALLOW,), (), None, "implicitDeny"),
        (TRUST, (), (NAMED,), None, "allowed"),
        (TRUST, (ALLOW,), (BY_ACCOUNT,), None, "allowed"),
        # other accounts
        (STRANGER, None, (ANYONE,), None, "allowed"),
        (STRANGER, None, (), None, "implicitDeny"),
        (STRANGER, (ALLOW,), (), None, "implicitDeny"),
        (STRANGER, (), (ANYONE,), None, "implicitDeny"),
        (STRANGER, None, (PARTNERS,), None, "implicitDeny"),
        (STRANGER, None, (BY_ACCOUNT,), None, "implicitDeny"),
        (STRANGER, None, (policy(principal=aws(Param("Who"))),), None, "unknown"),
        (PARTNER, None, (PARTNERS,), None, "allowed"),
        (PARTNER, (ALLOW,), (PARTNERS,), NOTHING, "implicitDeny"),
        (PARTNER, (), (PARTNERS,), None, "implicitDeny"),
        (PARTNER, None, (ANYONE, policy("Deny", principal={"AWS": "222222222222"})), None, "explicitDeny"),
        # anonymous
        (NOBODY, None, (ANYONE,), None, "allowed"),
        (NOBODY, None, (policy(principal={"AWS": "*"}),), None, "allowed"),
        (NOBODY, None, (PARTNERS, TOPICS, NAMED), None, "implicitDeny"),
        (NOBODY, None, (ANYONE, DENY), None, "allowed"),
        (NOBODY, None, (ANYONE, policy("Deny", principal="*")), None, "explicitDeny"),
        (NOBODY, None, (UNREAD,), None, "unknown"),
        (NOBODY, None, (ANYONE, UNREAD), None, "unknown"),
        (NOBODY, None, (policy(principal=aws(Unknown("macro"))),), None, "unknown"),
        # services
        (TOPIC, None, (TOPICS,), None, "allowed"),
        (TOPIC, None, (ANYONE,), None, "allowed"),
        (TOPIC, None, (policy(principal={"Service": "s3.amazonaws.com"}),), None, "implicitDeny"),
        (TOPIC, (ALLOW,), (), None, "implicitDeny"),
    ],
)
def test_order(
    request_: Request,
    identity: tuple[PolicyDocument, ...] | None,
    resource: tuple[PolicyDocument, ...],
    boundary: PolicyDocument | None,
    outcome: str,
) -> None:
    decision = evaluate(request_, identity=identity, resource=resource, boundary=boundary)
    assert decision.outcome == outcome
    assert decision.reasons


def test_not_principal_excludes() -> None:
    deny = parse(
        plain(
            {
                "Statement": {
                    "Effect": "Deny",
                    "Action": "*",
                    "Resource": "*",
                    "NotPrincipal": {"AWS": "222222222222"},
                }
            }
        )
    )
    assert evaluate(PARTNER, resource=[ANYONE, deny]).outcome == "allowed"
    assert evaluate(STRANGER, resource=[ANYONE, deny]).outcome == "explicitDeny"
    assert evaluate(NOBODY, resource=[ANYONE, deny]).outcome == "explicitDeny"


def test_a_number_written_out_may_be_our_account() -> None:
    named = policy(principal={"AWS": "arn:aws:iam::123456789012:role/x"})
    assert evaluate(MINE, identity=(), resource=[named]).outcome == "unknown"
    key = policy(principal={"AWS": "123456789012"})
    assert evaluate(KEY, identity=[ALLOW], resource=[key]).outcome == "unknown"


@pytest.mark.parametrize(
    ("condition", "anonymous", "signed"),
    [
        ({"StringEquals": {"aws:SourceAccount": "123456789012"}}, "implicitDeny", "implicitDeny"),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-abc"}}, "implicitDeny", "implicitDeny"),
        ({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abc"}}, "allowed", "implicitDeny"),
        ({"StringNotEquals": {"aws:PrincipalOrgID": "o-abc"}}, "allowed", "allowed"),
        ({"StringEquals": {"aws:SourceVpce": "vpce-1"}}, "implicitDeny", "implicitDeny"),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::data"}}, "implicitDeny", "implicitDeny"),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/Admin"}}, "implicitDeny", "allowed"),
        ({"StringEquals": {"aws:PrincipalTag/team": "x"}}, "implicitDeny", "allowed"),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, "implicitDeny", "implicitDeny"),
        ({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, "allowed", "allowed"),
        ({"Bool": {"aws:SecureTransport": "true"}}, "allowed", "allowed"),
        ({"StringLike": {"aws:Referer": "https://example.com/*"}}, "allowed", "allowed"),
        ({"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}, "allowed", "allowed"),
        ({"Bool": {"aws:ViaAWSService": "true"}}, "implicitDeny", "implicitDeny"),
        ({"Bool": {"aws:PrincipalIsAWSService": "true"}}, "implicitDeny", "implicitDeny"),
        ({"StringEquals": {"sts:ExternalId": "secret"}}, "implicitDeny", "implicitDeny"),
        ({"Null": {"aws:PrincipalArn": "true"}}, "allowed", "implicitDeny"),
        ({"StringEquals": {"own:Key": "x"}}, "unknown", "unknown"),
    ],
)
def test_what_outsiders_carry(condition: dict[str, object], anonymous: str, signed: str) -> None:
    opened = policy(principal="*", Condition=condition)
    assert evaluate(NOBODY, resource=[opened]).outcome == anonymous
    assert evaluate(STRANGER, resource=[opened]).outcome == signed


def test_denials_an_outsider_can_avoid_do_not_stop_him() -> None:
    insecure = policy("Deny", principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})
    foreign = policy("Deny", principal="*", Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-a"}})
    assert evaluate(NOBODY, resource=[ANYONE, insecure]).outcome == "allowed"
    assert evaluate(NOBODY, resource=[ANYONE, foreign]).outcome == "explicitDeny"


def test_a_service_acts_for_a_stranger_unless_its_source_is_known() -> None:
    account = policy(
        principal={"Service": "sns.amazonaws.com"}, Condition={"StringEquals": {"aws:SourceAccount": "1"}}
    )
    arn = "arn:aws:sns:eu-west-1:123456789012:t"
    assert evaluate(TOPIC, resource=[account]).outcome == "implicitDeny"
    known = service("sns.amazonaws.com", "s3:GetObject", OBJECT, source_account="1")
    assert evaluate(known, resource=[account]).outcome == "allowed"
    by_arn = service("sns.amazonaws.com", "s3:GetObject", OBJECT, source_arn=arn)
    assert evaluate(by_arn, resource=[account]).outcome == "unknown"
    narrowed = policy(
        principal={"Service": "sns.amazonaws.com"}, Condition={"ArnLike": {"aws:SourceArn": arn}}
    )
    assert evaluate(TOPIC, resource=[narrowed]).outcome == "implicitDeny"
    assert evaluate(by_arn, resource=[narrowed]).outcome == "allowed"


@pytest.mark.parametrize(
    ("auth", "anonymous", "signed"),
    [("NONE", "allowed", "implicitDeny"), ("AWS_IAM", "implicitDeny", "allowed")],
)
def test_function_urls(auth: str, anonymous: str, signed: str) -> None:
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:f"
    action = "lambda:InvokeFunctionUrl"
    opened = policy(
        action=action, principal="*", Condition={"StringEquals": {"lambda:FunctionUrlAuthType": auth}}
    )
    assert evaluate(outsider(action, arn), resource=[opened]).outcome == anonymous
    assert evaluate(foreign_account(action, arn), resource=[opened]).outcome == signed


def test_a_request_for_many_resources_is_allowed_only_where_all_are() -> None:
    narrow = policy(resource="arn:aws:s3:::data/public/*", principal="*")
    many = outsider("s3:GetObject", "arn:aws:s3:::data/*")
    assert evaluate(many, resource=[narrow]).outcome == "unknown"
    assert (
        evaluate(many, resource=[policy(resource="arn:aws:s3:::data/*", principal="*")]).outcome == "allowed"
    )
    assert (
        evaluate(many, resource=[policy(resource="arn:aws:s3:::other/*", principal="*")]).outcome
        == "implicitDeny"
    )
    inside = policy("Deny", resource="arn:aws:s3:::data/private/*", principal="*")
    assert evaluate(many, resource=[ANYONE, inside]).outcome == "unknown"


def test_references_meet() -> None:
    def objects(name: str) -> Value:
        return Concat((Lit("arn:"), Pseudo("AWS::Partition"), Lit(":s3:::"), Ref(name), Lit("/*")))

    grant = parse(
        Map({"Statement": Map({"Effect": Lit("Allow"), "Action": Lit("s3:*"), "Resource": objects("A")})})
    )
    assert evaluate(own("s3:GetObject", objects("A")), identity=[grant]).outcome == "allowed"
    assert evaluate(own("s3:GetObject", objects("B")), identity=[grant]).outcome == "implicitDeny"


def conditional(name: str, then: PolicyDocument, otherwise: PolicyDocument | None = None) -> PolicyDocument:
    """Join statements of two documents under one condition of the template."""
    from msgspec.structs import replace

    sides = [(then, True), *([(otherwise, False)] if otherwise else [])]
    return PolicyDocument(
        tuple(
            replace(one, when=((name, answer),)) for document, answer in sides for one in document.statements
        )
    )


def test_the_templates_conditions_decide_only_where_they_agree() -> None:
    assert evaluate(NOBODY, resource=[conditional("C", ANYONE, ANYONE)]).outcome == "allowed"
    decision = evaluate(NOBODY, resource=[conditional("C", ANYONE)])
    assert decision.outcome == "unknown"
    assert set(decision.reasons) == {"allowed where C is true", "implicitDeny where C is false"}
    denied = evaluate(NOBODY, resource=[conditional("C", policy("Deny", principal="*"))])
    assert denied.outcome == "implicitDeny"


def test_statements_of_opposite_conditions_never_meet() -> None:
    deny = policy("Deny", principal="*")
    assert evaluate(NOBODY, resource=[conditional("C", ANYONE, deny)]).outcome == "unknown"
    both = [conditional("C", ANYONE, ANYONE), conditional("C", deny)]
    assert set(evaluate(NOBODY, resource=both).reasons) == {
        "explicitDeny where C is true",
        "allowed where C is false",
    }


def test_too_many_conditions_give_unknown() -> None:
    many = [conditional(f"C{n}", ANYONE) for n in range(9)]
    assert evaluate(NOBODY, resource=many).outcome == "unknown"


def test_single_statements_are_judged_like_documents() -> None:
    statement = ALLOW.statements[0]
    assert isinstance(statement, Statement)
    assert evaluate(MINE, identity=[statement]).outcome == "allowed"
    assert evaluate(MINE, identity=[statement, DENY.statements[0]]).outcome == "explicitDeny"


def test_a_decision_cites_its_statements() -> None:
    at = Location("template.yaml", 12)
    written = plain({"Statement": {"Sid": "Read", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}}, at)
    document = parse(written)
    decision = evaluate(MINE, identity=[document])
    assert decision == Decision(
        "allowed", document.statements, ("statement 'Read' (template.yaml:12) allows s3:GetObject",)
    )
    assert cited(document.statements[0]) == "statement 'Read' (template.yaml:12)"


def test_conditional_parts_of_a_parsed_policy_reach_the_decision() -> None:
    principal = Map({"AWS": Cond("Open", Lit("*"), ROLE)})
    document = parse(
        Map(
            {
                "Statement": List(
                    (
                        Map(
                            {
                                "Effect": Lit("Allow"),
                                "Action": Lit("s3:*"),
                                "Resource": Cond("Any", Lit("*"), ABSENT),
                                "Principal": principal,
                            }
                        ),
                    )
                )
            }
        )
    )
    assert evaluate(NOBODY, resource=[document]).outcome == "unknown"
    assert evaluate(NOBODY, resource=[document.under({"Open": False})]).outcome == "implicitDeny"

"""Flows: what each function and integration may read, write, publish to or start, by its grants."""

from collections.abc import Iterator

from msgspec.structs import replace as changed

from stockade.assembly.draft import Draft
from stockade.iam import Statement, covers, evaluate, matches, overlaps, own
from stockade.model import Flow, Grant, Role, StackResource
from stockade.model.app import FlowKind
from stockade.values import Lit, Value, concat, references, text

ACTIONS: dict[str, dict[FlowKind, tuple[str, ...]]] = {
    "AWS::S3::Bucket": {
        "reads": ("s3:GetObject", "s3:ListBucket"),
        "writes": ("s3:PutObject", "s3:DeleteObject"),
    },
    "AWS::DynamoDB::Table": {
        "reads": ("dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:BatchGetItem"),
        "writes": (
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
            "dynamodb:BatchWriteItem",
        ),
    },
    "AWS::SQS::Queue": {"publishes": ("sqs:SendMessage",), "reads": ("sqs:ReceiveMessage",)},
    "AWS::SNS::Topic": {"publishes": ("sns:Publish",)},
    "AWS::Kinesis::Stream": {
        "publishes": ("kinesis:PutRecord", "kinesis:PutRecords"),
        "reads": ("kinesis:GetRecords",),
    },
    "AWS::KinesisFirehose::DeliveryStream": {"publishes": ("firehose:PutRecord", "firehose:PutRecordBatch")},
    "AWS::Events::EventBus": {"publishes": ("events:PutEvents",)},
    "AWS::Lambda::Function": {"invokes": ("lambda:InvokeFunction",)},
    "AWS::StepFunctions::StateMachine": {"invokes": ("states:StartExecution", "states:StartSyncExecution")},
    "AWS::SecretsManager::Secret": {
        "reads": ("secretsmanager:GetSecretValue",),
        "writes": ("secretsmanager:PutSecretValue",),
    },
    "AWS::SSM::Parameter": {
        "reads": ("ssm:GetParameter", "ssm:GetParameters"),
        "writes": ("ssm:PutParameter",),
    },
    "AWS::RDS::DBCluster": {
        "reads": ("rds-data:ExecuteStatement",),
        "writes": ("rds-data:BatchExecuteStatement",),
    },
    "AWS::KMS::Key": {"reads": ("kms:Decrypt",)},
    "AWS::Cognito::UserPool": {
        "reads": ("cognito-idp:AdminGetUser", "cognito-idp:ListUsers"),
        "writes": ("cognito-idp:AdminUpdateUserAttributes", "cognito-idp:AdminCreateUser"),
    },
}
"""What an action does with the data of a resource, by type. Source: the service authorization reference."""


_POSSIBLE = frozenset({"allowed", "unknown"})


def flows(draft: Draft, roles: dict[str, Role]) -> tuple[Flow, ...]:
    """Return what each function, and each role no function has, may do with the resources of the stack."""
    found: dict[tuple[str, str, str], Flow] = {}
    targets = [resource for resource in draft.stack.resources.values() if resource.type in ACTIONS]
    for role in roles.values():
        narrowed = _is_narrowed(role)
        for grant in role.grants:
            if grant.statement.effect != "Allow":
                continue
            named = {one for pattern in grant.statement.resources for one in draft.index.find_all(pattern)}
            for target in targets:
                for flow in _granted(draft, role, grant, target, named):
                    left = _left(draft, role, flow, target) if narrowed else flow
                    if left is not None:
                        found.setdefault((left.source, left.target, left.kind), left)
    return tuple(found.values())


def _is_narrowed(role: Role) -> bool:
    """Tell whether something can take back what a statement of a role allows: then each action is decided."""
    return role.boundary is not None or any(
        grant.statement.effect == "Deny" or grant.statement.not_resources or grant.statement.conditions
        for grant in role.grants
    )


def _left(draft: Draft, role: Role, flow: Flow, target: StackResource) -> Flow | None:
    """Return what is left of a flow once denials, conditions and a boundary are reckoned in."""
    statements = tuple(grant.statement for grant in role.grants)
    arn = draft.index.arn(target.id) or Lit("*")
    whole = target.type != "AWS::S3::Bucket" and any(statement.not_resources for statement in statements)
    places = (arn,) if whole else (arn, concat((arn, Lit("/*"))))
    kept = tuple(
        action
        for action in flow.actions
        if any(
            evaluate(own(action, place), identity=statements, boundary=role.boundary).outcome in _POSSIBLE
            for place in places
        )
    )
    return changed(flow, actions=kept) if kept else None


def _granted(
    draft: Draft, role: Role, grant: Grant, target: StackResource, named: set[str]
) -> Iterator[Flow]:
    """Yield what one grant allows on a resource; `named` are those its ARNs name."""
    if target.id not in named and not _may_mean(draft, grant.statement, target):
        return
    for kind, actions in ACTIONS[target.type].items():
        allowed = tuple(action for action in actions if grants_action(grant.statement, action))
        if allowed:
            for source in role.functions or (role.id,):
                if source != target.id or kind == "invokes":
                    yield Flow(source, target.id, kind, allowed, grant.location)


def grants_action(statement: Statement, action: str) -> bool:
    """Tell whether a statement's actions hold one action (a part that is not known holds nothing)."""
    if statement.not_actions:
        return all(
            matches(pattern, Lit(action.lower())) == "false" for pattern in _lowered(statement.not_actions)
        )
    return any(matches(pattern, Lit(action.lower())) == "true" for pattern in _lowered(statement.actions))


def _lowered(values: tuple[Value, ...]) -> Iterator[Value]:
    for value in values:
        known = text(value)
        yield Lit(known.lower()) if known is not None else value


def _may_mean(draft: Draft, statement: Statement, target: StackResource) -> bool:
    arn = draft.index.arn(target.id)
    if arn is None or statement.not_resources:
        return True
    inside = concat((arn, Lit("/*")))
    return any(_means(pattern, target.id, arn, inside) for pattern in statement.resources)


def _means(pattern: Value, identity: str, arn: Value, inside: Value) -> bool:
    if text(pattern) == "*" or any(reference.id == identity for reference in references(pattern)):
        return True
    return covers(pattern, arn) == "true" or overlaps(pattern, inside) == "true"

"""Resource policies: which resource each protects, with every ARN in its normal form."""

from collections.abc import Callable

from msgspec.structs import replace

from stockade.assembly.arns import api_arn
from stockade.assembly.draft import Draft
from stockade.assembly.index import FUNCTION
from stockade.assembly.openapi import bodies
from stockade.iam import PolicyDocument, Statement, function_permission, parse
from stockade.model import ResourcePolicy, StackResource
from stockade.values import ABSENT, Concat, Lit, Map, Ref, Value, concat, elements, get, is_absent, text

_ATTACHED = {
    "AWS::S3::BucketPolicy": ("Bucket", "PolicyDocument", "AWS::S3::Bucket"),
    "AWS::SQS::QueuePolicy": ("Queues", "PolicyDocument", "AWS::SQS::Queue"),
    "AWS::SQS::QueueInlinePolicy": ("Queue", "PolicyDocument", "AWS::SQS::Queue"),
    "AWS::SNS::TopicPolicy": ("Topics", "PolicyDocument", "AWS::SNS::Topic"),
    "AWS::SNS::TopicInlinePolicy": ("TopicArn", "PolicyDocument", "AWS::SNS::Topic"),
    "AWS::SecretsManager::ResourcePolicy": ("SecretId", "ResourcePolicy", "AWS::SecretsManager::Secret"),
    "AWS::Kinesis::ResourcePolicy": ("ResourceArn", "ResourcePolicy", "AWS::Kinesis::Stream"),
    "AWS::VpcLattice::AuthPolicy": ("ResourceIdentifier", "Policy", "AWS::VpcLattice::Service"),
    "AWS::Events::EventBusPolicy": ("EventBusName", "Statement", "AWS::Events::EventBus"),
}
"""Policy type -> the property that names what it protects, the one with the text, the type it protects."""

_OWN = {
    "AWS::ApiGateway::RestApi": "Policy",
    "AWS::KMS::Key": "KeyPolicy",
    "AWS::ECR::Repository": "RepositoryPolicyText",
    "AWS::Events::EventBus": "Policy",
    "AWS::S3::AccessPoint": "Policy",
    "AWS::DynamoDB::Table": "ResourcePolicy.PolicyDocument",
    "AWS::EFS::FileSystem": "FileSystemPolicy",
    "AWS::OpenSearchService::Domain": "AccessPolicies",
}
"""Types that carry their policy themselves, and the property."""


_SHORT = "execute-api:/"


def collect(draft: Draft) -> None:
    """Find every resource policy of the stack and add it to the draft."""
    for resource in draft.stack.resources.values():
        if resource.type in _ATTACHED:
            _attached(draft, resource)
        elif resource.type == "AWS::Lambda::Permission":
            _permission(draft, resource)
        elif resource.type in _OWN:
            value = get(resource.properties, _OWN[resource.type])
            for found in (value, *_in_bodies(resource)):
                if not is_absent(found) and text(found) != "":  # an empty text takes a policy away
                    _add(draft, resource.id, parse(found), resource)


def _in_bodies(api: StackResource) -> tuple[Value, ...]:
    """Return the resource policies an API's body carries."""
    found = (get(body, "x-amazon-apigateway-policy") for body in bodies(get(api.properties, "Body")))
    return tuple(found) if api.type == "AWS::ApiGateway::RestApi" else ()


def _attached(draft: Draft, policy: StackResource) -> None:
    target, body, kind = _ATTACHED[policy.type]
    holders = get(policy.properties, target)
    value = get(policy.properties, body)
    if body == "Statement":  # a bus policy holds one statement, no document, or its parts side by side
        value = value if not is_absent(value) else _side_by_side(policy)
        value = value if is_absent(value) else Map({"Statement": value}, at=value.at)
    if is_absent(value):
        return
    document = parse(value)
    for holder in elements(holders):
        found = draft.index.find(holder, kind)
        if found is not None:
            _add(draft, found, document, policy)


def _side_by_side(policy: StackResource) -> Value:
    """Return the statement of a bus policy in its old form: `Principal`, `Action`, `Condition`."""
    principal = get(policy.properties, "Principal")
    if is_absent(principal):
        return ABSENT
    account = text(principal)
    parts: dict[str, Value] = {
        "Effect": Lit("Allow"),
        "Principal": principal if account == "*" else Map({"AWS": principal}),
        "Action": get(policy.properties, "Action"),
        "Resource": Lit("*"),
    }
    condition = get(policy.properties, "Condition")
    if not is_absent(condition):
        operator = text(get(condition, "Type")) or "StringEquals"
        key = text(get(condition, "Key")) or "aws:PrincipalOrgID"
        parts["Condition"] = Map({operator: Map({key: get(condition, "Value")})})
    return Map(parts, at=policy.properties.at)


def _permission(draft: Draft, permission: StackResource) -> None:
    function = get(permission.properties, "FunctionName")
    found = draft.index.find(function, FUNCTION)
    if found is not None:
        arn = draft.index.arn(found) or Lit("*")
        _add(draft, found, function_permission(permission.properties, arn, permission.at), permission)


def _add(draft: Draft, resource: str, document: PolicyDocument, declared_by: StackResource) -> None:
    known = normal(draft, document)
    if draft.stack.resources[resource].type == "AWS::ApiGateway::RestApi":
        known = _each_statement(known, lambda one: _spelt_out(one, resource))
    needed = declared_by.condition
    if needed and needed != draft.stack.resources[resource].condition:
        known = _each_statement(known, lambda one: replace(one, when=(*one.when, (needed, True))))
    draft.policy(ResourcePolicy(resource, known, declared_by.id, declared_by.at))


def _each_statement(document: PolicyDocument, change: Callable[[Statement], Statement]) -> PolicyDocument:
    return replace(document, statements=tuple(change(statement) for statement in document.statements))


def _spelt_out(statement: Statement, api: str) -> Statement:
    """Write out the ARNs of an API's own resources alike, and the short form as the service does it."""

    def each(values: tuple[Value, ...]) -> tuple[Value, ...]:
        return tuple(_long_form(value, api) for value in values)

    return replace(
        statement, resources=each(statement.resources), not_resources=each(statement.not_resources)
    )


def _long_form(value: Value, api: str) -> Value:
    first, *others = parts = value.parts if isinstance(value, Concat) else (value,)
    own = next((place for place, part in enumerate(parts) if isinstance(part, Ref) and part.id == api), 0)
    if own:  # before the API's own id only its region and account can stand
        return concat((api_arn(api), *parts[own + 1 :]), at=value.at)
    written = text(first) if isinstance(first, Lit) else None
    if written is None or not written.startswith(_SHORT):
        return value
    return concat((api_arn(api), Lit(written.removeprefix(_SHORT.rstrip("/"))), *others), at=value.at)


def normal(draft: Draft, document: PolicyDocument) -> PolicyDocument:
    """Return a policy with the ARNs and names of the stack's resources in their normal form."""
    return _each_statement(document, lambda statement: _normal_statement(draft, statement))


def _normal_statement(draft: Draft, statement: Statement) -> Statement:
    def each(values: tuple[Value, ...]) -> tuple[Value, ...]:
        return tuple(draft.index.normal(value) for value in values)

    return replace(
        statement,
        resources=each(statement.resources),
        not_resources=each(statement.not_resources),
        conditions=tuple(
            replace(condition, values=each(condition.values)) for condition in statement.conditions
        ),
    )

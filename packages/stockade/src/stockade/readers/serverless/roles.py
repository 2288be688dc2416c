"""The role that functions share, and those that single functions have for themselves.

Source: the pages on IAM of the framework's guide; what the framework grants for logs and pollers by itself.
"""

import re
from collections.abc import Iterator

from stockade.readers.building import Data, joined, ref
from stockade.readers.serverless.identifiers import normal
from stockade.readers.serverless.service import Service, entries_of, option
from stockade.values import ABSENT, List, Lit, Location, Map, Value, get, is_absent, text

SHARED = "IamRoleLambdaExecution"
_SHARED_NAMED = re.compile(rf"\b{SHARED}\b")
_POLLED: dict[str, tuple[str, ...]] = {
    "sqs": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "kinesis": (
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:DescribeStreamSummary",
        "kinesis:ListShards",
    ),
    "dynamodb": (
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:DescribeStream",
        "dynamodb:ListStreams",
    ),
}
_VPC = "service-role/AWSLambdaVPCAccessExecutionRole"


def shared_role(service: Service) -> Value | None:
    """Return a role the provider names instead of the framework's own, None where there is none."""
    for path in ("iam.role", "role"):
        found = service.setting(path)
        if not is_absent(found) and not (isinstance(found, Map) and _describes(found)):
            return found
    return None


def _describes(value: Map) -> bool:
    """Tell whether a map says what the framework's own role holds, and is no reference to another."""
    return not any(
        key in value.items for key in ("Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::ImportValue")
    )


def names_shared(service: Service) -> bool:
    """Tell whether a function runs with the framework's own role, or something under `resources` names it.

    Where every function has a `role` the framework makes none; where a plug-in gives each its own, the shared
    one is left over, and nothing runs with it.
    """
    waiting = [*service.resources.values(), *service.sections.values()]
    while waiting:
        match waiting.pop():
            case Map(items=entries):
                waiting.extend(entries.values())
            case List(items=items):
                waiting.extend(items)
            case Lit(value=str() as written) if _SHARED_NAMED.search(written):
                return True
            case _:
                pass
    return False


def add_shared(service: Service) -> None:
    """Add the role of every function that has none of its own."""
    role = service.setting("iam.role")
    statements = [*_statements(service, "iam.role.statements"), *_statements(service, "iamRoleStatements")]
    managed = [
        *entries_of(service.setting("iam.role.managedPolicies")),
        *entries_of(service.setting("iamManagedPolicies")),
    ]
    functions = [body for _, body in service.functions()]
    polled = [one for body in functions for one in _pollers(body)]
    at = role.at if role.at.line else (service.provider.at if service.provider.at.line else service.at)
    network = not is_absent(service.setting("vpc")) or any(
        not is_absent(get(body, "vpc")) for body in functions
    )
    _add(
        service,
        SHARED,
        [*_logs(service), *polled, *_connections(functions), *service.granted, *statements],
        [*managed, *([_vpc()] if network else [])],
        _boundary(service),
        at,
    )


def _connections(functions: list[Map]) -> Iterator[Data]:
    """Yield what the framework grants where a function serves a WebSocket API: answering its clients."""
    events = [event for body in functions for event in entries_of(get(body, "events"))]
    if any(isinstance(event, Map) and "websocket" in event.items for event in events):
        yield {
            "Effect": "Allow",
            "Action": ["execute-api:ManageConnections"],
            "Resource": [joined("arn:", ref("AWS::Partition"), ":execute-api:*:*:*/@connections/*")],
        }


def own_role(service: Service, name: str, body: Map) -> str | None:
    """Add the role that a function has for itself, and return its id; None where it has none.

    A function has one by its `iam.role`, by the `iamRoleStatements` of the plug-in that is now a part of the
    framework, and every function by the provider's `iam.role.mode: perFunction`.
    """
    own = get(body, "iam.role")
    plugged = get(body, "iamRoleStatements")
    statements, managed = [*entries_of(plugged)], list[Value]()
    each = text(service.setting("iam.role.mode")) == "perFunction"
    if shared_role(service) is None:
        statements.extend(entries_of(option(own, "statements")))
        managed.extend(entries_of(option(own, "managedPolicies")))
    if not (each or statements or managed or not is_absent(plugged)):
        return None
    granted: list[Data] = [*_logs(service), *_pollers(body), *statements]
    if _inherits(service, body, each=each):
        granted.extend(_statements(service, "iam.role.statements"))
        granted.extend(_statements(service, "iamRoleStatements"))
    if each:
        granted.extend(_connections([body]))
        managed.extend(entries_of(service.setting("iam.role.managedPolicies")))
    boundaries = [option(own, "permissionsBoundary"), get(body, "iamPermissionsBoundary")]
    if each:
        boundaries.append(_boundary(service))
    in_network = not is_absent(get(body, "vpc")) or not is_absent(service.setting("vpc"))
    at = next((one.at for one in (plugged, own) if one.at.line), body.at)
    return _add(
        service,
        f"{normal(name)}IamRoleLambdaExecution",
        granted,
        [*managed, *([_vpc()] if in_network else [])],
        next((one for one in boundaries if not is_absent(one)), ABSENT),
        at,
    )


def _inherits(service: Service, body: Map, *, each: bool) -> bool:
    """Tell whether a function's own role holds what the provider grants too."""
    told = (
        get(body, "iam.inheritStatements"),
        get(body, "iamRoleStatementsInherit"),
        get(service.custom, "serverless-iam-roles-per-function.defaultInherit"),
    )
    said = next((text(one) for one in told if not is_absent(one)), None)
    return each if said is None else said.lower() == "true"


def _boundary(service: Service) -> Value:
    """Return the permissions boundary of the roles that the framework makes."""
    paths = ("iam.role.permissionsBoundary", "iam.role.permissionBoundary", "rolePermissionsBoundary")
    found = (service.setting(path) for path in paths)
    return next((one for one in found if not is_absent(one)), ABSENT)


def _statements(service: Service, path: str) -> list[Data]:
    value = service.setting(path)
    if is_absent(value) or isinstance(value, List):
        return list(entries_of(value))
    return [value]


def _add(  # noqa: PLR0913, PLR0917 - the parts of one role
    service: Service,
    identity: str,
    statements: list[Data],
    managed: list[Data],
    boundary: Value,
    at: Location,
) -> str:
    trust: dict[str, Data] = {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    document: dict[str, Data] = {"Version": "2012-10-17", "Statement": statements}
    named = joined(service.name, "-", service.stage, "-lambda")
    properties: dict[str, Data] = {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "Policies": [{"PolicyName": named, "PolicyDocument": document}],
        "ManagedPolicyArns": managed,
        "PermissionsBoundary": boundary,
    }
    return service.add(identity, "AWS::IAM::Role", properties, at)


def _logs(service: Service) -> Iterator[Data]:
    """Yield what the framework grants every function on the log groups of the service."""
    before = ("arn:", ref("AWS::Partition"), ":logs:", ref("AWS::Region"), ":", ref("AWS::AccountId"))
    group = (*before, ":log-group:/aws/lambda/", service.name, "-", service.stage)
    yield {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:CreateLogGroup", "logs:TagResource"],
        "Resource": [joined(*group, "*:*")],
    }
    yield {"Effect": "Allow", "Action": ["logs:PutLogEvents"], "Resource": [joined(*group, "*:*:*")]}


def _pollers(body: Map) -> Iterator[Data]:
    """Yield what the framework grants for the queues and streams that feed a function."""
    for event in entries_of(get(body, "events")):
        for kind in ("sqs", "stream"):
            source = option(event, kind)
            if is_absent(source):
                continue
            arn = option(source, "arn") if isinstance(source, Map) and "arn" in source.items else source
            service = "sqs" if kind == "sqs" else _stream_kind(source, arn)
            if service in _POLLED:
                yield {"Effect": "Allow", "Action": list(_POLLED[service]), "Resource": [arn]}


def _stream_kind(source: Value, arn: Value) -> str:
    given = text(option(source, "type"))
    if given:
        return given
    written = text(arn) or ""
    return next((kind for kind in ("kinesis", "dynamodb") if f":{kind}:" in written), "")


def _vpc() -> Data:
    return joined("arn:", ref("AWS::Partition"), f":iam::aws:policy/{_VPC}")

"""How much a function's role may do: privileged power, and stored data within its reach. No rule."""

from msgspec import Struct

from stockade.catalog.actions import access_level, expand
from stockade.iam import Statement, evaluate, is_admin, own, service_wildcards, wildcard_resource
from stockade.model import App, Function, Role
from stockade.values import Truth, text

STORES = frozenset(
    {
        "AWS::S3::Bucket",
        "AWS::DynamoDB::Table",
        "AWS::RDS::DBCluster",
        "AWS::SecretsManager::Secret",
        "AWS::Cognito::UserPool",
    }
)
_READS = frozenset(
    {
        "dynamodb:getitem",
        "dynamodb:batchgetitem",
        "dynamodb:query",
        "dynamodb:scan",
        "cassandra:select",
        "s3:getobject",
        "secretsmanager:getsecretvalue",
        "timestream:select",
    }
)
_WRITES = frozenset(
    {
        "dynamodb:putitem",
        "dynamodb:updateitem",
        "dynamodb:deleteitem",
        "dynamodb:batchwriteitem",
        "s3:putobject",
        "s3:deleteobject",
        "secretsmanager:putsecretvalue",
        "rds-data:executestatement",
        "rds-data:batchexecutestatement",
        # who may connect to a database may read and change what its user may
        "aoss:apiaccessall",
        "cassandra:modify",
        "docdb-elastic:connect",
        "dsql:dbconnect",
        "dsql:dbconnectadmin",
        "elasticache:connect",
        "es:eshttpdelete",
        "es:eshttppost",
        "es:eshttpput",
        "memorydb:connect",
        "neptune-db:connect",
        "neptune-db:readdataviaquery",
        "neptune-db:writedataviaquery",
        "qldb:sendcommand",
        "rds-db:connect",
        "redshift-data:executestatement",
        "timestream:writerecords",
    }
)
_HARMLESS = frozenset({"logs", "xray", "cloudwatch", "execute-api"})
_WORST = frozenset(
    {
        "s3",
        "dynamodb",
        "lambda",
        "iam",
        "sts",
        "secretsmanager",
        "kms",
        "ec2",
        "rds",
        "rds-data",
        "ecs",
        "ssm",
        "cloudformation",
    }
)
"""Services whose every action writes stored data, runs code or gives rights."""

_ESCALATING = ("lambda:UpdateFunctionCode", "sts:AssumeRole")


class Power(Struct, frozen=True):
    """Whether a role is privileged, by what, and whether that writes data or leads to more rights."""

    holds: Truth = "false"
    grants: tuple[str, ...] = ()
    writes: bool = False


class Data(Struct, frozen=True):
    """The stored data a function may touch: ids of the stack, or actions on stores outside of it."""

    touched: tuple[str, ...] = ()
    writes: bool = False


def power_of(app: App, function: Function) -> Power:
    """Judge the role of a function."""
    role = app.role_of(function.id)
    if role is None:
        return Power("unknown", ("a role outside the template",))
    return power(role)


def power(role: Role) -> Power:
    """Judge a role: administration, whole services, any function, or rights over identities."""
    statements = tuple(grant.statement for grant in role.grants)
    found: dict[str, bool] = {}
    for statement in statements:
        if statement.effect != "Allow" or statement.conditions or wildcard_resource(statement) != "true":
            continue
        for action, label, writes in _strong(statement):
            decided = evaluate(own(action, "*"), identity=statements, boundary=role.boundary)
            if decided.outcome == "allowed":
                found[label] = found.get(label, False) or writes
    if found:
        return Power("true", tuple(found), any(found.values()))
    return Power("false" if role.complete else "unknown", ("policies that could not be read",))


def _strong(statement: Statement) -> list[tuple[str, str, bool]]:
    """Return an action to ask for, words for it, and whether it is of the worst, per strong grant."""
    if is_admin([statement]) == "true":
        return [("iam:CreatePolicyVersion", "every action", True)]
    found: list[tuple[str, str, bool]] = []
    for service in service_wildcards(statement):
        if service == "*":
            found.append(("iam:CreatePolicyVersion", "nearly every action", True))
        elif service not in _HARMLESS and any(
            access_level(one) in {"Write", "Permissions management"} for one in expand(f"{service}:*")
        ):
            found.append((f"{service}:Anything", f"every action of {service}", service in _WORST))
    for written in (text(action) or "" for action in statement.actions):
        if not written.lower().startswith(("lambda:", "iam:", "sts:")):
            continue
        for action in expand(written):
            if action == "lambda:InvokeFunction":
                found.append((action, "lambda:InvokeFunction on every function", False))
            elif action in _ESCALATING or _rules_identities(action):
                found.append((action, f"{written} on everything", True))
    return found


def _rules_identities(action: str) -> bool:
    return action.startswith("iam:") and access_level(action) == "Permissions management"


def data_of(app: App, function: Function) -> Data:
    """Return the stored data that a function's role lets it touch, in the stack and outside of it."""
    flows = [
        flow
        for flow in app.flows
        if flow.source == function.id and flow.kind in {"reads", "writes", "publishes"}
    ]
    known = {
        flow.target: flow.kind
        for flow in flows
        if (target := app.resources.get(flow.target)) is not None and target.type in STORES
    }
    writes = any(flow.kind != "reads" and flow.target in known for flow in flows)
    actions = {} if known else _outside(app.role_of(function.id))
    return Data((*known, *actions), writes or any(actions.values()))


def _outside(role: Role | None) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for grant in role.grants if role else ():
        if grant.statement.effect == "Allow":
            for action in grant.statement.actions:
                for one in expand(text(action) or ""):
                    if one.lower() in _READS | _WRITES:
                        found[one] = one.lower() in _WRITES
    return found

"""How much wider than needed one grant is: whole services, and actions on every resource. No rule.

An action counts where it reads or changes something that could have been named. Listing and describing,
writing one's own traces, and what the platform itself needs do not count.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from stockade.catalog.actions import access_level, expand, supports_resource
from stockade.config import Severity
from stockade.iam import Condition, Statement, is_admin, service_wildcards, wildcard_resource
from stockade.model import Exposure, Grant
from stockade.rules.widths import words_for
from stockade.values import text

_PLATFORM = (
    "AgentServerPolicy",
    "DirectoryServiceAccess",
    "EKSClusterPolicy",
    "EKSWorkerNodePolicy",
    "EKS_CNI_Policy",
    "ExecutionRole",
    "ExecutionRolePolicy",
    "LambdaInsightsExecutionRolePolicy",
    "ManagedInstanceCore",
    "PushToCloudWatchLogs",
    "ResourceOperator",
    "ServiceRole",
    "ServiceRolePolicy",
    "ServiceforEC2Role",
    "XRayDaemonWriteAccess",
    "XrayWriteOnlyAccess",
)
"""How managed policies end that a service's own features or agents need; nothing narrower can be named."""

_TRACES = frozenset({"cloudwatch", "logs", "oam"})
"""Services that hold what a function logged, and nothing it works on."""

_STORES = frozenset(
    {
        "cloudformation",
        "cognito-idp",
        "dynamodb",
        "ec2",
        "ecs",
        "elasticfilesystem",
        "fsx",
        "iam",
        "kinesis",
        "kms",
        "lambda",
        "rds",
        "rds-data",
        "redshift-data",
        "s3",
        "secretsmanager",
        "sqs",
        "ssm",
        "sts",
    }
)
"""Services that keep data or secrets, run code or give rights."""

_NEEDED = re.compile(
    r"xray:|cloudwatch:putmetricdata|logs:createloggroup$|ec2:\w*networkinterface|ec2:\w*privateipaddresses"
    # what answers one request and needs the token that came with it: a resource narrows nothing
    r"|lambda:(senddurableexecutioncallback|checkpointdurableexecution|getdurableexecutionstate)"
    r"|states:sendtask|transfer:sendworkflowstepstate|s3-object-lambda:writegetobjectresponse"
    # what works on the caller's own input: a resource is only there for models he brings himself
    r"|(comprehend|rekognition|textract):(batch)?(detect|analyze|recognize|compare)|polly:synthesize"
    r"|translate:translate"
    # what pulls an image needs it for every layer of the image
    r"|ecr:(batchchecklayeravailability|getdownloadurlforlayer|batchgetimage)"
)
"""Actions that functions and services need on every resource."""

_DESCRIBES = re.compile(r":(describe|list|batchdescribe|getbucket)|(certificate|location|tags|policy)$")
"""Actions that read names and settings, and no data."""

_SECRET = re.compile(r"secretsmanager:(batch)?getsecretvalue")
_KEY_USE = re.compile(r"kms:(decrypt|encrypt|generatedatakey|reencrypt)")
_LOOKS_UP = re.compile(r":(batch)?get")
"""Reading one thing by its name: outside of stores that is a setting or a state."""

_NARROWS = re.compile(r"(?i)aws:(resourcetag|calledvia|resourceorg)|(?!aws:)[\w-]+:")
"""Condition keys that say what is acted on or for whom; other global keys are about the caller's request."""

WEIGHTS: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")
_LOW, _MEDIUM, _HIGH, _CRITICAL = 1, 2, 3, 4


class Breadth(Struct, frozen=True):
    """What is wide about a grant; `weight` is an index of `WEIGHTS`, `whole` the stores granted whole."""

    grant: Grant
    what: str
    weight: int
    writes: bool = False
    whole: tuple[str, ...] = ()
    admin: bool = False


class _Wide(Struct, frozen=True):
    written: str
    weight: int
    writes: bool


def breadth(grant: Grant, *, runs_code: bool) -> Breadth | None:
    """Judge one grant; None where it is as narrow as it can be, or not surely wide.

    `runs_code` tells whether functions hold the role. A service that holds it gets what its own managed
    policy for that (`...Role`) grants: no other will do.
    """
    statement, name = grant.statement, grant.provenance.name
    managed = grant.provenance.kind == "managed-policy"
    if statement.effect != "Allow":
        return None
    if managed and (name.endswith(_PLATFORM) or (not runs_code and name.endswith("Role"))):
        return None
    if is_admin([statement]) == "true":
        return Breadth(grant, "everything", _CRITICAL, writes=True, admin=True)
    if any(_narrows(condition) for condition in statement.conditions):
        return None
    everywhere = wildcard_resource(statement) == "true"
    whole = [found for one in service_wildcards(statement) if (found := _whole(one, everywhere=everywhere))]
    wide = sorted(_actions(statement), key=lambda one: -one.weight) if everywhere else []
    if not whole and not wide:
        return None
    what = (
        f"all that {name} grants"
        if managed
        else words_for(statement, [one.written for one in whole], [one.written for one in wide])
    )
    weight = max(one.weight for one in (*whole, *wide))
    return Breadth(
        grant,
        what,
        weight,
        writes=any(one.writes for one in (*whole, *wide) if one.weight == weight),
        whole=tuple(one.written for one in whole if one.weight == _HIGH),
    )


def _narrows(condition: Condition) -> bool:
    negated = "Not" in condition.operator or condition.operator == "Null"
    return not negated and not condition.if_exists and _NARROWS.match(condition.key) is not None


def _whole(service: str, *, everywhere: bool) -> _Wide | None:
    """Judge every action of a service; on a resource that is named it is one step less."""
    if service == "*":
        return _Wide(service, _CRITICAL if everywhere else _HIGH, writes=True)
    if service in _TRACES or service == "xray":
        return _Wide(service, _LOW, writes=False) if everywhere and service != "xray" else None
    weight = _HIGH if service in _STORES else _MEDIUM
    return _Wide(service, weight if everywhere else weight - 1, writes=True)


def _actions(statement: Statement) -> Iterator[_Wide]:
    """Yield the actions that could name a resource and do not; those of a service granted whole are told."""
    whole = service_wildcards(statement)
    written = [known for action in statement.actions if (known := text(action)) is not None]
    delivery = any(one.lower() == "logs:createlogdelivery" for one in written)
    for one in written:
        service = one.lower().partition(":")[0]
        # who sets a log delivery up must be granted the logs of everybody: there is no delivery to name
        if service in whole or (delivery and service == "logs"):
            continue
        weights = [_weight(action) for action in expand(one) if supports_resource(action)]
        if any(weights):
            heaviest = max(weights)
            yield _Wide(one, heaviest, writes=any(_writes(action) for action in expand(one)))


def _weight(action: str) -> int:
    """Weigh one action on every resource, 0 for one that does not count."""
    key = action.lower()
    service, level = key.partition(":")[0], access_level(action)
    described = level == "List" or (level == "Read" and _DESCRIBES.search(key) is not None)
    if described or level == "Tagging" or _NEEDED.match(key):
        return 0
    if service in _TRACES:
        return _LOW
    if _SECRET.match(key):
        return _HIGH
    if service in _STORES:
        return _HIGH if level != "Read" and not _KEY_USE.match(key) else _MEDIUM
    return 0 if level == "Read" and _LOOKS_UP.search(key) else _MEDIUM


def _writes(action: str) -> bool:
    return access_level(action) in {"Write", "Permissions management"}


def severity_of(found: Sequence[Breadth], exposure: Exposure | None) -> Severity:
    """Return the severity of a role: its widest grant, moved by who can get to it.

    `critical` is for what comes near administration: three stores granted whole. Writing on every resource
    is a step worse where anybody gets there, and all is a step less where only the operator does; traces
    stay low. `exposure` is None where it is not known who holds the role.
    """
    weight = max(one.weight for one in found)
    if len({service for one in found for service in one.whole}) > 2:  # noqa: PLR2004 - three of them
        weight = _CRITICAL
    if exposure == "operator":
        weight = max(weight - 1, _LOW)
    elif exposure == "public" and any(one.writes and one.weight == _MEDIUM == weight for one in found):
        weight = _HIGH
    return WEIGHTS[weight]

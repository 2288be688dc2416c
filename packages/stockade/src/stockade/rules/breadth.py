"""How much wider than needed one grant is: whole services, and actions on every resource. No rule.

An action counts where it reads or changes something that could have been named. Listing and describing,
writing one's own traces, and what the platform itself needs do not count.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from stockade.catalog.actions import access_level, expand, narrowable
from stockade.catalog.deeds import deeds_of
from stockade.config import Severity
from stockade.iam import Condition, Statement, service_wildcards, wildcard_resource
from stockade.model import Exposure, Grant, Provenance, Role, left
from stockade.rules.power import ELSEWHERE, administers
from stockade.rules.widths import words_for
from stockade.values import Truth, text

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
    """What is wide about a grant; `weight` is an index of `WEIGHTS`, `whole` the stores granted whole.

    `holds` is unknown where a boundary or a denial that is not known may take it back.
    """

    grant: Grant
    what: str
    weight: int
    writes: bool = False
    whole: tuple[str, ...] = ()
    admin: bool = False
    holds: Truth = "true"


class _Wide(Struct, frozen=True):
    written: str
    weight: int
    writes: bool
    holds: Truth = "true"
    whole: bool = False


def effective(role: Role, grant: Grant) -> Iterator[Grant]:
    """Yield what is left of a grant: where that grants all and a boundary leaves little, what this leaves."""
    limit = role.boundary
    lost = "*" in service_wildcards(grant.statement) and left(role, grant.statement, ELSEWHERE) == "false"
    if limit is None or not lost or wildcard_resource(grant.statement) != "true":
        yield grant
        return
    for one in limit.statements:
        if one.effect == "Allow":
            yield replace(grant, statement=one, provenance=Provenance("boundary"))


def breadth(role: Role, grant: Grant) -> Breadth | None:
    """Judge one grant; None where it is as narrow as it can be, or not surely wide.

    A service that holds the role gets what its own managed policy for that (`...Role`) grants: no other will
    do. What denials and a boundary take back does not count.
    """
    statement, name = grant.statement, grant.provenance.name
    managed = grant.provenance.kind == "managed-policy"
    if statement.effect != "Allow":
        return None
    if managed and (name.endswith(_PLATFORM) or (not role.functions and name.endswith("Role"))):
        return None
    admin = administers(role, grant)
    if admin != "false":
        return Breadth(grant, "everything", _CRITICAL, writes=True, admin=True, holds=admin)
    if any(_narrows(condition) for condition in statement.conditions):
        return None
    found = list(_wide(role, statement))
    wide = [one for one in found if one.holds == "true"] or found
    if not wide:
        return None
    weight = max(one.weight for one in wide)
    return Breadth(
        grant,
        _words(grant, wide),
        weight,
        writes=any(one.writes for one in wide if one.weight == weight),
        whole=tuple(one.written for one in wide if one.whole and one.weight == _HIGH),
        holds=wide[0].holds,
    )


def _words(grant: Grant, wide: list[_Wide]) -> str:
    if grant.provenance.kind == "managed-policy":
        return f"all that {grant.provenance.name} grants"
    if grant.provenance.kind == "boundary":
        return "all that its permissions boundary leaves"
    services = [one.written for one in wide if one.whole]
    return words_for(grant.statement, services, [one.written for one in wide if not one.whole])


def _narrows(condition: Condition) -> bool:
    negated = "Not" in condition.operator or condition.operator == "Null"
    return not negated and not condition.if_exists and _NARROWS.match(condition.key) is not None


def _wide(role: Role, statement: Statement) -> Iterator[_Wide]:
    """Yield the services granted whole, then, on every resource, the actions that could have named one."""
    everywhere = wildcard_resource(statement) == "true"
    lost: list[str] = []
    for service in _services(role, statement):
        holds = left(role, statement, f"{service}:Anything" if service != "*" else ELSEWHERE)
        if holds == "false":
            lost.append(service)
        elif found := _whole(service, everywhere=everywhere):
            yield replace(found, holds=holds)
    if everywhere:
        yield from sorted(_actions(role, statement, lost), key=lambda one: -one.weight)


def _services(role: Role, statement: Statement) -> tuple[str, ...]:
    """Return the services granted whole; the stores where all is granted and nearly all is taken back."""
    services = service_wildcards(statement)
    if "*" in services and left(role, statement, ELSEWHERE) == "false":
        return tuple(sorted(_STORES))
    return services


def _whole(service: str, *, everywhere: bool) -> _Wide | None:
    """Judge every action of a service; on a resource that is named it is one step less.

    A service none of whose actions takes a resource is as narrow as it can be.
    """
    if service == "*":
        return _Wide(service, _CRITICAL if everywhere else _HIGH, writes=True, whole=True)
    every = f"{service}:*"
    if service == "xray" or (expand(every) and not narrowable(every)):
        return None
    if service in _TRACES:
        return _Wide(service, _LOW, writes=False, whole=True) if everywhere else None
    weight = _HIGH if service in _STORES else _MEDIUM
    return _Wide(service, weight if everywhere else weight - 1, writes=True, whole=True)


def _actions(role: Role, statement: Statement, lost: Sequence[str]) -> Iterator[_Wide]:
    """Yield the actions that could name a resource and do not; those of a service granted whole are told.

    `lost` are services granted whole of which something is taken back.
    """
    whole = set(service_wildcards(statement)) - set(lost)
    written = [known for action in statement.actions if (known := text(action)) is not None]
    delivery = any(one.lower() == "logs:createlogdelivery" for one in written)
    for one in written:
        service = one.lower().partition(":")[0]
        # who sets a log delivery up must be granted the logs of everybody: there is no delivery to name
        if service in whole or (delivery and service == "logs") or one.strip("*:") == "":
            continue
        yield from _pattern(role, statement, one)


def _pattern(role: Role, statement: Statement, written: str) -> Iterator[_Wide]:
    """Yield a pattern as it is written; where a part is taken back what is left, data before settings."""
    heavy = [action for action in narrowable(written) if _weight(action)]
    kept = {action: holds for action in heavy if (holds := left(role, statement, action)) != "false"}
    if kept and len(kept) == len(heavy):
        weight = max(_weight(action) for action in heavy)
        sure: Truth = "true" if "true" in kept.values() else "unknown"
        yield _Wide(written, weight, writes=any(_writes(action) for action in expand(written)), holds=sure)
        return
    for action in sorted(kept, key=lambda one: not deeds_of(one)):
        yield _Wide(action, _weight(action), writes=_writes(action), holds=kept[action])


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

"""How much wider than needed one grant is: whole services, and actions on every resource. No rule."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from stockade.catalog.actions import access_level, expand, supports_resource
from stockade.config import Severity
from stockade.iam import Statement, is_admin, service_wildcards, wildcard_resource
from stockade.model import Grant
from stockade.values import text

_PLATFORM = (
    "ExecutionRole",
    "ExecutionRolePolicy",
    "LambdaInsightsExecutionRolePolicy",
    "PushToCloudWatchLogs",
    "ServiceRole",
    "ServiceRolePolicy",
    "ServiceforEC2Role",
    "XRayDaemonWriteAccess",
    "XrayWriteOnlyAccess",
)
"""How managed policies end that a service's own features need; there is nothing narrower to name."""

_TRACES = frozenset({"cloudwatch", "logs", "oam"})
"""Services that hold what a function logged, and nothing it works on."""

_OWN = frozenset({"ec2", "xray", "cloudwatch"})
"""Services whose wildcards functions need for their network, traces and metrics."""

WEIGHTS: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")


class Breadth(Struct, frozen=True):
    """What is wide about a grant; `weight` is an index of `WEIGHTS`."""

    grant: Grant
    what: str
    weight: int
    admin: bool = False


def breadth(grant: Grant) -> Breadth | None:
    """Judge one grant; None where it is as narrow as it can be, or not surely wide."""
    statement, name = grant.statement, grant.provenance.name
    if statement.effect != "Allow" or (
        grant.provenance.kind == "managed-policy" and name.endswith(_PLATFORM)
    ):
        return None
    if is_admin([statement]) == "true":
        return Breadth(grant, "everything", WEIGHTS.index("critical"), admin=True)
    whole = [service for service in service_wildcards(statement) if service not in _OWN]
    wide = [] if wildcard_resource(statement) != "true" else _actions(statement)
    if not whole and not wide:
        return None
    levels = {
        access_level(one) or "" for written in (*wide, *(f"{s}:*" for s in whole)) for one in expand(written)
    }
    only_logs = {*whole, *(one.partition(":")[0] for one in wide)} <= _TRACES
    what = f"the managed policy {name}" if grant.provenance.kind == "managed-policy" else _words(whole, wide)
    return Breadth(grant, what, _weight(levels, whole, wide, only_logs=only_logs))


def _actions(statement: Statement) -> list[str]:
    """Return the actions that could name a resource and do not."""
    written = [known for action in statement.actions if (known := text(action)) is not None]
    return [action for action in written if _narrowable(action)]


def _narrowable(written: str) -> bool:
    if written == "*" or written.partition(":")[0] in _OWN:
        return written == "*"
    return any(supports_resource(one) for one in expand(written))


def _words(whole: list[str], wide: list[str]) -> str:
    if whole:
        return ", ".join(f"every action of {service}" for service in whole)
    more = f" and {len(wide) - 3} more" if len(wide) > 3 else ""  # noqa: PLR2004 - as many as read well
    return f"{', '.join(wide[:3])}{more} on every resource"


def _weight(levels: AbstractSet[str], whole: list[str], wide: list[str], *, only_logs: bool) -> int:
    if only_logs:
        return WEIGHTS.index("low")
    if whole and wide:
        return WEIGHTS.index("high")
    if levels & {"Write", "Permissions management"} and len(wide) > 1:
        return WEIGHTS.index("high")
    return WEIGHTS.index("medium")


def severity_of(found: Sequence[Breadth]) -> Severity:
    """Return the severity of a role: its widest grant, a step more where several are that wide."""
    heaviest = max(one.weight for one in found)
    names = {one.grant.provenance.name for one in found if one.weight == WEIGHTS.index("high")}
    return "critical" if len(names) > 2 else WEIGHTS[heaviest]  # noqa: PLR2004 - three full accesses

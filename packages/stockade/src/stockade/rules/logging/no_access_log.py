"""Nobody writes down who called: an API, balancer or distribution without access log."""

from collections.abc import Iterator

from stockade.config import Severity
from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.access_logs import Front, balancers, distributions, stages

RULE = Rule(
    id="no-access-log",
    title="Calls are not logged",
    severity="medium",
    severity_fixed=True,
    remediation="Switch the access log on, with the caller's address, identity, route and status.",
    cwe=("CWE-778",),
)
_STAGE = "Set the access log of the stage, with the caller's address, identity, route and status."
_BALANCER = "Set the attribute access_logs.s3.enabled and a bucket for the logs."
_DISTRIBUTION = "Set Logging of the distribution, or deliver its access log to a log group or bucket."


def check(app: App, _app: App) -> Iterator[Report]:
    """Report APIs once each, balancers and distributions."""
    seen: set[str] = set()
    for front in stages(app):
        if front.api not in seen and front.logged != "true":
            seen.add(front.api)
            yield _report(front, "medium", _STAGE)
    for balancer in balancers(app):
        if balancer.logged != "true":
            yield _report(balancer, "low", _BALANCER)
    for distribution in distributions(app):
        if distribution.logged != "true":
            yield _report(distribution, "medium", _DISTRIBUTION)


def _report(front: Front, severity: Severity, remediation: str) -> Report:
    if front.logged == "false":
        message = f"{front.name} has no access log: after an attack nobody can say who called what, and when."
        return RULE.at(front.subject, message, severity=severity, remediation=remediation)
    message = f"Whether {front.name} has an access log is not known."
    return RULE.at(front.subject, message, kind="open", severity=severity, remediation=remediation)

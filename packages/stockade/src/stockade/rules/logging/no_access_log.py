"""Nobody writes down who called: an API, balancer or distribution without access log."""

from collections.abc import Iterator

from stockade.config import Severity
from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.rules.presence import present
from stockade.values import (
    Map,
    Truth,
    Value,
    alternatives,
    as_list,
    entries,
    flag,
    get,
    is_absent,
    parse_json,
    references,
    text,
)

RULE = Rule(
    id="no-access-log",
    title="Calls are not logged",
    severity="medium",
    severity_fixed=True,
    remediation="Switch the access log on, with the caller's address, identity, route and status.",
    cwe=("CWE-778",),
)

_WITHOUT_REQUESTS = {"network", "gateway"}
"""Kinds of balancers that pass connections on and see no request (a network one logs TLS handshakes only)."""


def check(app: App, _app: App) -> Iterator[Report]:
    """Report stages (once for each API), balancers and distributions."""
    seen: set[str] = set()
    for stage in app.of_type("AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"):
        rest = stage.type == "AWS::ApiGateway::Stage"
        api = _api(app, get(stage.properties, "RestApiId" if rest else "ApiId"))
        subject = (api or stage) if rest else app.resources.get(stage.made_from, api or stage)
        if subject.id in seen or (api is not None and _mock_only(app, api)):
            continue
        setting = get(stage.properties, "AccessLogSetting" if rest else "AccessLogSettings")
        logged = present(get(setting, "DestinationArn"))
        found = tuple(_report(subject, logged, f"{stage.id} serves {api.id if api else 'an API'}", "medium"))
        seen.update(one.place.subject for one in found)
        yield from found
    for balancer in app.of_type("AWS::ElasticLoadBalancingV2::LoadBalancer"):
        if text(get(balancer.properties, "Type")) in _WITHOUT_REQUESTS:
            continue
        yield from _report(balancer, _balancer(balancer), f"{balancer.id} takes requests", "low")
    for distribution in app.of_type("AWS::CloudFront::Distribution"):
        config = get(distribution.properties, "DistributionConfig")
        if not _delivered(app, distribution):
            logged = present(get(config, "Logging"))
            yield from _report(distribution, logged, f"{distribution.id} takes requests", "medium")


def _report(subject: Resource, logged: Truth, what: str, severity: Severity) -> Iterator[Report]:
    if logged == "false":
        text_ = f"{what} without an access log: after an attack nobody can say who called what, and when."
        yield RULE.at(subject, text_, severity=severity)
    elif logged == "unknown":
        yield RULE.at(
            subject, f"{what}; whether with an access log is not known.", kind="open", severity=severity
        )


def _api(app: App, value: Value) -> Resource | None:
    return next((app.resources[ref.id] for ref in references(value) if ref.id in app.resources), None)


def _mock_only(app: App, api: Resource) -> bool:
    """Tell whether an API answers everything itself and leads nowhere."""
    if any(trigger.api == api.id for trigger in app.triggers):
        return False
    kinds: list[str | None] = []
    for side in alternatives(get(api.properties, "Body")):
        body = parse_json(side)
        if not isinstance(body, Map):
            return False
        for _, item in entries(get(body, "paths")):
            kinds.extend(text(get(one, "x-amazon-apigateway-integration.type")) for _, one in entries(item))
    kinds.extend(
        text(get(method.properties, "Integration.Type"))
        for method in app.of_type("AWS::ApiGateway::Method")
        if any(ref.id == api.id for ref in references(get(method.properties, "RestApiId")))
    )
    return bool(kinds) and all((kind or "").upper() == "MOCK" for kind in kinds)


def _balancer(balancer: Resource) -> Truth:
    attributes = get(balancer.properties, "LoadBalancerAttributes")
    if present(attributes) == "unknown":
        return "unknown"
    for attribute in as_list(attributes):
        if text(get(attribute, "Key")) == "access_logs.s3.enabled":
            known = flag(get(attribute, "Value"))
            return "unknown" if known is None else "true" if known else "false"
    return "false"


def _delivered(app: App, distribution: Resource) -> bool:
    """Tell whether a log delivery takes the requests of a distribution."""
    return any(
        ref.id == distribution.id
        for source in app.of_type("AWS::Logs::DeliverySource")
        if not is_absent(get(source.properties, "ResourceArn"))
        for ref in references(get(source.properties, "ResourceArn"))
    )

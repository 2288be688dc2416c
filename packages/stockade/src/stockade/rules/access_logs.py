"""What takes requests, and whether it writes down who called: stages, balancers, distributions. No rule."""

from collections.abc import Iterator

from msgspec import Struct

from stockade.model import App, Resource
from stockade.rules.presence import present
from stockade.values import (
    Map,
    Truth,
    Value,
    alternatives,
    as_list,
    either,
    entries,
    flag,
    get,
    is_absent,
    parse_json,
    references,
    text,
)

_BALANCER_LOG = "access_logs.s3.enabled"


class Front(Struct, frozen=True):
    """Something that takes requests: who is to blame, whether it logs them, and its name in a sentence.

    `api` is the id of the API a stage belongs to, empty for all else.
    """

    subject: Resource
    logged: Truth
    name: str
    api: str = ""


def stages(app: App) -> Iterator[Front]:
    """Yield every stage of an API that leads somewhere: written as a stage, or made by a deployment.

    What people wrote is to blame: a stage of their own, else the API.
    """
    for stage in app.of_type("AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"):
        rest = stage.type == "AWS::ApiGateway::Stage"
        api = _api(app, get(stage.properties, "RestApiId" if rest else "ApiId"))
        written = stage if not _generated(stage) else app.resources.get(stage.made_from)
        subject = written or api or stage
        if api is None or not _mock_only(app, api):
            setting = get(stage.properties, "AccessLogSetting" if rest else "AccessLogSettings")
            logged = present(get(setting, "DestinationArn"))
            yield Front(subject, logged, _name(stage, api), api.id if api else stage.id)
    yield from _deployed(app)


def _deployed(app: App) -> Iterator[Front]:
    """Yield the stages that deployments make by naming one; a stage of its own takes the setting over."""
    for deployment in app.of_type("AWS::ApiGateway::Deployment"):
        name, api = (
            get(deployment.properties, "StageName"),
            _api(app, get(deployment.properties, "RestApiId")),
        )
        if api is None or _generated(deployment) or present(name) == "false" or _mock_only(app, api):
            continue
        setting = get(deployment.properties, "StageDescription.AccessLogSetting.DestinationArn")
        shown = f"The stage {text(name) or 'of ' + deployment.id} of {api.id}"
        yield Front(deployment, present(setting), shown, api.id)


def _name(stage: Resource, api: Resource | None) -> str:
    if _generated(stage):
        return (api or stage).id
    return f"The stage {stage.id} of {api.id}" if api else f"The stage {stage.id}"


def _generated(resource: Resource) -> bool:
    """Tell whether a transform made a resource: then its id is nothing people wrote."""
    return resource.made_from not in {"", resource.id}


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


def balancers(app: App) -> Iterator[Front]:
    """Yield balancers that can log: network balancers log TLS connections only, gateway balancers nothing."""
    for balancer in app.of_type("AWS::ElasticLoadBalancingV2::LoadBalancer"):
        kind = get(balancer.properties, "Type")
        can = "true" if is_absent(kind) or text(kind) == "application" else "false"
        if text(kind) == "network":
            can = either("false", *(_ends_tls(one) for one in _listeners(app, balancer)))
        elif text(kind) is None and not is_absent(kind):
            can = "unknown"
        logged = _balancer(balancer)
        if can != "false":
            yield Front(
                balancer, "unknown" if can == "unknown" and logged == "false" else logged, balancer.id
            )


def _listeners(app: App, balancer: Resource) -> Iterator[Resource]:
    for listener in app.of_type("AWS::ElasticLoadBalancingV2::Listener"):
        if any(ref.id == balancer.id for ref in references(get(listener.properties, "LoadBalancerArn"))):
            yield listener


def _ends_tls(listener: Resource) -> Truth:
    protocol = get(listener.properties, "Protocol")
    known = text(protocol)
    if known is None:
        return "false" if is_absent(protocol) else "unknown"
    return "true" if known == "TLS" else "false"


def _balancer(balancer: Resource) -> Truth:
    attributes = get(balancer.properties, "LoadBalancerAttributes")
    if present(attributes) == "unknown":
        return "unknown"
    for attribute in as_list(attributes):
        if text(get(attribute, "Key")) == _BALANCER_LOG:
            known = flag(get(attribute, "Value"))
            return "unknown" if known is None else "true" if known else "false"
    return "false"


def distributions(app: App) -> Iterator[Front]:
    """Yield distributions whose requests no log delivery takes."""
    for distribution in app.of_type("AWS::CloudFront::Distribution"):
        if not _delivered(app, distribution):
            logged = present(get(distribution.properties, "DistributionConfig.Logging"))
            yield Front(distribution, logged, distribution.id)


def _delivered(app: App, distribution: Resource) -> bool:
    """Tell whether a log delivery takes the requests of a distribution."""
    return any(
        ref.id == distribution.id
        for source in app.of_type("AWS::Logs::DeliverySource")
        for ref in references(get(source.properties, "ResourceArn"))
    )

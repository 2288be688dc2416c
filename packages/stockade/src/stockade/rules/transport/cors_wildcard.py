"""Pages of any origin may call, with methods that change something."""

from collections.abc import Iterator

from stockade.config import Severity
from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.rules.origins import http_origins, mocked_origins
from stockade.values import Value, as_list, elements, flag, get, strings, text

RULE = Rule(
    id="cors-wildcard",
    title="Pages of any origin may call",
    severity="medium",
    severity_fixed=True,
    remediation="Name the origins of your own pages.",
    cwe=("CWE-942",),
)
_READING = {"GET", "HEAD", "OPTIONS"}


def check(app: App, _app: App) -> Iterator[Report]:
    """Report buckets, REST APIs, HTTP APIs and function URLs, each once."""
    for bucket in app.of_type("AWS::S3::Bucket"):
        for rule in as_list(get(bucket.properties, "CorsConfiguration.CorsRules")):
            methods = set(strings(get(rule, "AllowedMethods"))) - _READING
            if methods:
                what = f"{', '.join(sorted(methods))} on {bucket.id}"
                yield from _judge(bucket, get(rule, "AllowedOrigins"), what, "medium")
    for api in app.of_type("AWS::ApiGateway::RestApi"):
        yield from _api(app, api, list(mocked_origins(app, api)))
    for api in app.of_type("AWS::ApiGatewayV2::Api"):
        yield from _api(app, api, list(http_origins(api)))
    for url in app.of_type("AWS::Lambda::Url"):
        cors = get(url.properties, "Cors")
        methods = {one.upper() for one in strings(get(cors, "AllowMethods"))} or {"*"}
        if not methods <= _READING or flag(get(cors, "AllowCredentials")):
            level: Severity = "low" if text(get(url.properties, "AuthType")) == "AWS_IAM" else "medium"
            names = "any method" if "*" in methods else ", ".join(sorted(methods))
            yield from _judge(url, get(cors, "AllowOrigins"), f"{names} of {url.id}", level)


def _api(app: App, api: Resource, origins: list[Value]) -> Iterator[Report]:
    """Judge an API by its routes: `low` where tokens travel in a header, nothing for public content."""
    routes = [trigger for trigger in app.triggers if trigger.api == api.id and not trigger.preflight]
    bare = [one for one in routes if one.authentication in {"none", "api-key", "unknown"}]
    writing = [one.detail for one in bare if one.detail.split(" ")[0] not in _READING]
    if not routes or (bare and not writing and len(bare) == len(routes)):
        return
    what = f"{', '.join(writing[:3]) or routes[0].detail} of {api.id}"
    behind = {one.function for one in routes if one.function is not None}
    function = behind.pop() if len(behind) == 1 else None
    severity: Severity = "medium" if writing else "low"
    reports = [report for one in origins for report in _judge(api, one, what, severity, function)]
    yield from sorted(reports, key=lambda report: report.kind != "fail")[:1]


def _judge(
    subject: Resource, origins: Value, what: str, severity: Severity, function: str | None = None
) -> Iterator[Report]:
    resource, line = subject.written_at(origins)
    for origin in elements(origins):
        written = text(origin)
        if written is None:
            message = f"Which origins may use {what} is not known."
            yield RULE.at(
                subject,
                message,
                kind="open",
                severity=severity,
                function=function,
                resource=resource,
                location=line,
            )
        elif written.strip("'\" ") == "*":
            message = f"A page of any origin may use {what} from the browser of whoever visits it."
            yield RULE.at(
                subject, message, severity=severity, function=function, resource=resource, location=line
            )

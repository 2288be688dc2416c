"""An authorizer takes the caller's token from the address, where it is logged and passed on."""

import re
from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.values import Map, Value, alternatives, elements, entries, get, is_absent, parse_json, text

RULE = Rule(
    id="token-in-query",
    title="An authorizer takes its token from the query string",
    severity="medium",
    severity_fixed=True,
    remediation="Take the token from the Authorization header, or hand out one-time tickets for seconds.",
    cwe=("CWE-598",),
    resource_types=(
        "AWS::ApiGateway::Authorizer",
        "AWS::ApiGatewayV2::Authorizer",
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGatewayV2::Api",
    ),
)
_QUERY = re.compile(r"(?i)\brequest\.querystring\.([\w-]+)")
_HEADER = re.compile(r"(?i)\brequest\.header\.")


def check(resource: Resource, _app: App) -> Iterator[Report]:
    """Report an authorizer, or a security scheme of an API's body."""
    if resource.type.endswith("::Authorizer"):
        yield from _judge(resource, resource.id, get(resource.properties, "IdentitySource"))
        return
    for side in alternatives(get(resource.properties, "Body")):
        body = parse_json(side)
        if not isinstance(body, Map):
            continue
        for section in ("securityDefinitions", "components.securitySchemes"):
            for name, scheme in entries(get(body, section)):
                source = get(scheme, "x-amazon-apigateway-authorizer.identitySource")
                yield from _judge(resource, name, source)


def _judge(resource: Resource, name: str, source: Value) -> Iterator[Report]:
    if is_absent(source):
        return
    known = [text(item) for item in elements(source)]
    written = ",".join(one for one in known if one is not None)
    if _HEADER.search(written):
        return
    found = _QUERY.search(written)
    label = "" if name == resource.id else name
    if found:
        message = (
            f"{name} reads the token from ?{found[1]}=: addresses end up in access logs, in the history of "
            "browsers and in Referer headers, and whoever reads one there may use the token."
        )
        yield RULE.at(resource, message, location=source.at, discriminator=label)
    elif None in known:
        message = f"Where {name} takes the token from is not known."
        yield RULE.at(resource, message, kind="open", discriminator=label)

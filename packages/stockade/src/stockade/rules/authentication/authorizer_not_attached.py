"""An authorizer is declared, and no route uses it."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.rules.schemes import unused_authorizers
from stockade.values import Map, alternatives, get, is_absent, parse_json, references

RULE = Rule(
    id="authorizer-not-attached",
    title="An authorizer protects no route",
    severity="high",
    severity_fixed=True,
    remediation="Name the authorizer as the default of the API or on its routes, or remove it.",
    cwe=("CWE-306",),
)
_AUTHORIZERS = ("AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer")
_APIS = ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api")


def check(app: App, _app: App) -> Iterator[Report]:
    """Report authorizers that are resources, then those of the bodies of APIs."""
    used = {trigger.authorizer for trigger in app.triggers}
    authorizers = app.of_type(*_AUTHORIZERS)
    named = _named(app) if authorizers else set()
    for authorizer in authorizers:
        api = _api(app, authorizer)
        if api is None or authorizer.id in used | named:
            continue
        routes = [one.detail for one in app.triggers if one.api == api.id and not one.preflight]
        if not _known(api):
            message = f"Whether a route of {api.id} uses {authorizer.id} is not known: its body is not."
            yield RULE.at(authorizer, message, kind="open", touches=(api.id,))
        elif routes:
            message = (
                f"No route of {api.id} uses {authorizer.id}: {', '.join(routes[:3])} is served without it."
            )
            yield RULE.at(authorizer, message, touches=(api.id,))
    for api in app.of_type(*_APIS):
        yield from _schemes(app, api)


def _named(app: App) -> set[str]:
    """Return the ids that resources and outputs refer to."""
    values = [one.properties for one in app.resources.values()]
    return {
        ref.id
        for value in (*values, *(one.value for one in app.outputs.values()))
        for ref in references(value)
    }


def _api(app: App, authorizer: Resource) -> Resource | None:
    written = [get(authorizer.properties, name) for name in ("RestApiId", "ApiId")]
    return next((app.resources.get(ref.id) for one in written for ref in references(one)), None)


def _known(api: Resource) -> bool:
    if not is_absent(get(api.properties, "BodyS3Location")):
        return False
    sides = alternatives(get(api.properties, "Body"))
    return all(isinstance(parse_json(side), Map) for side in sides)


def _schemes(app: App, api: Resource) -> Iterator[Report]:
    routes = [one.detail for one in app.triggers if one.api == api.id and not one.preflight]
    for name, scheme in unused_authorizers(api) if routes else ():
        message = f"No route of {api.id} asks for {name}: {', '.join(routes[:3])} is served without it."
        yield RULE.at(api, message, location=scheme.at, discriminator=name)

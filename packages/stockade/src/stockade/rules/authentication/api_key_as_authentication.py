"""An API key is all that stands between the Internet and the application."""

from collections.abc import Iterator

from stockade.model import App, Resource, Trigger
from stockade.rules import Report, Rule
from stockade.values import get, is_absent, text

RULE = Rule(
    id="api-key-as-authentication",
    title="An API key is the only thing a caller needs",
    severity="high",
    severity_fixed=True,
    remediation="Authenticate the caller with an authorizer or IAM; keep the key for usage plans only.",
    cwe=("CWE-287",),
)
_GRAPHQL = "AWS::AppSync::GraphQLApi"


def check(app: App, _app: App) -> Iterator[Report]:
    """Report each API once."""
    groups: dict[str, list[Trigger]] = {}
    for trigger in app.triggers:
        if trigger.exposure == "public" and trigger.authentication == "api-key" and not trigger.preflight:
            groups.setdefault(trigger.api or trigger.origin or trigger.declared_by, []).append(trigger)
    for name, triggers in groups.items():
        api = app.resources.get(name)
        if api is None or (api.type == _GRAPHQL and _by_default(api)):
            continue
        routes, ask = ", ".join(one.detail for one in triggers[:3]), "ask" if len(triggers) > 1 else "asks"
        yield RULE.at(
            api,
            f"{routes} of {name} {ask} for an API key only; keys are shared, sit in clients and name nobody.",
            entry_point=triggers[0].id,
            location=triggers[0].location,
            touches=dict.fromkeys(one.function for one in triggers if one.function),
        )
    yield from _graphql(app)


def _by_default(api: Resource) -> bool:
    """Tell whether a key is, or may be, what a GraphQL API takes where a field says nothing."""
    return text(get(api.properties, "AuthenticationType")) in {"API_KEY", None}


def _graphql(app: App) -> Iterator[Report]:
    for api in app.of_type(_GRAPHQL):
        mode = get(api.properties, "AuthenticationType")
        known = text(mode)
        if known is None:
            message = f"What authenticates the callers of {api.id} is not known."
            yield RULE.at(api, message, kind="open")
        elif known == "API_KEY" and not is_absent(get(api.properties, "AdditionalAuthenticationProviders")):
            message = (
                f"{api.id} takes an API key by default; whether every field asks for more, its schema says."
            )
            yield RULE.at(api, message, kind="open")
        elif known == "API_KEY":
            message = (
                f"Every field of {api.id} is open to whoever has its API key, which every client carries."
            )
            yield RULE.at(api, message, location=mode.at)

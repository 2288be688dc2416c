"""The caller chooses the stream, table, bucket, source or type that an integration acts on."""

from collections.abc import Iterator

from msgspec.structs import replace

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.rules.flowing import flows
from stockade.rules.integrations import (
    chosen_by_caller,
    credentials,
    parameters_chosen,
    rest_integrations,
    written_choices,
)
from stockade.values import get, text

RULE = Rule(
    id="user-controlled-resource",
    title="The caller chooses the resource that an integration acts on",
    severity="medium",
    severity_fixed=True,
    remediation="Write resource, source and type into the integration; take only data from callers.",
    cwe=("CWE-639", "CWE-915"),
)

_SHOWN = 3


def check(app: App, _app: App) -> Iterator[Report]:
    """Report integrations of HTTP APIs, the role of those of REST APIs, tasks of machines and other code."""
    for integration in app.of_type("AWS::ApiGatewayV2::Integration"):
        if text(get(integration.properties, "IntegrationSubtype")) is not None:
            yield from _http(integration)
    found: dict[str, list[tuple[Resource, str, str]]] = {}
    for owner, route, written in rest_integrations(app):
        chosen = chosen_by_caller(written)
        if chosen is not None:
            found.setdefault((credentials(app, written) or owner).id, []).append((owner, route, chosen))
    known = {(owner.id, route) for routes in found.values() for owner, route, _ in routes}
    for subject, owner, route, chosen in written_choices(app):
        if (owner.id, route) not in known:
            found.setdefault(subject, []).append((owner, route, chosen))
    for subject, routes in found.items():
        yield _rest(app.resources[subject], routes)
    machines = {one: code for one, code in app.code.items() if one in app.workflows.machines}
    held = {one: code for one, code in app.code.items() if one.startswith("-/")}
    yield from flows(RULE, replace(app, code=machines))
    yield from flows(RULE, replace(app, code=held), lambda flow: not flow.event_source.startswith("apigw."))


def _http(integration: Resource) -> Iterator[Report]:
    chosen, unread = parameters_chosen(integration)
    if chosen:
        names = " and ".join(key for key, _ in chosen)
        event = {key for key, _ in chosen} <= {"Source", "DetailType"}
        why = "listeners take him for the system itself" if event else "he says what it acts on"
        message = f"The caller sets {names} of {integration.id}: {why}."
        yield RULE.at(integration, message, location=chosen[0][1].at)
    elif unread:
        message = f"Whether the caller sets {unread[0]} of {integration.id} is not known."
        yield RULE.at(integration, message, kind="open")


def _rest(subject: Resource, routes: list[tuple[Resource, str, str]]) -> Report:
    """Report once what acts with one role: it is the role that limits what a caller can choose."""
    shown = ", ".join(dict.fromkeys(route for _, route, _ in routes[:_SHOWN]))
    more = f" and {len(routes) - _SHOWN} more" if len(routes) > _SHOWN else ""
    what = " and ".join(dict.fromkeys(chosen for _, _, chosen in routes))
    let = "let" if len(routes) > 1 else "lets"
    message = f"{shown}{more} {let} the caller choose {what}: he reaches all that {subject.id} may act on."
    return RULE.at(subject, message, touches=dict.fromkeys(owner.id for owner, _, _ in routes))

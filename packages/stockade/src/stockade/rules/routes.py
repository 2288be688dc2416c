"""Entry points in sentences, as developers know them: `GET /a and POST /b of the HTTP API Shop`. No rule."""

from collections.abc import Sequence

from stockade.model import Trigger

MOST_SHOWN = 3
_KINDS = {
    "apigw.rest": "the REST API",
    "apigw.http": "the HTTP API",
    "apigw.ws": "the WebSocket API",
    "appsync.resolver": "the GraphQL API",
    "appsync.events": "the event API",
    "lattice.v1": "the service",
    "lattice.v2": "the service",
}


def named(triggers: Sequence[Trigger]) -> str:
    """Name entry points by route and API, a function URL and a balancer by the function behind them."""
    fronts: dict[str, list[str]] = {}
    for trigger in triggers:
        details = fronts.setdefault(_front(trigger), [])
        if trigger.detail not in details:
            details.append(trigger.detail)
    shown = [_routes(front, details) for front, details in fronts.items()]
    more = [f"{len(shown) - MOST_SHOWN} more"] if len(shown) > MOST_SHOWN else []
    return " and ".join((*shown[:MOST_SHOWN], *more))


def _front(trigger: Trigger) -> str:
    """Return what routes are of, with its article; the whole name where it has no routes of its own."""
    if trigger.event_source == "lambda.url":
        return f"the function URL of {trigger.function}"
    if trigger.event_source == "alb":
        return f"the load balancer before {trigger.function}"
    if trigger.api is None and trigger.detail == trigger.declared_by:
        return f"the API that {trigger.declared_by} lets in"
    kind = _KINDS.get(trigger.event_source, "the API")
    return f"{kind} {trigger.api or trigger.origin or ''}".rstrip()


def _routes(front: str, details: Sequence[str]) -> str:
    if front.startswith(("the function URL", "the API that")):
        return front
    more = f" and {len(details) - MOST_SHOWN} more" if len(details) > MOST_SHOWN else ""
    return f"{', '.join(details[:MOST_SHOWN])}{more} of {front}"

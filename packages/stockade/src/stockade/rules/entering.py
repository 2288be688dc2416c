"""What anybody can call without proving who he is, and the class of what that leads to. No rule.

A function falls into the first class that fits: `role` (its role is privileged), `data`, `nothing`. A route
that acts on a resource without a function leads to `data`, to a `queue`, or to `nothing`; routes that one
declaration leads to one resource are one way.
"""

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from stockade.catalog.deeds import STORES
from stockade.config import Config
from stockade.model import App, Function, Trigger
from stockade.model.exposure import WIDEST_FIRST
from stockade.rules.integrations import service_called
from stockade.rules.power import Data, Power, data_of, power_of
from stockade.rules.routes import named

Standing = Literal["fail", "open"]
Lead = Literal["role", "data", "queue", "nothing"]

_FRONTS = ("apigw.rest", "apigw.http", "apigw.ws", "alb", "lambda.url", "appsync", "lattice")
_BY_NATURE = re.compile(r"(?i)log-?in|sign-?(in|up)|health|webhook|callback|hook\b|/public\b")
_QUEUES = frozenset(
    {
        "AWS::SQS::Queue",
        "AWS::SNS::Topic",
        "AWS::Kinesis::Stream",
        "AWS::KinesisFirehose::DeliveryStream",
        "AWS::Events::EventBus",
        "AWS::StepFunctions::StateMachine",
    }
)
_SENDING = frozenset({"events", "firehose", "kinesis", "sns", "sqs", "states"})
"""Services of queues, as integrations name them."""
_HEARD = frozenset({"AWS::Events::EventBus", "AWS::StepFunctions::StateMachine"})
"""Queues that always start something: state machines run, and buses are listened to from other stacks."""


class Way(Struct, frozen=True):
    """Routes that lead to one function, or the one route that acts on a resource, and what lies behind."""

    triggers: tuple[Trigger, ...]
    standing: Standing
    lead: Lead
    function: Function | None = None
    power: Power = Power()
    data: Data = Data()

    @property
    def first(self) -> Trigger:
        """The route that most people can use: of several the one written first."""
        return min(self.triggers, key=lambda trigger: WIDEST_FIRST.index(trigger.exposure))

    @property
    def route(self) -> str:
        """The routes with their API, for messages: `GET /a, POST /b and 3 more of the REST API Api`."""
        return named(self.triggers)

    @property
    def opening(self) -> str:
        """The routes at the beginning of a sentence."""
        return f"The {self.route.removeprefix('the ')}" if self.route.startswith("the ") else self.route

    def say(self, one: str, several: str) -> str:
        """Return the form of a verb that goes with the routes."""
        return several if len({trigger.detail for trigger in self.triggers}) > 1 else one

    @property
    def by_nature(self) -> bool:
        """Whether every route is open by its name: login, health, webhook, `/public`. Its code decides."""
        if self.function and _BY_NATURE.search(self.function.id):
            return True
        return all(_BY_NATURE.search(trigger.detail) for trigger in self.triggers)


def ways(app: App, config: Config) -> Iterator[Way]:
    """Yield what every open route leads to; of routes public on purpose only those to privileged roles."""
    for function in app.functions.values():
        found = [(one, _standing(one)) for one in app.triggers_of(function.id)]
        routes = [(trigger, standing) for trigger, standing in found if standing is not None]
        if routes:
            yield from _to_function(app, function, routes, config)
    direct: dict[tuple[str, str | None, Standing], list[Trigger]] = {}
    for trigger in app.triggers:
        standing = _standing(trigger)
        if trigger.function is None and standing and not config.is_public(app.name, trigger.detail):
            direct.setdefault((trigger.declared_by, trigger.origin, standing), []).append(trigger)
    for (_, _, standing), triggers in direct.items():
        yield _direct(app, tuple(sorted(triggers, key=lambda one: one.location)), standing)


def _standing(trigger: Trigger) -> Standing | None:
    source = trigger.event_source
    if trigger.preflight or not source.startswith(_FRONTS) or "authorizer" in source:
        return None
    if trigger.exposure == "public" and trigger.authentication == "none":
        return "fail"
    undecided = trigger.exposure == "unknown" or trigger.authentication == "unknown"
    return "open" if undecided and trigger.exposure in {"public", "unknown"} else None


def _to_function(
    app: App, function: Function, routes: list[tuple[Trigger, Standing]], config: Config
) -> Iterator[Way]:
    power, data = power_of(app, function), data_of(app, function)
    lead: Lead = "nothing"
    if power.holds == "true" or power.doubted or (power.holds == "unknown" and not data.touched):
        lead = "role"
    elif data.touched:
        lead = "data"
    if lead != "role":
        routes = [(one, how) for one, how in routes if not config.is_public(app.name, one.detail)]
    if not routes:
        return
    sure = tuple(one for one, how in routes if how == "fail")
    standing: Standing = "fail" if sure and (lead != "role" or power.holds == "true") else "open"
    yield Way(sure or tuple(one for one, _ in routes), standing, lead, function, power, data)


def _direct(app: App, triggers: tuple[Trigger, ...], standing: Standing) -> Way:
    """Judge routes of one declaration that act on one resource; what a GET does to a store is reading."""
    origin = app.resources.get(triggers[0].origin or "")
    if origin is None:
        service = service_called(app, triggers[0])
        if service and service not in _SENDING:
            return Way(triggers, standing, "nothing")
        return Way(triggers, "open", "queue" if triggers[0].origin is None else "nothing")
    if origin.type in STORES:
        reads = all(trigger.detail.startswith(("GET ", "HEAD ")) for trigger in triggers)
        data = Data((origin.id,), frozenset({"reads"} if reads else {"reads", "changes", "deletes"}))
        return Way(triggers, standing, "data", data=data)
    ids = {trigger.id for trigger in triggers}
    heard = origin.type in _HEARD or any(
        ids & set(other.via) or (other.origin == origin.id and other.function) for other in app.triggers
    )
    return Way(triggers, standing, "queue" if origin.type in _QUEUES and heard else "nothing")

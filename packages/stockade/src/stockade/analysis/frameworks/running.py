"""Calls the functions of registered routes, each with what its framework hands to it."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from stockade.analysis.frames import ClassValue, FunctionValue
from stockade.analysis.frameworks import django, graphene, graphql, nest
from stockade.analysis.frameworks.parameters import arguments_of, by_name
from stockade.analysis.frameworks.requests import field, field_of
from stockade.analysis.frameworks.route import Route
from stockade.analysis.values import UNKNOWN, Value, record, sequence, tainted
from stockade.model import program as ir

if TYPE_CHECKING:
    from stockade.analysis.core import Core

MOST_ROUTES = 1_000
_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "dispatch_request")
_REQUESTS = {
    "express": ("express.Request", "express.Response"),
    "fastify": ("express.Request", "express.Response"),
    "koa-router": ("koa.Context", "function"),
    "@koa/router": ("koa.Context", "function"),
    "hono.Hono": ("hono.Context", "function"),
    "@hono/zod-openapi.OpenAPIHono": ("hono.Context", "function"),
}
Handed = tuple[list[Value], dict[str, Value]]


class Running:
    """One run of the routes of a function's frameworks."""

    def __init__(self, machine: "Core", event: Value) -> None:
        self.machine = machine
        self.sources = machine.results.sources
        self.event = event
        self._context: Value | None = None

    @property
    def context(self) -> Value:
        """The context that resolvers share."""
        if self._context is None:
            self._context = graphql.context_of(self.machine, self.machine.results.contexts, self.event)
        return self._context

    def functions(self, route: Route) -> Iterator[FunctionValue]:
        """Yield the functions of a route: itself, or the methods of its class."""
        for one in route.function.functions:
            if isinstance(one, FunctionValue):
                yield nest.with_instance(self.machine, one) if route.kind in _INSTANCES else one
            elif isinstance(one, ClassValue) and route.kind == "django":
                yield from django.methods(self.machine, one, route)
            elif isinstance(one, ClassValue):
                yield from self._methods(one, route)

    def _methods(self, cls: ClassValue, route: Route) -> Iterator[FunctionValue]:
        """Yield the methods of a class that answer to a verb, on one instance of it."""
        names = tuple(f"on_{verb}" for verb in _VERBS) if route.kind == "falcon" else _VERBS
        this = self.machine.instantiate(cls.frame, cls, [], {}, cls.cls.at)
        for name in names:
            found = cls.method(name)
            if found is not None:
                owner, method = found
                function = owner.module.program.functions[method.function]
                yield FunctionValue(owner.module, function, owner.frame, this, owner)

    def handed(self, route: Route, function: FunctionValue) -> Handed:
        """Return what a framework hands to a function: by position, and by name."""
        known = _KINDS.get(route.kind)
        if known is not None:
            return known(self, route, function)
        request, response = _REQUESTS.get(route.kind, ("express.Request", "express.Response"))
        return [Value(names=(request,)), Value(names=(response,)), UNKNOWN], {}

    def of_python(self, route: Route, function: FunctionValue) -> Handed:
        """Return what is handed over by names and types."""
        return by_name(self.machine, route, function, self.sources)

    def of_event(self, _route: Route, _function: FunctionValue) -> Handed:
        """Return the event."""
        return [self.event, UNKNOWN], {}

    def of_nest(self, _route: Route, function: FunctionValue) -> Handed:
        """Return what decorators of parameters say."""
        return [nest.decorated(one, self.sources, function) for one in function.function.parameters], {}

    def of_django(self, route: Route, function: FunctionValue) -> Handed:
        """Return the request and parts of the path."""
        return django.handed(route, function, self.sources)

    def of_map(self, route: Route, function: FunctionValue) -> Handed:
        """Return what a resolver of a map gets."""
        return graphql.of_map(route, function, self.sources, self.context)

    def of_resolver(self, route: Route, function: FunctionValue) -> Handed:
        """Return what a resolver of Python gets."""
        return graphql.of_python(self.machine, route, function, self.sources)

    def of_request(self, _route: Route, _function: FunctionValue) -> Handed:
        """Return a request of Starlette, or of Falcon."""
        return [Value(names=("fastapi.Request",))], {}

    def of_falcon(self, _route: Route, function: FunctionValue) -> Handed:
        """Return request and response of Falcon; parts of the path by name."""
        whole = field(self.sources, ("pathParameters",), function.module.file, function.function.at)
        names = [one.target.name for one in function.function.parameters if isinstance(one.target, ir.Name)]
        parts = {
            name: self.machine.load(function.frame, whole, name, function.function.at) for name in names[3:]
        }
        return [Value(names=("falcon.Request",)), Value(names=("falcon.Response",))], parts

    def of_appsync(self, _route: Route, function: FunctionValue) -> Handed:
        """Return the arguments of a field by name."""
        given = self._told("appsync.resolver", ("arguments",), function)
        return arguments_of(self.machine, function, given)

    def of_tool(self, _route: Route, function: FunctionValue) -> Handed:
        """Return what an agent calls a tool with, by name."""
        given = self._told("bedrock.agent", ("parameters", "[]", "value"), function)
        names = [one.target.name for one in function.function.parameters if isinstance(one.target, ir.Name)]
        return arguments_of(self.machine, function, record(dict.fromkeys(names, given)))

    def of_typed_http(self, _route: Route, function: FunctionValue) -> Handed:
        """Return the context of a request of Powertools for TypeScript."""
        place = function.module.file, function.function.at
        body, path = field(self.sources, ("body",), *place), field(self.sources, ("pathParameters",), *place)
        query = field(self.sources, ("queryStringParameters",), *place)
        valid = record({"body": _parsed(body), "query": query, "path": path})
        given = {
            "req": Value(names=("fetch.Request",)),
            "params": path,
            "event": self.event,
            "context": UNKNOWN,
            "res": UNKNOWN,
            "valid": record({"req": valid}),
        }
        return [record(given), UNKNOWN], {}

    def of_typed_graphql(self, _route: Route, function: FunctionValue) -> Handed:
        """Return the arguments of a field, and the event."""
        given = self._told("appsync.resolver", ("arguments",), function)
        return [_parsed(given), record({"event": self.event, "context": UNKNOWN})], {}

    def of_typed_batch(self, _route: Route, function: FunctionValue) -> Handed:
        """Return events of several fields."""
        given = self._told("appsync.resolver", ("arguments",), function)
        return [sequence([record({"arguments": _parsed(given)})]), UNKNOWN], {}

    def of_typed_event(self, _route: Route, function: FunctionValue) -> Handed:
        """Return what is published to a channel."""
        given = self._told("appsync.events", ("events", "[]", "payload"), function)
        return [_parsed(given), record({"event": self.event})], {}

    def of_typed_tool(self, _route: Route, function: FunctionValue) -> Handed:
        """Return what an agent calls a tool with."""
        given = self._told("bedrock.agent", ("parameters", "[]", "value"), function)
        return [Value(fields={}, items=given), record({"event": self.event})], {}

    def of_record(self, _route: Route, function: FunctionValue) -> Handed:
        """Return a record of a batch."""
        machine, at = self.machine, function.function.at
        records = machine.load(function.frame, self.event, "Records", at)
        element = machine.elements(function.frame, records, at)
        return [element.changed(names=("powertools.Event",) if function.module.is_python else ())], {}

    def _told(self, source: str, path: tuple[str, ...], function: FunctionValue) -> Value:
        return field_of((source,), path, function.module.file, function.function.at)


def _parsed(value: Value) -> Value:
    return tainted(frozenset(one.marked("+json") for one in value.taints))


_INSTANCES = frozenset(
    {"nest", "strawberry", "typed-http", "typed-graphql", "typed-event", "typed-batch", "typed-tool"}
)
"""Kinds whose functions may be methods: they are called on an instance."""
_KINDS: dict[str, Callable[[Running, Route, FunctionValue], Handed]] = {
    "python": Running.of_python,
    "event": Running.of_event,
    "nest": Running.of_nest,
    "django": Running.of_django,
    "graphql": Running.of_map,
    "graphene": Running.of_resolver,
    "ariadne": Running.of_resolver,
    "strawberry": Running.of_resolver,
    "starlette": Running.of_request,
    "falcon": Running.of_falcon,
    "appsync": Running.of_appsync,
    "tool": Running.of_tool,
    "record": Running.of_record,
    "typed-http": Running.of_typed_http,
    "typed-graphql": Running.of_typed_graphql,
    "typed-batch": Running.of_typed_batch,
    "typed-event": Running.of_typed_event,
    "typed-tool": Running.of_typed_tool,
}


def run(machine: "Core", event: Value) -> None:
    """Call the functions of registered routes with what a request may hold."""
    routes = machine.results.routes
    routes.extend(graphene.resolvers(machine))
    running = Running(machine, event)
    called: set[tuple[str, str]] = set()
    for route in routes:  # which grows while they run
        for function in running.functions(route):
            key = (function.module.file, function.function.id)
            if key in called or len(called) >= MOST_ROUTES:
                continue
            called.add(key)
            if route.page:
                machine.results.pages.add(key)
            given, keywords = running.handed(route, function)
            machine.invoke(function.frame, function, given, keywords, function.function.at)
            function.frame.live = True

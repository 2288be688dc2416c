"""GraphQL: resolvers, in maps of functions or as methods; their arguments are the sender's.

What a schema says of a type is checked before a resolver runs: numbers and truths are no texts.
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from stockade.analysis.frames import FunctionValue
from stockade.analysis.frameworks.parameters import arguments_of, plain
from stockade.analysis.frameworks.requests import field, field_of
from stockade.analysis.frameworks.route import Route
from stockade.analysis.values import UNKNOWN, Value, join_all, record, tainted
from stockade.model import program as ir

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given
    from stockade.analysis.core import Core

_SERVERS = (
    "@apollo/server.ApolloServer", "apollo-server-lambda.ApolloServer", "apollo-server.ApolloServer",
    "apollo-server-express.ApolloServer", "apollo-server-core.ApolloServer",
    "apollo-server-fastify.ApolloServer",
    "apollo-server-koa.ApolloServer", "graphql-yoga.createYoga", "graphql-yoga.createSchema",
    "graphql-yoga.GraphQLServer", "graphql-yoga.GraphQLServerLambda", "@graphql-yoga/node.createServer",
    "@graphql-tools/schema.makeExecutableSchema", "graphql-tools.makeExecutableSchema",
    "@apollo/subgraph.buildSubgraphSchema", "@apollo/federation.buildSubgraphSchema",
    "@apollo/federation.buildFederatedSchema", "@graphql-tools/schema.addResolversToSchema",
    "graphql-modules.createModule", "mercurius",
)  # fmt: skip
_HANDLERS = (
    "@as-integrations/aws-lambda.startServerAndCreateLambdaHandler",
    "@apollo/server/express4.expressMiddleware",
    "@as-integrations/express5.expressMiddleware", "@apollo/server/standalone.startStandaloneServer",
)  # fmt: skip
_TAGS = (
    "graphql-tag", "graphql-tag.gql", "apollo-server-lambda.gql", "apollo-server.gql",
    "apollo-server-express.gql", "apollo-server-core.gql", "@apollo/client.gql", "graphql-modules.gql",
)  # fmt: skip
_METHOD = re.compile(
    r"^(?:type-graphql|@nestjs/graphql)\.(?:Query|Mutation|Subscription|ResolveField|ResolveProperty|FieldResolver)(?:\(\))?$"
)
_ARIADNE = re.compile(
    r"^ariadne(?:\.\w+)*\.(?:QueryType|MutationType|ObjectType|SubscriptionType)\(\)\.(?:field|source)\(\)$"
)
_STRAWBERRY = re.compile(r"^strawberry\.(?:field|mutation|subscription|django\.(?:field|mutation))(?:\(\))?$")
_FIELD = re.compile(r"(\w+)\s*\(([^()]*)\)\s*:")
_HARMLESS_ARGUMENT = re.compile(r"(\w+)\s*:\s*\[?\s*(?:Int|Float|Boolean)\b")


def decorated(name: str, function: Value) -> Route | None:
    """Return the resolver that a decorator registers."""
    if _METHOD.match(name):
        return Route(function, "nest", "")
    if _ARIADNE.match(name):
        return Route(function, "ariadne", "")
    return Route(function, "strawberry", "") if _STRAWBERRY.match(name) else None


def _server(given: "Given") -> Iterator[Route]:
    """Yield the resolvers that a server or schema is made with, and keep what makes its context."""
    first = given.positional(0)
    for options in (first, *_listed(first)):
        fields = options.fields or {}
        context = fields.get("context")
        if context is not None:
            given.machine.results.contexts.append(context)
        schema = fields.get("typeDefs", UNKNOWN)
        for resolvers in _maps(fields.get("resolvers", UNKNOWN)):
            yield from _resolvers(resolvers, harmless(schema))


def _resolvers(resolvers: Value, known: dict[str, frozenset[str]]) -> Iterator[Route]:
    for of_type in (resolvers.fields or {}).values():
        for one in _functions(of_type):
            yield Route(one, "graphql", "")
        for name, resolver in (of_type.fields or {}).items():
            for one in (resolver, *(resolver.fields or {}).values()):  # itself, or { resolve, subscribe }
                if _functions(one):
                    yield Route(one, "graphql", name, known=known.get(name, frozenset()))


def _functions(value: Value) -> list[Value]:
    return [value] if any(isinstance(one, FunctionValue) for one in value.functions) else []


def _listed(value: Value) -> list[Value]:
    """Return the elements of a list that is written out."""
    fields = value.fields or {}
    return list(fields.values()) if fields and all(key.isdigit() for key in fields) else []


def _maps(value: Value) -> list[Value]:
    """Return the maps of resolvers: one, or a list of them."""
    return _listed(value) or [value]


def _merged(given: "Given") -> Value:
    """Return what merging a list of maps gives, type by type."""
    return _by_type(_maps(given.positional(0)))


def _by_type(maps: list[Value]) -> Value:
    fields: dict[str, Value] = {}
    for one in maps:
        for name, of_type in (one.fields or {}).items():
            before = (fields[name].fields or {}) if name in fields else {}
            fields[name] = record({**before, **(of_type.fields or {})})
    return record(fields)


def _merged_objects(given: "Given") -> Value | None:
    """Return what `lodash.merge` gives of maps of resolvers; None where it merges something else."""
    types = [of_type for one in given.arguments for of_type in (one.fields or {}).values()]
    if not any(_functions(one) for of_type in types for one in (of_type.fields or {}).values()):
        return None
    return _by_type(given.arguments)


def _tagged(given: "Given") -> Value | None:
    """Return the text of a schema that is written with a tag."""
    parts = [one.text for one in _maps(given.positional(0))]
    return Value(constants=frozenset({"".join(one for one in parts if one is not None)}))


def _handler(given: "Given") -> Iterator[Route]:
    """Keep what makes the context of resolvers, where the handler of a server is made."""
    for one in given.arguments[1:]:
        context = (one.fields or {}).get("context")
        if context is not None:
            given.machine.results.contexts.append(context)
    yield from ()


def harmless(schema: Value) -> dict[str, frozenset[str]]:
    """Return for each field of a schema the arguments that are no texts."""
    found: dict[str, frozenset[str]] = {}
    for text in (one.text for one in _maps(schema)):
        for one in _FIELD.finditer(text or ""):
            names = frozenset(_HARMLESS_ARGUMENT.findall(one[2]))
            found[one[1]] = found[one[1]] & names if one[1] in found else names
    return found


def sent(sources: tuple[str, ...], function: FunctionValue) -> Value:
    """Return the arguments of a field: variables of the query, or written in it."""
    place = function.module.file, function.function.at
    appsync = tuple(one for one in sources if one == "appsync.resolver")
    if appsync:
        found = field_of(appsync, ("arguments",), *place)
    else:
        found = field(sources, ("body", "variables"), *place)
    return tainted(frozenset(one.marked("+json") for one in found.taints))


def of_map(
    route: Route, function: FunctionValue, sources: tuple[str, ...], context: Value
) -> tuple[list[Value], dict[str, Value]]:
    """Return what a resolver of a map gets: parent, arguments, context."""
    arguments = sent(sources, function).changed(fields=dict.fromkeys(route.known, UNKNOWN))
    return [UNKNOWN, arguments, context, UNKNOWN], {}


def context_of(machine: "Core", contexts: list[Value], event: Value) -> Value:
    """Return the context that resolvers share: what the functions that make it return for the event."""
    request = Value(names=("express.Request",))
    given = record({"event": event, "context": UNKNOWN, "req": request, "request": request})
    found = []
    for one in contexts:
        if any(isinstance(inner, FunctionValue) for inner in one.functions):
            frame = next(inner.frame for inner in one.functions if isinstance(inner, FunctionValue))
            found.append(machine.call(frame, one, [given], {}, 0).value)
            frame.live = True
        else:
            found.append(one)
    return join_all(found) if found else given


def of_python(
    machine: "Core", route: Route, function: FunctionValue, sources: tuple[str, ...]
) -> tuple[list[Value], dict[str, Value]]:
    """Return what a resolver of Python gets: its arguments by name, behind parent and information."""
    names = [one.target.name for one in plain(function) if isinstance(one.target, ir.Name)]
    skipped = (
        names[:2] if route.kind == "ariadne" else names[:1] if route.kind == "graphene" else ["info", "root"]
    )
    return arguments_of(machine, function, sent(sources, function), skipped=skipped, known=route.known)


def _schema(given: "Given") -> Iterator[Route]:
    given.machine.results.schemas = True
    yield from ()


def _set_field(given: "Given") -> Iterator[Route]:
    for one in _functions(given.positional(1)):
        yield Route(one, "ariadne", "")


CALLS: dict[str, Callable[["Given"], Iterator[Route]]] = {
    **dict.fromkeys(_SERVERS, _server),
    **dict.fromkeys(_HANDLERS, _handler),
    "graphene.Schema": _schema,
    "ariadne.QueryType().set_field": _set_field,
    "ariadne.MutationType().set_field": _set_field,
    "ariadne.ObjectType().set_field": _set_field,
}
"""Calls that register resolvers."""
RESULTS: dict[str, Callable[["Given"], Value | None]] = {
    "@graphql-tools/merge.mergeResolvers": _merged,
    "lodash.merge": _merged_objects,
    **dict.fromkeys(_TAGS, _tagged),
}
"""What calls give whose result is looked at."""

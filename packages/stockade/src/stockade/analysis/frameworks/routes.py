"""What registers a route: decorators and calls of frameworks, by their names."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from stockade.analysis.frames import ClassValue, FunctionValue
from stockade.analysis.frameworks import django, graphql, powertools
from stockade.analysis.frameworks.route import Route
from stockade.analysis.values import Value
from stockade.model import program as ir

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given

_VERBS = "get|post|put|delete|patch|head|options|all|route|any"
_POWERTOOLS = r"aws_lambda_powertools\.event_handler(?:\.\w+)*?\.(?:\w*Resolver|Router)"
_PYTHON_ROUTE = re.compile(
    r"(?:chalice\.(?:Chalice|Blueprint)|flask\.(?:Flask|Blueprint)|fastapi\.(?:FastAPI|APIRouter)"
    r"|fastapi\.routing\.APIRouter|starlette\.applications\.Starlette|quart\.(?:Quart|Blueprint)|bottle\.Bottle"
    r"|flask_restful\.Api|falcon\.App|flask_openapi3\.\w+|apiflask\.\w+"
    rf"|{_POWERTOOLS})\(\)"
    rf"\.(?:{_VERBS}|api_route|websocket|on_event|before_request)(?:\(\))?$"
)
_NINJA_ROUTE = re.compile(rf"^ninja\.(?:NinjaAPI|Router)\(\)\.(?:{_VERBS}|api_operation)\(\)$")
_APPSYNC_ROUTE = re.compile(rf"{_POWERTOOLS}\(\)\.(?:resolver|batch_resolver|async_batch_resolver)\(\)$")
_TOOL_ROUTE = re.compile(rf"{_POWERTOOLS}\(\)\.tool\(\)$")
_NEST_ROUTE = re.compile(r"^@nestjs/common\.(?:Get|Post|Put|Delete|Patch|All|Head|Options)\(\)$")
_PAGES = re.compile(r"^(?:flask|bottle|quart)\.")
_UNSEPARATED = re.compile(r"^(?:flask|quart|fastapi|starlette|ninja|aws_lambda_powertools)\b")
"""Frameworks that match a segment of a decoded path: what it holds is no separator."""
_EVENT_ROUTE = re.compile(
    r"chalice\.(?:Chalice|Blueprint)\(\)\.(?:on_\w+|lambda_function|schedule|authorizer)\(\)$"
)
_SCRIPT_ROUTE = re.compile(
    r"(?:express(?:\.Router|\.default)?|router|fastify(?:\.fastify)?|koa-router|@koa/router|hono\.Hono|lambda-api"
    r"|@hapi/hapi\.(?:server|Server)|restify\.createServer|polka|aws-lambda-router|find-my-way|hyper-express"
    rf"|@hono/zod-openapi\.OpenAPIHono)\(\)(?:\.route\(\))?(?:\.(?:{_VERBS})\(\))*\.(?:{_VERBS}|use)$"
)
_TYPED_ROUTER = re.compile(
    r"^@aws-lambda-powertools/event-handler(?:/\w+(?:-\w+)*)?\.(\w+)\(\)"
    rf"\.(?:(?P<http>{_VERBS})|(?P<graphql>onQuery|onMutation|resolver)|(?P<event>onPublish|onSubscribe)"
    r"|(?P<batch>onBatchQuery|onBatchMutation|batchResolver)|(?P<tool>tool))(?:\(\))?$"
)
_OBJECT_ROUTE = re.compile(r"(?:hapi\.(?:server|Server)|fastify(?:\.fastify)?)\(\)\.route$")


def decorated_route(name: str, function: Value, decorator: ir.Expression) -> Route | None:
    """Return the route that a decorator of a framework registers."""
    text = _first_text(decorator)
    if _PYTHON_ROUTE.search(name):
        page, plain = _PAGES.match(name) is not None, _UNSEPARATED.match(name) is not None
        return Route(function, "python", text, page=page, plain=plain)
    if _NINJA_ROUTE.match(name):
        return Route(function, "python", text, plain=True)
    if _APPSYNC_ROUTE.search(name):
        return Route(function, "appsync", text)
    if _TOOL_ROUTE.search(name):
        return Route(function, "tool", text)
    if _NEST_ROUTE.match(name):
        return Route(function, "nest", text)
    typed = _TYPED_ROUTER.match(name)
    if typed is not None:
        return Route(function, f"typed-{typed.lastgroup}", text)
    return graphql.decorated(name, function) or (
        Route(function, "event", "") if _EVENT_ROUTE.search(name) else None
    )


def _first_text(decorator: ir.Expression) -> str:
    first = decorator.arguments[0] if isinstance(decorator, ir.Call) and decorator.arguments else None
    return first.value if isinstance(first, ir.Const) and isinstance(first.value, str) else ""


def called_routes(name: str, given: "Given") -> list[Route]:
    """Return the routes that a call registers: `app.get("/x", check, handler)`."""
    known = _CALLS.get(name)
    if known is not None:
        return list(known(given))
    if given.language == "python":
        return []
    return _of_script(name, given)


def _of_script(name: str, given: "Given") -> list[Route]:
    if name.startswith("@aws-lambda-powertools/event-handler"):
        typed = _TYPED_ROUTER.match(name)
        return list(_functions(given, f"typed-{typed.lastgroup}")) if typed is not None else []
    if _OBJECT_ROUTE.search(name):
        return list(_in_object(given))
    if not _SCRIPT_ROUTE.search(name):
        return []
    return list(_functions(given, name.split("()", maxsplit=1)[0].split(".Router", maxsplit=1)[0]))


def _functions(given: "Given", kind: str) -> Iterator[Route]:
    text = (given.arguments[0].text or "") if given.arguments else ""
    for one in given.arguments:
        if _has_function(one):
            yield Route(one, kind, text)
        elif one.fields is not None and one.closed:  # a list of middleware
            yield from (Route(inner, kind, text) for inner in one.fields.values() if _has_function(inner))


def _in_object(given: "Given") -> Iterator[Route]:
    """Yield the routes of objects: `server.route({ method, path, handler })`, or a list of such."""
    first = given.positional(0)
    fields = first.fields or {}
    listed = list(fields.values()) if fields and all(key.isdigit() for key in fields) else [first]
    for one in listed:
        handler = (one.fields or {}).get("handler")
        if handler is not None and _has_function(handler):
            yield Route(handler, "fastify", "")


def _has_function(value: Value) -> bool:
    return any(isinstance(inner, FunctionValue | ClassValue) for inner in value.functions)


def _by_place(
    position: int, name: str, kind: str, *, page: bool = False
) -> Callable[["Given"], Iterator[Route]]:
    """Return what finds the function of a route among the arguments of a call."""

    def found(given: "Given") -> Iterator[Route]:
        function = given.keywords.get(name, given.positional(position))
        if _has_function(function):
            yield Route(function, kind, given.positional(0).text or "", page=page, plain=True)

    return found


def _resource(given: "Given") -> Iterator[Route]:
    """Yield the routes of a class with a method for each verb: `api.add_resource(Orders, "/orders/<id>")`."""
    texts = [one.text for one in given.arguments[1:] if one.text]
    if _has_function(given.positional(0)):
        yield Route(given.positional(0), "python", "".join(texts), plain=True)


_CALLS: dict[str, Callable[["Given"], Iterator[Route]]] = {
    "flask.Flask().add_url_rule": _by_place(2, "view_func", "python", page=True),
    "flask.Blueprint().add_url_rule": _by_place(2, "view_func", "python", page=True),
    "flask_restful.Api().add_resource": _resource,
    "flask_restx.Api().add_resource": _resource,
    "falcon.App().add_route": _by_place(1, "resource", "falcon"),
    "falcon.API().add_route": _by_place(1, "resource", "falcon"),
    "fastapi.FastAPI().add_api_route": _by_place(1, "endpoint", "python"),
    "fastapi.APIRouter().add_api_route": _by_place(1, "endpoint", "python"),
    **dict.fromkeys(
        (
            "starlette.routing.Route",
            "starlette.applications.Starlette().add_route",
            "starlette.routing.Router().add_route",
            "fastapi.FastAPI().add_route",
        ),
        _by_place(1, "endpoint", "starlette"),
    ),
    **django.CALLS,
    **graphql.CALLS,
    **powertools.CALLS,
}
"""Calls that register routes, by name."""

"""Web frameworks: what registers a route, what a route's function is handed, where a request keeps what.

A framework's application turns the event into a request object; its fields are the event's. Routes that were
registered while the modules were loaded are called once the handler has run.
"""

import re
from typing import TYPE_CHECKING

from stockade.analysis import values as v
from stockade.analysis.frames import ClassValue, FunctionValue
from stockade.analysis.sources import event_taints, loaded
from stockade.analysis.taint import Step, Taint
from stockade.analysis.values import UNKNOWN, Value, tainted
from stockade.model import program as ir

if TYPE_CHECKING:
    from stockade.analysis.core import Core

MOST_INJECTED = 5
MOST_ROUTES = 1_000
HTTP = ("apigw.rest", "apigw.http", "lambda.url", "alb", "lattice")
_VERBS = "get|post|put|delete|patch|head|options|all|route|any"
_PYTHON_ROUTE = re.compile(
    r"(?:chalice\.(?:Chalice|Blueprint)|flask\.(?:Flask|Blueprint)|fastapi\.(?:FastAPI|APIRouter)"
    r"|starlette\.applications\.Starlette|quart\.Quart|bottle\.Bottle|flask_restful\.Api|falcon\.App"
    r"|aws_lambda_powertools\.event_handler(?:\.\w+)*?\.(?:\w*Resolver|Router))\(\)"
    rf"\.(?:{_VERBS}|api_route|websocket|on_event|resolver)\(\)$"
)
_NEST_ROUTE = re.compile(r"^@nestjs/common\.(?:Get|Post|Put|Delete|Patch|All|Head|Options)\(\)$")
_PAGES = re.compile(r"^(?:flask|bottle)\.")
_EVENT_ROUTE = re.compile(
    r"chalice\.(?:Chalice|Blueprint)\(\)\.(?:on_\w+|lambda_function|schedule|authorizer)\(\)$"
)
_SCRIPT_ROUTE = re.compile(
    r"(?:express(?:\.Router)?|router|fastify|koa-router|@koa/router|hono\.Hono|lambda-api|@hapi/hapi\.server"
    rf"|restify\.createServer|polka|aws-lambda-router)\(\)(?:\.route\(\))?(?:\.(?:{_VERBS})\(\))*\.(?:{_VERBS}|use)$"
)
_REQUESTS = {
    "express": ("express.Request", "express.Response"),
    "fastify": ("express.Request", "express.Response"),
    "koa-router": ("koa.Context", "function"),
    "@koa/router": ("koa.Context", "function"),
    "hono.Hono": ("hono.Context", "function"),
}

FIELDS: dict[str, tuple[str, ...]] = {
    "flask.request.args": ("queryStringParameters",),
    "flask.request.form": ("body",),
    "flask.request.values": ("queryStringParameters",),
    "flask.request.json": ("body",),
    "flask.request.get_json()": ("body",),
    "flask.request.data": ("body",),
    "flask.request.get_data()": ("body",),
    "flask.request.files": ("body",),
    "flask.request.headers": ("headers",),
    "flask.request.cookies": ("headers",),
    "flask.request.path": ("path",),
    "flask.request.full_path": ("path",),
    "flask.request.url": ("path",),
    "flask.request.view_args": ("pathParameters",),
    "chalice.Request.json_body": ("body",),
    "chalice.Request.raw_body": ("body",),
    "chalice.Request.query_params": ("queryStringParameters",),
    "chalice.Request.headers": ("headers",),
    "chalice.Request.uri_params": ("pathParameters",),
    "fastapi.Request.json()": ("body",),
    "fastapi.Request.body()": ("body",),
    "fastapi.Request.form()": ("body",),
    "fastapi.Request.query_params": ("queryStringParameters",),
    "fastapi.Request.path_params": ("pathParameters",),
    "fastapi.Request.headers": ("headers",),
    "fastapi.Request.cookies": ("headers",),
    "powertools.Event.json_body": ("body",),
    "powertools.Event.body": ("body",),
    "powertools.Event.decoded_body": ("body",),
    "powertools.Event.query_string_parameters": ("queryStringParameters",),
    "powertools.Event.get_query_string_value()": ("queryStringParameters", "*"),
    "powertools.Event.headers": ("headers",),
    "powertools.Event.get_header_value()": ("headers", "*"),
    "powertools.Event.path_parameters": ("pathParameters",),
    "powertools.Event.path": ("path",),
    "express.Request.body": ("body",),
    "express.Request.rawBody": ("body",),
    "express.Request.query": ("queryStringParameters",),
    "express.Request.params": ("pathParameters",),
    "express.Request.headers": ("headers",),
    "express.Request.cookies": ("headers",),
    "express.Request.header()": ("headers", "*"),
    "express.Request.get()": ("headers", "*"),
    "express.Request.param()": ("queryStringParameters", "*"),
    "express.Request.path": ("path",),
    "express.Request.url": ("path",),
    "express.Request.originalUrl": ("path",),
    "koa.Context.request.body": ("body",),
    "koa.Context.query": ("queryStringParameters",),
    "koa.Context.params": ("pathParameters",),
    "hono.Context.req.query()": ("queryStringParameters",),
    "hono.Context.req.param()": ("pathParameters",),
    "hono.Context.req.json()": ("body",),
    "hono.Context.req.header()": ("headers",),
}
"""Where a request keeps what: the name of a value, and the way to it in the event."""

_RENAMED = (
    (
        re.compile(r"^aws_lambda_powertools\.utilities\.data_classes(?:\.\w+)*\.\w+Event(?:V2)?\(\)"),
        "powertools.Event",
    ),
    (re.compile(r"^chalice\.(?:Chalice|Blueprint)\(\)\.current_request"), "chalice.Request"),
    (
        re.compile(
            r"^aws_lambda_powertools\.event_handler(?:\.\w+)*?\.(?:\w*Resolver|Router)\(\)\.current_event"
        ),
        "powertools.Event",
    ),
)


def renamed(name: str) -> str:
    """Return the name of a request that a framework's application holds."""
    for pattern, short in _RENAMED:
        found = pattern.match(name)
        if found is not None:
            return short + name[found.end() :]
    return name


class Route:
    """A function that a framework calls for a request."""

    __slots__ = ("function", "kind", "page", "text")

    def __init__(self, function: Value, kind: str, text: str, *, page: bool = False) -> None:
        self.page = page
        self.function = function
        self.kind = kind
        self.text = text


def decorated_route(name: str, function: Value, decorator: ir.Expression) -> Route | None:
    """Return the route that a decorator of a framework registers."""
    if _PYTHON_ROUTE.search(name):
        text = ""
        if isinstance(decorator, ir.Call):
            first = decorator.arguments[0] if decorator.arguments else None
            if isinstance(first, ir.Const) and isinstance(first.value, str):
                text = first.value
        return Route(function, "python", text, page=_PAGES.match(name) is not None)
    if _NEST_ROUTE.match(name):
        return Route(function, "nest", "")
    return Route(function, "event", "") if _EVENT_ROUTE.search(name) else None


def called_routes(name: str, arguments: list[Value]) -> list[Route]:
    """Return the routes that a call registers: `app.get("/x", check, handler)`."""
    if not _SCRIPT_ROUTE.search(name):
        return []
    library = name.split("()", maxsplit=1)[0].split(".Router", maxsplit=1)[0]
    text = (arguments[0].text or "") if arguments else ""
    return [
        Route(one, library, text)
        for one in arguments
        if any(isinstance(inner, FunctionValue) for inner in one.functions)
    ]


def run(machine: "Core", routes: list[Route], sources: tuple[str, ...], event: Value) -> None:
    """Call the functions of registered routes with what a request may hold."""
    called: set[tuple[str, str]] = set()
    for route in routes:  # which grows while they run
        for function in route.function.functions:
            if not isinstance(function, FunctionValue):
                continue
            key = (function.module.file, function.function.id)
            if key not in called and len(called) < MOST_ROUTES:
                called.add(key)
                if route.page:
                    machine.results.pages.add(key)
                called_on = _with_instance(machine, function) if route.kind == "nest" else function
                frame = function.frame
                given = _given(machine, route, function, sources, event)
                machine.invoke(frame, called_on, given, {}, function.function.at)
                frame.live = True


def _given(
    machine: "Core", route: Route, function: FunctionValue, sources: tuple[str, ...], event: Value
) -> list[Value]:
    if route.kind == "event":
        return [event, UNKNOWN]
    if route.kind == "nest":
        return [_decorated(one, sources, function) for one in function.function.parameters]
    if route.kind != "python":
        request, response = _REQUESTS.get(route.kind, ("express.Request", "express.Response"))
        return [Value(names=(request,)), Value(names=(response,)), UNKNOWN]
    names = set(re.findall(r"[<{](?:\w+:)?(\w+)[>}]", route.text))
    numbers = set(re.findall(r"<(?:int|float|uuid):(\w+)>", route.text))
    found = []
    for parameter in function.function.parameters:
        name = parameter.target.name if isinstance(parameter.target, ir.Name) else ""
        if name in {"self", "cls"}:
            continue
        found.append(_parameter(machine, parameter, name, (names, numbers), sources, function))
    return found


_NEST_FIELDS = {
    "Body": "body",
    "Param": "pathParameters",
    "Query": "queryStringParameters",
    "Headers": "headers",
}


def _decorated(parameter: ir.Parameter, sources: tuple[str, ...], function: FunctionValue) -> Value:
    """Return what a parameter's decorator says it gets: `@Body() body`, `@Param("id") id`."""
    at, file = function.function.at, function.module.file
    for decorator in parameter.decorators:
        callee = decorator.callee if isinstance(decorator, ir.Call) else decorator
        name = callee.name if isinstance(callee, ir.Name) else ""
        if name in {"Req", "Request"}:
            return Value(names=("express.Request",))
        if name in {"Res", "Response"}:
            return Value(names=("express.Response",))
        if name in _NEST_FIELDS and not _CLEAN.search(parameter.annotation):
            first = decorator.arguments[:1] if isinstance(decorator, ir.Call) else ()
            keys = tuple(
                one.value for one in first if isinstance(one, ir.Const) and isinstance(one.value, str)
            )
            found = field(sources, (_NEST_FIELDS[name], *keys), file, at)
            taints = frozenset(one.marked("+json") if name == "Body" else one for one in found.taints)
            return tainted(taints)
    return UNKNOWN


def _with_instance(machine: "Core", function: FunctionValue) -> FunctionValue:
    """Return a method with an instance of its class, its constructor's parameters injected by their types."""
    if function.owner is None:
        return function
    this = _injected(machine, function.owner, 0)
    return FunctionValue(function.module, function.function, function.frame, this, function.owner)


def _injected(machine: "Core", cls: ClassValue, depth: int) -> Value:
    found = cls.method("constructor")
    given: list[Value] = []
    if found is not None and depth < MOST_INJECTED:
        owner, method = found
        for parameter in owner.module.program.functions[method.function].parameters:
            known = owner.module.frame.lookup(parameter.annotation.strip())
            inner = [one for one in known.functions if isinstance(one, ClassValue)] if known else []
            given.append(_injected(machine, inner[0], depth + 1) if inner else UNKNOWN)
    return machine.instantiate(cls.frame, cls, given, {}, cls.cls.at)


_CLEAN = re.compile(r"\b(?:int|float|bool|UUID|date|datetime|Decimal|Enum|Literal)\b")


def _parameter(
    machine: "Core",
    parameter: ir.Parameter,
    name: str,
    of_path: tuple[set[str], set[str]],
    sources: tuple[str, ...],
    function: FunctionValue,
) -> Value:
    names, numbers = of_path
    at, file = function.function.at, function.module.file
    annotation = parameter.annotation
    if re.search(r"\bRequest\b", annotation):
        return Value(names=("fastapi.Request",))
    if name in numbers or _is_injected(parameter) or _is_clean(annotation):
        return UNKNOWN
    if name in names:
        return field(sources, ("pathParameters", name), file, at)
    whole = v.mapped(field(sources, ("body",), file, at), lambda one: one.marked("+json"))
    model = function.module.frame.lookup(annotation) if annotation.isidentifier() else None
    for one in model.functions if model is not None else ():
        if isinstance(one, ClassValue):
            return machine.instantiate(function.frame, one, [], {"": whole}, at)
    if annotation.startswith(("dict", "Dict", "list", "List", "Any")):
        return whole
    given = annotation or parameter.default is not None
    return field(sources, ("queryStringParameters" if given else "pathParameters", name), file, at)


def _is_clean(annotation: str) -> bool:
    """Tell whether a parameter of such a type cannot hold a text of the sender's."""
    if re.search(r"\b(?:Response|BackgroundTasks|WebSocket)\b", annotation):
        return True
    return _CLEAN.search(annotation) is not None and "str" not in annotation


def _is_injected(parameter: ir.Parameter) -> bool:
    default = parameter.default
    if isinstance(default, ir.Call):
        callee = default.callee
        return isinstance(callee, ir.Name) and callee.name in {"Depends", "Security"}
    return "Depends(" in parameter.annotation


def field(sources: tuple[str, ...], path: tuple[str, ...], file: str, at: int) -> Value:
    """Return a field of the event of an HTTP source by the way to it."""
    http = [one for one in sources if one.startswith(HTTP) and "authorizer" not in one] or ["apigw.rest"]
    found: list[Taint] = list(event_taints(http))
    for key in path:
        found = [inner for one in found for inner in loaded(one, None if key == "*" else key)]
    kept = frozenset(
        Taint(
            one.origin,
            one.path,
            one.control,
            one.marks,
            one.field,
            one.steps,
            Step(file, at, f"reads {one.path}"),
        )
        for one in found
    )
    return Value(taints=kept, pieces=(kept,) if kept else None)

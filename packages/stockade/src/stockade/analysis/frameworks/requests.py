"""What a request of a framework keeps, and where that is in the event."""

import re
from collections.abc import Mapping

from stockade.analysis.sources import event_taints, loaded
from stockade.analysis.taint import Step, Taint
from stockade.analysis.values import UNKNOWN, Value

HTTP = ("apigw.rest", "apigw.http", "lambda.url", "alb", "lattice")

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
    "fastapi.Request.stream()": ("body",),
    "fastapi.Request.query_params": ("queryStringParameters",),
    "fastapi.Request.path_params": ("pathParameters",),
    "fastapi.Request.headers": ("headers",),
    "fastapi.Request.cookies": ("headers",),
    "fastapi.Request.url.path": ("path",),
    "fastapi.Request.url.query": ("queryStringParameters",),
    "django.Request.GET": ("queryStringParameters",),
    "django.Request.query_params": ("queryStringParameters",),
    "django.Request.POST": ("body",),
    "django.Request.data": ("body",),
    "django.Request.body": ("body",),
    "django.Request.read()": ("body",),
    "django.Request.headers": ("headers",),
    "django.Request.META": ("headers",),
    "django.Request.COOKIES": ("headers",),
    "django.Request.get_signed_cookie()": (),
    "django.Request.path": ("path",),
    "django.Request.path_info": ("path",),
    "django.Request.get_full_path()": ("path",),
    "django.Request.build_absolute_uri()": ("path",),
    "django.Request.resolver_match.kwargs": ("pathParameters",),
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
    "express.Request.payload": ("body",),
    "koa.Context.request.body": ("body",),
    "koa.Context.query": ("queryStringParameters",),
    "koa.Context.params": ("pathParameters",),
    "koa.Context.headers": ("headers",),
    "koa.Context.path": ("path",),
    "hono.Context.req.query()": ("queryStringParameters",),
    "hono.Context.req.param()": ("pathParameters",),
    "hono.Context.req.json()": ("body",),
    "hono.Context.req.text()": ("body",),
    "hono.Context.req.parseBody()": ("body",),
    "hono.Context.req.header()": ("headers",),
    "fetch.Request.json()": ("body",),
    "fetch.Request.text()": ("body",),
    "fetch.Request.formData()": ("body",),
    "fetch.Request.arrayBuffer()": ("body",),
    "fetch.Request.headers": ("headers",),
    "fetch.Request.url": ("path",),
}
"""Where a request keeps what: the name of a value, and the way to it in the event; none: nobody's data."""

_SERVER = frozenset(
    {
        "REMOTE_ADDR",
        "REMOTE_HOST",
        "REMOTE_USER",
        "REQUEST_METHOD",
        "SERVER_NAME",
        "SERVER_PORT",
        "SCRIPT_NAME",
        "CONTENT_LENGTH",
        "wsgi.url_scheme",
    }
)
"""Keys of a WSGI environment that the server sets."""
PLATFORM: Mapping[str, Mapping[str, Value]] = {
    "django.Request.META": dict.fromkeys(_SERVER, UNKNOWN)
    | {"PATH_INFO": Value(names=("django.Request.path",))},
}
"""Entries beside the sender's that the server sets."""

_RENAMED = (
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


def kept(sources: tuple[str, ...], name: str, file: str, at: int) -> Value | None:
    """Return what a request keeps under a name, None where that is no field of one."""
    if name == "powertools.Event":
        return Value(taints=event_taints(_known(sources)), names=(name,))
    path = FIELDS.get(name)
    if path is None:
        return None
    found = field(sources, path, file, at) if path else UNKNOWN
    return found.changed(fields=PLATFORM[name]) if name in PLATFORM else found


def field(sources: tuple[str, ...], path: tuple[str, ...], file: str, at: int) -> Value:
    """Return a field of the event of an HTTP source by the way to it."""
    return field_of(_http(sources) or ("apigw.rest",), path, file, at)


def _http(sources: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in sources if one.startswith(HTTP) and "authorizer" not in one)


def _known(sources: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sources of an event that a resolver has: those there are, a REST API where none is known."""
    others = tuple(one for one in sources if one != "lambda.invoke")
    return _http(sources) or others or ("apigw.rest",)


def field_of(sources: tuple[str, ...], path: tuple[str, ...], file: str, at: int) -> Value:
    """Return a field of the event of some sources by the way to it."""
    found: list[Taint] = list(event_taints(sources))
    for key in path:
        found = [inner for one in found for inner in loaded(one, None if key == "*" else key)]
    taints = frozenset(
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
    return Value(taints=taints, pieces=(taints,) if taints else None)

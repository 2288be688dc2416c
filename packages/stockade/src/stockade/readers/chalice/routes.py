"""Routes and their authorizers as the OpenAPI body that the tool deploys."""

from stockade.languages.python import Call, Expression, Function, Module, as_value
from stockade.readers.chalice.application import Handler
from stockade.readers.chalice.modules import Modules
from stockade.values import (
    ABSENT,
    Attr,
    List,
    Lit,
    Location,
    Map,
    Pseudo,
    Unknown,
    Value,
    concat,
    flag,
    strings,
    text,
)

_DEFAULT_METHODS = ("GET",)
_ORIGIN = "method.response.header.Access-Control-Allow-Origin"


def given(call: Call, position: int, keyword: str) -> Value:
    """Return an argument of a call as a value, `ABSENT` where it is not given."""
    found = call.argument(position, keyword)
    return ABSENT if found is None else as_value(found)


def invocation(function: str, at: Location) -> Value:
    """Return the address at which an API invokes a function."""
    parts = (
        Lit("arn:"),
        Pseudo("AWS::Partition"),
        Lit(":apigateway:"),
        Pseudo("AWS::Region"),
        Lit(":lambda:path/2015-03-31/functions/"),
        Attr(function, "Arn"),
        Lit("/invocations"),
    )
    return concat(parts, at=at)


class Body:
    """The OpenAPI body of one API while routes are added to it; all are integrated with one function."""

    def __init__(self, modules: Modules, handlers: tuple[Handler, ...], function: str) -> None:
        self.modules = modules
        self.function = function
        self._authorizers = {
            (handler.module.file, handler.function): handler.id
            for handler in handlers
            if handler.kind == "authorizer"
        }
        self._paths: dict[str, dict[str, Value]] = {}
        self._schemes: dict[str, Value] = {}
        for handler in handlers:
            if handler.kind == "route":
                self._route(handler)

    def value(self, title: str, at: Location) -> Map:
        """Return the finished body."""
        paths: dict[str, Value] = {path: Map(item, at=at) for path, item in self._paths.items()}
        return Map(
            {
                "swagger": Lit("2.0", at=at),
                "info": Map({"title": Lit(title, at=at)}, at=at),
                "paths": Map(paths, at=at),
                "securityDefinitions": Map(self._schemes, at=at),
            },
            at=at,
        )

    def _route(self, handler: Handler) -> None:
        item = self._paths.setdefault(_path(handler), {})
        operation = self._operation(handler)
        for method in strings(given(handler.decorator, 1, "methods")) or _DEFAULT_METHODS:
            item[method.lower()] = operation
        origin = _allowed_origin(handler)
        if origin is not None:
            item.setdefault("options", _preflight(origin, handler.at))

    def _operation(self, handler: Handler) -> Map:
        at = handler.at
        integration = {
            "type": Lit("aws_proxy", at=at),
            "httpMethod": Lit("POST", at=at),
            "uri": invocation(self.function, at),
        }
        operation: dict[str, Value] = {"x-amazon-apigateway-integration": Map(integration, at=at)}
        wanted = self._requirement(handler)
        if wanted:
            operation["security"] = List((Map(wanted, at=at),), at=at)
        return Map(operation, at=at)

    def _requirement(self, handler: Handler) -> dict[str, Value]:
        """Return what an operation asks for, by scheme, and enter the schemes."""
        wanted: dict[str, Value] = {}
        if flag(handler_option(handler, "api_key_required")):
            self._schemes["api_key"] = _header("x-api-key", handler.at)
            wanted["api_key"] = List(at=handler.at)
        authorizer = handler.decorator.keywords.get("authorizer")
        if authorizer is not None and authorizer != Lit(None, at=as_value(authorizer).at):
            name, scheme = self._scheme(handler, authorizer)
            self._schemes[name] = scheme
            wanted[name] = List(at=handler.at)
        return wanted

    def _scheme(self, handler: Handler, authorizer: Expression) -> tuple[str, Value]:
        """Return name and security scheme of an authorizer: one of the tool's classes, or a function."""
        where, meaning = self.modules.meaning(handler.module, _unscoped(handler, authorizer))
        if isinstance(meaning, Function):
            return self._built_in(where, meaning, handler.at)
        if not isinstance(meaning, Call):
            return "authorizer", Unknown("which authorizer this is, is computed", at=handler.at)
        kind = meaning.target.rpartition(".")[2]
        return text(given(meaning, 0, "name")) or kind, _declared(kind, meaning, handler.at)

    def _built_in(self, where: Module, function: Function, at: Location) -> tuple[str, Value]:
        identity = self._authorizers.get((where.file, function.name))
        if identity is None:
            return function.name, Unknown(f"{function.name} is no authorizer of this application", at=at)
        return identity, _authorizer("token", {"authorizerUri": invocation(identity, at)}, at)


def handler_option(handler: Handler, keyword: str) -> Value:
    """Return a keyword argument of a handler's decorator, `ABSENT` where it is not given."""
    found = handler.decorator.keywords.get(keyword)
    return ABSENT if found is None else as_value(found)


def _path(handler: Handler) -> str:
    written = text(given(handler.decorator, 0, "path"))
    if written is None:
        return f"{handler.prefix}/{{computed}}"
    return handler.prefix if written == "/" and handler.prefix else f"{handler.prefix}{written}"


def _unscoped(handler: Handler, authorizer: Expression) -> Expression:
    """Return the authorizer itself of `authorizer.with_scopes([...])`."""
    if isinstance(authorizer, Call) and authorizer.target.endswith(".with_scopes"):
        return handler.module.names.get(authorizer.target.removesuffix(".with_scopes"), authorizer)
    return authorizer


def _declared(kind: str, call: Call, at: Location) -> Value:
    """Return the scheme of an authorizer made by one of the tool's classes."""
    match kind:
        case "IAMAuthorizer":
            sigv4 = {"x-amazon-apigateway-authtype": Lit("awsSigv4", at=at)}
            return Map({**_header("Authorization", at).items, **sigv4}, at=at)
        case "CognitoUserPoolAuthorizer":
            return _authorizer("cognito_user_pools", {"providerARNs": given(call, 1, "provider_arns")}, at)
        case "CustomAuthorizer":
            return _authorizer("token", {"authorizerUri": given(call, 1, "authorizer_uri")}, at)
        case _:
            return Unknown(f"the authorizer {call.target or 'that is computed'} is not known", at=at)


def _authorizer(kind: str, more: dict[str, Value], at: Location) -> Map:
    authorizer = Map({"type": Lit(kind, at=at), **more}, at=at)
    return Map({**_header("Authorization", at).items, "x-amazon-apigateway-authorizer": authorizer}, at=at)


def _header(name: str, at: Location) -> Map:
    return Map({"type": Lit("apiKey", at=at), "name": Lit(name, at=at), "in": Lit("header", at=at)}, at=at)


def _allowed_origin(handler: Handler) -> Value | None:
    """Return the origin that `cors` lets in, None where cors is off."""
    cors = handler.decorator.keywords.get("cors")
    if cors is None or (isinstance(cors, Lit) and not cors.value):
        return None
    named = cors.argument(0, "allow_origin") if isinstance(cors, Call) else None
    return as_value(named) if named is not None else Lit("'*'", at=handler.at)


def _preflight(origin: Value, at: Location) -> Map:
    """Return the mocked answer to preflight requests that the tool deploys."""
    answer = Map({"responseParameters": Map({_ORIGIN: origin}, at=at)}, at=at)
    mocked = Map({"type": Lit("mock", at=at), "responses": Map({"default": answer}, at=at)}, at=at)
    return Map({"x-amazon-apigateway-integration": mocked}, at=at)

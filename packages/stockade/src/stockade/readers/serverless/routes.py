"""Events `http`, `httpApi` and `websocket`: the routes of the service's APIs and what authenticates each.

Routes become the body of one API each, as an import would hold them; a WebSocket API has routes as resources.
Source: the pages on the three events of the framework's guide.
"""

from collections.abc import Iterator

from stockade.readers.building import Data, attribute, invocation, joined, lifted, ref
from stockade.readers.serverless.identifiers import function_id, letters
from stockade.readers.serverless.service import Service, entries_of, is_true, option
from stockade.values import ABSENT, List, Lit, Location, Map, Unknown, Value, entries, get, is_absent, text

REST, HTTP, SOCKET = "ApiGatewayRestApi", "HttpApi", "WebsocketsApi"
_ORIGIN = "method.response.header.Access-Control-Allow-Origin"
_INTEGRATION = "x-amazon-apigateway-integration"
_AUTHORIZER = "x-amazon-apigateway-authorizer"
_HEADER: dict[str, Data] = {"type": "apiKey", "name": "Authorization", "in": "header"}

Paths = dict[str, dict[str, Value]]


class Apis:
    """The APIs of a service while routes are added to them."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._rest: Paths = {}
        self._http: Paths = {}
        self._schemes: dict[str, Value] = {}
        self._http_schemes: dict[str, Value] = {}
        self._sockets: list[tuple[str, Location]] = []
        self._at: dict[str, Location] = {}

    def http(self, function: str, event: Value, at: Location) -> None:
        """Add a route of the REST API."""
        method, path = _route(event)
        integration = self._integration(function, event)
        if integration is None:
            return
        operation: dict[str, Data] = {_INTEGRATION: integration}
        wanted = dict(self.wanted(event, at))
        if wanted:
            operation["security"] = [wanted]
        item = self._rest.setdefault(_slashed(path), {})
        item[_verb(method)] = lifted(operation, at)
        self._at.setdefault(REST, at)
        cors = option(event, "cors")
        if is_true(cors):
            item.setdefault("options", _preflight(cors, at))

    def _integration(self, function: str, event: Value) -> dict[str, Data] | None:
        """Return how a route is integrated, None where it answers by itself."""
        kind = (text(option(event, "integration")) or "lambda-proxy").lower().replace("_", "-")
        if kind == "mock":
            return None
        if kind in {"http", "http-proxy"}:
            return {
                "type": kind.replace("-", "_"),
                "uri": get(option(event, "request"), "uri"),
                "httpMethod": "ANY",
            }
        proxied = "aws_proxy" if kind in {"lambda-proxy", "aws-proxy"} else "aws"
        return {"type": proxied, "httpMethod": "POST", "uri": invocation(function)}

    def wanted(self, event: Value, at: Location) -> Iterator[tuple[str, Data]]:
        """Yield what a route of the REST API asks for, and enter its schemes."""
        if is_true(option(event, "private")):
            self._schemes["api_key"] = lifted({"type": "apiKey", "name": "x-api-key", "in": "header"}, at)
            yield "api_key", []
        authorizer = option(event, "authorizer")
        if is_absent(authorizer):
            return
        name, scheme = self._scheme(authorizer)
        self._schemes[name] = lifted(scheme, at)
        yield name, []

    def _scheme(self, authorizer: Value) -> tuple[str, Data]:
        """Return the name and the security scheme of an authorizer of the REST API."""
        written = text(authorizer)
        if (
            isinstance(authorizer, Map)
            and is_absent(option(authorizer, "name"))
            and not _settings(authorizer)
        ):
            return "authorizer", _custom(authorizer)  # a reference to a function
        name = written if written is not None else text(option(authorizer, "name")) or ""
        kind = (text(option(authorizer, "type")) or (written or "")).upper()
        arn = option(authorizer, "arn")
        arn = authorizer if is_absent(arn) and written and written.startswith("arn:") else arn
        pool = ":userpool/" in (text(arn) or "") or _names_pool(arn)
        if kind == "AWS_IAM":
            return "sigv4", {**_HEADER, "x-amazon-apigateway-authtype": "awsSigv4"}
        if kind == "COGNITO_USER_POOLS" or pool:
            named = name.rpartition("/")[2] or "cognito"
            return named, {**_HEADER, _AUTHORIZER: {"type": "cognito_user_pools", "providerARNs": [arn]}}
        if not is_absent(option(authorizer, "authorizerId")):
            return name or "shared", {
                **_HEADER,
                _AUTHORIZER: {"type": (kind or "CUSTOM").lower().replace("custom", "token")},
            }
        if not is_absent(arn):
            return name.rpartition(":")[2] or "authorizer", _custom(
                arn, kind, option(authorizer, "identitySource")
            )
        return name, _custom(attribute(function_id(name)), kind, option(authorizer, "identitySource"))

    def http_api(self, function: str, event: Value, at: Location) -> None:
        """Add a route of the HTTP API."""
        method, path = _route(event)
        catch_all = method in {"", "*"} and path in {"", "*"}
        operation: dict[str, Data] = {
            _INTEGRATION: {
                "type": "aws_proxy",
                "httpMethod": "POST",
                "uri": invocation(function),
                "payloadFormatVersion": "2.0",
            }
        }
        authorizer = option(event, "authorizer")
        if not is_absent(authorizer):
            name = self._http_scheme(authorizer, at)
            operation["security"] = [{name: []}]
        key = "/$default" if catch_all else _slashed(path)
        verb = "x-amazon-apigateway-any-method" if catch_all else _verb(method)
        self._http.setdefault(key, {})[verb] = lifted(operation, at)
        self._at.setdefault(HTTP, at)

    def _http_scheme(self, authorizer: Value, at: Location) -> str:
        """Enter the scheme of an authorizer of the HTTP API, and return its name."""
        kind = (text(option(authorizer, "type")) or text(authorizer) or "").lower()
        name = (
            text(option(authorizer, "name"))
            or text(option(authorizer, "id"))
            or text(authorizer)
            or "authorizer"
        )
        if kind == "aws_iam":
            name = "sigv4"
            scheme: dict[str, Data] = {**_HEADER, "x-amazon-apigateway-authtype": "awsSigv4"}
        else:
            declared = get(self.service.setting("httpApi.authorizers"), name)
            scheme = self._declared(name, declared, kind)
            at = declared.at if declared.at.line else at
        self._http_schemes.setdefault(name, lifted(scheme, at))
        return name

    def _declared(self, name: str, declared: Value, kind: str) -> dict[str, Data]:
        own = (text(option(declared, "type")) or kind or "jwt").lower()
        if own in {"request", "custom"}:
            function = text(option(declared, "functionName"))
            arn = option(declared, "functionArn")
            target: Data = attribute(function_id(function)) if function and is_absent(arn) else arn
            return _custom(target, "REQUEST", option(declared, "identitySource"))
        jwt: dict[str, Data] = {
            "issuer": option(declared, "issuerUrl"),
            "audience": option(declared, "audience"),
        }
        return {"type": "oauth2", _AUTHORIZER: {"type": "jwt", "jwtConfiguration": jwt, "name": name}}

    def websocket(self, function: str, event: Value, at: Location) -> None:
        """Add a route of the WebSocket API."""
        route = option(event, "route") if isinstance(event, Map) else event
        key = text(route) or "$default"
        stem = f"{letters(key.replace('$', 'S'))}Websockets"
        integration = f"{function.removesuffix('LambdaFunction')}WebsocketsIntegration"
        self.service.add(
            integration,
            "AWS::ApiGatewayV2::Integration",
            {"ApiId": ref(SOCKET), "IntegrationType": "AWS_PROXY", "IntegrationUri": invocation(function)},
            at,
        )
        properties: dict[str, Data] = {
            "ApiId": ref(SOCKET),
            "RouteKey": key,
            "Target": joined("integrations/", ref(integration)),
            **self._socket_authorizer(option(event, "authorizer"), at),
        }
        self.service.add(f"{stem}Route", "AWS::ApiGatewayV2::Route", properties, at)
        self._sockets.append((key, at))
        self._at.setdefault(SOCKET, at)

    def _socket_authorizer(self, authorizer: Value, at: Location) -> dict[str, Data]:
        if is_absent(authorizer):
            return {"AuthorizationType": "NONE"}
        named = text(option(authorizer, "name")) or text(authorizer) or ""
        if named.upper() == "AWS_IAM":
            return {"AuthorizationType": "AWS_IAM"}
        arn: Data = option(authorizer, "arn")
        if isinstance(arn, Value) and is_absent(arn):
            arn = named if named.startswith("arn:") else attribute(function_id(named))
        identity = f"{letters(named.rpartition(':')[2]) or 'Websockets'}WebsocketsAuthorizer"
        properties: dict[str, Data] = {
            "ApiId": ref(SOCKET),
            "AuthorizerType": "REQUEST",
            "AuthorizerUri": _called(arn),
            "IdentitySource": _sources(option(authorizer, "identitySource")),
            "Name": named,
        }
        self.service.add(identity, "AWS::ApiGatewayV2::Authorizer", properties, at)
        return {"AuthorizationType": "CUSTOM", "AuthorizerId": ref(identity)}

    def finish(self) -> None:
        """Add the APIs that have routes, with their stages."""
        if self._rest:
            self._finish_rest()
        if self._http:
            self._finish_http()
        if self._sockets:
            at = self._at[SOCKET]
            self.service.add(SOCKET, "AWS::ApiGatewayV2::Api", {"ProtocolType": "WEBSOCKET"}, at)
            self._stage(SOCKET, "WebsocketsDeploymentStage", "AWS::ApiGatewayV2::Stage", "websocket")

    def direct(self, path: str, method: str, operation: Value) -> None:
        """Add a route of the REST API that acts on another service."""
        self._rest.setdefault(_slashed(path), {})[_verb(method)] = operation
        self._at.setdefault(REST, operation.at)

    def direct_http(self, path: str, method: str, operation: Value) -> None:
        """Add a route of the HTTP API that acts on another service."""
        self._http.setdefault(_slashed(path), {})[_verb(method)] = operation
        self._at.setdefault(HTTP, operation.at)

    def guard(self, name: str, function: str, at: Location) -> None:
        """Enter an authorizer of the HTTP API that is a function, by its logical id."""
        self._http_schemes.setdefault(name, lifted(_custom(attribute(function), "REQUEST"), at))

    def _finish_rest(self) -> None:
        service, at = self.service, self._at[REST]
        kind = service.setting("endpointType")
        policy = service.setting("apiGateway.resourcePolicy")
        policy = service.setting("resourcePolicy") if is_absent(policy) else policy
        properties: dict[str, Data] = {
            "Body": {
                "swagger": "2.0",
                "paths": _lines(self._rest),
                "securityDefinitions": dict(self._schemes),
            },
            "EndpointConfiguration": {
                "Types": [(text(kind) or "EDGE").upper()],
                "VpcEndpointIds": service.setting("vpcEndpointIds"),
            },
            "Policy": ABSENT
            if is_absent(policy)
            else {"Version": "2012-10-17", "Statement": list(entries_of(policy))},
            "DisableExecuteApiEndpoint": service.setting("apiGateway.disableDefaultEndpoint"),
        }
        service.add(REST, "AWS::ApiGateway::RestApi", properties, at)
        self._stage(REST, "ApiGatewayStage", "AWS::ApiGateway::Stage", "restApi")

    def _finish_http(self) -> None:
        service, at = self.service, self._at[HTTP]
        cors = service.setting("httpApi.cors")
        for name, declared in entries(service.setting("httpApi.authorizers")):  # made, used or not
            self._http_schemes.setdefault(name, lifted(self._declared(name, declared, ""), declared.at))
        body: dict[str, Data] = {
            "openapi": "3.0.1",
            "paths": _lines(self._http),
            "components": {"securitySchemes": dict(self._http_schemes)},
        }
        properties: dict[str, Data] = {
            "ProtocolType": "HTTP",
            "Body": body,
            "DisableExecuteApiEndpoint": service.setting("httpApi.disableDefaultEndpoint"),
            "CorsConfiguration": lifted(_http_cors(cors), cors.at) if is_true(cors) else ABSENT,
        }
        service.add(HTTP, "AWS::ApiGatewayV2::Api", properties, at)
        self._stage(HTTP, "HttpApiStage", "AWS::ApiGatewayV2::Stage", "httpApi")

    def _stage(self, api: str, identity: str, kind: str, logs: str) -> None:
        """Add the stage of an API; its access log is on where the provider's `logs` say so.

        An API of another stack has its stages in common with that one, which may set them up.
        """
        setting = self.service.setting(f"logs.{logs}")
        logged = is_true(setting) and text(option(setting, "accessLogging")) != "false"
        rest = kind == "AWS::ApiGateway::Stage"
        elsewhere = self.service.setting("apiGateway.restApiId" if rest else "httpApi.id")
        log: Data = ABSENT
        if logged:
            log = {"DestinationArn": joined("arn:aws:logs:", ref("AWS::Region"), ":access-log")}
        elif not is_absent(elsewhere):
            log = Unknown("the stage belongs to an API of another stack", at=elsewhere.at)
        properties: dict[str, Data] = {
            "RestApiId" if rest else "ApiId": ref(api),
            "StageName": "$default" if api == HTTP else self.service.stage,
            "AccessLogSetting" if rest else "AccessLogSettings": log,
        }
        self.service.add(identity, kind, properties, self._at[api])


def _lines(paths: Paths) -> dict[str, Data]:
    return {path: dict(item) for path, item in paths.items()}


def _route(event: Value) -> tuple[str, str]:
    """Return method and path of an event: `GET /users`, `{method, path}`, or `*`."""
    if isinstance(event, Map):
        return text(option(event, "method")) or "", text(option(event, "path")) or (
            "*" if is_absent(option(event, "path")) else "{unknown}"
        )
    words = (text(event) or "").split()
    if len(words) == 1:
        return "*", words[0]
    return (words[0], words[1]) if words else ("*", "*")


def _sources(written: Value) -> Data:
    """Return identity sources as a list, at the line that names them."""
    return written if isinstance(written, List) else List(tuple(entries_of(written)), at=written.at)


def _verb(method: str) -> str:
    return "x-amazon-apigateway-any-method" if method.lower() in {"any", "*", ""} else method.lower()


def _slashed(path: str) -> str:
    return f"/{path.lstrip('/')}"


def _settings(authorizer: Map) -> bool:
    """Tell whether a map holds settings of an authorizer, and is no reference to a function."""
    return not any(
        key in authorizer.items for key in ("Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::ImportValue")
    )


def _names_pool(arn: Value) -> bool:
    """Tell whether a reference names a user pool by its id, as far as a name can tell."""
    if not isinstance(arn, Map):
        return False
    named = get(arn, "Fn::GetAtt")
    first = named.items[0] if isinstance(named, List) and named.items else named
    return (
        "userpool" in (text(first) or "").lower()
        or "userpool" in str(text(get(arn, "Fn::Sub")) or "").lower()
    )


def _custom(function: Data, kind: str = "TOKEN", source: Value = ABSENT) -> dict[str, Data]:
    """Return the scheme of an authorizer that is a function."""
    own = "request" if kind.upper() == "REQUEST" else "token"
    return {
        **_HEADER,
        _AUTHORIZER: {"type": own, "authorizerUri": _called(function), "identitySource": source},
    }


def _called(function: Data) -> Data:
    before = ("arn:", ref("AWS::Partition"), ":apigateway:", ref("AWS::Region"))
    return joined(*before, ":lambda:path/2015-03-31/functions/", function, "/invocations")


def _preflight(cors: Value, at: Location) -> Value:
    """Return the mocked answer to preflight requests."""
    origins = [*entries_of(option(cors, "origins")), *entries_of(option(cors, "origin"))]
    shown = [text(origin) for origin in origins] or ["*"]
    named = Lit(f"'{','.join(one or '' for one in shown)}'", at=at) if None not in shown else origins[0]
    answer: dict[str, Data] = {"responseParameters": {_ORIGIN: named}}
    return lifted({_INTEGRATION: {"type": "mock", "responses": {"default": answer}}}, at)


def _http_cors(cors: Value) -> dict[str, Data]:
    if not isinstance(cors, Map):
        return {"AllowOrigins": ["*"]}
    origins = [*entries_of(option(cors, "allowedOrigins"))]
    return {
        "AllowOrigins": origins or ["*"],
        "AllowMethods": option(cors, "allowedMethods"),
        "AllowCredentials": option(cors, "allowCredentials"),
    }

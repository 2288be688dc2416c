"""OpenAPI 2 and 3 bodies of APIs: operations, what secures each, and what it is integrated with.

Source: "API Gateway extensions to OpenAPI" of the API Gateway developer guide.
"""

from collections.abc import Iterator

from msgspec import Struct

from stockade.model import Authentication
from stockade.values import (
    ABSENT,
    List,
    Location,
    Map,
    Value,
    alternatives,
    as_list,
    entries,
    get,
    is_absent,
    parse_json,
    text,
)

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
ANY = "x-amazon-apigateway-any-method"


class Security(Struct, frozen=True):
    """What secures one operation.

    `authorizer` is the function that decides (a value), `scheme` the name of the security scheme.
    """

    authentication: Authentication
    scheme: str = ""
    authorizer: Value = ABSENT
    api_key: bool = False


class Operation(Struct, frozen=True):
    """One method of one path."""

    method: str
    path: str
    security: Security
    integration: Value
    raw: Value
    at: Location


def bodies(value: Value) -> Iterator[Map]:
    """Yield each side of a body, which may be a map or JSON text."""
    for side in alternatives(value):
        parsed = parse_json(side)
        if isinstance(parsed, Map):
            yield parsed


def operations(body: Map) -> Iterator[Operation]:
    """Yield every operation of a body, with the security that is effective for it."""
    schemes = _schemes(body)
    default = body.items.get("security", ABSENT)
    for path, item in entries(get(body, "paths")):
        for method, operation in entries(item):
            if method.lower() not in METHODS and method != ANY:
                continue
            own = get(operation, "security")
            yield Operation(
                method="ANY" if method == ANY else method.upper(),
                path=path,
                security=_effective(default if is_absent(own) else own, schemes, operation),
                integration=get(operation, "x-amazon-apigateway-integration"),
                raw=operation,
                at=operation.at,
            )


def _schemes(body: Map) -> dict[str, Value]:
    found = dict(entries(get(body, "securityDefinitions")))
    found.update(entries(get(body, "components.securitySchemes")))
    return found


def _effective(security: Value, schemes: dict[str, Value], operation: Value) -> Security:
    """Judge a security requirement: a list of alternatives, each naming schemes that must all hold."""
    if text(get(operation, "x-amazon-apigateway-auth.type")) == "NONE":
        return Security("none")
    if text(get(operation, "x-amazon-apigateway-auth.type")) == "AWS_IAM":
        return Security("iam")
    wanted = [_requirement(item, schemes) for item in as_list(security)]
    wanted += [Security("unknown") for side in alternatives(security) if not isinstance(side, List)]
    keyed = any(one.api_key for one in wanted)
    # the service asks for a key besides, not instead of, what another entry asks for
    others = [one for one in wanted if one.authentication != "api-key"] or wanted
    if not others:
        return Security("none")
    found = min(others, key=lambda one: STRENGTH.index(one.authentication))
    return Security(found.authentication, found.scheme, found.authorizer, keyed)


STRENGTH: tuple[Authentication, ...] = (
    "none",
    "api-key",
    "unknown",
    "service",
    "signature",
    "cognito",
    "jwt",
    "lambda-authorizer",
    "iam",
    "mtls",
    "resource-policy",
)
"""Weakest first: of alternatives the caller takes the weakest, of requirements the strongest decides."""


def _requirement(item: Value, schemes: dict[str, Value]) -> Security:
    if not isinstance(item, Map) or not item.items:
        return Security("none")
    found = [_scheme(name, schemes.get(name)) for name in item.items]
    best = max(found, key=lambda one: STRENGTH.index(one.authentication))
    return Security(best.authentication, best.scheme, best.authorizer, any(one.api_key for one in found))


def _scheme(name: str, scheme: Value | None) -> Security:
    if scheme is None:  # SAM writes `NONE` for a route it takes out of the default authorizer
        return Security("none" if name == "NONE" else "unknown", name if name != "NONE" else "")
    authorizer = get(scheme, "x-amazon-apigateway-authorizer")
    kind = (text(get(authorizer, "type")) or "").lower()
    declared = (text(get(scheme, "x-amazon-apigateway-authtype")) or "").lower()
    if kind == "cognito_user_pools" or declared == "cognito_user_pools":
        return Security("cognito", name)
    if kind in {"token", "request"}:
        return Security("lambda-authorizer", name, get(authorizer, "authorizerUri"))
    if kind == "jwt" or text(get(scheme, "type")) in {"oauth2", "openIdConnect"}:
        return Security("jwt", name)
    if declared == "awssigv4":
        return Security("iam", name)
    if declared == "custom":
        return Security("lambda-authorizer", name, get(authorizer, "authorizerUri"))
    if text(get(scheme, "type")) == "apiKey" and is_absent(authorizer):
        return Security("api-key", api_key=True)  # a key is counted by a usage plan; no authorizer decides
    return Security("unknown", name)

"""GraphQL APIs of serverless-appsync-plugin: `custom.appSync` of its first version, `appSync` of its second.

Templates and scripts lie in files; which, is said or follows from the name of the field. Source: the
documentation of serverless-appsync-plugin, versions 1 and 2.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from stockade.readers.building import Data, attribute
from stockade.readers.serverless.identifiers import function_id
from stockade.readers.serverless.service import Service, entries_of
from stockade.values import ABSENT, Location, Map, Value, flag, get, is_absent, text

_CONFIGS = {
    "AMAZON_DYNAMODB": "DynamoDBConfig",
    "AMAZON_ELASTICSEARCH": "ElasticsearchConfig",
    "AMAZON_OPENSEARCH_SERVICE": "OpenSearchServiceConfig",
    "HTTP": "HttpConfig",
    "RELATIONAL_DATABASE": "RelationalDatabaseConfig",
    "AMAZON_EVENTBRIDGE": "EventBridgeConfig",
}
_NAMES = {
    "tableName": "TableName",
    "endpoint": "Endpoint",
    "eventBusArn": "EventBusArn",
    "authorizationConfig": "AuthorizationConfig",
    "authorizationType": "AuthorizationType",
    "awsIamConfig": "AwsIamConfig",
    "signingServiceName": "SigningServiceName",
    "signingRegion": "SigningRegion",
    "region": "AwsRegion",
}


class _Part(Struct, frozen=True):
    """A resolver or function of one API: its name, what it says, and the folder of its files."""

    name: str
    body: Value
    folder: str
    api: str


def add_graphql(service: Service) -> None:
    """Add the APIs that the plug-in makes."""
    written = [
        *entries_of(get(service.custom, "appSync")),
        *entries_of(service.sections.get("appSync", ABSENT)),
    ]
    for number, api in enumerate(one for one in written if isinstance(one, Map)):
        _api(service, api, f"GraphQlApi{number or ''}")


def _api(service: Service, api: Map, identity: str) -> None:
    first = get(api, "authenticationType")
    kind = get(api, "authentication.type") if is_absent(first) else first
    others = [
        {"AuthenticationType": _either(one, "authenticationType", "type")}
        for key in ("additionalAuthenticationProviders", "additionalAuthentications")
        for one in entries_of(get(api, key))
    ]
    at = api.at if api.at.line else service.at
    properties: dict[str, Data] = {
        "Name": get(api, "name"),
        "AuthenticationType": kind,
        "AdditionalAuthenticationProviders": list(others) or None,
    }
    service.add(
        identity, "AWS::AppSync::GraphQLApi", {k: v for k, v in properties.items() if v is not None}, at
    )
    _schema(service, api, identity, at)
    for name, source in _named(get(api, "dataSources")):
        _source(service, name, source, identity)
    folder = text(get(api, "mappingTemplatesLocation"))
    templates = "mapping-templates" if folder is None else folder
    for key in ("functionConfigurations", "pipelineFunctions"):
        for name, body in _named(get(api, key)):
            _function(service, _Part(name, body, templates if key[0] == "f" else "", identity))
    for body in entries_of(get(api, "mappingTemplates")):
        name = f"{text(get(body, 'type')) or '?'}.{text(get(body, 'field')) or '?'}"
        _resolver(service, _Part(name, body, templates, identity))
    for name, body in _named(get(api, "resolvers")):
        type_, field = (text(get(body, key)) for key in ("type", "field"))
        whole = f"{type_}.{field}" if type_ and field else name
        _resolver(service, _Part(whole, body, "", identity))


def _schema(service: Service, api: Map, identity: str, at: Location) -> None:
    written = list(entries_of(get(api, "schema")))
    named = text(written[0]) if len(written) == 1 else None if written else "schema.graphql"
    if named is not None and "*" not in named:
        location: dict[str, Data] = {"ApiId": attribute(identity, "ApiId"), "DefinitionS3Location": named}
        beside = Location(service.at.file, at.line if at.file == service.at.file else service.at.line)
        service.add(f"{identity}Schema", "AWS::AppSync::GraphQLSchema", location, beside)


def _source(service: Service, name: str, source: Value, api: str) -> None:
    kind = text(get(source, "type")) or ""
    config = get(source, "config")
    properties: dict[str, Data] = {
        "ApiId": attribute(api, "ApiId"),
        "Name": name,
        "Type": get(source, "type"),
        "ServiceRoleArn": get(config, "serviceRoleArn"),
    }
    if kind == "AWS_LAMBDA":
        named = _either(config, "functionName", "lambdaFunctionArn", "functionArn")
        key = text(named)
        target: Data = attribute(function_id(key)) if key and not key.startswith("arn:") else named
        properties["LambdaConfig"] = {"LambdaFunctionArn": target}
    elif kind in _CONFIGS:
        properties[_CONFIGS[kind]] = _renamed(config)
    service.add(_id("GraphQlDs", name), "AWS::AppSync::DataSource", properties, _at(service, source))


def _renamed(config: Value) -> Data:
    if not isinstance(config, Map):
        return config
    return {_NAMES[key]: _renamed(value) for key, value in config.items.items() if key in _NAMES}


def _function(service: Service, part: _Part) -> None:
    properties: dict[str, Data] = {"ApiId": attribute(part.api, "ApiId"), "Name": part.name}
    source = text(get(part.body, "dataSource"))
    if source is not None:
        properties["DataSourceName"] = attribute(_id("GraphQlDs", source), "Name")
    properties |= _code(part)
    identity = _id("GraphQlFunctionConfiguration", part.name)
    service.add(identity, "AWS::AppSync::FunctionConfiguration", properties, _beside(service, part.body))


def _resolver(service: Service, part: _Part) -> None:
    type_, _, field = part.name.partition(".")
    steps = [text(one) for one in entries_of(get(part.body, "functions"))]
    properties: dict[str, Data] = {
        "ApiId": attribute(part.api, "ApiId"),
        "TypeName": type_,
        "FieldName": field,
    }
    source = text(get(part.body, "dataSource"))
    if source is not None:
        properties["DataSourceName"] = attribute(_id("GraphQlDs", source), "Name")
    if steps or text(get(part.body, "kind")) == "PIPELINE":
        properties["Kind"] = "PIPELINE"
        functions = [
            attribute(_id("GraphQlFunctionConfiguration", one), "FunctionId") for one in steps if one
        ]
        properties["PipelineConfig"] = {"Functions": list(functions)}
    properties |= _code(part)
    identity = _id("GraphQlResolver", part.name)
    service.add(identity, "AWS::AppSync::Resolver", properties, _beside(service, part.body))


def _code(part: _Part) -> dict[str, Data]:
    """Return where the code of a resolver lies: a script, or a template for each half."""
    script = text(get(part.body, "code"))
    if script is not None:
        return {"CodeS3Location": script, "Runtime": {"Name": "APPSYNC_JS", "RuntimeVersion": "1.0.0"}}
    found: dict[str, Data] = {}
    for half, key in (("request", "RequestMappingTemplate"), ("response", "ResponseMappingTemplate")):
        said = get(part.body, half)
        named = text(said) if flag(said) is None else None
        if named is None and (not is_absent(said) or not part.folder):
            continue  # `false`: the event as it is; in the second version the same where nothing is said
        name = named if named is not None else f"{part.name}.{half}.vtl"
        found[f"{key}S3Location"] = f"{part.folder}/{name}" if part.folder else name
    return found


def _named(value: Value) -> Iterator[tuple[str, Value]]:
    """Yield parts by name: of a map, of lists of them, or of things that say their name."""
    for one in entries_of(value):
        if not isinstance(one, Map):
            continue
        name = text(get(one, "name"))
        if name is not None:
            yield name, one
        else:
            yield from ((key, body) for key, body in one.items.items() if isinstance(body, Map))


def _either(value: Value, *names: str) -> Value:
    found = (get(value, name) for name in names)
    return next((one for one in found if not is_absent(one)), ABSENT)


def _id(kind: str, name: str) -> str:
    return kind + re.sub(r"\W", "", name)


def _at(service: Service, value: Value) -> Location:
    return value.at if value.at.line else service.at


def _beside(service: Service, value: Value) -> Location:
    """Return where something is written; in another file, where the service is: its files lie beside it."""
    return value.at if value.at.file == service.at.file and value.at.line else service.at

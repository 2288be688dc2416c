"""GraphQL and event APIs: what a function answers there, and the weakest mode that lets callers in.

Reads `AWS::AppSync::{GraphQLApi,GraphQLSchema,DataSource,Resolver,FunctionConfiguration}` and
`AWS::AppSync::{Api,ChannelNamespace}`. An API has a primary mode and additional ones: a field takes the modes
its directives name, else those of its type, else the primary one alone. Where the schema is not in the
template any mode may let callers in. Source: "Using additional authorization modes" of the AppSync developer
guide. Authorizers are wired by patterns of the catalog.
"""

import re

from msgspec import Struct

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.index import FUNCTION
from stockade.model import Authentication, Exposure, StackResource
from stockade.values import ABSENT, Value, as_list, get, is_absent, references, text

API, SOURCE, EVENT_API = "AWS::AppSync::GraphQLApi", "AWS::AppSync::DataSource", "AWS::AppSync::Api"
MODES: dict[str, tuple[Exposure, Authentication]] = {
    "API_KEY": ("public", "api-key"),
    "AMAZON_COGNITO_USER_POOLS": ("authenticated", "cognito"),
    "OPENID_CONNECT": ("authenticated", "jwt"),
    "AWS_LAMBDA": ("authenticated", "lambda-authorizer"),
    "AWS_IAM": ("account", "iam"),
}
UNKNOWN: tuple[Exposure, Authentication] = ("unknown", "unknown")
DIRECTIVES = {
    "aws_api_key": "API_KEY",
    "aws_cognito_user_pools": "AMAZON_COGNITO_USER_POOLS",
    "aws_auth": "AMAZON_COGNITO_USER_POOLS",
    "aws_oidc": "OPENID_CONNECT",
    "aws_lambda": "AWS_LAMBDA",
    "aws_iam": "AWS_IAM",
}
_TARGETS = (
    "DynamoDBConfig.TableName",
    "EventBridgeConfig.EventBusArn",
    "RelationalDatabaseConfig.RdsHttpEndpointConfig.DbClusterIdentifier",
    "OpenSearchServiceConfig.Endpoint",
    "ElasticsearchConfig.Endpoint",
    "HttpConfig.Endpoint",
)
_ROUTES = (
    ("OnPublish", "PublishAuthModes", "DefaultPublishAuthModes"),
    ("OnSubscribe", "SubscribeAuthModes", "DefaultSubscribeAuthModes"),
)
_WORDS = re.compile(r'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*+"|#[^\n]*+|,')
_ARGUMENTS = re.compile(r"\([^()]*+\)")
_TYPE = re.compile(r"\b(?:type|interface)\s++(\w++)([^{}]{0,2000}+)\{([^{}]*+)\}")
_FIELD = re.compile(r"\b(\w++)\s*+:[\[\]\s]*+\w++[\[\]!\s]*+((?:@\w++\s*+)*+)")
_DIRECTIVE = re.compile(r"@(\w++)")
DEEPEST = 20
"""Arguments inside one another."""

Schema = dict[tuple[str, str], frozenset[str]]
"""The modes that directives name, by type and field; those of a type itself under the empty field."""


class Entry(Struct, frozen=True):
    """A field or a channel: what declares it, and the modes that let callers ask for it."""

    event_source: str
    declared_by: StackResource
    api: str | None
    detail: str
    modes: tuple[str, ...]
    private: bool = False


def wire(draft: Draft) -> None:
    """Add an entry point for each resolved field, and for each handler of a channel namespace."""
    schemas = {api.id: schema(draft, api.id) for api in draft.of_type(API)}
    for resolver in draft.of_type("AWS::AppSync::Resolver"):
        api = draft.index.find(get(resolver.properties, "ApiId"), API)
        entry = _field(draft, resolver, api, schemas.get(api or ""))
        for source in _sources(draft, resolver):
            _add(draft, entry, source)
    for namespace in draft.of_type("AWS::AppSync::ChannelNamespace"):
        _namespace(draft, namespace)


def _field(draft: Draft, resolver: StackResource, api: str | None, known: Schema | None) -> Entry:
    properties = draft.stack.resources[api].properties if api else ABSENT
    type_, field = (text(get(resolver.properties, key)) for key in ("TypeName", "FieldName"))
    return Entry(
        event_source="appsync.resolver",
        declared_by=resolver,
        api=api,
        detail=f"{type_ or '?'}.{field or '?'}",
        modes=effective(properties, known, type_, field) if api else (),
        private=text(get(properties, "Visibility")) == "PRIVATE",
    )


def effective(
    properties: Value, known: Schema | None, type_: str | None, field: str | None
) -> tuple[str, ...]:
    """Return the modes that let callers ask for a field; a mode that is not known is the empty text."""
    primary = text(get(properties, "AuthenticationType")) or ""
    additional = _modes(get(properties, "AdditionalAuthenticationProviders"), "AuthenticationType")
    if known is None or type_ is None or field is None:
        return (primary, *additional)
    named = known.get((type_, field)) or known.get((type_, "")) or frozenset()
    possible = tuple(mode for mode in (primary, *additional) if mode in named or (named and not mode))
    return possible or (primary,)


def _modes(listed: Value, key: str) -> tuple[str, ...]:
    return tuple(text(get(entry, key)) or "" for entry in as_list(listed))


def schema(draft: Draft, api: str) -> Schema | None:
    """Return the modes named by the directives of an API's schema, None where it is not in the template."""
    for resource in draft.of_type("AWS::AppSync::GraphQLSchema"):
        if draft.index.find(get(resource.properties, "ApiId"), API) == api:
            written = text(get(resource.properties, "Definition"))
            return directives(written) if written is not None else None
    return None


def directives(written: str) -> Schema:
    """Return the modes that the directives of a schema name."""
    bare = _WORDS.sub(" ", written)
    for _ in range(DEEPEST):
        bare, changed = _ARGUMENTS.subn(" ", bare)
        if not changed:
            break
    found: Schema = {}
    for name, head, body in _TYPE.findall(bare):
        for field, written_modes in (("", head), *_FIELD.findall(body)):
            modes = {DIRECTIVES[one] for one in _DIRECTIVE.findall(written_modes) if one in DIRECTIVES}
            found[name, field] = found.get((name, field), frozenset()) | modes
    return found


def _namespace(draft: Draft, namespace: StackResource) -> None:
    api = draft.index.find(get(namespace.properties, "ApiId"), EVENT_API)
    config = get(draft.stack.resources[api].properties, "EventConfig") if api else ABSENT
    name = text(get(namespace.properties, "Name")) or namespace.id
    for handler, own, default in _ROUTES:
        integration = get(namespace.properties, f"HandlerConfigs.{handler}.Integration.DataSourceName")
        source = source_of(draft, integration, get(namespace.properties, "ApiId"))
        modes = (
            _modes(get(namespace.properties, own), "AuthType")
            or _modes(get(config, default), "AuthType")
            or _modes(get(config, "AuthProviders"), "AuthType")
        )
        if source is not None:
            detail = f"{name} {handler.removeprefix('On').lower()}"
            _add(draft, Entry("appsync.events", namespace, api, detail, modes), source)


def _add(draft: Draft, entry: Entry, source: StackResource) -> None:
    """Add an entry point for what a data source reaches: functions, or a resource directly."""
    functions = draft.index.find_all(get(source.properties, "LambdaConfig.LambdaFunctionArn"), FUNCTION)
    for function in functions:
        _trigger(draft, entry, function, entry.api)
    if not functions and _reaches(source):
        target = _target(draft, source)
        if target is not None or not _elsewhere(source):
            _trigger(draft, entry, None, target)


def _trigger(draft: Draft, entry: Entry, function: str | None, origin: str | None) -> None:
    exposure, authentication = weakest(entry.modes)
    because = f"the weakest mode that lets callers in is {authentication}"
    if entry.private:
        exposure, because = "account", f"{because}; only networks with an endpoint reach the private API"
    draft.trigger(
        Wired(
            event_source=entry.event_source,
            function=function,
            origin=origin,
            detail=entry.detail,
            location=entry.declared_by.at,
            declared_by=entry.declared_by.id,
            exposure=exposure,
            authentication=authentication,
            api=entry.api,
            because=(because,),
            api_key=authentication == "api-key",
        )
    )


def _sources(draft: Draft, resolver: StackResource) -> list[StackResource]:
    """Return the data sources of a resolver: its own, and those of the functions of its pipeline."""
    named = [get(resolver.properties, "DataSourceName")]
    for step in as_list(get(resolver.properties, "PipelineConfig.Functions")):
        found = draft.index.find(step, "AWS::AppSync::FunctionConfiguration")
        if found is not None:
            named.append(get(draft.stack.resources[found].properties, "DataSourceName"))
    api = get(resolver.properties, "ApiId")
    return [source for name in named if (source := source_of(draft, name, api)) is not None]


def source_of(draft: Draft, name: Value, api: Value) -> StackResource | None:
    """Return the data source of an API by reference or name."""
    found = None if is_absent(name) else draft.index.find(name, SOURCE)
    written = text(name)
    if found is not None or written is None:
        return draft.stack.resources.get(found or "")
    named = [one for one in draft.of_type(SOURCE) if text(get(one.properties, "Name")) == written]
    owner = draft.index.find(api, API, EVENT_API)
    own = (one for one in named if draft.index.find(get(one.properties, "ApiId"), API, EVENT_API) == owner)
    return next(own, None)


def _reaches(source: StackResource) -> bool:
    """Tell whether a data source reaches anything that is not a function."""
    return text(get(source.properties, "Type")) not in {"NONE", "AWS_LAMBDA"}


def _elsewhere(source: StackResource) -> bool:
    """Tell whether a data source is a host, no service of the platform (its requests are not signed)."""
    signed = get(source.properties, "HttpConfig.AuthorizationConfig.AwsIamConfig")
    return text(get(source.properties, "Type")) == "HTTP" and is_absent(signed)


def _target(draft: Draft, source: StackResource) -> str | None:
    """Return the resource a data source acts on: the one it names, else the one its role may act on."""
    values = (get(source.properties, path) for path in _TARGETS)
    found = (draft.index.find(value) for value in values if not is_absent(value))
    named = next((target for target in found if target is not None), None)
    role = draft.index.find(get(source.properties, "ServiceRoleArn"), "AWS::IAM::Role")
    if named is not None or role is None or _elsewhere(source):
        return named
    policies = references(get(draft.stack.resources[role].properties, "Policies"))
    return next((one.id for one in policies if one.id in draft.stack.resources), None)


def weakest(modes: tuple[str, ...]) -> tuple[Exposure, Authentication]:
    """Return what the weakest of some modes asks of the caller."""
    order = ("public", "unknown", "authenticated", "account")
    found = [MODES.get(mode, UNKNOWN) for mode in modes]
    return min(found, key=lambda mode: order.index(mode[0]), default=UNKNOWN)

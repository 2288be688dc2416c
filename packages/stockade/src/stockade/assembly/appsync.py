"""GraphQL: which field a function resolves, and the weakest mode that lets callers ask for it.

Reads `AWS::AppSync::{GraphQLApi,DataSource,Resolver,FunctionConfiguration}`.
"""

from stockade.assembly.draft import Draft, Wired
from stockade.model import Authentication, Exposure, StackResource
from stockade.values import Value, as_list, get, is_absent, text

API, SOURCE = "AWS::AppSync::GraphQLApi", "AWS::AppSync::DataSource"
MODES: dict[str, tuple[Exposure, Authentication]] = {
    "API_KEY": ("public", "api-key"),
    "AMAZON_COGNITO_USER_POOLS": ("authenticated", "cognito"),
    "OPENID_CONNECT": ("authenticated", "jwt"),
    "AWS_LAMBDA": ("authenticated", "lambda-authorizer"),
    "AWS_IAM": ("account", "iam"),
}
UNKNOWN: tuple[Exposure, Authentication] = ("unknown", "unknown")
_TARGETS = (
    "DynamoDBConfig.TableName",
    "EventBridgeConfig.EventBusArn",
    "RelationalDatabaseConfig.RdsHttpEndpointConfig.DbClusterIdentifier",
    "OpenSearchServiceConfig.Endpoint",
)


def wire(draft: Draft) -> None:
    """Add an entry point for each resolved field."""
    for resolver in draft.of_type("AWS::AppSync::Resolver"):
        _resolver(draft, resolver)


def _resolver(draft: Draft, resolver: StackResource) -> None:
    api = draft.index.find(get(resolver.properties, "ApiId"), API)
    for source in _sources(draft, resolver):
        function = draft.function(get(source.properties, "LambdaConfig.LambdaFunctionArn"))
        origin = api if function else _target(draft, source)
        if function is None and origin is None:
            continue
        exposure, authentication = weakest(draft.stack.resources[api].properties) if api else UNKNOWN
        type_, field = text(get(resolver.properties, "TypeName")), text(get(resolver.properties, "FieldName"))
        draft.trigger(
            Wired(
                event_source="appsync.resolver",
                function=function,
                origin=origin,
                detail=f"{type_ or '?'}.{field or '?'}",
                location=resolver.at,
                declared_by=resolver.id,
                exposure=exposure,
                authentication=authentication,
                api=api,
                because=(f"the weakest mode of the API is {authentication}",),
            )
        )


def _sources(draft: Draft, resolver: StackResource) -> list[StackResource]:
    """Return the data sources of a resolver: its own, and those of the functions of its pipeline."""
    named = [get(resolver.properties, "DataSourceName")]
    for step in as_list(get(resolver.properties, "PipelineConfig.Functions")):
        found = draft.index.find(step, "AWS::AppSync::FunctionConfiguration")
        if found is not None:
            named.append(get(draft.stack.resources[found].properties, "DataSourceName"))
    return [source for name in named if (source := _source(draft, name)) is not None]


def _source(draft: Draft, name: Value) -> StackResource | None:
    found = None if is_absent(name) else draft.index.find(name, SOURCE)
    if found is None and (written := text(name)) is not None:
        by_name = (one for one in draft.of_type(SOURCE) if text(get(one.properties, "Name")) == written)
        return next(by_name, None)
    return draft.stack.resources.get(found or "")


def _target(draft: Draft, source: StackResource) -> str | None:
    values = (get(source.properties, path) for path in _TARGETS)
    found = (draft.index.find(value) for value in values if not is_absent(value))
    return next((target for target in found if target is not None), None)


def weakest(properties: Value) -> tuple[Exposure, Authentication]:
    """Return the weakest of an API's modes: a field without a directive takes any of them."""
    modes = [get(properties, "AuthenticationType")]
    modes += [
        get(provider, "AuthenticationType")
        for provider in as_list(get(properties, "AdditionalAuthenticationProviders"))
    ]
    found = [MODES.get(text(mode) or "", UNKNOWN) for mode in modes]
    order = ("public", "unknown", "authenticated", "account")
    return min(found, key=lambda mode: order.index(mode[0]))

"""Resolvers of GraphQL APIs: mapping templates and scripts, of unit resolvers and of pipelines, in order.

A pipeline runs the first half of its resolver, each function with its data source, then the second half; all
of them share one context. Source: "Resolver tutorials" and "JavaScript resolvers overview" of the AppSync
developer guide.
"""

from collections.abc import Iterator

from msgspec import Struct

from stockade.assembly.appsync import API, source_of
from stockade.assembly.draft import Draft
from stockade.model import StackResource
from stockade.model.embedded import Embedded, Feed, FeedKind
from stockade.values import ABSENT, Value, as_list, get, is_absent, text

_KINDS: dict[str, FeedKind] = {
    "AMAZON_DYNAMODB": "dynamodb",
    "RELATIONAL_DATABASE": "rds",
    "AMAZON_OPENSEARCH_SERVICE": "opensearch",
    "AMAZON_ELASTICSEARCH": "opensearch",
    "AMAZON_EVENTBRIDGE": "eventbridge",
    "AMAZON_BEDROCK_RUNTIME": "bedrock",
    "HTTP": "http",
    "AWS_LAMBDA": "lambda",
    "NONE": "none",
}
_HALVES = {
    "request": ("RequestMappingTemplate", "RequestMappingTemplateS3Location"),
    "response": ("ResponseMappingTemplate", "ResponseMappingTemplateS3Location"),
}


def code(draft: Draft) -> Iterator[Embedded]:
    """Yield the code of every resolver, in the order it runs."""
    schemas = {
        draft.index.find(get(one.properties, "ApiId"), API): one.id
        for one in draft.of_type("AWS::AppSync::GraphQLSchema")
    }
    for resolver in draft.of_type("AWS::AppSync::Resolver"):
        schema = schemas.get(draft.index.find(get(resolver.properties, "ApiId"), API), "")
        yield from _resolver(draft, resolver, schema)


class _Step(Struct, frozen=True):
    """A resolver, or a function of its pipeline, with what it feeds."""

    resolver: StackResource
    holder: StackResource
    feed: Feed
    schema: str


def _resolver(draft: Draft, resolver: StackResource, schema: str) -> Iterator[Embedded]:
    functions = list(_functions(draft, resolver))
    piped = bool(functions) or text(get(resolver.properties, "Kind")) == "PIPELINE"
    feed = Feed("pipeline") if piped else _feed(draft, resolver, resolver)
    whole = _Step(resolver, resolver, feed, schema)
    yield from _half(draft, whole, "request")
    for function in functions:
        step = _Step(resolver, function, _feed(draft, function, resolver), schema)
        yield from _half(draft, step, "request")
        yield from _half(draft, step, "response")
    yield from _half(draft, whole, "response")


def _functions(draft: Draft, resolver: StackResource) -> Iterator[StackResource]:
    for step in as_list(get(resolver.properties, "PipelineConfig.Functions")):
        found = draft.index.find(step, "AWS::AppSync::FunctionConfiguration")
        if found is not None:
            yield draft.stack.resources[found]


def _half(draft: Draft, step: _Step, part: str) -> Iterator[Embedded]:
    """Yield what of a resolver or function runs before, or behind, its data source."""
    resolver, holder = step.resolver, step.holder
    script = is_script(holder)
    names = ("Code", "CodeS3Location") if script else _HALVES[part]
    written, file = (get(holder.properties, name) for name in names)
    if is_absent(written) and is_absent(file):
        return
    type_, field = (text(get(resolver.properties, key)) or "?" for key in ("TypeName", "FieldName"))
    own = "" if holder.id == resolver.id else f"{holder.id}/"
    yield Embedded(
        id=f"-/{resolver.id}/{own}{part}",
        language="javascript" if script else "vtl",
        resource=holder.id,
        part=part,
        feed=step.feed,
        event_source="appsync.resolver",
        text=written,
        file=ABSENT if not is_absent(written) else file,
        exports=(part,) if script else (),
        detail=f"{type_}.{field}",
        role=_role(draft, holder, resolver),
        group=resolver.id,
        schema=step.schema,
        location=(file if is_absent(written) else written).at,
    )


def is_script(holder: StackResource) -> bool:
    """Tell whether the code of a resolver or function is JavaScript."""
    if text(get(holder.properties, "Runtime.Name")) == "APPSYNC_JS":
        return True
    return not is_absent(get(holder.properties, "Code")) or not is_absent(
        get(holder.properties, "CodeS3Location")
    )


def _source(draft: Draft, holder: StackResource, resolver: StackResource) -> StackResource | None:
    return source_of(draft, get(holder.properties, "DataSourceName"), get(resolver.properties, "ApiId"))


def _feed(draft: Draft, holder: StackResource, resolver: StackResource) -> Feed:
    source = _source(draft, holder, resolver)
    if source is None:
        return Feed("unknown")
    signed: Value = get(source.properties, "HttpConfig.AuthorizationConfig.AwsIamConfig")
    service = "" if is_absent(signed) else text(get(signed, "SigningServiceName")) or "?"
    return Feed(_KINDS.get(text(get(source.properties, "Type")) or "", "unknown"), service)


def _role(draft: Draft, holder: StackResource, resolver: StackResource) -> str:
    source = _source(draft, holder, resolver)
    named = get(source.properties, "ServiceRoleArn") if source is not None else ABSENT
    return draft.index.find(named, "AWS::IAM::Role") or ""

"""Mapping templates, a table of micro-templates by what they feed.

A line that must be flagged ends in `## bad` (for another rule than `mapping-template-injection` in
`## bad: rule`); every other line must stay silent.
"""

import re
from collections.abc import Iterator

import pytest

from stockade.analysis import Files, Parsers, refine_embedded
from stockade.languages.graphql import read_schema
from stockade.languages.iotsql import read_statement
from stockade.languages.loading import Programs
from stockade.languages.vtl import read_template
from stockade.model import App, CodeFlow, Resource
from stockade.model.embedded import Embedded, Feed
from stockade.values import Lit, Location, Map

_MARK = re.compile(r"## bad(?:: ([a-z-]+))?$")
_USUAL = "mapping-template-injection"
SCHEMA = """
enum Size { A2 A3 }
input Change { id: ID!  title: String  size: Size  tags: [String!] }
type Query {
  "what there is"
  prints(size: Size, limit: Int, name: String!, sizes: [Size!], input: Change): [String!]! @aws_api_key
}
"""

PUT = Feed("service", "dynamodb", "PutItem")
ROUTE: dict[str, tuple[Feed, str]] = {
    "a text in quotes": (
        PUT,
        """
{"TableName": "prints", "Item": {
  "a": {"S": "$input.path('$.a')"}, ## bad
  "b": {"S": "$input.params('b')"}, ## bad
  "c": {"S": "$input.params().querystring.get('c')"}, ## bad
  "d": {"S": "$input.params().header.get('X-D')"}, ## bad
  "e": {"S": "x-$!{input.path('$.e')}-y"}, ## bad
  "f": {"S": "$util.urlDecode($input.params('f'))"}, ## bad
  "g": {"S": "$util.urlDecode($util.urlEncode($input.params('g')))"} ## bad
}}""",
    ),
    "what encodes": (
        PUT,
        """
{"TableName": "prints", "Item": {
  "a": {"S": $input.json('$.a')},
  "b": {"S": "$util.escapeJavaScript($input.path('$.b'))"},
  "c": {"S": "$util.escapeJavaScript($input.json('$')).replaceAll("\\\\'", "'")"},
  "d": {"S": "$util.base64Encode($input.body)"},
  "e": {"S": "$util.urlEncode($input.params('e'))"},
  "f": {"S": "$input.path('$.f').replace('"', '')"},
  "g": {"S": "$input.path('$.g').replaceAll('[^a-z0-9]', '')"},
  "h": $util.toJson($input.path('$.h')),
  "i": {"N": "$input.path('$.items').size()"},
  "j": {"S": "$context.requestId $context.authorizer.claims.sub $context.identity.sourceIp"},
  "k": {"S": "$stageVariables.name"}
}}""",
    ),
    "a value without quotes": (
        PUT,
        """
{"TableName": "prints", "Limit": $input.params('limit'), ## bad
 "Other": $input.path('$.limit'), ## bad
 "Third": $input.json('$.limit')}""",
    ),
    "variables, maps and lists": (
        PUT,
        """
#set($root = $input.path('$'))
#set($name = $root.name)
#set($safe = $util.escapeJavaScript($root.name))
#set($held = {"a": $root.a, "b": "constant"})
$util.qr($held.put("c", $root.c))
#set($done = $held.put("d", "constant"))
#set($list = ["x"])
$!{list.add($root.e)}
{"Item": {
  "a": "$name", ## bad
  "b": "$safe",
  "c": "$held.a", ## bad
  "d": "$held.b",
  "e": "$held.c", ## bad
  "f": "$held.d",
  "g": "$held.get('a')", ## bad
  "h": $util.toJson($held),
  "i": "$list.get(1)" ## bad
}}""",
    ),
    "loops": (
        PUT,
        """
{"Items": [
#foreach($one in $input.path('$.items'))
  {"a": "$one.name", "n": $foreach.count} ## bad
  #if($foreach.hasNext),#end
#end
],
#foreach($name in $input.params().querystring.keySet())
  "x": "$util.escapeJavaScript($input.params($name))",
  "$name": 1,
#end
"z": 1}""",
    ),
    "tests that leave nothing": (
        PUT,
        """
#set($kind = $input.params('kind'))
#set($size = $input.params('size'))
#set($other = $input.params('other'))
#if(!$util.matches("^[a-z]+$", $size))#set($size = "a2")#end
{"Item": {
#if($kind == "poster" || $kind == "card")
  "a": "$kind",
#else
  "b": "$kind", ## bad
#end
  "c": "$size",
#if($other.matches("[0-9]{1,4}"))
  "d": "$other",
#end
#if($util.matches("[0-9]", $other))
  "e": "$other", ## bad
#end
  "f": 1
}}""",
    ),
    "branches keep the place": (
        PUT,
        """
{"Item": {"S": "#if($input.params('a'))$util.escapeJavaScript($input.params('a'))#{else}none#end"},
#if($input.params('b')) "b": "$input.params('b')", #end ## bad
 "c": $input.json('$.c')}""",
    ),
    "blocks and macros": (
        PUT,
        """
#define($entry)"x": "$input.params('x')"#end ## bad
#macro(attribute $key $value)"$key": {"S": "$value"}#end ## bad
#macro(clean $key $value)"$key": {"S": "$util.escapeJavaScript($value)"}#end
{"Item": {$entry, #attribute("y" $input.params('y')), #clean("z", $input.params('z'))}}""",
    ),
    "expressions and statements": (
        Feed("service", "dynamodb", "Query"),
        """
{"TableName": "prints",
 "KeyConditionExpression": "paper = :p and $util.escapeJavaScript($input.params('field')) > :n", ## bad
 "ExpressionAttributeNames": {"#a": "$util.escapeJavaScript($input.params('name'))"}, ## bad
 "ExpressionAttributeValues": {":p": {"S": "$util.escapeJavaScript($input.params('p'))"}},
 "ProjectionExpression": "id, title"}""",
    ),
    "JSON in a string of JSON": (
        Feed("service", "states", "StartExecution"),
        """
#set($body = $util.escapeJavaScript($input.json('$')))
#set($raw = $util.escapeJavaScript($input.body))
{"stateMachineArn": "arn:aws:states:eu-west-1:123456789012:stateMachine:press",
 "a": "$body",
 "b": "{\\"all\\": $body, \\"who\\": \\"$context.identity.caller\\"}",
 "c": "{\\"all\\": $raw}", ## bad
 "d": "{\\"name\\": \\"$util.escapeJavaScript($input.path('$.name'))\\"}", ## bad
 "e": "{\\"name\\": \\"$util.escapeJavaScript($util.escapeJavaScript($input.path('$.name')))\\"}",
 "f": "hello $util.escapeJavaScript($input.path('$.name'))"}""",
    ),
    "a choice is another rule's": (
        Feed("service", "kinesis", "PutRecord"),
        """
{"StreamName": "$util.escapeJavaScript($input.params('stream'))", ## bad: user-controlled-resource
 "Data": "$util.base64Encode($input.json('$'))", "PartitionKey": "$context.requestId"}""",
    ),
    "a form": (
        Feed("service", "sqs"),
        """
Action=SendMessage&MessageBody=$input.body ## bad
&MessageGroupId=$util.urlEncode($input.path('$.group'))
&MessageAttribute.1.Value.StringValue=$input.params('x') ## bad
&Other=$util.base64Encode($input.body)&Last=$context.requestId""",
    ),
    "all of a request": (PUT, "$input.json('$') ## bad\n"),
    "the event of a function": (
        Feed("lambda"),
        """
{"body": $input.json('$'), "who": "$context.authorizer.principalId",
 "name": "$input.params('name')", ## bad
#set($params = $input.params())
 "params": {
#foreach($type in $params.keySet())
  #set($inner = $params.get($type))
  "$type": {
  #foreach($one in $inner.keySet())
    "$util.escapeJavaScript($one)": "$util.escapeJavaScript($inner.get($one))"
    #if($foreach.hasNext),#end
  #end
  }
  #if($foreach.hasNext),#end
#end
 }}""",
    ),
    "all of an event of a function": (Feed("lambda"), "$input.json('$')"),
    "escapes and comments": (
        PUT,
        """
## "$input.params('a')"
#* "$input.params('b')" *#
#[["$input.params('c')"]]#
{"a": "\\$input.params('d')", "b": "#notADirective $100 #1", "c": "$input.params('e')"} ## bad""",
    ),
}

DYNAMODB = Feed("dynamodb")
RESOLVER: dict[str, tuple[Feed, str]] = {
    "values are bound": (
        DYNAMODB,
        """
{"version": "2018-05-29", "operation": "Query",
 "query": {"expression": "id = :id", "expressionValues": {
   ":id": $util.dynamodb.toDynamoDBJson($ctx.args.name),
   ":b": {"S": "$ctx.identity.sub"}}},
 "limit": $util.defaultIfNull($context.arguments.limit, 10),
 "nextToken": $util.toJson($util.defaultIfNullOrBlank($ctx.args.name, null))}""",
    ),
    "a text in quotes": (
        DYNAMODB,
        """
{"operation": "GetItem", "key": {
  "a": {"S": "$ctx.args.name"}, ## bad
  "b": {"S": "${context.arguments.input.title}"}, ## bad
  "c": {"S": "$ctx.request.headers.x-shop"}, ## bad
  "d": {"S": "$ctx.source.id"}, ## bad
  "e": {"S": "$ctx.args.size"},
  "f": {"S": "$ctx.args.input.size"},
  "g": {"S": "$ctx.args.sizes[0]"},
  "h": {"S": "$ctx.stash.nothing"}}}""",
    ),
    "expressions": (
        DYNAMODB,
        """
#set($expression = "SET title = :t")
#if($ctx.args.name) #set($expression = "$expression, $ctx.args.name = :v") #end
{"operation": "$ctx.args.name", ## bad
 "update": {
  "expression": "$expression", ## bad
  "expressionNames": {"#n": $util.toJson($ctx.args.name)}, ## bad
  "expressionValues": {":v": $util.dynamodb.toStringJson($ctx.args.name)}},
 "condition": {"expression": "size = :$ctx.args.size"}}""",
    ),
    "names of arguments are the schema's": (
        DYNAMODB,
        """
#set($expression = "SET")
#set($names = {})
#set($values = {})
#foreach($entry in $ctx.args.input.entrySet())
  #set($expression = "$expression #$entry.key = :$entry.key")
  $!{names.put("#${entry.key}", "$entry.key")}
  $!{values.put(":${entry.key}", $util.dynamodb.toDynamoDB($entry.value))}
#end
{"operation": "UpdateItem", "update": {"expression": "$expression",
 "expressionNames": $util.toJson($names), "expressionValues": $util.toJson($values)}}""",
    ),
    "an object as JSON": (
        DYNAMODB,
        """
#set($request = {"operation": "Query", "query": {"expression": "id = :id and $ctx.args.name > :n"}})
#set($fine = {"operation": "Query", "query": {"expressionValues": {":id": "$ctx.args.name"}}})
#if($ctx.args.limit)
$util.toJson($request) ## bad
#else
$util.toJson($fine)
#end""",
    ),
    "statements": (
        Feed("rds"),
        """
{"version": "2018-05-29", "statements": [
  "select * from prints where name = '$util.escapeJavaScript($ctx.args.name)'", ## bad
  $util.toJson("select * from prints where name = '$ctx.args.name'"), ## bad
  "select * from prints where name = :NAME and size = '$ctx.args.size'"],
 "variableMap": {":NAME": $util.toJson($ctx.args.name)}}""",
    ),
    "the path of a request": (
        Feed("http"),
        """
{"version": "2018-05-29", "method": "GET",
 "resourcePath": "/prints/$ctx.args.name", ## bad
 "params": {"headers": {"x": "$ctx.args.name"}, ## bad
  "query": {"q": $util.toJson($ctx.args.name)}, "body": $util.toJson($ctx.args.input)}}""",
    ),
    "an encoded path": (
        Feed("http"),
        """{"method": "GET", "resourcePath": "/prints/$util.urlEncode($ctx.args.name)/$ctx.args.size"}""",
    ),
    "a refusal": (
        DYNAMODB,
        """
#if($ctx.args.name != $ctx.identity.sub && !$ctx.args.name.matches("[a-z0-9-]{36}"))
  $util.unauthorized()
#end
$util.validate($util.matches("^[a-z]{2}$", $ctx.args.input.title), "no such")
{"operation": "GetItem", "key": {"a": {"S": "$ctx.args.input.title"}}}""",
    ),
    "nothing behind it": (Feed("none"), '{"payload": {"name": "$ctx.args.name"}}'),
}


def _cases() -> Iterator[object]:
    for source, table in (("apigw.rest", ROUTE), ("appsync.resolver", RESOLVER)):
        for name, (feed, text) in table.items():
            yield pytest.param(source, feed, text, id=f"{source}: {name}")


def flows_of(
    source: str, feed: Feed, text: str, *, part: str = "request", content_type: str = ""
) -> tuple[tuple[CodeFlow, ...], App]:
    """Return what one template does, in a file of its own."""
    at = Location("template.yaml", 1, 1)
    code = Embedded(
        id="-/One/request",
        language="vtl",
        resource="One",
        part=part,
        feed=feed,
        event_source=source,
        content_type=content_type,
        file=Lit("one.vtl", at=at),
        detail="POST /prints" if source == "apigw.rest" else "Query.prints",
        schema="Schema" if source == "appsync.resolver" else "",
        location=at,
    )
    schema = Resource(
        "Schema", "AWS::AppSync::GraphQLSchema", Lit("x"), at, Map({"Definition": Lit(SCHEMA, at=at)})
    )
    app = App("shop", "template.yaml", "sam", resources={"Schema": schema}, embedded=(code,))
    found = refine_embedded(app, no_files(), parsers({"one.vtl": text}))
    return found.code[code.id].flows, found


def no_files() -> Files:
    """Return files of which there are none."""
    return Files(lambda _: False, lambda _: (), str, lambda _: None, lambda _text, _file: None, lambda _: "")


def parsers(texts: dict[str, str]) -> Parsers:
    """Return what reads the code of templates from some files."""
    script = Programs(texts.get).parse
    return Parsers(texts.get, read_template, script, read_statement, lambda one: read_schema(one).checked)


def _wanted(text: str) -> set[tuple[int, str]]:
    lines = enumerate(text.split("\n"), 1)
    return {(number, found[1] or _USUAL) for number, line in lines if (found := _MARK.search(line))}


@pytest.mark.parametrize(("source", "feed", "text"), list(_cases()))
def test_template(source: str, feed: Feed, text: str) -> None:
    flows, app = flows_of(source, feed, text)
    assert {(flow.location.line, flow.rule) for flow in flows} == _wanted(text)
    assert app.gaps == ()


def test_a_flow_says_where_it_comes_from() -> None:
    flows, _ = flows_of("apigw.rest", PUT, '#set($a = $input.path(\'$.order.name\'))\n{"x": "$a"}')
    (flow,) = flows
    assert (flow.event_source, flow.field) == ("apigw.rest", "body.order.name")
    assert [(step.location.line, step.text) for step in flow.steps] == [
        (1, "reads body"),
        (2, "the structure of the request"),
    ]
    assert flow.callee == "x"
    assert flow.enclosing == "the request of POST /prints"


def test_a_path_parameter_is_the_one_of_the_route() -> None:
    at = Location("template.yaml", 1, 1)
    code = Embedded(
        id="-/One/request",
        language="vtl",
        resource="One",
        part="request",
        feed=PUT,
        event_source="apigw.rest",
        text=Lit('{"a": "$input.params(\'id\')", "b": "$input.params(\'q\')"}', at=at),
        detail="GET /prints/{id}",
        location=at,
    )
    app = refine_embedded(
        App("shop", "template.yaml", "sam", embedded=(code,)), no_files(), parsers({"template.yaml": ""})
    )
    flows = app.code[code.id].flows
    assert {(flow.field, flow.confidence) for flow in flows} == {
        ("pathParameters.id", "low"),
        ("queryStringParameters.q", "high"),
    }


def test_a_page_with_what_was_sent() -> None:
    text = "<p>$input.params('name')</p><p>$util.urlEncode($input.params('b'))$input.path('$.x')</p>"
    flows, _ = flows_of("apigw.rest", Feed("response"), text, part="response", content_type="text/html")
    assert [flow.rule for flow in flows] == ["cross-site-scripting"]
    flows, _ = flows_of(
        "apigw.rest", Feed("response"), text, part="response", content_type="application/json"
    )
    assert flows == ()


def test_what_cannot_be_read_is_a_gap() -> None:
    flows, app = flows_of("apigw.rest", PUT, '#if($a == )\n{"x": "$input.params(\'a\')"}\n#end\n#end')
    assert [flow.location.line for flow in flows] == [2]
    assert [gap.reason.rpartition(": ")[2] for gap in app.gaps] == [
        "an expression is not understood",
        "an #end has nothing to end",
    ]
    assert {gap.location.file for gap in app.gaps} == {"one.vtl"}


def test_the_stash_is_handed_on() -> None:
    at = Location("template.yaml", 1, 1)

    def step(name: str, text: str, feed: Feed) -> Embedded:
        return Embedded(
            id=f"-/Pipe/{name}",
            language="vtl",
            resource=name,
            part="request",
            feed=feed,
            event_source="appsync.resolver",
            text=Lit(text, at=at),
            detail="Query.prints",
            group="Pipe",
            location=at,
        )

    first = "$util.qr($ctx.stash.put('name', $ctx.args.name))$util.qr($ctx.stash.put('b', 1)){}"
    then = '{"operation": "GetItem", "key": {"a": {"S": "$ctx.stash.name"}, "b": {"N": "$ctx.stash.b"}}}'
    app = App(
        "shop",
        "template.yaml",
        "sam",
        embedded=(step("before", first, Feed("pipeline")), step("get", then, DYNAMODB)),
    )
    found = refine_embedded(app, no_files(), parsers({"template.yaml": ""}))
    assert found.code["-/Pipe/before"].flows == ()
    assert [flow.field for flow in found.code["-/Pipe/get"].flows] == ["arguments.name"]

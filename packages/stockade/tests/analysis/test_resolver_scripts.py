"""Scripts in templates: resolvers of AppSync and functions of CloudFront. Marks as in `conftest`."""

import re

import pytest

from stockade.analysis import Files, Parsers, refine_embedded
from stockade.languages.graphql import read_schema
from stockade.languages.iotsql import read_statement
from stockade.languages.loading import Programs
from stockade.languages.vtl import read_template
from stockade.model import App
from stockade.model.embedded import Embedded, Feed
from stockade.values import Lit, Location

_MARK = re.compile(r"// bad: ([a-z-]+)$")
RESOLVERS = {
    "dynamodb": [
        """
        import { util } from '@aws-appsync/utils';
        export function request(ctx) {
          const { id, ...values } = ctx.args.input;
          const sets = Object.keys(values).map((key) => `#${key} = :${key}`);
          return {
            operation: 'UpdateItem',
            key: util.dynamodb.toMapValues({ id }),
            update: {
              expression: `SET ${sets.join(', ')}`,
              expressionValues: util.dynamodb.toMapValues(values),
            },
            condition: { expression: `owner = :owner AND ${ctx.args.where}` }, // bad: expression-injection
          };
        }
        """,
        """
        import { util } from '@aws-appsync/utils';
        export function request(ctx) {
          if (ctx.args.field !== 'title' && ctx.args.field !== 'size') {
            util.error('no such field');
          }
          return {
            operation: 'Query',
            query: {
              expression: 'id = :id',
              expressionValues: { ':id': util.dynamodb.toDynamoDB(ctx.args.id) },
            },
            filter: { expression: `attribute_exists(${ctx.args.field})` },
            limit: ctx.args.limit,
          };
        }
        """,
        """
        import * as ddb from '@aws-appsync/utils/dynamodb';
        export const request = (ctx) => ddb.get({ key: { id: ctx.args.id, owner: ctx.identity.sub } });
        """,
        """
        export function request(ctx) {
          return {
            operation: 'TransactWriteItems',
            transactItems: [
              { table: `prints-${ctx.args.shop}`, operation: 'PutItem' }, // bad: user-controlled-resource
            ],
          };
        }
        """,
    ],
    "rds": [
        """
        import { sql, createPgStatement, select } from '@aws-appsync/utils/rds';
        export function request(ctx) {
          const name = ctx.args.name;
          if (ctx.args.a) return createPgStatement(sql`select * from prints where name = ${name}`);
          const where = { name: { eq: name } };
          if (ctx.args.b) return createPgStatement(select({ table: 'prints', where }));
          const text = `select * from prints where name = '${name}'`;
          if (ctx.args.c) return createPgStatement(text); // bad: sql-injection
          return {
            statements: ['select * from prints where name = :NAME'],
            variableMap: { ':NAME': name },
          };
        }
        """,
    ],
    "http": [
        """
        import { util } from '@aws-appsync/utils';
        export function request(ctx) {
          return {
            method: 'GET',
            resourcePath: `/prints/${ctx.args.id}`, // bad: mapping-template-injection
            params: { headers: { 'x-name': ctx.args.name }, body: JSON.stringify(ctx.args) },
          };
        }
        """,
        """
        import { util } from '@aws-appsync/utils';
        export function request(ctx) {
          return { method: 'GET', resourcePath: `/prints/${util.urlEncode(ctx.args.id)}` };
        }
        """,
    ],
    "eventbridge": [
        """
        export function request(ctx) {
          return {
            operation: 'PutEvents',
            events: [
              {
                source: `${ctx.args.source}`, // bad: user-controlled-resource
                detailType: 'told',
                detail: ctx.args,
              },
            ],
          };
        }
        """,
    ],
}
EDGE = [
    """
    function handler(event) {
      var request = event.request;
      var uri = request.uri;
      if (uri.endsWith('/')) {
        request.uri += 'index.html';
      } else if (!uri.includes('.')) {
        return { statusCode: 301, headers: { location: { value: uri + '/' } } }; // bad: open-redirect
      }
      return request;
    }
    """,
    """
    function handler(event) {
      var host = event.request.headers.host.value;
      var response = { statusCode: 301, headers: {} };
      response.headers['location'] = { value: 'https://press.example' + event.request.uri };
      response.headers['x-host'] = { value: `https://${host}${event.request.uri}` };
      response.headers['x-raw'] = { value: event.request.headers['x-raw'].value };
      return response;
    }
    """,
    """
    function handler(event) {
      var to = decodeURIComponent(event.request.querystring.to.value);
      return { statusCode: 200, headers: { 'x-to': { value: to } } }; // bad: header-injection
    }
    """,
    """
    import cf from 'cloudfront';
    const origins = cf.kvs('a');
    async function handler(event) {
      const known = await origins.get(event.request.uri);
      cf.updateRequestOrigin({ domainName: known });
      const { origin } = event.request.cookies;
      cf.updateRequestOrigin({ domainName: origin.value }); // bad: server-side-request-forgery
      return event.request;
    }
    """,
]


def found(text: str, feed: Feed, source: str, export: str) -> tuple[set[tuple[int, str]], App]:
    """Return the lines that are flagged with the rule of each."""
    at = Location("template.yaml", 1, 1)
    code = Embedded(
        id="-/One/code",
        language="javascript",
        resource="One",
        part="request" if export == "request" else "code",
        feed=feed,
        event_source=source,
        file=Lit("one.js", at=at),
        exports=(export,),
        detail="Query.one",
        location=at,
    )
    texts = {"one.js": text}
    programs = Programs(texts.get)
    files = Files(lambda _: False, lambda _: (), str, programs.load, programs.parse, programs.why)
    parsers = Parsers(
        texts.get, read_template, programs.parse, read_statement, lambda one: read_schema(one).checked
    )
    app = refine_embedded(App("shop", "template.yaml", "sam", embedded=(code,)), files, parsers)
    return {(flow.location.line, flow.rule) for flow in app.code[code.id].flows}, app


def wanted(text: str) -> set[tuple[int, str]]:
    """Return the marked lines."""
    lines = enumerate(text.split("\n"), 1)
    return {(number, mark[1]) for number, line in lines if (mark := _MARK.search(line))}


@pytest.mark.parametrize(("kind", "text"), [(kind, one) for kind, all_ in RESOLVERS.items() for one in all_])
def test_resolver(kind: str, text: str) -> None:
    flagged, app = found(text, Feed(kind), "appsync.resolver", "request")  # type: ignore[arg-type]
    assert flagged == wanted(text)
    assert app.gaps == ()


@pytest.mark.parametrize("text", EDGE)
def test_edge_function(text: str) -> None:
    flagged, app = found(text, Feed("edge"), "cloudfront.function", "handler")
    assert flagged == wanted(text)
    assert app.gaps == ()


def test_a_script_without_the_function_is_a_gap() -> None:
    _, app = found("export function other() {}", Feed("dynamodb"), "appsync.resolver", "request")
    assert [gap.reason for gap in app.gaps] == ["the code of One/code was not analysed: it has no request"]

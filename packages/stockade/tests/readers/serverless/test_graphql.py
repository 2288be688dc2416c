"""GraphQL APIs of the plug-in, in both of its versions."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stockade.assembly import assemble
from stockade.model import App, Stack
from stockade.readers import read_all
from stockade.values import get, text

StackOf = Callable[[str], Stack]
HEAD = "service: press\nprovider: {name: aws, runtime: nodejs22.x}\nfunctions:\n  find: {handler: a.b}\n"
FIRST = (
    HEAD
    + """\
custom:
  appSync:
    - name: press
      authenticationType: AMAZON_COGNITO_USER_POOLS
      additionalAuthenticationProviders: [{authenticationType: API_KEY}]
      schema: press.graphql
      mappingTemplatesLocation: templates
      mappingTemplates:
        - {type: Query, field: one, dataSource: prints}
        - {type: Query, field: two, dataSource: find, request: false, response: false}
        - {type: Query, field: all, kind: PIPELINE, functions: [step], request: a.vtl, response: b.vtl}
      functionConfigurations:
        - {name: step, dataSource: prints}
      dataSources:
        - {type: AMAZON_DYNAMODB, name: prints, config: {tableName: prints}}
        - {type: AWS_LAMBDA, name: find, config: {functionName: find}}
"""
)
SECOND = (
    HEAD
    + """\
appSync:
  name: press
  authentication: {type: AMAZON_COGNITO_USER_POOLS}
  additionalAuthentications: [{type: API_KEY}]
  dataSources:
    prints: {type: AMAZON_DYNAMODB, config: {tableName: prints}}
    find: {type: AWS_LAMBDA, config: {functionName: find}}
  resolvers:
    Query.one: {kind: UNIT, dataSource: prints, request: templates/one.vtl, response: templates/b.vtl}
    two: {type: Query, field: two, kind: UNIT, dataSource: find}
    Query.all: {functions: [step], code: all.js}
  pipelineFunctions:
    step: {dataSource: prints, code: step.js}
"""
)


@pytest.fixture
def stack_of(tmp_path: Path) -> StackOf:
    """Read a service from the text of its file."""

    def make(content: str) -> Stack:
        (tmp_path / "serverless.yml").write_text(content)
        (stack,) = read_all(tmp_path).stacks
        return stack

    return make


def app(stack: Stack) -> App:
    """Return the application of a stack."""
    (found,) = assemble([stack])
    return found


@pytest.mark.parametrize("content", [FIRST, SECOND])
def test_entry_points(stack_of: StackOf, content: str) -> None:
    found = {one.id: (one.exposure, one.authentication) for one in app(stack_of(content)).triggers}
    assert found == {
        "-/appsync.resolver/Query.one": ("public", "api-key"),
        "find/appsync.resolver/Query.two": ("public", "api-key"),
        "-/appsync.resolver/Query.all": ("public", "api-key"),
    }


def test_templates_of_the_first_version(stack_of: StackOf) -> None:
    found = {one.id: (text(one.file), one.feed.kind) for one in app(stack_of(FIRST)).embedded}
    assert found == {
        "-/GraphQlResolverQueryone/request": ("templates/Query.one.request.vtl", "dynamodb"),
        "-/GraphQlResolverQueryone/response": ("templates/Query.one.response.vtl", "dynamodb"),
        "-/GraphQlResolverQueryall/request": ("templates/a.vtl", "pipeline"),
        "-/GraphQlResolverQueryall/response": ("templates/b.vtl", "pipeline"),
        "-/GraphQlResolverQueryall/GraphQlFunctionConfigurationstep/request": (
            "templates/step.request.vtl",
            "dynamodb",
        ),
        "-/GraphQlResolverQueryall/GraphQlFunctionConfigurationstep/response": (
            "templates/step.response.vtl",
            "dynamodb",
        ),
    }


def test_code_of_the_second_version(stack_of: StackOf) -> None:
    found = {
        (one.resource, one.part): (text(one.file), one.language) for one in app(stack_of(SECOND)).embedded
    }
    assert found == {
        ("GraphQlResolverQueryone", "request"): ("templates/one.vtl", "vtl"),
        ("GraphQlResolverQueryone", "response"): ("templates/b.vtl", "vtl"),
        ("GraphQlResolverQueryall", "request"): ("all.js", "javascript"),
        ("GraphQlResolverQueryall", "response"): ("all.js", "javascript"),
        ("GraphQlFunctionConfigurationstep", "request"): ("step.js", "javascript"),
        ("GraphQlFunctionConfigurationstep", "response"): ("step.js", "javascript"),
    }


@pytest.mark.parametrize(("content", "named"), [(FIRST, "press.graphql"), (SECOND, "schema.graphql")])
def test_schema(stack_of: StackOf, content: str, named: str) -> None:
    (schema,) = (one for one in stack_of(content).resources.values() if one.type.endswith("GraphQLSchema"))
    assert text(get(schema.properties, "DefinitionS3Location")) == named


@pytest.mark.parametrize(
    "written", ["appSync: x", "appSync: []", "appSync: {resolvers: [1], dataSources: a}"]
)
def test_what_is_no_api_makes_none_of_it(stack_of: StackOf, written: str) -> None:
    app(stack_of(f"{HEAD}{written}\n"))

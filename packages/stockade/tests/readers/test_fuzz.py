"""No template crashes the program, whatever stands where; what it cannot read, it says.

`shaped` templates have types and property names of real services, and anything at all for values. The long
ones are our own examples, cut up and put together again.
"""

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from stockade.assembly import assemble
from stockade.catalog.event_sources import event_sources
from stockade.config import Config
from stockade.readers import Readings, read_all
from stockade.rules.engine import chosen, judge

EXAMPLES = Path(__file__).parents[4] / "examples"
TYPES = sorted(
    {pattern.resource for source in event_sources().values() for pattern in source.wiring.patterns}
    | {
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGateway::Method",
        "AWS::ApiGatewayV2::Api",
        "AWS::ApiGatewayV2::Route",
        "AWS::AppSync::GraphQLApi",
        "AWS::CloudFormation::Stack",
        "AWS::Events::Rule",
        "AWS::IAM::Role",
        "AWS::Lambda::Function",
        "AWS::Lambda::Permission",
        "AWS::Lambda::Url",
        "AWS::S3::BucketPolicy",
        "AWS::SES::ReceiptRule",
        "AWS::Serverless::Api",
        "AWS::Serverless::Connector",
        "AWS::Serverless::Function",
        "AWS::Serverless::HttpApi",
        "AWS::Serverless::StateMachine",
        "AWS::StepFunctions::StateMachine",
    }
)
NAMES = [
    "Arn",
    "Auth",
    "AuthType",
    "AuthorizationType",
    "Body",
    "Code",
    "CodeUri",
    "Condition",
    "Definition",
    "DefinitionBody",
    "DefinitionUri",
    "Effect",
    "Environment",
    "Events",
    "EventSourceArn",
    "FunctionName",
    "FunctionUrlConfig",
    "Handler",
    "Integration",
    "LambdaConfig",
    "ManagedPolicyArns",
    "NotificationConfiguration",
    "Policies",
    "PolicyDocument",
    "Policy",
    "Principal",
    "Properties",
    "Resource",
    "RestApiId",
    "Role",
    "Rules",
    "Runtime",
    "Statement",
    "Targets",
    "Action",
    "Type",
    "Uri",
    "Variables",
    "paths",
    "security",
    "Fn::Transform",
]
INTRINSICS = [
    "Ref",
    "Fn::GetAtt",
    "Fn::Sub",
    "Fn::Join",
    "Fn::If",
    "Fn::Select",
    "Fn::Split",
    "Fn::FindInMap",
    "Fn::ImportValue",
    "Fn::Base64",
    "Fn::Length",
    "Fn::ToJsonString",
    "Fn::And",
    "Fn::Equals",
    "Fn::Not",
    "Fn::Cidr",
    "Fn::ForEach::X",
]
IDS = ("A", "B", "C", "AWS::Region", "AWS::NoValue")

scalars = (
    st.sampled_from((*IDS, "*", "", "${A}", "${A.Arn}", "${", "arn:aws:s3:::*", "NONE", "Api", "post", "/x"))
    | st.text(max_size=6)
    | st.integers(-5, 5)
    | st.booleans()
    | st.none()
    | st.integers(-80, 80).map(lambda number: number / 8)
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
        | st.dictionaries(st.sampled_from(INTRINSICS), inner, min_size=1, max_size=1)
    ),
    max_leaves=12,
)
resources = st.fixed_dictionaries(
    {
        "Type": st.sampled_from(TYPES) | values,
        "Properties": st.dictionaries(st.sampled_from(NAMES), values, max_size=6),
    },
    optional={"Condition": values, "Metadata": values, "DependsOn": values},
)
shaped = st.fixed_dictionaries(
    {"Resources": st.dictionaries(st.sampled_from(IDS), resources | values, max_size=3)},
    optional={
        "Transform": st.just("AWS::Serverless-2016-10-31") | values,
        "Globals": st.dictionaries(st.sampled_from(("Function", "Api", "HttpApi")), values, max_size=2)
        | values,
        "Parameters": st.dictionaries(st.sampled_from(IDS), values, max_size=2) | values,
        "Conditions": st.dictionaries(st.sampled_from(IDS), values, max_size=2) | values,
        "Mappings": values,
        "Outputs": st.dictionaries(st.sampled_from(IDS), values, max_size=2) | values,
    },
)


def everything(folder: Path) -> Readings:
    """Read, assemble and judge; a rule that fails is a gap of the engine's, and a fault here."""
    readings = read_all(folder)
    config = Config()
    rules = chosen(config)
    for app in assemble(readings.stacks):
        judged = judge(app, rules, config)
        assert not judged.gaps, judged.gaps
    return readings


@settings(max_examples=120, deadline=None)
@given(template=shaped)
def test_shaped_templates_never_crash(
    template: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("shaped")
    (folder / "template.json").write_text(json.dumps(template))
    everything(folder)


@pytest.mark.long
@settings(max_examples=1500, deadline=None)
@given(template=shaped)
def test_many_shaped_templates_never_crash(
    template: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("shaped")
    (folder / "template.json").write_text(json.dumps(template))
    everything(folder)


@settings(max_examples=60, deadline=None)
@given(template=shaped)
def test_yaml_and_json_say_the_same(
    template: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("twice")
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    (folder / "a/template.json").write_text(json.dumps(template))
    (folder / "b/template.yaml").write_text(yaml.safe_dump(template, sort_keys=False))
    found = [read_all(folder / name).stacks for name in "ab"]
    assert [plain(stack.resources) for stack in found[0]] == [plain(stack.resources) for stack in found[1]]


def plain(value: object) -> object:
    """Return a value or resource without its places."""
    fields = getattr(value, "__struct_fields__", None)
    if fields is not None:
        return (type(value).__name__, {name: plain(getattr(value, name)) for name in fields if name != "at"})
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def examples() -> list[Any]:
    """Return our own templates as plain data, intrinsics in their long form."""

    class Loader(yaml.SafeLoader):
        """Reads short forms as what they stand for."""

    def long_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
        name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
        if isinstance(node, yaml.ScalarNode):
            return {name: loader.construct_scalar(node)}
        if isinstance(node, yaml.SequenceNode):
            return {name: loader.construct_sequence(node, deep=True)}
        return {name: loader.construct_mapping(node, deep=True)}  # type: ignore[arg-type]  # all that is left

    Loader.add_multi_constructor("!", long_form)
    paths = sorted(EXAMPLES.glob("*/*/template.yaml"))
    assert paths
    return [yaml.load(path.read_text(), Loader) for path in paths]  # noqa: S506 - a safe loader


def places(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - JSON
    """Yield every container with each of its keys."""
    if isinstance(value, dict | list):
        keys = list(value) if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield value, key
            yield from places(value[key])


def mutate(template: Any, chance: random.Random) -> Any:  # noqa: ANN401 - JSON
    """Return a template with a few of its values dropped, swapped, wrapped or replaced."""
    changed = copy.deepcopy(template)
    for _ in range(chance.randint(1, 6)):
        known = list(places(changed))
        if not known:
            break
        container, key = chance.choice(known)
        other, other_key = chance.choice(known)
        try:
            match chance.randrange(6):
                case 0:
                    del container[key]
                case 1:
                    container[key] = copy.deepcopy(other[other_key])
                case 2:
                    container[key] = [container[key]]
                case 3:
                    container[key] = {chance.choice(INTRINSICS): container[key]}
                case 4:
                    container[key] = chance.choice([None, 0, "", "*", [], {}, True, -1.5, "${A.B}", "\u202e"])
                case _:
                    container[key] = str(container[key])
        except (KeyError, IndexError):
            continue  # an earlier change took it away
    return changed


@pytest.mark.long
def test_mutated_examples_never_crash(tmp_path: Path) -> None:
    chance = random.Random(20)  # noqa: S311 - a reproducible run
    templates = examples()
    for _ in range(250):
        mutated = mutate(chance.choice(templates), chance)
        (tmp_path / "template.json").write_text(json.dumps(mutated))
        everything(tmp_path)

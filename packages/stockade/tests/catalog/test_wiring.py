"""Wiring patterns against the public schemas of CloudFormation resources, read as data out of a wheel."""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from stockade.catalog import Key, Pattern, Wild, event_sources, parse
from stockade.catalog.paths import Path as FieldPath

SCHEMAS = "cfn-lint==1.58.0"
FOLDER = "cfnlint/data/schemas/resources/"

#: Types without a published schema: made by a deployment tool, or retired.
WITHOUT_SCHEMA = {"Custom::S3BucketNotifications", "AWS::IoT1Click::Project"}

PATTERNS = [
    pytest.param(pattern, id=f"{source.id}-{number}")
    for source in event_sources().values()
    for number, pattern in enumerate(source.wiring.patterns)
]

Schema = dict[str, Any]


class Named(msgspec.Struct):
    typeName: str = ""  # noqa: N815 - the schema's own word


@pytest.fixture(scope="module")
def schema(wheel: Callable[[str], Path]) -> Callable[[str], Schema]:
    with zipfile.ZipFile(wheel(SCHEMAS)) as archive:
        texts = [
            archive.read(name)
            for name in archive.namelist()
            if name.startswith(FOLDER) and name.endswith(".json")
        ]
    by_type = {msgspec.json.decode(text, type=Named).typeName: text for text in texts}
    return lambda resource: json.loads(by_type[resource])


def reaches(root: Schema, node: Schema, steps: FieldPath) -> bool:
    """Whether the schema has a property at `steps`; below an object without properties anything is."""
    if "$ref" in node:
        target: Any = root
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        return reaches(root, target, steps)
    if not steps.steps:
        return True
    choices = [choice for word in ("anyOf", "oneOf", "allOf") for choice in node.get(word, [])]
    if any(reaches(root, choice, steps) for choice in choices if isinstance(choice, dict)):
        return True
    step, rest = steps.steps[0], FieldPath(steps.steps[1:])
    if step is Wild.ELEMENT:
        return "items" in node and reaches(root, node["items"], rest)
    if "properties" not in node:
        return "object" in node.get("type", ()) and not choices
    return (
        isinstance(step, Key)
        and step.name in node["properties"]
        and reaches(root, node["properties"][step.name], rest)
    )


def properties(pattern: Pattern) -> Iterator[str]:
    each = f"{pattern.each}." if pattern.each else ""
    yield pattern.each if pattern.function == "." else f"{each}{pattern.function}"
    if pattern.origin != "self":
        yield pattern.origin
    if pattern.detail and not pattern.detail.startswith("="):
        yield f"{each}{pattern.detail}"
    if pattern.when is not None:
        yield f"{each}{pattern.when.path}"


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_property_of_a_pattern_is_one_of_the_resource(
    pattern: Pattern, schema: Callable[[str], Schema]
) -> None:
    if pattern.resource in WITHOUT_SCHEMA:
        return
    root = schema(pattern.resource)
    for text in properties(pattern):
        assert reaches(root, root, parse(text)), f"{pattern.resource}: {text}"
    for resource in pattern.origin_types:
        origin = schema(resource)
        if pattern.origin_when is not None:
            assert reaches(origin, origin, parse(pattern.origin_when.path))


def test_a_wrong_property_would_be_noticed(schema: Callable[[str], Schema]) -> None:
    root = schema("AWS::S3::Bucket")
    right = "NotificationConfiguration.LambdaConfigurations[]"
    assert reaches(root, root, parse(f"{right}.Function"))
    assert not reaches(root, root, parse(f"{right}.LambdaFunctionArn"))
    assert not reaches(root, root, parse("Notifications[].Function"))

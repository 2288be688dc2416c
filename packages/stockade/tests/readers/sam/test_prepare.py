from collections.abc import Callable
from typing import Any

import pytest

from stockade.model import Stack
from stockade.readers.cloudformation.document import read_document
from stockade.readers.sam.prepare import PLACEHOLDER, local_code, placeholders, plain_data, prepared
from stockade.values import Map, get, text

Sam = Callable[..., Stack]


def raw(written: str) -> Map:
    value = read_document(written, "t.yaml").value
    assert isinstance(value, Map)
    return value


def test_local_paths_are_packaged_and_kept_beside() -> None:
    template = raw(
        "Resources:\n"
        "  F: {Type: AWS::Serverless::Function, Properties: {CodeUri: src/}}\n"
        "  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: lib}}\n"
        "  A: {Type: AWS::Serverless::Api, Properties: {DefinitionUri: api.yaml}}\n"
        "  S: {Type: AWS::Serverless::Function, Properties: {CodeUri: 's3://b/k'}}\n"
        "  B: {Type: AWS::Serverless::Function, Properties: {CodeUri: {Bucket: b, Key: k}}}\n"
        "  Q: {Type: AWS::SQS::Queue, Properties: {CodeUri: x}}\n"
    )
    found: dict[str, Any] = prepared(template)["Resources"]
    assert [found[key]["Properties"]["CodeUri"] for key in "FSBQ"] == [
        PLACEHOLDER,
        "s3://b/k",
        {"Bucket": "b", "Key": "k"},
        "x",
    ]
    assert found["L"]["Properties"]["ContentUri"] == found["A"]["Properties"]["DefinitionUri"] == PLACEHOLDER
    assert {key: text(value) for key, value in local_code(template).items()} == {"F": "src/", "L": "lib"}


@pytest.mark.parametrize(
    ("own", "inherited", "path"),
    [
        ("CodeUri: own", "CodeUri: all", "own"),
        ("Handler: a.b", "CodeUri: all", "all"),
        ("Handler: a.b", "Handler: a.b", "."),
        ("CodeUri: ~", "Handler: a.b", "."),
        ("InlineCode: 'x = 1'", "CodeUri: all", None),
        ("PackageType: Image", "CodeUri: all", None),
        ("Handler: a.b", "PackageType: Image, CodeUri: all", None),
        ("ImageUri: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/a", "CodeUri: all", None),
        ("CodeUri: 's3://b/k'", "CodeUri: all", None),
        ("CodeUri: {Bucket: b, Key: k}", "CodeUri: all", None),
    ],
)
def test_where_code_lies(own: str, inherited: str, path: str | None) -> None:
    template = raw(
        f"Globals: {{Function: {{{inherited}}}}}\n"
        f"Resources: {{F: {{Type: AWS::Serverless::Function, Properties: {{{own}}}}}}}\n"
    )
    assert {key: text(value) for key, value in local_code(template).items()} == ({"F": path} if path else {})


def test_code_in_line_stays_though_the_others_have_a_folder(sam: Sam) -> None:
    stack = sam(
        "Globals: {Function: {Runtime: python3.13, CodeUri: src}}\nResources:\n"
        "  In: {Type: AWS::Serverless::Function, Properties: {Handler: index.h, InlineCode: 'x = 1'}}\n"
        "  Out: {Type: AWS::Serverless::Function, Properties: {Handler: a.h}}\n"
    )
    assert text(get(stack.resources["In"].properties, "Code.ZipFile")) == "x = 1"
    assert text(get(stack.resources["Out"].properties, "Code")) == "src"


def test_parameters_without_a_default_get_a_value_their_type_allows() -> None:
    template = raw(
        "Parameters:\n  Stage: {Type: String}\n  Number: {Type: Number}\n  Size: {AllowedValues: [small]}\n"
        "  Given: {Type: String, Default: x}\n  Odd: 5\n"
    )
    assert placeholders(template) == {"Stage": "stage", "Number": "1", "Size": "small"}


def test_sections_of_a_wrong_shape_are_left_out() -> None:
    found = prepared(raw("Parameters: 5\nConditions: [1]\nGlobals: x\nMetadata: {a: b}\nResources: {F: 5}\n"))
    assert found == {"Resources": {"F": 5}}


def test_values_as_plain_data() -> None:
    assert plain_data(raw("a: [1, 1.5, true, ~, 2012-10-17]\nb: {c: !Ref D}\n")) == {
        "a": [1, 1.5, True, None, "2012-10-17"],
        "b": {"c": {"Ref": "D"}},
    }

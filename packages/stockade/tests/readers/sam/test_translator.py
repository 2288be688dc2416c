import json
import subprocess
import sys

import pytest

from stockade.readers.sam.translator import Refused, translator

FUNCTION = {
    "Type": "AWS::Serverless::Function",
    "Properties": {"Runtime": "python3.13", "Handler": "a.b", "CodeUri": "s3://b/k"},
}


def test_the_transform_makes_plain_resources() -> None:
    made = translator().transform({"Resources": {"F": FUNCTION}}, {})
    assert {key: body["Type"] for key, body in made["Resources"].items()} == {
        "F": "AWS::Lambda::Function",
        "FRole": "AWS::IAM::Role",
    }


def test_one_translator_serves_the_whole_process() -> None:
    assert translator() is translator()


@pytest.mark.parametrize(
    ("resource", "blamed"),
    [
        ({**FUNCTION, "Properties": {**FUNCTION["Properties"], "Nonsense": 1}}, "F"),  # type: ignore[dict-item]
        ({"Type": "AWS::Serverless::Function", "Properties": [1]}, ""),
        ({"Type": "AWS::Serverless::Api", "Properties": {"StageName": {"a": 1}, "Auth": 5}}, ""),
    ],
)
def test_a_refusal_says_why(resource: dict[str, object], blamed: str) -> None:
    with pytest.raises(Refused) as refused:
        translator().transform({"Resources": {"F": resource}}, {})
    assert all(refusal.reason for refusal in refused.value.refusals)
    assert blamed in {"", *(refusal.resource for refusal in refused.value.refusals)}


def test_it_needs_no_sdk_no_credential_and_no_network() -> None:
    code = """
import json, socket, sys
def refuse(*_, **__): raise AssertionError("the network was asked")
socket.socket.connect = refuse
from stockade.readers.sam.translator import translator
template = json.loads(sys.argv[1])
template["Resources"]["F"]["Properties"]["Policies"] = ["AmazonS3FullAccess"]
made = translator().transform(template, {})
assert "FRole" in made["Resources"]
assert not {"boto3", "botocore"} & set(sys.modules), "the SDK was loaded"
"""
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps({"Resources": {"F": FUNCTION}})],
        capture_output=True,
        text=True,
        check=False,
        env={},
    )
    assert done.returncode == 0, done.stderr

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

from stockade.findings import Finding, Scan
from stockade.reports.as_json import map_json, scan_json
from stockade.reports.schemas import schema_text

Json = dict[str, Any]
SCHEMAS = Path(__file__).parents[4] / "catalog" / "schemas"


@pytest.fixture
def document(scan: Scan) -> Json:
    found: Json = json.loads(map_json(scan.surface))
    return found


def test_map_validates(document: Json) -> None:
    jsonschema.validate(document, json.loads(schema_text("map")))
    assert next(iter(document)) == "schema"
    assert document["schema"] == "stockade/map@1"


def test_scan_validates(scan: Scan) -> None:
    document = json.loads(scan_json(scan))
    jsonschema.validate(document, json.loads(schema_text("scan")))
    assert document["schema"] == "stockade/scan@1"


def test_a_fix_is_there_where_there_is_one(scan: Scan, repairable: Finding) -> None:
    document = json.loads(scan_json(replace(scan, findings=(repairable, *scan.findings))))
    jsonschema.validate(document, json.loads(schema_text("scan")))
    first, second, _ = document["findings"]
    assert "fix" not in second
    assert first["fix"]["description"] == "call yaml.safe_load instead of yaml.load"
    assert first["fix"]["edits"][1] == {
        "file": "orders/a b.py",
        "start": {"line": 7, "column": 10},
        "end": {"line": 7, "column": 14},
        "text": "safe_load",
    }


@pytest.mark.parametrize("name", ["map", "scan"])
def test_the_committed_schema_is_fresh(name: str) -> None:
    committed = (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(name), "run `python -m stockade.reports.schemas catalog/schemas`"


def test_a_function(document: Json) -> None:
    function = document["apps"][0]["functions"][0]
    environment = function.pop("environment")
    assert function == {
        "id": "CreateOrder",
        "runtime": "python3.13",
        "handler": "app.handler",
        "code": "orders/src",
        "role": "CreateOrderRole",
        "location": {"file": "orders/template.yaml", "line": 12},
    }
    assert environment == {
        "TABLE": {"ref": "Orders"},
        "MODE": {"value": "x"},
        "KEY": {"unknown": "parameter Key has no default"},
        "DB_PASSWORD": {"value": "***"},
        "TOKEN": {"value": "***"},
        "URL": {"value": "postgres://shop:***@db/x"},
        "LATER": {"unknown": "a macro makes it"},
    }


def test_the_rest_of_an_application(document: Json) -> None:
    app = document["apps"][0]
    assert app["entry_points"] == [
        {
            "id": "CreateOrder/apigw.rest/POST /orders",
            "function": "CreateOrder",
            "event_source": "apigw.rest",
            "origin": "Api",
            "detail": "POST /orders",
            "exposure": "public",
            "authentication": "none",
            "location": {"file": "orders/template.yaml", "line": 20},
        }
    ]
    assert app["resources"][0] == {
        "id": "Orders",
        "type": "AWS::DynamoDB::Table",
        "name": "${Orders}",
        "location": {"file": "orders/template.yaml", "line": 40},
    }
    assert app["grants"] == [
        {
            "function": "CreateOrder",
            "effect": "Allow",
            "actions": ["dynamodb:*"],
            "resources": ["${Orders.Arn}/*", "*"],
            "provenance": {"kind": "managed-policy", "name": "Full"},
            "location": {"file": "orders/template.yaml", "line": 30},
        }
    ]
    assert app["flows"][0] == {
        "from": "CreateOrder",
        "to": "Orders",
        "kind": "writes",
        "actions": ["dynamodb:PutItem"],
    }
    assert app["gaps"] == [
        {"location": {"file": "orders/template.yaml", "line": 60}, "reason": "a macro is not expanded"}
    ]
    assert document["gaps"][0]["reason"] == "is no YAML"


def test_a_finding(scan: Scan) -> None:
    finding = json.loads(scan_json(scan))["findings"][0]
    assert finding["entryPoint"] == "CreateOrder/apigw.rest/POST /orders"
    assert finding["attackPath"][-1] == "Orders"
    assert finding["evidence"][0] == {
        "kind": "declared",
        "text": "no authorizer is attached",
        "location": {"file": "orders/template.yaml", "line": 20},
    }

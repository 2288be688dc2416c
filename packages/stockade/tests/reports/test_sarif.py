import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

from stockade.findings import Finding, Scan
from stockade.reports.sarif import scan_sarif

Json = dict[str, Any]
# The published schema, as the schema store (Apache-2.0) keeps it.
SCHEMA = json.loads((Path(__file__).parent / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))


@pytest.fixture
def run(scan: Scan) -> Json:
    found: Json = json.loads(scan_sarif(scan))["runs"][0]
    return found


def test_it_validates_against_the_published_schema(scan: Scan) -> None:
    jsonschema.validate(json.loads(scan_sarif(scan)), SCHEMA, cls=jsonschema.Draft7Validator)


def test_an_empty_scan_validates() -> None:
    from stockade.findings import Surface

    log = json.loads(scan_sarif(Scan(surface=Surface())))
    jsonschema.validate(log, SCHEMA, cls=jsonschema.Draft7Validator)


def test_a_result(run: Json) -> None:
    result = run["results"][0]
    assert (result["ruleId"], result["kind"], result["level"]) == ("unauthenticated-to-data", "fail", "error")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    place = result["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "orders/template.yaml"
    assert place["physicalLocation"]["region"] == {"startLine": 20}
    assert place["logicalLocations"] == [
        {"name": "Api", "fullyQualifiedName": "orders/Api", "kind": "resource"}
    ]
    assert result["partialFingerprints"] == {"stockade/v1": "ad18e6e5da546afec159a2aa0ce4a133"}


def test_the_promised_properties(run: Json) -> None:
    assert run["results"][0]["properties"]["stockade"] == {
        "app": "orders",
        "function": "CreateOrder",
        "knownAs": "",
        "resource": "Api",
        "subject": "CreateOrder/apigw.rest/POST /orders",
        "entryPoint": "CreateOrder/apigw.rest/POST /orders",
        "eventSource": "apigw.rest",
        "field": "",
        "exposure": "public",
        "when": [],
        "confidence": "high",
        "cwe": ["CWE-306"],
        "severity": "critical",
        "attackPath": ["CreateOrder/apigw.rest/POST /orders", "CreateOrder", "Orders"],
        "evidence": ["declared", "granted"],
        "touches": ["Orders"],
        "pedantic": False,
    }


def test_what_is_open_has_no_level(run: Json) -> None:
    assert (run["results"][1]["kind"], run["results"][1]["level"]) == ("open", "none")


def test_paths_are_percent_encoded(run: Json) -> None:
    place = run["results"][1]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "orders/a%20b%23%C3%BC.yaml"
    assert place["region"] == {"startLine": 50, "startColumn": 3}


def test_a_template_cannot_put_links_or_controls_into_messages(run: Json) -> None:
    text = run["results"][1]["message"]["text"]
    assert "](" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_accepted_findings_stay_suppressed(run: Json) -> None:
    (suppression,) = run["results"][2]["suppressions"]
    assert suppression["kind"] == "inSource"
    assert suppression["status"] == "accepted"
    assert suppression["justification"] == "old [news] (http://x)"
    assert "suppressions" not in run["results"][0]


def test_gaps_are_notifications(run: Json) -> None:
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    assert [(each["level"], each["message"]["text"]) for each in notifications] == [
        ("error", "is no YAML"),
        ("warning", "a macro is not expanded"),
    ]
    assert notifications[0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}


def test_a_fix_validates_and_names_its_regions(scan: Scan, repairable: Finding) -> None:
    log = json.loads(scan_sarif(replace(scan, findings=(repairable,))))
    jsonschema.validate(log, SCHEMA, cls=jsonschema.Draft7Validator)
    (fix,) = log["runs"][0]["results"][0]["fixes"]
    (changed,) = fix["artifactChanges"]
    assert fix["description"] == {"text": "call yaml.safe_load instead of yaml.load"}
    assert changed["artifactLocation"] == {"uri": "orders/a%20b.py", "uriBaseId": "%SRCROOT%"}
    assert changed["replacements"] == [
        {
            "deletedRegion": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1},
            "insertedContent": {"text": "import yaml\n"},
        },
        {
            "deletedRegion": {"startLine": 7, "startColumn": 10, "endLine": 7, "endColumn": 14},
            "insertedContent": {"text": "safe_load"},
        },
        {"deletedRegion": {"startLine": 7, "startColumn": 16, "endLine": 7, "endColumn": 18}},
    ]


def test_without_a_fix_there_is_no_word_of_one(run: Json) -> None:
    assert "fixes" not in run["results"][0]

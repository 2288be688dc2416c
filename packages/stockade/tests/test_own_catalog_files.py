"""People's own catalog from end to end: sources, what is replaced, the commands, the reports."""

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from stockade import pipeline
from stockade.catalog import Wiring, event_source
from stockade.catalog.knowledge import Knowledge, ours
from stockade.catalog.own.reading import read_own
from stockade.errors import ConfigError
from stockade.findings import Scan
from stockade.reports.sarif import scan_sarif

TEMPLATE = """\
Resources:
  OrdersFunction:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: app.handler, Code: src}
"""
PIPE = """\
  Feed:
    Type: Acme::Feeds::Subscription
    Properties: {Target: !GetAtt OrdersFunction.Arn, Channel: orders}
"""
APP = """\
import os
def handler(event, context):
    os.system(event["order"]["note"])
    os.system(event["order"]["id"])
"""
SOURCE = """\
[[source]]
id = "own.kiosk"
title = "Kiosk"
service = "Kiosks"
invocation = "asynchronous"
exposure = "public"
match = { arbitrary = true }
wiring = WIRING
fields = [
    { path = "order.note", control = "sender" },
    { path = "order.id", control = "platform" },
]
"""
SINK = """\
[[sink]]
id = "own.report"
rule = "command-injection"
cwe = 78
kind = "shell"
what = "the text of a report"
needs = "text"
severity = { public = "high", stored = "medium", account = "low" }
safe = "hand over numbers alone"
python = { calls = ["acme.report"], arguments = [{ position = 0 }] }
"""
EXAMPLE = """\
[[sink.example]]
language = "python"
setup = "import acme"
flagged = "acme.report(q)"
silent = "acme.report('x')"
"""


def project(root: Path, own: str, app: str = APP, template: str = TEMPLATE) -> Path:
    (root / "src").mkdir(parents=True)
    (root / "template.yaml").write_text(template)
    (root / "src/app.py").write_text(app)
    if own:
        (root / "own.toml").write_text(own)
        (root / "stockade.toml").write_text('catalog = ["own.toml"]\n')
    return root


def scanned(root: Path) -> Scan:
    return pipeline.scan(root, pipeline.configuration(root))


def fields(scan: Scan) -> set[tuple[str, str, str]]:
    return {
        (found.event_source, found.field, found.exposure or "")
        for found in scan.findings
        if found.rule == "command-injection"
    }


def test_without_it_the_function_is_invoked_by_principals(tmp_path: Path) -> None:
    found = fields(scanned(project(tmp_path, "")))
    assert {(source, exposure) for source, _, exposure in found} == {("lambda.invoke", "account")}


@pytest.mark.parametrize("wiring", ['{ functions = ["Orders*"] }', '{ functions = ["OrdersFunction"] }'])
def test_a_source_by_the_names_of_functions(tmp_path: Path, wiring: str) -> None:
    scan = scanned(project(tmp_path, SOURCE.replace("WIRING", wiring)))
    assert fields(scan) == {("own.kiosk", "order.note", "public")}
    [trigger] = scan.surface.apps[0].triggers
    assert (trigger.id, trigger.function) == ("OrdersFunction/own.kiosk/Kiosk", "OrdersFunction")
    assert trigger.because[0] == "your own catalog says that own.kiosk starts it"


def test_a_source_for_other_functions_is_none_for_this_one(tmp_path: Path) -> None:
    scan = scanned(project(tmp_path, SOURCE.replace("WIRING", '{ functions = ["rders*", "Orders"] }')))
    assert {source for source, _, _ in fields(scan)} == {"lambda.invoke"}


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("*", True),
        ("Ord*Fun*", True),
        ("*Function", True),
        ("*rs*n", True),
        ("O*x*n", False),
        ("Order", False),
    ],
)
def test_patterns_of_functions(pattern: str, fits: bool) -> None:
    source = msgspec.structs.replace(event_source("sqs"), wiring=Wiring(functions=(pattern,)))
    assert source.starts("OrdersFunction") is fits


def test_a_source_by_a_pattern_on_the_template(tmp_path: Path) -> None:
    wiring = (
        '{ patterns = [{ resource = "Acme::Feeds::Subscription", function = "Target", detail = "Channel" }] }'
    )
    scan = scanned(project(tmp_path, SOURCE.replace("WIRING", wiring), template=TEMPLATE + PIPE))
    assert fields(scan) == {("own.kiosk", "order.note", "public")}
    assert scan.surface.apps[0].triggers[0].id == "OrdersFunction/own.kiosk/orders"


def test_a_source_for_a_handler_of_no_template(tmp_path: Path) -> None:
    root = project(tmp_path, SOURCE.replace("WIRING", '{ functions = ["src/app.py:*"] }'))
    (root / "template.yaml").unlink()
    found = [one for one in scanned(root).findings if one.rule == "command-injection"]
    assert [one.field for one in found] == ["order.note"]


def test_a_source_of_ours_replaced(tmp_path: Path) -> None:
    app = "import os\ndef handler(event, context):\n    os.system(event['Records'][0]['body'])\n"
    template = TEMPLATE + (
        "  Queue: {Type: AWS::SQS::Queue}\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n"
        "    Properties: {FunctionName: !Ref OrdersFunction, EventSourceArn: !GetAtt Queue.Arn}\n"
    )
    own = SOURCE.replace('"own.kiosk"', '"sqs"\nreplaces = "sqs"\nreason = "signed by the kiosks"')
    own = own.replace("WIRING", '{ functions = ["OrdersFunction"] }').replace("order.note", "Records[].body")
    own = own.replace('control = "sender"', 'control = "owner"')
    assert fields(scanned(project(tmp_path / "a", "", app, template)))
    scan = scanned(project(tmp_path / "b", own, app, template))
    assert not fields(scan)
    assert [one.text for one in scan.notices if "replaces" in one.text] == [
        "replaces our source sqs: signed by the kiosks"
    ]


SHELL = "import os\ndef handler(event, context):\n    os.system(event['a'])\n"


def test_a_sink_of_ours_replaced_is_told(tmp_path: Path) -> None:
    [ours_id] = {sink.id for sink, _ in ours().of("python").sinks["os.system"]}
    own = f'{SINK}replaces = "{ours_id}"\nreason = "a shell of ours"\n'
    assert fields(scanned(project(tmp_path / "a", "", SHELL)))
    scan = scanned(project(tmp_path / "b", own, SHELL))
    assert not fields(scan)
    assert [(str(one.location), one.kind, one.text) for one in scan.notices] == [
        ("own.toml:1", "note", "1 entry of your own catalog in use (1 sink)"),
        ("own.toml:1", "warning", "no code that was analysed calls acme.report"),
        ("own.toml:1", "note", f"replaces our sink {ours_id}: a shell of ours"),
    ]


def test_a_sanitizer_of_ours_replaced(tmp_path: Path) -> None:
    app = SHELL.replace("import os", "import os, shlex").replace("event['a']", "shlex.quote(event['a'])")
    own = 'language = "python"\n[[clean]]\ncalls = ["shlex.quote"]\nrules = ["path-traversal"]\n'
    assert not fields(scanned(project(tmp_path / "a", "", app)))
    assert not fields(scanned(project(tmp_path / "b", own, app)))
    replaced = f'{own}replaces = "shlex.quote"\nreason = "our shell is another one"\n'
    assert fields(scanned(project(tmp_path / "c", replaced, app)))


def test_what_people_say_of_a_call_that_is_built_in_counts(tmp_path: Path) -> None:
    app = SHELL.replace("event['a']", "str(event['a'])")
    own = 'language = "python"\n[[clean]]\ncalls = ["str"]\nrules = ["command-injection"]\n'
    assert fields(scanned(project(tmp_path / "a", "", app)))
    assert not fields(scanned(project(tmp_path / "b", own, app)))


def test_a_pattern_that_may_run_for_ever_is_refused(tmp_path: Path) -> None:
    own = SINK.replace("arguments = [{ position = 0 }]", "arguments = [{ position = 0 }], WHEN")
    when = "when = [{ argument = { position = 1 }, matches = '(a+)+$' }]"
    root = project(tmp_path, own.replace("WHEN", when))
    with pytest.raises(ConfigError, match=r"^own.toml:1: `matches`"):
        scanned(root)


def test_sarif_suppresses_what_is_taken_on_its_word(tmp_path: Path) -> None:
    app = SHELL.replace("import os", "import os, acme").replace("event['a']", "acme.clean(event['a'])")
    own = 'language = "python"\n\n[[clean]]\ncalls = ["acme.clean"]\nrules = ["command-injection"]\n'
    log = json.loads(scan_sarif(scanned(project(tmp_path, own, app))))
    [result] = [one for one in log["runs"][0]["results"] if one["ruleId"] == "command-injection"]
    [suppression] = result["suppressions"]
    assert suppression["justification"] == "taken on the word of own.toml"
    assert suppression["kind"] == "external"
    place = suppression["location"]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("own.toml", 3)
    notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert [one["level"] for one in notes if "own catalog" in one["message"]["text"]] == ["note"]


def test_the_digest_tells_knowledge_apart(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(SINK)
    first = Knowledge(read_own(tmp_path, ("own.toml",)))
    assert first.digest != ours().digest == Knowledge().digest
    assert first.digest == Knowledge(read_own(tmp_path, ("own.toml",))).digest
    (tmp_path / "own.toml").write_text(SINK + "# another\n")
    assert first.digest != Knowledge(read_own(tmp_path, ("own.toml",))).digest


def test_ours_is_not_changed_by_what_people_add(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(SINK)
    own = Knowledge(read_own(tmp_path, ("own.toml",)))
    assert "acme.report" in own.of("python").sinks
    assert "acme.report" not in ours().of("python").sinks
    assert own.of("javascript").sinks == ours().of("javascript").sinks
    assert own.of("python").clean is ours().of("python").clean or (
        own.of("python").clean == ours().of("python").clean
    )


def test_files_beside_a_named_configuration(tmp_path: Path) -> None:
    root = project(tmp_path / "app", "")
    (tmp_path / "ci").mkdir()
    (tmp_path / "ci/own.toml").write_text(SINK)
    (tmp_path / "ci/other.toml").write_text('catalog = ["own.toml"]')
    config = pipeline.configuration(root, tmp_path / "ci/other.toml")
    assert "acme.report" in pipeline.knowledge_of(root, config).of("python").sinks
    assert [str(one.location) for one in pipeline.scan(root, config).notices] == [
        f"{(tmp_path / 'ci').as_posix()}/own.toml:1"
    ] * 2


def test_files_below_the_scanned_folder_are_named_from_it(tmp_path: Path) -> None:
    root = project(tmp_path, "")
    (root / "ci").mkdir()
    (root / "ci/own.toml").write_text(SINK)
    (root / "ci/other.toml").write_text('\ncatalog = ["own.toml"]')
    config = pipeline.configuration(root, root / "ci/other.toml")
    assert {str(one.location) for one in pipeline.scan(root, config).notices} == {"ci/own.toml:1"}
    (root / "ci/other.toml").write_text('\ncatalog = ["../own.toml"]')
    config = pipeline.configuration(root, root / "ci/other.toml")
    with pytest.raises(ConfigError, match=r"ci/other\.toml:2: `catalog`: '\.\./own\.toml' is no pattern"):
        pipeline.knowledge_of(root, config)


IDLE = {
    "a sink": (SINK, SHELL_CALLING := "import os\ndef handler(event, context):\n    pass\n", True),
    "a sink that is called": (
        SINK,
        "import acme\ndef handler(event, context):\n    acme.report('x')\n",
        False,
    ),
    "a source": (SOURCE.replace("WIRING", '{ functions = ["X*"] }'), SHELL_CALLING, True),
    "a source that starts one": (SOURCE.replace("WIRING", '{ functions = ["O*"] }'), SHELL_CALLING, False),
    "a decorator": (
        'language = "python"\n[[authenticator]]\ncalls = ["acme.needs"]\nproves = "identity"\n',
        "import acme\n@acme.needs\ndef handler(event, context):\n    pass\n",
        False,
    ),
}


@pytest.mark.parametrize("name", IDLE)
def test_what_has_no_effect_is_a_warning(tmp_path: Path, name: str) -> None:
    own, app, idle = IDLE[name]
    root = project(tmp_path, own, app)
    warned = [one.text for one in scanned(root).notices if one.kind == "warning"]
    assert bool(warned) is idle
    part = pipeline.scan(
        root, pipeline.configuration(root), pipeline.Selection(functions=("OrdersFunction",))
    )
    assert not [one for one in part.notices if one.kind == "warning"]


TWO = """\
  Reader:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: reader.handler, Code: src}
  Address:
    Type: AWS::Lambda::Url
    Properties: {TargetFunctionArn: !GetAtt OrdersFunction.Arn, AuthType: NONE}
"""


def test_own_stores_join_what_one_writes_and_another_reads(tmp_path: Path) -> None:
    app = "import acme\ndef handler(event, context):\n    acme.save('notes', event['body'])\n"
    reader = "import os, acme\ndef handler(event, context):\n    os.system(acme.load('notes'))\n"
    own = (
        'language = "python"\n[[store]]\ncalls = ["acme.save"]\naction = "dynamodb:PutItem"\n'
        "resource = { position = 0 }\ncontent = { position = 1 }\n"
        '[[fetch]]\ncalls = ["acme.load"]\naction = "dynamodb:GetItem"\nresource = { position = 0 }\n'
    )
    found = []
    for name, text, key in (("a", "", "notes"), ("b", own, "notes"), ("c", own, "others")):
        root = project(tmp_path / name, text, app, TEMPLATE + TWO)
        (root / "src/reader.py").write_text(reader.replace("notes", key))
        found.append([one.message for one in scanned(root).findings if one.rule == "command-injection"])
    assert (found[0], found[2]) == ([], [])
    [message] = found[1]
    assert "stored in notes by OrdersFunction" in message


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "stockade", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
    )


def test_scan_and_map_print_what_is_used(tmp_path: Path) -> None:
    root = project(tmp_path, SOURCE.replace("WIRING", '{ functions = ["*"] }'))
    told = "own.toml:1: note: 1 entry of your own catalog in use (1 source)\n"
    assert run("scan", str(root), "--fail-on", "never").stderr == told
    shown = run("map", str(root))
    assert shown.stderr == told
    assert "own.kiosk" in shown.stdout
    (root / "own.toml").write_text("x = 1\n")
    done = run("scan", str(root))
    assert (done.returncode, done.stderr) == (2, "stockade: own.toml:1: `x` is not a key of catalog files\n")


def test_check_runs_the_examples(tmp_path: Path) -> None:
    root = project(tmp_path, SINK + EXAMPLE)
    right = run("catalog", "check", str(root))
    assert (right.returncode, right.stderr) == (0, "")
    assert right.stdout.endswith("1 example run, 0 wrong\n")
    wrong = {
        "acme.report('y')": "own.toml:11: what is flagged in an example of own.report is not found",
        "acme.report((q": "own.toml:11: an example of own.report cannot be read as python",
    }
    for code, told in wrong.items():
        (root / "own.toml").write_text((SINK + EXAMPLE).replace("acme.report(q)", code))
        done = run("catalog", "check", str(root))
        assert done.returncode == 1
        assert done.stdout.splitlines()[1:] == [told, "1 example run, 1 wrong"]
    (root / "own.toml").write_text((SINK + EXAMPLE).replace("acme.report('x')", "acme.report(body)"))
    assert "what is silent in an example of own.report is found" in run("catalog", "check", str(root)).stdout


def test_check_says_what_is_wrong(tmp_path: Path) -> None:
    root = project(tmp_path, SINK.replace("78", "1"))
    done = run("catalog", "check", str(root))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "stockade: own.toml:4: `sink[0].cwe`: command-injection is not CWE-1\n"
    (root / "stockade.toml").write_text("")
    assert run("catalog", "check", str(root)).returncode == 2

"""People's own catalog in a scan: what it adds, what it silences, and what is kept of that."""

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from stockade import pipeline
from stockade.findings import Scan

TEMPLATE = """\
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties: {Runtime: RUNTIME, Handler: app.handler, Code: src}
  Address:
    Type: AWS::Lambda::Url
    Properties: {TargetFunctionArn: !GetAtt Orders.Arn, AuthType: NONE}
"""
RULES = frozenset(
    {"sql-injection", "command-injection", "unverified-token", "client-supplied-identity", "open-redirect"}
)
PYTHON = """
import json
import os
import subprocess
from shop import security

def handler(event, context):
    q = event["queryStringParameters"]["q"]
    body = json.loads(event["body"])
"""
SCRIPT = """
const { exec } = require('child_process');
const security = require('./shop/security');
exports.handler = async (event) => {
  const q = event.queryStringParameters.q;
"""
OWN_PYTHON = """
def clean(text):
    return _table(text)

def fine(text):
    return _asked(text)

def demand(text):
    if not _asked(text):
        raise ValueError(text)

def report(text):
    return "done"

def load(text):
    return _table(text)

class Cleaner:
    def clean(self, text):
        return _table(text)
"""
OWN_SCRIPT = """
const hidden = (text) => table(text);
class Cleaner { clean(text) { return table(text); } }
function report(text) { return 'done'; }
module.exports = { clean: hidden, Cleaner, report, fine: (text) => asked(text) };
"""
SINK = """
[[sink]]
id = "own.report"
rule = "command-injection"
cwe = 78
kind = "shell"
what = "the text of a report"
needs = "text"
severity = { public = "high", stored = "medium", account = "low" }
safe = "hand over numbers alone"
"""


class Found(NamedTuple):
    """Lines of findings with their rules: those that stand, and those accepted on the catalog's word."""

    standing: set[tuple[str, str]]
    accepted: set[tuple[str, str]]


def project(root: Path, files: Mapping[str, str], own: str = "") -> Path:
    script = any(name.endswith(".js") for name in files)
    runtime = "nodejs22.x" if script else "python3.13"
    whole = {"template.yaml": TEMPLATE.replace("RUNTIME", runtime), **files}
    if own:
        whole |= {"stockade.toml": 'catalog = ["own.toml"]', "own.toml": own}
    for name, text in whole.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def scanned(root: Path) -> Scan:
    return pipeline.scan(root, pipeline.configuration(root))


def lines(scan: Scan, root: Path) -> Found:
    def shown(file: str, line: int) -> str:
        return (root / file).read_text().splitlines()[line - 1].strip()

    standing = {
        (found.rule, shown(found.location.file, found.location.line))
        for found in scan.findings
        if found.rule in RULES
    }
    accepted = {
        (one.finding.rule, shown(one.finding.location.file, one.finding.location.line))
        for one in scan.accepted
        if one.acceptance.means == "catalog"
    }
    return Found(standing, accepted)


def python(root: Path, body: str, own: str = "", **more: str) -> Found:
    app = PYTHON + textwrap.indent(textwrap.dedent(body).strip("\n"), "    ") + "\n"
    files = {"src/app.py": app, "src/shop/__init__.py": "", "src/shop/security.py": OWN_PYTHON, **more}
    written = 'language = "python"\n' + own if own else ""
    project(root, files, written)
    return lines(scanned(root), root)


def script(root: Path, body: str, own: str = "") -> Found:
    files = {"src/app.js": f"{SCRIPT}{body}\n}};\n", "src/shop/security.js": OWN_SCRIPT}
    project(root, files, 'language = "javascript"\n' + own if own else "")
    return lines(scanned(root), root)


COMMAND = "command-injection"
GUARD = '[[guard]]\ncalls = ["shop.security.fine"]\nargument = { position = 0 }\n'
USES = {
    "a function of the program": (
        "os.system(security.clean(q))",
        '[[clean]]\ncalls = ["shop.security.clean"]\nrules = ["command-injection"]',
    ),
    "a method of an instance": (
        "os.system(security.Cleaner().clean(q))",
        '[[clean]]\ncalls = ["shop.security.Cleaner().clean"]\nrules = ["command-injection"]',
    ),
    "by the folder of the project": (
        "os.system(security.clean(q))",
        '[[clean]]\ncalls = ["src.shop.security.clean"]\nrules = ["command-injection"]',
    ),
    "a library": (
        "import acme\nos.system(acme.text.clean(q))",
        '[[clean]]\ncalls = ["acme.text.clean"]\nrules = ["command-injection"]',
    ),
    "for all rules": (
        "os.system(security.clean(q))",
        '[[clean]]\ncalls = ["shop.security.clean"]\nrules = ["*"]',
    ),
    "woven into a text": (
        "os.system('ls ' + security.clean(q) + ' -l')",
        '[[clean]]\ncalls = ["shop.security.clean"]\nrules = ["command-injection"]',
    ),
    "as a callback": (
        "os.system(list(map(security.clean, [q]))[0])",
        '[[clean]]\ncalls = ["shop.security.clean"]\nrules = ["command-injection"]',
    ),
    "a result that holds nothing of it": (
        "os.system(security.load(q))",
        '[[passing]]\ncalls = ["shop.security.load"]\narguments = []',
    ),
    "a guard": (
        "if security.fine(q):\n    os.system(q)",
        GUARD + 'rules = ["*"]',
    ),
    "a guard that says no": (
        "if security.fine(q):\n    raise ValueError\nos.system(q)",
        GUARD + 'rules = ["*"]\nholds = false',
    ),
    "a guard in a filter": (
        "for one in [each for each in [q] if security.fine(each)]:\n    os.system(one)",
        GUARD + 'rules = ["*"]',
    ),
    "a guard within a function": (
        "def asked(text):\n    return security.fine(text)\nif asked(q):\n    os.system(q)",
        GUARD + 'rules = ["*"]',
    ),
    "a guard that raises": (
        "security.demand(q)\nos.system(q)",
        GUARD.replace("fine", "demand") + 'rules = ["command-injection"]\nraises = true',
    ),
}


@pytest.mark.parametrize("name", USES)
def test_what_only_an_own_entry_silences_is_accepted(tmp_path: Path, name: str) -> None:
    body, own = USES[name]
    sink = (COMMAND, next(line.strip() for line in body.splitlines() if "os.system" in line))
    assert python(tmp_path / "without", body) == ({sink}, set())
    assert python(tmp_path / "with", body, own) == (set(), {sink})


NOT = {
    "for another rule": '[[clean]]\ncalls = ["shop.security.clean"]\nrules = ["sql-injection"]',
    "of another function": '[[clean]]\ncalls = ["shop.security.load"]\nrules = ["command-injection"]',
    "of another module": '[[clean]]\ncalls = ["shop.clean"]\nrules = ["command-injection"]',
    "with a condition that is not met": (
        '[[clean]]\ncalls = ["shop.security.clean"]\nrules = ["command-injection"]\n'
        "when = [{ argument = { position = 1 }, is_a = 'given' }]"
    ),
}


@pytest.mark.parametrize("name", NOT)
def test_what_an_entry_does_not_speak_of_stands(tmp_path: Path, name: str) -> None:
    found = python(tmp_path, "os.system(security.clean(q))", NOT[name])
    assert found == ({(COMMAND, "os.system(security.clean(q))")}, set())


def test_a_guard_holds_on_its_side_alone(tmp_path: Path) -> None:
    own = '[[guard]]\ncalls = ["shop.security.fine"]\nargument = { position = 0 }\nrules = ["*"]'
    found = python(tmp_path, "if not security.fine(q):\n    os.system(q)", own)
    assert found == ({(COMMAND, "os.system(q)")}, set())


def test_clean_on_one_way_only_is_no_acceptance(tmp_path: Path) -> None:
    own = '[[clean]]\ncalls = ["shop.security.clean"]\nrules = ["command-injection"]'
    body = "if context:\n    q = security.clean(q)\nos.system(q)"
    assert python(tmp_path, body, own) == ({(COMMAND, "os.system(q)")}, set())


def test_another_field_at_the_same_place_stands(tmp_path: Path) -> None:
    own = '[[clean]]\ncalls = ["shop.security.clean"]\nrules = ["command-injection"]'
    body = "os.system(security.clean(q) + event['queryStringParameters']['r'])"
    root = tmp_path
    found = python(root, body, own)
    assert len(found.standing) == len(found.accepted) == 1
    [standing] = [one for one in scanned(root).findings if one.rule == COMMAND]
    [accepted] = [one.finding for one in scanned(root).accepted]
    assert (standing.field, accepted.field) == ("queryStringParameters.r", "queryStringParameters.q")
    assert standing.fingerprint != accepted.fingerprint


def test_what_ours_cleans_too_is_silent(tmp_path: Path) -> None:
    own = '[[clean]]\ncalls = ["shop.security.clean"]\nrules = ["command-injection"]'
    body = "import shlex\nos.system(shlex.quote(security.clean(q)))"
    assert python(tmp_path, body, own) == (set(), set())


def test_the_acceptance_names_its_file_and_line(tmp_path: Path) -> None:
    own = '[[clean]]\ncalls = ["shop.security.clean"]\nrules = ["command-injection"]'
    python(tmp_path, "os.system(security.clean(q))", own)
    [accepted] = scanned(tmp_path).accepted
    assert accepted.acceptance.reason == "taken on the word of own.toml"
    assert str(accepted.acceptance.location) == "own.toml:2"


def test_the_fingerprint_is_that_of_the_finding_without_the_entry(tmp_path: Path) -> None:
    own = '[[clean]]\ncalls = ["shop.security.clean"]\nrules = ["command-injection"]'
    python(tmp_path / "without", "os.system(security.clean(q))")
    python(tmp_path / "with", "os.system(security.clean(q))", own)
    [before] = [one for one in scanned(tmp_path / "without").findings if one.rule == COMMAND]
    [after] = scanned(tmp_path / "with").accepted
    assert before.fingerprint == after.finding.fingerprint


def test_an_entry_of_the_configuration_goes_first(tmp_path: Path) -> None:
    own = '[[clean]]\ncalls = ["shop.security.clean"]\nrules = ["command-injection"]'
    python(tmp_path, "os.system(security.clean(q))", own)
    text = 'catalog = ["own.toml"]\n[[accept]]\nrule = "command-injection"\nsubject = "Orders"\n'
    text += 'reason = "ours"\n'
    (tmp_path / "stockade.toml").write_text(text)
    [accepted] = scanned(tmp_path).accepted
    assert (accepted.acceptance.means, accepted.acceptance.reason) == ("configuration", "ours")


def test_an_own_sink_is_found_and_its_body_followed(tmp_path: Path) -> None:
    own = (
        SINK + 'python = { calls = ["shop.security.report"], arguments = [{ position = 0, name = "text" }] }'
    )
    assert python(tmp_path / "a", "security.report(q)") == (set(), set())
    assert python(tmp_path / "b", "security.report(q)", own) == ({(COMMAND, "security.report(q)")}, set())
    assert python(tmp_path / "c", "security.report(text=q)", own).standing
    assert python(tmp_path / "d", "security.report('x')", own) == (set(), set())
    helper = {"src/shop/security.py": "import os\ndef report(text):\n    os.system(text)\n"}
    both = python(tmp_path / "e", "security.report(q)", own, **helper)
    assert both.standing == {(COMMAND, "security.report(q)"), (COMMAND, "os.system(text)")}


def test_a_class_can_be_a_sink(tmp_path: Path) -> None:
    own = SINK + 'python = { calls = ["shop.security.Report"], arguments = [{ position = 0 }] }'
    helper = {
        "src/shop/security.py": "class Report:\n    def __init__(self, text):\n        self.text = text\n"
    }
    assert python(tmp_path, "security.Report(q)", own, **helper).standing
    assert python(tmp_path / "b", "security.Report(q)", "", **helper) == (set(), set())


def test_a_name_that_is_exported_again_means_the_same_function(tmp_path: Path) -> None:
    own = '[[clean]]\ncalls = ["shop.clean"]\nrules = ["command-injection"]'
    files = {"src/shop/__init__.py": "from shop.security import clean\n"}
    found = python(tmp_path, "os.system(security.clean(q))", own, **files)
    assert found == (set(), {(COMMAND, "os.system(security.clean(q))")})


def test_a_type_makes_a_helper_a_connection(tmp_path: Path) -> None:
    own = '[[type]]\nname = "sql.Connection"\ncalls = ["shop.security.load"]'
    body = "security.load('x').cursor().execute('SELECT ' + q)"
    assert python(tmp_path / "a", body) == (set(), set())
    assert python(tmp_path / "b", body, own).standing == {("sql-injection", body)}


SCRIPTS = {
    "a function": (
        "exec(security.clean(q));",
        '[[clean]]\ncalls = ["./shop/security.clean"]\nrules = ["command-injection"]',
    ),
    "by the folder of the project": (
        "exec(security.clean(q));",
        '[[clean]]\ncalls = ["./src/shop/security.clean"]\nrules = ["command-injection"]',
    ),
    "a method": (
        "exec(new security.Cleaner().clean(q));",
        '[[clean]]\ncalls = ["./shop/security.Cleaner().clean"]\nrules = ["command-injection"]',
    ),
    "a guard of every element": (
        "[q].filter(security.fine).forEach((one) => exec(one));",
        GUARD.replace("shop.security.", "./shop/security.") + 'rules = ["command-injection"]',
    ),
    "a guard": (
        "if (security.fine(q)) { exec(q); }",
        GUARD.replace("shop.security.", "./shop/security.") + 'rules = ["command-injection"]',
    ),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_functions_of_scripts(tmp_path: Path, name: str) -> None:
    body, own = SCRIPTS[name]
    assert script(tmp_path / "a", body) == ({(COMMAND, body)}, set())
    assert script(tmp_path / "b", body, own) == (set(), {(COMMAND, body)})


def test_a_sink_in_a_script(tmp_path: Path) -> None:
    own = SINK + 'javascript = { calls = ["./shop/security.report"], arguments = [{ position = 0 }] }'
    assert script(tmp_path / "a", "security.report(q);") == (set(), set())
    assert script(tmp_path / "b", "security.report(q);", own).standing == {(COMMAND, "security.report(q);")}
    assert script(tmp_path / "c", "security.report('x');", own) == (set(), set())


def test_a_wrapper_gives_its_function(tmp_path: Path) -> None:
    app = (
        "const { exec } = require('child_process');\nconst { traced } = require('acme-tracing');\n"
        "exports.handler = traced(async (event) => { exec(event.body); });\n"
    )
    files = {"src/app.js": app}
    own = 'language = "javascript"\n[[wrapper]]\ncalls = ["acme-tracing.traced"]\nfunction = { position = 0 }'
    for name, text in {"a": "", "b": own}.items():
        project(tmp_path / name, files, text)
    assert not [
        one for one in scanned(tmp_path / "a").findings if one.rule == COMMAND and one.field == "body"
    ]
    assert [one for one in scanned(tmp_path / "b").findings if one.rule == COMMAND and one.field == "body"]


def test_two_scans_of_one_process_know_nothing_of_one_another(tmp_path: Path) -> None:
    own = '[[clean]]\ncalls = ["acme.clean", "shop.security.clean"]\nrules = ["command-injection"]'
    body = "import acme\nr = acme.clean(q)\nos.system(r)\nos.system(security.clean(q))"
    plain = python(tmp_path / "a", body)
    assert len(plain.standing) == 2
    assert len(python(tmp_path / "b", body, own).accepted) == 2
    assert python(tmp_path / "c", body) == plain
    sink = SINK + 'python = { calls = ["acme.clean"], arguments = [{ position = 0 }] }'
    assert python(tmp_path / "d", body, sink).standing > plain.standing
    assert python(tmp_path / "e", body) == plain


DECORATED = """
import functools
def logged(function):
    @functools.wraps(function)
    def inner(*given, **named):
        return function(*given, **named)
    return inner
@logged
def clean(text):
    return _table(text)
class Base:
    def clean(self, text):
        return _table(text)
class Cleaner(Base):
    pass
shared = Cleaner()
"""
TYPED = """
import { exec } from 'child_process';
import { cleanName as named } from './lib/clean';
import audit, { Gate } from './lib';
const gate = new Gate();
export const handler = async (event: any) => {
  const q = event.queryStringParameters.q;
  exec('ls ' + await named(q));
  audit(q);
  if (!gate.allowed(q)) { return { statusCode: 403 }; }
  exec('cat ' + q);
};
"""


@pytest.mark.parametrize(
    "call", ["security.clean(text=q)", "security.Cleaner().clean(q)", "security.shared.clean(q)"]
)
def test_decorated_inherited_and_shared_functions(tmp_path: Path, call: str) -> None:
    own = '[[clean]]\ncalls = ["shop.security.clean", "shop.security.Cleaner().clean"]\nrules = ["*"]'
    files = {"src/shop/security.py": DECORATED}
    sink = {(COMMAND, f"os.system({call})")}
    assert python(tmp_path / "a", f"os.system({call})", "", **files) == (sink, set())
    assert python(tmp_path / "b", f"os.system({call})", own, **files) == (set(), sink)


def test_modules_of_typescript(tmp_path: Path) -> None:
    files = {
        "src/app.ts": TYPED,
        "src/lib/clean.ts": "export const cleanName = async (name: string) => table(name);\n",
        "src/lib/index.ts": "export class Gate { allowed(x: string) { return ask(x); } }\n"
        "export default function audit(x: string) { return 1; }\n",
    }
    own = (
        'language = "javascript"\n[[clean]]\ncalls = ["./lib/clean.cleanName"]\nrules = ["*"]\n'
        + GUARD.replace("shop.security.fine", "./lib.Gate().allowed")
        + 'rules = ["command-injection"]\n'
        + SINK
        + 'javascript = { calls = ["./lib"], arguments = [{ position = 0 }] }\n'
    )
    root = project(tmp_path, files, own)
    template = (root / "template.yaml").read_text().replace("python3.13", "nodejs22.x")
    (root / "template.yaml").write_text(template)
    found = lines(scanned(root), root)
    assert found.standing == {(COMMAND, "audit(q);")}
    assert found.accepted == {(COMMAND, "exec('ls ' + await named(q));"), (COMMAND, "exec('cat ' + q);")}

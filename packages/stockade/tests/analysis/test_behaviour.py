"""What a function does besides calling the platform, and how much of it is known."""

from pathlib import Path

import pytest

from stockade import pipeline
from stockade.analysis.behaviour import with_environment
from stockade.config import Config
from stockade.model import Behaviour, Deed, Statement

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: {runtime}
      Handler: app.handler
      CodeUri: src
      Environment: {{Variables: {{API: https://known.example.com/v1, TABLE: !Ref T, DIR: /mnt/data}}}}
      Events: {{A: {{Type: Api, Properties: {{Path: /x, Method: get}}}}}}
  T: {{Type: AWS::DynamoDB::Table}}
"""
PYTHON = """\
import json, os, sqlite3, subprocess
import boto3, requests
def handler(event, context):
    q = event["queryStringParameters"]["q"]
{body}
"""
SCRIPT = """\
const {{ exec, execFile }} = require('child_process');
const fs = require('fs');
const axios = require('axios');
const mysql = require('mysql2');
exports.handler = async (event) => {{
  const q = event.queryStringParameters.q;
  {body}
}};
"""


def _behaviour(folder: Path, body: str, *, script: bool = False) -> Behaviour:
    (folder / "src").mkdir(exist_ok=True)
    runtime = "nodejs22.x" if script else "python3.13"
    (folder / "template.yaml").write_text(TEMPLATE.format(runtime=runtime))
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    code = SCRIPT.format(body=body) if script else PYTHON.format(body=lines)
    (folder / "src" / ("app.js" if script else "app.py")).write_text(code)
    surface = pipeline.with_code(pipeline.map_surface(folder, Config()), folder, Config())
    return surface.apps[0].code["F"].behaviour


def _deeds(behaviour: Behaviour, kind: str) -> set[tuple[str, str]]:
    return {(deed.form, deed.text) for deed in behaviour.deeds if deed.kind == kind}


HOSTS = {
    "requests.get('https://api.example.com/v1')": ("constant", "api.example.com"),
    "requests.get('https://api.example.com')": ("constant", "api.example.com"),
    "requests.get('https://API.example.com:8443/v1')": ("constant", "api.example.com"),
    "requests.get(f'https://api.example.com/{q}')": ("constant", "api.example.com"),
    "requests.get(f'https://api.example.com?x={q}')": ("constant", "api.example.com"),
    "requests.get(f'https://api.example.com{q}')": ("unknown", ""),
    "requests.get(f'https://api.{some_name()}/v1')": ("prefix", "api."),
    "requests.get(None if q else 'https://a.example.com')": ("constant", "a.example.com"),
    "requests.get(f'https://{q}/v1')": ("unknown", ""),
    "requests.get(q)": ("unknown", ""),
    "requests.get(os.environ['API'])": ("constant", "known.example.com"),
    "requests.get(os.environ['OTHER'])": ("environment", "OTHER"),
    "requests.get(some_name())": ("unknown", ""),
    "requests.get(f'https://user:{q}@evil.example.com/')": ("unknown", ""),
}


@pytest.mark.parametrize("line", HOSTS)
def test_hosts(tmp_path: Path, line: str) -> None:
    assert _deeds(_behaviour(tmp_path, line), "host") == {HOSTS[line]}


def test_a_choice_of_hosts_is_all_of_them(tmp_path: Path) -> None:
    body = "host = {'a': 'https://a.example.com/', 'b': 'https://b.example.com/'}.get(q)\nrequests.get(host)"
    assert {("constant", "a.example.com"), ("constant", "b.example.com")} <= _deeds(
        _behaviour(tmp_path, body), "host"
    )


def test_the_port_of_a_host_is_not_part_of_it(tmp_path: Path) -> None:
    body = "requests.get(f'http://localhost:{os.environ[\"PORT\"]}/x')"
    assert _deeds(_behaviour(tmp_path, body), "host") == {("constant", "localhost")}


def test_a_client_without_an_endpoint_talks_to_no_outside_host(tmp_path: Path) -> None:
    body = "const { S3Client } = require('@aws-sdk/client-s3');\n  new S3Client({ region: process.env.R });"
    assert not _deeds(_behaviour(tmp_path, body, script=True), "host")


PROGRAMS = {
    "subprocess.run(['git', 'status'])": ("constant", "git", ("git", "status")),
    "subprocess.run(['git', q])": ("constant", "git", ()),
    "subprocess.run([q, 'x'])": ("unknown", "", ()),
    "subprocess.run('ls -l /tmp', shell=True)": ("constant", "ls", ("ls", "-l", "/tmp")),
    "os.system(f'convert {q} out.png')": ("constant", "convert", ()),
    "os.system(f'conv{q}')": ("prefix", "conv", ()),
    "subprocess.run('uptime')": ("constant", "uptime", ()),
    "os.system('a | b')": ("constant", "a", ()),
    "os.system(q)": ("unknown", "", ()),
}


@pytest.mark.parametrize("line", PROGRAMS)
def test_programs(tmp_path: Path, line: str) -> None:
    deeds = [deed for deed in _behaviour(tmp_path, line).deeds if deed.kind == "program"]
    assert {(deed.form, deed.text, deed.arguments) for deed in deeds} == {PROGRAMS[line]}


FILES = {
    "open('/tmp/a.txt').read()": {("read", "constant", "/tmp/a.txt")},
    "open('/tmp/a.txt', 'w')": {("write", "constant", "/tmp/a.txt")},
    "open('/tmp/a.txt', mode='r+')": {
        ("read", "constant", "/tmp/a.txt"),
        ("write", "constant", "/tmp/a.txt"),
    },
    "open('/tmp/a.txt', q)": {("read", "constant", "/tmp/a.txt"), ("write", "constant", "/tmp/a.txt")},
    "open('/tmp/' + q)": {("read", "prefix", "/tmp/")},
    "open(q)": {("read", "unknown", "")},
    "open(os.environ['DIR'])": {("read", "constant", "/mnt/data")},
    "os.remove('/tmp/a.txt')": {("write", "constant", "/tmp/a.txt")},
}


@pytest.mark.parametrize("line", FILES)
def test_files(tmp_path: Path, line: str) -> None:
    deeds = _behaviour(tmp_path, line).deeds
    assert {(deed.kind, deed.form, deed.text) for deed in deeds} == FILES[line]


def test_files_of_scripts(tmp_path: Path) -> None:
    body = "fs.readFileSync('/tmp/a');\n  fs.writeFileSync(`/tmp/${q}`, 'x');"
    found = _behaviour(tmp_path, body, script=True).deeds
    assert {(deed.kind, deed.form, deed.text) for deed in found} == {
        ("read", "constant", "/tmp/a"),
        ("write", "prefix", "/tmp/"),
    }


def test_hosts_and_programs_of_scripts(tmp_path: Path) -> None:
    body = "await axios.get(`https://api.example.com/${q}`);\n  execFile('git', ['log']);"
    found = _behaviour(tmp_path, body, script=True)
    assert _deeds(found, "host") == {("constant", "api.example.com")}
    assert [deed.arguments for deed in found.deeds if deed.kind == "program"] == [("git", "log")]


def test_the_environment(tmp_path: Path) -> None:
    found = _behaviour(tmp_path, "os.environ['A']\nos.getenv('B')\nos.environ.get('C', 'x')")
    assert found.environment == ("A", "B", "C")
    assert not found.computed_environment


@pytest.mark.parametrize("line", ["os.environ[q]", "os.getenv(q)", "dict(os.environ.items())"])
def test_a_computed_environment(tmp_path: Path, line: str) -> None:
    found = _behaviour(tmp_path, line)
    assert found.environment == ()
    assert found.computed_environment


def test_the_environment_of_scripts(tmp_path: Path) -> None:
    body = (
        "const { A, B: b } = process.env;\n  const c = process.env.C || 'x';\n  const d = process.env['D'];"
    )
    assert _behaviour(tmp_path, body, script=True).environment == ("A", "B", "C", "D")
    assert _behaviour(tmp_path, "process.env[q]", script=True).computed_environment


def _statement(folder: Path, body: str) -> Statement:
    (found,) = _behaviour(folder, f"c = sqlite3.connect('/tmp/x').cursor()\n{body}").statements
    return found


def test_a_statement_that_is_known(tmp_path: Path) -> None:
    found = _statement(tmp_path, "c.execute(\"SELECT * FROM t WHERE a = ? AND b = 'x' LIMIT 10\", (q,))")
    assert found.complete
    assert found.texts == ("SELECT * FROM t WHERE a = ? AND b = 'x' LIMIT 10",)
    assert found.skeletons == ("SELECT * FROM t WHERE a = ? AND b = ? LIMIT ?",)


def test_a_statement_of_a_helper_is_all_that_it_is_given(tmp_path: Path) -> None:
    body = "def run(s):\n    c.execute(s)\nrun('DELETE FROM a')\nrun('DELETE FROM b')"
    found = _statement(tmp_path, body)
    assert found.complete
    assert found.texts == ("DELETE FROM a", "DELETE FROM b")


def test_a_statement_with_data_in_it_is_not_complete(tmp_path: Path) -> None:
    found = _statement(tmp_path, "c.execute('SELECT * FROM t WHERE a = ' + q)")
    assert not found.complete
    assert found.texts == ()
    assert found.beginnings == ("SELECT * FROM t WHERE a = ",)


def test_a_statement_that_is_known_on_one_side_only(tmp_path: Path) -> None:
    found = _statement(tmp_path, "s = 'SELECT 1'\nif len(q) > 3:\n    s = q\nc.execute(s)")
    assert not found.complete


def test_the_statement_of_a_document_store_is_told_by_its_keys(tmp_path: Path) -> None:
    body = "import pymongo\npymongo.MongoClient()['d']['c'].find_one({'name': q, 'at': {'$gt': 1}})"
    (found,) = _behaviour(tmp_path, body).statements
    assert (found.texts, found.complete) == (("{at: {$gt: ?}, name: ?}",), True)
    (found,) = _behaviour(tmp_path, body.replace("{'name': q, 'at': {'$gt': 1}}", "json.loads(q)")).statements
    assert not found.complete


def test_names_of_attributes_are_no_statement(tmp_path: Path) -> None:
    body = (
        "boto3.resource('dynamodb').Table('T').update_item(Key={'id': q}, UpdateExpression='SET #s = :s',"
        " ExpressionAttributeNames={'#s': 'state'}, ExpressionAttributeValues={':s': q})"
    )
    (found,) = _behaviour(tmp_path, body).statements
    assert (found.texts, found.complete) == (("SET #s = :s",), True)


def test_a_run_that_was_not_followed_to_its_end_is_not_whole(tmp_path: Path) -> None:
    lines = "\n".join(f"def f{n}(x):\n    return f{n + 1}(x)" for n in range(60))
    body = f"{lines}\ndef f60(x):\n    return x\nf0(q)\nsqlite3.connect('x').execute('SELECT 1')"
    found = _behaviour(tmp_path, body)
    assert not found.whole
    assert not any(statement.complete for statement in found.statements)


def test_code_that_no_handler_reaches_does_not_count(tmp_path: Path) -> None:
    assert _behaviour(tmp_path, "def never():\n    os.system('x')\n    os.environ['A']") == Behaviour()


def test_constants_are_the_developers_text(tmp_path: Path) -> None:
    found = _statement_constants(tmp_path, "c.execute('SELECT a FROM t WHERE b = ' + q + ' ORDER BY a')")
    assert ("sql", "SELECT a FROM t WHERE b = ") in found
    assert ("sql", " ORDER BY a") in found


def _statement_constants(folder: Path, body: str) -> set[tuple[str, str]]:
    behaviour = _behaviour(folder, f"c = sqlite3.connect('/tmp/x').cursor()\n{body}")
    return {(one.kind, one.text) for one in behaviour.constants}


def test_secrets_are_hidden(tmp_path: Path) -> None:
    token = "gh" + "p_" + "a1B2" * 9
    behaviour = _behaviour(
        tmp_path, f"requests.get('https://api.example.com/?t={token}')\nopen('/tmp/{token}')"
    )
    assert token not in repr(behaviour)
    assert "***" in repr(behaviour)


def test_what_the_model_does_not_know_of_the_environment_stays(tmp_path: Path) -> None:
    behaviour = _behaviour(tmp_path, "open(os.environ['TABLE'])")
    (deed,) = behaviour.deeds
    assert (deed.form, deed.text) == ("environment", "TABLE")
    assert with_environment(behaviour, {"TABLE": "/x"}.get).deeds[0].text == "/x"


def test_each_deed_says_where(tmp_path: Path) -> None:
    (deed,) = _behaviour(tmp_path, "open('/tmp/a')").deeds
    assert deed == Deed("read", "constant", "/tmp/a", deed.location, "open")
    assert (deed.location.file, deed.location.line) == ("src/app.py", 5)

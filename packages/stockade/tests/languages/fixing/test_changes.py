"""Which changes are offered, and how they are written; what would only probably be right is none."""

import base64
import html
import io
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

Fixed = Callable[..., str]
PAGE = '{"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": %s}'
TAR = "import base64, io, tarfile"
ARCHIVE = "tarfile.open(fileobj=io.BytesIO(base64.b64decode(q)))"
CONNECT = 'import sqlite3\nconnection = sqlite3.connect("/tmp/shop.db")'

CHANGED = {
    "a function of the module": ("import yaml", "yaml.load(q)", "yaml.safe_load(q)"),
    "a function of a renamed module": ("import yaml as y", "y.full_load(q)", "y.safe_load(q)"),
    "a function that was imported": (
        "from yaml import unsafe_load",
        "unsafe_load(q)",
        "from yaml import safe_load\nfrom yaml import unsafe_load\n\n",
    ),
    "a loader": ("import yaml", "yaml.load(q, yaml.Loader)", "yaml.load(q, yaml.SafeLoader)"),
    "a loader that was imported": (
        "import yaml\nfrom yaml import FullLoader, SafeLoader",
        "yaml.load(q, Loader=FullLoader)",
        "yaml.load(q, Loader=SafeLoader)",
    ),
    "a call with an index behind it": ("import yaml", 'yaml.load(q)["a"][0]', 'yaml.safe_load(q)["a"][0]'),
    "one more argument": (
        TAR,
        ARCHIVE + '.extractall(\n    "/tmp/out",  # here\n)',
        '"/tmp/out", filter="data",  # here\n',
    ),
    "the only argument": (TAR, ARCHIVE + ".extractall()", 'extractall(filter="data")'),
    "a parser": (
        "from lxml import etree",
        "etree.fromstring(q)",
        "etree.fromstring(q, parser=etree.XMLParser(resolve_entities=False))",
    ),
    "a word of a command": ("import os", 'os.system(f"ls -l {q}")', 'os.system(f"ls -l {shlex.quote(q)}")'),
    "a part of a word": (
        "import os",
        'os.system("cp /tmp/" + q + " /x")',
        '"cp /tmp/" + shlex.quote(q) + " /x"',
    ),
    "what may be no text": (
        "import os",
        "os.system(f\"ls {body['n']}\")",
        "os.system(f\"ls {shlex.quote(str(body['n']))}\")",
    ),
    "a pattern that is filled": (
        "import os",
        'os.system("cp -r %s" % q)',
        '"cp -r %s" % shlex.quote(q)',
    ),
    "a format that is filled twice": (
        "import os",
        'os.system("cp {} {}.old".format(q, q))',
        ".format(shlex.quote(q), shlex.quote(q))",
    ),
    "a text in a variable": (
        "import subprocess",
        'command = f"ls {q}"\nprint(command)\nsubprocess.run(command, shell=True)',
        'command = f"ls {shlex.quote(q)}"',
    ),
    "beside what is known": (
        'import os\nFOLDER = os.environ["FOLDER"]',
        'os.system(f"ls {FOLDER} {q}")',
        "{FOLDER} {shlex.quote(q)}",
    ),
    "behind another command": ("import os", 'os.system(f"cd /x && ls {q}")', "ls {shlex.quote(q)}"),
    "an import there is": (
        "import os\nfrom shlex import quote as safe",
        'os.system(f"ls {q}")',
        'os.system(f"ls {safe(q)}")',
    ),
    "a name that is taken": (
        "",
        'html = f"<p>{q}</p>"\nreturn ' + PAGE % "html",
        "from html import escape\n",
    ),
    "a page": ("", "return " + PAGE % 'f"<b>{q}</b>"', 'f"<b>{html.escape(q)}</b>"'),
    "a value of a statement": (
        CONNECT,
        """connection.execute(f"SELECT a FROM t WHERE b = '{q}' AND c = 1")""",
        'connection.execute("SELECT a FROM t WHERE b = ? AND c = 1", (q,))',
    ),
    "two values of a statement": (
        CONNECT,
        """connection.execute("INSERT INTO t VALUES ('" + q + "', '" + body["n"] + "')")""",
        'connection.execute("INSERT INTO t VALUES (?, ?)", (q, body["n"]))',
    ),
    "a statement in a variable": (
        "import pymysql\nconnection = pymysql.connect()",
        "statement = \"SELECT a FROM t WHERE b = '{}'\".format(q)\nconnection.cursor().execute(statement)",
        'statement = "SELECT a FROM t WHERE b = %s"\n    connection.cursor().execute(statement, (q,))',
    ),
    "a comparison": (
        "import os",
        'if event["headers"]["x-token"] != os.environ["API_TOKEN"]:\n    return {"statusCode": 403}',
        'if not hmac.compare_digest(event["headers"]["x-token"].encode(), os.environ["API_TOKEN"].encode()):',
    ),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_change(name: str, fixed: Fixed) -> None:
    setup, body, wanted = CHANGED[name]
    assert wanted in fixed(body, setup)


LEFT = {
    "another loader": ("import yaml\nfrom tags import Loader", "yaml.load(q, Loader=Loader)"),
    "a loader that was given tags": (
        "import yaml\nyaml.add_constructor('!now', print)",
        "yaml.load(q, Loader=yaml.Loader)",
    ),
    "spread arguments": ("import yaml\nGIVEN = {}", "yaml.load(q, **GIVEN)"),
    "a name bound twice": ("import yaml\nfrom yaml import load\nload = load", "load(q)"),
    "two calls on a line": ("import yaml", "yaml.load(q); yaml.load(body)"),
    "a word in quotes": ("import os", "os.system(f\"ls '{q}'\")"),
    "a word in a substitution": ("import os", 'os.system(f"ls $(cat {q})")'),
    "the program itself": ("import os", 'os.system(f"{q} -l")'),
    "a part of the program": ("import os", 'os.system(f"cd / && run-{q}")'),
    "the code of a program": ("import os", 'os.system(f"python3 -c {q}")'),
    "what becomes commands": ("import os", 'os.system(f"curl -s {q} | sh")'),
    "a package that is run": ("import os", 'os.system("cd /x; pip install " + q)'),
    "a command of another machine": ("import os", 'os.system(f"ssh host ls {q}")'),
    "a value with a format": ("import os", 'os.system(f"ls {q!r}")'),
    "a text that goes on": ("import os", 'os.system(f"ls {q}".strip())'),
    "a text that is added to": ("import os", 'c = f"ls {q}"\nc += " -l"\nos.system(c)'),
    "a text that is used for something else": (
        "import os",
        'c = f"ls {q}"\nopen("/tmp/" + c)\nos.system(c)',
    ),
    "a text beside an unknown one": ("import os\nfrom b import FLAGS", 'os.system(f"ls {FLAGS} {q}")'),
    "a helper that is given the text": (
        "import os\ndef run(command):\n    os.system(command)",
        'run(f"ls {q}")',
    ),
    "an attribute of a page": ("", "return " + PAGE % """f'<a href="{q}">x</a>'"""),
    "a script of a page": ("", "return " + PAGE % """f'<script>go({q})</script>'"""),
    "an unquoted value of a statement": (CONNECT, 'connection.execute(f"SELECT a FROM t WHERE b = {q}")'),
    "a pattern of a statement": (CONNECT, """connection.execute(f"SELECT a FROM t WHERE b LIKE '%{q}%'")"""),
    "a table": (CONNECT, 'connection.execute(f"SELECT a FROM {q}")'),
    "a statement with a placeholder": (
        CONNECT,
        """connection.execute(f"SELECT a FROM t WHERE c = ? AND b = '{q}'", (1,))""",
    ),
    "a statement of one of two drivers": (
        "import psycopg2\nimport sqlite3",
        """psycopg2.connect()\nsqlite3.connect("a").execute(f"DELETE FROM t WHERE b = '{q}'")""",
    ),
    "a comparison with what may be missing": (
        "import os",
        'if event["headers"].get("x-token") == os.environ["API_TOKEN"]:\n    return body',
    ),
    "a wildcard import": ("import os\nfrom tools import *", 'os.system(f"ls {q}")'),
}


@pytest.mark.parametrize("name", LEFT)
def test_no_change(name: str, fixed: Fixed) -> None:
    setup, body = LEFT[name]
    assert not fixed(body, setup)


@pytest.mark.parametrize(("runtime", "offered"), [("python3.7", False), ("python3.8", True)])
def test_an_old_runtime_knows_no_filter(runtime: str, offered: bool, fixed: Fixed) -> None:
    after = fixed(ARCHIVE + '.extractall("/tmp/out")', TAR, runtime=runtime)
    assert ('filter="data"' in after) is offered


def run(code: str, q: str) -> Any:  # noqa: ANN401 - whatever the program answers
    """Run a changed program, as the sender of a request."""
    space: dict[str, Any] = {}
    exec(compile(code, "app.py", "exec"), space)  # noqa: S102 - a program of this test
    return space["handler"]({"queryStringParameters": {"q": q}, "body": "{}"}, None)


def test_a_changed_command_still_runs(fixed: Fixed) -> None:
    code = fixed('return subprocess.check_output(f"echo -n {q}", shell=True, text=True)', "import subprocess")
    assert run(code, "plain") == "plain"
    assert run(code, "a; echo 'b'") == "a; echo 'b'"


def test_a_changed_page_still_shows(fixed: Fixed) -> None:
    code = fixed("return " + PAGE % 'f"<p>{q}</p>"')
    assert run(code, "a & <b>")["body"] == f"<p>{html.escape('a & <b>')}</p>"


def test_a_changed_reader_still_reads(fixed: Fixed) -> None:
    code = fixed("return yaml.load(q, Loader=yaml.FullLoader)", "import yaml")
    assert run(code, "a: [1, x]") == {"a": [1, "x"]}
    with pytest.raises(yaml.YAMLError):
        run(code, "!!python/object/apply:os.getcwd []")


def test_a_changed_statement_still_finds(fixed: Fixed, tmp_path: Path) -> None:
    store = tmp_path / "shop.db"
    with sqlite3.connect(store) as connection:
        connection.executescript("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'x'), (2, 'it''s')")
    setup = f"import sqlite3\nconnection = sqlite3.connect({str(store)!r})"
    code = fixed("""return connection.execute(f"SELECT a FROM t WHERE b = '{q}'").fetchall()""", setup)
    assert (run(code, "x"), run(code, "it's"), run(code, "' OR '1'='1")) == ([(1,)], [(2,)], [])


def test_a_changed_archive_still_unpacks(fixed: Fixed, tmp_path: Path) -> None:
    archive = tmp_path / "a.tar"
    with tarfile.open(archive, "w") as writing:
        member = tarfile.TarInfo("a.txt")
        member.size = 2
        writing.addfile(member, io.BytesIO(b"hi"))
    code = fixed(f"{ARCHIVE}.extractall({str(tmp_path / 'out')!r})", TAR)
    run(code, base64.b64encode(archive.read_bytes()).decode())
    assert (tmp_path / "out" / "a.txt").read_text() == "hi"


def test_a_changed_comparison_still_decides(fixed: Fixed, monkeypatch: pytest.MonkeyPatch) -> None:
    body = 'return event["headers"]["x-token"] == os.environ["API_TOKEN"]'
    code = fixed(body, "import os")
    monkeypatch.setenv("API_TOKEN", "s3cr3t")
    space: dict[str, Any] = {}
    exec(compile(code, "app.py", "exec"), space)  # noqa: S102 - a program of this test
    for token, wanted in (("s3cr3t", True), ("s3cr3", False), ("ü", False)):
        event = {"headers": {"x-token": token}, "queryStringParameters": {"q": ""}, "body": "{}"}
        assert space["handler"](event, None) is wanted

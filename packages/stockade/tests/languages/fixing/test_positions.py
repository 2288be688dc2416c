"""Positions are those of the file as it is: tabs, other alphabets, line ends, code inside a template."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade import pipeline
from stockade.cache import FOLDER
from stockade.languages.fixing.calls import call_at
from stockade.languages.fixing.sources import MOST_FIXES, Source, inside
from stockade.model import Edit
from stockade.model.fix import applied
from stockade.values import Location

HEAD = 'import os\n\n\ndef handler(event, context):\n    q = event["queryStringParameters"]["q"]\n'
TEMPLATE = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {{AssumeRolePolicyDocument: {{Statement: []}}}}
  Front:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code:
        ZipFile: {code}
  Url:
    Type: AWS::Lambda::Url
    Properties: {{TargetFunctionArn: !Ref Front, AuthType: NONE}}
"""
INLINE = """|
          import os

          def handler(event, context):
              q = event["queryStringParameters"]["q"]

              os.system(f"ls {q}")
"""
QUOTED = (
    '"import os\\ndef handler(event, context):\\n'
    "    os.system('ls ' + event['queryStringParameters']['q'])\\n\""
)


def fixes(there: Any) -> list[tuple[Edit, ...]]:  # noqa: ANN401 - the harness
    return [one.fix.edits for one in there.findings() if one.fix is not None]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (HEAD.replace("    ", "\t") + '\tos.system(f"ls {q}")\n', '\tos.system(f"ls {shlex.quote(q)}")\n'),
        (HEAD + '    os.system(f"ls Größe-€-🙂 # {q}")\n', ""),
        (
            HEAD + '    os.system(f"ls Größe-€-🙂 {q}")\n',
            '    os.system(f"ls Größe-€-🙂 {shlex.quote(q)}")\n',
        ),
        ("\ufeff" + HEAD + '    os.system(f"ls {q}")\n', '    os.system(f"ls {shlex.quote(q)}")\n'),
        (HEAD + '    x = "🙂"; os.system("ls " + q)\n', '    x = "🙂"; os.system("ls " + shlex.quote(q))\n'),
        (
            HEAD + '    os.system(\n        "ls "\n        f"-l {q}"  # ä\n    )\n',
            '        "ls "\n        f"-l {shlex.quote(q)}"  # ä\n',
        ),
    ],
)
def test_the_text_around_stays(text: str, wanted: str, project: Callable[..., Any]) -> None:
    there = project(text)
    found = fixes(there)
    if not wanted:
        assert not found
        return
    there.apply(found[0])
    after = there.read("app.py")
    assert wanted in after
    assert after.replace("import shlex\n", "").replace("shlex.quote(q)", "q") == text
    assert not fixes(there)


def test_lines_keep_their_ends(project: Callable[..., Any]) -> None:
    text = (HEAD + '    os.system(f"ls {q}")\n').replace("\n", "\r\n")
    there = project(text)
    there.apply(fixes(there)[0])
    after = there.read("app.py")
    assert "import os\r\nimport shlex\r\n" in after
    assert after.count("\n") == after.count("\r\n") == text.count("\n") + 1


def scanned(folder: Path, template: str) -> list[tuple[Edit, ...]]:
    (folder / "template.yaml").write_text(template, encoding="utf-8", newline="")
    found = pipeline.scan(folder, pipeline.configuration(folder)).findings
    assert any(one.rule == "command-injection" for one in found) or "shlex" in template
    return [one.fix.edits for one in found if one.fix is not None]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_code_in_a_template(end: str, tmp_path: Path) -> None:
    template = TEMPLATE.format(code=INLINE).replace("\n", end)
    (edits,) = scanned(tmp_path, template)
    after = applied(template, edits)
    assert f"          import os{end}          import shlex{end}{end}" in after
    assert '              os.system(f"ls {shlex.quote(q)}")' in after
    assert scanned(tmp_path, after) == []


def test_code_in_a_template_that_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path / "cache"))
    (tmp_path / "template.yaml").write_text(TEMPLATE.format(code=INLINE), encoding="utf-8")
    config = pipeline.configuration(tmp_path)
    first, second = (pipeline.scan(tmp_path, config, cache=True).findings for _ in range(2))
    assert first == second
    assert any(one.fix is not None for one in first)


def test_code_in_quotes_is_left_alone(tmp_path: Path) -> None:
    assert scanned(tmp_path, TEMPLATE.format(code=QUOTED)) == []


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("a: |\n  x = 1\n", "y = 1\n"),
        ("a: |\n  x = 1\n", "x = 1\ny = 2\n"),
        ("a: >\n  x = 1\n", "x = 1\n"),
        ("a: |\nx = 1\n", "x = 1\n"),
        ("a: |", "x = 1\n"),
        ("", "x = 1\n"),
        ("a: |\n\n", "\n"),
    ],
)
def test_what_is_no_block_of_lines(template: str, code: str) -> None:
    assert inside(template, "t.yaml", code, "index.py", Location("t.yaml", 1, 4)) is None


@given(st.text(alphabet="a\tü🙂\r\n()", max_size=60), st.integers(-1, 9), st.integers(-1, 20))
def test_a_position_leads_back_to_itself(text: str, line: int, column: int) -> None:
    source = Source(text, "a.py", "a.py")
    offset = source.offset(Location("a.py", line, column))
    if offset is not None:
        assert source._place(offset) == Location("a.py", line, column)
        lines = text.split("\n")
        assert source.data[offset:].decode()[:1] == (lines[line - 1] + "\n")[column - 1]


@given(st.text(alphabet="ab().=,'{}f\"\n ", max_size=40), st.integers(1, 4), st.integers(1, 30))
def test_any_text_has_a_call_or_none(text: str, line: int, column: int) -> None:
    found = call_at(Source(text, "a.py", "a.py"), Location("a.py", line, column), "a.b")
    assert found is None or found.name.text == b"b"


def test_a_second_scan_offers_the_same(
    project: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path / "cache"))
    there = project(HEAD + '    os.system(f"ls {q}")\n')
    first, second = ([one.fix for one in there.findings(cache=True)] for _ in range(2))
    assert first == second
    assert any(first)
    there.write({"app.py": "# a line above\n" + there.read("app.py")})
    moved = [one.fix for one in there.findings(cache=True) if one.fix is not None]
    (before,) = (one for one in first if one is not None)
    assert [edit.start.line for edit in moved[0].edits] == [edit.start.line + 1 for edit in before.edits]
    assert list((tmp_path / "cache").rglob("*")), "nothing was kept"


@pytest.mark.parametrize(
    "text",
    ["", "(" * 400 + "a" + ")" * 400, "x = " + "+".join(['"a"'] * 2_000), "#" * 600_000],
)
def test_what_no_person_wrote_has_no_fix(text: str) -> None:
    assert not Source(text, "a.py", "a.py").is_readable


def test_of_many_fixes_the_first_are_offered(project: Callable[..., Any]) -> None:
    there = project(HEAD + '    os.system(f"ls {q}")\n' * (MOST_FIXES + 2))
    assert len(fixes(there)) == MOST_FIXES

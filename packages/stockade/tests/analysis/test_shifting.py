"""Places of code in the file that holds it, however it was written there."""

import pytest
import yaml

from stockade.analysis.shifting import FILLED, Shifting, source_of
from stockade.values import Concat, Lit, Location, Ref, Unknown

BLOCK = """\
Resources:
  One:
    Template: |
      #set($a = $input.path('$'))
      {
        "x": "$a.x"
      }
"""
FOLDED = """\
One:
  Template: "#set($a = $input.path('$'))\\n{\\n\\
    \\  \\"x\\": \\"$a.x\\"\\n\\
    }\\n"
"""
JSON = """\
{
  "Template": "#set($a = $input.path('$'))\\n{\\n  \\"x\\": \\"$a.x\\"\\n}\\n"
}
"""
BELOW = """\
Template:
  "{'x': '$a.x'}"
"""
TEXT = '#set($a = $input.path(\'$\'))\n{\n  "x": "$a.x"\n}\n'


@pytest.mark.parametrize(
    ("held", "start", "places"),
    [
        (BLOCK, 3, {(1, 1): 4, (1, 11): 4, (3, 9): 6}),
        (FOLDED, 2, {(1, 11): 2, (3, 9): 3}),
        (JSON, 2, {(1, 11): 2, (3, 9): 2}),
    ],
)
def test_place(held: str, start: int, places: dict[tuple[int, int], int]) -> None:
    shifting = Shifting(TEXT, Location("one.yaml", start, 5), lambda _: held.split("\n"))
    for (line, column), expected in places.items():
        found = shifting.at(line, column)
        assert found.line == expected
        if TEXT.split("\n")[line - 1][column - 1] == "$":
            wanted = TEXT.split("\n")[line - 1][column - 1 :][:3]
            assert held.split("\n")[found.line - 1][found.column - 1 :].startswith(wanted)


def test_the_texts_are_what_the_file_says() -> None:
    assert yaml.safe_load(BLOCK)["Resources"]["One"]["Template"] == TEXT
    assert yaml.safe_load(FOLDED)["One"]["Template"] == TEXT


def test_a_text_on_the_next_line() -> None:
    found = Shifting("{'x': '$a.x'}", Location("one.yaml", 1, 1), lambda _: BELOW.split("\n")).at(1, 8)
    assert (found.line, found.column) == (2, 11)


def test_a_file_that_is_not_there() -> None:
    found = Shifting(TEXT, Location("one.yaml", 7, 3), lambda _: ()).at(3, 9)
    assert (found.file, found.line) == ("one.yaml", 7)


def test_what_is_known_at_deployment_is_a_word() -> None:
    joined = Concat((Lit('{"table": "'), Ref("Table"), Lit('", "x": "$a"}')))
    text = source_of(joined)
    assert text == f'{{"table": "{FILLED}", "x": "$a"}}'
    held = 'One: !Sub |\n  {"table": "${Table}", "x": "$a"}\n'
    found = Shifting(text or "", Location("one.yaml", 1, 1), lambda _: held.split("\n")).at(
        1, text.index("$a") + 1
    )
    assert found.line == 2
    assert source_of(Unknown("a secret")) is None
    assert source_of(Ref("Table")) is None

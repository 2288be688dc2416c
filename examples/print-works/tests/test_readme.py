"""The tables of planted faults name places that exist, and every fault of the code is in its function."""

import re
from pathlib import Path

EXAMPLE = Path(__file__).parents[1]
README = (EXAMPLE / "README.md").read_text(encoding="utf-8")
TEMPLATE = (EXAMPLE / "vulnerable" / "template.yaml").read_text(encoding="utf-8").splitlines()
CODE = re.findall(r"^\| `(src/[^:`]+):(\d+)` \| `([a-z-]+)` ", README, re.MULTILINE)
RESOURCES = re.findall(r"^\| `(?:Globals\.)?(\w+)` \| (\d+) \| `([a-z-]+)` ", README, re.MULTILINE)


def enclosing(line: int) -> str:
    """Name the resource, parameter or group of globals that a line of the template lies in."""
    heads = (re.match(r"  (\w+):", text) for text in reversed(TEMPLATE[:line]))
    return next(head[1] for head in heads if head)


def test_faults_of_the_template_lie_in_their_resources() -> None:
    assert len(RESOURCES) > 50
    assert [name for name, _, _ in RESOURCES] == [enclosing(int(line)) for _, line, _ in RESOURCES]


def test_faults_of_the_code_lie_on_lines_with_code() -> None:
    assert len(CODE) > 20
    for file, line, rule in CODE:
        text = (EXAMPLE / "vulnerable" / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert len(text.strip()) > 5, (file, line, rule)


def test_both_versions_have_the_same_functions() -> None:
    vulnerable, hardened = (
        {path.relative_to(EXAMPLE / version) for path in (EXAMPLE / version / "src").glob("*/*.*")}
        for version in ("vulnerable", "hardened")
    )
    assert vulnerable == hardened

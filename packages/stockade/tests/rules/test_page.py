import pytest

from stockade.rules.page import Mark, parse_page, prose_of, summary_of

PAGE = """\
# A fault

## What it finds

Something
bad.

## Attack

```sh
curl https://example.com
```

## Examples

```yaml flagged file=a/template.yaml
Resources:
  A: {}  # finding: a-fault
```

```python file=a/src/app.py
x = 1  # open: a-fault
```

````json clean
{"text": "```"}
````

```yaml unknown
Transform: AWS::Serverless-2016-10-31
```
"""


def test_examples_and_their_files() -> None:
    flagged, clean, unknown = parse_page(PAGE).examples
    assert list(flagged.files) == ["a/template.yaml", "a/src/app.py"]
    assert flagged.marked("a-fault") == {
        Mark("a/template.yaml", 2, "a-fault", "fail"),
        Mark("a/src/app.py", 1, "a-fault", "open"),
    }
    assert clean.files == {"template.json": '{"text": "```"}\n'}
    assert (clean.format, unknown.format) == ("cloudformation", "sam")


def test_headings_are_not_looked_for_inside_blocks() -> None:
    page = parse_page("# T\n\n```sh\n## no heading\n```\n\n## Attack\n")
    assert (page.title, page.headings) == ("T", ("Attack",))


def test_prose_keeps_illustrations_only() -> None:
    assert prose_of(PAGE).endswith("## Attack\n\n```sh\ncurl https://example.com\n```\n")
    assert summary_of(PAGE) == "Something bad."


@pytest.mark.parametrize(
    "text",
    [
        "```yaml file=x.yaml\n```\n",
        "```yaml flagged\n```\n```yaml file=template.yaml\n```\n",
        "```yaml flagged file=../x\n```\n",
        "```yaml flagged\n",
    ],
)
def test_faulty_pages_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="line"):
        parse_page(text)

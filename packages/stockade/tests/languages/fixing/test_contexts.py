"""Where an escaped value is right: words of commands, text of pages."""

import pytest

from stockade.languages.fixing.contexts import is_html_text, is_shell_word

WORDS = [
    "ls ",
    "ls -l /tmp/",
    "cd /x && ls ",
    "A=1 ls ",
    "cat /a | grep -c ",
    "/bin/ls ",
    "ls > /tmp/",
    "ls;\nwc ",
]
NO_WORDS = [
    "",
    " ",
    "ls",
    "ls; ",
    "run-",
    "/bin/",
    "A=",
    "ls '",
    'ls "',
    "ls `",
    "ls \\",
    "ls $(",
    "cat <<E\n",
    "ls # ",
    "sh -c ",
    "A=1 bash ",
    "ls | xargs ",
    "$RUN ",
    "for a in ",
    "sqlite3 a ",
    "/usr/bin/env ",
]


@pytest.mark.parametrize("before", WORDS)
def test_a_word(before: str) -> None:
    assert is_shell_word(before, " | wc -l; echo done")


@pytest.mark.parametrize("before", NO_WORDS)
def test_no_word(before: str) -> None:
    assert not is_shell_word(before, "")


@pytest.mark.parametrize("after", [" | sh", " -o /x && . /x", "|/bin/bash -s", "; A=1 python3 /x"])
def test_what_becomes_commands(after: str) -> None:
    assert not is_shell_word("curl ", after)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "Hello ",
        "<p>",
        '<p class="a>b">',
        "<!-- a --><p>",
        "<script>go()</script><p>",
        "<!DOCTYPE html><html><title>",
        "1 < 2 ",
        "<br/>",
        "<STYLE>a{}</style >",
    ],
)
def test_text_of_a_page(before: str) -> None:
    assert is_html_text(before, "")


@pytest.mark.parametrize(
    "before",
    [
        "<",
        "<a href=",
        '<a href="',
        "<a href='x' title=\"a>",
        "<p ",
        "<!-- ",
        "<script>",
        '<script src="x">',
        "<style>p { color: ",
        "<SCRIPT>go()</p>",
        "</",
        "<svg onload=",
        "<iframe srcdoc='",
    ],
)
def test_no_text_of_a_page(before: str) -> None:
    assert not is_html_text(before, "")

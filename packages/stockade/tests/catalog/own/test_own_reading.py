"""People's own catalog files: what is read of them, and which errors name which line."""

import os
import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockade.catalog.calls import Clean, Sink
from stockade.catalog.knowledge import Knowledge
from stockade.catalog.own.checks import LANGUAGES
from stockade.catalog.own.files import MOST_BYTES, MOST_FILES, MOST_PATTERNS
from stockade.catalog.own.reading import read_own
from stockade.errors import ConfigError

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
python = { calls = ["shop.db.report"], arguments = [{ position = 0 }] }
"""
SOURCE = """\
id = "own.kiosk"
title = "Kiosk"
service = "Kiosks"
invocation = "asynchronous"
exposure = "public"
match = { arbitrary = true }
wiring = { functions = ["Orders*"] }
[[fields]]
path = "order.note"
control = "sender"
"""
CLEAN = """\
language = "python"

[[clean]]
calls = ["shop.security.clean"]
rules = ["command-injection"]
"""


def read(folder: Path, text: str, name: str = "own.toml") -> object:
    (folder / name).write_text(text)
    return read_own(folder, (name,))


def error(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    return str(caught.value)


def test_entries_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "security").mkdir()
    (tmp_path / "security/a.toml").write_text(CLEAN)
    (tmp_path / "security/b.toml").write_text("# sinks\n\n" + SINK.replace("own.report", "b.report"))
    own = read_own(tmp_path, ("security/*.toml",))
    assert [(one.table, one.title, one.place) for one in own.additions] == [
        ("clean", "shop.security.clean", "security/a.toml:3"),
        ("sink", "b.report", "security/b.toml:3"),
    ]
    assert isinstance(own.additions[0].entry, Clean)
    assert isinstance(own.additions[1].entry, Sink)
    assert dict(own.texts)["security/a.toml"] == CLEAN


def test_a_source_by_itself_and_in_a_list(tmp_path: Path) -> None:
    alone = read_own_source(tmp_path, SOURCE)
    head, _, fields = SOURCE.partition("[[fields]]")
    listed = read_own_source(tmp_path, f"[[source]]\n{head}[[source.fields]]{fields}")
    assert alone == listed


def read_own_source(folder: Path, text: str) -> object:
    (folder / "own.toml").write_text(text)
    [one] = read_own(folder, ("own.toml",)).additions
    return one.entry


def test_a_file_that_two_patterns_name_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(CLEAN)
    assert len(read_own(tmp_path, ("own.toml", "*.toml")).additions) == 1


FAULTS = {
    "no TOML": ("language = 'python'\n[[clean]\n", "own.toml:2: is no TOML"),
    "a text without end": ('language = "python"\nx = """a\n', "own.toml:3: is no TOML"),
    "a number too long": (f"language = {'1' * 5000}\n", "own.toml:1: is no TOML"),
    "a misspelt key": (CLEAN.replace("rules", "rule"), "own.toml:5: `clean[0].rule` is not a key"),
    "a misspelt table": (CLEAN.replace("[[clean]]", "[[cleans]]"), "own.toml:3: `cleans` is not a key"),
    "a wrong type": (CLEAN.replace('["command-injection"]', "1"), "own.toml:5: `clean[0].rules`: expected"),
    "a missing key": (CLEAN.replace("rules", "#"), "own.toml:3: `clean[0]` lacks `rules`"),
    "a wrong word": (SINK.replace('needs = "text"', 'needs = "x"'), "own.toml:7: `sink[0].needs`: invalid"),
    "no language": (CLEAN.replace("language", "#"), "own.toml:3: `language` is missing"),
    "another language": (CLEAN.replace("python", "cobol"), "own.toml:1: `language`: invalid"),
    "nothing in it": ('language = "python"\n', "own.toml:1: no entry in it"),
    "an unknown rule": (
        SINK.replace('rule = "command-injection"', 'rule = "no-such"'),
        "own.toml:3: `sink[0].rule`: there is no rule 'no-such' for data flows; there are code-injection, ",
    ),
    "an unknown rule to clean for": (
        CLEAN.replace("command-injection", "no-such"),
        "own.toml:5: `clean[0].rules`: there is no rule 'no-such'",
    ),
    "another weakness": (SINK.replace("78", "79"), "own.toml:4: `sink[0].cwe`: command-injection is not"),
    "an id of another file": (SINK.replace("own.report", "x.report"), "own.toml:2: `sink[0].id`"),
    "a name that is none": (
        CLEAN.replace("shop.security.clean", "shop security"),
        "own.toml:3: `clean[0]`: ",
    ),
    "a type that nothing makes": (
        CLEAN.replace("shop.security.clean", "sql.Curser.clean"),
        "own.toml:3: 'sql.Curser.clean': there is no type",
    ),
    "an id twice": (SINK + SINK, "own.toml:11: 'own.report' stands in own.toml:1 too"),
    "what is passed twice": (
        'language = "python"\n' + '[[passing]]\ncalls = ["shop.load"]\narguments = []\n' * 2,
        "own.toml:5: 'shop.load' stands in own.toml:2 too",
    ),
    "what ours passes": (
        'language = "python"\n[[passing]]\ncalls = ["json.loads"]\narguments = []\n',
        "own.toml:2: our catalog has a `passing` (python) of 'json.loads'; to replace it, say replaces = \"",
    ),
    "an attribute of ours": (
        'language = "python"\n[[type]]\nname = "own.C"\nattributes = ["boto3.resource(s3).meta.client"]\n',
        "own.toml:2: our catalog has a `type` (python) of 'boto3.resource(s3).meta.client'",
    ),
    "what is not there to replace": (
        SINK.replace("[[sink]]", '[[sink]]\nreplaces = "no.such"\nreason = "x"'),
        "own.toml:1: `replaces`: our catalog has no sink 'no.such'",
    ),
    "a call that is not there to replace": (
        f'{CLEAN}replaces = "shop.security.clean"\nreason = "x"\n',
        "own.toml:3: `replaces`: our catalog has no `clean` (python) of 'shop.security.clean'",
    ),
    "replacing another call": (
        f'{CLEAN}replaces = "shlex.quote"\nreason = "x"\n',
        "own.toml:3: `replaces`: 'shlex.quote' is none of its calls",
    ),
    "replacing without a reason": (
        SINK.replace("[[sink]]", '[[sink]]\nreplaces = "command.os"'),
        "own.toml:2: `sink[0].replaces`: it needs a `reason`",
    ),
    "a reason without replacing": (f'{CLEAN}reason = "x"\n', "own.toml:6: `clean[0].reason`: it is for"),
    "a source of ours": (
        SOURCE.replace("own.kiosk", "sqs"),
        "own.toml:1: our catalog has a source 'sqs'",
    ),
    "a source that takes another's place": (
        'replaces = "sqs"\nreason = "x"\n' + SOURCE,
        "own.toml:1: `id`: a source that replaces 'sqs' has its id",
    ),
    "a path that is none": (
        SOURCE.replace("order.note", "order..note"),
        "own.toml:9: `source[0].fields[0].path`",
    ),
    "a module of ours": (
        SOURCE.replace('{ functions = ["Orders*"] }', '{ module = "assembly.pipes" }'),
        "own.toml:7: `source[0].wiring.module`: `module` is for sources of ours",
    ),
    "wiring that says nothing": (SOURCE.replace('functions = ["Orders*"]', ""), "own.toml:7: `wiring`"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_an_error_names_file_line_and_key(tmp_path: Path, name: str) -> None:
    text, told = FAULTS[name]
    assert error(tmp_path, text).startswith(told)


def test_an_id_of_ours_needs_to_say_that_it_replaces_it(tmp_path: Path) -> None:
    text = SINK.replace("own.report", "sql.cursor")
    with pytest.raises(
        ConfigError, match=r"^sql\.toml:1: our catalog has a sink 'sql.cursor'; to replace it"
    ):
        read(tmp_path, text, "sql.toml")
    read(tmp_path, f'{text}replaces = "sql.cursor"\nreason = "ours"\n', "other.toml")


def test_lines_are_those_behind_texts_of_several_lines(tmp_path: Path) -> None:
    text = SINK + textwrap.dedent('''\
        [[sink.example]]
        language = "python"
        setup = """
        [[sink]]
        id = "x"
        """
        flagged = "q"
        silent = "q"
        [[sink.example]]
        language = "cobol"
        flagged = "q"
        silent = "q"
        ''')
    assert error(tmp_path, text).startswith("own.toml:20: `sink[0].example[1].language`")


PAGE = Path(__file__).parents[5] / "docs/own-catalog.md"
BLOCKS = [
    block
    for block in re.findall(r"^```toml\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    if not block.startswith("# stockade.toml")
]


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_the_examples_of_the_page_are_right(tmp_path: Path, number: int) -> None:
    (tmp_path / "shop.toml").write_text(BLOCKS[number])
    assert read_own(tmp_path, ("shop.toml",)).additions


PATTERNS = {
    "../own.toml": "is no pattern of files below the folder",
    "security/../../own.toml": "is no pattern of files below the folder",
    "/etc/own.toml": "is no pattern of files below the folder",
    "~/own.toml": "is no pattern of files below the folder",
    "c:\\own.toml": "is no pattern of files below the folder",
    "": "is no pattern of files below the folder",
    "a\0b": "is no pattern of files below the folder",
    "**/*.toml": "`**` is not taken",
    "nothing/*.toml": "names no file",
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_that_are_refused(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(ConfigError, match=r"^stockade.toml: `catalog`: ") as caught:
        read_own(tmp_path, (pattern,))
    assert PATTERNS[pattern] in str(caught.value)


def test_no_way_out_of_the_folder(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside, outside):
        folder.mkdir()
    (outside / "own.toml").write_text(CLEAN)
    (inside / "linked.toml").symlink_to(outside / "own.toml")
    (inside / "folder").symlink_to(outside)
    for pattern, file in {"*.toml": "linked.toml", "folder/*.toml": "folder/own.toml"}.items():
        with pytest.raises(ConfigError, match=f"^{file}:1: is a link out of the folder"):
            read_own(inside, (pattern,))


def test_a_link_within_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(CLEAN)
    (tmp_path / "linked.toml").symlink_to(tmp_path / "own.toml")
    assert len(read_own(tmp_path, ("linked.toml",)).additions) == 1


def test_odd_files(tmp_path: Path) -> None:
    (tmp_path / "large.toml").write_text("#" * (MOST_BYTES + 1))
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    os.mkfifo(tmp_path / "pipe.toml")
    for name in ("large", "binary", "pipe", "loop"):
        with pytest.raises(ConfigError, match=f"^{name}.toml:1: |names no file"):
            read_own(tmp_path, (f"{name}.toml",))


def test_a_long_line_is_read_in_no_time(tmp_path: Path) -> None:
    assert error(tmp_path, "[[" + " " * (MOST_BYTES - 10)).startswith("own.toml:1: is no TOML")


def test_bounds_of_number(tmp_path: Path) -> None:
    for number in range(MOST_FILES + 1):
        text = CLEAN.replace('clean"', f'clean{number}"')
        (tmp_path / f"{number}.toml").write_text(text)
    with pytest.raises(ConfigError, match=f"more than {MOST_FILES} files"):
        read_own(tmp_path, ("*.toml",))
    with pytest.raises(ConfigError, match=f"more than {MOST_PATTERNS} patterns"):
        read_own(tmp_path, ("1.toml",) * (MOST_PATTERNS + 1))


_WORDS = st.sampled_from(
    [
        *CLEAN.split(),
        *SINK.split(),
        *SOURCE.split(),
        "=",
        "[",
        "]",
        "{",
        "}",
        '"',
        "'''",
        "\n",
        "-1",
        "[[sink]]",
    ]
)


@given(st.one_of(st.text(), st.lists(_WORDS).map(" ".join), st.lists(_WORDS).map("\n".join)))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_a_result_or_an_error_with_its_line(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("own")
    (folder / "own.toml").write_text(text, encoding="utf-8", errors="replace", newline="")
    try:
        knowledge = Knowledge(read_own(folder, ("own.toml",)))
        assert knowledge.digest
        assert knowledge.returned_sinks
        assert all(knowledge.of(language).sinks for language in LANGUAGES)
    except ConfigError as caught:
        place = str(caught).split(": ", maxsplit=1)[0]
        assert place.startswith("own.toml:")
        assert int(place.rpartition(":")[2]) >= 1

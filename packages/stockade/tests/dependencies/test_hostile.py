"""Whatever stands in a manifest, reading it ends, and gives components or gaps."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.dependencies.documents import parse_yaml
from stockade.dependencies.names import address, npm_name, python_name, version_of
from stockade.dependencies.shelf import Found
from stockade.errors import ReadError

PYTHON = [
    "requirements.txt",
    "Pipfile.lock",
    "Pipfile",
    "poetry.lock",
    "uv.lock",
    "pdm.lock",
    "pylock.toml",
    "pyproject.toml",
]
NPM = ["package.json", "package-lock.json", "pnpm-lock.yaml", "yarn.lock"]
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=12)
KEYS = st.sampled_from(
    [
        *("packages", "dependencies", "importers", ".", "node_modules/a", "a", "version", "resolved", "link"),
        *("requires", "snapshots", "a@1.0.0", "default", "package", "name", "source", "lockfileVersion"),
        *("workspaces", "resolution"),
    ]
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(st.sampled_from(PYTHON), st.text(max_size=200))
def test_any_text_of_python(python: Callable[..., Found], name: str, text: str) -> None:
    python({name: text})


@given(st.sampled_from(NPM), st.text(max_size=200))
def test_any_text_of_npm(npm: Callable[..., Found], name: str, text: str) -> None:
    npm({"package.json": '{"name": "x", "dependencies": {"a": "1"}}', name: text})


@given(st.sampled_from(NPM[:3]), TREES)
def test_any_tree_of_npm(npm: Callable[..., Found], name: str, data: object) -> None:
    npm({"package.json": '{"name": "x", "dependencies": {"a": "1"}}', name: json.dumps(data)})


@given(TREES)
def test_any_tree_of_a_pipfile(python: Callable[..., Found], data: object) -> None:
    python({"Pipfile.lock": json.dumps(data)})


@given(
    st.lists(st.dictionaries(KEYS, SCALARS, max_size=4), max_size=4),
    st.sampled_from(["poetry.lock", "uv.lock", "pdm.lock"]),
)
def test_any_tables_of_toml(
    python: Callable[..., Found], entries: list[dict[str, object]], name: str
) -> None:
    blocks = (
        "[[package]]\n"
        + "".join(
            f"{json.dumps(key)} = {json.dumps(value)}\n" for key, value in entry.items() if value is not None
        )
        for entry in entries
    )
    python({name: "".join(blocks)})


@given(st.text(max_size=300))
def test_names_hold_nothing_that_a_terminal_obeys(written: str) -> None:
    for found in (python_name(written), npm_name(written), version_of(written)):
        assert found.isprintable()
        assert " " not in found


@given(st.text(max_size=60))
def test_any_address(written: str) -> None:
    shown = address(f"https://user:secretword@{written}")
    assert "secretword@" not in shown or "secretword@" in written


@pytest.mark.parametrize("depth", [300, 30_000])
@pytest.mark.parametrize("kind", ["[", "{a: ", "- ", "? "])
def test_deep_yaml_is_refused(kind: str, depth: int) -> None:
    with pytest.raises(ReadError, match=r"nested|YAML"):
        parse_yaml("a: \n  " + kind * depth, "lock")


@pytest.mark.parametrize("depth", [300, 100_000])
def test_deep_json_and_toml_are_gaps(
    npm: Callable[..., Found], python: Callable[..., Found], depth: int
) -> None:
    assert npm({"package.json": '{"name": "x"}', "package-lock.json": "[" * depth}).gaps
    assert python({"poetry.lock": "a = " + "[" * depth}).gaps

"""Reading configurations written in a test, and values without their places."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from stockade.model import Stack
from stockade.readers import Readings, read_all
from stockade.readers.files import Root
from stockade.readers.terraform.configuration import Configuration
from stockade.readers.terraform.reading import read_configuration
from stockade.values import NOWHERE, List, Lit, Map, Value, replace

Configure = Callable[..., Configuration]
Deploy = Callable[..., Stack]
ReadAll = Callable[..., Readings]
Evaluate = Callable[..., object]
Shown = Callable[[Value], object]


def without_places(value: Value) -> object:
    """Return what is known as plain data, every other term without the place it was written at."""
    match value:
        case Lit():
            return value.value
        case List():
            return [without_places(item) for item in value.items]
        case Map():
            return {key: without_places(item) for key, item in value.items.items()}
        case _:
            return replace(value, lambda term: changed(term, at=NOWHERE))


def write(folder: Path, main: str | bytes, files: dict[str, str | bytes]) -> None:
    for name, content in {"main.tf": main, **files}.items():
        if content:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture
def shown() -> Shown:
    return without_places


@pytest.fixture
def configure(tmp_path: Path) -> Configure:
    """Evaluate a root module in Terraform's words: the text of `main.tf`, other files by name."""

    def make(main: str | bytes = "", folder: str = "", **files: str | bytes) -> Configuration:
        write(tmp_path / folder, main, files)
        found = read_configuration(Root(tmp_path), folder)
        assert found is not None
        return found

    return make


@pytest.fixture
def readings(tmp_path: Path) -> ReadAll:
    """Read everything below a folder with the files given."""

    def make(main: str | bytes = "", **files: str | bytes) -> Readings:
        write(tmp_path, main, files)
        return read_all(tmp_path)

    return make


@pytest.fixture
def deploy(readings: ReadAll) -> Deploy:
    """Read one application in CloudFormation's words."""

    def make(main: str | bytes = "", **files: str | bytes) -> Stack:
        (stack,) = readings(main, **files).stacks
        return stack

    return make


@pytest.fixture
def evaluate(configure: Configure) -> Evaluate:
    """Return the value of one expression; `main` is what stands beside it. Nothing may be refused."""

    def make(expression: str, main: str = "", **files: str | bytes) -> object:
        found = configure(f'output "it" {{\n  value = {expression}\n}}\n{main}', **files)
        assert not found.gaps, found.gaps
        return without_places(found.outputs["it"].value)

    return make

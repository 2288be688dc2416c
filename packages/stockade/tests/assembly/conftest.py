from collections.abc import Callable
from pathlib import Path

import pytest

from stockade.assembly import assemble
from stockade.assembly.draft import Draft
from stockade.model import App
from stockade.readers import read_all


@pytest.fixture
def app_of(tmp_path: Path) -> Callable[[str], App]:
    """Read and assemble one template from its text."""

    def make(text: str) -> App:
        (tmp_path / "template.yaml").write_text(text)
        (app,) = assemble(read_all(tmp_path).stacks)
        return app

    return make


@pytest.fixture
def draft_of(tmp_path: Path) -> Callable[[str], Draft]:
    """Read one template into a draft that nothing has been wired in."""

    def make(text: str) -> Draft:
        (tmp_path / "template.yaml").write_text(text)
        (stack,) = read_all(tmp_path).stacks
        return Draft(stack)

    return make

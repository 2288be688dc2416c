"""What holds for every test: none reads or writes the cache of whoever runs them."""

import pytest

from stockade.cache import FOLDER


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, "off")

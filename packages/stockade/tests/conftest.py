"""What holds for every test: no cache of whoever runs them is used, and a busy machine fails none."""

import pytest
from hypothesis import HealthCheck, settings

from stockade.cache import FOLDER

settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, "off")

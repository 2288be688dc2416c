import gc

import pytest

from stockade.readers.collection import paused_collection


@pytest.fixture(autouse=True)
def _collecting_again() -> object:
    yield
    gc.enable()


def test_the_collector_is_paused_and_runs_again_even_after_an_error() -> None:
    with pytest.raises(ValueError, match="x"), paused_collection():  # noqa: PT012 - the state inside matters
        assert not gc.isenabled()
        raise ValueError("x")
    assert gc.isenabled()


def test_a_collector_that_did_not_run_stays_off() -> None:
    gc.disable()
    with paused_collection():
        assert not gc.isenabled()
    assert not gc.isenabled()

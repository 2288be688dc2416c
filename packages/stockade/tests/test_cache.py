import os
import stat
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade import cache as caching
from stockade.cache import Cache, digest, open_cache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(caching.FOLDER, str(tmp_path / "caches"))
    return tmp_path


def _same(_kind: str, _about: str) -> str:
    return "same"


def _other(_kind: str, _about: str) -> str:
    return "other"


def _kept(root: Path, settings: str = "") -> Cache:
    found = open_cache(root, settings)
    found.keep("key", {("text", "a.py"): "same"}, b"result")
    return found


def test_a_result_holds_as_long_as_every_answer_is_the_same(folder: Path) -> None:
    _kept(folder).save(whole=True)
    again = open_cache(folder)
    assert again.find("key", _same) == b"result"
    assert again.find("key", _other) is None
    assert again.find("another", _same) is None


def test_each_folder_and_setting_has_results_of_its_own(folder: Path) -> None:
    _kept(folder, "a").save(whole=True)
    assert open_cache(folder, "b").find("key", _same) is None
    assert open_cache(folder / "below", "a").find("key", _same) is None
    assert open_cache(folder, "a").find("key", _same) == b"result"


def test_another_engine_knows_nothing_of_the_last(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _kept(folder).save(whole=True)
    monkeypatch.setattr(caching, "__version__", "9.9.9")
    assert open_cache(folder).find("key", _same) is None


def test_a_scan_of_all_drops_what_it_did_not_use(folder: Path) -> None:
    _kept(folder).save(whole=True)
    second = open_cache(folder)
    second.keep("new", {}, b"")
    second.save(whole=False)
    assert open_cache(folder).find("key", _same) == b"result"
    third = open_cache(folder)
    assert third.find("new", _same) == b""
    third.save(whole=True)
    assert open_cache(folder).find("key", _same) is None


def test_it_is_for_its_owner_alone_and_whole(folder: Path) -> None:
    _kept(folder).save(whole=True)
    (file,) = (folder / "caches").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_off_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(caching.FOLDER, "off")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    _kept(tmp_path).save(whole=True)
    assert not list(tmp_path.iterdir())


def test_it_lies_where_the_user_keeps_caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(caching.FOLDER)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    _kept(tmp_path).save(whole=True)
    assert len(list((tmp_path / "stockade").iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_no_error(folder: Path) -> None:
    (folder / "caches").write_text("a file where the folder should be")
    _kept(folder).save(whole=True)
    assert open_cache(folder).find("key", _same) is None


def test_what_is_too_large_is_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "MOST_BYTES", 100)
    found = open_cache(folder)
    found.keep("key", {}, b"x" * 200)
    found.save(whole=True)
    assert open_cache(folder).find("key", _same) is None


def test_caches_of_folders_that_nobody_scans_go(folder: Path) -> None:
    _kept(folder / "old").save(whole=True)
    (old,) = (folder / "caches").iterdir()
    long_ago = time.time() - caching.OLDEST - 60
    os.utime(old, (long_ago, long_ago))
    _kept(folder / "new").save(whole=True)
    assert not old.exists()


def test_one_that_is_used_stays(folder: Path) -> None:
    _kept(folder).save(whole=True)
    (file,) = (folder / "caches").iterdir()
    long_ago = time.time() - caching.OLDEST - 60
    os.utime(file, (long_ago, long_ago))
    again = open_cache(folder)
    again.find("key", _same)
    again.save(whole=True)
    assert file.stat().st_mtime > long_ago


@given(data=st.binary() | st.from_type(object).map(repr).map(str.encode))
def test_whatever_lies_there_is_a_cache_or_none(
    data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("cache") / "x.stockade"
    file.write_bytes(data)
    assert Cache(file, "salt").find("key", _same) is None


def test_a_cache_that_is_nested_without_end_is_none(tmp_path: Path) -> None:
    file = tmp_path / "x.stockade"
    file.write_bytes(b"\x91" * 200_000)
    assert Cache(file, "salt").find("key", _same) is None


def test_a_result_of_another_shape_is_handed_on_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "x.stockade"
    file.write_bytes(msgspec.msgpack.encode(["salt", {"key": [[["text", "a.py", "same"]], b"\xff"]}]))
    assert Cache(file, "salt").find("key", _same) == b"\xff"


@given(left=st.text(), right=st.text())
def test_digests_tell_contents_apart(left: str, right: str) -> None:
    assert (digest(left) == digest(right)) == (left == right)

from pathlib import Path

import pytest

from stockade.errors import ReadError
from stockade.readers.folder import Folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "src" / "deep").mkdir(parents=True)
    (root / "src" / "one.txt").write_text("one")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("secret")
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "in").symlink_to(root / "src")
    (root / "loop").symlink_to(root / "loop")
    return root


def test_names(root: Path) -> None:
    folder = Folder(root, most_bytes=100)
    assert folder.names("") == {"src", "out", "in", "loop"}
    assert folder.names("src") == folder.names("in") == {"one.txt", "deep"}
    assert folder.names("src/deep") == frozenset()


@pytest.mark.parametrize(
    "path", ["out", "loop", "missing", "src/missing", "src/one.txt", "..", "../outside", "src/..", "/etc"]
)
def test_what_is_no_folder_of_the_root_holds_nothing(root: Path, path: str) -> None:
    assert Folder(root, most_bytes=100).names(path) == frozenset()


def test_texts(root: Path) -> None:
    folder = Folder(root, most_bytes=100)
    assert folder.text("src/one.txt") == folder.text("in/one.txt") == "one"
    for path in ("out/secret.txt", "../outside/secret.txt", "src", "missing", "/etc/passwd"):
        with pytest.raises(ReadError):
            folder.text(path)


def test_names_that_are_excluded(root: Path) -> None:
    assert Folder(root, most_bytes=100, exclude=("src/*.txt",)).names("src") == {"deep"}

import os
import socket
from pathlib import Path

import pytest

from stockade.errors import ReadError
from stockade.readers.files import Root, decode


@pytest.fixture
def root(tmp_path: Path) -> Root:
    (tmp_path / "root/inner").mkdir(parents=True)
    (tmp_path / "root/inner/a.yaml").write_text("a: ä\n", encoding="utf-8")
    (tmp_path / "outside.yaml").write_text("secret")
    return Root(tmp_path / "root", most_bytes=1000)


@pytest.mark.parametrize(
    ("folder", "name", "found"),
    [
        ("", "inner/a.yaml", "inner/a.yaml"),
        ("inner", "a.yaml", "inner/a.yaml"),
        ("inner", "./a.yaml", "inner/a.yaml"),
        ("inner", "../inner/a.yaml", "inner/a.yaml"),
        ("inner", "..", "."),
        ("", "not/there.yaml", "not/there.yaml"),
    ],
)
def test_paths_inside(root: Root, folder: str, name: str, found: str) -> None:
    assert root.inside(folder, name) == found


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("", "../outside.yaml"),
        ("inner", "../../outside.yaml"),
        ("", "/etc/hostname"),
        ("", "inner/../../outside.yaml"),
        ("", "a\0b"),
        ("", "..\\outside.yaml"),
        ("", "link.yaml"),
        ("", "folder/outside.yaml"),
        ("", "chain/outside.yaml"),
        ("", "../root-beside/a"),
    ],
)
def test_paths_outside(root: Root, tmp_path: Path, folder: str, name: str) -> None:
    (tmp_path / "root/link.yaml").symlink_to(tmp_path / "outside.yaml")
    (tmp_path / "root/folder").symlink_to(tmp_path)
    (tmp_path / "root/chain").symlink_to("folder")
    with pytest.raises(ReadError, match="outside the scanned folder"):
        root.text(root.inside(folder, name))


def test_a_link_inside_is_followed(root: Root) -> None:
    (root.path / "b.yaml").symlink_to("inner/a.yaml")
    assert root.text("b.yaml") == "a: ä\n"


def test_a_link_to_itself_is_an_error_with_words(root: Root) -> None:
    (root.path / "loop.yaml").symlink_to("loop.yaml")
    with pytest.raises(ReadError, match=r"cannot follow 'loop\.yaml'|is not there"):
        root.text("loop.yaml")


def test_a_root_that_is_a_link_itself(root: Root, tmp_path: Path) -> None:
    (tmp_path / "other").symlink_to(root.path)
    assert Root(tmp_path / "other").text("inner/a.yaml") == "a: ä\n"


def test_what_is_no_regular_file_is_never_opened(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(root.path / "pipe.yaml")
    (root.path / "device.yaml").symlink_to("/dev/zero")
    monkeypatch.chdir(root.path)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.yaml")
        for name in ("pipe.yaml", "inner", "socket.yaml", "nothing.yaml"):
            with pytest.raises(ReadError, match="is not there or is no regular file"):
                root.text(name)
    with pytest.raises(ReadError, match="outside the scanned folder"):
        root.text("device.yaml")


def test_a_file_above_the_limit_is_not_read(root: Root) -> None:
    (root.path / "large.yaml").write_text("x" * 1001)
    with pytest.raises(
        ReadError, match=r"large.yaml: has 1,001 bytes, more than limits.file_bytes \(1,000\)"
    ):
        root.text("large.yaml")


def test_what_the_system_refuses_is_said(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)  # the tests may run as root, to whom nothing is refused
    with pytest.raises(ReadError, match=r"inner/a.yaml: cannot be read: Permission denied"):
        root.text("inner/a.yaml")


def test_a_file_is_read_once(root: Root) -> None:
    assert root.text("inner/a.yaml") == "a: ä\n"
    (root.path / "inner/a.yaml").unlink()
    assert root.text("inner/a.yaml") == "a: ä\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_are_read(encoding: str) -> None:
    assert decode("ä: 1".encode(encoding), "f") == "ä: 1"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("ä".encode("latin-1"), "is no UTF-8 text .byte 0"),
        (b"a\0b", "is a binary file"),
        ("a".encode("utf-16-le"), "is a binary file"),
        (b"\xff\xfea", "is no UTF-8 text"),
        ("a".encode("utf-32"), "is a binary file"),
    ],
)
def test_encodings_that_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        decode(data, "f")

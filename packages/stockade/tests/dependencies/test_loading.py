import json
import struct
import zipfile
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from urllib.request import Request

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.dependencies.advisories import archive, download, load
from stockade.dependencies.advisories.loading import Database
from stockade.dependencies.advisories.records import Wanted
from stockade.errors import UsageError

WANTED: frozenset[Wanted] = frozenset({("npm", "kit"), ("PyPI", "paper-lib")})


def _record(
    name: str = "CVE-2026-1", ecosystem: str = "npm", package: str = "kit", **more: object
) -> dict[str, object]:
    entry = {"package": {"ecosystem": ecosystem, "name": package}, "versions": ["1.0.0"]}
    return {"id": name, "affected": [entry], **more}


def _ids(database: Database) -> list[str]:
    return sorted(record.id for records in database.of.values() for record in records)


def _load(path: Path) -> Database:
    return load(str(path), WANTED)


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "one.json").write_text(json.dumps(_record("ONE")))
    (tmp_path / "a" / "b" / "two.json").write_text(json.dumps(_record("TWO", "PyPI", "Paper_Lib")))
    (tmp_path / "README.md").write_text("no record")
    (tmp_path / "other.json").write_text(json.dumps(_record("THREE", "npm", "other")))
    database = _load(tmp_path)
    assert (_ids(database), database.records, database.gaps) == (["ONE", "TWO"], 3, ())


def test_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("ONE.json", json.dumps(_record("ONE")), zipfile.ZIP_DEFLATED)
        out.writestr("../../TWO.json", json.dumps(_record("TWO")), zipfile.ZIP_STORED)
        out.writestr("/etc/THREE.json", json.dumps(_record("THREE")), zipfile.ZIP_DEFLATED)
        out.writestr("readme.txt", "no record")
    assert _ids(_load(path)) == ["ONE", "THREE", "TWO"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["all.zip"]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(_record("ONE")),
        json.dumps(_record("ONE"), indent=2),
        json.dumps([_record("ONE"), _record("TWO", package="other")]),
        json.dumps({"vulns": [_record("ONE")]}),
        json.dumps(_record("ONE")) + "\n" + json.dumps(_record("TWO", package="other")) + "\n\n",
        "\ufeff" + json.dumps([_record("ONE")]),
    ],
    ids=["record", "indented", "list", "answer", "lines", "marked"],
)
def test_json(tmp_path: Path, text: str) -> None:
    path = tmp_path / "advisories.json"
    path.write_text(text, encoding="utf-8")
    assert _ids(_load(path)) == ["ONE"]


def test_withdrawn_records_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "advisories.json"
    path.write_text(json.dumps([_record("ONE", withdrawn="2026-01-01T00:00:00Z"), _record("TWO")]))
    assert _ids(_load(path)) == ["TWO"]


def test_nulls_are_no_fault(tmp_path: Path) -> None:
    record = {
        "id": "ONE",
        "aliases": None,
        "severity": None,
        "database_specific": None,
        "affected": [
            {"package": None, "ranges": None},
            {
                "package": {"ecosystem": "npm", "name": "kit"},
                "ranges": [{"type": "SEMVER", "events": None}],
                "versions": None,
            },
        ],
    }
    path = tmp_path / "advisories.json"
    path.write_text(json.dumps(record))
    assert _ids(_load(path)) == ["ONE"]


def test_broken_records_are_one_gap(tmp_path: Path) -> None:
    good = json.dumps(_record("ONE"))
    broken = ['{"id": 3}', '{"affected": []}', "[]", "{", '{"id": "X", "affected": [{"package": "kit"}]}']
    path = tmp_path / "advisories.jsonl"
    path.write_text("\n".join([good, *broken]))
    database = _load(path)
    assert _ids(database) == ["ONE"]
    (gap,) = database.gaps
    assert f"5 records of the advisories in {path} could not be read, such as" in gap.reason
    assert not gap.location.file


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[1]", "hello", '{"name": "app", "dependencies": {}}', "[]"]
)
def test_what_is_no_database_is_wrong_use(tmp_path: Path, text: str) -> None:
    path = tmp_path / "advisories.json"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"advisories\.json"):
        _load(path)


def test_places_that_are_none_are_wrong_use(tmp_path: Path) -> None:
    for place in (
        str(tmp_path / "missing"),
        str(tmp_path),
        "ftp://files.example/all.zip",
        "file:///etc/passwd",
    ):
        with pytest.raises(UsageError):
            load(place, WANTED)


def _zip(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return path


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 10_000)
    path = _zip(tmp_path / "all.zip", {"bomb.json": b"0" * 1_000_000, "one.json": json.dumps(_record("ONE"))})
    database = _load(path)
    assert _ids(database) == ["ONE"]
    assert "unpacks to more than 10,000 bytes" in database.gaps[0].reason


def test_a_zip_whose_header_lies_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 10_000)
    path = _zip(tmp_path / "all.zip", {"one.json": json.dumps(_record("ONE")), "bomb.json": b"0" * 1_000_000})
    data = path.read_bytes().replace(struct.pack("<I", 1_000_000), struct.pack("<I", 10))
    path.write_bytes(data)
    assert "unpacks to more than" in _load(path).gaps[0].reason


def test_zips_that_hold_too_much_are_wrong_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _zip(tmp_path / "all.zip", {f"{at}.json": json.dumps(_record(f"A{at}")) for at in range(9)})
    monkeypatch.setattr(archive, "MOST_BYTES_ALL", 500)
    with pytest.raises(UsageError, match="unpacks to more than 500 bytes"):
        _load(path)
    monkeypatch.setattr(archive, "MOST_MEMBERS", 5)
    with pytest.raises(UsageError, match="holds 9 members"):
        _load(path)


def test_broken_members_are_gaps(tmp_path: Path) -> None:
    path = _zip(
        tmp_path / "all.zip",
        {"one.json": json.dumps(_record("ONE")), "two.json": json.dumps(_record("TWO")) * 9},
    )
    data = bytearray(path.read_bytes())
    at = data.index(b"two.json") + len(b"two.json") + 4
    data[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(bytes(data))
    database = _load(path)
    assert _ids(database) == ["ONE"]
    assert "two.json" in database.gaps[0].reason


@given(st.binary(max_size=200))
def test_no_bytes_break_it(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    for head in (b"", b"PK\x03\x04", b"{", b"["):
        path = tmp_path_factory.mktemp("database") / "advisories.json"
        path.write_bytes(head + data)
        try:
            _load(path)
        except UsageError as error:
            assert "advisories.json" in str(error)  # noqa: PT017 - no error is right as well


ANSWERS = {
    "/all.json": (200, {}, json.dumps([_record("ONE")]).encode()),
    "/moved": (302, {"Location": "/all.json"}, b""),
    "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/to-ftp": (301, {"Location": "ftp://files.example/all.zip"}, b""),
    "/circle": (302, {"Location": "/circle"}, b""),
    "/large": (200, {}, b"0" * 5_000),
}


class _Server(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        code, headers, body = ANSWERS.get(self.path.partition("?")[0], (404, {}, b""))
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with HTTPServer(("127.0.0.1", 0), _Server) as running:
        thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/all.json", "/moved", "/all.json?token=secretword"])
def test_an_address(server: str, path: str) -> None:
    assert _ids(load(server + path, WANTED)) == ["ONE"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/to-file", "is not allowed|which is not followed"),
        ("/to-ftp", "which is not followed"),
        ("/missing?token=secretword", "the server answers 404"),
        ("/circle", "cannot be fetched|the server answers"),
        ("/large", "has more than 1,000 bytes"),
    ],
)
def test_addresses_that_are_refused(
    server: str, path: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "MOST_BYTES", 1_000)
    with pytest.raises(UsageError, match=reason) as refused:
        load(server + path, WANTED)
    assert "secretword" not in str(refused.value)


@pytest.mark.parametrize(
    "target", ["http://files.example/x", "ftp://files.example/x", "file:///x", "data:,x"]
)
def test_a_redirect_never_leaves_https(target: str) -> None:
    request = Request("https://files.example/all.zip")
    with pytest.raises(UsageError, match="which is not followed"):
        download._Redirects().redirect_request(request, BytesIO(), 302, "Found", Message(), target)


def test_an_address_that_takes_too_long_is_refused(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "MOST_SECONDS", -1.0)
    with pytest.raises(UsageError, match="takes longer"):
        load(f"{server}/all.json", WANTED)


def test_nobody_answers() -> None:
    with pytest.raises(UsageError, match=r"http://127\.0\.0\.1:9/x: cannot be fetched"):
        load("http://127.0.0.1:9/x", WANTED)

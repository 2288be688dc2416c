"""Fetching a database by its address: bounded in size and time, by http or https alone."""

import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from stockade import __version__
from stockade.dependencies.names import address
from stockade.errors import UsageError

MOST_BYTES = 1_000_000_000
MOST_SECONDS = 300.0
"""Of the whole download."""
IDLE_SECONDS = 30.0
"""Without a byte."""
_CHUNK = 1 << 18


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects by http and https, and never from https to http."""

    max_redirections = 5

    def redirect_request(  # noqa: PLR0913, PLR0917 - the signature is the library's
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: "object",
        newurl: str,
    ) -> urllib.request.Request | None:
        before, after = urlsplit(req.full_url).scheme, urlsplit(newurl).scheme
        if after not in {"http", "https"} or (before == "https" and after == "http"):
            fp.close()
            raise UsageError(f"{address(req.full_url)}: leads to {address(newurl)}, which is not followed")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _opener() -> urllib.request.OpenerDirector:
    """Return what opens http and https, and nothing else: no files, no FTP."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    return opener


@contextmanager
def downloaded(url: str) -> Iterator[Path]:
    """Give a temporary file with what is at an address. Raises `UsageError`."""
    shown = address(url)
    with tempfile.TemporaryDirectory(prefix="stockade-") as folder:
        path = Path(folder, "advisories")
        try:
            _fetch(url, path, shown)
        except urllib.error.HTTPError as error:
            error.close()
            raise UsageError(f"{shown}: the server answers {error.code} {error.reason}") from error
        except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise UsageError(f"{shown}: cannot be fetched: {reason}") from error
        yield path


def _fetch(url: str, path: Path, shown: str) -> None:
    request = urllib.request.Request(url, headers={"User-Agent": f"stockade/{__version__}"})  # noqa: S310 - checked
    end = time.monotonic() + MOST_SECONDS
    with _opener().open(request, timeout=IDLE_SECONDS) as answer, path.open("wb") as target:
        size = 0
        while chunk := answer.read1(_CHUNK):
            size += len(chunk)
            if size > MOST_BYTES:
                raise UsageError(f"{shown}: has more than {MOST_BYTES:,} bytes; not read")
            if time.monotonic() > end:
                raise UsageError(f"{shown}: takes longer than {MOST_SECONDS:.0f} seconds; not read")
            target.write(chunk)

"""`serverless-compose.yml`: the parameters it gives to the services it names.

A parameter may be the output of another service, `${orders.queueUrl}`; it stays a term, for only a deployment
knows it. Source: the page on compositions of the framework's guide.
"""

import posixpath
import re
from collections.abc import Iterator

from stockade.errors import ReadError
from stockade.model import Gap
from stockade.readers.cloudformation import read_document
from stockade.readers.files import Root
from stockade.values import Dynamic, List, Lit, Location, Map, Value, entries, get, text

NAMES = ("serverless-compose.yml", "serverless-compose.yaml", "serverless-compose.json")
_OUTPUT = re.compile(r"\$\{([\w-]+)\.([\w.-]+)\}")


def composed(root: Root, folder: str, gaps: list[Gap]) -> dict[str, Value]:
    """Return the parameters that a composition above a service gives it, by name; the nearest one counts."""
    for around in _around(folder):
        file = next((one for one in _files(around) if root.holds(one)), "")
        if not file:
            continue
        try:
            services = get(read_document(root.text(file), file).value, "services")
        except ReadError as error:
            gaps.append(Gap(Location(file, error.line), error.reason, "file"))
            continue
        for _, body in entries(services):
            path = text(body) or text(get(body, "path")) or ""
            if posixpath.normpath(posixpath.join(around, path)) == folder:
                return {name: _given(value) for name, value in entries(get(body, "params"))}
    return {}


def _around(folder: str) -> Iterator[str]:
    """Yield the folders around a service up to the root, the nearest first."""
    while folder:
        folder = posixpath.dirname(folder)
        yield folder


def _files(folder: str) -> list[str]:
    return [posixpath.join(folder, name) for name in NAMES]


def _given(value: Value) -> Value:
    match value:
        case Lit(value=str() as written) if (found := _OUTPUT.fullmatch(written)) is not None:
            return Dynamic("compose", f"{found[1]}.{found[2]}", at=value.at)
        case Map():
            return Map({key: _given(item) for key, item in value.items.items()}, at=value.at)
        case List():
            return List(tuple(_given(item) for item in value.items), at=value.at)
        case _:
            return value

"""Where the code of each function is: file and export of its handler, and the folders of its package."""

import posixpath
import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from stockade.model import App, Function
from stockade.values import as_list, get, references, text

_PYTHON = (".py",)
_SCRIPTS = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx")
_BUILT = re.compile(r"(?:^|/)(?:dist|build|lib|out|\.build|\.webpack|_optimize/[^/]+)(?=/)")
_ADAPTERS = frozenset({"wsgi", "wsgi_handler", "asgi", "vercel"})
_APPLICATIONS = ("app", "main", "application", "api", "server", "src/app", "src/main", "app/main", "run")
"""Where people keep the application of a framework that the adapter of a plugin serves."""
Exists = Callable[[str], bool]
Find = Callable[[str], tuple[str, ...]]
"""Returns the files below the root whose path ends like this."""


class Located(Struct, frozen=True):
    """A handler: `file` and `export`, and the folders that its imports are looked for in."""

    function: str
    file: str
    export: str
    roots: tuple[str, ...]


class Missing(Struct, frozen=True):
    """A handler that was not found, and why."""

    function: str
    reason: str


def locate(app: App, function: Function, exists: Exists, find: Find) -> Located | Missing:
    """Find the handler of a function."""
    if function.image:
        return Missing(function.id, "its code is in a container image")
    endings = _endings(function.runtime)
    if endings is None:
        return Missing(function.id, f"code for {function.runtime or 'an unknown runtime'} is not read")
    module, _, export = function.handler.rpartition(".")
    if not module or not export:
        return Missing(function.id, "its handler is not known")
    roots = tuple(_roots(app, function))
    file = next((path for path in _places(roots, module, endings) if exists(path)), "")
    file = file or _found(app, function, module, endings, find)
    if not file and (posixpath.basename(module) in _ADAPTERS or "zappa" in module):
        file, export = next((path for path in _applications(roots) if exists(path)), ""), ""
    if not file:
        return Missing(function.id, f"its handler {function.handler} is not among the scanned files")
    near = posixpath.dirname(file)
    return Located(function.id, file, export, (near, *roots, *_layers(app, function)))


def _places(roots: tuple[str, ...], module: str, endings: tuple[str, ...]) -> Iterator[str]:
    for root in roots:
        yield from _candidates(root, module, endings)


def _applications(roots: tuple[str, ...]) -> Iterator[str]:
    for root in roots:
        for name in _APPLICATIONS:
            yield posixpath.normpath(posixpath.join(root, f"{name}.py"))


def _found(app: App, function: Function, module: str, endings: tuple[str, ...], find: Find) -> str:
    """Return the one file of the handler's name, where it is not where the template says it is."""
    folder = posixpath.dirname(app.template)
    name = posixpath.basename(module.replace(".", "/") if endings == _PYTHON else module)
    everywhere = [path for ending in endings for path in find(f"/{name}{ending}")]
    near = [path for path in everywhere if not folder or path.startswith(f"{folder}/")]
    return _nearest(near, function.code) if near else _sharing(everywhere, function.code)


def _nearest(found: list[str], code: str) -> str:
    """Return the one file there is, or the one whose folders are most like where the code is said to be."""
    return found[0] if len(found) == 1 else _sharing(found, code)


def _sharing(found: list[str], code: str) -> str:
    """Return the file that shares most of its last folders with where the code is said to be."""
    wanted = code.split("/")[::-1]

    def shared(path: str) -> int:
        folders = posixpath.dirname(path).split("/")[::-1]
        return next(
            (number for number, pair in enumerate(zip(folders, wanted, strict=False)) if pair[0] != pair[1]),
            min(len(folders), len(wanted)),
        )

    best = max((shared(path) for path in found), default=0)
    nearest = [path for path in found if best and shared(path) == best]
    return nearest[0] if len(nearest) == 1 else ""


def _endings(runtime: str) -> tuple[str, ...] | None:
    if runtime.startswith("python"):
        return _PYTHON
    if runtime.startswith("nodejs"):
        return _SCRIPTS
    return None if runtime else (*_PYTHON, *_SCRIPTS)


def _roots(app: App, function: Function) -> Iterator[str]:
    folder = posixpath.dirname(app.template)
    code = function.code
    if code:
        yield posixpath.dirname(code) if posixpath.splitext(code)[1] in {*_PYTHON, *_SCRIPTS} else code
        if code.endswith((".zip", ".jar")):
            yield posixpath.splitext(code)[0]
            yield posixpath.dirname(code)
    if not code or code == ".":
        yield folder


def _candidates(root: str, module: str, endings: tuple[str, ...]) -> Iterator[str]:
    path = module.replace(".", "/") if endings == _PYTHON else module
    for variant in dict.fromkeys((path, _BUILT.sub("/src", f"/{path}").lstrip("/"), f"src/{path}")):
        joined = posixpath.normpath(posixpath.join(root, variant))
        if joined.startswith(".."):
            continue
        for ending in endings:
            yield f"{joined}{ending}"
        if endings == _PYTHON:
            yield f"{joined}/__init__.py"
        else:
            yield f"{joined}/index.js"
            yield f"{joined}/index.ts"


def _layers(app: App, function: Function) -> Iterator[str]:
    """Yield the folders that layers of the application put on the path."""
    folder = posixpath.dirname(app.template)
    for layer in as_list(get(function.properties, "Layers")):
        for reference in references(layer):
            resource = app.resources.get(reference.id)
            content = text(get(resource.properties, "Content")) if resource is not None else None
            if content and "://" not in content:
                base = posixpath.normpath(posixpath.join(folder, content))
                if not base.startswith(".."):
                    yield base
                    yield f"{base}/python"
                    yield f"{base}/nodejs"

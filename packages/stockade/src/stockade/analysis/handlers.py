"""Where the code of each function is: file and export of its handler, and the folders of its package."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from msgspec import Struct

from stockade.model import App, Function
from stockade.model.building import Hosted, Image
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


class Project(Protocol):
    """What the settings of a project say of its code."""

    def imported(self, module: str, file: str) -> tuple[str, ...]:
        """Return where what a script imports by an alias may be, without ending."""

    def made_of(self, path: str) -> Iterable[str]:
        """Return where the source of a compiled file may be."""

    def source_of(self, file: str) -> str:
        """Return the source that a built file begins with, empty where that is not known."""

    def bundle(self, file: str) -> bool:
        """Tell whether there is such a file among what was staged for a deployment."""

    def image(self, context: str, dockerfile: str) -> Image | None:
        """Return what a `Dockerfile` makes, None where it is not there."""

    def text(self, file: str) -> str | None:
        """Return the text of a file, None where it cannot be read."""

    def installed(self, folder: str) -> frozenset[str]:
        """Return the packages that a tool installed into a folder, empty where it holds the program's own."""

    def hosted(self) -> Iterable[Hosted]:
        """Return the web applications that a tool without template puts behind an adapter."""


class Unsettled:
    """A project without settings."""

    def imported(self, _module: str, _file: str) -> tuple[str, ...]:
        """Return nothing: there are no aliases."""
        return ()

    def made_of(self, _path: str) -> Iterable[str]:
        """Return nothing: nothing is compiled."""
        return ()

    def source_of(self, _file: str) -> str:
        """Return nothing: nothing is built."""
        return ""

    def bundle(self, _file: str) -> bool:
        """Return no: nothing is staged."""
        return False

    def image(self, _context: str, _dockerfile: str) -> Image | None:
        """Return nothing: there are no images."""
        return None

    def text(self, _file: str) -> str | None:
        """Return nothing: no file is known."""
        return None

    def installed(self, _folder: str) -> frozenset[str]:
        """Return nothing: nothing is installed."""
        return frozenset()

    def hosted(self) -> Iterable[Hosted]:
        """Return nothing: there are no such applications."""
        return ()


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


def locate(
    app: App, function: Function, exists: Exists, find: Find, project: Project | None = None
) -> Located | Missing:
    """Find the handler of a function."""
    project = project if project is not None else Unsettled()
    if function.image:
        return _in_image(app, function, exists, project)
    endings = _endings(function.runtime)
    if endings is None:
        return Missing(function.id, f"code for {function.runtime or 'an unknown runtime'} is not read")
    module, _, export = function.handler.rpartition(".")
    if not module or not export:
        return Missing(function.id, "its handler is not known")
    roots = tuple(_roots(app, function))
    file = next((path for path in _places(roots, module, endings, project) if exists(path)), "")
    file = file or _entry(function, module, exists) or _found(app, function, module, endings, find)
    if not file and (posixpath.basename(module) in _ADAPTERS or "zappa" in module):
        file, export = next((path for path in _applications(function, roots) if exists(path)), ""), ""
    file = file or _bundle(roots, module, project)
    if not file:
        return Missing(function.id, f"its handler {function.handler} is not among the scanned files")
    file = project.source_of(file) or file
    near = posixpath.dirname(file)
    return Located(function.id, file, export, (near, *roots, *_layers(app, function)))


def _in_image(app: App, function: Function, exists: Exists, project: Project) -> Located | Missing:
    """Find the handler of a function in a container image by what its `Dockerfile` copies."""
    packaging = function.packaging
    if not packaging.context:
        return Missing(function.id, "its code is in a container image")
    context = "" if packaging.context == "." else packaging.context
    image = project.image(context, packaging.dockerfile)
    where = posixpath.join(context, packaging.dockerfile)
    if image is None:
        return Missing(function.id, f"its code is in a container image, and there is no {where}")
    command = packaging.command or image.command
    module, _, export = command.rpartition(".")
    if not image.calls_handler or not module:
        foreign = f"{image.base} is no image of Lambda for Python or Node.js"
        lacks = "it names no handler" if image.calls_handler else foreign
        return Missing(function.id, f"its code is in the container image of {where}: {lacks}")
    roots = tuple(dict.fromkeys(_copied(image)))
    found = (
        path
        for endings in (_PYTHON, _SCRIPTS)
        for path in (*_in_place(image, module, endings), *_places(roots, module, endings, project))
        if exists(path)
    )
    file = next(found, "")
    if not file:
        return Missing(function.id, f"its handler {command} is not among what {where} copies")
    file = project.source_of(file) or file
    return Located(function.id, file, export, (posixpath.dirname(file), *roots, *_layers(app, function)))


def _copied(image: Image) -> Iterator[str]:
    """Yield the folders whose content lies where the image looks for code, later copies first."""
    for place, path in reversed(image.copied):
        if place.rstrip("/") == image.workdir.rstrip("/") and not _is_source(path):
            yield path
        elif posixpath.dirname(place) == image.workdir.rstrip("/"):
            yield posixpath.dirname(path)


def _is_source(path: str) -> bool:
    return posixpath.splitext(path)[1] in {*_PYTHON, *_SCRIPTS}


def _in_place(image: Image, module: str, endings: tuple[str, ...]) -> Iterator[str]:
    """Yield the files that lie where an image has a module, by what was copied to it or above it."""
    path = module.replace(".", "/") if endings == _PYTHON else module
    for ending in endings:
        wanted = posixpath.normpath(posixpath.join(image.workdir, f"{path}{ending}"))
        for place, source in reversed(image.copied):
            folder = place.rstrip("/")
            if wanted == folder:
                yield source
            elif wanted.startswith(f"{folder}/"):
                yield posixpath.normpath(posixpath.join(source, wanted[len(folder) + 1 :]))


def _entry(function: Function, module: str, exists: Exists) -> str:
    """Return the file that a bundler begins with, where its name is the handler's."""
    name = posixpath.basename(module)
    stems = ((posixpath.splitext(posixpath.basename(one))[0], one) for one in function.packaging.entries)
    return next((path for stem, path in stems if stem == name and exists(path)), "")


def _bundle(roots: tuple[str, ...], module: str, project: Project) -> str:
    """Return the bundle that was staged for a deployment."""
    paths = (
        posixpath.join(root, f"{module}{ending}") for root in roots for ending in (".js", ".mjs", ".cjs")
    )
    return next((path for path in paths if project.bundle(path)), "")


def _places(roots: tuple[str, ...], module: str, endings: tuple[str, ...], project: Project) -> Iterator[str]:
    for root in roots:
        yield from _candidates(root, module, endings)
        for path in project.made_of(posixpath.normpath(posixpath.join(root, module))):
            yield from (f"{path}{ending}" for ending in endings if endings != _PYTHON)


def _applications(function: Function, roots: tuple[str, ...]) -> Iterator[str]:
    """Yield where the application may be that an adapter serves: where it is said to be, or usually is."""
    said = function.packaging.application.rpartition(".")[0].replace(".", "/")
    for root in roots if said else ():
        yield posixpath.normpath(posixpath.join(root, f"{said}.py"))
        yield posixpath.normpath(posixpath.join(root, f"{said}/__init__.py"))
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

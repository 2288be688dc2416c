"""Where the package of a function is built from, and how far up its manifests are looked for."""

import posixpath
from collections.abc import Iterator

from msgspec import Struct

from stockade.dependencies.tree import Tree, joined, parent
from stockade.errors import ReadError
from stockade.model import App, Function
from stockade.model.shipping import Ecosystem
from stockade.values import Location, as_list, get, references, text

_FILES = (".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx")
_TYPED = (".ts", ".mts", ".cts", ".tsx")
_ARCHIVES = (".zip", ".jar")
_WHOLE_PROJECT = frozenset({"serverless", "chalice"})
"""Formats whose tools build every function from the manifest of the whole service."""
_BUILT = frozenset({"dist", "build", "out", ".build"})
"""Folders that compilers and bundlers write into."""


class Place(Struct, frozen=True):
    """Where one function is built from.

    `ecosystems` are what its runtime can load. `folders` are looked at first: that of the code, then that of
    the handler and those between. `above` lie around the code, nearest first; `beyond` are the ecosystems
    that the build looks for there.
    """

    ecosystems: tuple[Ecosystem, ...]
    folders: tuple[str, ...]
    above: tuple[str, ...] = ()
    beyond: tuple[Ecosystem, ...] = ()


class Layer(Struct, frozen=True):
    """A layer of a function: its id, and the folder of its content; without one it lies elsewhere."""

    id: str
    folder: str = ""
    at: Location = Location()


def place_of(app: App, function: Function, tree: Tree, handler: str) -> Place | str:
    """Return where a function is built from, or why that is not known.

    `handler` is the file of its handler, empty where it was not found.
    """
    ecosystems = ecosystems_of(function)
    code = _image(app, function) if function.image else _code(function, tree, handler)
    if code is None:
        return f"its {'image' if function.image else 'code'} is not built from scanned files"
    near = parent(handler) if _is_below(parent(handler), code) else code
    inside = tuple(_upwards(near, code))
    bound = _bound(app, code)
    above = tuple(one for one in _upwards(parent(code), bound) if one != code) if code != bound else ()
    beyond = ecosystems if app.format in _WHOLE_PROJECT else _bundled(app, function, code, handler)
    return Place(ecosystems, tuple(dict.fromkeys((code, *inside))), above, beyond)


def ecosystems_of(function: Function) -> tuple[Ecosystem, ...]:
    """Return what the runtime of a function loads packages of; both where it is not known."""
    if function.runtime.startswith("python"):
        return ("PyPI",)
    if function.runtime.startswith("nodejs"):
        return ("npm",)
    return () if function.runtime else ("PyPI", "npm")


def _image(app: App, function: Function) -> str | None:
    """Return the folder that an image is built in, where the template says so."""
    resource = app.resources.get(function.id)
    context = text(get(resource.metadata, "DockerContext")) if resource is not None else None
    if context is None:
        return None
    try:
        return joined(parent(app.template), context)
    except ReadError:
        return None


def _code(function: Function, tree: Tree, handler: str) -> str | None:
    """Return the folder of the code: what the template says, else where the handler was found."""
    code = "" if function.code == "." else function.code
    if function.code and tree.names(code):
        return code
    if code.endswith(_FILES) and tree.has(code):
        return parent(code)
    stem = posixpath.splitext(code)[0] if code.endswith(_ARCHIVES) else ""
    if stem and tree.names(stem):
        return stem
    if handler:
        return parent(handler)
    return parent(code) if stem and tree.names(parent(code)) else None


def _bound(app: App, code: str) -> str:
    """Return the folder that nothing above is looked at: what template and code have in common."""
    folder = parent(app.template)
    if app.format == "cdk" and posixpath.basename(folder) == "cdk.out":
        folder = parent(folder)
    if not folder or not code:
        return ""
    return posixpath.commonpath((folder, code))


def _is_below(folder: str, above: str) -> bool:
    return not above or folder == above or folder.startswith(f"{above}/")


def _upwards(folder: str, bound: str) -> Iterator[str]:
    """Yield a folder and those around it up to a bound."""
    while True:
        yield folder
        if folder == bound or not folder:
            return
        folder = parent(folder)


def _bundled(app: App, function: Function, code: str, handler: str) -> tuple[Ecosystem, ...]:
    """Return npm where a build puts packages from above into the code: a bundler, or a compiler's output.

    Anything else is deployed as it lies there, and a manifest above it is of something else.
    """
    resource = app.resources.get(function.id)
    method = text(get(resource.metadata, "BuildMethod")) if resource is not None else None
    is_output = not _BUILT.isdisjoint(code.split("/"))
    return ("npm",) if method == "esbuild" or is_output or handler.endswith(_TYPED) else ()


def layers_of(app: App, function: Function, tree: Tree) -> Iterator[Layer]:
    """Yield the layers of a function."""
    for value in as_list(get(function.properties, "Layers")):
        found = [app.resources[one.id] for one in references(value) if one.id in app.resources]
        if not found:
            yield Layer("", at=value.at)
        for resource in found[:1]:
            content = text(get(resource.properties, "Content"))
            folder = _content(app, content, tree) if content and "://" not in content else ""
            yield Layer(resource.known_as or resource.made_from or resource.id, folder, resource.location)


def _content(app: App, content: str, tree: Tree) -> str:
    try:
        folder = joined(parent(app.template), content)
    except ReadError:
        return ""
    for one in (folder, posixpath.splitext(folder)[0] if folder.endswith(_ARCHIVES) else ""):
        if one and tree.names(one):
            return one
    return ""

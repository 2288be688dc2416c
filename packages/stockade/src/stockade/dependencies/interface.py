"""What every function of an application ships: `ship(app, shelf, handlers)`."""

from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from stockade.dependencies.locating import Layer, Place, ecosystems_of, layers_of, place_of
from stockade.dependencies.npm import bundle as bundles
from stockade.dependencies.python.environment import environment_of
from stockade.dependencies.shelf import Found, Shelf
from stockade.errors import ReadError
from stockade.model import App, Function, Gap
from stockade.model.grouping import grouped
from stockade.model.shipping import Ecosystem, Manifest, Part, Shipping
from stockade.values import Location, is_absent

_LOCKS_FIRST = frozenset({"serverless", "cdk"})
"""Formats whose tools take a lock where there is one, and `requirements.txt` only else."""
_FOLDERS: dict[Ecosystem, str] = {"PyPI": "python", "npm": "nodejs"}
"""Where a layer keeps what it puts on the path of a runtime."""


class _Collected(Struct):
    """The parts and gaps of one function."""

    parts: list[Part] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def take(self, found: Found, layer: str = "") -> bool:
        """Add what a folder says; tell whether it says anything."""
        self.parts += (Part(one, layer) for one in found.manifests)
        self.gaps += found.gaps
        return found.there

    def take_bundle(self, place: Place, shelf: Shelf) -> bool:
        """Add what is in the bundle of a folder; tell whether there is one that says it."""
        folder = place.folders[0]
        try:
            bundle = bundles.read(shelf.tree, folder)
        except ReadError as error:
            self.gaps.append(Gap(Location(error.file), error.reason, "file"))
            return False
        if bundle is not None:
            self.take(_bundled(bundle, place, shelf))
        return bundle is not None


def ship(app: App, shelf: Shelf, handler: Callable[[Function], str]) -> App:
    """Return the application with what each of its functions ships, and a gap for what is not known.

    `handler` returns the file of a function's handler, empty where it is not found.
    """
    functions: dict[str, tuple[Part, ...]] = {}
    gaps = list(_unread(app))
    for identity, function in app.functions.items():
        collected = _function(app, function, shelf, handler)
        functions[identity] = tuple(collected.parts)
        gaps += collected.gaps
    return replace(app, shipping=Shipping(functions), gaps=(*app.gaps, *dict.fromkeys(gaps)))


def _unread(app: App) -> Iterator[Gap]:
    """Yield, once for a runtime, that what its functions ship is not known."""
    unread = (one for one in app.functions.values() if is_absent(one.inline) and not ecosystems_of(one))
    for runtime, functions in grouped(unread, lambda one: one.runtime).items():
        more = f" and {len(functions) - 1} more functions" if len(functions) > 1 else ""
        reason = f"what {functions[0].id}{more} ships is not known: manifests for {runtime} are not read"
        yield Gap(functions[0].location, reason, "resource")


def _function(app: App, function: Function, shelf: Shelf, handler: Callable[[Function], str]) -> _Collected:
    collected = _Collected()
    if is_absent(function.inline) and ecosystems_of(function):
        place = place_of(app, function, shelf.tree, handler(function))
        if isinstance(place, str):
            reason = f"what {function.id} ships is not known: {place}"
            collected.gaps.append(Gap(function.location, reason, "resource"))
        else:
            said = partial(_said, app, function, shelf)
            for ecosystem in place.ecosystems:
                _package(_Building(function, place, shelf, said), ecosystem, collected)
    for layer in layers_of(app, function, shelf.tree):
        _layer(app, function, layer, shelf, collected)
    return collected


def _said(app: App, function: Function, shelf: Shelf, ecosystem: Ecosystem, folder: str) -> Found:
    if ecosystem == "npm":
        return shelf.npm(folder)
    environment = environment_of(function.runtime)
    return shelf.python(folder, environment, locks_first=app.format in _LOCKS_FIRST)


class _Building(Struct, frozen=True):
    """A function that is built at a place; `said` gives what a folder says in an ecosystem."""

    function: Function
    place: Place
    shelf: Shelf
    said: Callable[[Ecosystem, str], Found]


def _package(building: _Building, ecosystem: Ecosystem, collected: _Collected) -> None:
    """Collect what the nearest folder says."""
    place = building.place
    first, *others = place.folders
    for folder in place.folders if ecosystem == "PyPI" else (*others, first):
        if collected.take(building.said(ecosystem, folder)):
            return
    if ecosystem == "npm" and collected.take_bundle(place, building.shelf):
        return
    for folder in place.above:
        found = building.said(ecosystem, folder)
        if found.there and ecosystem in place.beyond:
            collected.take(found)
        elif found.there:
            collected.gaps += _aside(building.function, found)
        if found.there:
            return


def _bundled(bundle: bundles.Bundle, place: Place, shelf: Shelf) -> Found:
    """Return what is in a bundle, its versions from the manifest above that it was made by."""
    if not bundle.packages:
        return Found()
    said = next((found for folder in place.above if (found := shelf.npm(folder)).there), Found())
    manifests: list[Manifest] = []
    for one in said.manifests:
        kept = tuple(component for component in one.components if component.name in bundle.packages)
        manifests += [replace(one, components=kept, member=bundle.file, bundled=True)] if kept else []
    known = {component.name for one in manifests for component in one.components}
    left = sorted(bundle.packages.keys() - known)
    gaps = [
        Gap(
            Location(bundle.file, bundle.packages[name]),
            f"which version of {name} is in the bundle is not known",
        )
        for name in left
    ]
    return Found(tuple(manifests), tuple(gaps))


def _aside(function: Function, found: Found) -> Iterator[Gap]:
    """Yield that a manifest lies where the build does not look for it."""
    for one in found.manifests[:1]:
        reason = (
            f"what {function.id} ships is not known: {one.file} lies above its code, "
            "where its build does not look for it"
        )
        yield Gap(function.location, reason, "resource")


def _layer(app: App, function: Function, layer: Layer, shelf: Shelf, collected: _Collected) -> None:
    if not layer.folder:
        what = f"the layer {layer.id}" if layer.id else "a layer"
        at = layer.at if layer.at.line else function.location
        reason = f"{what} of {function.id} lies outside of the scanned files: what it ships is not known"
        collected.gaps.append(Gap(at, reason, "resource"))
        return
    for ecosystem in ecosystems_of(function):
        for folder in (layer.folder, f"{layer.folder}/{_FOLDERS[ecosystem]}"):
            if collected.take(_said(app, function, shelf, ecosystem, folder), layer.id):
                break

"""CycloneDX 1.6: what functions ship, for programs that keep bills of materials.

Specification: https://cyclonedx.org/docs/1.6/json/. The document holds no time, and its serial number is made
from what it says: the same scan gives the same document.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Iterator

from stockade import __version__
from stockade.findings import Surface
from stockade.model import App, Component, Part
from stockade.reports.escape import visible

Json = dict[str, object]
_ALGORITHMS = {
    "md5": "MD5",
    "sha1": "SHA-1",
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
}
_HEX = re.compile(r"[0-9a-f]+")
_LENGTHS = frozenset({32, 40, 64, 96, 128})


def function_bom(app: App, function: str) -> str:
    """Return the bill of materials of one function."""
    parts = app.shipping.functions.get(function, ())
    root = _application(app, function)
    return _document(root, list(_libraries([(function, parts)])), _edges([(root, parts)]))


def surface_bom(surface: Surface, name: str) -> str:
    """Return one bill of materials for all functions; `name` is what they are called together."""
    root: Json = {"type": "application", "bom-ref": "root", "name": visible(name) or "."}
    shipped = [(app, identity) for app in surface.apps for identity in app.functions]
    functions = [_application(app, identity) for app, identity in shipped]
    parts = [app.shipping.functions.get(identity, ()) for app, identity in shipped]
    names = [f"{app.name}/{identity}" for app, identity in shipped]
    components = [*functions, *_libraries(list(zip(names, parts, strict=True)))]
    edges = _edges(list(zip(functions, parts, strict=True)))
    top: Json = {"ref": "root", "dependsOn": sorted(str(one["bom-ref"]) for one in functions)}
    return _document(root, components, [top, *edges])


def _application(app: App, identity: str) -> Json:
    function = app.functions[identity]
    found: Json = {
        "type": "application",
        "bom-ref": visible(f"function:{app.name}/{identity}"),
        "group": visible(app.name),
        "name": visible(identity),
    }
    about = {"stockade:runtime": function.runtime, "stockade:template": str(function.location)}
    properties = [{"name": name, "value": visible(value)} for name, value in about.items() if value]
    return {**found, "properties": properties} if properties else found


def _document(root: Json, components: list[Json], edges: list[Json]) -> str:
    body: Json = {
        "metadata": {
            "tools": {
                "components": [
                    {"type": "application", "group": "stockade", "name": "stockade", "version": __version__}
                ]
            },
            "component": root,
        },
        "components": components,
        "dependencies": edges,
    }
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).digest()
    head: Json = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=5)}",
        "version": 1,
    }
    return json.dumps({**head, **body}, indent=2, ensure_ascii=True) + "\n"


_Named = list[tuple[str, tuple[Part, ...]]]


def _libraries(shipped: _Named) -> Iterator[Json]:
    """Yield every package once, with all the places that name it and the layers it comes with."""
    found: dict[str, list[tuple[Component, str]]] = {}
    for _, parts in shipped:
        for part in parts:
            for component in part.manifest.components:
                found.setdefault(component.purl, []).append((component, part.layer))
    for purl in sorted(found):
        yield _library(purl, found[purl])


def _library(purl: str, found: list[tuple[Component, str]]) -> Json:
    components = list(dict.fromkeys(component for component, _ in found))
    first = components[0]
    group, _, name = first.name.rpartition("/")
    library: Json = {"type": "library", "bom-ref": purl}
    library |= {"group": group} if group else {}
    library["name"] = name
    library |= {"version": first.version} if first.version else {}
    library |= {"scope": "required", "purl": purl}
    hashes = sorted({one for component in components for one in component.hashes})
    library |= {"hashes": listed} if (listed := list(_hashes(hashes))) else {}
    sources = sorted({visible(one.source) for one in components if one.source})
    if sources:
        library["externalReferences"] = [{"type": "distribution", "url": one} for one in sources]
    library["evidence"] = {"occurrences": list(_occurrences(components))}
    library["properties"] = list(_properties(components, {layer for _, layer in found if layer}))
    return library


def _hashes(hashes: Iterable[str]) -> Iterator[Json]:
    for one in hashes:
        kind, _, value = one.partition(":")
        if kind in _ALGORITHMS and len(value) in _LENGTHS and _HEX.fullmatch(value):
            yield {"alg": _ALGORITHMS[kind], "content": value}


def _occurrences(components: Iterable[Component]) -> Iterator[Json]:
    for place in sorted({component.location for component in components}):
        line: Json = {"line": place.line} if place.line else {}
        yield {"location": visible(place.file), **line}


def _properties(components: list[Component], layers: set[str]) -> Iterator[Json]:
    """Yield what CycloneDX has no place for."""
    yield {"name": "stockade:direct", "value": str(any(one.direct for one in components)).lower()}
    yield {"name": "stockade:pinned", "value": str(all(one.pinned for one in components)).lower()}
    for wanted in sorted({one.wanted for one in components if one.wanted}):
        yield {"name": "stockade:range", "value": visible(wanted)}
    for layer in sorted(layers):
        yield {"name": "stockade:layer", "value": visible(layer)}


def _edges(shipped: list[tuple[Json, tuple[Part, ...]]]) -> list[Json]:
    """Return who needs whom: functions what their manifests ask for, packages what the lock says."""
    needs: dict[str, set[str]] = {}
    for function, parts in shipped:
        own = needs.setdefault(str(function["bom-ref"]), set())
        for part in parts:
            by_id = {component.id: component.purl for component in part.manifest.components}
            own.update(component.purl for component in part.manifest.components if component.direct)
            for component in part.manifest.components:
                known = needs.setdefault(component.purl, set())
                known.update(by_id[one] for one in component.requires if one in by_id)
    edges: list[Json] = []
    for name in sorted(needs):
        inner = sorted(needs[name] - {name})
        edges.append({"ref": name, "dependsOn": inner} if inner else {"ref": name})
    return edges

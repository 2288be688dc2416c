import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace
from referencing import Registry, Resource

from stockade.findings import Surface
from stockade.model import App, Component, Manifest, Part, Shipping
from stockade.reports.cyclonedx import function_bom, surface_bom
from stockade.values import Location

Json = dict[str, Any]
HOSTILE = "Evil\x1b[31m\u202e <script>"
HEX = "a1" * 32


def _schema(name: str) -> Json:
    found: Json = json.loads(
        files("cyclonedx.schema._res").joinpath(f"{name}.SNAPSHOT.schema.json").read_text("utf-8")
    )
    return found


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft7Validator:
    """Return what holds a document against the schema that CycloneDX publishes."""
    named = {f"{name}.SNAPSHOT.schema.json": _schema(name) for name in ("jsf-0.82", "spdx")}
    inner = {f"http://cyclonedx.org/schema/{name}": schema for name, schema in named.items()}
    pairs = [(name, Resource.from_contents(schema)) for name, schema in {**named, **inner}.items()]
    schema = _schema("bom-1.6")
    return jsonschema.Draft7Validator(schema, registry=Registry().with_resources(pairs))


@pytest.fixture
def shop(app: App) -> App:
    place = Location("orders/src/package-lock.json", 12)
    kit = Component(
        "npm",
        "@scope/kit",
        place,
        "1.0.0+b",
        hashes=(f"sha256:{HEX}", "md4:00", "sha1:zz"),
        pinned=True,
        requires=("ms@2.1.3",),
    )
    ms = Component(
        "npm", "ms", replace(place, line=20), "2.1.3", direct=False, pinned=True, hashes=(f"sha256:{HEX}",)
    )
    loose = Component("npm", "loose", place, wanted=">=1 <2", source="https://git.example/loose")
    npm = Part(Manifest("orders/src/package-lock.json", "npm", (kit, ms, loose)))
    layer = Part(
        Manifest(
            "layer/requirements.txt",
            "PyPI",
            (Component("PyPI", "one", Location("layer/requirements.txt", 1), "1!2.0"),),
        ),
        "Shared",
    )
    first = next(iter(app.functions.values()))
    functions = {"CreateOrder": first, HOSTILE: replace(first, id=HOSTILE)}
    return replace(
        app, functions=functions, shipping=Shipping({"CreateOrder": (npm, layer), HOSTILE: (npm,)})
    )


def _components(bom: Json) -> dict[str, Json]:
    return {one["bom-ref"]: one for one in bom["components"]}


def test_documents_validate_against_the_published_schema(
    shop: App, app: App, validator: jsonschema.Draft7Validator
) -> None:
    texts = [
        *(function_bom(shop, identity) for identity in shop.functions),
        surface_bom(Surface(apps=(shop, replace(app, name=HOSTILE))), HOSTILE),
        surface_bom(Surface(), ""),
    ]
    for text in texts:
        validator.validate(json.loads(text))
        assert text.isascii()


def test_the_schema_would_refuse_a_mistake(shop: App, validator: jsonschema.Draft7Validator) -> None:
    bom = json.loads(function_bom(shop, "CreateOrder"))
    bom["components"][0]["hashes"] = [{"alg": "SHA-3", "content": "x"}]
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(bom)


def test_a_function(shop: App) -> None:
    bom = json.loads(function_bom(shop, "CreateOrder"))
    assert (bom["bomFormat"], bom["specVersion"], bom["version"]) == ("CycloneDX", "1.6", 1)
    assert bom["metadata"]["component"]["name"] == "CreateOrder"
    components = _components(bom)
    assert list(components) == [
        "pkg:npm/%40scope/kit@1.0.0%2Bb",
        "pkg:npm/loose",
        "pkg:npm/ms@2.1.3",
        "pkg:pypi/one@1%212.0",
    ]
    kit = components["pkg:npm/%40scope/kit@1.0.0%2Bb"]
    assert (kit["group"], kit["name"], kit["version"]) == ("@scope", "kit", "1.0.0+b")
    assert kit["hashes"] == [{"alg": "SHA-256", "content": HEX}]
    assert kit["evidence"]["occurrences"] == [{"location": "orders/src/package-lock.json", "line": 12}]
    loose = components["pkg:npm/loose"]
    assert "version" not in loose
    assert loose["externalReferences"] == [{"type": "distribution", "url": "https://git.example/loose"}]
    properties = {one["name"]: one["value"] for one in loose["properties"]}
    assert properties == {"stockade:direct": "true", "stockade:pinned": "false", "stockade:range": ">=1 <2"}
    assert {"name": "stockade:layer", "value": "Shared"} in components["pkg:pypi/one@1%212.0"]["properties"]


def test_who_needs_whom(shop: App) -> None:
    bom = json.loads(function_bom(shop, "CreateOrder"))
    edges = {one["ref"]: one.get("dependsOn", []) for one in bom["dependencies"]}
    root = bom["metadata"]["component"]["bom-ref"]
    assert edges[root] == ["pkg:npm/%40scope/kit@1.0.0%2Bb", "pkg:npm/loose", "pkg:pypi/one@1%212.0"]
    assert edges["pkg:npm/%40scope/kit@1.0.0%2Bb"] == ["pkg:npm/ms@2.1.3"]
    assert set(edges) == {root, *_components(bom)}


def test_all_functions_together(shop: App) -> None:
    bom = json.loads(surface_bom(Surface(apps=(shop,)), "root"))
    components = _components(bom)
    functions = [ref for ref, one in components.items() if one["type"] == "application"]
    assert len(functions) == 2
    assert len(components) == 6
    edges = {one["ref"]: one.get("dependsOn", []) for one in bom["dependencies"]}
    assert edges["root"] == sorted(functions)


def test_the_same_scan_gives_the_same_document(shop: App) -> None:
    text = function_bom(shop, "CreateOrder")
    assert text == function_bom(shop, "CreateOrder")
    assert json.loads(text)["serialNumber"] != json.loads(function_bom(shop, HOSTILE))["serialNumber"]
    assert "\\u001b" not in surface_bom(Surface(apps=(shop,)), "x")

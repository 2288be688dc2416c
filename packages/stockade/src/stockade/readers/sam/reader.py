"""A SAM template into a `Stack`."""

from stockade.model import Gap, Stack
from stockade.readers.cloudformation.template import Made, prepare, read_stack
from stockade.readers.files import Root
from stockade.readers.sam.fallback import read
from stockade.readers.sam.locate import Origins
from stockade.readers.sam.names import with_legal_events
from stockade.readers.sam.prepare import local_code
from stockade.readers.sam.shorthands import shorthands
from stockade.readers.sam.transforming import transformed
from stockade.values import ABSENT, Map, Value, get, text


def is_sam(raw: Map) -> bool:
    """Tell whether a template uses the types of SAM; one that only asks for the transform needs none."""
    resources = raw.items.get("Resources")
    return isinstance(resources, Map) and any(
        (text(body.items.get("Type", ABSENT)) or "").startswith("AWS::Serverless::")
        for body in resources.items.values()
        if isinstance(body, Map)
    )


def read_sam(raw: Map, file: str, root: Root, folder: str, passed: dict[str, Value] | None = None) -> Stack:
    """Return the stack of a SAM template: transformed, with the locations of what was written."""
    gaps: list[Gap] = []
    written = with_legal_events(prepare(raw, root, folder, gaps), gaps)
    origins = Origins(written)
    made, aside = transformed(written, origins, gaps)
    located = origins.locate(made)
    resources = located.items["Resources"]
    found = dict(resources.items) if isinstance(resources, Map) else {}
    for part in aside:
        read(found, part, origins)
    _restore_code(found, written)
    sections = {key: value for key, value in written.items.items() if key not in {"Globals", "Transform"}}
    sections["Resources"] = Map(found, at=resources.at)
    sections["Conditions"] = _conditions(written, located)
    written_behind = Made(
        "sam",
        written={key: origins.made_from(key) for key in found},
        shorthands={key: names for key, body in found.items() if (names := shorthands(origins, key, body))},
        implied=_implied(origins),
    )
    return read_stack(Map(sections, at=written.at), file, gaps, made=written_behind, passed=passed)


def _conditions(written: Map, located: Map) -> Map:
    """Return the conditions as written, and those the transform made of them (one of several holds)."""
    made, own = located.items["Conditions"], written.items.get("Conditions", ABSENT)
    items = {
        **(made.items if isinstance(made, Map) else {}),
        **(own.items if isinstance(own, Map) else {}),
    }
    return Map(items, at=own.at)


def _restore_code(found: dict[str, Value], written: Map) -> None:
    """Put the local paths back in the place of the packaged ones: a text under `Code` or `Content`."""
    names = {"AWS::Lambda::Function": "Code", "AWS::Lambda::LayerVersion": "Content"}
    for key, path in local_code(written).items():
        body = found.get(key)
        properties = body.items.get("Properties") if isinstance(body, Map) else None
        if not isinstance(body, Map) or not isinstance(properties, Map):
            continue
        name = names.get(text(get(body, "Type")) or "")
        if name:
            changed = Map({**properties.items, name: path}, at=properties.at)
            found[key] = Map({**body.items, "Properties": changed}, at=body.at)


def _implied(origins: Origins) -> frozenset[str]:
    """Return ids a user may refer to though neither he nor the transform wrote them (`F.Version`)."""
    suffixes = (".Version", ".Alias", ".Arn", "Version", "Alias", "Role")
    return frozenset(
        [f"{key}{suffix}" for key in origins.resources for suffix in suffixes]
        + ["ServerlessRestApi", "ServerlessHttpApi", "ServerlessRestApiProdStage"]
    )

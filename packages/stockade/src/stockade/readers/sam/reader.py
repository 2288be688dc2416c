"""A SAM template into a `Stack`."""

from typing import Any

from stockade.model import Gap, Stack
from stockade.readers.cloudformation.template import Made, prepare, read_stack
from stockade.readers.files import Root
from stockade.readers.sam.fallback import canonical
from stockade.readers.sam.locate import Origins
from stockade.readers.sam.prepare import local_code, placeholders, prepared
from stockade.readers.sam.shorthands import shorthands
from stockade.readers.sam.translator import Refused, translator
from stockade.values import ABSENT, Map, Value, entries, get, text

MOST_MADE = 500
"""Resources and events the transform is given. CloudFormation deploys no template of more than 500 resources,
and each event becomes one; the time the transform takes grows with the square of their number."""
MOST_REFUSALS = 20
"""Rounds in which refused resources are set aside before the whole template is read without the transform."""


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
    written = prepare(raw, root, folder, gaps)
    origins = Origins(written)
    made, refused = _transformed(written, gaps)
    located = origins.locate(made)
    resources = located.items["Resources"]
    found = dict(resources.items) if isinstance(resources, Map) else {}
    for key in refused:
        body = origins.resources.get(key)
        if isinstance(body, Map):
            found.update(canonical(key, body, origins.globals))
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


def _transformed(written: Map, gaps: list[Gap]) -> tuple[dict[str, Any], list[str]]:
    """Return the transformed template and the ids of resources that had to be set aside."""
    aside: list[str] = []
    resources = written.items.get("Resources")
    if not isinstance(resources, Map) or not resources.items:
        return {}, aside
    size = sum(1 + len(tuple(entries(get(body, "Properties.Events")))) for body in resources.items.values())
    if size > MOST_MADE:
        reason = f"has {size:,} resources and events, more than {MOST_MADE}: read without the SAM transform"
        gaps.append(Gap(written.at, reason, "resource"))
        return {}, list(resources.items)
    parameters: dict[str, str] = {}
    for _ in range(MOST_REFUSALS):
        data = prepared(written)
        for key in aside:
            data["Resources"].pop(key, None)
        if not data["Resources"]:
            return {}, aside
        try:
            return translator().transform(data, dict(parameters)), aside
        except Refused as refused:
            if not parameters and (parameters := placeholders(written)):
                continue
            blamed = {refusal.resource: refusal.reason for refusal in refused.refusals}
            new = [key for key in blamed if key in resources.items and key not in aside]
            if not new:
                gaps.append(Gap(written.at, f"the SAM transform refuses the template: {refused}", "resource"))
                return {}, list(resources.items)
            for key in new:
                reason = f"the SAM transform refuses {key!r}: {blamed[key]}"
                gaps.append(Gap(resources.items[key].at, reason, "resource"))
            aside.extend(new)
    return {}, list(resources.items)


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

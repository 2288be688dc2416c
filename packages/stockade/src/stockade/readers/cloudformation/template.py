"""A template into a `Stack`."""

import posixpath
from collections.abc import Mapping

from msgspec import Struct

from stockade.model import Gap, Output, Parameter, Shorthand, Stack, StackResource
from stockade.model.stack import Format
from stockade.readers.cloudformation.conditions import cycles
from stockade.readers.cloudformation.foreach import Loops
from stockade.readers.cloudformation.includes import Includer, with_local_bodies
from stockade.readers.cloudformation.intrinsics import Evaluator
from stockade.readers.cloudformation.scope import Scope, declared_parameters
from stockade.readers.files import Root
from stockade.values import ABSENT, List, Lit, Map, Value, strings, text

KNOWN_TRANSFORMS = frozenset(
    {
        "AWS::CodeDeployBlueGreen",
        "AWS::Include",
        "AWS::LanguageExtensions",
        "AWS::SecretsManager-2020-07-23",
        "AWS::SecretsManager-2024-09-16",
        "AWS::Serverless-2016-10-31",
        "AWS::ServiceCatalog",
    }
)


def is_template(raw: Value) -> bool:
    """Tell whether a document is a template: it has typed `Resources`, or names a transform."""
    if not isinstance(raw, Map):
        return False
    resources = raw.items.get("Resources")
    if isinstance(resources, Map):
        bodies = [body for body in resources.items.values() if isinstance(body, Map)]
        typed = any("::" in (text(body.items.get("Type", ABSENT)) or "") for body in bodies)
        looped = any(key.startswith("Fn::") for key in resources.items)
        return typed or looped or "AWSTemplateFormatVersion" in raw.items
    return "AWSTemplateFormatVersion" in raw.items or "AWS::" in (
        text(raw.items.get("Transform", ABSENT)) or ""
    )


def transforms(raw: Map) -> tuple[str, ...]:
    """Return the names of the macros a template asks for, in order."""
    return strings(raw.items.get("Transform", ABSENT))


def prepare(raw: Map, root: Root, folder: str, gaps: list[Gap]) -> Map:
    """Put included files in place and write loops out: what comes before any transform."""
    includer = Includer(root, folder)
    included = includer.include(raw)
    if not isinstance(included, Map):
        gaps.extend(includer.gaps)
        return raw
    resources = included.items.get("Resources")
    if isinstance(resources, Map):
        local = {
            key: with_local_bodies(body, includer) if isinstance(body, Map) else body
            for key, body in resources.items.items()
        }
        included = Map({**included.items, "Resources": Map(local, at=resources.at)}, at=included.at)
    gaps.extend(includer.gaps)
    if "AWS::LanguageExtensions" not in transforms(included):
        return included
    expanded = Loops(Evaluator(_scope(included, {}, frozenset())), gaps).expand(included)
    return expanded if isinstance(expanded, Map) else included


class Made(Struct, frozen=True):
    """What a transform made of a template: its format, and what the user wrote behind each resource.

    `written` names the written resource, `shorthands` what policies were made of (both by made id);
    `implied` are ids the transform would have made.
    """

    kind: Format
    written: Mapping[str, str]
    shorthands: Mapping[str, dict[str, Shorthand]]
    implied: frozenset[str]


AS_WRITTEN = Made("cloudformation", {}, {}, frozenset())


def read_stack(
    raw: Map,
    file: str,
    gaps: list[Gap],
    *,
    made: Made = AS_WRITTEN,
    passed: Mapping[str, Value] | None = None,
) -> Stack:
    """Return the stack of a prepared template; `passed` are the parameters an outer stack binds."""
    scope = _scope(raw, passed or {}, made.implied)
    gaps.extend(cycles(scope.conditions))
    gaps.extend(
        Gap(
            raw.items["Transform"].at,
            f"the macro {macro} is not known; what it would make is missing",
            "resource",
        )
        for macro in transforms(raw)
        if macro not in KNOWN_TRANSFORMS
    )
    evaluator = Evaluator(scope)
    return Stack(
        name="",
        template=file,
        format=made.kind,
        folder=posixpath.dirname(file),
        resources=_resources(raw, evaluator, made, gaps),
        parameters=_parameters(raw),
        outputs=_outputs(raw, evaluator, gaps),
        conditions=scope.conditions,
        mappings=scope.mappings,
        gaps=tuple(gaps),
    )


def _scope(raw: Map, passed: Mapping[str, Value], implied: frozenset[str]) -> Scope:
    conditions = raw.items.get("Conditions")
    resources = raw.items.get("Resources")
    parameters = declared_parameters(raw.items.get("Parameters", ABSENT))
    return Scope(
        parameters={**parameters, **{key: value for key, value in passed.items() if key in parameters}},
        mappings=raw.items.get("Mappings", ABSENT),
        conditions=conditions.items if isinstance(conditions, Map) else {},
        resources=frozenset(resources.items) if isinstance(resources, Map) else frozenset(),
        implied=implied,
    )


def _resources(raw: Map, evaluator: Evaluator, made: Made, gaps: list[Gap]) -> dict[str, StackResource]:
    section = raw.items.get("Resources")
    if not isinstance(section, Map):
        if section is not None and not (isinstance(section, Lit) and section.value is None):
            gaps.append(Gap(section.at, "Resources is no map; nothing in it is read", "file"))
        return {}
    found: dict[str, StackResource] = {}
    for key, body in section.items.items():
        kind = text(body.items.get("Type", ABSENT)) if isinstance(body, Map) else None
        if not isinstance(body, Map) or kind is None:
            reason = "is made by a macro" if key.startswith("Fn::") else "has no Type; it is left out"
            gaps.append(Gap(body.at, f"the resource {key!r} {reason}", "resource"))
            continue
        properties, metadata = _evaluated(key, body, evaluator, gaps)
        found[key] = StackResource(
            id=key,
            type=kind,
            properties=properties,
            at=body.at,
            condition=text(body.items.get("Condition", ABSENT)) or "",
            metadata=metadata,
            depends_on=strings(body.items.get("DependsOn", ABSENT)),
            made_from=made.written.get(key, key),
            shorthands=made.shorthands.get(key, {}),
        )
    return found


def _evaluated(key: str, body: Map, evaluator: Evaluator, gaps: list[Gap]) -> tuple[Map, Value]:
    """Return the properties and the metadata of one resource."""
    try:
        properties = evaluator.evaluate(body.items.get("Properties", Map(at=body.at)))
        metadata = evaluator.evaluate(body.items.get("Metadata", ABSENT))
    except RecursionError:
        gaps.append(Gap(body.at, f"the resource {key!r} is nested too deeply", "resource"))
        return Map(at=body.at), ABSENT
    if not isinstance(properties, Map):
        if not (isinstance(properties, Lit) and properties.value is None):
            gaps.append(Gap(body.at, f"the properties of {key!r} are only known at deployment", "resource"))
        properties = Map(at=body.at)
    elif "Fn::Transform" in properties.items:
        gaps.append(Gap(body.at, f"properties of {key!r} are made by a macro", "resource"))
    return properties, metadata


def _parameters(raw: Map) -> dict[str, Parameter]:
    section = raw.items.get("Parameters")
    if not isinstance(section, Map):
        return {}
    found: dict[str, Parameter] = {}
    for name, body in section.items.items():
        fields = body.items if isinstance(body, Map) else {}
        allowed = fields.get("AllowedValues", ABSENT)
        found[name] = Parameter(
            name,
            type=text(fields.get("Type", ABSENT)) or "String",
            default=fields.get("Default", ABSENT),
            allowed=allowed.items if isinstance(allowed, List) else (),
            no_echo=text(fields.get("NoEcho", ABSENT)) in {"true", "True"},
            description=text(fields.get("Description", ABSENT)) or "",
            at=body.at,
        )
    return found


def _outputs(raw: Map, evaluator: Evaluator, gaps: list[Gap]) -> dict[str, Output]:
    section = raw.items.get("Outputs")
    if not isinstance(section, Map):
        return {}
    found: dict[str, Output] = {}
    for name, body in section.items.items():
        if isinstance(body, Map):
            try:
                found[name] = _output(name, body, evaluator)
            except RecursionError:
                gaps.append(Gap(body.at, f"the output {name!r} is nested too deeply"))
    return found


def _output(name: str, body: Map, evaluator: Evaluator) -> Output:
    export = body.items.get("Export", ABSENT)
    named = export.items.get("Name", ABSENT) if isinstance(export, Map) else ABSENT
    value = evaluator.evaluate(body.items.get("Value", ABSENT))
    return Output(name, value, evaluator.evaluate(named), at=body.at)


__all__ = ["Made", "is_template", "prepare", "read_stack", "transforms"]

"""`tree.json`: the constructs of an assembly; and templates made of it where an assembly holds none."""

from collections.abc import Iterator

from stockade.readers.cdk.identifiers import logical_id
from stockade.values import List, Lit, Map, Value, entries, get, text

TREE = "tree.json"
_TYPE = "aws:cdk:cloudformation:type"
_PROPERTIES = "aws:cdk:cloudformation:props"
_STACKS = ("aws-cdk-lib.Stack", "@aws-cdk/core.Stack", "aws-cdk-lib.NestedStack", "@aws-cdk/core.NestedStack")
PATH = "aws:cdk:path"
"""The metadata under which the framework writes the construct path of a resource."""
DEEPEST = 100
_FREE = frozenset(
    {
        "assumeRolePolicyDocument",
        "attributes",
        "body",
        "definition",
        "definitionString",
        "definitionSubstitutions",
        "eventPattern",
        "filterPolicy",
        "inputPathsMap",
        "keyPolicy",
        "parameters",
        "pattern",
        "policy",
        "policyDocument",
        "requestModels",
        "requestParameters",
        "requestTemplates",
        "resourcePolicy",
        "responseModels",
        "responseParameters",
        "responseTemplates",
        "schema",
        "stageVariables",
        "tags",
        "variables",
    }
)
"""Properties whose keys are the user's own, or of another language."""


def templates(tree: Value) -> Iterator[tuple[str, Map]]:
    """Yield each stack of a tree with a template of its resources, under the ids the framework gives them.

    A tree holds types and properties and the names of parameters; no conditions, mappings or outputs.
    """
    waiting: list[tuple[str, Value]] = [("", get(tree, "tree"))]
    while waiting:
        path, node = waiting.pop()
        if _is_stack(node):
            resources = dict(_resources(node, (), path))
            sections: dict[str, Value] = {"Resources": Map(resources, at=node.at)}
            sections["Parameters"] = Map(dict(_parameters(node)), at=node.at)
            if resources:
                yield path, Map(sections, at=node.at)
            continue
        waiting.extend((f"{path}/{name}".strip("/"), child) for name, child in _children(node))


def _parameters(node: Value) -> Iterator[tuple[str, Value]]:
    """Yield the parameters of a stack: their names, for a tree holds no defaults."""
    for name, child in _children(node):
        if (text(get(child, "constructInfo.fqn")) or "").endswith(".CfnParameter"):
            yield logical_id((name,)), Map({"Type": Lit("String", at=child.at)}, at=child.at)


def _is_stack(node: Value) -> bool:
    kind = text(get(node, "constructInfo.fqn")) or ""
    if kind:
        return kind in _STACKS or (kind.endswith("Stack") and "CfnStack" not in kind)
    return any(not _is_empty(get(child, "attributes")) for _, child in _children(node))


def _is_empty(value: Value) -> bool:
    return not isinstance(value, Map) or not value.items


def _children(node: Value) -> Iterator[tuple[str, Value]]:
    yield from entries(get(node, "children"))


def _resources(node: Value, path: tuple[str, ...], stack: str) -> Iterator[tuple[str, Value]]:
    if len(path) > DEEPEST:
        return
    for name, child in _children(node):
        here = (*path, name)
        attributes = get(child, "attributes")
        kind = text(dict(entries(attributes)).get(_TYPE, Map()))
        if kind is not None:
            yield logical_id(here), _resource(kind, attributes, "/".join((stack, *here)))
        yield from _resources(child, here, stack)


def _resource(kind: str, attributes: Value, path: str) -> Map:
    at = attributes.at
    properties = dict(entries(attributes)).get(_PROPERTIES, Map(at=at))
    metadata = Map({PATH: Lit(path, at=at)}, at=at)
    sections = {"Type": Lit(kind, at=at), "Properties": _named(properties), "Metadata": metadata}
    return Map(sections, at=at)


def _named(value: Value) -> Value:
    """Return properties under the names of a template: a tree begins them with a small letter.

    What the tree writes as null is not there; keys below `_FREE` are the user's own.
    """
    match value:
        case Map():
            return Map(dict(_entries(value)), at=value.at)
        case List():
            return List(tuple(_named(item) for item in value.items), at=value.at)
        case _:
            return value


def _entries(value: Map) -> Iterator[tuple[str, Value]]:
    for key, item in value.items.items():
        if isinstance(item, Lit) and item.value is None:
            continue
        yield f"{key[:1].upper()}{key[1:]}", item if key in _FREE or key.startswith("Fn::") else _named(item)

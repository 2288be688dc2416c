"""`aws_iam_policy_document`: blocks of a data source into one policy document.

Documents are laid over one another by the ids of their statements: those of `source_policy_documents` come
first, then the statements written here, then those of `override_policy_documents`; a statement with the id of
an earlier one takes its place, one without an id is added. Source: the documentation of the data source.
"""

from collections.abc import Iterator

from stockade.values import (
    List,
    Lit,
    Location,
    Map,
    Unknown,
    Value,
    as_list,
    elements,
    get,
    is_absent,
    parse_json,
    replace,
    text,
)

VERSION = "2012-10-17"
_LISTS = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}
_PRINCIPALS = {"principals": "Principal", "not_principals": "NotPrincipal"}


def policy_document(arguments: Map, at: Location) -> Value:
    """Return the document that a data source gives; unknown where a document it is laid over is not known."""
    layers: list[Value] = []
    layers.extend(_given(arguments, "source_policy_documents", "source_json"))
    layers.append(Map({"Statement": List(tuple(_written(arguments)))}, at=at))
    layers.extend(_given(arguments, "override_policy_documents", "override_json"))
    statements: list[Value] = []
    for layer in layers:
        document = parse_json(layer)
        if not isinstance(document, Map):
            return Unknown("a policy document laid over another one is not known", about=(layer,), at=at)
        _lay(statements, document)
    version = get(arguments, "version")
    written = Lit(VERSION, at=at) if is_absent(version) else version
    return Map({"Version": written, "Statement": List(tuple(statements), at=at)}, at=at)


def _given(arguments: Map, many: str, one: str) -> Iterator[Value]:
    """Yield the documents of an argument; the older spelling takes one text."""
    for name in (many, one):
        for document in elements(get(arguments, name)):
            if text(document) != "":
                yield document


def _lay(statements: list[Value], document: Map) -> None:
    """Lay a document over the statements so far."""
    ids = {text(get(one, "Sid")): position for position, one in enumerate(statements)}
    for statement in elements(get(document, "Statement")):
        sid = text(get(statement, "Sid"))
        if sid and sid in ids:
            statements[ids[sid]] = statement
        else:
            statements.append(statement)


def _written(arguments: Map) -> Iterator[Value]:
    for block in blocks(get(arguments, "statement")):
        yield _statement(block) if isinstance(block, Map) else block


def blocks(value: Value) -> tuple[Value, ...]:
    """Return nested blocks, also where they are written as an object, or as objects by name."""
    found: list[Value] = []
    for item in as_list(value) or elements(value):
        inner = tuple(item.items.values()) if isinstance(item, Map) else ()
        named = inner and all(isinstance(one, Map) for one in inner)
        found.extend(inner if named else (item,))
    return tuple(found)


def _statement(block: Map) -> Map:
    effect = get(block, "effect")
    found: dict[str, Value] = {}
    if not is_absent(get(block, "sid")) and text(get(block, "sid")) != "":
        found["Sid"] = get(block, "sid")
    found["Effect"] = Lit("Allow", at=block.at) if is_absent(effect) else effect
    for name, element in _PRINCIPALS.items():
        principals = blocks(get(block, name))
        if principals:
            found[element] = _principal(principals, block.at)
    for name, element in _LISTS.items():
        value = get(block, name)
        if not is_absent(value) and not _is_empty(value):
            found[element] = variables(value)
    conditions = blocks(get(block, "condition"))
    if conditions:
        found["Condition"] = _conditions(conditions, block.at)
    return Map(found, at=block.at)


def _is_empty(value: Value) -> bool:
    return isinstance(value, List) and not value.items


def _principal(principals: tuple[Value, ...], at: Location) -> Value:
    """Return who is meant: `*` for anyone, else identifiers by the kind of principal."""
    found: dict[str, tuple[Value, ...]] = {}
    for principal in principals:
        kind = text(get(principal, "type"))
        if kind is None:
            return Unknown("a kind of principal that is not known", about=(principal,), at=at)
        identifiers = variables(get(principal, "identifiers"))
        found[kind] = (*found.get(kind, ()), *_one_or_many(identifiers))
    if "*" in found:
        return Lit("*", at=at)
    return Map({kind: List(items, at=at) for kind, items in found.items()}, at=at)


def _conditions(conditions: tuple[Value, ...], at: Location) -> Value:
    """Return operators with their keys; values of one key met twice are joined, as the provider does."""
    found: dict[str, dict[str, tuple[Value, ...]]] = {}
    for condition in conditions:
        test, key = text(get(condition, "test")), text(get(condition, "variable"))
        if test is None or key is None:
            return Unknown("a condition of a policy that is not known", about=(condition,), at=at)
        keys = found.setdefault(test, {})
        keys[key] = (*keys.get(key, ()), *_one_or_many(variables(get(condition, "values"))))
    return Map(
        {
            test: Map({key: List(items, at=at) for key, items in keys.items()}, at=at)
            for test, keys in found.items()
        },
        at=at,
    )


def _one_or_many(value: Value) -> tuple[Value, ...]:
    """Return the elements of a list; a list that is not known, or known only in part, stays one value."""
    if isinstance(value, List):
        return value.items
    return () if is_absent(value) else (value,)


def variables(value: Value) -> Value:
    """Write policy variables as the policy language does: `&{aws:username}` is `${aws:username}` there."""

    def each(term: Value) -> Value:
        if isinstance(term, Lit) and isinstance(term.value, str) and "&{" in term.value:
            return Lit(term.value.replace("&{", "${"), at=term.at)
        return term

    return replace(value, each)

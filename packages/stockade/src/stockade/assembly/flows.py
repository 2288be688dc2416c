"""Flows: what each function and integration may read, write, publish to or start, by its grants."""

from collections.abc import Iterator

from msgspec.structs import replace as changed

from stockade.assembly.draft import Draft
from stockade.catalog.deeds import DEEDS, Deed
from stockade.iam import Statement, acts, covers, overlaps
from stockade.model import Flow, Grant, Role, StackResource, is_narrowed, may
from stockade.model.app import FlowKind
from stockade.values import Lit, Value, concat, references, text

_KINDS: dict[Deed, FlowKind] = {
    "reads": "reads",
    "changes": "writes",
    "deletes": "writes",
    "sends": "publishes",
    "starts": "invokes",
}
"""How the model calls what an action does; which of it a writer may do stands in the actions of the flow."""

_Allowed = dict[FlowKind, tuple[str, ...]]


def flows(draft: Draft, roles: dict[str, Role]) -> tuple[Flow, ...]:
    """Return what each function, and each role no function has, may do with the resources of the stack."""
    found: dict[tuple[str, str, str], Flow] = {}
    targets = [resource for resource in draft.stack.resources.values() if resource.type in DEEDS]
    for role in roles.values():
        narrowed = is_narrowed(role)
        for grant in role.grants:
            for flow in _granted(draft, role, grant, targets):
                left = _left(draft, role, flow) if narrowed else flow
                if left is not None:
                    found.setdefault((left.source, left.target, left.kind), left)
    return tuple(found.values())


def _left(draft: Draft, role: Role, flow: Flow) -> Flow | None:
    """Return what is left of a flow once denials, conditions and a boundary are reckoned in."""
    arn = draft.index.arn(flow.target) or Lit("*")
    excluding = any(grant.statement.not_resources for grant in role.grants)
    whole = excluding and draft.stack.resources[flow.target].type != "AWS::S3::Bucket"
    places = (arn,) if whole else (arn, concat((arn, Lit("/*"))))
    kept = tuple(
        action for action in flow.actions if any(may(role, action, place) != "false" for place in places)
    )
    return changed(flow, actions=kept) if kept else None


def _granted(draft: Draft, role: Role, grant: Grant, targets: list[StackResource]) -> Iterator[Flow]:
    """Yield what one grant allows on the resources of the stack."""
    if grant.statement.effect != "Allow":
        return
    named = {one for pattern in grant.statement.resources for one in draft.index.find_all(pattern)}
    allowed = {kind: _allowed(grant.statement, kind) for kind in {target.type for target in targets}}
    for target in targets:
        kinds = allowed[target.type]
        if kinds and (target.id in named or _may_mean(draft, grant.statement, target)):
            yield from _flows(role, grant, target.id, kinds)


def _flows(role: Role, grant: Grant, target: str, allowed: _Allowed) -> Iterator[Flow]:
    for kind, actions in allowed.items():
        for source in role.functions or (role.id,):
            if source != target or kind == "invokes":
                yield Flow(source, target, kind, actions, grant.location)


def _allowed(statement: Statement, resource_type: str) -> _Allowed:
    """Return the actions on the data of a type's resources that a statement surely names, by kind of flow."""
    found: _Allowed = {}
    for deed, actions in DEEDS[resource_type].items():
        named = tuple(action for action in actions if acts(statement, action) == "true")
        if named:
            known = found.get(_KINDS[deed], ())
            found[_KINDS[deed]] = (*known, *(action for action in named if action not in known))
    return found


def _may_mean(draft: Draft, statement: Statement, target: StackResource) -> bool:
    if statement.not_resources or any(text(pattern) == "*" for pattern in statement.resources):
        return True
    arn = draft.index.arn(target.id)
    if arn is None:
        return True
    inside = concat((arn, Lit("/*")))
    return any(_means(pattern, target.id, arn, inside) for pattern in statement.resources)


def _means(pattern: Value, identity: str, arn: Value, inside: Value) -> bool:
    if any(reference.id == identity for reference in references(pattern)):
        return True
    return covers(pattern, arn) == "true" or overlaps(pattern, inside) == "true"

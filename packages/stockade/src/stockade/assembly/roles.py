"""Roles, users and groups with everything granted to them, and where each grant comes from."""

from collections.abc import Iterator
from typing import Literal

from stockade.assembly.draft import Draft
from stockade.assembly.policies import normal
from stockade.catalog.managed_policies import managed_policy
from stockade.iam import PolicyDocument, parse
from stockade.model import Function, Grant, Provenance, Role, StackResource
from stockade.values import (
    Location,
    Value,
    alternatives,
    as_list,
    elements,
    get,
    is_absent,
    plain,
    text,
)

KINDS: dict[str, Literal["role", "user", "group"]] = {
    "AWS::IAM::Role": "role",
    "AWS::IAM::User": "user",
    "AWS::IAM::Group": "group",
}
_ATTACHED = {"AWS::IAM::Role": "Roles", "AWS::IAM::User": "Users", "AWS::IAM::Group": "Groups"}


def roles(draft: Draft, functions: dict[str, Function]) -> dict[str, Role]:
    """Return every role, user and group of a stack by logical id."""
    return {resource.id: _role(draft, resource, functions) for resource in draft.of_type(*KINDS)}


def _role(draft: Draft, resource: StackResource, functions: dict[str, Function]) -> Role:
    grants: list[Grant] = []
    complete = True
    for document, provenance, at in _documents(draft, resource):
        if document is None:
            complete = False
            draft.gap(at, f"what the policy {provenance.name!r} of {resource.id!r} grants is not known")
            continue
        complete = complete and document.complete
        grants.extend(
            Grant(resource.id, statement, provenance, at if not statement.at.line else statement.at)
            for statement in normal(draft, document).statements
        )
    return Role(
        id=resource.id,
        kind=KINDS[resource.type],
        location=resource.at,
        grants=tuple(grants),
        trust=_trust(resource),
        functions=tuple(name for name, function in functions.items() if function.role == resource.id),
        complete=complete,
        made_from=resource.made_from,
    )


_Found = tuple[PolicyDocument | None, Provenance, Location]


def _documents(draft: Draft, resource: StackResource) -> Iterator[_Found]:
    yield from _inline(resource)
    yield from _managed(draft, resource, get(resource.properties, "ManagedPolicyArns"))
    yield from _attached(draft, resource)
    if resource.type == "AWS::IAM::User":
        for group in elements(get(resource.properties, "Groups")):
            found = draft.index.find(group, "AWS::IAM::Group")
            if found:
                yield from _documents(draft, draft.stack.resources[found])


def _inline(resource: StackResource) -> Iterator[_Found]:
    for policy in as_list(get(resource.properties, "Policies")):
        name = text(get(policy, "PolicyName")) or ""
        written = resource.shorthands.get(name)
        provenance = Provenance(written.kind, written.name) if written else Provenance("inline", name)
        yield parse(get(policy, "PolicyDocument")), provenance, policy.at


def _managed(draft: Draft, resource: StackResource, value: Value) -> Iterator[_Found]:
    for entry in elements(value):
        yield _managed_one(draft, resource, entry)


def _managed_one(draft: Draft, resource: StackResource, entry: Value) -> _Found:
    own = draft.index.find(entry, "AWS::IAM::ManagedPolicy")
    if own is not None:
        document = parse(get(draft.stack.resources[own].properties, "PolicyDocument"))
        return document, Provenance("customer-policy", own), draft.stack.resources[own].at
    written = managed_name(entry)
    if written is None:
        return None, Provenance("managed-policy", "?"), entry.at if entry.at.line else resource.at
    name = written.rpartition("/")[2]
    at = entry.at if entry.at.line else resource.at
    found = managed_policy(written)
    read = parse(plain(found, at)) if found is not None else None
    return read, Provenance("managed-policy", name), at


def managed_name(entry: Value) -> str | None:
    """Return the name or ARN of an AWS managed policy; holes (the partition) read as `aws`."""
    known = text(entry)
    if known is not None:
        return known
    for side in alternatives(entry):
        parts = getattr(side, "parts", None)
        if parts:
            written = "".join(text(part) or "aws" for part in parts)
            if ":iam::aws:policy/" in written:
                return written
    return None


def _attached(draft: Draft, resource: StackResource) -> Iterator[_Found]:
    """Yield policies that name the role themselves (`AWS::IAM::Policy`, `ManagedPolicy`)."""
    for policy in draft.of_type("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"):
        holders = get(policy.properties, _ATTACHED[resource.type])
        if policy.type == "AWS::IAM::RolePolicy":
            holders = get(policy.properties, "RoleName")
        names = [draft.index.find(holder, resource.type) for holder in elements(holders)]
        if resource.id in names:
            yield parse(get(policy.properties, "PolicyDocument")), _provenance(policy), policy.at


def _provenance(policy: StackResource) -> Provenance:
    written = policy.shorthands.get("")
    if written is not None:
        return Provenance(written.kind, written.name)
    kind = "customer-policy" if policy.type == "AWS::IAM::ManagedPolicy" else "inline"
    return Provenance(kind, text(get(policy.properties, "PolicyName")) or policy.id)


def _trust(resource: StackResource) -> PolicyDocument | None:
    value = get(resource.properties, "AssumeRolePolicyDocument")
    return None if is_absent(value) else parse(value)

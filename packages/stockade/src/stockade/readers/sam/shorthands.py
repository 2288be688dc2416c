"""What the policies a transform wrote were written as: policy templates and connectors."""

from collections.abc import Iterator

from stockade.model import Shorthand
from stockade.readers.sam.locate import Origins, policy_entries, policy_number
from stockade.values import ABSENT, List, Map, Value, text

_CONNECTORS = "aws:sam:connectors"
"""The metadata by which the transform marks what connectors made."""


def shorthands(origins: Origins, made: str, body: Value) -> dict[str, Shorthand]:
    """Return what policies of a made resource were written as, by policy name; see `StackResource`."""
    if not isinstance(body, Map):
        return {}
    connectors = _below(_below(body, "Metadata"), _CONNECTORS)
    if isinstance(connectors, Map) and connectors.items:
        return {"": Shorthand("connector", ", ".join(connectors.items))}
    return dict(_templates(origins, made, _below(_below(body, "Properties"), "Policies")))


def _templates(origins: Origins, made: str, policies: Value) -> Iterator[tuple[str, Shorthand]]:
    written = _below(origins.properties(origins.made_from(made)), "Policies")
    entries = policy_entries(written)
    for policy in policies.items if isinstance(policies, List) else ():
        name = text(_below(policy, "PolicyName")) or ""
        number = policy_number(name)
        template = _template(entries[number]) if number is not None and number < len(entries) else None
        if template:
            yield name, Shorthand("policy-template", template)


def _template(entry: Value) -> str | None:
    """Return the name of a policy template: an entry with one key that is no element of a policy."""
    names = tuple(entry.items) if isinstance(entry, Map) else ()
    return names[0] if len(names) == 1 and names[0].endswith("Policy") else None


def _below(value: Value, key: str) -> Value:
    return value.items.get(key, ABSENT) if isinstance(value, Map) else ABSENT

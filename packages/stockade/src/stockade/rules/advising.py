"""What is said about an advisory: its names, who ships the package, what to do. No rule."""

from collections.abc import Sequence

from stockade.findings import Severity
from stockade.model import Vulnerability
from stockade.rules.shipments import named

Uses = dict[str, bool | None]
"""The functions that ship a package, and whether each imports it; None where its code was not read."""


def told(one: Vulnerability, functions: Sequence[str], uses: Uses) -> str:
    """Return the sentences about a package that lies in an advisory."""
    component = one.component
    names = f"{one.id} ({named(one.aliases)})" if one.aliases else one.id
    summary = f": {one.summary.rstrip('.')}" if one.summary else ""
    unknown = "" if one.severity else " The advisory gives no severity."
    head = f"{component.name} {component.version} is affected by {names}{summary}."
    return f"{head} {_shipped(functions, uses)} {_fixed(one)}{unknown}"


def _shipped(functions: Sequence[str], uses: Uses) -> str:
    using = [name for name in functions if uses[name]]
    if using and len(using) == len(functions):
        return f"Imported by {named(using)}."
    if using:
        return f"Shipped by {named(functions)}, imported by {named(using)}."
    if any(uses[name] is None for name in functions):
        return f"Shipped by {named(functions)}."
    none = "imported by none of them" if len(functions) > 1 else "which does not import it"
    return f"Shipped by {named(functions)}, {none}."


def _fixed(one: Vulnerability) -> str:
    return f"Fixed in {' and '.join(one.fixed)}." if one.fixed else "No fixed version is known."


def worst(one: Vulnerability) -> Severity:
    """Return how bad an advisory is, `medium` where it does not say."""
    return one.severity or "medium"


def advice(one: Vulnerability) -> str:
    """Return what to do."""
    if not one.fixed:
        return f"Replace {one.component.name}, or do without what the advisory is about."
    return f"Upgrade {one.component.name} to {' or '.join(one.fixed)} at least, and deploy again."


def asked(found: Sequence[Vulnerability], functions: Sequence[str]) -> str:
    """Return the sentences about a package whose version no file fixes."""
    component = found[0].component
    wanted = component.wanted or "any version"
    names = named(sorted({one.id for one in found}))
    return (
        f"Which version of {component.name} is shipped is not known ({wanted} is asked for); "
        f"some that may be are affected by {names}. Shipped by {named(functions)}."
    )

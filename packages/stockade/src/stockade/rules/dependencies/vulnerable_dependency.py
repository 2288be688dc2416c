"""A package that is shipped has a known vulnerability."""

from collections.abc import Iterator, Sequence

from stockade.findings import Report, Rule, Severity
from stockade.model import App, Vulnerability
from stockade.rules.shipments import Shipments, named

RULE = Rule(
    id="vulnerable-dependency",
    title="A package that functions ship has a known vulnerability",
    severity="medium",
    severity_fixed=True,
    remediation="Upgrade the package, fix the version in the lock, and deploy again.",
    cwe=("CWE-1395",),
)
_Key = tuple[str, ...]


def check(app: App, _app: App) -> Iterator[Report]:
    """Report each advisory once for a package, its version and the file that names it."""
    shipments = Shipments(app)
    certain: dict[_Key, list[Vulnerability]] = {}
    possible: dict[_Key, list[Vulnerability]] = {}
    for one in app.shipping.vulnerabilities:
        component = one.component
        key = (component.ecosystem, component.name, component.version, one.manifest.file)
        (certain if one.certain else possible).setdefault((*key, one.id) if one.certain else key, []).append(one)
    for same in certain.values():
        yield _report(app, shipments, same)
    for same in possible.values():
        yield _question(app, shipments, same)


def _report(app: App, shipments: Shipments, same: Sequence[Vulnerability]) -> Report:
    first = same[0]
    component, severity = first.component, first.severity or "medium"
    uses = _uses(shipments, same)
    functions = sorted(uses, key=lambda name: (uses[name] is not True, shipments.width(name)))
    summary = f": {first.summary.rstrip('.')}" if first.summary else ""
    unknown = "" if first.severity else " The advisory gives no severity."
    return RULE.at(
        app,
        f"{component.name} {component.version} is affected by {_names(first)}{summary}. "
        f"{_shipped(functions, uses)}{_fixed(first)}{unknown}",
        remediation=_advice(first),
        severity=shipments.severity(severity, uses),
        location=component.location,
        function=functions[0] if functions else "",
        resource=functions[0] if functions else "",
        touches=functions[1:],
        discriminator=f"{first.manifest.file}:{component.id}:{first.id}",
    )


def _uses(shipments: Shipments, same: Sequence[Vulnerability]) -> dict[str, bool | None]:
    """Return which functions ship it, and whether each imports it."""
    uses: dict[str, bool | None] = {}
    for one in same:
        for function in shipments.functions([one.manifest]):
            uses[function] = uses.get(function) or shipments.imports(function, one.manifest, one.component)
    return uses


def _names(one: Vulnerability) -> str:
    return f"{one.id} ({named(one.aliases)})" if one.aliases else one.id


def _shipped(functions: Sequence[str], uses: dict[str, bool | None]) -> str:
    using = [name for name in functions if uses[name]]
    if using:
        return f"Imported by {named(using)}." if len(using) == len(functions) else (
            f"Shipped by {named(functions)}, imported by {named(using)}."
        )
    known = all(uses[name] is False for name in functions)
    return f"Shipped by {named(functions)}{', imported by none of them' if known else ''}."


def _fixed(one: Vulnerability) -> str:
    return f" Fixed in {' and '.join(one.fixed)}." if one.fixed else " No fixed version is known."


def _advice(one: Vulnerability) -> str:
    if not one.fixed:
        return f"Replace {one.component.name}, or do without what the advisory is about."
    return f"Upgrade {one.component.name} to {' or '.join(one.fixed)} at least, and deploy again."


def _question(app: App, shipments: Shipments, same: Sequence[Vulnerability]) -> Report:
    """Report once for a package whose version no file fixes that some versions it may get are affected."""
    first, component = same[0], same[0].component
    functions = shipments.functions(one.manifest for one in same)
    names = sorted({one.id for one in same})
    worst: Severity = min((one.severity or "medium" for one in same), key=("critical", "high", "medium", "low").index)
    wanted = component.wanted or "any version"
    return RULE.at(
        app,
        f"Which version of {component.name} is shipped is not known ({wanted} is asked for); some that may be are "
        f"affected by {named(names)}. Shipped by {named(functions)}.",
        remediation=f"Fix the version of {component.name} in a lock.",
        kind="open",
        severity=worst,
        location=component.location,
        function=functions[0] if functions else "",
        resource=functions[0] if functions else "",
        touches=functions[1:],
        discriminator=f"{first.manifest.file}:{component.name}",
    )

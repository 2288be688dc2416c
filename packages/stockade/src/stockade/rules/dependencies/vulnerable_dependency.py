"""A package that is shipped has a known vulnerability."""

from collections.abc import Iterator, Sequence

from stockade.findings import Report, Rule
from stockade.findings.severity import rank
from stockade.model import App, Vulnerability
from stockade.rules.advising import Uses, advice, asked, told, worst
from stockade.rules.shipments import Shipments

RULE = Rule(
    id="vulnerable-dependency",
    title="A package that functions ship has a known vulnerability",
    severity="medium",
    severity_fixed=True,
    remediation="Upgrade the package, fix the version in the lock, and deploy again.",
    cwe=("CWE-1395",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report each advisory once for a package, its version and the file that names it."""
    shipments = Shipments(app)
    grouped: dict[tuple[str, ...], list[Vulnerability]] = {}
    for one in app.shipping.vulnerabilities:
        name = (one.manifest.file, one.component.ecosystem, one.component.id)
        grouped.setdefault((*name, one.id) if one.certain else name, []).append(one)
    for same in grouped.values():
        yield (_report if same[0].certain else _question)(app, shipments, same)


def _report(app: App, shipments: Shipments, same: Sequence[Vulnerability]) -> Report:
    first = same[0]
    uses: Uses = {}
    for one in same:
        for function in shipments.functions([one.manifest]):
            uses[function] = uses.get(function) or shipments.imports(function, one.manifest, one.component)
    functions = sorted(uses, key=lambda name: (uses[name] is not True, not shipments.is_reached(name)))
    return RULE.at(
        app,
        told(first, functions, uses),
        remediation=advice(first),
        severity=shipments.severity(worst(first), uses),
        location=first.component.location,
        function=functions[0],
        touches=functions[1:],
        discriminator=f"{first.manifest.file}:{first.component.id}:{first.id}",
    )


def _question(app: App, shipments: Shipments, same: Sequence[Vulnerability]) -> Report:
    """Ask once about a package whose version no file fixes."""
    first = same[0]
    functions = shipments.functions(one.manifest for one in same)
    return RULE.at(
        app,
        asked(same, functions),
        remediation=f"Fix the version of {first.component.name} in a lock.",
        kind="open",
        severity=worst(min(same, key=lambda one: rank(worst(one)))),
        location=first.component.location,
        function=functions[0],
        touches=functions[1:],
        discriminator=f"{first.manifest.file}:{first.component.name}",
    )

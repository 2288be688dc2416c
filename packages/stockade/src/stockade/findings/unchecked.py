"""What a scan did not look at because it was not given what it needs for it."""

from collections.abc import Iterator, Sequence

from stockade.findings.result import Notice
from stockade.model import App
from stockade.values import NOWHERE


def unchecked(apps: Sequence[App]) -> Iterator[Notice]:
    """Yield, once, that no database of advisories was given, where functions ship packages."""
    if any(app.shipping.checked for app in apps):
        return
    shipped = {
        component.purl
        for app in apps
        for parts in app.shipping.functions.values()
        for part in parts
        for component in part.manifest.components
    }
    if shipped:
        packages = "1 package" if len(shipped) == 1 else f"{len(shipped):,} packages"
        reason = "no database of advisories was given (--advisories)"
        yield Notice(
            NOWHERE, f"known vulnerabilities of {packages} that functions ship were not checked: {reason}"
        )

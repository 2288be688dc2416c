"""Packages that every build may take in another version."""

from collections.abc import Iterator

from stockade.findings import Report, Rule
from stockade.model import App, Component, Manifest
from stockade.rules.shipments import Shipments, named

RULE = Rule(
    id="unpinned-dependency",
    title="Packages are shipped in whatever version a build finds",
    severity="low",
    severity_fixed=True,
    remediation="Commit a lock, or fix exact versions, best with hashes.",
    cwe=("CWE-1357",),
)
_SDK = frozenset({"boto3", "botocore", "s3transfer", "jmespath", "aws-sdk"})
_SDK_SCOPES = ("@aws-sdk/", "@smithy/")


def check(app: App, _app: App) -> Iterator[Report]:
    """Report each manifest once."""
    shipments = Shipments(app)
    loose: dict[str, list[Manifest]] = {}
    for parts in app.shipping.functions.values():
        for part in parts:
            if any(map(_is_loose, part.manifest.components)):
                loose.setdefault(part.manifest.file, []).append(part.manifest)
    for file, manifests in loose.items():
        yield _report(app, shipments, file, manifests)


def _is_loose(component: Component) -> bool:
    """Tell whether a build chooses the version; the SDK of the runtime may be left to the platform."""
    is_sdk = component.name in _SDK or component.name.startswith(_SDK_SCOPES)
    return component.direct and not component.pinned and not is_sdk


def _report(app: App, shipments: Shipments, file: str, manifests: list[Manifest]) -> Report:
    found = {one.id: one for manifest in manifests for one in manifest.components if _is_loose(one)}
    components = sorted(found.values(), key=lambda one: (one.location, one.name))
    functions = shipments.functions(manifests)
    return RULE.at(
        app,
        f"{named(map(_asked, components))}: each build takes what there is then. "
        f"Shipped by {named(functions)}.",
        location=components[0].location,
        function=functions[0],
        touches=functions[1:],
        discriminator=file,
    )


def _asked(component: Component) -> str:
    if component.source:
        return f"{component.name} (from {component.source})"
    return f"{component.name} ({component.wanted or 'any version'})"

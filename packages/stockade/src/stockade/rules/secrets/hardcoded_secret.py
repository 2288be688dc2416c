"""A secret is written in source code."""

from collections.abc import Iterator

from stockade.model import App, CodeSecret
from stockade.rules import Report, Rule
from stockade.rules.believing import faults
from stockade.secrets import CLOUD_KINDS, words_for

RULE = Rule(
    id="hardcoded-secret",
    title="A secret is written in source code",
    severity="high",
    severity_fixed=True,
    remediation="Change the secret, keep the new one in a secret store, and read it from there at start.",
    cwe=("CWE-798",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report each place once, with every function whose handler reaches it."""
    found: dict[CodeSecret, list[str]] = {}
    for identity, code in app.code.items():
        for secret in code.secrets:
            found.setdefault(secret, []).append(identity)
    written = {secret.location for secret in found}
    for secret in app.secrets:
        if secret.location not in written:
            found.setdefault(secret, [])
    counted: dict[str, int] = {}
    for secret in sorted(found, key=lambda one: one.location):
        name = f"{secret.location.file}:{secret.name}:{secret.kind}"
        counted[name] = counted.get(name, 0) + 1
        yield _report(app, secret, tuple(found[secret]), f"{name}:{counted[name]}")
    told = {(secret.location.file, secret.location.line) for secret in found}
    for fault, _, _, report in faults(RULE, app):
        if (fault.location.file, fault.location.line) not in told:
            yield report


def _report(app: App, secret: CodeSecret, functions: tuple[str, ...], name: str) -> Report:
    known = [one for one in functions if one in app.functions]
    where = f" under {secret.name}" if secret.name else ""
    return RULE.at(
        app.functions[known[0]] if known else app,
        f"{secret.location.file} {_holds(secret)}{where}: {_who(functions)}.",
        kind="fail" if secret.sure else "open",
        severity="critical" if secret.kind in CLOUD_KINDS else None,
        confidence=secret.confidence,
        location=secret.location,
        function=known[0] if known else "",
        touches=tuple(known[1:]),
        discriminator=name,
    )


def _holds(secret: CodeSecret) -> str:
    words = words_for(secret.kind)
    return f"holds {words}" if secret.sure else f"may hold {words}, or only a name or a value of tests,"


def _who(functions: tuple[str, ...]) -> str:
    if not functions:
        return "whoever may read the code has it, though no function of the application reaches this file"
    others = f" and {len(functions) - 1} more" if len(functions) > 1 else ""
    return f"whoever may read the code or the package of {functions[0]}{others} has it"

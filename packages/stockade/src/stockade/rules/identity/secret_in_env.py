"""A secret's value stands in a function's environment."""

from collections.abc import Iterator

from stockade.config import Severity
from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.secret_texts import Standing, standing
from stockade.values import Location, Param

RULE = Rule(
    id="secret-in-env",
    title="A secret stands in a function's environment",
    severity="high",
    severity_fixed=True,
    remediation="Keep the value in a secret store, give the function its name, and change what leaked.",
    cwe=("CWE-526",),
)
_SEVERITIES: dict[Standing, Severity] = {"cloud-key": "critical", "secret": "high", "fetched": "low"}
_WHY: dict[Standing, str] = {
    "cloud-key": "holds a key to the cloud account: whoever may read the configuration or run code has it",
    "secret": "holds a secret in clear: whoever may read the template or the configuration has it",
    "fetched": "gets a secret at deployment and keeps it in clear in the configuration",
    "unknown": "may hold a secret: its value, or whether it is more than a name, is not known here",
}


def check(app: App, _app: App) -> Iterator[Report]:
    """Report each variable once, with every function that is given it at the same place."""
    for (name, verdict, _), holders in _by_cause(app).items():
        first = app.functions[next(iter(holders))]
        yield RULE.at(
            first,
            f"{name} of {_names(list(holders))} {_WHY[verdict]}.",
            kind="open" if verdict == "unknown" else "fail",
            severity=_SEVERITIES.get(verdict),
            location=holders[first.id],
            touches=tuple(holders)[1:],
            discriminator=name,
        )


def _by_cause(app: App) -> dict[tuple[str, Standing, Location | str], dict[str, Location]]:
    """Gather functions by variable and by the place its value was written at, where that is known."""
    found: dict[tuple[str, Standing, Location | str], dict[str, Location]] = {}
    for function in app.functions.values():
        for name, value in function.environment.items():
            verdict = standing(name, value, app)
            if verdict != "none":
                cause = value.at if value.at.line else function.id
                place = function.location if isinstance(value, Param) else value.at
                found.setdefault((name, verdict, cause), {})[function.id] = place
    return found


def _names(holders: list[str]) -> str:
    more = f" and {len(holders) - 3} more" if len(holders) > 3 else ""  # noqa: PLR2004 - as many as read well
    return f"{', '.join(holders[:3])}{more}"

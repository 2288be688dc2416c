"""A secret's value stands in a function's environment."""

from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.rules.secret_texts import Judged, given, holdings

RULE = Rule(
    id="secret-in-env",
    title="A secret stands in a function's environment",
    severity="high",
    severity_fixed=True,
    remediation="Keep the value in a secret store, give the function its name, and change what leaked.",
    cwe=("CWE-526",),
)


def check(app: App, _app: App) -> Iterator[Report]:
    """Report each variable once, with every function that is given it at the same place."""
    for holding in holdings(app):
        judged = holding.judged
        if judged.standing == "published":
            continue
        yield RULE.at(
            app.functions[holding.functions[0]],
            f"{holding.name} of {_names(holding.functions)} {_why(judged)}.",
            kind="open" if judged.standing == "unknown" else "fail",
            severity=judged.severity,
            confidence=judged.confidence,
            location=judged.at,
            evidence=given(app, holding),
            touches=holding.functions[1:],
            discriminator=holding.name,
        )


def _why(judged: Judged) -> str:
    where = f", the default of the parameter {judged.parameter}" if judged.parameter else ""
    match judged.standing:
        case "cloud-key":
            who = "whoever may read the configuration or run code has it"
            return f"holds a key to the cloud account{where}: {who}"
        case "fetched":
            return "gets a secret at deployment and keeps it in clear in the configuration"
        case "unknown":
            return "may hold a secret: its value, or whether it is more than a name, is not known here"
        case _:
            who = "whoever may read the template or the configuration has it"
            return f"holds {judged.words} in clear{where}: {who}"


def _names(holders: tuple[str, ...]) -> str:
    more = f" and {len(holders) - 3} more" if len(holders) > 3 else ""  # noqa: PLR2004 - as many as read well
    return f"{', '.join(holders[:3])}{more}"

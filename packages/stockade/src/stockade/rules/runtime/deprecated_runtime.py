"""Functions run on a runtime past its end of support."""

import datetime as dt
from collections.abc import Iterator

from stockade.model import App, Function
from stockade.rules import Report, Rule
from stockade.values import get, is_absent

RULE = Rule(
    id="deprecated-runtime",
    title="A runtime gets no security updates any more",
    severity="medium",
    severity_fixed=True,
    remediation="Move the functions to a runtime that is supported.",
    cwe=("CWE-1104",),
)

END_OF_SUPPORT = {
    "dotnet5.0": "2022-05-10",
    "dotnet6": "2024-12-20",
    "dotnet7": "2024-05-14",
    "dotnetcore1.0": "2019-06-27",
    "dotnetcore2.0": "2019-05-30",
    "dotnetcore2.1": "2022-01-05",
    "dotnetcore3.1": "2023-04-03",
    "go1.x": "2024-01-08",
    "java8": "2024-01-08",
    "nodejs": "2016-10-31",
    "nodejs10.x": "2021-07-30",
    "nodejs12.x": "2023-03-31",
    "nodejs14.x": "2023-12-04",
    "nodejs16.x": "2024-06-12",
    "nodejs18.x": "2025-09-01",
    "nodejs20.x": "2026-04-30",
    "nodejs4.3": "2020-03-05",
    "nodejs6.10": "2019-08-12",
    "nodejs8.10": "2020-03-06",
    "provided": "2024-01-08",
    "provided.al2": "2026-07-31",
    "python2.7": "2021-07-15",
    "python3.6": "2022-07-18",
    "python3.7": "2023-12-04",
    "python3.8": "2024-10-14",
    "python3.9": "2025-12-15",
    "ruby2.5": "2021-07-30",
    "ruby2.7": "2023-12-07",
    "ruby3.2": "2026-03-31",
}
"""Runtime -> end of support. Source: "Lambda runtimes" of the Lambda developer guide."""


def check(app: App, _app: App) -> Iterator[Report]:
    """Report the runtimes of an application once."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    old = [
        function
        for function in app.functions.values()
        if END_OF_SUPPORT.get(function.runtime, "9999") <= today
    ]
    if old:
        runtimes = ", ".join(sorted({function.runtime for function in old}))
        names = ", ".join(function.id for function in old[:3]) + (" ..." if len(old) > 3 else "")  # noqa: PLR2004
        yield RULE.at(
            old[0],
            f"{names}: no security update comes for {runtimes} any more.",
            touches=tuple(function.id for function in old[1:]),
        )
    unknown = [function for function in app.functions.values() if _unknown(function)]
    if unknown:
        yield RULE.at(
            unknown[0], f"The runtime of {unknown[0].id} is not known.", kind="open", discriminator="open"
        )


def _unknown(function: Function) -> bool:
    written = get(function.properties, "Runtime")
    return not function.runtime and not function.image and not is_absent(written)

"""Functions run on a runtime past its end of support."""

import datetime as dt
from collections.abc import Iterator

from stockade.model import App, Function
from stockade.rules import Report, Rule
from stockade.rules.lifecycles import deprecated, frozen
from stockade.values import get, is_absent

RULE = Rule(
    id="deprecated-runtime",
    title="A runtime gets no security updates any more",
    severity="medium",
    severity_fixed=True,
    remediation="Move the functions to a runtime that is supported.",
    cwe=("CWE-1104",),
)
_SHOWN = 3


def check(app: App, _app: App) -> Iterator[Report]:
    """Report the runtimes of an application once."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    old = [one for one in app.functions.values() if deprecated(one.runtime, today)]
    if old:
        yield _report(old, today)
    unknown = [function for function in app.functions.values() if _unknown(function)]
    if unknown:
        yield RULE.at(
            unknown[0], f"The runtime of {unknown[0].id} is not known.", kind="open", discriminator="open"
        )


def _report(old: list[Function], today: str) -> Report:
    since = {one.runtime: deprecated(one.runtime, today) for one in old}
    stuck = sorted({one.runtime for one in old if frozen(one.runtime, today)})
    shown = ", ".join(function.id for function in old[:_SHOWN])
    names = f"{shown} and {len(old) - _SHOWN} more" if len(old) > _SHOWN else shown
    days = ", ".join(f"{runtime} (since {day})" for runtime, day in sorted(since.items()))
    blocked = f"; functions on {', '.join(stuck)} cannot even be updated" if stuck else ""
    return RULE.at(
        old[0],
        f"{names}: no security updates any more for {days}{blocked}.",
        severity="high" if stuck else None,
        location=get(old[0].properties, "Runtime").at,
        touches=tuple(function.id for function in old[1:]),
    )


def _unknown(function: Function) -> bool:
    written = get(function.properties, "Runtime")
    return not function.runtime and not function.image and not is_absent(written)

"""Anybody may put data where a function with a powerful role picks it up."""

from collections.abc import Iterator

from stockade.model import App, Function
from stockade.rules import Report, Rule
from stockade.rules.power import power_of

RULE = Rule(
    id="public-event-source-to-privileged-role",
    title="Anybody can send events to a function with a powerful role",
    severity="critical",
    severity_fixed=True,
    remediation="Let only known principals write to the source, and reduce the role of the function.",
    cwe=("CWE-284", "CWE-250"),
)
_SOURCES = ("s3.", "sns", "sqs", "kinesis", "dynamodb.stream", "firehose", "eventbridge.custom", "cognito.")
_OPEN = {"public": "fail", "unknown": "open"}


def check(function: Function, app: App) -> Iterator[Report]:
    """Report a function once, at the first source that anybody may write to."""
    reached = [
        trigger
        for trigger in app.triggers_of(function.id)
        if trigger.exposure in _OPEN and trigger.event_source.startswith(_SOURCES) and trigger.origin
    ]
    if not reached:
        return
    power = power_of(app, function)
    first = min(reached, key=lambda trigger: trigger.exposure != "public")
    if power.holds == "false" or (power.holds == "unknown" and first.event_source.startswith("cognito.")):
        return
    sure = first.exposure == "public" and power.holds == "true"
    granted = ", ".join(power.grants[:3])
    if sure:
        message = f"Anyone may write to {first.origin}; it starts {function.id}, which may use {granted}."
    elif power.holds == "true":
        message = f"Whether anyone writes to {first.origin} is not known; {function.id} may use {granted}."
    else:
        message = (
            f"{first.origin} starts {function.id} and may be open to anyone; what {function.id} may do is "
            f"not known: {granted}."
        )
    yield RULE.at(
        function,
        message,
        kind="fail" if sure else "open",
        entry_point=first.id,
        path=(first.id, function.id, function.role) if function.role else (),
        touches=(trigger.origin for trigger in reached if trigger.origin),
    )

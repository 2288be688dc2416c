"""A dead-letter queue on a function that is only polled for: it never receives anything."""

from collections.abc import Iterator

from stockade.model import App, Function
from stockade.rules import Report, Rule
from stockade.rules.presence import present
from stockade.values import get

RULE = Rule(
    id="dlq-not-effective",
    title="The dead-letter queue of a function never receives anything",
    severity="medium",
    severity_fixed=True,
    remediation=(
        "Set RedrivePolicy on the queue, or DestinationConfig.OnFailure on the event source mapping of the "
        "stream; remove the function's own dead-letter queue."
    ),
    cwe=("CWE-755",),
)
_POLLED = {"sqs", "kinesis", "dynamodb.stream", "docdb", "msk", "kafka.self", "mq.active", "mq.rabbit"}


def check(function: Function, app: App) -> Iterator[Report]:
    """Report a function whose sources are all polled; open where a function may invoke it as well."""
    target = get(function.properties, "DeadLetterConfig.TargetArn")
    triggers = app.triggers_of(function.id)
    sources = {trigger.event_source for trigger in triggers}
    configured = present(target)
    if configured == "false" or not sources or not sources <= _POLLED:
        return
    invokers = sorted(
        flow.source for flow in app.flows if flow.target == function.id and flow.kind == "invokes"
    )
    names = ", ".join(dict.fromkeys(trigger.origin or trigger.detail for trigger in triggers))
    text = (
        f"{function.id} has a dead-letter queue, but {names} is polled: the setting holds for asynchronous "
        "invocation only, so records that fail are not kept there."
    )
    if configured == "unknown":
        text = f"Whether {function.id} gets a dead-letter queue is not known; {names} is polled."
    elif invokers:
        text = f"{text[:-1]}. Whether {invokers[0]} invokes it asynchronously is for its code to show."
    yield RULE.at(
        function,
        text,
        kind="open" if invokers or configured == "unknown" else "fail",
        location=get(function.properties, "DeadLetterConfig").at,
    )

"""Mail starts a function, and nothing on the way checks who sent it."""

import re
from collections.abc import Iterator

from stockade.model import App, Function, Resource
from stockade.rules import Report, Rule
from stockade.values import as_list, flag, get, references, text

RULE = Rule(
    id="email-sender-not-authenticated",
    title="Mail starts a function without a check of its sender",
    severity="high",
    severity_fixed=True,
    remediation="Read the DMARC verdict of the receipt before the mail is used, and drop what does not pass.",
    cwe=("CWE-290",),
    resource_types=("AWS::SES::ReceiptRule",),
)
_TARGETS = ("LambdaAction.FunctionArn", "S3Action.BucketName", "S3Action.TopicArn", "SNSAction.TopicArn")
_VERDICT = re.compile(r"(?i)(?:spf|dkim|dmarc)[_-]?verdict|authentication-results|received-spf")


def check(rule: Resource, app: App) -> Iterator[Report]:
    """Report a receipt rule that leads to functions, directly or through a bucket or topic."""
    if flag(get(rule.properties, "Rule.Enabled")) is False:
        return
    functions = _functions(rule, app)
    verdicts = {function.id: _checks(function) for function in functions}
    unread = [name for name, checks in verdicts.items() if checks is None]
    if not verdicts or any(verdicts.values()):
        return
    names = ", ".join(verdicts)
    if unread:
        message = (
            f"Anyone may write to the address of {rule.id} under any name, and that starts {names}; whether "
            "its code reads the SPF, DKIM or DMARC verdict is not known."
        )
    else:
        message = (
            f"Mail of {rule.id} starts {names}, whose code reads no SPF, DKIM or DMARC verdict: anyone may "
            "write under any name."
        )
    yield RULE.at(
        rule, message, kind="open" if unread else "fail", touches=verdicts, function=functions[0].id
    )


def _functions(rule: Resource, app: App) -> tuple[Function, ...]:
    targets: set[str] = set()
    for action in as_list(get(rule.properties, "Rule.Actions")):
        for key in _TARGETS:
            targets |= {reference.id for reference in references(get(action, key))}
    started = targets | {
        trigger.function
        for trigger in app.triggers
        if trigger.function and (trigger.origin in targets or trigger.declared_by == rule.id)
    }
    return tuple(function for function in app.functions.values() if function.id in started)


def _checks(function: Function) -> bool | None:
    """Tell whether code written in the template reads a verdict, None for code that is elsewhere."""
    code = text(function.inline)
    return None if code is None else bool(_VERDICT.search(code))

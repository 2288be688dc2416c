"""A message broker is reachable from the Internet."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.values import flag, get, is_absent

RULE = Rule(
    id="public-broker",
    title="A message broker is reachable from the Internet",
    severity="high",
    severity_fixed=True,
    remediation="Set PubliclyAccessible to false and reach the broker from its network.",
    cwe=("CWE-668",),
    resource_types=("AWS::AmazonMQ::Broker",),
)


def check(broker: Resource, app: App) -> Iterator[Report]:
    """Report a broker with a public address."""
    setting = get(broker.properties, "PubliclyAccessible")
    if flag(setting) is True:
        started = [trigger.function for trigger in app.triggers if trigger.origin == broker.id]
        what = f"; its messages start {', '.join(filter(None, started))}" if started else ""
        yield RULE.at(broker, f"A password is all that stands between the Internet and {broker.id}{what}.")
    elif flag(setting) is None and not is_absent(setting):
        yield RULE.at(
            broker, f"Whether {broker.id} is reachable from the Internet is not known.", kind="open"
        )

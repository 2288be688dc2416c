"""Rules of IoT: a statement that picks messages, and actions whose texts are filled from them (`${...}`).

Source: "AWS IoT SQL reference" and "Substitution templates" of the IoT Core developer guide.
"""

from collections.abc import Iterator

from stockade.assembly.draft import Draft
from stockade.model.embedded import Embedded, Feed
from stockade.values import Value, as_list, entries, get, is_absent


def code(draft: Draft) -> Iterator[Embedded]:
    """Yield the statement of every rule with each of its actions."""
    for rule in draft.of_type("AWS::IoT::TopicRule"):
        payload = get(rule.properties, "TopicRulePayload")
        statement = get(payload, "Sql")
        for number, action in enumerate(_actions(payload)):
            for name, _ in entries(action):
                yield Embedded(
                    id=f"-/{rule.id}/{name}/{number}",
                    language="iotsql",
                    resource=rule.id,
                    part=name,
                    feed=Feed("rule", action=name),
                    event_source="iot.rule",
                    text=statement,
                    filled=action,
                    location=statement.at,
                )


def _actions(payload: Value) -> Iterator[Value]:
    yield from as_list(get(payload, "Actions"))
    error = get(payload, "ErrorAction")
    if not is_absent(error):
        yield error

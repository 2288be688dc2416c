"""Who hands events on to state machines; and to functions and other services in another shape.

Reads the targets of `AWS::Events::Rule`, `AWS::Pipes::Pipe` and `AWS::Scheduler::Schedule`, the actions of
`AWS::IoT::TopicRule`, and the routes of APIs whose integration starts an execution.
"""

from collections.abc import Iterator

from msgspec import Struct

from stockade.assembly.eventbridge import patterns, source_of
from stockade.assembly.index import FUNCTION, Index
from stockade.assembly.workflows.payloads import DEPLOYED, Payloads, written_text
from stockade.assembly.workflows.places import Places
from stockade.assembly.workflows.requests import request_input
from stockade.assembly.workflows.tasks import MACHINE
from stockade.assembly.workflows.transforming import of_pipe, transformed
from stockade.languages.jsonpath import read_path
from stockade.model import App, Exposure, Resource, StackResource, Trigger
from stockade.model import program as ir
from stockade.model.exposure import WIDEST_FIRST
from stockade.model.workflow import Delivery, Task
from stockade.values import Location, Value, as_list, elements, entries, get, is_absent, parse_json, text

_RUN_COMMAND = "AWS-RunShellScript"


class Shaped(Struct, frozen=True):
    """What a rule, pipe or schedule does with an event: `plain` where it does nothing."""

    payload: ir.Expression | None
    plain: bool = False


def deliveries(app: App, index: Index, places: Places) -> Iterator[Delivery]:
    """Yield every delivery of an application."""
    yield from _routes(app)
    for rule in app.of_type("AWS::Events::Rule"):
        yield from _rule(app, index, places, rule)
    for pipe in app.of_type("AWS::Pipes::Pipe"):
        yield from _pipe(app, index, pipe)
    for schedule in app.of_type("AWS::Scheduler::Schedule"):
        yield from _schedule(index, places, schedule)
    for rule in app.of_type("AWS::IoT::TopicRule"):
        yield from _topic_rule(app, index, rule)


def _routes(app: App) -> Iterator[Delivery]:
    """Yield what the routes of APIs start."""
    for trigger in app.triggers:
        machine = app.resources.get(trigger.origin or "")
        if trigger.function is None and machine is not None and machine.type == MACHINE:
            at = trigger.location
            payload = request_input(app, trigger, ir.position(at.line, 1))
            yield Delivery(
                event_source=trigger.event_source,
                target=machine.id,
                by=trigger.declared_by,
                at=at,
                payload=payload,
                entry=trigger.id,
                exposure=trigger.exposure,
            )


def _targets(index: Index, arn: Value, target: Value) -> Iterator[tuple[str, Task]]:
    """Yield what a target is: functions and machines by id, else the service that gets the event."""
    functions = index.find_all(arn, FUNCTION)
    machines = index.find_all(arn, MACHINE)
    yield from ((one, Task()) for one in (*functions, *machines))
    if not functions and not machines:
        yield "", _service(index, arn, target)


def _service(index: Index, arn: Value, target: Value) -> Task:
    """Return which service gets the event, where what it gets is more than a message."""
    written = "".join(text(part) or "*" for part in getattr(arn, "parts", (arn,)))
    if any(not is_absent(get(target, one)) for one in ("EcsParameters", "EcsTaskParameters")):
        return Task("events", "ecs")
    if not is_absent(get(target, "RunCommandParameters")) or _RUN_COMMAND in written:
        return Task("events", "ssm")
    if ":api-destination/" in written or index.find(arn, "AWS::Events::ApiDestination") is not None:
        return Task("events", "http")
    return Task()


def _rule(app: App, index: Index, places: Places, rule: Resource) -> Iterator[Delivery]:
    as_stack = StackResource(rule.id, rule.type, rule.properties, rule.location)
    sources = [source_of(pattern) for pattern in patterns(as_stack)]
    if not is_absent(get(rule.properties, "ScheduleExpression")):
        sources.append("")
    origins = _origins(index, as_stack)
    for target in as_list(get(rule.properties, "Targets")):
        for identity, task in _targets(index, get(target, "Arn"), target):
            at = target.at if target.at.line else rule.location
            shaped = _shape(target, places, at)
            for source in dict.fromkeys(sources):
                entry, exposure = _entry(app, rule.id, source, origins)
                yield Delivery(
                    source, identity, rule.id, at, shaped.payload, task, entry, exposure, shaped.plain
                )


def _shape(target: Value, places: Places, at: Location) -> Shaped:
    """Return what a target of a rule does with the event."""
    transformer, path, constant = (get(target, key) for key in ("InputTransformer", "InputPath", "Input"))
    near = ir.position(at.line, 1)
    if not is_absent(transformer):
        where = transformer.at if transformer.at.line else at
        template = get(transformer, "InputTemplate")
        line = template.at if template.at.line else places.of_key(where, "InputTemplate")
        return Shaped(transformed(transformer, ir.position(line.line, 1)) or ir.Name("$"))
    if not is_absent(path):
        written = written_text(path)
        return Shaped(read_path(written, near) if written is not None else ir.Name("$"))
    if not is_absent(constant):
        return Shaped(_constant(constant, places, at))
    return Shaped(None, plain=True)


def _constant(written: Value, places: Places, at: Location) -> ir.Expression:
    body = parse_json(written)
    found = Payloads(places, at.file, apart=True).lowered(body, "JSONPath", at) if body is not None else None
    return found if found is not None else ir.Name(DEPLOYED)


def _origins(index: Index, rule: StackResource) -> tuple[str, ...]:
    """Return the buses and buckets that the events of a rule come from, where they are of the application."""
    found = [index.find(get(rule.properties, "EventBusName"), "AWS::Events::EventBus")]
    for pattern in patterns(rule):
        names = as_list(get(pattern, "detail.bucket.name"))
        found += [index.find(name, "AWS::S3::Bucket") for name in names]
    return tuple(one for one in found if one is not None)


def _entry(app: App, by: str, source: str, origins: tuple[str, ...]) -> tuple[str, Exposure | None]:
    """Return the trigger an event comes by, and who can send it: as other triggers of the same event say."""
    wired = [one for one in app.triggers if one.declared_by == by and one.event_source == source]
    if wired:
        first = _widest(wired)
        return first.id, first.exposure
    same = [one for one in app.triggers if one.origin in origins and one.event_source == source]
    if same:
        return "", _widest(same).exposure
    return "", next((_written(app, origin) for origin in origins), None)


def _widest(triggers: list[Trigger]) -> Trigger:
    return min(triggers, key=lambda one: WIDEST_FIRST.index(one.exposure))


def _written(app: App, origin: str) -> Exposure:
    """Return who can put data into a resource, by what assembly found of its policies."""
    let_in = app.access.get(origin)
    if let_in is not None and let_in.write in {"public", "account", "unknown"}:
        return {"public": "public", "account": "account"}.get(let_in.write, "unknown")  # type: ignore[return-value]
    fed = any(flow.target == origin and flow.kind in {"writes", "publishes"} for flow in app.flows)
    return "stored" if fed else "account"


def _pipe(app: App, index: Index, pipe: Resource) -> Iterator[Delivery]:
    """Yield what a pipe hands to its enrichment and its target; what an enrichment answers is not known."""
    enriched = not is_absent(get(pipe.properties, "Enrichment"))
    origin = index.find(get(pipe.properties, "Source"))
    entry, exposure = _entry(app, pipe.id, "pipes", (origin,) if origin is not None else ())
    for place in ("Enrichment", "Target"):
        arn = get(pipe.properties, place)
        parameters = get(pipe.properties, f"{place}Parameters")
        template = get(parameters, "InputTemplate")
        at = template.at if template.at.line else pipe.location
        near = ir.position(at.line, 1)
        written = written_text(template)
        if place == "Target" and enriched:
            payload: ir.Expression | None = ir.Name(DEPLOYED)
        elif written is not None:
            inner = ir.Comprehension(
                "list", of_pipe(written, near), (ir.Clause(ir.Name("$"), ir.Name("$")),), at=near
            )
            payload = inner
        else:
            payload = None
        for identity, task in _targets(index, arn, parameters) if not is_absent(arn) else ():
            plain = payload is None
            yield Delivery("pipes", identity, pipe.id, at, payload, task, entry, exposure, plain)


def _schedule(index: Index, places: Places, schedule: Resource) -> Iterator[Delivery]:
    target = get(schedule.properties, "Target")
    for identity, task in _targets(index, get(target, "Arn"), target):
        payload = _constant(get(target, "Input"), places, schedule.location)
        yield Delivery("", identity, schedule.id, schedule.location, payload, task)


def _topic_rule(app: App, index: Index, rule: Resource) -> Iterator[Delivery]:
    for action in elements(get(rule.properties, "TopicRulePayload.Actions")):
        for kind, settings in entries(action):
            machine = index.find(get(settings, "StateMachineName"), MACHINE)
            if kind == "StepFunctions" and machine is not None:
                entry, exposure = _entry(app, rule.id, "iot.rule", ())
                yield Delivery("iot.rule", machine, rule.id, rule.location, None, Task(), entry, exposure)

"""A `serverless.yml` into a `Stack`."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from stockade.model import Gap, Stack
from stockade.readers.cloudformation.template import Made, prepare, read_stack
from stockade.readers.files import Root
from stockade.readers.joining.renaming import renamed
from stockade.readers.serverless.events import add_event
from stockade.readers.serverless.functions import add_function, add_layers
from stockade.readers.serverless.identifiers import function_id
from stockade.readers.serverless.lift import add_constructs, workers
from stockade.readers.serverless.plugins import KNOWN_SECTIONS, add_plugins
from stockade.readers.serverless.roles import add_shared, names_shared, shared_role
from stockade.readers.serverless.routes import Apis
from stockade.readers.serverless.service import Service, entries_of
from stockade.readers.serverless.variables import Syntax, Variables
from stockade.values import ABSENT, List, Location, Map, Value, get, is_absent, text

_OPENING = re.compile(r"\\?\$\\?\{\\?\{")
_MADE = Made("serverless", {}, {}, frozenset())
_IMPLIED = frozenset(
    {"ServerlessDeploymentBucket", "ApiGatewayDeployment", "ApiGatewayRestApiResource", "HttpApiLogGroup"}
)
"""Resources of the framework that hold no part of the application, and that a file may refer to."""


def is_serverless(raw: Value) -> bool:
    """Tell whether a document is a service of the framework, for this cloud."""
    if not isinstance(raw, Map) or "provider" not in raw.items:
        return False
    provider = raw.items["provider"]
    name = text(provider) if not isinstance(provider, Map) else text(get(provider, "name"))
    return bool({"service", "functions", "plugins"} & raw.items.keys()) and (
        name is None or "aws" in name or "$" in name
    )


def unreadable(file: str) -> Gap:
    """Return the gap of a configuration that is a program: what its owner may run."""
    reason = (
        "a configuration that is a program is not run; `serverless print --format yaml` writes what it says"
    )
    return Gap(Location(file, 1), reason, "file")


def read_serverless(raw: Map, file: str, root: Root, folder: str) -> Stack:
    """Return the stack of a service: what the framework would make of it, with the lines of the file."""
    variables = Variables(root, folder, raw, _syntax(raw))
    service = Service(raw, variables)
    apis = Apis(service)
    functions = {**dict(service.functions()), **workers(service)}
    for name, body in functions.items():
        add_function(service, name, body)
        for event in entries_of(get(body, "events")):
            add_event(service, apis, function_id(name), event)
    add_constructs(service, apis)
    if functions and shared_role(service) is None and names_shared(service):
        add_shared(service)
    add_layers(service)
    add_plugins(service, apis)
    apis.finish()
    return _stack(service, list(functions), file, root, folder)


def _syntax(raw: Map) -> Syntax:
    written = text(get(raw.items.get("provider", ABSENT), "variableSyntax")) or ""
    return Syntax("${{", "}}") if _OPENING.match(written) else Syntax()


def _stack(service: Service, functions: list[str], file: str, root: Root, folder: str) -> Stack:
    gaps: list[Gap] = []
    template = prepare(_template(service), root, folder, gaps)
    made = replace(_MADE, implied=_IMPLIED)
    stack = read_stack(template, file, gaps, made=made)
    unknown = [
        Gap(value.at, f"the section {key!r} is of a plug-in that is not known", "resource")
        for key, value in service.sections.items()
        if key not in KNOWN_SECTIONS and not is_absent(value)
    ]
    stack = replace(stack, gaps=(*service.variables.gaps, *service.gaps, *unknown, *stack.gaps))
    names = {function_id(name): name for name in functions if name not in stack.resources}
    return renamed(stack, names, "", stack.folder)


def _template(service: Service) -> Map:
    """Return the whole as a raw template: what the framework makes, and `resources` over it."""
    sections: dict[str, dict[str, Value]] = {"Resources": dict(service.resources)}
    for part in _parts(service.sections.get("resources", ABSENT)):
        for name, content in part.items.items():
            if not isinstance(content, Map):
                continue
            if name == "extensions":
                _extend(sections["Resources"], content)
            else:
                _merge(sections.setdefault(name, {}), content)
    return Map({name: Map(dict(found), at=service.at) for name, found in sections.items()}, at=service.at)


def _parts(value: Value) -> Iterator[Map]:
    """Yield the parts of `resources`: a map, or a list of maps."""
    for part in entries_of(value):
        if isinstance(part, Map):
            yield part


def _merge(held: dict[str, Value], content: Map) -> None:
    """Put entries over those there are; properties of one resource are merged."""
    for key, body in content.items.items():
        held[key] = merged(held[key], body) if key in held else body


def _extend(held: dict[str, Value], content: Map) -> None:
    for key, body in content.items.items():
        if key in held:
            held[key] = merged(held[key], body)


def merged(under: Value, over: Value) -> Value:
    """Return two values in one: maps key by key, lists one after the other, else the one that is put over."""
    match under, over:
        case Map(), Map():
            both = dict(under.items)
            for key, item in over.items.items():
                both[key] = merged(both[key], item) if key in both else item
            return Map(both, at=over.at if over.at.line else under.at)
        case List(), List():
            return List((*under.items, *over.items), at=over.at)
        case _:
            return over

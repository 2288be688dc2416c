"""What the parameters of a route in Python get: parts of path, query and body, and what is injected."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from stockade.analysis import values as v
from stockade.analysis.frames import ClassValue, FunctionValue
from stockade.analysis.frameworks.requests import field
from stockade.analysis.frameworks.route import Route
from stockade.analysis.values import UNKNOWN, Value, tainted
from stockade.model import program as ir

if TYPE_CHECKING:
    from stockade.analysis.core import Core

DEEPEST_INJECTED = 5
_NAMED = re.compile(
    r"<(?:(?P<conv>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>|\{(?P<brace>\w+)(?::(?P<after>\w+))?\}|\(\?P<(?P<group>\w+)>"
)
_HARMLESS = frozenset({"int", "float", "uuid", "slug", "date", "number"})
"""Converters of a path whose values are numbers, or letters and digits."""
CLEAN = re.compile(r"\b(?:int|float|bool|UUID|date|datetime|Decimal|Enum|Literal)\b")
_PLACES = {
    "Body": ("body",),
    "Form": ("body",),
    "File": ("body",),
    "Header": ("headers",),
    "Cookie": ("headers",),
    "Path": ("pathParameters",),
    "Query": ("queryStringParameters",),
}


def of_path(route: Route, sources: tuple[str, ...], function: FunctionValue) -> dict[str, Value]:
    """Return the parameters of a route's path by name."""
    at, file = function.function.at, function.module.file
    found: dict[str, Value] = {}
    for one in _NAMED.finditer(route.text):
        name = one["name"] or one["brace"] or one["group"]
        kind = one["conv"] or one["after"] or ""
        value = UNKNOWN if kind in _HARMLESS else field(sources, ("pathParameters", name), file, at)
        if route.plain and kind != "path" and one["group"] is None:
            value = v.mapped(value, lambda taint: taint.marked("path-traversal"))
        found[name] = value
    return found


def by_name(
    machine: "Core", route: Route, function: FunctionValue, sources: tuple[str, ...], depth: int = 0
) -> tuple[list[Value], dict[str, Value]]:
    """Return what a framework hands to a function by the names and types of its parameters."""
    names = of_path(route, sources, function)
    found: list[Value] = []
    for parameter in plain(function):
        found.append(_parameter(machine, route, parameter, names, sources, function, depth))
        names.pop(name_of(parameter), None)
    takes_more = any(one.kind == "keywords" for one in function.function.parameters)
    return found, names if takes_more else {}


def plain(function: FunctionValue) -> Iterator[ir.Parameter]:
    """Yield the parameters that are handed over one by one, without the object itself."""
    for number, parameter in enumerate(function.function.parameters):
        if parameter.kind == "plain" and not (number == 0 and name_of(parameter) in {"self", "cls"}):
            yield parameter


def name_of(parameter: ir.Parameter) -> str:
    """Return the name of a parameter, empty where it is taken apart."""
    return parameter.target.name if isinstance(parameter.target, ir.Name) else ""


def _parameter(
    machine: "Core",
    route: Route,
    parameter: ir.Parameter,
    names: dict[str, Value],
    sources: tuple[str, ...],
    function: FunctionValue,
    depth: int,
) -> Value:
    annotation, name = parameter.annotation, name_of(parameter)
    if re.search(r"\bRequest\b", annotation):
        return Value(names=("fastapi.Request",))
    if name == "request" and name not in names and not annotation:
        return Value(names=("django.Request",))
    injected = _injected(machine, parameter, function, sources, depth)
    if injected is not None:
        return injected
    model = model_of(function, annotation)
    if is_clean(annotation) or (model is not None and is_enumeration(model)):
        return UNKNOWN
    if name in names:
        return names[name]
    if route.text and not annotation and parameter.default is not None and not _said(parameter):
        return machine.evaluate(function.frame, parameter.default)
    return _sent(machine, parameter, name, sources, function)


def _said(parameter: ir.Parameter) -> str:
    """Return which part of the request a parameter's default or type says it is: `Body()`, `Header()`."""
    callee = parameter.default.callee if isinstance(parameter.default, ir.Call) else None
    said = callee.name if isinstance(callee, ir.Name | ir.Attribute) else ""
    if said in _PLACES:
        return said
    found = re.search(rf"\b({'|'.join(_PLACES)})\(", parameter.annotation)
    return found[1] if found is not None else ""


def _sent(
    machine: "Core", parameter: ir.Parameter, name: str, sources: tuple[str, ...], function: FunctionValue
) -> Value:
    at, file = function.function.at, function.module.file
    annotation, said = parameter.annotation, _said(parameter)
    whole = v.mapped(field(sources, ("body",), file, at), lambda one: one.marked("+json"))
    model = model_of(function, annotation)
    if model is not None:
        return of_model(machine, function, model, whole)
    if annotation.startswith(("dict", "Dict", "list", "List", "Any")) and said in {"", "Body"}:
        return whole
    if "UploadFile" in annotation or said in {"Form", "File", "Body"}:
        return field(sources, ("body", name), file, at)
    if said:
        return field(sources, (*_PLACES[said], name), file, at)
    given = annotation or parameter.default is not None
    return field(sources, ("queryStringParameters" if given else "pathParameters", name), file, at)


def model_of(function: FunctionValue, annotation: str) -> ClassValue | None:
    """Return the class of the program that a parameter's type names."""
    inner = re.sub(
        r"^Annotated\[\s*(\w+)\b.*$|^Optional\[(\w+)\]$|^(\w+)\s*\|\s*None$", r"\1\2\3", annotation
    )
    known = function.module.frame.lookup(inner) if inner.isidentifier() else None
    return next((one for one in known.functions if isinstance(one, ClassValue)), None) if known else None


def of_model(machine: "Core", function: FunctionValue, model: ClassValue, whole: Value) -> Value:
    """Return an instance of a model that holds what was sent; of an enumeration nothing of it is left."""
    if is_enumeration(model):
        return UNKNOWN
    return machine.instantiate(function.frame, model, [], {"": whole}, function.function.at)


def is_enumeration(model: ClassValue) -> bool:
    """Tell whether a class is an enumeration: its values are the program's."""
    return any(name.startswith("enum.") for one in model.line() for name in one.names)


def is_clean(annotation: str) -> bool:
    """Tell whether a parameter of such a type cannot hold a text of the sender's."""
    if re.search(r"\b(?:Response|BackgroundTasks|WebSocket)\b", annotation):
        return True
    return CLEAN.search(annotation) is not None and "str" not in annotation


def _injected(
    machine: "Core", parameter: ir.Parameter, function: FunctionValue, sources: tuple[str, ...], depth: int
) -> Value | None:
    """Return what a dependency gives (`Depends(f)`), None for a parameter that is none."""
    what = _dependency(machine, parameter, function)
    if what is None:
        return None
    found: list[Value] = []
    for one in what.functions if depth < DEEPEST_INJECTED else ():
        called = _callable(one)
        if called is None:
            continue
        arguments, keywords = by_name(machine, Route(what, "python", ""), called, sources, depth + 1)
        if isinstance(one, ClassValue):
            found.append(machine.instantiate(one.frame, one, arguments, keywords, one.cls.at))
            continue
        value = machine.invoke(called.frame, called, arguments, keywords, called.function.at).value
        found.append(value.items or UNKNOWN if called.function.generator else value)
    return v.join_all(found)


def _dependency(machine: "Core", parameter: ir.Parameter, function: FunctionValue) -> Value | None:
    default = parameter.default
    callee = default.callee if isinstance(default, ir.Call) else None
    if isinstance(default, ir.Call) and isinstance(callee, ir.Name | ir.Attribute):
        if callee.name not in {"Depends", "Security"}:
            return None
        if default.arguments:
            return machine.evaluate(function.frame, default.arguments[0])
        return function.module.frame.lookup(parameter.annotation) or UNKNOWN
    named = re.search(r"\b(?:Depends|Security)\(\s*(\w*)", parameter.annotation)
    return (function.module.frame.lookup(named[1]) or UNKNOWN) if named is not None else None


def _callable(one: object) -> FunctionValue | None:
    """Return the function that a dependency runs: itself, or the constructor of a class."""
    if isinstance(one, FunctionValue):
        return one
    method = one.method("__init__") if isinstance(one, ClassValue) else None
    if method is None:
        return None
    owner, known = method
    return FunctionValue(
        owner.module, owner.module.program.functions[known.function], owner.frame, None, owner
    )


def arguments_of(
    machine: "Core",
    function: FunctionValue,
    given: Value,
    *,
    skipped: Iterable[str] = (),
    known: frozenset[str] = frozenset(),
) -> tuple[list[Value], dict[str, Value]]:
    """Return what a resolver gets: an entry of `given` for each parameter by name, the rest for `**`.

    `skipped` are names of parameters that hold nobody's data, `known` those that the schema makes harmless.
    """
    found: list[Value] = []
    names = {"self", "cls", *skipped}
    at = function.function.at
    for parameter in function.function.parameters:
        name = name_of(parameter)
        if parameter.kind != "plain" or name in {"self", "cls"}:
            continue
        if name in names or name in known or is_clean(parameter.annotation):
            found.append(UNKNOWN)
            continue
        value = machine.load(function.frame, given, name, at)
        model = model_of(function, parameter.annotation)
        found.append(value if model is None else of_model(machine, function, model, _sent_whole(value)))
    takes_more = any(one.kind == "keywords" for one in function.function.parameters)
    return found, {"": given.changed(fields=dict.fromkeys(known, UNKNOWN))} if takes_more else {}


def _sent_whole(value: Value) -> Value:
    return tainted(frozenset(one.marked("+json") for one in value.taints))

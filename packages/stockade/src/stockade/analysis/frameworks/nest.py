"""NestJS and TypeGraphQL: parameters and instances as decorators of TypeScript tell them."""

import re
from typing import TYPE_CHECKING

from stockade.analysis.frames import ClassValue, FunctionValue
from stockade.analysis.frameworks.parameters import CLEAN
from stockade.analysis.frameworks.requests import field
from stockade.analysis.values import UNKNOWN, Value, tainted
from stockade.model import program as ir

if TYPE_CHECKING:
    from stockade.analysis.core import Core

MOST_INJECTED = 5
_FIELDS = {
    "Body": ("body",),
    "Param": ("pathParameters",),
    "Query": ("queryStringParameters",),
    "Headers": ("headers",),
    "UploadedFile": ("body",),
    "UploadedFiles": ("body",),
    "Arg": ("body", "variables"),
    "Args": ("body", "variables"),
}
_NUMBERS = re.compile(r"^\s*(?:number|boolean|Date|Int|Float)(?:\s*\|\s*(?:null|undefined))?\s*$")
_CONVERTING = frozenset(
    {"ParseIntPipe", "ParseFloatPipe", "ParseBoolPipe", "ParseUUIDPipe", "ParseEnumPipe", "ParseDatePipe"}
)


def decorated(parameter: ir.Parameter, sources: tuple[str, ...], function: FunctionValue) -> Value:
    """Return what a parameter's decorator says it gets: `@Body() body`, `@Param("id") id`."""
    for decorator in parameter.decorators:
        name = _named(decorator, function)
        if name in {"Req", "Request"}:
            return Value(names=("express.Request",))
        if name in {"Res", "Response"}:
            return Value(names=("express.Response",))
        if name in _FIELDS and not _is_clean(name, decorator, parameter.annotation):
            return _field(name, decorator, sources, function)
    return UNKNOWN


def _named(decorator: ir.Expression, function: FunctionValue) -> str:
    """Return the name of a decorator in its library, whatever it is imported as."""
    callee = decorator.callee if isinstance(decorator, ir.Call) else decorator
    name = callee.name if isinstance(callee, ir.Name | ir.Attribute) else ""
    known = function.module.frame.lookup(name) if isinstance(callee, ir.Name) else None
    return known.names[0].rpartition(".")[2] if known is not None and known.names else name


def _field(name: str, decorator: ir.Expression, sources: tuple[str, ...], function: FunctionValue) -> Value:
    first = decorator.arguments[:1] if isinstance(decorator, ir.Call) else ()
    keys = tuple(one.value for one in first if isinstance(one, ir.Const) and isinstance(one.value, str))
    found = field(sources, (*_FIELDS[name], *keys), function.module.file, function.function.at)
    parsed = name in {"Body", "Arg", "Args"} and not keys
    return tainted(frozenset(one.marked("+json") if parsed else one for one in found.taints))


def _is_clean(name: str, decorator: ir.Expression, annotation: str) -> bool:
    """Tell whether what is handed over cannot be a text: by its type, or by what converts it."""
    if CLEAN.search(annotation):
        return True
    if name in {"Arg", "Args"} and _NUMBERS.match(annotation):  # GraphQL checks the types of arguments
        return True
    given = decorator.arguments if isinstance(decorator, ir.Call) else ()
    pipes = (one.callee if isinstance(one, ir.Call) else one for one in given)
    return any(isinstance(one, ir.Name) and one.name in _CONVERTING for one in pipes)


def with_instance(machine: "Core", function: FunctionValue) -> FunctionValue:
    """Return a method with an instance of its class, its constructor's parameters injected by their types."""
    if function.owner is None:
        return function
    this = _injected(machine, function.owner, 0)
    return FunctionValue(function.module, function.function, function.frame, this, function.owner)


def _injected(machine: "Core", cls: ClassValue, depth: int) -> Value:
    found = cls.method("constructor")
    given: list[Value] = []
    if found is not None and depth < MOST_INJECTED:
        owner, method = found
        for parameter in owner.module.program.functions[method.function].parameters:
            known = owner.module.frame.lookup(parameter.annotation.strip())
            inner = [one for one in known.functions if isinstance(one, ClassValue)] if known else []
            given.append(_injected(machine, inner[0], depth + 1) if inner else UNKNOWN)
    return machine.instantiate(cls.frame, cls, given, {}, cls.cls.at)

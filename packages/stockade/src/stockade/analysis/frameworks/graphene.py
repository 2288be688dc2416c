"""Graphene: resolvers that are methods of its types; what they are handed the types of arguments tell.

https://docs.graphene-python.org/en/latest/types/objecttypes/
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stockade.analysis.frames import ClassValue, FunctionValue
from stockade.analysis.frameworks.route import Route
from stockade.analysis.values import Value
from stockade.model import program as ir

if TYPE_CHECKING:
    from stockade.analysis.core import Core

_HARMLESS_TYPES = frozenset(
    {"Int", "Float", "Boolean", "Decimal", "UUID", "Date", "DateTime", "Time", "BigInt", "Enum"}
)


def resolvers(machine: "Core") -> Iterator[Route]:
    """Yield the resolvers of Graphene: `resolve_x` of its types, `mutate` of its mutations."""
    if not machine.results.schemas:
        return
    for state in [one for one in machine.modules.values() if one is not None]:
        for value in state.frame.variables.values():
            for cls in value.functions:
                if isinstance(cls, ClassValue) and cls.module is state and _is_graphene(cls):
                    yield from _of_class(machine, cls)


def _is_graphene(cls: ClassValue) -> bool:
    return any(name.startswith(("graphene.", "graphene_")) for one in cls.line() for name in one.names)


def _of_class(machine: "Core", cls: ClassValue) -> Iterator[Route]:
    program = cls.module.program
    this = machine.instantiate(cls.frame, cls, [], {}, cls.cls.at)
    inner = program.classes.get(f"{cls.cls.id}.Arguments") or program.classes.get(f"{cls.cls.id}.Input")
    mutating = (
        frozenset(_clean_fields({one.name: one.value for one in inner.fields})) if inner else frozenset()
    )
    arguments = {one.name: one.value for one in cls.cls.fields if isinstance(one.value, ir.Call)}
    for method in cls.cls.methods:
        name = method.name
        if name not in {"mutate", "mutate_and_get_payload"} and not name.startswith("resolve_"):
            continue
        call = arguments.get(name.removeprefix("resolve_"))
        known = frozenset(_clean_fields(dict(call.keywords))) if isinstance(call, ir.Call) else mutating
        bound = FunctionValue(cls.module, program.functions[method.function], cls.frame, this, cls)
        yield Route(Value(functions=(bound,)), "graphene", name, known=known)


def _clean_fields(fields: "dict[str, ir.Expression | None]") -> Iterator[str]:
    """Yield the names of arguments whose type is a number, a truth or a date."""
    for name, value in fields.items():
        if isinstance(value, ir.Call) and _type_of(value) in _HARMLESS_TYPES:
            yield name


def _type_of(value: ir.Call) -> str:
    """Return the type of `graphene.Int()`, `graphene.Argument(graphene.Int)`, `graphene.NonNull(...)`."""
    callee = value.callee
    name = callee.name if isinstance(callee, ir.Attribute | ir.Name) else ""
    if name in {"Argument", "NonNull", "List"} and value.arguments:
        first = value.arguments[0]
        if isinstance(first, ir.Call):
            return _type_of(first)
        return first.name if isinstance(first, ir.Attribute | ir.Name) else ""
    return name

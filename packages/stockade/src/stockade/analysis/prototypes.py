"""Classes as JavaScript wrote them before it had them: a function, and methods set on its prototype."""

from stockade.analysis.frames import ClassValue, FunctionValue
from stockade.analysis.values import Value
from stockade.model import program as ir


def class_of(callee: Value) -> ClassValue | None:
    """Return the class that a function with a prototype stands for, None for any other value."""
    prototype = (callee.fields or {}).get("prototype")
    maker = next((one for one in callee.functions if isinstance(one, FunctionValue)), None)
    if prototype is None or maker is None:
        return None
    methods = [ir.Method("constructor", maker.function.id)]
    for name, value in (prototype.fields or {}).items():
        own = (one for one in value.functions if isinstance(one, FunctionValue))
        methods.extend(ir.Method(name, one.function.id) for one in own if one.module is maker.module)
    written = ir.Class(f"{maker.function.id}.prototype", maker.function.name, methods=tuple(methods))
    return ClassValue(maker.module, written, maker.frame)

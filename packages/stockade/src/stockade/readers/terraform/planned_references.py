"""What the expressions of a plan refer to, followed through variables and outputs to resources."""

import json
import re
from collections.abc import Iterator
from typing import Any

from stockade.values import Attr, Ref, Value

DEEPEST = 24
"""Variables and outputs followed through one another."""

_STEP = re.compile(r"\[(?:\"(?:[^\"\\]|\\.)*\"|[^\]]*)\]|[^.\[\]]+")
_INDEX = re.compile(r"\[(?:\"(?:[^\"\\]|\\.)*\"|[^\]]*)\]")
_CALL = re.compile(r"\.?module\.[\w-]+(?:\[(\"(?:[^\"\\]|\\.)*\"|\d+)\])?")

_Json = dict[str, Any]


class ModulePlan:
    """The configuration of all modules in a plan, and the addresses of its resources."""

    def __init__(self, root: _Json, addresses: frozenset[str]) -> None:
        self.root = root
        self.addresses = addresses

    def module(self, address: str) -> _Json:
        """Return the configuration of a module by its address, whatever its instance."""
        found = self.root
        for name in calls(address):
            call = found.get("module_calls", {}).get(name, {})
            found = call.get("module", {}) if isinstance(call, dict) else {}
        return found

    def call(self, address: str) -> _Json:
        """Return the call of a module: what it gives to variables."""
        parent = self.module(parent_of(address))
        call = parent.get("module_calls", {}).get(calls(address)[-1], {})
        return call if isinstance(call, dict) else {}

    def resource(self, module: str, resource: _Json) -> _Json:
        """Return the configuration of a resource, empty where the plan has none."""
        wanted = (resource.get("mode"), resource.get("type"), resource.get("name"))
        for declared in self.module(module).get("resources", []):
            if (
                isinstance(declared, dict)
                and (declared.get("mode"), declared.get("type"), declared.get("name")) == wanted
            ):
                return declared
        return {}


def calls(address: str) -> tuple[str, ...]:
    """Return the names of the calls that lead to a module: `a`, `b` of `module.a[0].module.b["x.y"]`."""
    return tuple(_STEP.findall(_INDEX.sub("", address)))[1::2]


def parent_of(address: str) -> str:
    """Return the address of the module around a module, empty for the root."""
    return "".join(piece for piece, _ in _instances(address)[:-1]).removeprefix(".")


def referred(modules: ModulePlan, module: str, key: object, expression: _Json) -> tuple[Value, ...]:
    """Return the resources and attributes an expression of a module refers to, without repetitions.

    `module` is the address of the module's instance, `key` that of the instance the expression belongs to.
    """
    return tuple(dict.fromkeys(_referred(modules, module, key, expression, 0)))


def _referred(
    modules: ModulePlan, module: str, key: object, expression: _Json, depth: int
) -> Iterator[Value]:
    written = expression.get("references")
    texts = [one for one in written if isinstance(one, str)] if isinstance(written, list) else []
    if depth > DEEPEST:
        return
    # A plan lists `x.y.arn` and then `x.y`: the longer one says what is meant.
    for one in texts:
        if not any(other != one and other.startswith((f"{one}.", f"{one}[")) for other in texts):
            yield from _of_text(modules, module, key, one, depth)


def _of_text(modules: ModulePlan, module: str, key: object, text: str, depth: int) -> Iterator[Value]:
    match _STEP.findall(text):
        case ["var", name, *_]:
            if module:
                given = modules.call(module).get("expressions")
                expression = given.get(name) if isinstance(given, dict) else None
                around, own = parent_of(module), _instances(module)[-1][1]
                if isinstance(expression, dict):
                    yield from _referred(modules, around, own, expression, depth + 1)
        case ["module", name, *rest]:
            yield from _of_output(modules, _within(module, f"module.{name}"), rest, depth)
        case ["local" | "each" | "count" | "path" | "terraform" | "self", *_]:
            return  # a plan does not say what these are
        case ["data", kind, name, *rest]:
            yield from _of_resource(modules, _within(module, f"data.{kind}.{name}"), key, rest)
        case [kind, name, *rest]:
            yield from _of_resource(modules, _within(module, f"{kind}.{name}"), key, rest)
        case _:
            return


def _of_output(modules: ModulePlan, address: str, rest: list[str], depth: int) -> Iterator[Value]:
    index = rest.pop(0) if rest and rest[0].startswith("[") else ""
    outputs = modules.module(address).get("outputs")
    output = outputs.get(rest[0]) if rest and isinstance(outputs, dict) else None
    expression = output.get("expression") if isinstance(output, dict) else None
    if isinstance(expression, dict):
        yield from _referred(modules, address + index, None, expression, depth + 1)


def _of_resource(modules: ModulePlan, address: str, key: object, rest: list[str]) -> Iterator[Value]:
    index = rest.pop(0) if rest and rest[0].startswith("[") else ""
    # Without a key of its own a reference to several instances is meant for the one with the same key.
    same = f"{address}[{json.dumps(key, ensure_ascii=False)}]" if key is not None else address
    named = next((one for one in (address + index, same) if one in modules.addresses), "")
    every = sorted(one for one in modules.addresses if one.startswith(f"{address}["))
    for found in [named] if named else every:
        yield Attr(found, ".".join(rest)) if rest else Ref(found)


def _within(module: str, name: str) -> str:
    return f"{module}.{name}" if module else name


def _instances(address: str) -> list[tuple[str, object]]:
    """Return the calls of an address, each with the key of its instance, None for a single one."""
    return [(match[0], json.loads(match[1]) if match[1] else None) for match in _CALL.finditer(address)]

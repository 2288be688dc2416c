"""What the expressions of a plan refer to, followed through variables and outputs to resources."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from stockade.values import Attr, Ref, Value

DEEPEST = 24
"""Variables and outputs followed through one another."""
LONGEST = 2_000
"""Characters of a reference; longer ones are not looked at."""

_STEP = re.compile(r"\[(?:\"(?:[^\"\\]|\\.)*\"|[^\]]*)\]|[^.\[\]]+")
_INDEX = re.compile(r"\[(?:\"(?:[^\"\\]|\\.)*\"|[^\]]*)\]")
_STEP_BEGINS = re.compile(r"[.\[]")
_KEY_AT_END = re.compile(rf"(?:{_INDEX.pattern})$")
_CALL = re.compile(r"\.?module\.[\w-]+(?:\[(\"(?:[^\"\\]|\\.)*\"|\d+)\])?")

_Json = dict[str, Any]


class ModulePlan:
    """The configuration of all modules in a plan, and the addresses of its resources and modules."""

    def __init__(self, root: _Json, addresses: Iterable[str], modules: Iterable[str]) -> None:
        self.root = root
        self._instances: dict[str, list[str]] = {}
        self._declared: dict[int, dict[tuple[str, str, str], _Json]] = {}
        around = {address for module in modules for address in _with_those_around(module)}
        for address in sorted({*addresses, *around}):
            self._instances.setdefault(_KEY_AT_END.sub("", address), []).append(address)

    def module(self, address: str) -> _Json:
        """Return the configuration of a module by its address, whatever its instance."""
        found = self.root
        for name in calls(address):
            found = object_of(self._called(found, name).get("module"))
        return found

    def call(self, address: str) -> _Json:
        """Return the call of a module: what it gives to variables."""
        return self._called(self.module(parent_of(address)), calls(address)[-1])

    def _called(self, module: _Json, name: str) -> _Json:
        return object_of(object_of(module.get("module_calls")).get(name))

    def resource(self, module: str, resource: _Json) -> _Json:
        """Return the configuration of a resource, empty where the plan has none."""
        written = self.module(module)
        known = self._declared.get(id(written))
        if known is None:
            listed = reversed(objects_of(written.get("resources")))
            known = self._declared[id(written)] = {_kind_and_name(one): one for one in listed}
        return known.get(_kind_and_name(resource), {})

    def instances(self, name: str, index: str, key: object) -> list[str]:
        """Return the addresses that a resource or a call may mean.

        The one with the index that is written; without any the one with the asker's own key, else all.
        """
        known = self._instances.get(name, [])
        for one in (name + index, f"{name}[{json.dumps(key, ensure_ascii=False)}]"):
            if one in known:
                return [one]
        return known


def _kind_and_name(resource: _Json) -> tuple[str, str, str]:
    return str(resource.get("mode")), str(resource.get("type")), str(resource.get("name"))


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
    return tuple(dict.fromkeys(_referred(modules, module, key, expression, _Trail(0, set()))))


class _Trail(Struct, frozen=True):
    """How many expressions have been followed to here, and those that were looked at already."""

    depth: int
    seen: set[tuple[str, str, int]]

    def deeper(self) -> "_Trail":
        return _Trail(self.depth + 1, self.seen)


def _referred(
    modules: ModulePlan, module: str, key: object, expression: _Json, trail: _Trail
) -> Iterator[Value]:
    place = (module, str(key), id(expression))
    if trail.depth > DEEPEST or place in trail.seen:
        return
    trail.seen.add(place)
    written = expression.get("references")
    listed = written if isinstance(written, list) else []
    texts = [one for one in listed if isinstance(one, str) and len(one) < LONGEST]
    # A plan lists `x.y.arn` and then `x.y`: the longer one says what is meant.
    shorter = {one[: step.start()] for one in texts for step in _STEP_BEGINS.finditer(one)}
    for one in texts:
        if one not in shorter:
            yield from _of_text(modules, module, key, one, trail.deeper())


def _of_text(modules: ModulePlan, module: str, key: object, text: str, trail: _Trail) -> Iterator[Value]:
    match _STEP.findall(text):
        case ["var", name, *_]:
            if module:
                given = modules.call(module).get("expressions")
                expression = given.get(name) if isinstance(given, dict) else None
                around, own = parent_of(module), _instances(module)[-1][1]
                if isinstance(expression, dict):
                    yield from _referred(modules, around, own, expression, trail)
        case ["module", name, *rest]:
            yield from _of_outputs(modules, _within(module, f"module.{name}"), key, rest, trail)
        case ["local" | "each" | "count" | "path" | "terraform" | "self", *_]:
            return  # a plan does not say what these are
        case ["data", kind, name, *rest]:
            yield from _of_resource(modules, _within(module, f"data.{kind}.{name}"), key, rest)
        case [kind, name, *rest]:
            yield from _of_resource(modules, _within(module, f"{kind}.{name}"), key, rest)
        case _:
            return


def _of_outputs(
    modules: ModulePlan, address: str, key: object, rest: list[str], trail: _Trail
) -> Iterator[Value]:
    """Yield what an output refers to; of a call named as a whole (`module.w[each.key].x`) what all do."""
    index = rest.pop(0) if rest and rest[0].startswith("[") else ""
    outputs = modules.module(address).get("outputs")
    for name in (rest[0],) if rest else tuple(outputs) if isinstance(outputs, dict) else ():
        output = outputs.get(name) if isinstance(outputs, dict) else None
        expression = output.get("expression") if isinstance(output, dict) else None
        if isinstance(expression, dict):
            for instance in modules.instances(address, index, key) or [address + index]:
                yield from _referred(modules, instance, None, expression, trail)


def _of_resource(modules: ModulePlan, address: str, key: object, rest: list[str]) -> Iterator[Value]:
    index = rest.pop(0) if rest and rest[0].startswith("[") else ""
    for found in modules.instances(address, index, key):
        yield Attr(found, ".".join(rest)) if rest else Ref(found)


def _within(module: str, name: str) -> str:
    return f"{module}.{name}" if module else name


def _instances(address: str) -> list[tuple[str, object]]:
    """Return the calls of an address, each with the key of its instance, None for a single one."""
    return [(match[0], json.loads(match[1]) if match[1] else None) for match in _CALL.finditer(address)]


def _with_those_around(module: str) -> Iterator[str]:
    while module:
        yield module
        module = parent_of(module)


def object_of(raw: object) -> _Json:
    """Return an object of JSON, an empty one in the place of anything else."""
    return raw if isinstance(raw, dict) else {}


def objects_of(raw: object) -> list[_Json]:
    """Return the objects of a list of JSON, none where it is no list."""
    return [item for item in raw if isinstance(item, dict)] if isinstance(raw, list) else []

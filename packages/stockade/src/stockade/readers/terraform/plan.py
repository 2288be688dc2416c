"""Plans: what `terraform show -json` (or `tofu show -json`) prints, format 1.x, as a `Configuration`.

A plan knows every value but those that only exist after it is applied. Of these it names what they refer to,
not how: `"${x.arn}/*"` and `x.arn` look alike. Where the configuration itself lies beside the plan, the
value is taken from there; else one reference to one attribute is taken for that attribute, and anything more
is unknown.
"""

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from stockade.model import Output, Parameter
from stockade.readers.terraform.configuration import Block, Configuration
from stockade.readers.terraform.planned_references import ModulePlan, referred
from stockade.values import ABSENT, List, Location, Map, Unknown, Value, plain

KEYS = frozenset({"format_version", "planned_values", "configuration"})
"""What tells a plan from any other JSON; a state has `values` instead."""

DEEPEST = 64
"""Levels of a plan's values."""

TEXTS_MADE_OF_REFERENCES = ("body", "definition", "pattern", "policy", "template", "user_data")
"""Ends of the names of arguments that hold a document: a reference in one is a part, never the whole."""

_Json = dict[str, Any]


def is_plan(raw: object) -> bool:
    """Tell whether decoded JSON is a plan."""
    return isinstance(raw, dict) and raw.keys() >= KEYS and str(raw["format_version"]).startswith("1.")


def read_plan(raw: _Json, file: str, folder: str, written: Configuration | None = None) -> Configuration:
    """Return a plan's resources; `written` is the configuration beside it, if there is one."""
    return _Plan(raw, file, written).configuration(folder)


class _Known(Struct, frozen=True):
    """One resource of a plan: values, which of them are unknown, and the expressions they come from."""

    values: _Json
    unknown: object
    expressions: _Json


class _Plan:
    """Reads one plan."""

    def __init__(self, raw: _Json, file: str, written: Configuration | None) -> None:
        self.at = Location(file)
        self.raw = raw
        self.written = written
        self.planned = _resources(_dict(_dict(raw.get("planned_values")).get("root_module")), "")
        self.prior = _resources(
            _dict(_dict(_dict(raw.get("prior_state")).get("values")).get("root_module")), ""
        )
        self.modules = ModulePlan(
            _dict(_dict(raw.get("configuration")).get("root_module")), frozenset(self._addresses())
        )
        self.unknown = {
            str(change.get("address")): _dict(change.get("change")).get("after_unknown")
            for change in _dicts(raw.get("resource_changes"))
        }

    def _addresses(self) -> list[str]:
        return [str(resource.get("address")) for _, resource in (*self.planned, *self.prior)]

    def configuration(self, folder: str) -> Configuration:
        """Return everything the plan deploys or reads."""
        data = [(module, found) for module, found in self.prior if found.get("mode") == "data"]
        blocks = [self._block(module, resource) for module, resource in (*data, *self.planned)]
        written = self.written
        return Configuration(
            folder,
            self.at.file,
            blocks={block.address: block for block in blocks},
            variables=self._variables(),
            outputs=self._outputs(),
            gaps=written.gaps if written is not None else (),
        )

    def _block(self, module: str, resource: _Json) -> Block:
        address = str(resource.get("address"))
        beside = self.written.blocks.get(address) if self.written is not None else None
        declared = self.modules.resource(module, resource)
        known = _Known(
            _dict(resource.get("values")), self.unknown.get(address), _dict(declared.get("expressions"))
        )
        scope = _Scope(self.modules, module, resource.get("index"), beside.at if beside else self.at)
        arguments = scope.arguments(known, beside.arguments if beside else ABSENT, 0)
        return Block(
            address,
            "data" if resource.get("mode") == "data" else "managed",
            str(resource.get("type")),
            str(resource.get("name")),
            module,
            arguments,
            scope.at,
        )

    def _variables(self) -> dict[str, Parameter]:
        declared = _dict(self.modules.root.get("variables"))
        found = {
            name: Parameter(
                name,
                "",
                default=plain(body["default"], self.at) if "default" in body else ABSENT,
                no_echo=body.get("sensitive") is True,
                description=str(body.get("description") or ""),
                at=self.at,
            )
            for name, body in ((str(name), _dict(body)) for name, body in declared.items())
        }
        return {**found, **self.written.variables} if self.written is not None else found

    def _outputs(self) -> dict[str, Output]:
        outputs = _dict(_dict(self.raw.get("planned_values")).get("outputs"))
        scope = _Scope(self.modules, "", None, self.at)
        found = {}
        for name, output in outputs.items():
            expression = _dict(_dict(_dict(self.modules.root.get("outputs")).get(name)).get("expression"))
            known = "value" in _dict(output)
            value = plain(output["value"], self.at) if known else scope.unknown(name, expression)
            found[str(name)] = Output(str(name), value, at=self.at)
        return {**found, **self.written.outputs} if self.written is not None else found


class _Scope(Struct, frozen=True):
    """Where the values of one resource are read: its module, its own key, its place."""

    modules: ModulePlan
    module: str
    key: object
    at: Location

    def arguments(self, known: _Known, beside: Value, depth: int) -> Map:
        """Return the arguments of a block: what is known, and what stands for the rest."""
        unknown = known.unknown if isinstance(known.unknown, dict) else {}
        found: dict[str, Value] = {}
        for name in dict.fromkeys((*known.values, *unknown)):
            written = beside.items.get(name, ABSENT) if isinstance(beside, Map) else ABSENT
            value = self._value(
                name, known.values.get(name), unknown.get(name), known.expressions.get(name), written, depth
            )
            if value is not None:
                found[str(name)] = value
        return Map(found, at=self.at)

    def _value(  # noqa: PLR0913, PLR0917 - the same argument as the plan, the expressions and the files have it
        self, name: str, value: object, unknown: object, expression: object, beside: Value, depth: int
    ) -> Value | None:
        if unknown is True:
            if beside != ABSENT:
                return beside
            # What has no expression is made by the provider (an ARN, an id): it is no argument.
            return self.unknown(name, expression) if isinstance(expression, dict) else None
        if depth > DEEPEST:
            return Unknown(f"is nested more than {DEEPEST} levels deep", at=self.at)
        if isinstance(value, list):
            return self._list(value, unknown, expression, beside, depth)
        if isinstance(value, dict):
            inner = expression if isinstance(expression, dict) and "references" not in expression else {}
            return self.arguments(_Known(value, unknown, inner), beside, depth + 1)
        return None if value is None else plain(value, beside.at if beside != ABSENT else self.at)

    def _list(
        self, values: list[object], unknown: object, expression: object, beside: Value, depth: int
    ) -> Value:
        items = [
            self._value(
                "",
                value,
                _at(unknown, position),
                _at(expression, position),
                _item(beside, position),
                depth + 1,
            )
            for position, value in enumerate(values)
        ]
        return List(
            tuple(item for item in items if item is not None), at=beside.at if beside != ABSENT else self.at
        )

    def unknown(self, name: str, expression: object) -> Value:
        """Return what stands for a value that exists after the plan is applied."""
        if isinstance(expression, dict) and "constant_value" in expression:
            return plain(expression["constant_value"], self.at)
        found = referred(self.modules, self.module, self.key, _dict(expression))
        if len(found) == 1 and not name.endswith(TEXTS_MADE_OF_REFERENCES):
            return replace(found[0], at=self.at)
        return Unknown("only known once the plan is applied", about=found, at=self.at)


def _at(source: object, position: int) -> object:
    """Return what belongs to an element: blocks have a list of expressions, one for each, or none."""
    if isinstance(source, list):
        return source[position] if position < len(source) else None
    return source if isinstance(source, dict) else None


def _item(beside: Value, position: int) -> Value:
    if isinstance(beside, List) and position < len(beside.items):
        return beside.items[position]
    return ABSENT


def _resources(module: _Json, address: str, depth: int = 0) -> list[tuple[str, _Json]]:
    """Return the resources of a module and of those in it, each with its module's address."""
    found = [(address, resource) for resource in _dicts(module.get("resources")) if "address" in resource]
    if depth < DEEPEST:
        for child in _dicts(module.get("child_modules")):
            found += _resources(child, str(child.get("address", "")), depth + 1)
    return found


def _dict(raw: object) -> _Json:
    return raw if isinstance(raw, dict) else {}


def _dicts(raw: object) -> list[_Json]:
    return [item for item in raw if isinstance(item, dict)] if isinstance(raw, list) else []

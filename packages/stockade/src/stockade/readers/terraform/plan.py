"""Plans: what `terraform show -json` (or `tofu show -json`) prints, format 1.x, as a `Configuration`.

A plan knows every value but those that only exist after it is applied, and prints secrets in clear; these
are not repeated. Of what is not known it names what it refers to, not how: `"${x.arn}/*"` and `x.arn` look
alike. Where the configuration itself lies beside the plan, the value is taken from there; else one reference
to one attribute is taken for that attribute, and anything more is unknown.
"""

from itertools import zip_longest
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from stockade.model import Output, Parameter
from stockade.readers.terraform.configuration import Block, Configuration
from stockade.readers.terraform.planned_references import ModulePlan, object_of, objects_of, referred
from stockade.values import ABSENT, List, Location, Map, Unknown, Value, plain

KEYS = frozenset({"format_version", "planned_values", "configuration"})
"""What tells a plan from any other JSON; a state has `values` instead."""

DEEPEST = 64
"""Levels of a plan's values."""

TEXTS_MADE_OF_REFERENCES = ("body", "definition", "pattern", "policy", "template", "user_data")
"""Ends of the names of arguments that hold a document: a reference in one is a part, never the whole."""

SHARED = "is shared by several keys"
"""Marks the expression of a map with several unknown keys: which of them a reference is for is not told."""

_Json = dict[str, Any]


def is_plan(raw: object) -> bool:
    """Tell whether decoded JSON is a plan."""
    return isinstance(raw, dict) and raw.keys() >= KEYS and str(raw["format_version"]).startswith("1.")


def read_plan(raw: _Json, file: str, folder: str, written: Configuration | None = None) -> Configuration:
    """Return a plan's resources; `written` is the configuration beside it, if there is one."""
    return _Plan(raw, file, written).configuration(folder)


class _Known(Struct, frozen=True):
    """One resource of a plan: values, those unknown or sensitive, and the expressions they come from."""

    values: _Json
    unknown: object
    expressions: _Json


class _Plan:
    """Reads one plan."""

    def __init__(self, raw: _Json, file: str, written: Configuration | None) -> None:
        self.at = Location(file)
        self.raw = raw
        self.written = written
        self.planned = _resources(object_of(object_of(raw.get("planned_values")).get("root_module")), "")
        self.prior = _resources(
            object_of(object_of(object_of(raw.get("prior_state")).get("values")).get("root_module")), ""
        )
        found = (*self.planned, *self.prior)
        self.modules = ModulePlan(
            object_of(object_of(raw.get("configuration")).get("root_module")),
            [str(resource.get("address")) for _, resource in found],
            [module for module, _ in found],
        )
        self.unknown = {
            str(change.get("address")): object_of(change.get("change")).get("after_unknown")
            for change in objects_of(raw.get("resource_changes"))
        }

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
            object_of(resource.get("values")),
            _either_mask(self.unknown.get(address), resource.get("sensitive_values")),
            object_of(declared.get("expressions")),
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
        declared = object_of(self.modules.root.get("variables"))
        found = {
            name: Parameter(
                name,
                "",
                default=plain(body["default"], self.at) if "default" in body else ABSENT,
                no_echo=body.get("sensitive") is True,
                description=str(body.get("description") or ""),
                at=self.at,
            )
            for name, body in ((str(name), object_of(body)) for name, body in declared.items())
        }
        return {**found, **self.written.variables} if self.written is not None else found

    def _outputs(self) -> dict[str, Output]:
        outputs = object_of(object_of(self.raw.get("planned_values")).get("outputs"))
        scope = _Scope(self.modules, "", None, self.at)
        found = {}
        for name, output in outputs.items():
            expression = object_of(
                object_of(object_of(self.modules.root.get("outputs")).get(name)).get("expression")
            )
            known = "value" in object_of(output) and output.get("sensitive") is not True
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
            expression = known.expressions.get(name)
            if expression is None and written == ABSENT and known.values.get(name) == []:
                continue  # the provider's way to say that no block of this name is written
            value = self._value(name, known.values.get(name), unknown.get(name), expression, written, depth)
            if value is not None:
                found[str(name)] = value
        return Map(found, at=self.at)

    def _value(  # noqa: PLR0913, PLR0917 - the same argument as the plan, the expressions and the files have it
        self, name: str, value: object, unknown: object, expression: object, beside: Value, depth: int
    ) -> Value | None:
        if unknown is True:
            if beside != ABSENT:
                return beside
            # What has neither value nor expression is made by the provider (an ARN, an id): no argument.
            is_argument = isinstance(expression, dict) or value is not None
            return self.unknown(name, expression) if is_argument else None
        if depth > DEEPEST:
            return Unknown(f"is nested more than {DEEPEST} levels deep", at=self.at)
        if isinstance(value, list):
            return self._list(value, unknown, expression, beside, depth)
        if isinstance(value, dict):
            return self.arguments(
                _Known(value, unknown, _inside(expression, value, unknown)), beside, depth + 1
            )
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
        found = referred(self.modules, self.module, self.key, object_of(expression))
        is_whole = not (name.endswith(TEXTS_MADE_OF_REFERENCES) or SHARED in object_of(expression))
        if len(found) == 1 and is_whole:
            return replace(found[0], at=self.at)
        return Unknown("known once the plan is applied, or sensitive", about=found, at=self.at)


def _inside(expression: object, value: _Json, unknown: object) -> _Json:
    """Return the expressions inside a block; inside a map made by one expression, that one for each key."""
    whole = object_of(expression)
    if "references" in whole or "constant_value" in whole:
        open_keys = object_of(unknown)
        shared = {**whole, SHARED: True} if len(open_keys) > 1 else whole
        return dict.fromkeys((*value, *open_keys), shared)
    return whole


def _either_mask(unknown: object, sensitive: object) -> object:
    """Lay the two masks of a plan over one another: what is sensitive is printed in it, and not repeated."""
    if unknown is True or sensitive is True:
        return True
    if isinstance(unknown, list) and isinstance(sensitive, list):
        return [_either_mask(*pair) for pair in zip_longest(unknown, sensitive)]
    if isinstance(unknown, dict) and isinstance(sensitive, dict):
        return {
            name: _either_mask(unknown.get(name), sensitive.get(name)) for name in {**unknown, **sensitive}
        }
    return unknown if isinstance(unknown, list | dict) else sensitive


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
    found = [(address, resource) for resource in objects_of(module.get("resources")) if "address" in resource]
    if depth < DEEPEST:
        for child in objects_of(module.get("child_modules")):
            found += _resources(child, str(child.get("address", "")), depth + 1)
    return found

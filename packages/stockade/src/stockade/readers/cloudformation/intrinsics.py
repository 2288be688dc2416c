"""Raw values into symbolic ones: every intrinsic function, evaluated as far as it can be known.

Nothing is guessed: what depends on deployment stays a term, what cannot be understood an `Unknown`.
"""

import base64
import re
from collections.abc import Callable, Sequence

from stockade.readers.cloudformation.conditions import decisions
from stockade.readers.cloudformation.scope import Scope
from stockade.values import (
    ABSENT,
    Attr,
    Cond,
    Dynamic,
    Import,
    List,
    Lit,
    Location,
    Map,
    Param,
    Pseudo,
    Unknown,
    Value,
    as_list,
    concat,
    is_absent,
    text,
    to_json_text,
)

_HOLE = re.compile(r"\$\{([^}]*)\}")
_RESOLVE = re.compile(r"\{\{resolve:([a-z0-9-]+):([^{}]*)\}\}")
MOST_ALTERNATIVES = 24
"""Values listed of a choice (mapping leaves, allowed values); more are only an unknown."""


class Evaluator:
    """Evaluates raw values of one template within its scope."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._decided = decisions(scope)
        self._functions: dict[str, Callable[[Value, Location], Value]] = {
            "Ref": self._ref,
            "Condition": self._condition,
            "Fn::GetAtt": self._get_att,
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
            "Fn::If": self._if,
            "Fn::FindInMap": self._find_in_map,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::ImportValue": self._import_value,
            "Fn::Base64": self._base64,
            "Fn::Cidr": self._at_deployment,
            "Fn::GetAZs": self._at_deployment,
            "Fn::Length": self._length,
            "Fn::ToJsonString": self._to_json,
            "Fn::Transform": self._transform,
            "Fn::And": self._truth,
            "Fn::Or": self._truth,
            "Fn::Not": self._truth,
            "Fn::Equals": self._truth,
            "Fn::Contains": self._truth,
        }

    def evaluate(self, raw: Value) -> Value:
        """Return the symbolic value of a raw one."""
        match raw:
            case Lit(value=str() as written) if "{{resolve:" in written:
                return self._dynamic(written, raw.at)
            case List():
                return List(tuple(self.evaluate(item) for item in raw.items), at=raw.at)
            case Map():
                return self._map(raw)
            case _:
                return raw

    def _map(self, raw: Map) -> Value:
        if len(raw.items) == 1:
            name, argument = next(iter(raw.items.items()))
            function = self._functions.get(name)
            if function is not None and not (name == "Condition" and not isinstance(argument, Lit)):
                return function(argument, raw.at)
            if name.startswith("Fn::") and "::" not in name[4:]:
                return Unknown(f"the function {name} is not known", at=raw.at)
        found: dict[str, Value] = {}
        spread: Value | None = None
        for key, item in raw.items.items():
            if key == "Fn::Transform":
                spread = self._transform(item, raw.at)
                continue
            value = self.evaluate(item)
            if not (isinstance(value, Pseudo) and is_absent(value)):
                found[key] = value
        if spread is not None:
            found["Fn::Transform"] = spread
        return Map(found, at=raw.at)

    def _ref(self, argument: Value, at: Location) -> Value:
        name = self._name(argument)
        if name is None:
            return Unknown("the name of a Ref is computed", at=at)
        return self.scope.ref(name, at)

    def _name(self, argument: Value) -> str | None:
        return text(self.evaluate(argument))

    def _condition(self, argument: Value, at: Location) -> Value:
        return self._truth(Map({"Condition": argument}, at=at), at)

    def _get_att(self, argument: Value, at: Location) -> Value:
        parts = argument.items if isinstance(argument, List) else (argument,)
        names = [self._name(part) for part in parts]
        known = [name for name in names if name is not None]
        if len(known) != len(names) or not known:
            return Unknown("the name of a Fn::GetAtt is computed", at=at)
        head, _, attribute = ".".join(known).partition(".")
        if not self.scope.has_resource(head):
            return Unknown(f"nothing in this template is called {head!r}", at=at)
        return Attr(head, attribute, at=at)

    def _sub(self, argument: Value, at: Location) -> Value:
        template, local = argument, dict[str, Value]()
        if isinstance(argument, List) and argument.items:
            template = argument.items[0]
            names = argument.items[1] if len(argument.items) > 1 else ABSENT
            if isinstance(names, Map):
                local = {key: self.evaluate(item) for key, item in names.items.items()}
        if not isinstance(template, Lit):
            return Unknown("the text of a Fn::Sub is computed", at=at)
        return self._substituted(str(template.value), local, at)

    def _substituted(self, written: str, local: dict[str, Value], at: Location) -> Value:
        parts: list[Value] = []
        end = 0
        for hole in _HOLE.finditer(written):
            parts.append(self._dynamic(written[end : hole.start()], at))
            parts.append(self._hole(hole.group(1), local, at))
            end = hole.end()
        parts.append(self._dynamic(written[end:], at))
        return concat(parts, at=at)

    def _hole(self, name: str, local: dict[str, Value], at: Location) -> Value:
        if name.startswith("!"):
            return Lit("${" + name[1:] + "}", at=at)
        name = name.strip()
        if name in local:
            return local[name]
        head, dot, attribute = name.partition(".")
        if dot and name not in self.scope.parameters:
            if self.scope.has_resource(head):
                return Attr(head, attribute, at=at)
            return Unknown(f"nothing in this template is called {head!r}", at=at)
        return self.scope.ref(name, at)

    def _dynamic(self, written: str, at: Location) -> Value:
        """Return a text with its `{{resolve:...}}` references as terms."""
        pieces = _RESOLVE.split(written)
        if len(pieces) == 1:
            return Lit(written, at=at)
        parts: list[Value] = []
        for index in range(0, len(pieces), 3):
            parts.append(Lit(pieces[index], at=at))
            if index + 2 < len(pieces):
                parts.append(Dynamic(pieces[index + 1], pieces[index + 2], at=at))
        return concat(parts, at=at)

    def _join(self, argument: Value, at: Location) -> Value:
        if not (isinstance(argument, List) and len(argument.items) == 2):  # noqa: PLR2004 - delimiter, list
            return Unknown("Fn::Join needs a delimiter and a list", at=at)
        delimiter, items = (self.evaluate(item) for item in argument.items)
        if not isinstance(items, List) or text(delimiter) is None:
            return Unknown("the list of a Fn::Join is not known", about=(items,), at=at)
        parts: list[Value] = []
        for item in items.items:
            if is_absent(item):
                continue
            parts.extend((delimiter, item) if parts else (item,))
        return concat(parts, at=at)

    def _if(self, argument: Value, at: Location) -> Value:
        if not (isinstance(argument, List) and len(argument.items) == 3):  # noqa: PLR2004 - name, two sides
            return Unknown("Fn::If needs a condition and two values", at=at)
        name = text(argument.items[0])
        then, otherwise = (self.evaluate(item) for item in argument.items[1:])
        if name is None:
            return Unknown("the condition of a Fn::If is computed", (then, otherwise), at=at)
        answer = self._decided.get(name)
        if answer is not None:
            return then if answer else otherwise
        return Cond(name, then, otherwise, at=at)

    def _find_in_map(self, argument: Value, at: Location) -> Value:
        if not (isinstance(argument, List) and len(argument.items) >= 3):  # noqa: PLR2004 - map and two keys
            return Unknown("Fn::FindInMap needs a mapping and two keys", at=at)
        keys = [self.evaluate(item) for item in argument.items[:3]]
        found: Sequence[Value] = (self.scope.mappings,)
        for key in keys:
            found = self._below(found, key)
        if len(found) == 1:
            return self._leaf(found[0])
        default = argument.items[3] if len(argument.items) > 3 else ABSENT  # noqa: PLR2004 - the optional fourth
        if not found and isinstance(default, Map) and "DefaultValue" in default.items:
            return self.evaluate(default.items["DefaultValue"])
        among = tuple(self._leaf(leaf) for leaf in found[:MOST_ALTERNATIVES])
        reason = "the key of a Fn::FindInMap is only known at deployment" if found else "no such mapping"
        return Unknown(reason, among, at=at)

    def _leaf(self, leaf: Value) -> Value:
        """Return what stands in a mapping: texts, or lists of them; functions have no place there."""
        if any(isinstance(item, Map) for item in (leaf, *(leaf.items if isinstance(leaf, List) else ()))):
            return Unknown("the entry of a mapping is no text", at=leaf.at)
        return self.evaluate(leaf)

    def _below(self, found: Sequence[Value], key: Value) -> Sequence[Value]:
        known = text(key)
        maps = [value for value in found if isinstance(value, Map)]
        if known is None:
            return [item for value in maps for item in value.items.values()]
        exact = [value.items[known] for value in maps if known in value.items]
        if exact or not isinstance(key, Param):
            return exact
        return [item for value in maps for item in value.items.values()]

    def _select(self, argument: Value, at: Location) -> Value:
        if not (isinstance(argument, List) and len(argument.items) == 2):  # noqa: PLR2004 - index, list
            return Unknown("Fn::Select needs an index and a list", at=at)
        index, items = (self.evaluate(item) for item in argument.items)
        known = text(index)
        if (
            isinstance(items, List)
            and known is not None
            and known.isdigit()
            and int(known) < len(items.items)
        ):
            return items.items[int(known)]
        if isinstance(items, Param) and items.default is not None and known is not None and known.isdigit():
            pieces = (text(items.default) or "").split(",")
            if int(known) < len(pieces):
                return Lit(pieces[int(known)].strip(), at=at)
        return Unknown("an element of a list that is only known at deployment", about=(items,), at=at)

    def _split(self, argument: Value, at: Location) -> Value:
        if not (isinstance(argument, List) and len(argument.items) == 2):  # noqa: PLR2004 - delimiter, text
            return Unknown("Fn::Split needs a delimiter and a text", at=at)
        delimiter, source = (self.evaluate(item) for item in argument.items)
        known, separator = text(source), text(delimiter)
        if known is not None and separator:
            return List(tuple(Lit(piece, at=at) for piece in known.split(separator)), at=at)
        return Unknown("pieces of a text that is only known at deployment", about=(source,), at=at)

    def _import_value(self, argument: Value, at: Location) -> Value:
        return Import(self.evaluate(argument), at=at)

    def _base64(self, argument: Value, at: Location) -> Value:
        known = self.evaluate(argument)
        if isinstance(known, Lit):
            return Lit(base64.b64encode(str(known.value).encode()).decode(), at=at)
        return Unknown("base64 of a text that is only known at deployment", about=(known,), at=at)

    def _length(self, argument: Value, at: Location) -> Value:
        known = self.evaluate(argument)
        if isinstance(known, List):
            return Lit(len(known.items), at=at)
        return Unknown("the length of a list that is only known at deployment", about=(known,), at=at)

    def _to_json(self, argument: Value, at: Location) -> Value:
        return to_json_text(self.evaluate(argument), at)

    def _at_deployment(self, argument: Value, at: Location) -> Value:
        return Unknown("only known at deployment", about=(self.evaluate(argument),), at=at)

    def _truth(self, argument: Value, at: Location) -> Value:
        return Unknown("a condition is used as a value", about=tuple(as_list(argument)), at=at)

    def _transform(self, argument: Value, at: Location) -> Value:
        name = text(argument.items.get("Name", ABSENT)) if isinstance(argument, Map) else None
        return Unknown(f"made by the macro {name or 'of an unknown name'}", at=at)

"""Entries and attributes: of objects, instances, classes, modules, events and external things."""

from stockade.analysis import frameworks
from stockade.analysis import values as v
from stockade.analysis.builtin.paths import HOSTS
from stockade.analysis.builtin.texts import group_of
from stockade.analysis.core import Core
from stockade.analysis.frames import ClassValue, Frame, FunctionValue, ModuleState, Super
from stockade.analysis.frameworks import powertools
from stockade.analysis.sources import loaded
from stockade.analysis.stores import RESOURCE
from stockade.analysis.taint import Taint, mark_all
from stockade.analysis.values import (
    NOTHING,
    UNKNOWN,
    Value,
    constant,
    constants,
    external,
    join,
    join_all,
    tainted,
)

_SEPARATORS = frozenset({"os.sep", "os.path.sep", "path.sep", "path.posix.sep"})
ENVIRONMENTS = frozenset({"os.environ", "process.env"})
_TAKING = frozenset({"copy", "items", "keys", "values"})
"""Methods of the environment that give all of it; the others are asked for one variable."""
_ASKING = frozenset({"get", "pop", "setdefault", "update", "hasOwnProperty"})
_LENGTHS = frozenset({"length", "byteLength"})
"""Attributes of anything of JavaScript that are numbers."""
_OF_HEADERS = ("headers.", "headers[", "multiValueHeaders")
_UNBROKEN = ("header-injection", "log-injection")
"""What is said of data that came as a header, which ends at a line break; until it is decoded."""
_PATH = "pathlib.Path"
_MAP = "Map()"
_MATCH = "re.Match"
_LAST_PART = frozenset({"name", "stem", "suffix"})
"""Attributes of a path that hold no separator."""


class Loading(Core):
    """Loads entries and attributes."""

    def load(
        self, frame: Frame, value: Value, key: Value | str, at: int, *, attribute: bool = False
    ) -> Value:
        """Return an entry or attribute of a value."""
        if isinstance(key, str):
            name = key
        elif key.constants is not None and len(key.constants) == 1 and not key.taints:
            (only,) = key.constants
            name = str(only)
            if isinstance(only, float | int) and not isinstance(only, bool):
                return self._element(frame, value, str(only), at)
        elif key.constants and not key.taints and len(key.constants) <= v.MOST_CONSTANTS:
            return join_all(self.load(frame, value, one, at) for one in sorted(map(str, key.constants)))
        else:
            if value.names and value.names[0] in ENVIRONMENTS:
                self.results.observed.reads_environment(None)
            found = self._any(frame, value, at)
            if value.names and value.names[0] not in ENVIRONMENTS and self._is_keyed(frame, value):
                found = join(found, self._of_named(frame, value, "*", at))  # one of the collections
            missing = value.closed and not frame.module.is_python
            return join(found, NOTHING) if missing else found
        return self._entry(frame, value, name, at, attribute=attribute or not frame.module.is_python)

    def _entry(self, frame: Frame, value: Value, name: str, at: int, *, attribute: bool) -> Value:
        if value.names and not attribute and _MATCH in value.names and value.fields is not None:
            return group_of(value, name)
        if value.fields is not None and name in value.fields:
            return value.fields[name]
        found: list[Value] = []
        if attribute and (value.functions or value.instance is not None):
            found.extend(self._member(frame, value, name, at))
            if found and value.instance is not None:
                return join_all(found)
        if value.names and (attribute or self._is_keyed(frame, value)):
            found.append(self._of_named(frame, value, name, at))
        elif name == "length" and not frame.module.is_python:
            return UNKNOWN
        elif value.taints:
            inner = tainted(self._loaded(frame, value, name, at))
            found.append(powertools.part(inner) if powertools.is_event(value.names) else inner)
        if value.items is not None:
            found.append(value.items)
        plain = value.closed and not value.names and value.instance is None and not value.functions
        if not found and plain and (attribute is False or not frame.module.is_python):
            return NOTHING
        return join_all(found)

    def _of_named(self, frame: Frame, value: Value, name: str, at: int) -> Value:
        """Return an attribute of an external thing."""
        if value.names[0] in ENVIRONMENTS and name not in _ASKING:
            self.results.observed.reads_environment(name if name not in _TAKING else None)
        if powertools.is_event(value.names) and value.taints:
            return powertools.attribute(value, name)
        if name in _LENGTHS and not frame.module.is_python:
            return UNKNOWN
        taints = self._loaded(frame, value, name, at)
        if name in _LAST_PART and any(_PATH in one for one in value.names):
            taints = mark_all(taints, "path-traversal")
        if name == "headers":
            taints = mark_all(taints, *_UNBROKEN)
        names = tuple(self._attribute_name(frame, one, name) for one in value.names)
        if any(one in _SEPARATORS for one in names):
            return constant("/")
        if name in HOSTS and value.basis is not None and value.basis[0] == "url":
            return Value(taints=taints, pieces=(taints,) if taints else None, basis=("host", value.basis[1]))
        request = self.requested(frame, names, at)
        kept = value.basis if value.basis is not None and value.basis[0] == RESOURCE else None
        return request if request is not None else Value(taints=taints, names=names, basis=kept)

    @staticmethod
    def _is_keyed(frame: Frame, value: Value) -> bool:
        """Tell whether entries of an external thing have names: the environment, collections of a store."""
        typed = frame.module.catalog.attributes
        return any(one.endswith("environ") or f"{one}.*" in typed for one in value.names)

    @staticmethod
    def _attribute_name(frame: Frame, holder: str, name: str) -> str:
        """Return the name of an attribute: the type it has, or its path."""
        catalog = frame.module.catalog
        typed, path = catalog.attributes, f"{holder}.{name}"
        known = typed.get(path)
        if known is None and path not in catalog.known:
            known = typed.get(f"{holder}.*")
        return known.name if known is not None else frameworks.renamed(path)

    def requested(self, frame: Frame, names: tuple[str, ...], at: int) -> Value | None:
        """Return the field of the event that a request of a framework keeps under a name."""
        for name in names:
            found = frameworks.kept(self.results.sources, name, frame.file, at)
            if found is not None:
                return found
        return None

    def _element(self, frame: Frame, value: Value, name: str, at: int) -> Value:
        if _MATCH in value.names and value.fields is not None:
            return group_of(value, name)
        if value.fields is not None and name in value.fields:
            return value.fields[name]
        if name == "-1" and value.fields and value.closed:
            return list(value.fields.values())[-1]
        return self._any(frame, value, at) if value.items is not None or value.taints else UNKNOWN

    def _any(self, frame: Frame, value: Value, at: int) -> Value:
        """Return an entry at a key that is not known."""
        found = list(v.parts(value))
        if value.taints:
            inner = tainted(self._loaded(frame, value, None, at))
            found.append(powertools.part(inner) if powertools.is_event(value.names) else inner)
        return join_all(found)

    def _loaded(self, frame: Frame, value: Value, key: str | None, at: int) -> frozenset[Taint]:
        found = []
        for one in value.taints:
            for inner in loaded(one, key, index=key is None or key.isdigit()):
                if inner.path.startswith(_OF_HEADERS):
                    inner = inner.marked(*_UNBROKEN)  # noqa: PLW2901
                if inner.control == "sender":
                    self.results.read.add((inner.origin, inner.path))
                if inner.control == "sender" and one.control != "sender":
                    found.append(inner.stepped(frame.file, at, f"reads {inner.path}"))
                else:
                    found.append(inner)
        return frozenset(found)

    def _member(self, frame: Frame, value: Value, name: str, at: int) -> list[Value]:
        """Return what an attribute of an instance, class, module or `super()` may be."""
        found: list[Value] = []
        if isinstance(value.instance, ClassValue):
            known = self._of_class(frame, value.instance, name, at, value)
            if known is not None:
                return [known]
            found.extend(
                external(self._attribute_name(frame, f"{one}()", name)) for one in value.instance.names
            )
        for one in value.functions:
            if isinstance(one, ModuleState):
                inner = self._of_module(one, name)
                if inner is not None:
                    found.append(inner)
            elif isinstance(one, ClassValue):
                known = self._of_class(frame, one, name, at, None)
                if known is not None:
                    found.append(known)
                else:
                    found.extend(external(self._attribute_name(frame, base, name)) for base in one.names)
            elif isinstance(one, Super):
                of_bases = (self._of_class(frame, base, name, at, one.this) for base in one.owner.bases)
                found.extend(known for known in of_bases if known is not None)
        return found

    def _of_module(self, state: ModuleState, name: str) -> Value | None:
        """Return a variable of a module, or the module of this name in its folder."""
        inner = state.frame.variables.get(name)
        if inner is not None:
            return inner
        path = self.package.resolve(f".{name}", state.file, None)
        library = self.package.library(path) if path is not None else ""
        if library:
            return external(library)
        below = self.module(path) if path is not None and path != state.file else None
        return Value(functions=(below,)) if below is not None else None

    def _of_class(
        self, frame: Frame, cls: ClassValue, name: str, at: int, this: Value | None
    ) -> Value | None:
        method = cls.method(name)
        if method is not None:
            owner, known = method
            function = owner.module.program.functions[known.function]
            bound = None if known.kind == "static" else this
            if known.kind == "class":
                bound = Value(functions=(cls,))
            value = FunctionValue(owner.module, function, owner.frame, bound, owner)
            if known.kind == "getter" and this is not None:
                return self.invoke(frame, value, [], {}, at).value
            return Value(functions=(value,))
        for one in cls.line():
            if name in one.statics:
                return one.statics[name]
        return None

    def elements(self, frame: Frame, value: Value, at: int) -> Value:
        """Return what any element of a value is; of an object written out, of its values too."""
        if _MAP in value.names and value.fields is not None:
            names = v.constants(value.fields) if value.fields and value.closed else UNKNOWN
            key = join(names, tainted(value.keys)) if value.keys else names
            return v.record({"0": key, "1": self._any(frame, value, at)})
        if value.texts is not None:
            return constants(letter for one in value.texts for letter in one[: v.MOST_CONSTANTS])
        return self._any(frame, value, at)

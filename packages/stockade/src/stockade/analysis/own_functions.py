"""Functions of the program that people's own catalog names: which function a name means.

    Python      shop.security.clean_name         as it is imported from the root of the function's code
    JavaScript  ./lib/clean.cleanName            the file from that root without its ending, and the export
    methods     shop.security.Cleaner().clean    of an instance, with the `()` of the call that makes it

The scanned folder counts as a root too. A name that is exported again elsewhere means the same function.
"""

import posixpath
from collections.abc import Iterator, Sequence

from stockade.analysis.frames import ClassValue, Frame, FunctionValue, ModuleState
from stockade.analysis.values import Value
from stockade.catalog.knowledge import Way

_INSIDE = ("/__init__", "/index")
"""How a file is called that a folder is imported for."""


class OwnFunctions:
    """Tells by which names of people's own catalog a function of the program goes; for one run.

    `roots` are the folders that modules are named from, `modules` those that were loaded so far.
    """

    def __init__(self, roots: Sequence[str], modules: dict[str, ModuleState | None]) -> None:
        self._modules = modules
        self._roots = tuple(dict.fromkeys((*(posixpath.normpath(one or ".") for one in roots), ".")))
        self._known: dict[int, list[tuple[Frame, str]]] = {}
        self._loaded = -1

    def names(self, function: FunctionValue | ClassValue) -> tuple[str, ...]:
        """Return the names of a function or class, empty where no entry speaks of it."""
        if self._loaded != len(self._modules):  # another module may export it too
            self._resolve()
        known = self._known.get(_identity(function), ())
        return tuple(name for frame, name in known if frame is function.frame)

    def _resolve(self) -> None:
        """Look up what every name means by now; again as long as a module it may be in is being loaded."""
        self._known, loading = {}, False
        for state in tuple(self._modules.values()):
            for way, name in self._in(state) if state is not None else ():
                loading = loading or (state is not None and state.running)
                for one in _at(state, way) if state is not None else ():
                    self._keep(one, name)
        self._loaded = -1 if loading else len(self._modules)

    def _keep(self, one: object, name: str) -> None:
        if isinstance(one, FunctionValue | ClassValue):
            named = self._known.setdefault(_identity(one), [])
            if (one.frame, name) not in named:
                named.append((one.frame, name))

    def _in(self, state: ModuleState) -> Iterator[tuple[Way, str]]:
        """Yield the ways to own names that may lie in a module."""
        if state.catalog.own_in:
            for module in _names_of(state, self._roots):
                yield from state.catalog.own_in.get(module, ())


def _identity(one: FunctionValue | ClassValue) -> int:
    """Return what is the same for all values of one function, or of one class."""
    return id(one.function if isinstance(one, FunctionValue) else one)


def _names_of(state: ModuleState, roots: Sequence[str]) -> dict[str, None]:
    """Return the names of a module: its path from each root it lies below."""
    found: dict[str, None] = {}
    stem = posixpath.splitext(state.file)[0]
    stems = [stem, *(stem.removesuffix(one) for one in _INSIDE if stem.endswith(one))]
    for root in roots:
        for path in stems:
            inside = path if root == "." else path.removeprefix(f"{root}/")
            if root == "." or inside != path:
                found[inside.replace("/", ".") if state.is_python else inside] = None
    return found


def _at(state: ModuleState, way: Way) -> Iterator[object]:
    """Yield the functions and classes at a way through a module: variables or exports, then attributes."""
    values: list[Value]
    if state.is_python:
        start = state.frame.variables.get(way[0])
        values, rest = [start] if start is not None else [], way[1:]
    else:
        values, rest = _exported(state, way)
    for name in rest:
        values = [inner for value in values for inner in _attribute(value, name)]
    for value in values:
        yield from value.functions


def _exported(state: ModuleState, way: Way) -> tuple[list[Value], Way]:
    exports = state.frame.variables.get("exports")
    if exports is None:
        return [], ()
    if not way:
        default = (exports.fields or {}).get("default")
        return [exports, *([default] if default is not None else [])], ()
    return [exports], way


def _attribute(value: Value, name: str) -> Iterator[Value]:
    """Yield an entry, or a method of a class or instance."""
    inner = (value.fields or {}).get(name)
    if inner is not None:
        yield inner
    classes = [one for one in (*value.functions, value.instance) if isinstance(one, ClassValue)]
    for cls in classes:
        found = cls.method(name)
        if found is not None:
            owner, method = found
            function = owner.module.program.functions[method.function]
            yield Value(functions=(FunctionValue(owner.module, function, owner.frame, None, owner),))

"""Functions of the program that people's own catalog names: which function a name means.

    Python      shop.security.clean_name         as it is imported from the root of the function's code
    JavaScript  ./lib/clean.cleanName            the file from that root without its ending, and the export
    methods     shop.security.Cleaner().clean    of an instance, with the `()` of the call that makes it

The scanned folder counts as a root too. A name that is exported again elsewhere means the same function.
"""

from collections.abc import Iterator

from stockade.analysis.frames import ClassValue, FunctionValue, ModuleState
from stockade.analysis.package import Package
from stockade.analysis.values import Value
from stockade.catalog.calls import Language
from stockade.catalog.knowledge import Knowledge

Way = tuple[str, ...]
_HERE = "./"


class OwnFunctions:
    """Tells by which names of people's own catalog a function of the program goes; for one run."""

    def __init__(
        self, package: Package, knowledge: Knowledge, modules: dict[str, ModuleState | None]
    ) -> None:
        self._modules = modules
        self._places = [*_places(package, knowledge, "python"), *_places(package, knowledge, "javascript")]
        self._files = frozenset(file for file, _, _ in self._places)
        self._known: dict[tuple[str, str, int], tuple[str, ...]] = {}
        self._loaded = 0

    def names(self, function: FunctionValue | ClassValue) -> tuple[str, ...]:
        """Return the names of a function or class, empty where no entry speaks of it."""
        if not self._files:
            return ()
        if self._loaded != len(self._modules):  # another module may export it too
            self._known, self._loaded = {}, len(self._modules)
        what = function.function.id if isinstance(function, FunctionValue) else function.cls.name
        key = (function.module.file, what, id(function.frame))
        found = self._known.get(key)
        if found is None:
            found = tuple(dict.fromkeys(self._named(function)))
            if not any(state is not None and state.running for state in self._of_interest()):
                self._known[key] = found
        return found

    def _of_interest(self) -> Iterator[ModuleState | None]:
        return (self._modules.get(file) for file in self._files)

    def _named(self, function: FunctionValue | ClassValue) -> Iterator[str]:
        for file, way, name in self._places:
            state = self._modules.get(file)
            if state is not None and any(_same(one, function) for one in _at(state, way)):
                yield name


def _same(one: object, other: FunctionValue | ClassValue) -> bool:
    if isinstance(one, FunctionValue) and isinstance(other, FunctionValue):
        return one.function is other.function and one.frame is other.frame
    return one is other


def _places(package: Package, knowledge: Knowledge, language: Language) -> Iterator[tuple[str, Way, str]]:
    """Yield file and way in it of every name that is one of the program."""
    for name in sorted(knowledge.of(language).own):
        split = _python(package, name) if language == "python" else _script(package, name)
        if split is not None:
            yield (*split, name)


def _python(package: Package, name: str) -> tuple[str, Way] | None:
    parts = name.replace("()", "").split(".")
    for at in range(len(parts) - 1, 0, -1):
        file = package.resolve(".".join(parts[:at]), "own.py", None)
        if file is not None:
            return file, tuple(parts[at:])
    return None


def _script(package: Package, name: str) -> tuple[str, Way] | None:
    if not name.startswith(_HERE):
        return None
    parts = name.replace("()", "").removeprefix(_HERE).split(".")
    for at in range(len(parts), 0, -1):
        for root in dict.fromkeys((*package.roots, "")):
            near = f"{root}/own.js" if root else "own.js"
            file = package.resolve(_HERE + ".".join(parts[:at]), near, None)
            if file is not None:
                return file, tuple(parts[at:])
    return None


def _at(state: ModuleState, way: Way) -> Iterator[object]:
    """Yield the functions and classes at a way through a module: variables or exports, then attributes."""
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

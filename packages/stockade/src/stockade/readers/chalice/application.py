"""`Chalice(...)` in `app.py`, its handlers, and those of the blueprints it registers."""

from collections.abc import Iterator

from msgspec import Struct

from stockade.languages.python import Call, Expression, Function, Module
from stockade.readers.chalice.modules import Modules
from stockade.values import Lit, Location

ENTRY = "app.py"
_APPLICATIONS = frozenset({"chalice.Chalice", "chalice.app.Chalice"})
_BLUEPRINTS = frozenset({"chalice.Blueprint", "chalice.app.Blueprint"})
MOST_BLUEPRINTS = 200


class Handler(Struct, frozen=True):
    """A function with one decorator of an application or blueprint.

    `kind` is the decorator's name (`route`, `schedule`, ...), `id` the name of the function where it runs on
    its own, `function` the one it has in its module, `prefix` what a blueprint puts before its routes.
    """

    kind: str
    id: str
    function: str
    decorator: Call
    module: Module
    prefix: str
    at: Location


class Application(Struct, frozen=True):
    """One application: its name, the module of `app.py`, the variable that holds it, its handlers."""

    name: str
    module: Module
    variable: str
    handlers: tuple[Handler, ...]
    at: Location


def find(modules: Modules) -> Application | None:
    """Return the application of a folder, None where its `app.py` makes none."""
    module = modules.file(ENTRY)
    if module is None:
        return None
    for variable, bound in module.names.items():
        if isinstance(bound, Call) and bound.target in _APPLICATIONS:
            named = bound.argument(0, "app_name")
            name = str(named.value) if isinstance(named, Lit) else ""
            handlers = (*_handlers(module, variable), *_registered(modules, module, variable))
            return Application(name, module, variable, handlers, bound.at)
    return None


def _handlers(module: Module, variable: str, prefix: str = "", named: str = "") -> Iterator[Handler]:
    for function in module.functions:
        for decorator in function.decorators:
            if decorator.target.rpartition(".")[0] == variable:
                yield _handler(module, function, decorator, prefix, named)


def _handler(module: Module, function: Function, decorator: Call, prefix: str, named: str) -> Handler:
    given = decorator.keywords.get("name")
    own = str(given.value) if isinstance(given, Lit) and given.value else function.name
    return Handler(
        kind=decorator.target.rpartition(".")[2],
        id=f"{named}{own}",
        function=function.name,
        decorator=decorator,
        module=module,
        prefix=prefix,
        at=decorator.at,
    )


def _registered(modules: Modules, module: Module, variable: str) -> Iterator[Handler]:
    """Yield the handlers of every blueprint that `register_blueprint` names."""
    calls = [call for call in module.calls if call.target == f"{variable}.register_blueprint"]
    for call in calls[:MOST_BLUEPRINTS]:
        named = call.argument(0, "blueprint")
        if named is None:
            continue
        found = _blueprint(modules, module, named)
        if found is not None:
            where, inner = found
            prefix, before = _text(call.keywords.get("url_prefix")), _text(call.keywords.get("name_prefix"))
            yield from _handlers(where, inner, prefix.rstrip("/"), before)


def _blueprint(modules: Modules, module: Module, named: Expression) -> tuple[Module, str] | None:
    """Return the module of a blueprint and the variable it is bound to there."""
    where, meaning = modules.meaning(module, named)
    if not isinstance(meaning, Call) or meaning.target not in _BLUEPRINTS:
        return None
    variable = next((name for name, bound in where.names.items() if bound is meaning), None)
    return (where, variable) if variable is not None else None


def _text(expression: Expression | None) -> str:
    return str(expression.value) if isinstance(expression, Lit) else ""

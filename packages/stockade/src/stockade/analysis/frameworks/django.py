"""Django and its REST framework: views by the routes of `urls.py`, and where those routes are.

https://docs.djangoproject.com/en/stable/topics/http/urls/ and .../topics/http/views/
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from stockade.analysis.frames import ClassValue, FunctionValue
from stockade.analysis.frameworks.parameters import of_path
from stockade.analysis.frameworks.route import Route
from stockade.analysis.values import UNKNOWN, Value, record
from stockade.model.program import line_of

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given
    from stockade.analysis.core import Core

_SETTINGS = "DJANGO_SETTINGS_MODULE"
_PACKAGE = re.compile(r"\.?\bsettings\b.*$")
REQUEST = Value(names=("django.Request",))
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "dispatch"})
_ACTIONS = frozenset({"list", "create", "retrieve", "update", "partial_update", "destroy"})
_HOOKS = frozenset({"get_queryset", "get_object", "get_context_data", "get_serializer_context"})


def methods(machine: "Core", cls: ClassValue, route: Route) -> Iterator[FunctionValue]:
    """Yield the methods of a view that Django calls, each on an instance that holds the request."""
    for name in sorted({method for one in cls.line() for method in one.methods}):
        owner, method = cls.method(name) or (cls, None)
        if method is None or method.kind == "static":
            continue
        function = owner.module.program.functions[method.function]
        if name in _VERBS | _ACTIONS | _HOOKS or _is_action(function.decorators):
            bare = FunctionValue(owner.module, function, owner.frame, None, owner)
            this = _instance(machine, cls, record(of_path(route, machine.results.sources, bare)))
            yield FunctionValue(owner.module, function, owner.frame, this, owner)


def _is_action(decorators: tuple[object, ...]) -> bool:
    named = (getattr(one, "callee", one) for one in decorators)
    return any(getattr(one, "name", "") == "action" for one in named)


def _instance(machine: "Core", cls: ClassValue, path: Value) -> Value:
    this = machine.instantiate(cls.frame, cls, [], {}, cls.cls.at)
    return this.changed(fields={**(this.fields or {}), "request": REQUEST, "kwargs": path})


def handed(
    route: Route, function: FunctionValue, sources: tuple[str, ...]
) -> tuple[list[Value], dict[str, Value]]:
    """Return what a view gets: the request, and the parameters of its path by name."""
    name = function.function.name
    if function.this is not None and name in _HOOKS:
        return [], {}
    return [REQUEST], of_path(route, sources, function)


def _path(given: "Given") -> Iterator[Route]:
    """Yield the route of `path(route, view)`; the routes of an included module are registered by it."""
    view = given.keywords.get("view", given.positional(1))
    text = given.keywords.get("route", given.positional(0)).text or ""
    if any(isinstance(one, FunctionValue | ClassValue) for one in view.functions):
        yield Route(view, "django", text, plain=True)


def _viewset(given: "Given") -> Iterator[Route]:
    """Yield the route of `router.register(prefix, viewset)`: one of its items is named by `pk`."""
    view = given.keywords.get("viewset", given.positional(1))
    if any(isinstance(one, ClassValue) for one in view.functions):
        yield Route(view, "django", "<pk>/", plain=True)


def _include(given: "Given") -> Iterator[Route]:
    """Run a module of routes that is named by text: `include("shop.urls")`."""
    what = given.positional(0)
    module = (what if what.text is not None else (what.fields or {}).get("0", UNKNOWN)).text
    if module is not None:
        _run(given, module)
    yield from ()


def _application(given: "Given") -> Iterator[Route]:
    """Run the routes of the application that `get_wsgi_application()` makes."""
    machine, frame = given.machine, given.frame
    settings = _settings(given)
    found = settings is not None and _run(given, _urls(machine, frame.file, settings))
    if not found and not _run(given, f"{_package(frame.file)}.urls".lstrip(".")) and not _run(given, "urls"):
        machine.results.gaps.setdefault(
            (frame.file, line_of(given.at)), "the routes of the Django application were not found"
        )
    yield from ()


def _package(file: str) -> str:
    return posixpath.basename(posixpath.dirname(file))


def _settings(given: "Given") -> str | None:
    """Return the module of settings that the code names, None where it names none."""
    if given.machine.results.settings:
        return given.machine.results.settings
    system = given.frame.lookup("os")
    if system is None:
        return None
    environment = given.machine.load(given.frame, system, "environ", given.at, attribute=True)
    return (environment.fields or {}).get(_SETTINGS, UNKNOWN).text


def _urls(machine: "Core", file: str, settings: str) -> str:
    """Return the module of routes that the settings name, by default the one beside them."""
    path = machine.package.resolve(settings, file, None)
    state = machine.module(path) if path is not None else None
    named = state.frame.variables.get("ROOT_URLCONF") if state is not None else None
    return (named.text if named is not None else None) or f"{_PACKAGE.sub('', settings)}.urls"


def _run(given: "Given", module: str) -> bool:
    path = given.machine.package.resolve(module, given.frame.file, None)
    return path is not None and given.machine.module(path) is not None


def _environment(given: "Given") -> Iterator[Route]:
    """Keep the name of the settings: `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")`."""
    if given.positional(0).text == _SETTINGS:
        given.machine.results.settings = given.positional(1).text or ""
    yield from ()


CALLS: dict[str, Callable[["Given"], Iterator[Route]]] = {
    **dict.fromkeys(
        ("django.urls.path", "django.urls.re_path", "django.urls.conf.path", "django.conf.urls.url"), _path
    ),
    **dict.fromkeys(
        ("django.urls.include", "django.urls.conf.include", "django.conf.urls.include"), _include
    ),
    **dict.fromkeys(
        (
            "django.core.wsgi.get_wsgi_application",
            "django.core.asgi.get_asgi_application",
            "django.core.handlers.wsgi.WSGIHandler",
            "django.core.handlers.asgi.ASGIHandler",
        ),
        _application,
    ),
    **dict.fromkeys(
        (
            "rest_framework.routers.DefaultRouter().register",
            "rest_framework.routers.SimpleRouter().register",
            "rest_framework_nested.routers.NestedSimpleRouter().register",
        ),
        _viewset,
    ),
    "os.environ.setdefault": _environment,
}
"""Calls that register routes of Django, or name where they are."""

"""Entries of `stockade.toml` about routes and functions that no application has."""

from collections.abc import Iterator, Sequence

from stockade.config import Config
from stockade.findings.headers import Text, placed
from stockade.findings.result import Notice
from stockade.model import App


def unmatched(config: Config, apps: Sequence[App], read: Text) -> Iterator[Notice]:
    """Yield a notice for each `[[public]]` and `[[invoked]]` that is about nothing there is."""
    for place, route in placed(config, "public", config.public, read):
        details = (one.detail.casefold() for app in _of(apps, route.app) for one in app.triggers)
        if route.route.casefold() not in details:
            yield Notice(place, _nobody_has(f"the route {route.route!r}", route.app))
    for place, entry in placed(config, "invoked", config.invoked, read):
        if not any(entry.function in app.functions for app in _of(apps, entry.app)):
            yield Notice(place, _nobody_has(f"the function {entry.function!r}", entry.app))


def _of(apps: Sequence[App], name: str) -> Iterator[App]:
    return (app for app in apps if name in {"", app.name})


def _nobody_has(what: str, app: str) -> str:
    return f"the application {app!r} does not have {what}" if app else f"no application has {what}"

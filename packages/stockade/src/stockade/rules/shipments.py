"""Who ships a package, who of them imports it, and which of those outsiders reach. No rule."""

from collections.abc import Iterable

from stockade.findings import Severity, lowered, raised
from stockade.model import App, Component, Manifest
from stockade.rules.reach import Reach

OUTSIDERS = frozenset({"public", "authenticated"})
"""Exposures with an outsider behind them, whether he has proved who he is or not."""
_SHOWN = 4


class Shipments:
    """Answers about the packages of one application."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._reach = Reach(app)
        self._loaded: dict[tuple[str, str], frozenset[str]] = {}
        self._shipping: dict[str, list[str]] = {}
        for identity, parts in app.shipping.functions.items():
            for part in parts:
                self._shipping.setdefault(part.manifest.id, []).append(identity)

    def functions(self, manifests: Iterable[Manifest]) -> tuple[str, ...]:
        """Return the functions that ship what some manifests hold, in the order of the application."""
        found = (identity for one in manifests for identity in self._shipping.get(one.id, ()))
        return tuple(dict.fromkeys(found))

    def imports(self, function: str, manifest: Manifest, component: Component) -> bool | None:
        """Tell whether a function loads a package: imports it, or one that needs it; None where not known."""
        if manifest.bundled:
            return True  # a bundler takes what is imported, and nothing else
        code = self._app.code.get(function)
        if code is None or not code.read:
            return None
        key = (function, manifest.id)
        imports = frozenset(code.imports)
        if key not in self._loaded:
            self._loaded[key] = loaded(manifest, imports)
        if component.id in self._loaded[key]:
            return True
        return None if self._may_be(function, component, imports) else False

    def _may_be(self, function: str, component: Component, imports: frozenset[str]) -> bool:
        """Tell whether a name that no package of the function explains may be of this one."""
        from stockade.dependencies.distributions import is_imported, may_be_imported

        if not may_be_imported(component, imports):
            return False
        parts = self._app.shipping.functions.get(function, ())
        others = [one for part in parts for one in part.manifest.components]
        left = frozenset(
            name for name in imports if not any(is_imported(one, frozenset({name})) for one in others)
        )
        return may_be_imported(component, left)

    def is_reached(self, function: str) -> bool:
        """Tell whether an outsider can make a function run."""
        path = self._reach.path_to(function)
        return path is not None and path.exposure in OUTSIDERS

    def severity(self, severity: Severity, uses: dict[str, bool | None]) -> Severity:
        """Move a severity: up where an outsider reaches a function that imports it, down where none does."""
        if any(used and self.is_reached(function) for function, used in uses.items()):
            return raised(severity)
        return lowered(severity) if all(used is False for used in uses.values()) else severity


def loaded(manifest: Manifest, imports: frozenset[str]) -> frozenset[str]:
    """Return the ids of the components that names which code imports lead to."""
    from stockade.dependencies.distributions import is_imported

    by_id = {component.id: component for component in manifest.components}
    waiting = [name for name, component in by_id.items() if is_imported(component, imports)]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found and name in by_id:
            found.add(name)
            waiting.extend(by_id[name].requires)
    return frozenset(found)


def named(names: Iterable[str]) -> str:
    """Return a few names as a sentence has them."""
    listed = list(names)
    more = len(listed) - _SHOWN
    return ", ".join(listed[:_SHOWN]) + (f" and {more} more" if more > 0 else "")

"""All fixes of an application: for each place that its code is found fault with, at most one."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from msgspec.structs import replace as changed

from stockade.languages.fixing.choosing import Version, fix_of, is_fixable, version
from stockade.languages.fixing.comparing import compared
from stockade.languages.fixing.sources import Source, inside
from stockade.model import App, Code, CodeFault, CodeFlow, Fix
from stockade.values import text

_ENDINGS = (".py", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
_SLOW: Final = "timing-unsafe-comparison"
_Place = tuple[str, int, str]
Read = Callable[[str], str | None]


def with_fixes(apps: Sequence[App], read: Read) -> tuple[App, ...]:
    """Return applications with the fixes that their code can be given; `read` gives the text of a file."""
    sources = _Sources(read)
    return tuple(_with_fixes(app, sources) for app in apps)


def _with_fixes(app: App, sources: "_Sources") -> App:
    places: dict[_Place, list[tuple[str, CodeFlow]]] = {}
    for identity, code in app.code.items():
        for flow in code.flows:
            places.setdefault(_place(flow), []).append((identity, flow))
    fixes = {place: fix for place, found in places.items() if (fix := _of_flows(app, sources, found))}
    known = {
        identity: _fixed(one, fixes, partial(_of_fault, app, sources, identity))
        for identity, one in app.code.items()
    }
    return changed(app, code=known)


def _place(flow: CodeFlow) -> _Place:
    """Return what makes flows one finding (`rules.flowing`)."""
    return flow.location.file, flow.location.line, f"{flow.rule} {flow.what}"


def _fixed(code: Code, fixes: dict[_Place, Fix], of_fault: Callable[[CodeFault], Fix | None]) -> Code:
    slow = any(one.rule == _SLOW for one in code.identity)
    if not slow and not any(_place(flow) in fixes for flow in code.flows):
        return code
    return changed(
        code,
        flows=tuple(changed(flow, fix=fixes.get(_place(flow))) for flow in code.flows),
        identity=tuple(changed(one, fix=of_fault(one)) for one in code.identity),
    )


def _of_flows(app: App, sources: "_Sources", found: Sequence[tuple[str, CodeFlow]]) -> Fix | None:
    flows = [flow for _, flow in found]
    identity, first = found[0]
    if not first.steps or not (is_fixable(first, "python") or is_fixable(first, "javascript")):
        return None
    source = sources.of(app, identity, first.steps[-1].location.file)
    versions = list(_versions(app, (one for one, _ in found)))
    return fix_of(source, flows, versions) if source is not None else None


def _of_fault(app: App, sources: "_Sources", identity: str, fault: CodeFault) -> Fix | None:
    source = sources.of(app, identity, fault.location.file) if fault.rule == _SLOW else None
    return compared(source, fault) if source is not None else None


def _versions(app: App, identities: Iterator[str]) -> Iterator[Version | None]:
    """Yield the versions of the language that functions run on."""
    for identity in identities:
        function = app.functions.get(identity)
        yield version(function.runtime) if function is not None else None


class _Sources:
    """The sources there are faults in, each read and parsed once."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._known: dict[tuple[str, str], Source | None] = {}

    def of(self, app: App, identity: str, file: str) -> Source | None:
        """Return the source that a function's fault is in: a file, or its code in the template."""
        if file.endswith(_ENDINGS):
            return self._once((file, ""), partial(self._file, file))
        return self._once((file, f"{app.name}\0{identity}"), partial(self._inline, app, identity, file))

    def _once(self, key: tuple[str, str], make: Callable[[], Source | None]) -> Source | None:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def _file(self, file: str) -> Source | None:
        written = self._read(file)
        return Source(written, file, file) if written is not None else None

    def _inline(self, app: App, identity: str, file: str) -> Source | None:
        function = app.functions.get(identity)
        code = text(function.inline) if function is not None else None
        template = self._read(file)
        if function is None or code is None or template is None or function.inline.at.file != file:
            return None
        name = "index.py" if function.runtime.startswith("python") else "index.js"
        return inside(template, file, code, name, function.inline.at)

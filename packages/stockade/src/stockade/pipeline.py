"""The one composer: readers, assembly, rules, acceptances. Commands call it, and report what it returns."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from stockade.assembly import assemble
from stockade.config import FILE_NAME, Config, load_config, parse_config
from stockade.errors import ReadError, UsageError
from stockade.findings.finding import Finding
from stockade.findings.result import Scan, Surface
from stockade.model import App, Function, Trigger
from stockade.readers import read_all
from stockade.readers.collection import paused_collection

if TYPE_CHECKING:
    from stockade.analysis import Parsers
    from stockade.model.program import Module

Progress = Callable[[int, int], None]


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _silent(_done: int, _all: int) -> None:
    """Report no progress."""


class Selection(Struct, frozen=True):
    """What of a path is asked for: the applications of some names, the function of some ids; empty is all."""

    apps: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    allow_empty: bool = False


EVERYTHING = Selection()
MOST_NAMES = 8
"""Names listed where one was asked for that is not there."""


def folder_of(path: Path) -> Path:
    """Return the folder a path stands for: itself, or the one that holds the named file."""
    return path.resolve().parent if path.is_file() else path


def configuration(path: Path, named: Path | None = None) -> Config:
    """Read the configuration that belongs to a path. Raises `ConfigError`."""
    return load_config(folder_of(path), named)


def map_surface(
    path: Path, config: Config, selection: Selection = EVERYTHING, progress: Progress = _silent
) -> Surface:
    """Read every application below a path. Raises `UsageError` where there is none, or it cannot be read."""
    limit = config.limits.file_bytes
    with paused_collection():  # the model is made of as many long-lived objects as the values
        readings = read_all(
            path, most_bytes=limit, exclude=config.exclude, jobs=_processors(), progress=progress
        )
        apps = tuple(_with_invokers(app, config) for app in assemble(readings.stacks))
    surface = Surface(root=".", apps=apps, gaps=readings.gaps, looked_for=readings.looked_for)
    if not apps and not selection.allow_empty:
        raise UsageError(_nothing_found(path, surface))
    return _selected(surface, selection)


def _nothing_found(path: Path, surface: Surface) -> str:
    number = len(surface.gaps)
    files = "1 file" if number == 1 else f"{number} files"
    unread = f"; {files} could not be read, such as {_first(surface)}" if number else ""
    looked_for = ", ".join(surface.looked_for)
    return (
        f"{path}: no application found; looked for {looked_for}{unread} (--allow-empty makes this no error)"
    )


def _first(surface: Surface) -> str:
    gap = min(surface.gaps)
    return f"{gap.location}: {gap.reason}"


def _selected(surface: Surface, selection: Selection) -> Surface:
    _demand("application", selection.apps, [app.name for app in surface.apps])
    ids = [function for app in surface.apps for function in app.functions]
    _demand("function", selection.functions, ids)
    if not selection.apps and not selection.functions:
        return surface
    kept = (
        app
        for app in surface.apps
        if (not selection.apps or app.name in selection.apps)
        and (not selection.functions or set(selection.functions) & set(app.functions))
    )
    return replace(surface, apps=tuple(kept), gaps=())


def narrowed(surface: Surface, functions: tuple[str, ...]) -> Surface:
    """Keep of each application some functions, what starts them and what they touch; all where none is named.

    Rules need the whole application; this is for showing a part of it.
    """
    if not functions:
        return surface
    return replace(surface, apps=tuple(_part(app, frozenset(functions)) for app in surface.apps))


def _part(app: App, functions: frozenset[str]) -> App:
    flows = tuple(flow for flow in app.flows if flow.source in functions)
    triggers = tuple(trigger for trigger in app.triggers if trigger.function in functions)
    touched = functions | {flow.target for flow in flows} | {trigger.origin for trigger in triggers}
    return replace(
        app,
        functions={name: found for name, found in app.functions.items() if name in functions},
        triggers=triggers,
        flows=flows,
        resources={name: found for name, found in app.resources.items() if name in touched},
    )


def _demand(what: str, wanted: tuple[str, ...], there: list[str]) -> None:
    for name in wanted:
        if name not in there:
            known = ", ".join(there[:MOST_NAMES]) + (", ..." if len(there) > MOST_NAMES else "")
            raise UsageError(f"there is no {what} {name!r}; there are: {known or 'none'}")


def _with_invokers(app: App, config: Config) -> App:
    """Add a trigger for each function that the configuration says something outside starts."""
    added = tuple(
        _invoker(function, entry.by)
        for entry in config.invoked
        if entry.app in {"", app.name} and (function := app.functions.get(entry.function)) is not None
    )
    return replace(app, triggers=(*app.triggers, *added)) if added else app


def _invoker(function: Function, by: str) -> Trigger:
    return Trigger(
        id=f"{function.id}/lambda.invoke/{by}",
        event_source="lambda.invoke",
        function=function.id,
        origin=None,
        detail=by,
        exposure="account",
        authentication="iam",
        location=function.location,
        because=(f"stockade.toml says that it is invoked by {by}",),
    )


def scan(
    path: Path,
    config: Config,
    selection: Selection = EVERYTHING,
    progress: Progress = _silent,
    today: dt.date | None = None,
) -> Scan:
    """Read every application below a path and judge it by all rules."""
    wanted = replace(selection, allow_empty=True)
    whole = not selection.apps and not selection.functions
    surface = with_code(map_surface(path, config, wanted, progress), path, config, whole=whole)
    if not surface.apps and not selection.allow_empty:
        raise UsageError(_nothing_found(path, surface))
    return judge_surface(surface, config, path, selection, today)


def with_code(surface: Surface, path: Path, config: Config, *, whole: bool = True) -> Surface:
    """Analyse the code of every function; what is not read is a gap of its application.

    `whole`: every application of the path is there, so what none of them names is looked at too.
    """
    from stockade.analysis import Files, Unread, by_shape, home, homes, refine, refine_embedded
    from stockade.languages.loading import Programs
    from stockade.readers.sources import Sources

    sources = Sources(folder_of(path), most_bytes=config.limits.file_bytes, exclude=config.exclude)
    programs = Programs(sources.text)
    files = Files(
        sources.exists,
        sources.find,
        programs.load,
        programs.parse,
        lambda file: sources.why(file) or programs.why(file),
    )
    with paused_collection():
        apps = [refine(app, files) for app in surface.apps]
        apps = [refine_embedded(app, files, _parsers(sources.text, programs.parse)) for app in apps]
        reached = programs.loaded
        folders, unclaimed = homes(apps), len(apps)
        unread: dict[int, list[Unread]] = {}
        for file in sources.files() if whole else ():
            text = sources.text(file) if file not in reached else None
            if text is not None:
                unread.setdefault(home(folders, file, unclaimed), []).append(Unread(file, text))
        for number, there in unread.items():
            if number < len(apps):
                apps[number] = by_shape(apps[number], there, files)
            else:
                found = by_shape(App(name=folder_of(path).name, template="", format="code"), there, files)
                apps += [found] if found.code else []
        return replace(surface, apps=tuple(apps))


def _parsers(read: Callable[[str], str | None], script: "Callable[[str, str], Module | None]") -> "Parsers":
    """Return what reads the code inside templates."""
    from stockade.analysis import Parsers
    from stockade.languages.graphql import read_schema
    from stockade.languages.iotsql import read_statement
    from stockade.languages.vtl import read_template

    return Parsers(read, read_template, script, read_statement, lambda text: read_schema(text).checked)


def judge_surface(
    surface: Surface,
    config: Config,
    path: Path,
    selection: Selection = EVERYTHING,
    today: dt.date | None = None,
) -> Scan:
    """Judge applications that were read already; `path` is where their files are, for accepting comments."""
    from stockade.findings.accept import accept
    from stockade.findings.finding import ranked
    from stockade.findings.unmatched import unmatched
    from stockade.rules.engine import chosen, judge, present_id
    from stockade.rules.registry import load_rules, page_of

    rules = chosen(config)
    read = _reader(folder_of(path), config)
    judged = [judge(app, rules, config) for app in surface.apps]
    sorted_out = accept(
        [finding for one in judged for finding in one.findings],
        surface.apps,
        config,
        read=read,
        today=today or dt.datetime.now(dt.UTC).date(),
        canonical=present_id,
        off=frozenset(rule.rule.id for rule in load_rules()) - {rule.rule.id for rule in rules},
    )
    whole = path.is_dir() and not selection.apps and not selection.functions
    notices = (*sorted_out.idle, *unmatched(config, surface.apps, read)) if whole else ()
    wanted = frozenset(selection.functions)
    return Scan(
        surface=surface,
        findings=tuple(ranked([found for found in sorted_out.standing if _concerns(found, wanted)])),
        accepted=tuple(entry for entry in sorted_out.accepted if _concerns(entry.finding, wanted)),
        gaps=tuple(sorted({*surface.all_gaps, *(gap for one in judged for gap in one.gaps)})),
        notices=tuple(sorted(notices)),
        pages=tuple(page_of(rule) for rule in rules),
    )


def baseline(
    scan: Scan, path: Path, named: Path | None = None, today: dt.date | None = None
) -> tuple[Path, str, int]:
    """Return the configuration that accepts all findings: its path, its text, how many entries are new.

    Raises `ConfigError` where entries cannot be added to the file there is.
    """
    from stockade.findings.baseline import acceptable, entries

    target = named or folder_of(path) / FILE_NAME
    before = target.read_text(encoding="utf-8") if target.is_file() else ""
    found = acceptable(scan.findings)
    after = before + entries(found, today or dt.datetime.now(dt.UTC).date())
    parse_config(after, str(target))
    return target, after, len(found)


def _concerns(finding: Finding, functions: frozenset[str]) -> bool:
    """Tell whether a finding is about one of the functions asked for; it always is where none was named.

    An entry point, `FUNCTION/SOURCE/...`, is about the function it starts.
    """
    about = {finding.function, finding.entry_point, *finding.touches, *finding.attack_path}
    starting = tuple(f"{name}/" for name in functions)
    return not functions or bool(functions & about) or any(one.startswith(starting) for one in about)


def _reader(folder: Path, config: Config) -> Callable[[str], str | None]:
    """Return what gives the text of a file of the scanned folder, never of one outside."""
    from stockade.readers.files import Root

    root = Root(folder, most_bytes=config.limits.file_bytes)

    def read(file: str) -> str | None:
        try:
            return root.text(file)
        except ReadError:
            return None  # it was read once already; what failed then is a gap

    return read

"""The one composer: readers, assembly, rules, acceptances. Commands call it, and report what it returns."""

import datetime as dt
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from stockade.assembly import assemble
from stockade.cache import Cache, open_cache
from stockade.catalog.knowledge import Knowledge, ours
from stockade.config import FILE_NAME, Config, load_config, parse_config
from stockade.errors import ReadError, UsageError
from stockade.findings.finding import Finding
from stockade.findings.owned import idle, told
from stockade.findings.result import Notice, Scan, Surface
from stockade.model import App, Function, Trigger
from stockade.readers import read_all
from stockade.readers.collection import paused_collection

if TYPE_CHECKING:
    from stockade.analysis import Parsers
    from stockade.analysis.own_examples import Ran
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


def _shown(folder: Path, root: Path) -> str:
    """Return how reports name a folder: from the scanned one, where it lies in it."""
    if folder == root:
        return ""
    return (folder.relative_to(root) if folder.is_relative_to(root) else folder).as_posix()


def knowledge_of(path: Path, config: Config) -> Knowledge:
    """Return what is known of calls and event sources: our catalog, and the files that `catalog` names.

    Raises `ConfigError` with file and line.
    """
    if not config.catalog:
        return ours()
    from stockade.analysis.own_patterns import check_patterns
    from stockade.catalog.own.lines import line_of
    from stockade.catalog.own.reading import read_own

    root = folder_of(path)
    folder = Path(config.folder) if config.folder else root
    line = line_of(folder / Path(config.source).name, "catalog")
    shown = _shown(folder.resolve(), root.resolve())
    own = read_own(folder, config.catalog, f"{config.source}:{line}", shown)
    check_patterns(own)
    return Knowledge(own)


class Checked(Struct, frozen=True):
    """What came of checking people's own catalog: what is in it, and its examples."""

    notices: tuple[Notice, ...]
    examples: tuple["Ran", ...]


def check_catalog(path: Path, config: Config) -> Checked:
    """Check people's own catalog files, and run the examples of their sinks. Raises `ConfigError`."""
    from stockade.analysis.own_examples import run_examples
    from stockade.languages.loading import Programs

    knowledge = knowledge_of(path, config)
    parse = Programs(lambda _file: None).parse
    return Checked(told(knowledge.own), tuple(run_examples(knowledge, parse)))


def map_surface(  # noqa: PLR0913, PLR0917 - each with a default
    path: Path,
    config: Config,
    selection: Selection = EVERYTHING,
    progress: Progress = _silent,
    cache: Cache | None = None,
    knowledge: Knowledge | None = None,
) -> Surface:
    """Read every application below a path. Raises `UsageError` where there is none, or it cannot be read.

    `knowledge` is that of the configuration, where it was read already.
    """
    limit = config.limits.file_bytes
    knowledge = knowledge or knowledge_of(path, config)
    with paused_collection():  # the model is made of as many long-lived objects as the values
        readings = read_all(
            path,
            most_bytes=limit,
            exclude=config.exclude,
            jobs=_processors(),
            progress=progress,
            cache=cache,
        )
        apps = tuple(_with_invokers(app, config) for app in assemble(readings.stacks, knowledge))
    surface = Surface(
        root=".",
        apps=apps,
        gaps=readings.gaps,
        looked_for=readings.looked_for,
        notices=told(knowledge.own),
    )
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


def scan(  # noqa: PLR0913 - each with a default
    path: Path,
    config: Config,
    selection: Selection = EVERYTHING,
    progress: Progress = _silent,
    today: dt.date | None = None,
    *,
    cache: bool = False,
) -> Scan:
    """Read every application below a path and judge it by all rules.

    With `cache`, what was worked out of files that are still the same is taken from the user's cache folder.
    """
    wanted = replace(selection, allow_empty=True)
    whole = not selection.apps and not selection.functions
    known = open_cache(path, _settings(config)) if cache else None
    knowledge = knowledge_of(path, config)
    surface = map_surface(path, config, wanted, progress, known, knowledge)
    surface = with_code(surface, path, config, whole=whole, cache=known, knowledge=knowledge)
    surface = with_fixes(surface, path, config)
    surface = with_advisories(with_shipping(surface, path, config), config)
    if known is not None:
        known.save(whole=whole)
    if not surface.apps and not selection.allow_empty:
        raise UsageError(_nothing_found(path, surface))
    return judge_surface(surface, config, path, selection, today)


def _settings(config: Config) -> str:
    """Return what of the configuration decides how files are read."""
    return f"{config.limits.file_bytes}\0{config.exclude}"


def with_code(  # noqa: PLR0913 - each with a default
    surface: Surface,
    path: Path,
    config: Config,
    *,
    whole: bool = True,
    cache: Cache | None = None,
    knowledge: Knowledge | None = None,
) -> Surface:
    """Analyse the code of every function; what is not read is a gap of its application.

    `whole`: every application of the path is there, so what none of them names is looked at too.
    """
    from stockade.analysis import Files, Memory, Unread, by_shape, home, homes, refine, refine_embedded
    from stockade.assembly.workflows import with_workflows
    from stockade.languages.loading import Programs
    from stockade.readers.projects import Projects
    from stockade.readers.sources import Sources

    sources = Sources(folder_of(path), most_bytes=config.limits.file_bytes, exclude=config.exclude)
    programs = Programs(sources.text)
    files = Files(
        sources.exists,
        sources.find,
        sources.digest,
        programs.load,
        programs.parse,
        lambda file: sources.why(file) or programs.why(file),
        knowledge=knowledge or knowledge_of(path, config),
        project=Projects(sources),
    )
    memory = Memory(files, cache or Cache())
    with paused_collection():
        apps = [refine(with_workflows(app, sources.text), memory) for app in surface.apps]
        parsers = _parsers(sources.text, programs.parse)
        apps = [refine_embedded(app, memory.open_files(), parsers) for app in apps]
        reached = frozenset(memory.reached)
        folders, unclaimed = homes(apps), len(apps)
        unread: dict[int, list[Unread]] = {}
        for file in sources.files() if whole else ():
            text = sources.text(file) if file not in reached else None
            if text is not None:
                unread.setdefault(home(folders, file, unclaimed), []).append(Unread(file, text))
        for number, there in unread.items():
            if number < len(apps):
                apps[number] = by_shape(apps[number], there, memory)
            else:
                found = by_shape(App(name=folder_of(path).name, template="", format="code"), there, memory)
                apps += [found] if found.code else []
        known = files.knowledge.own
        notices = (*surface.notices, *idle(known, apps)) if whole else surface.notices
        return replace(surface, apps=tuple(apps), notices=notices)


def with_fixes(surface: Surface, path: Path, config: Config) -> Surface:
    """Give what was found in code the changes that take it away, where they are safe."""
    if not any(code.flows or code.identity for app in surface.apps for code in app.code.values()):
        return surface
    from stockade.languages.fixing import with_fixes as fixed

    return replace(surface, apps=fixed(surface.apps, _reader(folder_of(path), config)))


def with_shipping(surface: Surface, path: Path, config: Config) -> Surface:
    """Find what every function ships; what is not known of it is a gap of its application."""
    from stockade.dependencies import Shelf, Tree, ship
    from stockade.readers.folder import Folder

    folder = Folder(folder_of(path), most_bytes=config.limits.file_bytes, exclude=config.exclude)
    shelf, found = Shelf(Tree(folder.names, folder.text)), _handlers(path, config)
    with paused_collection():
        apps = tuple(ship(app, shelf, partial(found, app)) for app in surface.apps)
    return replace(surface, apps=apps)


def with_advisories(surface: Surface, config: Config) -> Surface:
    """Look up what functions ship in the database that the configuration names; without one nothing is said.

    Raises `UsageError` for what is no database.
    """
    if not config.advisories:
        return surface
    from stockade.dependencies.advisories import load, matched, shipped

    database = load(config.advisories, shipped(surface.apps))
    apps = tuple(matched(app, database) for app in surface.apps)
    return replace(surface, apps=apps, gaps=(*surface.gaps, *database.gaps))


def _handlers(path: Path, config: Config) -> Callable[[App, Function], str]:
    """Return what finds the file of a function's handler: where its code was read, that one."""
    from stockade.analysis.handlers import Located, locate
    from stockade.readers.sources import Sources

    sources = Sources(folder_of(path), most_bytes=config.limits.file_bytes, exclude=config.exclude)

    def found(app: App, function: Function) -> str:
        if app.code:
            code = app.code.get(function.id)
            return code.location.file if code is not None and code.read else ""
        where = locate(app, function, sources.exists, sources.find)
        return where.file if isinstance(where, Located) else ""

    return found


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
    from stockade.findings.unchecked import unchecked
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
    notices = (*notices, *unchecked(surface.apps))
    wanted = frozenset(selection.functions)
    return Scan(
        surface=surface,
        findings=tuple(ranked([found for found in sorted_out.standing if _concerns(found, wanted)])),
        accepted=tuple(entry for entry in sorted_out.accepted if _concerns(entry.finding, wanted)),
        gaps=tuple(sorted({*surface.all_gaps, *(gap for one in judged for gap in one.gaps)})),
        notices=tuple(sorted((*notices, *surface.notices))),
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

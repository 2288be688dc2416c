"""Asking every rule about every subject, and making findings of what they report."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from stockade.config import Config, Severity
from stockade.findings import Declared, Evidence, Finding, Report, Subject, fingerprint, lowered, raised
from stockade.findings.redaction import redact, secrets_of
from stockade.model import App, Function, Gap, Role, Trigger
from stockade.model.exposure import WIDEST_FIRST
from stockade.rules.circumstances import Circumstances, Conditions, common, conditional, terms
from stockade.rules.reach import Path, Reach
from stockade.rules.registry import LoadedRule, find_rule, load_rules
from stockade.values import NOWHERE, Location

OUTSIDE = frozenset({"public", "unknown", "authenticated", "account", "stored"})
"""Exposures with somebody other than the operator behind them."""


class Judged(Struct, frozen=True):
    """Findings of one application, and the rules that failed on it."""

    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()


def chosen(config: Config) -> tuple[LoadedRule, ...]:
    """Return the rules a configuration asks for. Raises `UsageError` for a rule that does not exist."""
    disabled = {find_rule(name).rule.id for name in config.rules.disable}
    severities = {find_rule(name).rule.id: level for name, level in config.rules.severity.items()}
    return tuple(
        _with_severity(found, severities.get(found.rule.id))
        for found in load_rules()
        if found.rule.id not in disabled and (config.rules.pedantic or not found.rule.pedantic)
    )


def present_id(name: str) -> str:
    """Return the id a rule has now; the name itself where no rule has or had it."""
    for found in load_rules():
        if name in found.rule.aliases:
            return found.rule.id
    return name


def _with_severity(found: LoadedRule, severity: Severity | None) -> LoadedRule:
    return found if severity is None else replace(found, override=severity)


def judge(app: App, rules: Sequence[LoadedRule], config: Config) -> Judged:
    """Ask every rule about an application. A rule that fails on a subject is a gap, and the others go on."""
    gaps: list[Gap] = []
    triggers = {trigger.id: trigger for trigger in app.triggers}
    background = _Background(app, Reach(app), Circumstances(app), secrets_of(app), triggers)
    found: list[Finding] = []
    for rule in rules:
        same: dict[str, list[Report]] = {}
        for report in _reports(rule, app, config, gaps):
            name = fingerprint(rule.rule.id, app.name, report.place.subject, report.discriminator)
            same.setdefault(name, []).append(report)
        found += [_finding(rule, reports, name, background) for name, reports in same.items()]
    return Judged(tuple(found), tuple(gaps))


def _reports(found: LoadedRule, app: App, config: Config, gaps: list[Gap]) -> Iterator[Report]:
    if found.check is None:
        return
    for subject in _subjects(found, app):
        try:
            yield from found.check(subject, app, config) if found.wants_config else found.check(subject, app)
        except Exception as error:  # noqa: BLE001 - one faulty rule must not hide what others find: a gap
            gaps.append(_failure(found, subject, app, error))


def _failure(found: LoadedRule, subject: Subject, app: App, error: Exception) -> Gap:
    name = subject.name if isinstance(subject, App) else subject.id
    place = Location(app.template) if isinstance(subject, App) else subject.location
    kind = type(error).__name__
    return Gap(
        place, f"the rule {found.rule.id} failed on {name}: {kind}: {error}; please report it", "resource"
    )


def _subjects(found: LoadedRule, app: App) -> Iterable[Subject]:
    """Return what a rule is asked about, in the order of the model."""
    if found.subject is App:
        return (app,)
    if found.subject is Function:
        return app.functions.values()
    if found.subject is Trigger:
        return app.triggers
    if found.subject is Role:
        return app.roles.values()
    wanted = found.rule.resource_types
    return app.of_type(*wanted) if wanted else app.resources.values()


class _Background(Struct, frozen=True):
    """What is worked out once for an application, and asked for every finding."""

    app: App
    reach: Reach
    circumstances: Circumstances
    hidden: tuple[str, ...]
    triggers: dict[str, Trigger]


def _finding(found: LoadedRule, reports: Sequence[Report], name: str, background: _Background) -> Finding:
    """Make a finding of a report, and of others that say the same of the same: what holds for all of them."""
    report, app, hidden = reports[0], background.app, background.hidden
    rule, place = found.rule, report.place
    path = _path(report, background)
    entry = _entry_point(report, path, background)
    needed = common(background.circumstances.of(one) for one in reports)
    return Finding(
        rule=rule.id,
        title=rule.title,
        app=app.name,
        subject=place.subject,
        message=redact(conditional(report.message, terms(needed)), hidden),
        remediation=redact(report.remediation, hidden),
        severity=_severity(found, report, path),
        location=place.location,
        fingerprint=name,
        resource=place.resource,
        known_as=_known_as(app, report),
        function=place.function,
        confidence=report.confidence,
        kind=report.kind,
        entry_point=entry.id if entry else place.entry_point,
        event_source=entry.event_source if entry else "",
        field=report.field,
        exposure=entry.exposure if entry else None,
        when=terms(needed),
        cwe=rule.cwe,
        attack_path=report.path or (path.ids if path else ()),
        evidence=tuple(
            replace(item, text=redact(item.text, hidden))
            for item in (*_evidence(found, report, entry), *_needs(needed, app))
        ),
        touches=report.touches,
        pedantic=rule.pedantic,
        vouched_by=report.vouched_by,
    )


def _known_as(app: App, report: Report) -> str:
    place = report.place
    resource = app.resources.get(place.resource or place.function or place.subject)
    return resource.known_as if resource is not None else ""


def _evidence(found: LoadedRule, report: Report, entry: Trigger | None) -> Iterator[Evidence]:
    """Yield what speaks for a finding: the line at fault, the way to it, and what the rule adds."""
    yield Declared(found.rule.title, report.place.location)
    if entry is not None and entry.location != report.place.location:
        who = f"{entry.event_source} {entry.detail}: {entry.exposure}, authentication {entry.authentication}"
        yield Declared(who, entry.location)
    yield from report.evidence


def _needs(needed: Conditions, app: App) -> Iterator[Evidence]:
    for term, name in zip(terms(needed), sorted(needed), strict=True):
        yield Declared(f"if {term}", app.conditions[name].at if name in app.conditions else NOWHERE)


def _path(report: Report, background: _Background) -> Path | None:
    """Return the best path to what a report is about: through an entry point it names, where it names one."""
    place = report.place
    about = [name for name in (place.subject, place.resource, place.function) if name]
    paths = [background.reach.path_to(name) for name in about]
    named = _named(report, background)
    if named is not None:
        onward = (place.function,) if place.subject == named.id else about
        paths.insert(0, background.reach.through(named.id, [name for name in onward if name]))
    return next((path for path in paths if path is not None), None)


def _named(report: Report, background: _Background) -> Trigger | None:
    """Return of the entry points a report names the one most people can use, rather no preflight."""
    ids = (report.place.entry_point, *report.touches)
    triggers = [background.triggers[name] for name in ids if name in background.triggers]
    return min(triggers, key=lambda one: (WIDEST_FIRST.index(one.exposure), one.preflight), default=None)


def _entry_point(report: Report, path: Path | None, background: _Background) -> Trigger | None:
    """Return the trigger a finding names: that of the report, else the one its path begins with."""
    given = report.path[0] if report.path else ""
    first = path.entry_point if path else ""
    return background.triggers.get(given) or _named(report, background) or background.triggers.get(first)


def _severity(found: LoadedRule, report: Report, path: Path | None) -> Severity:
    """Move the severity one step by reach, unless the rule has reckoned it in or is about everything.

    What `stockade.toml` says is final.
    """
    if found.override is not None:
        return found.override
    severity = report.severity or found.rule.severity
    if found.rule.severity_fixed or found.subject is App:
        return severity
    if path is None or path.exposure not in OUTSIDE:
        return lowered(severity)
    return raised(severity) if path.exposure == "public" else severity

"""Accepted findings: entries of `stockade.toml`, comments in the template, metadata of a resource.

What is clean on the word of people's own catalog alone is accepted too, so that it is not lost.

An acceptance without a reason, or past its last day, accepts nothing and is itself a finding.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from stockade.config import Accept, Config
from stockade.findings.comments import Comment, comments_of
from stockade.findings.finding import Finding, Kind, fingerprint
from stockade.findings.headers import Text, placed
from stockade.findings.result import Acceptance, Accepted, Means, Notice
from stockade.findings.rule import Rule
from stockade.model import App
from stockade.values import Location, Map, Value, as_list, get, is_absent, text

WITHOUT_REASON = Rule(
    id="acceptance-without-reason",
    title="A finding is accepted without a reason",
    severity="low",
    remediation="Say why this is acceptable, or remove the acceptance and fix the finding.",
    severity_fixed=True,
)
EXPIRED = Rule(
    id="acceptance-expired",
    title="An acceptance is past its last day",
    severity="low",
    remediation="Fix the finding, or look at it again and give the acceptance a new day.",
    severity_fixed=True,
)


class Entry(Struct, frozen=True, kw_only=True):
    """One acceptance, wherever it was written.

    `rules` are the ids it names, `subjects` the ids it is about (empty: any); a comment holds for `lines`.
    """

    means: Means
    reason: str
    rules: tuple[str, ...] = ()
    subjects: frozenset[str] = frozenset()
    fingerprint: str = ""
    app: str = ""
    owner: str = ""
    expires: dt.date | None = None
    location: Location
    lines: tuple[int, ...] = ()
    known: bool = True

    def accepts(self, finding: Finding, names: frozenset[str]) -> bool:
        """Tell whether the entry is about a finding; `names` are the ids the finding goes by."""
        if self.fingerprint:
            return self.fingerprint == finding.fingerprint
        if finding.rule not in self.rules or self.app not in {"", finding.app}:
            return False
        if self.lines:
            return finding.location.file == self.location.file and finding.location.line in self.lines
        return not self.subjects or bool(self.subjects & names)


class Sorted(Struct, frozen=True):
    """Findings that stand, those accepted, and faults of the acceptances themselves among the first.

    `idle` are the acceptances, or the rules of one that names several, that accept nothing.
    """

    standing: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]
    idle: tuple[Notice, ...] = ()


def accept(  # noqa: PLR0913 - the three homes of an acceptance, and the day
    findings: Iterable[Finding],
    apps: Sequence[App],
    config: Config,
    *,
    read: Text,
    today: dt.date,
    canonical: Callable[[str], str] = str,
    off: frozenset[str] = frozenset(),
) -> Sorted:
    """Take the accepted findings out, and add the faults of the acceptances themselves.

    `canonical` turns a former rule id into the present one; `off` are the rules that do not run.
    """
    found = tuple(findings)
    files = {app.template for app in apps} | {finding.location.file for finding in found}
    files |= {resource.location.file for app in apps for resource in app.resources.values()}
    by_app = {app.name: app for app in apps}
    entries = [
        *_configured(config, read),
        *(
            entry
            for file in sorted(files)
            if file
            for entry in _commented(comments_of(read(file) or ""), file)
        ),
        *(entry for app in apps for entry in _in_metadata(app)),
    ]
    entries = [_canonical(entry, canonical) for entry in entries]
    valid = [entry for entry in entries if entry.reason.strip() and not _expired(entry, today)]
    standing: list[Finding] = []
    accepted: list[Accepted] = []
    busy: set[tuple[int, str]] = set()
    for finding in found:
        names = _names(finding, by_app.get(finding.app))
        matching = [(at, entry) for at, entry in enumerate(valid) if entry.accepts(finding, names)]
        busy.update((at, finding.rule) for at, _ in matching)
        if not matching and finding.vouched_by:
            accepted.append(Accepted(finding, _on_the_word_of(finding.vouched_by)))
        elif not matching:
            standing.append(finding)
        else:
            entry = matching[0][1]
            why = Acceptance(entry.means, entry.reason.strip(), entry.owner, entry.location)
            accepted.append(Accepted(finding, why))
    faults = (fault for fault in _faults(entries, apps, today) if fault.rule not in off)
    return Sorted((*standing, *faults), tuple(accepted), tuple(_idle(valid, busy, off)))


def _on_the_word_of(place: str) -> Acceptance:
    """Return why a finding is accepted that an own entry at a place (`FILE:LINE`) says is none."""
    file, _, line = place.rpartition(":")
    return Acceptance("catalog", f"taken on the word of {file}", location=Location(file, int(line)))


def _idle(valid: Sequence[Entry], busy: set[tuple[int, str]], off: frozenset[str]) -> Iterator[Notice]:
    """Yield what accepts nothing; of a rule that does not run nothing can be said."""
    for at, entry in enumerate(valid):
        if entry.fingerprint:
            if not any(number == at for number, _ in busy) and not off.intersection(entry.rules):
                yield Notice(entry.location, f"the acceptance of {entry.fingerprint} matches no finding")
            continue
        about = f" on {', '.join(sorted(entry.subjects))}" if entry.subjects else ""
        for rule in entry.rules:
            if (at, rule) not in busy and rule not in off:
                yield Notice(entry.location, f"the acceptance of {rule}{about} matches no finding")


def _canonical(entry: Entry, canonical: Callable[[str], str]) -> Entry:
    return replace(entry, rules=tuple(canonical(rule) for rule in entry.rules))


def _expired(entry: Entry, today: dt.date) -> bool:
    return entry.expires is not None and entry.expires < today


def _names(finding: Finding, app: App | None) -> frozenset[str]:
    """Return the ids a finding goes by: subject, resource, function, and what the user wrote them as."""
    names = {finding.subject, finding.resource, finding.function} - {""}
    if app is not None:
        names |= {app.resources[name].made_from for name in names if name in app.resources}
        names |= {app.roles[name].made_from for name in names if name in app.roles}
    return frozenset(names - {""})


def _configured(config: Config, read: Text) -> Iterator[Entry]:
    for place, entry in placed(config, "accept", config.accept, read):
        yield _from_config(entry, place)
    for place, route in placed(config, "public", config.public, read):
        if not route.reason.strip():
            yield Entry(means="configuration", reason="", rules=(route.route,), app=route.app, location=place)


def _from_config(entry: Accept, place: Location) -> Entry:
    return Entry(
        means="configuration",
        reason=entry.reason,
        rules=(entry.rule,) if entry.rule else (),
        subjects=frozenset({entry.subject} - {""}),
        fingerprint=entry.fingerprint,
        app=entry.app,
        owner=entry.owner,
        expires=entry.expires,
        location=place,
    )


def _commented(comments: Iterable[Comment], file: str) -> Iterator[Entry]:
    for comment in comments:
        yield Entry(
            means="comment",
            reason=comment.reason,
            rules=comment.rules,
            location=Location(file, comment.line),
            lines=comment.lines,
        )


def _in_metadata(app: App) -> Iterator[Entry]:
    for resource in (one for one in app.resources.values() if not is_absent(one.metadata)):
        for item in as_list(get(get(resource.metadata, "stockade"), "accept")):
            rule, reason, known = _rule_and_reason(item)
            yield Entry(
                means="metadata",
                reason=reason,
                rules=(rule,),
                subjects=frozenset({resource.id, resource.made_from} - {""}),
                app=app.name,
                location=item.at if item.at.line else resource.location,
                known=known,
            )


def _rule_and_reason(item: Value) -> tuple[str, str, bool]:
    """Read `{rule, reason}` or `"rule: reason"`; the last answer tells whether the reason is known."""
    if isinstance(item, Map):
        reason = get(item, "reason")
        known = text(reason)
        return text(get(item, "rule")) or "", known or "", known is not None or is_absent(reason)
    written = text(item)
    rule, _, reason_text = (written or "").partition(":")
    return rule.strip(), reason_text.strip(), written is not None


def _faults(entries: Iterable[Entry], apps: Sequence[App], today: dt.date) -> Iterator[Finding]:
    owners = {app.template: app.name for app in apps}
    for entry in entries:
        app = entry.app or owners.get(entry.location.file, "")
        what = ", ".join(entry.rules) or entry.fingerprint
        if not entry.known:
            message = (
                f"The reason for accepting {what} is not known before deployment, so nothing is accepted."
            )
            yield _fault(WITHOUT_REASON, entry, app, message, "open")
        elif not entry.reason.strip():
            message = f"{what} is accepted without a reason, so it is not accepted."
            yield _fault(WITHOUT_REASON, entry, app, message, "fail")
        elif _expired(entry, today):
            message = f"The acceptance of {what} ended on {entry.expires}: {entry.reason.strip()}"
            yield _fault(EXPIRED, entry, app, message, "fail")


def _fault(rule: Rule, entry: Entry, app: str, message: str, kind: Kind) -> Finding:
    subject = next(iter(sorted(entry.subjects)), entry.location.file)
    what = entry.fingerprint or ",".join(entry.rules)
    return Finding(
        rule=rule.id,
        title=rule.title,
        app=app,
        subject=subject,
        resource=subject if entry.subjects else "",
        message=message,
        remediation=rule.remediation,
        severity=rule.severity,
        location=entry.location,
        kind=kind,
        fingerprint=fingerprint(rule.id, app, subject, f"{entry.means}/{what}"),
    )

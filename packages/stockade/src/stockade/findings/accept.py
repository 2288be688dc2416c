"""Accepted findings: entries of `stockade.toml`, comments in the template, metadata of a resource.

An acceptance without a reason, or past its last day, accepts nothing and is itself a finding.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from stockade.config import Accept, Config
from stockade.findings.comments import Comment, comments_of
from stockade.findings.finding import Finding, Kind, fingerprint
from stockade.findings.result import Acceptance, Accepted, Means
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

Text = Callable[[str], str | None]
"""Gives the text of a file by its path relative to the root, None where it cannot be read."""


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
    """Findings that stand, those accepted, and faults of the acceptances themselves among the first."""

    standing: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]


def accept(  # noqa: PLR0913 - the three homes of an acceptance, and the day
    findings: Iterable[Finding],
    apps: Sequence[App],
    config: Config,
    *,
    read: Text,
    today: dt.date,
    canonical: Callable[[str], str] = str,
    running: frozenset[str] = frozenset({WITHOUT_REASON.id, EXPIRED.id}),
) -> Sorted:
    """Take the accepted findings out, and add the faults of the acceptances themselves.

    `canonical` turns a former rule id into the present one; `running` are the rules not switched off.
    """
    found = tuple(findings)
    files = {app.template for app in apps} | {finding.location.file for finding in found}
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
    for finding in found:
        names = _names(finding, by_app.get(finding.app))
        entry = next((entry for entry in valid if entry.accepts(finding, names)), None)
        if entry is None:
            standing.append(finding)
        else:
            why = Acceptance(entry.means, entry.reason.strip(), entry.owner, entry.location)
            accepted.append(Accepted(finding, why))
    faults = (fault for fault in _faults(entries, apps, today) if fault.rule in running)
    return Sorted((*standing, *faults), tuple(accepted))


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
    written = (read(config.source) or "") if config.accept or config.public else ""
    for line, entry in zip(_header_lines(written, "accept", len(config.accept)), config.accept, strict=True):
        yield _from_config(entry, Location(config.source, line))
    for line, route in zip(_header_lines(written, "public", len(config.public)), config.public, strict=True):
        if not route.reason.strip():
            place = Location(config.source, line)
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


def _header_lines(written: str, name: str, count: int) -> tuple[int, ...]:
    """Return the lines of the `[[NAME]]` headers, 1 where they are not counted so; TOML keeps none."""
    lines = enumerate(written.split("\n"), 1)
    found = tuple(number for number, line in lines if line.replace(" ", "").startswith(f"[[{name}]]"))
    return found if len(found) == count else (1,) * count


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

"""`Rule`: what a rule says about itself; `Report`: what it says about one subject."""

from collections.abc import Iterable

from msgspec import Struct

from stockade.config import Severity
from stockade.findings.evidence import Evidence
from stockade.findings.finding import Kind
from stockade.findings.severity import Confidence
from stockade.model import App, Function, Resource, Role, Trigger
from stockade.values import NOWHERE, Location

Subject = App | Function | Trigger | Resource | Role


class Place(Struct, frozen=True):
    """Who a report is about: ids and the line it points at."""

    subject: str
    resource: str = ""
    function: str = ""
    entry_point: str = ""
    location: Location = NOWHERE


class Report(Struct, frozen=True, kw_only=True):
    """What a rule found on one subject. Made by `Rule.at`; the engine makes it a `Finding`."""

    rule: "Rule"
    place: Place
    message: str
    remediation: str
    kind: Kind = "fail"
    severity: Severity | None = None
    confidence: Confidence = "high"
    path: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    touches: tuple[str, ...] = ()
    field: str = ""
    discriminator: str = ""
    vouched_by: str = ""


class Rule(Struct, frozen=True, kw_only=True):
    """The metadata of a rule.

    `id` names the fault and equals the file's name with dashes. `title` is one line without a full stop,
    `remediation` the advice where a report gives none of its own. `severity` is moved one step by who can
    reach the subject, unless `severity_fixed` says it is reckoned in already. `resource_types` keeps a rule
    about resources to some CloudFormation types. A `pedantic` rule runs only where `stockade.toml` asks for
    it and never decides the exit status. `aliases` are the ids it had before.
    """

    id: str
    title: str
    severity: Severity
    remediation: str = ""
    cwe: tuple[str, ...] = ()
    resource_types: tuple[str, ...] = ()
    severity_fixed: bool = False
    pedantic: bool = False
    aliases: tuple[str, ...] = ()

    def at(  # noqa: PLR0913 - a report says that much; all but two are optional and named
        self,
        subject: Subject,
        message: str,
        *,
        remediation: str = "",
        kind: Kind = "fail",
        severity: Severity | None = None,
        confidence: Confidence = "high",
        resource: str | None = None,
        function: str | None = None,
        entry_point: str | None = None,
        location: Location | None = None,
        path: Iterable[str] = (),
        evidence: Iterable[Evidence] = (),
        touches: Iterable[str] = (),
        field: str = "",
        discriminator: str = "",
        vouched_by: str = "",
    ) -> Report:
        """Report the fault on a subject: `message` says in a sentence or two why it matters here.

        Ids and line come from the subject and can be replaced: `resource` (the one at fault), `function`,
        `entry_point`, `location` (a more exact line, such as the `.at` of a value; without a line it is
        not used). `path` replaces the attack path found by reach. `discriminator` tells several reports of
        this rule on one subject apart, and must not hold line numbers. `vouched_by` is the place of the entry
        of people's own catalog on whose word it is accepted. `severity` replaces the rule's, and
        reach moves it the same way.
        """
        own = _place(subject)
        place = Place(
            subject=own.subject,
            resource=own.resource if resource is None else resource,
            function=own.function if function is None else function,
            entry_point=own.entry_point if entry_point is None else entry_point,
            location=location if location is not None and location.line else own.location,
        )
        return Report(
            rule=self,
            place=place,
            message=message,
            remediation=remediation or self.remediation,
            kind=kind,
            severity=severity,
            confidence=confidence,
            path=tuple(path),
            evidence=tuple(evidence),
            touches=tuple(touches),
            field=field,
            discriminator=discriminator,
            vouched_by=vouched_by,
        )


class Page(Struct, frozen=True):
    """A rule with its documentation, as Markdown without the examples: what `explain` shows, SARIF's help.

    `summary` is the first paragraph of what it finds, on one line.
    """

    rule: Rule
    text: str
    summary: str = ""


def _place(subject: Subject) -> Place:
    match subject:
        case App():
            return Place(subject.name, location=Location(subject.template, 1 if subject.template else 0))
        case Function():
            return Place(subject.id, subject.id, subject.id, location=subject.location)
        case Trigger():
            at_fault = subject.api or subject.origin or subject.declared_by
            return Place(subject.id, at_fault, subject.function or "", subject.id, subject.location)
        case Resource():
            return Place(subject.id, subject.id, location=subject.location)
        case Role():
            only = subject.functions[0] if len(subject.functions) == 1 else ""
            return Place(subject.id, subject.id, only, location=subject.location)

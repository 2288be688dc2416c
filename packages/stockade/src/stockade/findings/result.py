"""What a scan and a map hand to the reports."""

from typing import Literal

from msgspec import Struct

from stockade.findings.finding import Finding
from stockade.findings.rule import Page
from stockade.model import App, Gap
from stockade.values import NOWHERE, Location

Means = Literal["configuration", "comment", "metadata", "catalog"]


class Acceptance(Struct, frozen=True):
    """Why a finding is accepted: by an entry of `stockade.toml`, a comment, or the resource's metadata.

    `catalog`: on the word of an entry of people's own catalog, which says that the data is clean.
    """

    means: Means
    reason: str
    owner: str = ""
    location: Location = NOWHERE


class Accepted(Struct, frozen=True):
    """A finding that somebody decided to live with."""

    finding: Finding
    acceptance: Acceptance


class Notice(Struct, frozen=True, order=True):
    """Something to say about what the user wrote for Stockade: the place, and a sentence in lower case.

    A `note` is only told; a `warning` is about something that has no effect.
    """

    location: Location
    text: str
    kind: Literal["warning", "note"] = "warning"


class Surface(Struct, frozen=True, kw_only=True):
    """Every application below a path. `gaps` are those of files that belong to none; `looked_for` formats.

    `notices` are of people's own catalog.
    """

    root: str = "."
    apps: tuple[App, ...] = ()
    gaps: tuple[Gap, ...] = ()
    looked_for: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def all_gaps(self) -> tuple[Gap, ...]:
        """Every gap: of the files and of the applications, each once, in order of place."""
        inside = (gap for app in self.apps for gap in app.gaps)
        return tuple(sorted({*self.gaps, *inside}))


class Scan(Struct, frozen=True, kw_only=True):
    """A judged surface: findings ranked, accepted ones apart, and the pages of the rules that ran.

    `notices` are of acceptances and other entries that match nothing, and of people's own catalog.
    """

    surface: Surface
    findings: tuple[Finding, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    gaps: tuple[Gap, ...] = ()
    notices: tuple[Notice, ...] = ()
    pages: tuple[Page, ...] = ()

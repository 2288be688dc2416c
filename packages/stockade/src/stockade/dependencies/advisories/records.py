"""Records of the Open Source Vulnerability format, as far as they are used (https://ossf.github.io/osv-schema/)."""

from msgspec import Struct

from stockade.dependencies.names import npm_name, python_name
from stockade.model.shipping import Ecosystem

Wanted = tuple[Ecosystem, str]
"""An ecosystem and the normalised name of a package."""


class Package(Struct, frozen=True, gc=False):
    """A package of an ecosystem."""

    ecosystem: str = ""
    name: str = ""

    @property
    def wanted(self) -> Wanted | None:
        """What this package is called here, None for an ecosystem that is not read."""
        if self.ecosystem == "npm":
            return ("npm", npm_name(self.name))
        return ("PyPI", python_name(self.name)) if self.ecosystem == "PyPI" else None


class Event(Struct, frozen=True, gc=False):
    """A version at which something changes; one of the four."""

    introduced: str | None = None
    fixed: str | None = None
    last_affected: str | None = None
    limit: str | None = None


class Range(Struct, frozen=True):
    """Versions by events; `type` is `ECOSYSTEM`, `SEMVER` or `GIT`."""

    type: str = ""
    events: list[Event] | None = None


class Severity(Struct, frozen=True, gc=False):
    """A vector; `type` is `CVSS_V3`, `CVSS_V4` or another."""

    type: str = ""
    score: str = ""


class Affected(Struct, frozen=True):
    """A package with the versions of it that are affected."""

    package: Package | None = None
    ranges: list[Range] | None = None
    versions: list[str] | None = None
    severity: list[Severity] | None = None


class Record(Struct, frozen=True):
    """An advisory."""

    id: str
    aliases: list[str] | None = None
    summary: str | None = None
    withdrawn: str | None = None
    affected: list[Affected] | None = None
    severity: list[Severity] | None = None
    database_specific: object = None

    def of(self, wanted: Wanted) -> list[Affected]:
        """Return what is said about one package."""
        return [
            one for one in self.affected or () if one.package is not None and one.package.wanted == wanted
        ]


class NamedIn(Struct, frozen=True):
    """A package of `Glance`."""

    package: Package | None = None


class Glance(Struct, frozen=True):
    """The little of a record that tells whether it is of interest; the rest is skipped."""

    id: str
    affected: list[NamedIn] | None = None
    withdrawn: str | None = None

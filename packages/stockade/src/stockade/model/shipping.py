"""What functions ship besides their own code: packages, who names them, what is known against them."""

from typing import Literal
from urllib.parse import quote

from msgspec import Struct

from stockade.model.code import Width
from stockade.values import Location

Ecosystem = Literal["PyPI", "npm"]
"""Where packages come from, as the Open Source Vulnerability format names it."""


class Component(Struct, frozen=True):
    """A package that is shipped.

    `name` is normalised as its ecosystem does it. `version` is empty where none is fixed; `wanted` is then
    the range that is asked for. `pinned`: every build takes the same thing. `direct`: the manifest itself
    asks for it. `hashes` are `sha256:HEX` and the like. `source` is an address or path where it comes from no
    registry, without user, password and query. `modules` are the names it is imported by, where they are
    known. `requires` are the ids of the components it needs, where the lock says so.
    """

    ecosystem: Ecosystem
    name: str
    location: Location
    version: str = ""
    wanted: str = ""
    direct: bool = True
    pinned: bool = False
    hashes: tuple[str, ...] = ()
    source: str = ""
    modules: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its name among those of one manifest."""
        return f"{self.name}@{self.version}"

    @property
    def purl(self) -> str:
        """Its package URL (https://github.com/package-url/purl-spec)."""
        kind = "pypi" if self.ecosystem == "PyPI" else "npm"
        version = f"@{quote(self.version, safe='.-_~:')}" if self.version else ""
        return f"pkg:{kind}/{quote(self.name, safe='/.-_~')}{version}"


class Manifest(Struct, frozen=True):
    """A file that says what is shipped, or the folder of what is installed, and its components.

    `member` is the folder of the workspace member it is read for, where one lock serves several. It is
    `bundled` where a bundler took some of its packages: then `member` is the bundle.
    """

    file: str
    ecosystem: Ecosystem
    components: tuple[Component, ...] = ()
    member: str = ""
    bundled: bool = False

    @property
    def id(self) -> str:
        """What tells it from others: the file, and the member."""
        return f"{self.file}#{self.member}" if self.member else self.file


class Part(Struct, frozen=True):
    """A manifest of a function, and the id of the layer it comes with, empty for its own package."""

    manifest: Manifest
    layer: str = ""


class Vulnerability(Struct, frozen=True):
    """An advisory that a component lies in.

    `id` is the name most people know it by, `aliases` its others. `severity` is None where the advisory does
    not say. `fixed` are the versions that are no longer affected, the nearest first.
    It is not `certain` where no version is fixed and only some that the range admits are affected.
    """

    manifest: Manifest
    component: Component
    id: str
    aliases: tuple[str, ...] = ()
    summary: str = ""
    severity: Width | None = None
    fixed: tuple[str, ...] = ()
    certain: bool = True


class Shipping(Struct, frozen=True):
    """What every function of an application ships.

    `checked`: a database of advisories was looked at, and `vulnerabilities` are all it holds against them.
    """

    functions: dict[str, tuple[Part, ...]] = {}
    vulnerabilities: tuple[Vulnerability, ...] = ()
    checked: bool = False

"""`stockade.toml`, typed: read once from the scanned folder and handed down.

    exclude = ["vendor/**"]                 files that are not looked at
    fail_on = "high"
    catalog = ["security/catalog/*.toml"]   our own sinks, sanitizers and event sources (docs/own-catalog.md)

    [limits]
    file_bytes = 5_000_000

    [rules]
    pedantic = false
    disable = ["no-dlq"]
    severity = { no-access-log = "low" }

    [trust]
    accounts = ["123456789012"]             accounts of our own, besides the application's

    [[accept]]                              a finding we live with: by fingerprint, or by rule and subject
    rule = "unauthenticated-entry-point"
    subject = "Catalogue"
    reason = "the catalogue is public"
    owner = "shop team"
    expires = 2027-01-31

    [[public]]                              a route that is public on purpose
    route = "GET /catalogue"
    reason = "anybody may look"

    [[invoked]]                             a function that something outside of the templates starts
    function = "Nightly"
    by = "the data team's scheduler"

A key that is not known is an error: a misspelt one would silently switch a check off.
"""

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Literal

from msgspec import Struct, ValidationError, convert, field
from msgspec.structs import replace

from stockade.errors import ConfigError

FILE_NAME = "stockade.toml"
MOST_BYTES = 1_000_000

Severity = Literal["critical", "high", "medium", "low", "info"]
FailOn = Literal["critical", "high", "medium", "low", "never"]


class Limits(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Bounds of reading. A file above `file_bytes` is a gap that names this limit."""

    file_bytes: int = 5_000_000


class RuleSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Which rules run. `severity` is final: it replaces the rule's own, and reach does not move it."""

    pedantic: bool = False
    disable: tuple[str, ...] = ()
    severity: dict[str, Severity] = field(default_factory=dict)


class Trust(Struct, frozen=True, forbid_unknown_fields=True):
    """Accounts (twelve digits) that belong to the owner of the application."""

    accounts: tuple[str, ...] = ()


class Accept(Struct, frozen=True, forbid_unknown_fields=True):
    """A finding that is accepted, by `fingerprint` or by `rule` and `subject` (and `app`, where given).

    `expires` is the last day on which it counts.
    """

    fingerprint: str = ""
    rule: str = ""
    subject: str = ""
    app: str = ""
    reason: str = ""
    owner: str = ""
    expires: dt.date | None = None


class Public(Struct, frozen=True, forbid_unknown_fields=True):
    """A route that is public on purpose: its `detail` (`GET /catalogue`), in one application or in all."""

    route: str
    reason: str
    app: str = ""


class Invoked(Struct, frozen=True, forbid_unknown_fields=True):
    """A function that something outside of the templates starts by its name."""

    function: str
    by: str
    app: str = ""


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything `stockade.toml` says.

    `source` is the file it was read from, as outputs name it; `folder` the one that holds it, empty for the
    scanned folder. `catalog` are patterns of files relative to it (`stockade.catalog.own`).
    """

    exclude: tuple[str, ...] = ()
    catalog: tuple[str, ...] = ()
    fail_on: FailOn = "high"
    limits: Limits = Limits()
    rules: RuleSettings = RuleSettings()
    trust: Trust = Trust()
    accept: tuple[Accept, ...] = ()
    public: tuple[Public, ...] = ()
    invoked: tuple[Invoked, ...] = ()
    source: str = FILE_NAME
    folder: str = ""

    def is_public(self, app: str, route: str) -> bool:
        """Tell whether a route (`GET /catalogue`) of an application is declared public, with a reason."""
        return any(
            entry.reason.strip() and entry.app in {"", app} and entry.route.casefold() == route.casefold()
            for entry in self.public
        )


def load_config(folder: Path, named: Path | None = None) -> Config:
    """Read the configuration the user names, else `stockade.toml` of the folder, else the defaults.

    A `stockade.toml` that is a link out of the folder is refused. Raises `ConfigError`.
    """
    if named is not None:
        return replace(parse_config(_text(named, str(named)), str(named)), folder=str(named.parent))
    path = folder / FILE_NAME
    if not path.is_file():
        return Config()
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ConfigError(f"{FILE_NAME}: is a link out of the scanned folder; name the file with --config")
    return parse_config(_text(path, FILE_NAME), FILE_NAME)


def _text(path: Path, shown: str) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ConfigError(f"{shown}: is larger than {MOST_BYTES:,} bytes; this is no configuration")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{shown}: cannot be read: {error}") from error


def parse_config(text: str, source: str = FILE_NAME) -> Config:
    """Read a configuration from its text. Raises `ConfigError` that names the file and the key."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a plain ValueError
        raise ConfigError(f"{source}: is no TOML: {error}") from error
    for key in _NOT_WRITTEN & data.keys():
        raise ConfigError(f"{source}: `{key}` is not a key of {FILE_NAME}")
    try:
        config = replace(convert(data, Config), source=source)
    except ValidationError as error:
        raise ConfigError(f"{source}: {spoken(str(error))[1]}") from error
    _check(config)
    return config


_NOT_WRITTEN = frozenset({"source", "folder"})
"""What is known of a configuration without being written in it."""


def spoken(problem: str, what: str = FILE_NAME) -> tuple[str, str]:
    """Turn `Expected ``int``, got ``str`` - at ``$.limits.files``` into the key at fault and words about it.

    `what` is the kind of file that such keys belong to.
    """
    told, _, where = problem.partition(" - at ")
    key = where.strip("`").removeprefix("$").removeprefix(".")
    unknown = re.fullmatch(r"Object contains unknown field `(.*)`", told)
    if unknown:
        whole = f"{key}.{unknown[1]}" if key else unknown[1]
        return whole, f"`{whole}` is not a key of {what}"
    missing = re.fullmatch(r"Object missing required field `(.*)`", told)
    if missing:
        return key, f"`{key}` lacks `{missing[1]}`" if key else f"`{missing[1]}` is missing"
    return key, f"`{key}`: {told[:1].lower()}{told[1:]}".replace("``", "`")


def _check(config: Config) -> None:
    for number, entry in enumerate(config.accept, 1):
        if not entry.fingerprint and not (entry.rule and entry.subject):
            missing = "names neither a fingerprint nor a rule with its subject"
            raise ConfigError(f"{config.source}: [[accept]] number {number} {missing}")
    for account in config.trust.accounts:
        if not re.fullmatch(r"[0-9]{12}", account):
            raise ConfigError(f"{config.source}: `trust.accounts`: {account!r} is not twelve digits")
    if config.limits.file_bytes <= 0:
        raise ConfigError(f"{config.source}: `limits.file_bytes` must be above zero")

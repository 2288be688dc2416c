"""`.chalice/config.json`: the settings of one stage; those of a function win, then those of the stage."""

import posixpath

from stockade.errors import ReadError
from stockade.model import Gap
from stockade.readers.cloudformation import read_document
from stockade.readers.files import Root
from stockade.values import (
    ABSENT,
    List,
    Lit,
    Location,
    Map,
    Unknown,
    Value,
    entries,
    flag,
    get,
    is_absent,
    text,
)

FOLDER = ".chalice"
NAME = "config.json"
SAMPLES = tuple(
    form.format(word)
    for word in ("sample", "example", "template")
    for form in ("config-{}.json", "config.{}.json", "config.json.{}")
)
"""Names under which people keep a configuration without what is secret in it."""
_VARIABLES = "environment_variables"
DEFAULT_STAGE = "dev"
"""The stage the tool deploys when none is named."""


class Settings:
    """The settings of one stage; an absent file has none."""

    def __init__(self, content: Value, stage: str, folder: str) -> None:
        self.content = content
        self.stage = stage
        self.folder = folder

    def of(self, key: str, function: str = "") -> Value:
        """Return one setting: of the function, else of its stage, else of the application."""
        stage = get(self.content, f"stages.{self.stage}") if self.stage else ABSENT
        below = dict(entries(get(stage, "lambda_functions"))).get(function, ABSENT) if function else ABSENT
        for place in (below, stage, self.content):
            found = get(place, key)
            if not is_absent(found):
                return found
        return ABSENT

    def environment(self, function: str = "") -> dict[str, Value]:
        """Return the environment of a function: the three levels merged, the narrowest wins."""
        stage = get(self.content, f"stages.{self.stage}") if self.stage else ABSENT
        below = dict(entries(get(stage, "lambda_functions"))).get(function, ABSENT) if function else ABSENT
        merged: dict[str, Value] = {}
        for place in (self.content, stage, below):
            merged.update(entries(get(place, _VARIABLES)))
        return merged

    def switch(self, key: str, *, default: bool, function: str = "") -> bool:
        """Return a setting that is true or false."""
        known = flag(self.of(key, function))
        return default if known is None else known


def read_settings(root: Root, folder: str, gaps: list[Gap]) -> Settings:
    """Read the configuration of an application; of several stages the default one, else the first."""
    below = posixpath.join(folder, FOLDER)
    name = next((one for one in (NAME, *SAMPLES) if root.holds(posixpath.join(below, one))), "")
    content: Value = Map()
    if name:
        content = _content(root, posixpath.join(below, name), gaps)
    if name != NAME:
        instead = f"{name} beside it is read for its keys" if name else "roles and environment are not known"
        reason = f"there is no {FOLDER}/{NAME}: {instead}"
        gaps.append(Gap(Location(posixpath.join(folder, "app.py")), reason, "resource"))
        content = _as_sample(content)
    stages = [name for name, _ in entries(get(content, "stages"))]
    stage = DEFAULT_STAGE if DEFAULT_STAGE in stages or not stages else stages[0]
    return Settings(content, stage if stages else "", below)


def _content(root: Root, file: str, gaps: list[Gap]) -> Value:
    try:
        return read_document(root.text(file), file).value
    except ReadError as error:
        gaps.append(Gap(Location(file, error.line), error.reason, "file"))
        return Map()


def _as_sample(value: Value, key: str = "") -> Value:
    """Return what a sample tells: its keys; values of variables and placeholders are not those deployed."""
    match value:
        case Map():
            inner = {
                name: _as_sample(item, key or (name if name == _VARIABLES else ""))
                for name, item in value.items.items()
            }
            return Map(inner, at=value.at)
        case List():
            return List(tuple(_as_sample(item, key) for item in value.items), at=value.at)
        case Lit(value=str() as written) if key or written.startswith("<"):
            return Unknown("only a sample of the configuration is there", at=value.at)
        case _:
            return value


def policy_document(root: Root, settings: Settings, key: str, default: str, gaps: list[Gap]) -> Value:
    """Return the policy document in the file that a setting names, `ABSENT` where there is none."""
    name = text(settings.of(key)) or default
    if not name:
        return ABSENT
    try:
        file = root.inside(settings.folder, name)
        return read_document(root.text(file), file).value
    except ReadError as error:
        gaps.append(Gap(settings.of(key).at, f"the policy {name!r} {error.reason}", "resource"))
        return ABSENT

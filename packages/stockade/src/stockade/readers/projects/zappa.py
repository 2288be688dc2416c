"""`zappa_settings.*`: the web application that Zappa puts behind its adapter.

https://github.com/zappa/Zappa (`app_function`, `django_settings`)
"""

import posixpath
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from stockade.model.building import Hosted
from stockade.readers.projects.loose import loose
from stockade.readers.projects.places import Read

NAMES = ("zappa_settings.json", "zappa_settings.toml", "zappa_settings.yml", "zappa_settings.yaml")
_LINE = re.compile(r"^\s+(app_function|django_settings)\s*:\s*['\"]?([\w./]+)", re.MULTILINE)


def hosted(file: str, read: Read) -> Iterator[Hosted]:
    """Yield the applications that the stages of a file of settings name, each once."""
    text = read(file)
    if text is None:
        return
    folder = posixpath.dirname(file)
    found = [Hosted(folder, *one) for one in _named(file, text)]
    yield from dict.fromkeys(found)


def _named(file: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield module and settings of each stage; of YAML its lines are enough."""
    if file.endswith((".yml", ".yaml")):
        for key, value in _LINE.findall(text):
            yield (_module(value), "") if key == "app_function" else ("", value)
        return
    stages = _toml(text) if file.endswith(".toml") else loose(text)
    for stage in stages.values():
        if isinstance(stage, dict):
            function, settings = stage.get("app_function"), stage.get("django_settings")
            if isinstance(function, str) or isinstance(settings, str):
                yield _module(str(function or "")), str(settings or "")


def _module(function: str) -> str:
    return function.rpartition(".")[0]


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}

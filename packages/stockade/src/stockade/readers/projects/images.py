"""`Dockerfile`: what is copied into a container image, and which handler its runtime calls.

https://docs.docker.com/reference/dockerfile/ and
https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
"""

import json
import posixpath
import re
import shlex
from collections.abc import Iterator

from stockade.model.building import Image
from stockade.readers.projects.places import joined

TASK = "/var/task"
"""Where the images of Lambda keep the code: `LAMBDA_TASK_ROOT`."""
_BASE = re.compile(
    r"(?:^|/)(?:lambda/(?:python|nodejs)|aws-lambda-(?:python|nodejs)|sam/build-\w+|lambda-(?:python|nodejs))\b"
)
_CLIENT = re.compile(r"awslambdaric|aws-lambda-ric|lambda-entrypoint")
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?[-+][^}]*)?\}|(\w+))")
_INSTRUCTION = re.compile(r"\s*([A-Za-z]+)\s+(.*)", re.DOTALL)
_MOST_LINES = 2_000


class _Stage:
    """One stage of a build: from one `FROM` to the next."""

    def __init__(self, base: str, below: "_Stage | None", arguments: dict[str, str]) -> None:
        self.base: str = below.base if below is not None else base
        self.copied: list[tuple[str, str]] = list(below.copied) if below is not None else []
        self.variables: dict[str, str] = dict(below.variables) if below is not None else {}
        is_lambda = _BASE.search(base) is not None
        self.workdir: str = below.workdir if below is not None else (TASK if is_lambda else "/")
        self.calls_handler: bool = below.calls_handler if below is not None else is_lambda
        self.command: list[str] = list(below.command) if below is not None else []
        self.variables = {"LAMBDA_TASK_ROOT": TASK, **arguments, **self.variables}

    def path(self, written: str) -> str:
        """Return a path of the image."""
        return posixpath.normpath(posixpath.join(self.workdir, written))


def read_image(text: str, context: str) -> Image | None:
    """Read a `Dockerfile` whose paths are seen from a folder; None where it has no base."""
    stages: dict[str, _Stage] = {}
    stage: _Stage | None = None
    arguments: dict[str, str] = {}
    for name, rest in _instructions(text):
        if name == "FROM":
            base, alias = _from(_filled(rest, arguments))
            stage = _Stage(base, stages.get(base.lower()), arguments)
            stages[alias.lower() or str(len(stages))] = stage
        elif stage is None:
            arguments.update(_pairs(rest))
        else:
            _take(stage, name, rest, stages, context)
    if stage is None:
        return None
    handler = next((one for one in stage.command if "." in one and not one.startswith(("/", "-"))), "")
    return Image(stage.base, stage.calls_handler, handler, stage.workdir, tuple(stage.copied))


def _instructions(text: str) -> Iterator[tuple[str, str]]:
    whole = re.sub(r"\\[ \t]*\n(?:[ \t]*#[^\n]*\n)*", " ", text)
    for line in whole.splitlines()[:_MOST_LINES]:
        found = _INSTRUCTION.fullmatch(line)
        if found is not None and not line.lstrip().startswith("#"):
            yield found[1].upper(), found[2].strip()


def _from(rest: str) -> tuple[str, str]:
    words = [one for one in rest.split() if not one.startswith("--")]
    named = len(words) > 2 and words[1].lower() == "as"  # noqa: PLR2004 - base, as, name
    return (words[0] if words else ""), (words[2] if named else "")


def _take(stage: _Stage, name: str, rest: str, stages: dict[str, _Stage], context: str) -> None:
    """Take in one instruction of a stage."""
    rest = _filled(rest, stage.variables)
    if name in {"ENV", "ARG"}:
        stage.variables.update(_pairs(rest))
    elif name == "WORKDIR":
        stage.workdir = stage.path(rest)
    elif name == "CMD":
        stage.command = _words(rest)
    elif name == "ENTRYPOINT":
        words = _words(rest)
        stage.calls_handler = _CLIENT.search(rest) is not None or (stage.calls_handler and not words)
        stage.command = stage.command or [one for one in words if _CLIENT.search(one) is None]
    elif name in {"COPY", "ADD"}:
        _copy(stage, rest, stages, context)


def _copy(stage: _Stage, rest: str, stages: dict[str, _Stage], context: str) -> None:
    words = _words(rest)
    flags = [one for one in words if one.startswith("--")]
    *sources, target = [one for one in words if not one.startswith("--")] or [""]
    other = next((one.partition("=")[2] for one in flags if one.startswith("--from=")), "")
    for source in sources:
        if other:
            below = stages.get(other.lower())
            stage.copied.extend(_of_stage(below, source, stage.path(target)) if below is not None else ())
            continue
        path = joined(context, source.lstrip("/") or ".")
        if path is None or "://" in source:
            continue
        many = target.endswith("/") or len(sources) > 1 or target in {".", "./"}
        is_file = "." in posixpath.basename(path) and not source.endswith("/")
        inside = posixpath.join(stage.path(target), posixpath.basename(path)) if many and is_file else ""
        stage.copied.append((inside or stage.path(target), path))


def _of_stage(below: _Stage, source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield what a stage gives of what was copied into it."""
    wanted = below.path(source)
    for place, path in below.copied:
        if place == wanted or place.startswith(f"{wanted}/"):
            yield posixpath.normpath(target + place[len(wanted) :]), path
        elif wanted.startswith(f"{place.rstrip('/')}/"):
            rest = wanted[len(place.rstrip("/")) + 1 :]
            yield target, posixpath.join(path, rest) if path else rest


def _filled(text: str, variables: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda one: variables.get(one[1] or one[2], ""), text)


def _pairs(rest: str) -> dict[str, str]:
    if "=" not in rest:
        name, _, value = rest.partition(" ")
        return {name: value.strip()} if value else {}
    return {one.partition("=")[0]: one.partition("=")[2] for one in _split(rest) if "=" in one}


def _words(rest: str) -> list[str]:
    """Return the words of an instruction, written as a list or in a row."""
    flags = re.match(r"(?:--\S+\s+)*", rest)
    before, behind = (flags[0].split(), rest[flags.end() :]) if flags is not None else ([], rest)
    if behind.startswith("["):
        try:
            found = json.loads(behind)
        except ValueError:
            return before
        return [*before, *(one for one in found if isinstance(one, str))]
    return [*before, *_split(behind)]


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()

"""A folder of configuration files, or a plan, into the stack of an application."""

import json
import posixpath

from stockade.errors import ReadError
from stockade.model import Gap, Stack
from stockade.readers.terraform.canonical import canonical
from stockade.readers.terraform.configuration import Configuration
from stockade.readers.terraform.library import Library
from stockade.readers.terraform.plan import is_plan, read_plan
from stockade.readers.terraform.reading import read_configuration
from stockade.values import Location

OURS = ("aws_", "awscc_")
"""What the types of AWS resources begin with."""

OTHERS = "holds no resource of AWS"
"""What is said of a configuration or a plan for other platforms."""


def read_configuration_folder(library: Library, folder: str, gaps: list[Gap]) -> Stack | None:
    """Return the stack of a root module, None where nothing of it is on AWS; a gap says so."""
    configuration = read_configuration(library.root, folder, library)
    if configuration is None:
        return None
    if _is_ours(configuration):
        return canonical(configuration)
    gaps.extend(configuration.gaps)
    if _manages(configuration):
        gaps.append(Gap(Location(configuration.file), OTHERS, "file"))
    return None


def read_plan_file(library: Library, file: str, text: str) -> Stack | None:
    """Return the stack of a plan, None where the text is none or nothing is planned.

    The configuration beside the plan lends it lines, and what the plan does not know yet. Raises `ReadError`
    where the text is no JSON, and where a plan holds no resource of AWS.
    """
    try:
        return _read_plan(library, file, text)
    except RecursionError as error:
        raise ReadError("is nested too deeply", file) from error


def _read_plan(library: Library, file: str, text: str) -> Stack | None:
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise ReadError(f"is no valid JSON: {error}", file) from error
    if not is_plan(raw):
        return None
    folder = posixpath.dirname(file)
    written = read_configuration(library.root, folder, library)
    planned = read_plan(raw, file, folder, written)
    if _is_ours(planned):
        return canonical(planned)
    if _manages(planned):
        raise ReadError(OTHERS, file)
    return None


def _is_ours(configuration: Configuration) -> bool:
    """Tell whether a configuration deploys to AWS, itself or by modules that may."""
    types = [block.type for block in configuration.blocks.values() if block.mode == "managed"]
    return bool(configuration.calls) or any(one.startswith(OURS) for one in types)


def _manages(configuration: Configuration) -> bool:
    return any(block.mode == "managed" for block in configuration.blocks.values())

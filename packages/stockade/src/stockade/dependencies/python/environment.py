"""The machine that a function of Python runs on, and whether a marker holds there (PEP 508)."""

import re
from functools import cache

from msgspec import Struct

_RUNTIME = re.compile(r"python(3\.\d+)")


class Environment(Struct, frozen=True):
    """What markers ask for. `python` is `3.12`, empty where the runtime is not known."""

    python: str = ""

    def holds(self, marker: str) -> bool:
        """Tell whether a marker may hold: one that cannot be read or decided does."""
        return not marker or _holds(self.python, marker)


def environment_of(runtime: str) -> Environment:
    """Return the environment of a runtime such as `python3.12`."""
    found = _RUNTIME.fullmatch(runtime)
    return Environment(found[1] if found else "")


@cache
def _holds(python: str, marker: str) -> bool:
    from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

    if "platform_machine" in marker or (not python and "python" in marker):
        return True  # functions run on x86_64 and on arm64
    values = {
        "implementation_name": "cpython",
        "implementation_version": f"{python or '3.12'}.0",
        "os_name": "posix",
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Linux",
        "platform_version": "",
        "python_full_version": f"{python or '3.12'}.0",
        "python_version": python or "3.12",
        "sys_platform": "linux",
        "extra": "",
    }
    try:
        return Marker(marker).evaluate(values)
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, RecursionError):
        return True

"""The packages that the code of a function imports, by the names it imports them under."""

import sys

from stockade.analysis.package import Package

_CORE = frozenset(
    {
        "assert",
        "async_hooks",
        "buffer",
        "child_process",
        "cluster",
        "console",
        "constants",
        "crypto",
        "dgram",
        "diagnostics_channel",
        "dns",
        "domain",
        "events",
        "fs",
        "http",
        "http2",
        "https",
        "inspector",
        "module",
        "net",
        "os",
        "path",
        "perf_hooks",
        "process",
        "punycode",
        "querystring",
        "readline",
        "repl",
        "stream",
        "string_decoder",
        "sys",
        "timers",
        "tls",
        "trace_events",
        "tty",
        "url",
        "util",
        "v8",
        "vm",
        "wasi",
        "worker_threads",
        "zlib",
    }
)
"""Modules of Node.js itself (https://nodejs.org/api/)."""


def imported(package: Package) -> tuple[str, ...]:
    """Return the names at the top of what the modules that were reached import, sorted.

    Of Python every absolute import but those of the standard library, the function's own packages too; of
    Node.js what no file of the function is (`@scope/name`, `name`).
    """
    names = (
        _python(module) if python else _npm(module)
        for module, python, own in package.asked
        if python or not own
    )
    return tuple(sorted({name for name in names if name}))


def _python(module: str) -> str:
    top = module.partition(".")[0]
    return "" if top in sys.stdlib_module_names else top


def _npm(module: str) -> str:
    if module.startswith((".", "/", "#", "node:", "~", "@/")) or ":" in module:
        return ""
    first, *rest = module.split("/")
    if first.startswith("@"):
        return f"{first}/{rest[0]}" if rest else ""
    return "" if first in _CORE else first

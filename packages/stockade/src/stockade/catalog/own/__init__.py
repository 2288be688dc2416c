"""People's own catalog files: what `catalog = [...]` of `stockade.toml` names.

files.py    which files are read: none out of the folder, none too large, none too many
lines.py    where the keys of a TOML text stand
schema.py   what a file may say: the tables of `catalog/sinks`, `catalog/calls` and `source.toml`
checks.py   what the types cannot say: names, rules, paths, and what may be replaced
reading.py  `read_own`: all of it, each entry with file and line

Nothing of it is executed. Every error is a `ConfigError` that names file and line.
"""

from stockade.catalog.own.schema import HERE, Addition, Own

__all__ = ["HERE", "Addition", "Own"]

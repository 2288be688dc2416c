"""Finding the rules: every module of a folder below this package that has a `RULE`.

No list of rules exists anywhere; a file that is there is a rule that runs.
"""

import difflib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.resources import files
from types import ModuleType
from typing import get_args

from msgspec import Struct

from stockade.config import Config, Severity
from stockade.errors import UsageError
from stockade.findings import Page, Report, Rule, Subject
from stockade.rules.page import prose_of, summary_of

SUBJECTS: tuple[type[Subject], ...] = get_args(Subject)

Check = Callable[..., Iterator[Report]]


class LoadedRule(Struct, frozen=True):
    """A rule with its function. `subject` is the type it is called with, None where `findings.accept` judges.

    `wants_config` tells that its function takes the configuration as third argument; `override` is the
    severity that `stockade.toml` gives it.
    """

    rule: Rule
    module: str
    check: Check | None = None
    subject: type[Subject] | None = None
    wants_config: bool = False
    override: Severity | None = None


@cache
def load_rules() -> tuple[LoadedRule, ...]:
    """Import every rule, sorted by id. Raises `TypeError` for one that is not put together right."""
    loaded = sorted(map(_loaded, _modules()), key=lambda found: found.rule.id)
    _check_names(loaded)
    return tuple(loaded)


def _modules() -> Iterator[ModuleType]:
    package = import_module("stockade.rules")
    for folder in pkgutil.iter_modules(package.__path__, "stockade.rules."):
        if not folder.ispkg:
            continue
        for found in pkgutil.iter_modules(import_module(folder.name).__path__, f"{folder.name}."):
            module = import_module(found.name)
            if hasattr(module, "RULE"):
                yield module


def _loaded(module: ModuleType) -> LoadedRule:
    rule = module.RULE
    name = module.__name__.rpartition(".")[2]
    if not isinstance(rule, Rule) or rule.id != name.replace("_", "-"):
        raise TypeError(f"{module.__name__}: RULE must be a Rule with the id {name.replace('_', '-')!r}")
    check = getattr(module, "check", None)
    if check is None:
        return LoadedRule(rule, module.__name__)
    parameters = list(inspect.signature(check, eval_str=True).parameters.values())
    kinds = [parameter.annotation for parameter in parameters]
    if not kinds or kinds[0] not in SUBJECTS:
        names = ", ".join(subject.__name__ for subject in SUBJECTS)
        raise TypeError(f"{module.__name__}: the first parameter of check() must be one of {names}")
    return LoadedRule(rule, module.__name__, check, kinds[0], wants_config=Config in kinds[2:])


def _check_names(loaded: Iterable[LoadedRule]) -> None:
    taken: dict[str, str] = {}
    for found in loaded:
        for name in (found.rule.id, *found.rule.aliases):
            if name in taken:
                raise TypeError(f"{found.module}: {name!r} is also a name of {taken[name]}")
            taken[name] = found.module


def find_rule(name: str) -> LoadedRule:
    """Return a rule by its id or a former one. Raises `UsageError` with names that are near."""
    names = {alias: found for found in load_rules() for alias in (found.rule.id, *found.rule.aliases)}
    found = names.get(name.strip().lower().replace("_", "-"))
    if found is not None:
        return found
    near = difflib.get_close_matches(name.lower(), names, n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; `stockade rules` lists them"
    raise UsageError(f"there is no rule {name!r}{hint}")


def page_text(found: LoadedRule) -> str:
    """Return the documentation page of a rule, the file beside its module. Raises `FileNotFoundError`."""
    package, _, name = found.module.rpartition(".")
    return files(package).joinpath(f"{name}.md").read_text(encoding="utf-8")


def page_of(found: LoadedRule) -> Page:
    """Return a rule with its page as people read it; a rule without one has only its title."""
    try:
        text = page_text(found)
    except FileNotFoundError:
        return Page(found.rule, f"# {found.rule.title}\n")
    return Page(found.rule, prose_of(text), summary_of(text))

"""Another function of the same module, another argument, another option."""

from tree_sitter import Node

from stockade.catalog.remedies import Give, Option, Rename
from stockade.languages.fixing.calls import Call
from stockade.languages.fixing.names import names_of
from stockade.languages.fixing.sources import Change, Source
from stockade.model import Fix


def renamed(source: Source, call: Call, callee: str, remedy: Rename) -> Fix | None:
    """Return the fix that calls another function of the module."""
    old = source.written(call.name)
    new = remedy.names.get(old)
    if new is None or not call.plain or call.keywords or len(call.positional) != remedy.arguments:
        return None
    names, module = names_of(source), callee.rpartition(".")[0]
    if call.owner is not None:
        if names.path(call.owner) != module:
            return None
        written, needed = new, list[Change]()
    else:
        reached = names.reach(module, new, alone=True) if names.means(old) == callee else None
        if reached is None:
            return None
        written, needed = reached
    return source.fix(
        f"call {module}.{new} instead of {callee}",
        [Change(call.name.start_byte, call.name.end_byte, written), *needed],
    )


def given(source: Source, call: Call, callee: str, remedy: Give) -> Fix | None:
    """Return the fix that gives an argument another value, or gives it."""
    if not call.plain:
        return None
    value = call.argument(remedy.name, remedy.position)
    if value is not None:
        return _replaced(source, value, callee, remedy)
    prefix = f"{source.written(call.owner)}." if call.owner is not None else ""
    if not remedy.value or not _is_open(call, remedy):
        return None
    if "*." in remedy.value and names_of(source).path(call.owner or call.name) != callee.rpartition(".")[0]:
        return None
    added = remedy.value.replace("*.", prefix)
    return source.fix(
        f"give {source.written(call.name)} the argument {remedy.name}={added}",
        [_appended(call, f"{remedy.name}={added}")],
    )


def _is_open(call: Call, remedy: Give) -> bool:
    """Tell whether an argument can be added by name: the positional ones end before it."""
    return remedy.position is None or len(call.positional) <= remedy.position


def _appended(call: Call, argument: str) -> Change:
    """Return the change that adds a last argument, behind the last that is there."""
    there = [child for child in call.given.children[1:-1] if child.type not in {"comment", ","}]
    if not there:
        start = call.given.start_byte + 1
        return Change(start, start, argument)
    end = there[-1].end_byte
    return Change(end, end, f", {argument}")


def _replaced(source: Source, value: Node, callee: str, remedy: Give) -> Fix | None:
    written = source.written(value)
    if written in remedy.instead:
        new = remedy.instead[written]
        change = Change(value.start_byte, value.end_byte, new)
        return source.fix(f"write {remedy.name}={new} instead of {written}", [change])
    module = callee.rpartition(".")[0]
    names = names_of(source)
    path = names.path(value)
    new = remedy.instead.get(f"*{path.removeprefix(module)}", "").removeprefix("*.")
    if not path.startswith(f"{module}.") or not new:
        return None
    description = f"write {remedy.name}={module}.{new} instead of {path}"
    if value.type == "attribute":
        last = value.children[-1]
        return source.fix(description, [Change(last.start_byte, last.end_byte, new)])
    reached = names.reach(module, new, alone=True)
    if reached is None:
        return None
    return source.fix(description, [Change(value.start_byte, value.end_byte, reached[0]), *reached[1]])


def chosen(source: Source, call: Call, remedy: Option) -> Fix | None:
    """Return the fix that gives an option of an object written out another value."""
    if not call.plain or remedy.position >= len(call.positional):
        return None
    options = call.positional[remedy.position]
    pairs = options.named_children if options.type == "object" else []
    if not pairs or any(one.type != "pair" for one in pairs):
        return None
    found = [one.children[-1] for one in pairs if source.written(one.children[0]).strip("'\"") == remedy.name]
    new = remedy.instead.get(source.written(found[0])) if len(found) == 1 else None
    if new is None:
        return None
    value = found[0]
    return source.fix(
        f"write {remedy.name}: {new} instead of {source.written(value)}",
        [Change(value.start_byte, value.end_byte, new)],
    )

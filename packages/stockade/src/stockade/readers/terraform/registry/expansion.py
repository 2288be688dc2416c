"""Calls of modules into what the modules make, by their maps."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace as changed

from stockade.model import Gap
from stockade.readers.terraform.configuration import Block, ModuleCall
from stockade.readers.terraform.registry.evaluation import Scope, elements, evaluate, holds, suffix
from stockade.readers.terraform.registry.schema import Made, ModuleMap, module_map
from stockade.readers.terraform.sources import is_local
from stockade.values import Lit, Map, Value, is_absent, plain, text


class Expanded(Struct):
    """What calls make: blocks, outputs; `calls` names the call of each block, `unread` what has no map."""

    blocks: dict[str, Block] = {}
    outputs: dict[str, Map] = {}
    calls: dict[str, str] = {}
    unread: dict[str, str] = {}
    gaps: list[Gap] = []


def expand(calls: Iterable[ModuleCall]) -> Expanded:
    """Return the resources and outputs of every module that has a map; the others are gaps."""
    found = Expanded()
    for call in calls:
        known = module_map(call.source)
        if known is None:
            reason = f"unknown module {call.source!r}: what {call.address} makes is not known"
            found.unread[call.address] = reason
            if not is_local(call.source):  # why a local one is not read is said where it is looked for
                found.gaps.append(Gap(call.at, reason, "resource"))
            continue
        scope = Scope(call.address, _inputs(known, call), known.tables, call.at)
        for block in _blocks(known, scope, call.condition):
            found.blocks[block.address] = block
            found.calls[block.address] = call.address
        outputs = {name: evaluate(value, scope) for name, value in known.outputs.items()}
        found.outputs[call.address] = Map({key: one for key, one in outputs.items() if not is_absent(one)})
    return found


def _inputs(known: ModuleMap, call: ModuleCall) -> dict[str, Value]:
    """Return the inputs of a call over their defaults; a null takes the default, as in the modules."""
    defaults = {name: plain(value, call.at) for name, value in known.variables.items()}
    given = {name: value for name, value in call.arguments.items.items() if not is_absent(value)}
    return {**defaults, **given}


def _blocks(known: ModuleMap, scope: Scope, condition: str) -> Iterator[Block]:
    if holds(known.when, scope) == "false":
        return
    for made in known.resources:
        for one, end in _instances(made, scope):
            answer = holds((*known.when, *made.when), one)
            if answer != "false":
                block = _block(made, one, end, answer == "unknown")
                both = " and ".join(filter(None, (condition, block.condition)))
                yield changed(block, condition=both)


def _instances(made: Made, scope: Scope) -> Iterator[tuple[Scope, str]]:
    """Yield the scope and the end of the address of each instance of a resource."""
    if made.count:
        for one in elements(made.count, scope):
            yield one, f"[{one.loops[-1].index}]" if one.loops[-1].is_known else ""
        return
    if not made.for_each:
        yield scope, "[0]" if made.index else ""
        return
    for one in _rounds(made.for_each, scope):
        key = evaluate(made.key, one)
        known = text(key)
        yield one, suffix(key if known is None else Lit(known))


def _rounds(loops: tuple[str, ...], scope: Scope) -> Iterator[Scope]:
    """Yield each round of loops inside one another."""
    first, *rest = loops
    for one in elements(first, scope):
        if rest:
            yield from _rounds(tuple(rest), one)
        else:
            yield one


def _block(made: Made, scope: Scope, end: str, conditional: bool) -> Block:
    prefix = "data." if made.mode == "data" else ""
    address = f"{scope.module}.{prefix}{made.type}.{made.name}{end}"
    arguments = evaluate(made.arguments, scope)
    found = arguments if isinstance(arguments, Map) else Map({}, at=scope.at)
    open_ended = bool(scope.loops) and not scope.loops[-1].is_known
    condition = f"{address} exists" if conditional or open_ended else ""
    at = scope.loops[-1].value.at if scope.loops and scope.loops[-1].value.at.line else scope.at
    return Block(address, made.mode, made.type, made.name, scope.module, found, at, condition)

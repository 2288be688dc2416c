"""Calls of what is not of the program: built-in methods, libraries, SDKs; by the catalog, else by default.

By default the result of a call may hold the data of everything that went into it: a call that is not known
cannot clean. Calls of SDK clients give what the service stores, not what was asked with.
"""

from collections.abc import Iterable

from stockade.analysis import builtin
from stockade.analysis.arguments import Given
from stockade.analysis.builtin import collections, functions, texts
from stockade.analysis.core import Core
from stockade.analysis.frames import ClassValue, Frame, FunctionValue
from stockade.analysis.frameworks import powertools
from stockade.analysis.sinking import host_taints
from stockade.analysis.stores import RESOURCE, named_resource, store_of
from stockade.analysis.taint import QUOTED, TEXT, Control, Taint, joined_taints, mark_all
from stockade.analysis.values import NO_TAINTS, UNKNOWN, Value, everything, join
from stockade.catalog.calls import Argument, Callback, Fetch
from stockade.model import program as ir

_STANDING_FOR = (".Table", ".Bucket", ".Queue", ".Object", ".Topic", ".Model", ".model")
LONGEST_NAME = 200
_SDK = ("boto3.", "aioboto3.", "aws-sdk", "@aws-sdk/", "botocore.")
_MIDDLEWARE = frozenset({"@middy/core", "middy"})
_OF_DICTIONARIES = frozenset({"get", "keys", "values", "items"})
_DECRYPTING = ("WithDecryption", "decrypt")
_CHAINING = frozenset({"use", "before", "after", "onError"})
"""What middleware adds to a wrapped handler, and gives back."""
_KINDS = {"python": ("str", "list", "dict"), "javascript": ("str", "list", "object", "promise", "map", "set")}


def called(
    machine: Core,
    frame: Frame,
    node: ir.Call,
    holder: Value | None,
    callee: Value,
    arguments: list[Value],
    keywords: dict[str, Value],
) -> Value:
    """Return the value of a call written in the program."""
    method = node.callee.name if isinstance(node.callee, ir.Attribute) else ""
    given = Given(machine, frame, node.at, arguments, keywords, holder, node)
    language = given.language
    names = list(callee.names)
    if method and holder is not None and given.catalog.clean.keys().isdisjoint(names):
        names.extend(f"{kind}.{method}" for kind in _KINDS[language])
    if method in texts.ONLY_TEXTS[language]:
        _is_text(given)
    machine.results.call(given, names)
    return machine.results.authenticity.after(given, names, _result(given, names, callee, method))


def _is_text(given: Given) -> None:
    """Take in that what a method is called on, that only texts have, is no object: else the call fails."""
    holder, node = given.holder, given.node
    if holder is None or node is None or not isinstance(node.callee, ir.Attribute):
        return
    if holder.fields is not None or holder.items is not None:
        return
    taints = frozenset(one.unmarked("+json") for one in holder.taints)
    if taints != holder.taints:
        given.holder = holder.changed(taints=taints, pieces=(taints,))
        if _is_kept(node.callee.object):
            given.machine.change(given.frame, node.callee.object, given.holder)


def _is_kept(place: ir.Expression) -> bool:
    """Tell whether an expression is a variable or an entry below one, not what a call gives."""
    while isinstance(place, ir.Attribute | ir.Index):
        place = place.object
    return isinstance(place, ir.Name)


def _result(given: Given, names: list[str], callee: Value, method: str) -> Value:
    holder = given.holder
    requested = given.machine.requested(given.frame, tuple(f"{name}()" for name in callee.names), given.at)
    if requested is not None:
        return requested
    if powertools.is_event(callee.names) and method not in _OF_DICTIONARIES:
        return powertools.part(callee)  # it takes nothing from its arguments
    if (
        method == "handler"
        and holder is not None
        and _MIDDLEWARE & {one.split("(")[0] for one in holder.names}
    ):
        return given.first()
    if method in _CHAINING and holder is not None and holder.functions:
        return holder
    if method and holder is not None and given.catalog.clean.keys().isdisjoint(callee.names):
        found = builtin.method(given, method)
        if found is not None:
            return found
    return _known(given, names, callee)


def external_call(
    machine: Core,
    frame: Frame,
    holder: Value | None,
    callee: Value,
    arguments: list[Value],
    keywords: dict[str, Value],
    at: int,
) -> Value:
    """Return the value of a call that something else makes."""
    given = Given(machine, frame, at, arguments, keywords, holder, None)
    names = list(callee.names)
    machine.results.call(given, names)
    return machine.results.authenticity.after(given, names, _known(given, names, callee))


def _known(given: Given, names: list[str], callee: Value) -> Value:
    callbacks = given.catalog.callbacks
    _raising(given, names)
    owned = _owned(given, names) if given.catalog.stating else None
    if owned is not None:
        return owned
    made = _made(given, callee)
    if made is not None:
        return made
    for name in names:
        found = _of_name(given, name)
        if found is not None:
            return found
    typed = [name for name in callee.names if name in given.catalog.types and name not in callbacks]
    answer = stated(given, typed)
    if answer is not None:  # a model's own `find`, not that of a list
        given.call_functions()
        return answer
    for name in names:
        if name in callbacks:
            return _called_back(given, callbacks[name], callee, name)
    given.call_functions()
    answer = stated(given, names)
    if answer is not None:
        return answer
    if any(one.startswith(_SDK) for one in callee.names):
        return _named(given, names, NO_TAINTS)
    return _named(given, names, given.everything())


def _of_name(given: Given, name: str) -> Value | None:
    """Return the result of a call that is a built-in's, a data class or a wrapper by its name."""
    found = builtin.CALLS[name](given) if name in builtin.CALLS else None
    if found is None and name.startswith(powertools.DATA_CLASSES):
        found = powertools.wrapped(given, name)
    wrapper = given.catalog.wrappers.get(name) if found is None else None
    if wrapper is not None and given.is_given(wrapper.function):
        return given.value(wrapper.function)
    return found


def _made(given: Given, callee: Value) -> Value | None:
    """Return what a callable gives that a call made of the program's own: a named tuple, a promise."""
    if callee.fields is None or not callee.names:
        return None
    if collections.NAMED_TUPLE in callee.names:
        return collections.named_tuple(given, callee)
    return functions.promised(given, callee) if functions.PROMISIFIED in callee.names else None


def _raising(given: Given, names: list[str]) -> None:
    """Take in guards that raise instead of answering no."""
    guards = given.catalog.guards
    for name in names:
        for guard in guards.get(name, ()):
            if guard.raises and given.fulfils(guard.when):
                _guarded(given, guard.argument, guard.rules)


def _owned(given: Given, names: list[str]) -> Value | None:
    """Return the result as people's own catalog says it is: before what is built in."""
    own = [name for name in names if name in given.catalog.stating]
    if own:
        given.call_functions()
    return stated(given, own)


def stated(given: Given, names: list[str]) -> Value | None:
    """Return the result of a call of some names as the catalog says it is, None where it says nothing."""
    for name in names:
        answer = _answer(given, names, name)
        if answer is not None:
            return answer
    return None


def _answer(given: Given, names: list[str], name: str) -> Value | None:
    """Return the result of a call of which the catalog knows whose data it holds."""
    catalog = given.catalog
    cleaning = [one for one in catalog.clean.get(name, ()) if given.fulfils(one.when)]
    if cleaning:
        rules = {rule for one in cleaning for rule in one.rules}
        left = NO_TAINTS if "*" in rules else mark_all(given.everything(), *rules, QUOTED)
        return _named(given, names, left)
    if name in catalog.fetches:
        return _named(given, names, _fetched(given, catalog.fetches[name]))
    if name not in catalog.passing:
        return None
    value = _passed(given, names, name)
    return _kept(given, value, catalog.vouching[name]) if name in catalog.vouching else value


def _kept(given: Given, value: Value, mark: str) -> Value:
    """Return a result with what an own entry says is not in it, marked: on its word alone it is clean."""
    rest = mark_all(given.everything() - everything(value), mark)
    if not rest:
        return value
    pieces = (*value.pieces, rest) if value.pieces is not None else (joined_taints(value.taints, rest),)
    return value.changed(taints=joined_taints(value.taints, rest), pieces=pieces)


def _guarded(given: Given, argument: Argument, rules: Iterable[str]) -> None:
    place = given.place(argument)
    if place is not None:
        value = given.machine.evaluate(given.frame, place)
        given.machine.change(given.frame, place, cleaned(value, tuple(rules)))


def cleaned(value: Value, rules: tuple[str, ...]) -> Value:
    """Return a value that passed a test for some rules."""
    if "*" in rules:
        return Value(fields=value.fields, items=value.items, names=value.names, closed=value.closed)
    taints = mark_all(value.taints, *rules)
    pieces = value.pieces
    if pieces is not None:
        pieces = tuple(one if isinstance(one, str) else mark_all(one, *rules) for one in pieces)
    return value.changed(taints=taints, pieces=pieces)


def _passed(given: Given, names: list[str], name: str) -> Value:
    entry = given.catalog.passing[name]
    values = [given.value(one) for one in entry.arguments]
    taints = NO_TAINTS
    for one in values:
        taints = joined_taints(taints, everything(one))
    if entry.decodes == "json":
        if len(values) == 1 and values[0].basis is not None and values[0].basis[0] == "json":
            return values[0]
        taints = mark_all((one.unmarked(TEXT) for one in taints), "+json")
    elif entry.decodes:
        taints = frozenset(_decoded(one) for one in taints)
    elif len(values) == 1 and not entry.encodes and not name.startswith("str."):
        return _named(given, names, taints).changed(pieces=values[0].pieces)
    elif entry.encodes or name.startswith("str."):
        taints = frozenset(one.unmarked("+json") for one in taints)
        taints = mark_all(taints, *texts.alphabet(entry.encodes))
    return _named(given, names, taints)


def _decoded(taint: Taint) -> Taint:
    """Return data that was decoded: what cleaned it before says nothing of what it is now."""
    return taint.unmarked(*(mark for mark in taint.marks if not mark.startswith("+")))


def _named(given: Given, names: list[str], taints: frozenset[Taint]) -> Value:
    """Return the result of a call under its own name."""
    types = given.catalog.types
    found: list[str] = []
    for name in names:
        known = types.get(name)
        if known is not None:
            found.append(known.name.replace("{0}", given.literal(0)))
            if known.choose and "{0}" not in known.name:
                found[-1] = f"{found[-1]}({given.literal(0)})"
        elif name in given.callee_names(names) and len(name) < LONGEST_NAME:
            found.append(f"{name}()")
    return Value(
        taints=taints,
        pieces=(taints,) if taints else None,
        names=tuple(dict.fromkeys(found))[:4],
        basis=_resource(given, names),
    )


def _resource(given: Given, names: list[str]) -> tuple[str, tuple[str, ...]] | None:
    """Return which resource the result of a client's call stands for, from the call or what it is made on."""
    if given.arguments and any(one.endswith(_STANDING_FOR) for one in names):
        where = named_resource(given.arguments[0])
        if where:
            return RESOURCE, (where,)
    holder = given.holder
    return (
        holder.basis
        if holder is not None and holder.basis is not None and holder.basis[0] == RESOURCE
        else None
    )


def _fetched(given: Given, fetch: Fetch) -> frozenset[Taint]:
    """Return whose data a call reads: of a host the sender chose, of what the event points to, or stored."""
    frame = given.frame
    if fetch.action == "http":
        value = given.value(fetch.resource) if fetch.resource is not None else given.first()
        chosen = host_taints(value)
        return frozenset(
            Taint(one.origin, f"{one.path}>http", "sender", frozenset({"+json"}), None, 0, one.way)
            for one in chosen
        )
    key = given.value(fetch.key) if fetch.key is not None else UNKNOWN
    found = []
    for one in everything(key):
        source = given.machine.knowledge.sources.get(one.origin)
        if source is not None and any(content.fetch == fetch.action for content in source.content):
            what = f"{one.path}>{fetch.action}"
            taint = Taint(one.origin, what, "sender", frozenset({"+json"}), None, 0, one.way)
            found.append(taint.stepped(frame.file, given.at, "fetches what the event points to"))
    if found:
        return frozenset(found)
    service = fetch.action.split(":")[0]
    secret = service == "secretsmanager" or (service == "ssm" and _decrypts(given))
    control: Control = "secret" if secret else "stored"
    where = store_of(given, fetch)
    taint = Taint(fetch.action, "", control, frozenset({"+json"}), where)
    return frozenset({taint.stepped(frame.file, given.at, f"reads what is stored ({fetch.action})")})


def _decrypts(given: Given) -> bool:
    """Tell whether a parameter is asked for in clear: only those that are kept as secrets need it."""
    asked = [given.keywords.get(name) for name in _DECRYPTING]
    for one in given.arguments:
        asked.extend((one.fields or {}).get(name) for name in _DECRYPTING)
    return any(one is not None and one.constants == frozenset({True}) for one in asked)


def _called_back(given: Given, callbacks: tuple[Callback, ...], callee: Value, name: str) -> Value:
    """Call the functions that a call is handed, with what it gives them."""
    machine, frame = given.machine, given.frame
    result: Value | None = None
    for callback in callbacks:
        function = given.value(callback.function)
        handed = [_gives(given, one, callee, name) for one in callback.gives]
        if not any(isinstance(one, FunctionValue | ClassValue) for one in function.functions):
            answered = (
                machine.call(frame, function, handed, {}, given.at).value if function.names else UNKNOWN
            )
        else:
            answered = given.called_back(function, handed)
        match callback.result:
            case "list":
                one = Value(fields={}, items=answered)
            case "value":
                one = answered
            case "receiver":
                one = given.holder or UNKNOWN
            case "function":
                one = function
            case "external":
                one = _gives(given, "result", callee, name)
        result = one if result is None else join(result, one)
    return result if result is not None else UNKNOWN


def _gives(given: Given, what: str, callee: Value, name: str) -> Value:
    machine, frame = given.machine, given.frame
    holder = given.holder if given.holder is not None else UNKNOWN
    match what:
        case "element":
            return machine.elements(frame, holder, given.at)
        case "receiver":
            return holder
        case "result":
            fetches, clean = given.catalog.fetches, given.catalog.clean
            if name in fetches:
                return _named(given, [name], _fetched(given, fetches[name]))
            if any(one.startswith(_SDK) for one in callee.names) or name in clean:
                return _named(given, [name], NO_TAINTS)
            return _named(given, [name], given.everything())
        case "error":
            return Value(names=("exception",))
        case _ if what.isdigit():
            return given.positional(int(what))
        case _ if what.startswith("element:") and what[8:].isdigit():
            return machine.elements(frame, given.positional(int(what[8:])), given.at)
        case _:
            return UNKNOWN

"""Methods and functions of the languages that build, change or take apart values."""

from collections.abc import Callable

from stockade.analysis import regexes
from stockade.analysis import values as v
from stockade.analysis.arguments import Given
from stockade.analysis.frames import FunctionValue
from stockade.analysis.taint import Taint, joined_taints, mark_all
from stockade.analysis.values import (
    NOTHING,
    UNKNOWN,
    Value,
    concatenated,
    constant,
    constants,
    everything,
    join,
    join_all,
    sequence,
    tainted,
)
from stockade.model import program as ir

Method = Callable[[Given, Value], Value | None]


def method(given: Given, name: str) -> Value | None:
    """Return the value of a built-in method; None where there is none of this name for such an object."""
    holder = given.holder
    if holder is None:
        return None
    if holder.names and not any(one.endswith("environ") for one in holder.names) and holder.fields is None:
        found = _ON_NAMED.get(name)
        wanted = found is not None and (holder.taints or name in _PROMISED)
        return found(given, holder) if found is not None and wanted else None
    table = _PYTHON if given.language == "python" else _JAVASCRIPT
    known = table.get(name)
    return known(given, holder) if known is not None else None


def _changed(given: Given, value: Value) -> None:
    node = given.node
    if node is not None and isinstance(node.callee, ir.Attribute):
        given.machine.change(given.frame, node.callee.object, value)


def _added(given: Given, holder: Value, *values: Value) -> None:
    fresh = join_all(values)
    if holder.closed and holder.items is None and len(holder.fields or {}) + len(values) < v.MOST_CONSTANTS:
        fields = dict(holder.fields or {})
        for value in values:
            fields[str(len(fields))] = value
        _changed(given, holder.changed(fields=fields))
        return
    items = fresh if holder.items is None else join(holder.items, fresh)
    _changed(given, holder.changed(items=items, fields=holder.fields if holder.fields is not None else {}))


def _append(given: Given, holder: Value) -> Value:
    _added(given, holder, *given.arguments)
    return UNKNOWN


def _extend(given: Given, holder: Value) -> Value:
    _added(given, holder, given.machine.elements(given.frame, given.first(), given.at))
    return UNKNOWN


def _insert(given: Given, holder: Value) -> Value:
    _added(
        given, holder.changed(closed=False, items=holder.items or given.positional(1)), given.positional(1)
    )
    return UNKNOWN


def _get(given: Given, holder: Value) -> Value:
    found = given.machine.load(given.frame, holder, given.positional(0), given.at)
    known = given.positional(0).text is not None and holder.closed and found != NOTHING
    if holder.closed and not known:
        found = join(found, NOTHING)
    if len(given.arguments) > 1 and not known:
        default = given.positional(1)
        return default if found == NOTHING else join(found, default)
    return found


def _update(given: Given, holder: Value) -> Value:
    fields = dict(holder.fields or {})
    items, taints, keys = holder.items, holder.taints, holder.keys
    for one in given.arguments:
        fields.update(one.fields or {})
        if one.items is not None:
            items = one.items if items is None else join(items, one.items)
        taints = joined_taints(taints, one.taints)
        keys = joined_taints(keys, one.keys)
    fields.update({key: value for key, value in given.keywords.items() if key})
    _changed(given, holder.changed(fields=fields, items=items, taints=taints, keys=keys))
    return UNKNOWN


def _set_default(given: Given, holder: Value) -> Value:
    found = given.machine.load(given.frame, holder, given.positional(0), given.at)
    value = given.positional(1) if found == NOTHING else join(found, given.positional(1))
    _changed(given, given.machine.stored(holder, given.positional(0), value))
    return value


def _keys(_given: Given, holder: Value) -> Value:
    names = constants(holder.fields) if holder.fields and holder.closed else UNKNOWN
    mine = joined_taints(holder.keys, holder.taints)
    return Value(fields={}, items=join(names, tainted(mine)) if mine else names)


def _values(given: Given, holder: Value) -> Value:
    return Value(fields={}, items=given.machine.elements(given.frame, holder, given.at))


def _items(given: Given, holder: Value) -> Value:
    key = _keys(given, holder).items or UNKNOWN
    value = given.machine.elements(given.frame, holder, given.at)
    return Value(fields={}, items=Value(fields={"0": key, "1": value}, closed=True))


def _copy(_given: Given, holder: Value) -> Value:
    return holder


def _join(given: Given, holder: Value) -> Value | None:
    """Join elements: the text is the receiver's in Python, the argument in JavaScript."""
    python = given.language == "python"
    separator = holder if python else given.positional(0)
    listed = given.positional(0) if python else holder
    if not python and not given.arguments:
        separator = constant(",")
    if listed.fields is not None and listed.closed and listed.items is None and listed.fields:
        between: list[Value] = []
        for one in listed.fields.values():
            if between:
                between.append(separator)
            between.append(one)
        return concatenated(between)
    taints = everything(listed)
    return tainted(joined_taints(taints, everything(separator))) if taints else UNKNOWN


def _format(given: Given, holder: Value) -> Value:
    return concatenated([holder, *given.arguments, *given.keywords.values()])


def _lower(given: Given, holder: Value) -> Value | None:
    if holder.texts is not None:
        change = _CASES.get(_method_name(given), str)
        return constants(change(one) for one in holder.texts)
    return tainted(holder.taints) if holder.fields is None else None


_CASES: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "strip": str.strip,
    "toLowerCase": str.lower,
    "toUpperCase": str.upper,
    "trim": str.strip,
}


def _replace(given: Given, holder: Value) -> Value:
    """Replace: with a class that takes away every dangerous letter the text is clean for some rules."""
    pattern = given.positional(0)
    taints = joined_taints(everything(holder), everything(given.positional(1)))
    source = pattern.fields.get("source") if pattern.fields is not None else None
    whole = _method_name(given) == "replaceAll" or "g" in _flags(pattern)
    if source is not None and source.text is not None and whole:
        return tainted(mark_all(taints, *regexes.cleaned_by_removal(source.text)))
    other = given.positional(1).text
    everywhere = given.language == "python" or _method_name(given) == "replaceAll"
    if pattern.text == "/" and everywhere and other is not None and "/" not in other:
        return tainted(mark_all(taints, "path-traversal"))
    return tainted(taints)


def _method_name(given: Given) -> str:
    node = given.node
    return node.callee.name if node is not None and isinstance(node.callee, ir.Attribute) else ""


def _concat(given: Given, holder: Value) -> Value:
    if holder.texts is not None or holder.pieces is not None:
        return concatenated([holder, *given.arguments])
    parts = [given.machine.elements(given.frame, one, given.at) for one in (holder, *given.arguments)]
    return Value(
        fields={},
        items=join_all(parts),
        taints=frozenset().union(*(one.taints for one in (holder, *given.arguments))),
    )


def _split(given: Given, holder: Value) -> Value | None:
    text, separator = holder.text, given.positional(0).text
    if text is not None and separator:
        return sequence(constant(one) for one in text.split(separator)[: v.MOST_CONSTANTS])
    taints = everything(holder)
    if not taints:
        return None
    return Value(fields={}, items=tainted(mark_all(taints, "path-traversal") if separator == "/" else taints))


def _encode(_given: Given, holder: Value) -> Value:
    return holder


def _map_set(given: Given, holder: Value) -> Value:
    if len(given.arguments) < 2:  # noqa: PLR2004 - Set.add
        _added(given, holder, *given.arguments)
        return holder
    changed = given.machine.stored(holder, given.positional(0), given.positional(1))
    _changed(given, changed)
    return holder


def _pop(given: Given, holder: Value) -> Value:
    if given.arguments and given.positional(0).texts is not None:
        return _get(given, holder)
    return given.machine.elements(given.frame, holder, given.at)


def _slice(_given: Given, holder: Value) -> Value | None:
    if holder.fields is not None or holder.items is not None:
        return Value(taints=holder.taints, fields={}, items=join_all(v.parts(holder)))
    return tainted(holder.taints)


def _then(given: Given, holder: Value) -> Value:
    """Call what follows a promise; a promise is what it becomes."""
    value = UNKNOWN
    for number, function in enumerate(given.arguments[:2]):
        handed = holder if number == 0 else Value(names=("exception",))
        answered = given.called_back(function, [handed])
        value = answered if number == 0 else join(value, answered)
    return value


def _catch(given: Given, holder: Value) -> Value:
    answered = given.called_back(given.first(), [Value(names=("exception",))])
    return join(holder, answered)


def _finally(given: Given, holder: Value) -> Value:
    given.called_back(given.first(), [])
    return holder


def _each(given: Given, holder: Value) -> Value:
    given.called_back(given.first(), _element(given, holder))
    return UNKNOWN


def _mapped(given: Given, holder: Value) -> Value:
    return Value(fields={}, items=given.called_back(given.first(), _element(given, holder)))


def _flat_mapped(given: Given, holder: Value) -> Value:
    found = given.called_back(given.first(), _element(given, holder))
    return Value(fields={}, items=given.machine.elements(given.frame, found, given.at))


def _filtered(given: Given, holder: Value) -> Value:
    """Keep the elements that a predicate lets through: what its answer tells of them holds for all."""
    kept = passing(given, holder)
    given.called_back(given.first(), _element(given, holder))
    if kept is not None:
        return Value(fields={}, items=kept)
    return Value(taints=holder.taints, fields={}, items=given.machine.elements(given.frame, holder, given.at))


def passing(given: Given, holder: Value) -> Value | None:
    """Return what is left of an element for which a function of the program answered true, if that tells."""
    element = given.machine.elements(given.frame, holder, given.at)
    left: list[Value] = []
    for one in given.first().functions:
        if not isinstance(one, FunctionValue):
            return None
        outcome = given.machine.invoke(given.frame, one, [element], {}, given.at)
        given.frame.live = True
        if outcome.true is None or not outcome.true or outcome.true[0] is None:
            return None
        left.append(outcome.true[0])
    return join_all(left) if left else None


def _flags(pattern: Value) -> str:
    flags = pattern.fields.get("flags") if pattern.fields is not None else None
    return (flags.text or "") if flags is not None else ""


def _found(given: Given, holder: Value) -> Value:
    given.called_back(given.first(), _element(given, holder))
    return join(given.machine.elements(given.frame, holder, given.at), NOTHING)


def _tested(given: Given, holder: Value) -> Value:
    given.called_back(given.first(), _element(given, holder))
    return UNKNOWN


def _reduced(given: Given, holder: Value) -> Value:
    element = given.machine.elements(given.frame, holder, given.at)
    value = given.positional(1) if len(given.arguments) > 1 else element
    for _ in range(2):
        value = join(value, given.called_back(given.first(), [value, element]))
    return value


def _element(given: Given, holder: Value) -> list[Value]:
    return [given.machine.elements(given.frame, holder, given.at), UNKNOWN, holder]


def _call(given: Given, _holder: Value) -> Value:
    """Call by `call`: the first argument is `this`."""
    return given.machine.call(given.frame, _holder, given.arguments[1:], {}, given.at).value


def _apply(given: Given, holder: Value) -> Value:
    element = given.machine.elements(given.frame, given.positional(1), given.at)
    return given.machine.call(given.frame, holder, [element], {}, given.at).value


def _bind(given: Given, holder: Value) -> Value | None:
    return _preset(holder, given.arguments[1:]) if holder.functions else None


def _preset(value: Value, arguments: list[Value]) -> Value:
    """Return functions with their first arguments given."""
    return Value(
        functions=tuple(
            FunctionValue(one.module, one.function, one.frame, one.this, one.owner, (*one.preset, *arguments))
            if isinstance(one, FunctionValue)
            else one
            for one in value.functions
        )
    )


def _entered(_given: Given, holder: Value) -> Value:
    return holder


def _resolved_path(given: Given, holder: Value) -> Value | None:
    if not any("pathlib" in one for one in holder.names):
        return None
    return v.mapped(holder, lambda one: one.marked("+resolved"))


_PYTHON: dict[str, Method] = {
    "append": _append,
    "add": _append,
    "appendleft": _append,
    "extend": _extend,
    "insert": _insert,
    "get": _get,
    "update": _update,
    "setdefault": _set_default,
    "keys": _keys,
    "values": _values,
    "items": _items,
    "copy": _copy,
    "join": _join,
    "format": _format,
    "lower": _lower,
    "upper": _lower,
    "strip": _lower,
    "replace": _replace,
    "split": _split,
    "pop": _pop,
    "popleft": _pop,
    "encode": _encode,
    "decode": _encode,
    "__enter__": _entered,
    "__aenter__": _entered,
}
_JAVASCRIPT: dict[str, Method] = {
    "push": _append,
    "unshift": _append,
    "add": _map_set,
    "set": _map_set,
    "get": _get,
    "keys": _keys,
    "values": _values,
    "entries": _items,
    "join": _join,
    "concat": _concat,
    "toLowerCase": _lower,
    "toUpperCase": _lower,
    "trim": _lower,
    "replace": _replace,
    "replaceAll": _replace,
    "split": _split,
    "pop": _pop,
    "shift": _pop,
    "slice": _slice,
    "splice": _slice,
    "toString": _encode,
    "then": _then,
    "catch": _catch,
    "finally": _finally,
    "forEach": _each,
    "map": _mapped,
    "flatMap": _flat_mapped,
    "filter": _filtered,
    "find": _found,
    "some": _tested,
    "every": _tested,
    "findIndex": _tested,
    "reduce": _reduced,
    "sort": _copy,
    "call": _call,
    "apply": _apply,
    "bind": _bind,
    "promise": _encode,
}
_PROMISED = frozenset({"then", "__enter__", "catch", "finally"})
_ON_NAMED: dict[str, Method] = {
    "get": _get,
    "then": _then,
    "catch": _catch,
    "finally": _finally,
    "forEach": _each,
    "map": _mapped,
    "filter": _filtered,
    "reduce": _reduced,
    "find": _found,
    "split": _split,
    "replace": _replace,
    "items": _items,
    "resolve": _resolved_path,
    "__enter__": _entered,
}


def _object_assign(given: Given) -> Value:
    whole = Value(fields={}, closed=True)
    for one in given.arguments:
        fields = {**(whole.fields or {}), **(one.fields or {})}
        whole = join(whole, one).changed(fields=fields, closed=whole.closed and one.closed)
    place = given.node.arguments[0] if given.node is not None and given.node.arguments else None
    if isinstance(place, ir.Name | ir.Attribute | ir.Index):
        given.machine.change(given.frame, place, whole)
    return whole


def _promise_all(given: Given) -> Value:
    return given.first()


def _gather(given: Given) -> Value:
    return sequence(given.arguments)


def _entries(given: Given) -> Value:
    return _items(given, given.first())


def _object_keys(given: Given) -> Value:
    return _keys(given, given.first())


def _object_values(given: Given) -> Value:
    return _values(given, given.first())


def _from_entries(given: Given) -> Value:
    pair = given.machine.elements(given.frame, given.first(), given.at)
    key = given.machine.load(given.frame, pair, constant(0), given.at)
    return Value(
        fields={}, keys=everything(key), items=given.machine.load(given.frame, pair, constant(1), given.at)
    )


def _new_promise(given: Given) -> Value:
    """Run what makes a promise: the promise is what it resolves with."""
    resolved: list[Value] = []
    given.machine.results.resolving.append(resolved)
    given.called_back(given.first(), [Value(names=("Promise.resolver",)), Value(names=("Promise.rejecter",))])
    given.machine.results.resolving.pop()
    return join_all(resolved) if resolved else UNKNOWN


def _resolver(given: Given) -> Value:
    if given.machine.results.resolving:
        given.machine.results.resolving[-1].append(given.first())
    return UNKNOWN


def _dumped(given: Given) -> Value:
    """Write JSON: a text of one line that still holds the entries, for whoever parses it again."""
    value = v.mapped_all(given.first(), _one_line)
    taints = everything(value)
    return Value(
        taints=frozenset(one.unmarked("+json") for one in taints),
        pieces=(taints,) if taints else None,
        fields=value.fields,
        items=value.items,
        keys=value.keys,
        closed=value.closed,
    )


def _one_line(taint: Taint) -> Taint:
    return taint.marked("header-injection", "log-injection")


def _parsed(given: Given) -> Value | None:
    """Parse JSON that was written here."""
    value = given.first()
    if value.fields is None or value.pieces is None:
        return None
    return value.changed(pieces=None, taints=v.NO_TAINTS if value.closed else value.taints)


def _str(given: Given) -> Value:
    value = given.first()
    if value.texts is not None or (value.pieces is not None and value.fields is None):
        return value.changed(
            taints=frozenset(one.unmarked("+json") for one in value.taints),
            pieces=_untyped(value.pieces),
            names=(),
        )
    return tainted(frozenset(one.unmarked("+json") for one in everything(value)))


def _untyped(pieces: v.Pieces | None) -> v.Pieces | None:
    if pieces is None:
        return None
    return tuple(
        one if isinstance(one, str) else frozenset(taint.unmarked("+json") for taint in one) for one in pieces
    )


def _path_join(given: Given) -> Value:
    between: list[Value] = []
    for one in given.arguments:
        if between:
            between.append(constant("/"))
        between.append(one)
    return concatenated(between)


def _getenv(given: Given) -> Value:
    name = given.positional(0).text
    return Value(names=(f"os.environ.{name}" if name else "os.environ.?",))


def _dict(given: Given) -> Value:
    base = given.arguments[0] if given.arguments else Value(fields={}, closed=True)
    fields = {**(base.fields or {}), **{key: one for key, one in given.keywords.items() if key}}
    return base.changed(fields=fields, constants=None)


def _list(given: Given) -> Value:
    if not given.arguments:
        return Value(fields={}, closed=True)
    first = given.first()
    if first.fields is not None and first.closed:
        return first
    return Value(fields={}, items=given.machine.elements(given.frame, first, given.at))


def _enumerate(given: Given) -> Value:
    element = given.machine.elements(given.frame, given.first(), given.at)
    return Value(fields={}, items=Value(fields={"0": UNKNOWN, "1": element}, closed=True))


def _zip(given: Given) -> Value:
    pair = [given.machine.elements(given.frame, one, given.at) for one in given.arguments]
    return Value(fields={}, items=sequence(pair))


def _first(given: Given) -> Value:
    return given.first()


def _getattr(given: Given) -> Value | None:
    name = given.positional(1).text
    if name is None:
        return None
    found = given.machine.load(given.frame, given.positional(0), name, given.at, attribute=True)
    return join(found, given.positional(2)) if len(given.arguments) > 2 else found  # noqa: PLR2004


def _partial(given: Given) -> Value:
    return _preset(given.first(), given.arguments[1:]) if given.first().functions else UNKNOWN


def _mapped_by(given: Given) -> Value:
    element = given.machine.elements(given.frame, given.positional(1), given.at)
    return Value(fields={}, items=given.called_back(given.first(), [element]))


def _filtered_by(given: Given) -> Value:
    element = given.machine.elements(given.frame, given.positional(1), given.at)
    given.called_back(given.first(), [element])
    return Value(fields={}, items=element)


def _re_sub(given: Given) -> Value:
    pattern = given.positional(0).text
    taints = joined_taints(everything(given.positional(2)), everything(given.positional(1)))
    return tainted(mark_all(taints, *(regexes.cleaned_by_removal(pattern) if pattern is not None else ())))


def _regexp(given: Given) -> Value | None:
    source = given.positional(0)
    flags = given.positional(1)
    return (
        Value(names=("RegExp()",), fields={"source": source, "flags": flags})
        if source.text is not None
        else None
    )


def _re_compile(given: Given) -> Value | None:
    source = given.positional(0)
    flags = constant("m" if multi_line(given.positional(1)) else "")
    fields = {"source": source, "flags": flags}
    return Value(names=("re.Pattern",), fields=fields) if source.text is not None else None


def multi_line(flags: Value) -> bool:
    """Tell whether flags of Python's `re` let `^` and `$` hold at every line."""
    return any(one in {"re.M", "re.MULTILINE"} for one in flags.names)


def _parsed_url(given: Given) -> Value:
    """Parse a URL: a test of its host is a test of the variable it was parsed from."""
    first = given.first()
    node = given.node
    way = way_to(node.arguments[0]) if node is not None and node.arguments else ()
    basis = ("url", way) if way else None
    if len(given.arguments) > 1 and given.language == "javascript":
        first, basis = concatenated([given.positional(1), first]), None
    return Value(taints=everything(first), pieces=first.pieces, names=("url.Parsed",), basis=basis)


def way_to(place: ir.Expression) -> tuple[str, ...]:
    """Return the way to a variable or a named entry below it, empty for anything else."""
    match place:
        case ir.Name(name=name):
            return (name,)
        case ir.Attribute(object=holder, name=name):
            return (*before, name) if (before := way_to(holder)) else ()
        case ir.Index(object=holder, key=ir.Const(value=str() as name)):
            return (*before, name) if (before := way_to(holder)) else ()
        case _:
            return ()


def _resolved(given: Given) -> Value:
    """Make a path normal: a test of its beginning then tells where it is."""
    holder = [given.holder] if given.holder is not None and not given.arguments else []
    found = _path_join(
        Given(given.machine, given.frame, given.at, [*holder, *given.arguments], {}, None, None)
    )
    taints = mark_all(everything(found), "+resolved")
    return Value(taints=taints, pieces=(taints,) if taints else found.pieces, names=found.names)


def _thread(given: Given) -> Value:
    target, handed = given.keywords.get("target", given.positional(0)), given.keywords.get("args")
    arguments = list((handed.fields or {}).values()) if handed is not None else []
    given.called_back(target, arguments)
    return UNKNOWN


def _batch(given: Given) -> Value:
    """Call the handler of records that a batch processor is given."""
    records = given.machine.load(given.frame, given.positional(0), "Records", given.at)
    element = given.machine.elements(given.frame, records, given.at)
    handler = given.keywords.get("record_handler", given.positional(1))
    given.called_back(handler, [element.changed(names=("powertools.Record",))])
    return UNKNOWN


def _map_of(_given: Given) -> Value:
    return Value(fields={}, closed=True)


def _leave(given: Given) -> Value:
    given.frame.live = False
    return UNKNOWN


CALLS: dict[str, Callable[[Given], Value | None]] = {
    "Object.assign": _object_assign,
    "Object.keys": _object_keys,
    "Object.values": _object_values,
    "Object.entries": _entries,
    "Object.fromEntries": _from_entries,
    "Object.freeze": _first,
    "Promise.all": _promise_all,
    "Promise.allSettled": _promise_all,
    "Promise.resolve": _first,
    "Promise": _new_promise,
    "Promise.resolver": _resolver,
    "asyncio.gather": _gather,
    "asyncio.run": _first,
    "asyncio.create_task": _first,
    "asyncio.wait_for": _first,
    "json.dumps": _dumped,
    "JSON.stringify": _dumped,
    "json.loads": _parsed,
    "JSON.parse": _parsed,
    "str": _str,
    "String": _str,
    "path.join": _path_join,
    "os.path.join": _path_join,
    "os.getenv": _getenv,
    "os.environ.get": _getenv,
    "dict": _dict,
    "list": _list,
    "tuple": _list,
    "set": _list,
    "frozenset": _list,
    "sorted": _list,
    "reversed": _list,
    "Set": _list,
    "Array.from": _list,
    "enumerate": _enumerate,
    "zip": _zip,
    "iter": _first,
    "next": lambda given: given.machine.elements(given.frame, given.first(), given.at),
    "getattr": _getattr,
    "functools.partial": _partial,
    "map": _mapped_by,
    "filter": _filtered_by,
    "re.sub": _re_sub,
    "RegExp": _regexp,
    "re.compile": _re_compile,
    "urllib.parse.urlparse": _parsed_url,
    "urllib.parse.urlsplit": _parsed_url,
    "urlparse.urlparse": _parsed_url,
    "URL": _parsed_url,
    "url.URL": _parsed_url,
    "url.parse": _parsed_url,
    "os.path.realpath": _resolved,
    "os.path.abspath": _resolved,
    "os.path.normpath": _resolved,
    "path.resolve": _resolved,
    "path.normalize": _resolved,
    "threading.Thread": _thread,
    "aws_lambda_powertools.utilities.batch.process_partial_response": _batch,
    "aws_lambda_powertools.utilities.batch.async_process_partial_response": _batch,
    "Map": _map_of,
    "sys.exit": _leave,
    "os._exit": _leave,
    "exit": _leave,
    "quit": _leave,
    "process.exit": _leave,
    "process.abort": _leave,
    "collections.OrderedDict": _dict,
    "collections.deque": _list,
    "copy.copy": _first,
    "copy.deepcopy": _first,
    "structuredClone": _first,
    "typing.cast": lambda given: given.positional(1),
}
"""Functions of the languages and their standard libraries by full name."""

"""Functions as values, and what ends a run."""

from stockade.analysis.arguments import Given
from stockade.analysis.frames import ClassValue, FunctionValue
from stockade.analysis.values import (
    UNKNOWN,
    Value,
    join,
    join_all,
)


def call(given: Given, _holder: Value) -> Value:
    """Call by `call`: the first argument is `this`."""
    return given.machine.call(given.frame, _holder, given.arguments[1:], {}, given.at).value


def apply(given: Given, holder: Value) -> Value:
    """Call with a list of arguments."""
    element = given.machine.elements(given.frame, given.positional(1), given.at)
    return given.machine.call(given.frame, holder, [element], {}, given.at).value


def bind(given: Given, holder: Value) -> Value | None:
    """Give a function its object and its first arguments."""
    return preset(holder, given.arguments[1:]) if holder.functions else None


def preset(value: Value, arguments: list[Value]) -> Value:
    """Return functions with their first arguments given."""
    return Value(
        functions=tuple(
            FunctionValue(one.module, one.function, one.frame, one.this, one.owner, (*one.preset, *arguments))
            if isinstance(one, FunctionValue)
            else one
            for one in value.functions
        )
    )


def entered(_given: Given, holder: Value) -> Value:
    """Return what a context manager gives: itself."""
    return holder


def getenv(given: Given) -> Value:
    """Return a variable of the environment."""
    name = given.positional(0).text
    given.machine.results.observed.reads_environment(name)
    return Value(names=(f"os.environ.{name}" if name else "os.environ.?",))


def first(given: Given) -> Value:
    """Return the first argument."""
    return given.first()


def attribute(given: Given) -> Value | None:
    """Return an attribute by its name."""
    name = given.positional(1).text
    if name is None:
        return _any_method(given, given.positional(0))
    found = given.machine.load(given.frame, given.positional(0), name, given.at, attribute=True)
    return join(found, given.positional(2)) if len(given.arguments) > 2 else found  # noqa: PLR2004


PROMISIFIED = "util.promisify()"


def promisified(given: Given) -> Value | None:
    """Return a function of the program that hands its answer to a callback as one that returns a promise."""
    first = given.first()
    if not any(isinstance(one, FunctionValue) for one in first.functions):
        return None
    return Value(names=(PROMISIFIED,), fields={"original": first})


def promised(given: Given, callee: Value) -> Value:
    """Call what was promisified: the promise is what its callback is called with."""
    resolved: list[Value] = []
    given.machine.results.resolving.append(resolved)
    original = (callee.fields or {}).get("original", UNKNOWN)
    given.called_back(original, [*given.arguments, Value(names=("Promise.callback",))])
    given.machine.results.resolving.pop()
    return join_all(resolved) if resolved else UNKNOWN


def listened(given: Given) -> Value:
    """Keep the listener of an emitter."""
    given.machine.results.listeners.append((given.positional(0).text, given.positional(1)))
    return given.holder or UNKNOWN


def emitted(given: Given) -> Value:
    """Call the listeners of what is emitted."""
    event = given.positional(0).text
    for name, listener in tuple(given.machine.results.listeners):
        if name is None or event is None or name == event:
            given.called_back(listener, given.arguments[1:])
    return UNKNOWN


def _any_method(given: Given, holder: Value) -> Value | None:
    """Return the methods that a name which is not known may mean."""
    if not isinstance(holder.instance, ClassValue):
        return None
    names = sorted({name for one in holder.instance.line() for name in one.methods if name[:1] != "_"})
    found = (given.machine.load(given.frame, holder, name, given.at, attribute=True) for name in names)
    return join_all(found) if names else None


def partial(given: Given) -> Value:
    """Give a function its first arguments."""
    return preset(given.first(), given.arguments[1:]) if given.first().functions else UNKNOWN


def thread(given: Given) -> Value:
    """Call what a thread runs."""
    target, handed = given.keywords.get("target", given.positional(0)), given.keywords.get("args")
    arguments = list((handed.fields or {}).values()) if handed is not None else []
    given.called_back(target, arguments)
    return UNKNOWN


def batch(given: Given) -> Value:
    """Call the handler of records that a batch processor is given."""
    records = given.machine.load(given.frame, given.positional(0), "Records", given.at)
    handler = given.keywords.get("record_handler", given.positional(1))
    return _for_each(given, records, handler)


def batch_of(given: Given) -> Value:
    """Call the handler of records: `with processor(records=..., handler=...)`."""
    records = given.keywords.get("records", given.positional(0))
    return _for_each(given, records, given.keywords.get("handler", given.positional(1)))


def _for_each(given: Given, records: Value, handler: Value) -> Value:
    element = given.machine.elements(given.frame, records, given.at)
    python = given.language == "python"
    given.called_back(handler, [element.changed(names=("powertools.Event",)) if python else element])
    return UNKNOWN


def as_view(_given: Given, holder: Value) -> Value | None:
    """Return the view of a class: the class stands for it."""
    return holder if holder.functions else None


def leave(given: Given) -> Value:
    """End the run."""
    given.frame.live = False
    return UNKNOWN

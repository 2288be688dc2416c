"""Promises: a promise is what it becomes."""

from stockade.analysis.arguments import Given
from stockade.analysis.values import (
    UNKNOWN,
    Value,
    join,
    join_all,
    sequence,
)


def followed(given: Given, holder: Value) -> Value:
    """Call what follows a promise; a promise is what it becomes."""
    value = UNKNOWN
    for number, function in enumerate(given.arguments[:2]):
        handed = holder if number == 0 else Value(names=("exception",))
        answered = given.called_back(function, [handed])
        value = answered if number == 0 else join(value, answered)
    return value


def caught(given: Given, holder: Value) -> Value:
    """Call what follows a failure."""
    reason = (holder.fields or {}).get("reason") if REJECTED in holder.names else None
    answered = given.called_back(given.first(), [reason or Value(names=("exception",))])
    return answered if reason is not None else join(holder, answered)


def settled(given: Given, holder: Value) -> Value:
    """Call what follows anyhow."""
    given.called_back(given.first(), [])
    return holder


def promise_all(given: Given) -> Value:
    """Return what many promises become."""
    return given.first()


def gather(given: Given) -> Value:
    """Return what coroutines give, in order."""
    return sequence(given.arguments)


def new_promise(given: Given) -> Value:
    """Run what makes a promise: the promise is what it resolves with."""
    resolved: list[Value] = []
    given.machine.results.resolving.append(resolved)
    given.called_back(given.first(), [Value(names=("Promise.resolver",)), Value(names=("Promise.rejecter",))])
    given.machine.results.resolving.pop()
    return join_all(resolved) if resolved else UNKNOWN


REJECTED = "Promise.rejected"


def rejected(given: Given) -> Value:
    """Return a promise that fails with a reason."""
    return Value(names=(REJECTED,), fields={"reason": given.first()})


def callback(given: Given) -> Value:
    """Take what a callback of Node.js is called with: an error, then the answer."""
    if given.machine.results.resolving:
        given.machine.results.resolving[-1].append(given.positional(1))
    return UNKNOWN


def resolver(given: Given) -> Value:
    """Take what a promise resolves with."""
    if given.machine.results.resolving:
        given.machine.results.resolving[-1].append(given.first())
    return UNKNOWN

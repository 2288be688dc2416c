"""What is charged: an amount that the request names, where the seller's own price should be."""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from stockade.analysis import branches
from stockade.analysis.identifying import is_said, last
from stockade.analysis.taint import Taint
from stockade.analysis.values import Value, everything
from stockade.model import program as ir

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given

_CHARGING = re.compile(
    r"(?i)\b(?:stripe|braintree|razorpay|paypal|square|mercadopago|adyen|paystack|omise|mollie)\b[^ ]*"
    r"\.(?:create\w*|sale|charge|initiali[sz]e)$"
)
_AMOUNTS = frozenset({"amount", "unit_amount", "unit_amount_decimal", "total", "transaction_amount", "value"})
_MONEY = re.compile(r"(?i)\w*(?:amount|price|total|cost|sum|fee)\w*")
_DEEPEST = 5


def charged(given: "Given", names: list[str]) -> tuple[str, Taint] | None:
    """Return the call that charges, and the data of the request that says how much."""
    callee = next((name for name in names if _is_charging(name)), "")
    if not callee:
        return None
    amounts = (taint for value in _amounts(given) for taint in everything(value))
    found = [one for one in amounts if is_said(one) and _MONEY.fullmatch(last(one))]
    return (callee, min(found, key=lambda one: one.path)) if found else None


def _amounts(given: "Given") -> Iterator[Value]:
    """Yield what is handed over as an amount, and what goes into one that is computed on the spot."""
    for name, value in given.keywords.items():
        if name in _AMOUNTS:
            yield value
    for value in given.arguments:
        yield from _below(value, 0)
    for expression in _written(given.node) if given.node is not None else ():
        if isinstance(expression, ir.Operation | ir.Call):
            for leaf in branches.walked(expression):
                if isinstance(leaf, ir.Attribute | ir.Index):
                    yield given.machine.evaluate(given.frame, leaf)


def _below(value: Value, depth: int) -> Iterator[Value]:
    for name, entry in (value.fields or {}).items() if depth < _DEEPEST else ():
        if name in _AMOUNTS:
            yield entry
        yield from _below(entry, depth + 1)


def _written(node: ir.Call) -> Iterator[ir.Expression]:
    """Yield the expressions written for amounts in a call."""
    for name, value in node.keywords:
        if name in _AMOUNTS:
            yield value
    for argument in node.arguments:
        for inner in branches.walked(argument):
            for entry in inner.entries if isinstance(inner, ir.Build) else ():
                if isinstance(entry.key, ir.Const) and entry.key.value in _AMOUNTS:
                    yield entry.value


@cache
def _is_charging(name: str) -> bool:
    return _CHARGING.search(name) is not None

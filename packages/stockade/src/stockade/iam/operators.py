"""What each operator of a condition asks of one value of a key and one value of the policy.

Source: "IAM JSON policy elements: Condition operators" of the IAM User Guide. A negated operator is the base
operator here; `conditions.py` turns the answer round.
"""

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import Struct

from stockade.iam.patterns import equals, matches
from stockade.values import Lit, Truth, Value, text

_VARIABLE = re.compile(r"(\$\{[^{}]*\})")

Test = Callable[[Value, Value], Truth]
"""Takes the policy's value and the key's value."""


class Operator(Struct, frozen=True):
    """An operator: its test, and whether it is the negation of it. `pattern`: `*` and `?` are wildcards."""

    name: str
    test: Test
    negated: bool = False
    pattern: bool = False
    address: bool = False


def _truth(answer: object) -> Truth:
    return "true" if answer else "false"


def _equals(policy: Value, found: Value) -> Truth:
    return equals(policy, found) if not _has_variable(policy) else matches(_escaped(policy), found)


def _ignoring_case(policy: Value, found: Value) -> Truth:
    if not _has_variable(policy):
        return equals(policy, found, fold=True)
    return matches(_escaped(policy), found, fold=True)


def _has_variable(policy: Value) -> bool:
    return "${" in (text(policy) or "")


def _escaped(policy: Value) -> Value:
    """Keep policy variables alive where wildcards are characters: write those as their escapes."""
    kept = [
        piece if index % 2 else piece.replace("*", "${*}").replace("?", "${?}")
        for index, piece in enumerate(_VARIABLE.split(text(policy) or ""))
    ]
    return Lit("".join(kept), at=policy.at)


def _like(policy: Value, found: Value) -> Truth:
    return matches(policy, found)


def _arn_like(policy: Value, found: Value) -> Truth:
    return matches(policy, found, arn=True)


def _numbers(compare: Callable[[float, float], bool]) -> Test:
    def test(policy: Value, found: Value) -> Truth:
        wanted, given = text(policy), text(found)
        if wanted is None or given is None:
            return "unknown"
        try:
            return _truth(compare(float(given), float(wanted)))
        except ValueError:
            return "false"

    return test


def _dates(compare: Callable[[float, float], bool]) -> Test:
    def test(policy: Value, found: Value) -> Truth:
        wanted, given = text(policy), text(found)
        if wanted is None or given is None:
            return "unknown"
        left, right = _moment(given), _moment(wanted)
        return "false" if left is None or right is None else _truth(compare(left, right))

    return test


def _moment(written: str) -> float | None:
    """Read a date of ISO 8601 or seconds since 1970; times without zone are UTC."""
    try:
        return float(written)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _bool(policy: Value, found: Value) -> Truth:
    wanted, given = text(policy), text(found)
    if wanted is None or given is None:
        return equals(policy, found)
    return _truth(wanted.lower() == given.lower())


def _binary(policy: Value, found: Value) -> Truth:
    wanted, given = text(policy), text(found)
    if wanted is None or given is None:
        return equals(policy, found)
    try:
        return _truth(base64.b64decode(wanted, validate=True) == base64.b64decode(given, validate=True))
    except (ValueError, binascii.Error):
        return _truth(wanted == given)


def _address(policy: Value, found: Value) -> Truth:
    wanted, given = text(policy), text(found)
    if wanted is None or given is None:
        return "unknown"
    try:
        network = ipaddress.ip_network(wanted.strip(), strict=False)
        return _truth(ipaddress.ip_address(given.strip()) in network)
    except ValueError:
        return "false"


def _less(given: float, wanted: float) -> bool:
    return given < wanted


def _at_most(given: float, wanted: float) -> bool:
    return given <= wanted


def _more(given: float, wanted: float) -> bool:
    return given > wanted


def _at_least(given: float, wanted: float) -> bool:
    return given >= wanted


def _alike(given: float, wanted: float) -> bool:
    return given == wanted


_ALL = (
    Operator("StringEquals", _equals),
    Operator("StringNotEquals", _equals, negated=True),
    Operator("StringEqualsIgnoreCase", _ignoring_case),
    Operator("StringNotEqualsIgnoreCase", _ignoring_case, negated=True),
    Operator("StringLike", _like, pattern=True),
    Operator("StringNotLike", _like, negated=True, pattern=True),
    Operator("ArnEquals", _arn_like, pattern=True),
    Operator("ArnLike", _arn_like, pattern=True),
    Operator("ArnNotEquals", _arn_like, negated=True, pattern=True),
    Operator("ArnNotLike", _arn_like, negated=True, pattern=True),
    Operator("NumericEquals", _numbers(_alike)),
    Operator("NumericNotEquals", _numbers(_alike), negated=True),
    Operator("NumericLessThan", _numbers(_less)),
    Operator("NumericLessThanEquals", _numbers(_at_most)),
    Operator("NumericGreaterThan", _numbers(_more)),
    Operator("NumericGreaterThanEquals", _numbers(_at_least)),
    Operator("DateEquals", _dates(_alike)),
    Operator("DateNotEquals", _dates(_alike), negated=True),
    Operator("DateLessThan", _dates(_less)),
    Operator("DateLessThanEquals", _dates(_at_most)),
    Operator("DateGreaterThan", _dates(_more)),
    Operator("DateGreaterThanEquals", _dates(_at_least)),
    Operator("Bool", _bool),
    Operator("BinaryEquals", _binary),
    Operator("IpAddress", _address, address=True),
    Operator("NotIpAddress", _address, negated=True, address=True),
)

OPERATORS = {operator.name.lower(): operator for operator in _ALL}
"""By name in lower case. `Null` is not among them: it asks whether the key is there."""

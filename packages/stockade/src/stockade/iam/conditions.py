"""Whether the conditions of a statement hold for what is known of a request.

All conditions must hold; several values of one condition are alternatives, of a negated one exclusions. For
keys the sender chooses, and addresses and names of strangers, the answer is the best the sender can reach:
that an Allow holds, that a Deny does not. Each condition is taken for itself, so two that contradict each
other on a chosen key both count as met.

Source: "Condition operators", "Multivalued context keys" and "Single-valued vs. multivalued context keys" of
the IAM User Guide: a negated operator holds where the key is missing, `ForAllValues` holds for
an empty set, `ForAnyValue` does not.
"""

import ipaddress
from collections.abc import Iterable

from stockade.iam.context import Absent, Chosen, Context, Fact, Foreign, Internet, Known, Open
from stockade.iam.documents import Condition, Effect
from stockade.iam.operators import OPERATORS, Operator
from stockade.iam.segments import Hole, One, Star, Tokens, arn_parts, variants
from stockade.values import Truth, Value, both, either, negate, text


def hold(conditions: Iterable[Condition], context: Context, effect: Effect = "Allow") -> Truth:
    """Tell whether all conditions hold, for a sender who wants the statement's `Allow`, or not its `Deny`."""
    answer: Truth = "true"
    for condition in conditions:
        answer = both(answer, holds(condition, context, effect))
        if answer == "false":
            return answer
    return answer


def holds(condition: Condition, context: Context, effect: Effect = "Allow") -> Truth:
    """Tell whether one condition holds."""
    fact = context.of(condition.key)
    if condition.operator.lower() == "null":
        return _null(condition, fact, effect)
    operator = OPERATORS.get(condition.operator.lower())
    if operator is None:
        return "unknown"
    match fact:
        case Known():
            return _of_values(condition, operator, fact.values)
        case Absent():
            return _of_nothing(condition, operator)
        case Chosen():
            return _of_choice(condition, operator, effect)
        case Foreign():
            return _of_stranger(condition, operator)
        case Internet():
            return _turned(operator, _any_address(condition.values))
        case Open():
            return "unknown"


def _turned(operator: Operator, answer: Truth) -> Truth:
    return negate(answer) if operator.negated else answer


def _null(condition: Condition, fact: Fact, effect: Effect) -> Truth:
    wanted = [flag.lower() if (flag := text(value)) is not None else None for value in condition.values]
    match fact:
        case Open():
            return "unknown"
        case Chosen():
            return "true" if effect == "Allow" else "false"
        case Known() | Absent() | Foreign() | Internet():
            missing = "true" if isinstance(fact, Absent) else "false"
            return either(*("unknown" if flag is None else _yes(flag == missing) for flag in wanted))


def _yes(answer: bool) -> Truth:
    return "true" if answer else "false"


def _of_values(condition: Condition, operator: Operator, values: tuple[Value, ...]) -> Truth:
    """Answer for a key that is there; without a qualifier one match among its values is enough."""
    if not values and not condition.qualifier:
        return _of_nothing(condition, operator)
    matched = [either(*(operator.test(policy, found) for policy in condition.values)) for found in values]
    match condition.qualifier:
        case "ForAllValues":
            return both(*(_turned(operator, one) for one in matched))
        case "ForAnyValue":
            return either(*(_turned(operator, one) for one in matched))
        case "":
            return _turned(operator, either(*matched))


def _of_nothing(condition: Condition, operator: Operator) -> Truth:
    if condition.qualifier == "ForAnyValue":
        return _yes(condition.if_exists)
    return _yes(operator.negated or condition.if_exists or condition.qualifier == "ForAllValues")


def _of_choice(condition: Condition, operator: Operator, effect: Effect) -> Truth:
    """Answer for a key the sender sets: he meets every test that some value meets, and avoids likewise."""
    if effect == "Allow":
        if operator.negated and not condition.qualifier:
            return "true"
        return _yes(bool(condition.values) or _of_nothing(condition, operator) == "true")
    everything = operator.pattern and any(text(value) == "*" for value in condition.values)
    if everything and not operator.negated:
        return _of_nothing(condition, operator)
    return "false"


# ---- strangers ----


def _of_stranger(condition: Condition, operator: Operator) -> Truth:
    """Answer for a name of another party: what a policy names outright is never it."""
    if operator.address:
        return _turned(operator, _any_address(condition.values))
    if not operator.pattern:
        return _turned(operator, either(*(_named(value) for value in condition.values)))
    admits = (_admits_stranger(condition.key, value, operator) for value in condition.values)
    return _turned(operator, either(*admits))


def _named(value: Value) -> Truth:
    """Tell whether an exact value can be a stranger's; only one that cannot be read may be."""
    holes = [token for side in _variants(value) for token in side if isinstance(token, Hole)]
    return "unknown" if any(not hole.name for hole in holes) else "false"


def _variants(value: Value) -> list[Tokens]:
    return [side.tokens for side in variants(value, wild=True)]


def _admits_stranger(key: str, value: Value, operator: Operator) -> Truth:
    answers = {_stranger(key, _spelt_out(tokens, operator)) for tokens in _variants(value)}
    return answers.pop() if len(answers) == 1 else "unknown"


_ARN_PARTS = 6


def _spelt_out(tokens: Tokens, operator: Operator) -> Tokens:
    """Write out the parts of an ARN that its last wildcard stands for, which the Arn operators never do."""
    parts = arn_parts(tokens)
    short = parts[0] == tuple("arn") and len(parts) < _ARN_PARTS and parts[-1][-1:] == (Star(),)
    if not short or operator.name.startswith("Arn"):
        return tokens
    return (*tokens, *(":", Star()) * (_ARN_PARTS - len(parts)))


def _stranger(key: str, tokens: Tokens) -> Truth:
    if all(isinstance(token, Star | One) for token in tokens):
        return _yes(bool(tokens))
    if any(isinstance(token, Hole) and (not token.name or len(tokens) == 1) for token in tokens):
        return "unknown"
    parts = arn_parts(tokens)
    if len(parts) >= _ARN_PARTS and parts[0] == tuple("arn"):
        return _stranger_arn(parts)
    if not any(isinstance(token, Star | One) for token in tokens):
        return "false"
    return _yes(_shape(tokens) in _SHAPES.get(key.lower(), ())) if key.lower() in _SHAPES else "unknown"


_SHAPES = {
    "aws:principalorgid": ("o-*",),
    "aws:sourceorgid": ("o-*",),
    "aws:sourcevpc": ("vpc-*",),
    "aws:sourcevpce": ("vpce-*",),
}
"""Patterns that every value of a key has; anything narrower names one of ours."""


def _shape(tokens: Tokens) -> str:
    return "".join(
        token if isinstance(token, str) else "*" if isinstance(token, Star) else "?" for token in tokens
    )


_GIVEN_NAMES = frozenset({"execute-api", "apigateway", "cloudfront", "cognito-idp", "ec2", "ses"})
"""Services whose resources bear names that the platform gives, so that no stranger can take one."""


def _stranger_arn(parts: list[Tokens]) -> Truth:
    """Tell whether a stranger can own a resource with such an ARN: the account decides, or a free name."""
    service, account, name = _shape(parts[2]), parts[4], parts[5]
    if any(isinstance(token, Hole) for token in account):
        return "false"
    if account and account != (Star(),):
        return "false" if not any(isinstance(token, Star | One) for token in account) else "unknown"
    wild = any(isinstance(token, Star | One) for token in name)
    if not account or service == "s3":
        return _free_name(service, name, wild=wild)
    if wild and name[0] in {Star(), One()}:
        return "true"
    return "false" if service in _GIVEN_NAMES else "true" if _shape(name) else "false"


def _free_name(service: str, name: Tokens, *, wild: bool) -> Truth:
    """Tell whether the name of a resource without account in its ARN (a bucket, an API) is anybody's."""
    bucket = name[: name.index("/")] if "/" in name else name
    if service in _GIVEN_NAMES or not any(isinstance(token, Star | One) for token in bucket):
        return _yes(wild and name[0] == Star())
    return "true"


# ---- addresses ----


def _any_address(values: Iterable[Value]) -> Truth:
    """Tell whether some ranges together hold the whole Internet; a part of it is never a stranger's."""
    four: list[ipaddress.IPv4Network] = []
    six: list[ipaddress.IPv6Network] = []
    doubt: Truth = "false"
    for value in values:
        written = text(value)
        try:
            network = ipaddress.ip_network((written or "").strip(), strict=False)
        except ValueError:
            doubt = doubt if written is not None else "unknown"
            continue
        if isinstance(network, ipaddress.IPv4Network):
            four.append(network)
        else:
            six.append(network)
    lengths = {network.prefixlen for network in ipaddress.collapse_addresses(four)}
    lengths |= {network.prefixlen for network in ipaddress.collapse_addresses(six)}
    return "true" if 0 in lengths else doubt

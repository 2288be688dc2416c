"""How much statements grant: everything, whole services, every resource of a kind."""

from collections.abc import Iterable

from stockade.iam.documents import Statement
from stockade.iam.patterns import covers, overlaps
from stockade.iam.segments import Hole, One, Star, Token, Tokens, arn_parts, variants
from stockade.values import Lit, Truth, Value, either, negate, text

_EVERY_ACTION = Lit("*:*")
_IDENTITY = Lit("iam:*")
_IDENTITIES = Lit("arn:aws:iam::*:*")
_EVERYTHING = Lit("*")
_ARN_PARTS = 6
_ACCOUNT_PART = 4
_SERVICE_PART = 2


def is_admin(statements: Iterable[Statement]) -> Truth:
    """Tell whether some statement allows every action on every resource; denials play no part.

    Everything but some actions counts too where the rights of identities (`iam:*`) are not among those, and
    everything but some resources where no identity is among those. A statement with conditions, or one not
    read completely, makes it unknown.
    """
    return either("false", *(_grants_everything(one) for one in statements if one.effect == "Allow"))


def _grants_everything(statement: Statement) -> Truth:
    actions = _every_action(statement)
    resources = _every_resource(statement)
    if "false" in {actions, resources}:
        return "false"
    sure = actions == resources == "true" and statement.complete and not statement.conditions
    return "true" if sure else "unknown"


def _every_resource(statement: Statement) -> Truth:
    if statement.not_resources:
        return negate(either(*(overlaps(one, _IDENTITIES) for one in statement.not_resources)))
    return either("false", *(covers(one, _EVERYTHING) for one in statement.resources))


def _every_action(statement: Statement) -> Truth:
    if statement.not_actions:
        return negate(either(*(overlaps(one, _IDENTITY, fold=True) for one in statement.not_actions)))
    return either("false", *(covers(one, _EVERY_ACTION, fold=True) for one in statement.actions))


def service_wildcards(statement: Statement) -> tuple[str, ...]:
    """Return the services granted whole (`s3` for `s3:*`), `*` for all or for all but some actions."""
    if statement.not_actions:
        nothing = any(covers(one, _EVERY_ACTION, fold=True) == "true" for one in statement.not_actions)
        return () if nothing else ("*",)
    found: dict[str, None] = {}
    for action in statement.actions:
        service, colon, name = (text(action) or "").lower().partition(":")
        if service == "*" or (colon and name and not name.strip("*")):
            found[service] = None
    return tuple(found)


def wildcard_resource(statement: Statement) -> Truth:
    """Tell whether a statement speaks of every resource, or of every one of a kind (see `is_wildcard`)."""
    if statement.not_resources:
        return "true"
    return either("false", *(is_wildcard(one) for one in statement.resources))


def is_wildcard(resource: Value) -> Truth:
    """Tell whether a resource is `*`, or an ARN that leaves its last part open: `table/*`, `log-group:*`.

    A fixed beginning of the name (`arn:aws:s3:::data-*`, `data/*`) is not a wildcard; a fixed end below every
    bucket or API (`arn:aws:execute-api:*:*:*/@connections/*`) does not help.
    """
    answers = {_openness(side.tokens) for side in variants(resource, wild=True)}
    return answers.pop() if len(answers) == 1 else "unknown"


_WITHOUT_KINDS = frozenset({"s3", "execute-api", "sqs", "sns"})
"""Services whose ARNs begin the last part with a name, not with a kind of resource."""


def _openness(tokens: Tokens) -> Truth:
    """Tell it of one side; a whole value that names no resource of the stack may be `*`."""
    if len(tokens) == 1 and isinstance(tokens[0], Hole) and not tokens[0].owner:
        return "unknown"
    return "true" if _open(tokens) else "false"


def _open(tokens: Tokens) -> bool:
    if _wild(tokens):
        return True
    parts = arn_parts(tokens)
    if len(parts) < _ARN_PARTS:
        return bool(tokens) and isinstance(tokens[-1], Star) and "".join(_literal(tokens)).endswith(":")
    service = "".join(_literal(parts[_SERVICE_PART]))
    return _open_name(parts[-1], kinds=service not in _WITHOUT_KINDS and bool(parts[_ACCOUNT_PART]))


def _open_name(name: Tokens, *, kinds: bool) -> bool:
    at = next((index for index, token in enumerate(name) if token in ("/", ":")), None)
    if at is None or not kinds:  # what stands below every bucket or API (`*/@connections/*`) is wide too
        return _wild(name[:at])
    kind, rest = name[:at], name[at + 1 :]
    return all(isinstance(token, str) for token in kind) and _wild(rest)


def _wild(tokens: Tokens) -> bool:
    """Tell whether nothing but wildcards and separators is there."""
    return any(isinstance(token, Star) for token in tokens) and all(
        isinstance(token, Star | One) or token in ("/", ":") for token in tokens
    )


def _literal(tokens: Tokens) -> list[str]:
    def shown(token: Token) -> str:
        return token if isinstance(token, str) else ""

    return [shown(token) for token in tokens]

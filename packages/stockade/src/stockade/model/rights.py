"""What is left of the grants of a role once denials, conditions and a boundary are reckoned in."""

from msgspec.structs import replace

from stockade.iam import Statement, evaluate, own
from stockade.model.app import Role
from stockade.values import Lit, Truth, Value, either
from stockade.values import replace as replaced

_ANYTHING = Lit("*")
_UNNAMED = "\ue000"
"""Stands for a name that no policy holds."""


def may(role: Role, action: str, resource: Value = _ANYTHING) -> Truth:
    """Tell whether a role may do one action on a resource, or on every resource a pattern stands for.

    Unknown where a condition, or a boundary that is not known, decides.
    """
    return _allowed(role, tuple(grant.statement for grant in role.grants), action, resource)


def left(role: Role, statement: Statement, action: str) -> Truth:
    """Tell whether a role may still do an action that one of its statements allows, where that applies.

    Of a pattern a resource is asked about that no policy names: what is taken back of single ones, or left of
    single ones, does not count. Unknown where a boundary that is not known decides, or leaves a part.
    """
    denials = tuple(grant.statement for grant in role.grants if grant.statement.effect == "Deny")
    bare = replace(statement, conditions=(), when=())
    held = (bare, *(one for one in denials if _together(one, statement)))
    if not denials and role.boundary is None and statement.complete:
        return "true"
    named = statement.resources or (_ANYTHING,)
    answer = either("false", *(_allowed(role, held, action, _unnamed(one)) for one in named))
    if answer != "false" or role.boundary is None:
        return answer
    return either("false", *(_allowed(role, held, action, one) for one in named))


def _allowed(role: Role, statements: tuple[Statement, ...], action: str, resource: Value) -> Truth:
    return evaluate(own(action, resource), identity=statements, boundary=role.boundary).allowed


def _together(denial: Statement, statement: Statement) -> bool:
    """Tell whether both can be there under the same answers of the template's conditions."""
    answers = dict(statement.when)
    return all(answers.get(name, answer) == answer for name, answer in denial.when)


def _unnamed(pattern: Value) -> Value:
    """Fill the wildcards of a pattern with a name that no policy holds."""

    def fill(term: Value) -> Value:
        if isinstance(term, Lit) and isinstance(term.value, str):
            return Lit(term.value.replace("*", _UNNAMED).replace("?", _UNNAMED), at=term.at)
        return term

    return replaced(pattern, fill)


def is_narrowed(role: Role) -> bool:
    """Tell whether something can take back what a statement of a role allows."""
    return role.boundary is not None or any(
        grant.statement.effect == "Deny" or grant.statement.not_resources or grant.statement.conditions
        for grant in role.grants
    )


def doubt(role: Role) -> str:
    """Say, as the end of a sentence, why it is not known what is left of a role's grants."""
    limit = role.boundary
    if limit is not None and not limit.complete and limit.problems:
        return limit.problems[0].reason
    if limit is not None:
        return "what its permissions boundary leaves is not known"
    return "what a denial takes back is not known"

"""Policy documents with every element and the place it was written at.

Source: "Grammar of the IAM JSON policy language" of the IAM User Guide.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from stockade.values import NOWHERE, Location, Value

Effect = Literal["Allow", "Deny"]
PrincipalKind = Literal["AWS", "Service", "Federated", "CanonicalUser", "*"]
Qualifier = Literal["", "ForAnyValue", "ForAllValues"]


class Problem(Struct, frozen=True):
    """A part of a policy that could not be read, and why."""

    reason: str
    at: Location = NOWHERE


class Principal(Struct, frozen=True):
    """One principal of a statement. `kind` and value are `*` where `"Principal": "*"` is written."""

    kind: PrincipalKind
    value: Value

    @property
    def at(self) -> Location:
        """Where it was written."""
        return self.value.at


class Condition(Struct, frozen=True):
    """One condition: `operator` without qualifier and `IfExists` (`StringLike`), key as written, values."""

    operator: str
    key: str
    values: tuple[Value, ...]
    qualifier: Qualifier = ""
    if_exists: bool = False
    at: Location = NOWHERE

    def __str__(self) -> str:
        """Write the operator as a policy does, and the key."""
        prefix = f"{self.qualifier}:" if self.qualifier else ""
        return f"{prefix}{self.operator}{'IfExists' if self.if_exists else ''} {self.key}"


class Statement(Struct, frozen=True, kw_only=True):
    """One statement of a policy, for one side of every condition of the template.

    Of each element and its `Not` form one is empty. `complete` is false where a part could not be read
    (`problems` says which): then the statement never surely applies. `when` names the
    conditions of the template it needs, with their answers.
    """

    effect: Effect
    sid: str = ""
    actions: tuple[Value, ...] = ()
    not_actions: tuple[Value, ...] = ()
    resources: tuple[Value, ...] = ()
    not_resources: tuple[Value, ...] = ()
    principals: tuple[Principal, ...] = ()
    not_principals: tuple[Principal, ...] = ()
    conditions: tuple[Condition, ...] = ()
    at: Location = NOWHERE
    when: tuple[tuple[str, bool], ...] = ()
    problems: tuple[Problem, ...] = ()
    complete: bool = True


class PolicyDocument(Struct, frozen=True):
    """A policy. `complete` is false where a whole statement could not be read: it may allow or deny anything.

    `problems` holds those of the document and of its statements.
    """

    statements: tuple[Statement, ...] = ()
    version: str = ""
    at: Location = NOWHERE
    problems: tuple[Problem, ...] = ()
    complete: bool = True

    def under(self, conditions: Mapping[str, bool]) -> "PolicyDocument":
        """Return the document as it is where the template's conditions have these answers."""
        kept = tuple(
            statement
            for statement in self.statements
            if all(conditions.get(name, answer) == answer for name, answer in statement.when)
        )
        return self if len(kept) == len(self.statements) else replace(self, statements=kept)


Policies = Iterable[PolicyDocument | Statement]
"""What is judged together: whole documents, or single statements such as the grants of a role."""

"""Types of variables: defaults of optional attributes, and conversions that Terraform makes by itself."""

from stockade.readers.terraform.evaluator import Evaluator, Frame
from stockade.readers.terraform.functions.collecting import as_set
from stockade.readers.terraform.parsing import parse_expression
from stockade.readers.terraform.syntax import Call, Expression, Literal, Name, ObjectOf, TupleOf
from stockade.values import ABSENT, Cond, List, Lit, Map, Value, is_absent, number, text

MOST_TYPES = 32
"""Levels of a type that are followed."""


def type_of(expression: Expression | None) -> Expression:
    """Return a type's expression; JSON and Terraform before 0.12 write it as a text."""
    if expression is None:
        return Name("any")
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        return parse_expression(expression.value, expression.at)
    return expression


def convert(value: Value, kind: Expression, frame: Frame, evaluator: Evaluator, depth: int = 0) -> Value:
    """Return a value as one of a type, with the defaults of attributes it lacks.

    What does not fit is returned as it is; Terraform would refuse it.
    """
    if depth > MOST_TYPES or is_absent(value):
        return value
    if isinstance(value, Cond):
        then, otherwise = (
            convert(side, kind, frame, evaluator, depth + 1) for side in (value.then, value.otherwise)
        )
        return Cond(value.name, then, otherwise, at=value.at)
    match kind:
        case Name(name="string" | "number" | "bool" as name):
            return _scalar(value, name)
        case Call(name="list" | "set" | "tuple" | "map" | "object" | "optional", arguments=(inner, *_)):
            return _collection(value, kind, inner, frame, evaluator, depth)
        case _:
            return value


def _scalar(value: Value, name: str) -> Value:
    if not isinstance(value, Lit):
        return value
    known = text(value)
    if name == "string" and known is not None:
        return Lit(known, at=value.at)
    if name == "bool" and known in {"true", "false"}:
        return Lit(known == "true", at=value.at)
    if name == "number" and isinstance(value.value, str) and (amount := number(value)) is not None:
        return Lit(int(amount) if amount.is_integer() else amount, at=value.at)
    return value


def _collection(  # noqa: PLR0913, PLR0917 - a value, its type, and where the type's defaults are evaluated
    value: Value, kind: Call, inner: Expression, frame: Frame, evaluator: Evaluator, depth: int
) -> Value:
    def converted(item: Value, of: Expression) -> Value:
        return convert(item, of, frame, evaluator, depth + 1)

    match kind.name, value, inner:
        case "optional", _, _:
            return converted(value, inner)
        case "list", List(), _:
            return List(tuple(converted(item, inner) for item in value.items), at=value.at)
        case "set", List(), _:
            return List(tuple(as_set(converted(item, inner) for item in value.items)), at=value.at)
        case "tuple", List(), TupleOf() if len(inner.items) == len(value.items):
            pairs = zip(value.items, inner.items, strict=True)
            return List(tuple(converted(item, of) for item, of in pairs), at=value.at)
        case "map", Map(), _:
            return Map({key: converted(item, inner) for key, item in value.items.items()}, at=value.at)
        case "object", Map(), ObjectOf():
            return _object(value, inner, frame, evaluator, depth)
        case _:
            return value


def _object(value: Map, kind: ObjectOf, frame: Frame, evaluator: Evaluator, depth: int) -> Value:
    found: dict[str, Value] = {}
    for key, of in kind.items:
        name = str(key.value) if isinstance(key, Literal) else ""
        item = value.items.get(name, ABSENT)
        optional = of.arguments if isinstance(of, Call) and of.name == "optional" else ()
        if is_absent(item) and len(optional) > 1:
            item = evaluator.evaluate(optional[1], frame)
        elif is_absent(item):
            item = Lit(None, at=value.at)
        found[name] = convert(item, of, frame, evaluator, depth + 1)
    # Attributes that the type does not name are dropped, as Terraform drops them.
    return Map(found, at=value.at)

"""Permissions of functions (`AWS::Lambda::Permission`) as the statements the service makes of them.

Source: "AddPermission" and "Lambda function URLs" of the Lambda documentation.
"""

from stockade.iam.documents import PolicyDocument, Statement
from stockade.iam.parsing import read_statement, sides
from stockade.values import (
    NOWHERE,
    Attr,
    Concat,
    Lit,
    Location,
    Map,
    Pseudo,
    Ref,
    Value,
    get,
    is_absent,
    text,
)

_NARROWED_BY = {
    "SourceArn": ("ArnLike", "aws:SourceArn"),
    "SourceAccount": ("StringEquals", "aws:SourceAccount"),
    "PrincipalOrgID": ("StringEquals", "aws:PrincipalOrgID"),
    "EventSourceToken": ("StringEquals", "lambda:EventSourceToken"),
    "FunctionUrlAuthType": ("StringEquals", "lambda:FunctionUrlAuthType"),
    "InvokedViaFunctionUrl": ("Bool", "lambda:InvokedViaFunctionUrl"),
}


def function_permission(properties: Value, function: Value, at: Location = NOWHERE) -> PolicyDocument:
    """Read a permission: one statement, or one for each side of the conditions inside it.

    `function` is the ARN of the function it opens.
    """
    found: list[Statement] = []
    for answers, side in sides(properties, {}):
        found.extend(read_statement(_written(side, function, at), answers, at))
    problems = tuple(problem for one in found for problem in one.problems)
    return PolicyDocument(tuple(found), "2012-10-17", at, problems)


def _written(permission: Value, function: Value, at: Location) -> Map:
    conditions: dict[str, dict[str, Value]] = {}
    for name, (operator, key) in _NARROWED_BY.items():
        value = get(permission, name)
        if not is_absent(value):
            conditions.setdefault(operator, {})[key] = value
    return Map(
        {
            "Effect": Lit("Allow", at=at),
            "Action": get(permission, "Action"),
            "Resource": function,
            "Principal": _principal(get(permission, "Principal")),
            "Condition": Map({operator: Map(keys) for operator, keys in conditions.items()}),
        },
        at=at,
    )


def _principal(value: Value) -> Value:
    """Write the principal as a policy does: everyone, a service, an account or a role."""
    written = _outline(value)
    if written == "*" or is_absent(value):
        return value
    if written.endswith((".amazonaws.com", ".amazon.com", ".amazonaws.com.cn")):
        return Map({"Service": value}, at=value.at)
    if written.startswith("arn:") or written.isdigit() or isinstance(value, Pseudo | Ref | Attr):
        return Map({"AWS": value}, at=value.at)
    return value


def _outline(value: Value) -> str:
    """Return the text with what is not known left out, for looking at its ends."""
    if isinstance(value, Concat):
        return "".join(_outline(part) for part in value.parts)
    if isinstance(value, Pseudo) and value.name == "AWS::URLSuffix":
        return "amazonaws.com"
    return text(value) or ""

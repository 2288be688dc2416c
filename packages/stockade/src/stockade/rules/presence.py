"""Whether a setting is there: three-valued, for rules about settings that are missing."""

from stockade.values import Dynamic, Import, Param, Truth, Unknown, Value, branches, is_absent


def present(value: Value) -> Truth:
    """Tell whether a value is there under every answer of the template's conditions."""
    answers = {_present(side) for _, side in branches(value)}
    return answers.pop() if len(answers) == 1 else "unknown"


def _present(value: Value) -> Truth:
    if is_absent(value):
        return "false"
    if isinstance(value, Unknown | Import | Dynamic) or (isinstance(value, Param) and value.default is None):
        return "unknown"
    return "true"

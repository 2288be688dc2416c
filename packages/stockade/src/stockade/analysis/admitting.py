"""What an authorizer answers: whether every way through it ends with a yes, whatever it was sent."""

import re
from typing import TYPE_CHECKING

from stockade.analysis.values import Value, everything, parts
from stockade.model.code import CodeFault
from stockade.model.program import column_of, line_of
from stockade.values import Location

if TYPE_CHECKING:
    from stockade.analysis.arguments import Given
    from stockade.analysis.frames import Frame

AUTHORIZERS = frozenset(
    {"apigw.authorizer.token", "apigw.authorizer.request", "appsync.authorizer", "iot.authorizer"}
)
_ANSWERING = frozenset(
    {"lambda.callback", "lambda.context.succeed", "lambda.context.done", "lambda.context.fail"}
)
_HARMLESS = re.compile(
    r"^(?:str|list|dict|object|promise|map|set|json|JSON|console|logging|logger|print|len|base64|Buffer|String"
    r"|Object|lambda)(?:\.|$|\()|(?:^|\.)(?:log|info|debug|warn|warning|error|inject_lambda_context)$"
)


class Admission:
    """Collects the answers of one run of an authorizer, and whether anything could have refused."""

    def __init__(self, sources: tuple[str, ...] = ()) -> None:
        self.source = next((one for one in sources if one in AUTHORIZERS), "")
        self._answers: list[tuple[bool | None, str, Location]] = []
        self._decided = not self.source

    @property
    def faults(self) -> tuple[CodeFault, ...]:
        """The fault of an authorizer whose every answer is a yes, and that asked nobody."""
        if self._decided or not self._answers or not all(yes for yes, _, _ in self._answers):
            return ()
        _, enclosing, place = self._answers[0]
        message = (
            f"Every answer of {enclosing} lets the caller in, and no credential was checked "
            "for it: what stands behind it is open to anybody."
        )
        return (CodeFault("authorizer-always-allows", message, enclosing, place, self.source),)

    def looked_at(self, value: Value) -> None:
        """Take in that a test looks at a value: of the sender's, what happens may depend on it."""
        if not self._decided:
            self._decided = any(one.control == "sender" for one in everything(value))

    def proved(self) -> None:
        """Take in that something lets nobody through who has not proved who he is."""
        self._decided = True

    def raised(self) -> None:
        """Take in that an error is raised: the caller is refused."""
        self._decided = True

    def returned(self, frame: "Frame", at: int, value: Value) -> None:
        """Take in what the handler returns; nothing is no answer."""
        if self._decided or (value.constants is not None and value.constants <= {None}):
            return
        enclosing = frame.function.id if frame.function is not None else "<module>"
        place = Location(frame.file, line_of(at), column_of(at))
        self._answers.append((admits(value), enclosing, place))

    def called(self, given: "Given", names: list[str]) -> None:
        """Take in a call: an answer, or a question about what was sent."""
        if self._decided:
            return
        if any(name in _ANSWERING for name in names):
            last = given.arguments[-1] if given.arguments else Value()
            refused = "lambda.context.fail" in names or (
                len(given.arguments) == 1 and "lambda.callback" in names
            )
            if refused or (len(given.arguments) > 1 and given.arguments[0].truth is True):
                self._decided = True
            else:
                self.returned(given.frame, given.at, last)
            return
        if not all(_HARMLESS.search(name) for name in names) or not names:
            self._decided = any(one.control == "sender" for one in given.everything()) or self._decided


def admits(answer: Value) -> bool | None:
    """Tell whether an answer surely lets the caller in; None where that is not known."""
    fields = answer.fields or {}
    for name in ("isAuthorized", "isAuthenticated"):
        if name in fields:
            return fields[name].truth
    document = fields.get("policyDocument")
    statements = (
        document.fields.get("Statement") if document is not None and document.fields is not None else None
    )
    effects = (
        [one.fields.get("Effect") for one in parts(statements) if one.fields]
        if statements is not None
        else []
    )
    if not effects and statements is not None and statements.fields and "Effect" in statements.fields:
        effects = [statements.fields["Effect"]]
    texts = [one.texts if one is not None else None for one in effects]
    if not texts or None in texts:
        return None
    return all(found == frozenset({"Allow"}) for found in texts)

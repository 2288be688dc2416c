"""Handlers that no template names, told by their shape: what runs them is outside of the scanned files.

    Python      a function of the top level whose parameters are an event and a context
    JavaScript  an exported function whose first parameter is an event

The event source is guessed by what the code reads of the event; `lambda.invoke` where nothing speaks for one.
"""

import posixpath
import re
from collections.abc import Iterator

from stockade.analysis.handlers import Located
from stockade.model import program as ir
from stockade.model.code import Confidence

_HINT = re.compile(r"\b_?(?:event|evt)\b")
_EVENTS = re.compile(r"_?(?:event|evt|lambda_event|lambdaEvent|raw_event)$")
_NAMES = re.compile(r"(?:lambda_?)?_?(?:handler|main|lambda_handler|lambdaHandler|default)$", re.IGNORECASE)
_TESTS = re.compile(
    r"(?:^|/)(?:tests?|__tests__|__mocks__|spec|e2e|examples?/tests?|mocks?|fixtures)/"
    r"|(?:\.|_)(?:test|spec)\.\w+$|(?:^|/)(?:test_|conftest)[^/]*$|\.d\.ts$|\.min\.js$"
)
_SOURCES = (
    (
        re.compile(
            r"queryStringParameters|pathParameters|httpMethod|multiValueHeaders|rawQueryString|rawPath"
            r"|requestContext|\bevent(?:\.|\[['\"]|\.get\(['\"])(?:body|headers)\b"
        ),
        "apigw.rest",
    ),
    (re.compile(r"\bs3\b.{0,40}\bobject\b", re.DOTALL), "s3.notification"),
    (re.compile(r"\bSns\b"), "sns"),
    (re.compile(r"Records[\s\S]{0,200}\bbody\b"), "sqs"),
    (re.compile(r"\bNewImage\b|\bOldImage\b"), "dynamodb.stream"),
    (re.compile(r"\bkinesis\b.{0,20}\bdata\b"), "kinesis"),
    (re.compile(r"authorizationToken|methodArn"), "apigw.authorizer.token"),
    (re.compile(r"\buserAttributes\b|triggerSource"), "cognito.presignup"),
    (re.compile(r"detail-type|['\".]detail\b"), "eventbridge.custom"),
)


def may_handle(file: str, source: str) -> bool:
    """Tell by path and text whether a file may hold a handler at all."""
    return not _TESTS.search(file) and _HINT.search(source) is not None


def sources_of(source: str) -> tuple[str, ...]:
    """Return the event sources that what the code reads speaks for."""
    found = [identity for pattern, identity in _SOURCES if pattern.search(source)]
    return tuple(found[:2]) or ("lambda.invoke",)


def handlers(module: ir.Module, folders: tuple[str, ...] = ()) -> Iterator[tuple[Located, Confidence]]:
    """Yield the handlers of a module by their shape, with how sure that is."""
    near = posixpath.dirname(module.file)
    roots = (near, *(one for one in folders if one != near))
    exported = set(_exported(module))
    for function in module.functions.values():
        name = function.name
        if "." in function.id or function.owner:
            continue
        if module.language != "python" and function.id not in exported and name not in exported:
            continue
        plain = [one for one in function.parameters if one.kind == "plain"]
        if not plain or len(plain) > 3:  # noqa: PLR2004 - event, context, callback
            continue
        first = plain[0].target
        named = isinstance(first, ir.Name) and _EVENTS.match(first.name) is not None
        taken_apart = isinstance(first, ir.Destructure) and _NAMES.match(name) is not None
        if not named and not taken_apart:
            continue
        if module.language == "python" and len(plain) != 2 and not _NAMES.match(name):  # noqa: PLR2004
            continue
        sure: Confidence = "medium" if _NAMES.match(name) else "low"
        yield Located(f"{module.file}:{name}", module.file, name, roots), sure


def _exported(module: ir.Module) -> Iterator[str]:
    """Yield the names and ids of functions that a script exports."""
    for statement in module.body:
        if not isinstance(statement, ir.Assign):
            continue
        target, value = statement.target, statement.value
        of_exports = isinstance(target, ir.Attribute) and isinstance(target.object, ir.Name)
        if of_exports and target.object.name == "exports":  # type: ignore[union-attr]
            yield target.name  # type: ignore[union-attr]
            yield from _named(value)
        elif isinstance(target, ir.Name) and target.name == "exports":
            yield from _named(value)


def _named(value: ir.Expression) -> Iterator[str]:
    match value:
        case ir.Closure(function=name) | ir.Name(name=name):
            yield name
        case ir.Build(entries=entries):
            for entry in entries:
                yield from _named(entry.value)
        case ir.Call(arguments=arguments):
            for argument in arguments[:1]:
                yield from _named(argument)
        case _:
            return

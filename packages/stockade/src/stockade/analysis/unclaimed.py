"""Handlers that no template names, told by their shape: what runs them is outside of the scanned files.

    Python      a function of the top level whose parameters are an event and a context
    JavaScript  an exported function whose first parameter is an event
    both        a function named `handler` whose second parameter is a context, whatever the first is called

The event source is guessed by what the code reads of the event; `lambda.invoke` where nothing speaks for one.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence

from stockade.analysis.handlers import Located
from stockade.model import App
from stockade.model import program as ir
from stockade.model.code import Confidence

_HINT = re.compile(
    r"\b_?(?:event|evt)\b|\b(?:lambda_?)?handler\b\s*[=:(]|\b(?:Flask|FastAPI|express|fastify|Hono|Koa)\("
    r"|\b(?:get_[aw]sgi_application|Chalice|Starlette|Mangum|serverless|createYoga|ApolloServer)\("
)
_EVENTS = re.compile(r"_?(?:event|evt|lambda_event|lambdaEvent|raw_event)$")
_CONTEXTS = re.compile(r"_?(?:lambda_?)?(?:context|ctx)$", re.IGNORECASE)
_HANDLER = re.compile(r"(?:lambda_?)?handler$", re.IGNORECASE)
_NAMES = re.compile(r"(?:lambda_?)?_?(?:handler|main|lambda_handler|lambdaHandler|default)$", re.IGNORECASE)
_TYPES = re.compile(
    r"\W*(?:\w+\.)?(?:ALB|APIGateway\w*|AppSyncResolver|CloudFront\w*|Cognito\w*|DynamoDBStream|EventBridge|Kinesis\w*"
    r"|LambdaFunctionURL|S3|SNS|SQS|Scheduled)Event(?:V2)?\b"
)
"""Types of events, as the declarations of Lambda and Powertools call them."""
_FILES = re.compile(r"(?:^|/)(?:handlers?|lambda(?:_function|_handler)?)\.\w+$")
"""Files that are called after what they hold."""
_WRAPPERS = re.compile(r"(?i)middy\w*")
"""What people call the wrapper of handlers that Middy is, and functions of their own around it."""
_TESTS = re.compile(
    r"(?:^|/)(?:tests?|__tests__|__mocks__|spec|e2e|examples?/tests?|mocks?|fixtures)/"
    r"|(?:\.|_)(?:test|spec)\.\w+$|(?:^|/)(?:test_|conftest)[^/]*$|\.d\.ts$|\.min\.js$"
)
_SOURCES = (
    (re.compile(r"ResponseURL"), "cfn.custom"),
    (re.compile(r"\bcf\b.{0,20}\brequest\b"), "cloudfront.edge"),
    (re.compile(r"\bbody-json\b"), "lambda.invoke"),  # made by a mapping template: fields of any name
    (
        re.compile(
            r"queryStringParameters|pathParameters|httpMethod|multiValueHeaders"
            r"|requestContext(?!\??\.http\b)|\bevent(?:\.|\[['\"]|\.get\(['\"])(?:body|headers)\b"
        ),
        "apigw.rest",
    ),
    (re.compile(r"\brawPath\b|\brawQueryString\b|\brequestContext\??\.http\b"), "apigw.http"),
    (re.compile(r"\bs3\b.{0,40}\bobject\b", re.DOTALL), "s3.notification"),
    (re.compile(r"\bSns\b"), "sns"),
    (re.compile(r"Records[\s\S]{0,200}\bbody\b"), "sqs"),
    (re.compile(r"\bNewImage\b|\bOldImage\b"), "dynamodb.stream"),
    (re.compile(r"\bkinesis\b.{0,20}\bdata\b"), "kinesis"),
    (re.compile(r"authorizationToken|methodArn"), "apigw.authorizer.token"),
    (re.compile(r"\buserAttributes\b|triggerSource"), "cognito.presignup"),
    (re.compile(r"detail-type|['\".]detail\b"), "eventbridge.custom"),
)


_AUTHORIZER = re.compile(r"\bisAuthorized['\"]?\s*[:\]=,]|\bpolicyDocument['\"]?\s*[:\]=]")


def may_handle(file: str, source: str) -> bool:
    """Tell by path and text whether a file may hold a handler at all."""
    return not _TESTS.search(file) and _HINT.search(source) is not None


def sources_of(source: str) -> tuple[str, ...]:
    """Return the event sources that what the code reads, and what it answers, speaks for."""
    if _AUTHORIZER.search(source) and "statusCode" not in source:
        return (f"apigw.authorizer.{'token' if 'authorizationToken' in source else 'request'}",)
    found = [identity for pattern, identity in _SOURCES if pattern.search(source)]
    return tuple(found[:2]) or ("lambda.invoke",)


def handlers(module: ir.Module, folders: tuple[str, ...] = ()) -> Iterator[tuple[Located, Confidence]]:
    """Yield the handlers of a module by their shape, with how sure that is; else its framework's routes.

    A script may also export as its handler what a function of the program makes of its parts.
    """
    near = posixpath.dirname(module.file)
    roots = tuple(dict.fromkeys((near, *folders, *_assembled(near))))
    exported, wrapped = _exported(module), _wrapped(module)
    found = False
    for function in module.functions.values():
        if "." in function.id or function.owner:
            continue
        name = function.name
        if module.language != "python":
            name = exported.get(function.id) or exported.get(name) or ""
        sure = _likeness(module, function, name) if name else None
        if sure is not None and function.id in wrapped:
            sure = "medium"
        if sure is not None:
            found = True
            yield Located(f"{module.file}:{name}", module.file, name, roots), sure
    framed = bool(_FRAMEWORKS & set(_imported(module)))
    for name in () if found or framed else _made(module):
        found = True
        yield Located(f"{module.file}:{name}", module.file, name, roots), "medium"
    if not found and framed:
        package = posixpath.dirname(near)  # `from shop.routes import router` in shop/main.py
        yield Located(module.file, module.file, "", tuple(dict.fromkeys((near, package, *roots)))), "medium"
    elif not found and _is_made(module):
        yield Located(f"{module.file}:handler", module.file, "handler", roots), "medium"


def _assembled(folder: str) -> Iterator[str]:
    """Yield where sources lie that a build puts beside a handler: `src` of each folder above it."""
    while folder.strip("/"):
        folder = posixpath.dirname(folder)
        yield posixpath.join(folder, "src")


def _likeness(module: ir.Module, function: ir.Function, name: str) -> Confidence | None:
    """Tell how sure a function is a handler, None where it does not look like one."""
    plain = [one for one in function.parameters if one.kind == "plain"]
    if not plain or len(plain) > 3:  # noqa: PLR2004 - event, context, callback
        return None
    first, named = plain[0].target, _NAMES.match(name) is not None
    is_event = isinstance(first, ir.Name) and _EVENTS.match(first.name) is not None
    if not is_event and not (isinstance(first, ir.Destructure) and named) and not _with_context(name, plain):
        return None
    if module.language == "python" and len(plain) != 2 and not named:  # noqa: PLR2004 - event, context
        return None
    sure = named or _TYPES.match(plain[0].annotation) or _FILES.search(module.file)
    return "medium" if sure else "low"


def _with_context(name: str, parameters: list[ir.Parameter]) -> bool:
    """Tell whether a function is called a handler and takes a context after what it calls its event."""
    after = parameters[1].target if len(parameters) > 1 else None
    is_context = isinstance(after, ir.Name) and _CONTEXTS.match(after.name) is not None
    return is_context and _HANDLER.match(name) is not None


_FRAMEWORKS = frozenset(
    {"flask", "fastapi", "chalice", "starlette", "quart", "express", "fastify", "koa", "hono", "lambda-api"}
    | {"django.core.wsgi", "django.core.asgi", "mangum", "serverless_wsgi", "apig_wsgi", "awsgi", "aws_wsgi"}
    | {"serverless-http", "aws-serverless-express", "apollo-server-lambda", "@as-integrations/aws-lambda"}
    | {"@vendia/serverless-express", "@codegenie/serverless-express", "@fastify/aws-lambda"}
)
"""Frameworks of web applications, and adapters that put one behind a function."""


def _imported(module: ir.Module) -> Iterator[str]:
    for statement in module.body:
        if isinstance(statement, ir.Assign) and isinstance(statement.value, ir.Import):
            yield statement.value.module.split(".")[0]
            yield statement.value.module


def _is_made(module: ir.Module) -> bool:
    """Tell whether a script exports as `handler` what a function makes of functions it is given."""
    bound = {
        one.target.name: one.value
        for one in module.body
        if isinstance(one, ir.Assign) and isinstance(one.target, ir.Name)
    }
    made: ir.Expression | None = None
    for one in module.body:
        match one:
            case ir.Assign(target=ir.Attribute(object=ir.Name(name="exports"), name="handler"), value=value):
                made = bound.get(value.name) if isinstance(value, ir.Name) else value
            case _:
                continue
    return isinstance(made, ir.Call) and any(isinstance(one, ir.Build) for one in made.arguments)


def _exported(module: ir.Module) -> dict[str, str]:
    """Return the exported name of each function that a script exports, by the function's name or id."""
    found: dict[str, str] = {}
    bound: dict[str, ir.Expression] = {}
    for statement in module.body:
        if not isinstance(statement, ir.Assign):
            continue
        target, value = statement.target, statement.value
        value = _behind(bound, value)  # const main = wrapped(handler); export { main }
        if isinstance(target, ir.Name):
            bound[target.name] = value
        if isinstance(target, ir.Attribute):
            if isinstance(target.object, ir.Name) and target.object.name == "exports":
                found.update(dict.fromkeys(_named(value), target.name))
        elif isinstance(target, ir.Name) and target.name == "exports":
            found.update(_whole(value, bound))
    return found


def _made(module: ir.Module) -> Iterator[str]:
    """Yield the handlers that a script exports as what a call of a name gives: `makeHandler({ onPost })`."""
    bound: dict[str, ir.Expression] = {}
    for statement in module.body if module.language != "python" else ():
        if not isinstance(statement, ir.Assign):
            continue
        target, value = statement.target, _behind(bound, statement.value)
        if isinstance(target, ir.Name):
            bound[target.name] = value
        elif isinstance(target, ir.Attribute) and _HANDLER.match(target.name):
            exports = isinstance(target.object, ir.Name) and target.object.name == "exports"
            if exports and isinstance(value, ir.Call) and isinstance(value.callee, ir.Name):
                yield target.name


def _behind(bound: dict[str, ir.Expression], value: ir.Expression) -> ir.Expression:
    """Return what a name stands for: a call, or the function that it is another name of."""
    for _ in bound:
        known = bound.get(value.name) if isinstance(value, ir.Name) else None
        if not isinstance(known, ir.Call | ir.Name):
            break
        value = known
    return value


def _wrapped(module: ir.Module) -> frozenset[str]:
    """Return the functions that a module hands to a wrapper of handlers."""
    found: set[str] = set()
    for statement in module.body:
        value = statement.value if isinstance(statement, ir.Assign) else None
        while isinstance(value, ir.Call):
            callee = value.callee
            if isinstance(callee, ir.Name) and _WRAPPERS.fullmatch(callee.name) and value.arguments:
                found.update(_named(value.arguments[0]))
            value = callee.object if isinstance(callee, ir.Attribute) else None
    return frozenset(found)


def _whole(value: ir.Expression, bound: dict[str, ir.Expression]) -> dict[str, str]:
    """Return the names of functions in what a script exports as a whole."""
    if not isinstance(value, ir.Build):
        return dict.fromkeys(_named(value), "default")
    return {
        name: entry.key.value
        for entry in value.entries
        if isinstance(entry.key, ir.Const) and isinstance(entry.key.value, str)
        for name in _named(_behind(bound, entry.value))
    }


def _named(value: ir.Expression) -> Iterator[str]:
    match value:
        case ir.Closure(function=name) | ir.Name(name=name):
            yield name
        case ir.Call(callee=callee, arguments=arguments):
            for argument in arguments[:1]:
                yield from _named(argument)
            if isinstance(callee, ir.Attribute):
                yield from _named(callee.object)
        case _:
            return


def homes(apps: Sequence[App]) -> dict[str, int]:
    """Return the number of the first application whose template lies in each folder."""
    found: dict[str, int] = {}
    for number, app in enumerate(apps):
        found.setdefault(posixpath.dirname(app.template), number)
    return found


def home(folders: dict[str, int], file: str, outside: int) -> int:
    """Return which application a file belongs to: whose template lies nearest above it; else `outside`."""
    folder = file
    while folder.strip("/"):
        folder = posixpath.dirname(folder)
        if folder in folders:
            return folders[folder]
    return outside

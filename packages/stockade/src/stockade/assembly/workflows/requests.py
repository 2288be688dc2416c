"""What an API hands to `StartExecution`: the part of the request that becomes the execution's input.

Source: "AWS service integrations for HTTP APIs" (`Input`), "API Gateway mapping template and access logging
variable reference" and the request syntax of `StartExecution`. Templates are searched for their `input`, not
run: a template in which it is not found hands over the whole request.
"""

import re

from stockade.assembly.openapi import bodies, operations
from stockade.assembly.workflows.payloads import DEPLOYED, written_text
from stockade.assembly.workflows.transforming import alone, from_marked, inside
from stockade.languages.jsonpath import reference_steps
from stockade.model import App, Trigger
from stockade.model import program as ir
from stockade.values import ABSENT, Value, entries, get, is_absent, references

_SET = re.compile(r"#set\s*\(\s*\$\{?(\w+)\}?\s*=\s*(.*?)\)\s*(?=#|\{|\n|$)", re.DOTALL)
_INPUT = re.compile(r'"input"\s*:\s*(?:"((?:[^"\\]|\\.)*)"|([^,\n}]+(?:\([^)]*\))*[^,\n}]*))', re.DOTALL)
_JOINED = re.compile(r"'\s*\+\s*|\s*\+\s*'")
_WRAPPED = re.compile(
    r"\$util\.(?:escapeJavaScript|toJson|parseJson|base64Decode|urlDecode)\s*\(\s*"
    r"((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)"
)
_REPLACED = re.compile(r"\.replaceAll\s*\((?:[^()\"']|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')*\)")
_VARIABLE = re.compile(r"\$!?\{?(\w+)\}?")
_READ = re.compile(
    r"\$!?\{?(?:"
    r"input\.(?P<how>json|path)\(\s*\\?['\"](?P<path>[^'\"]*?)\\?['\"]\s*\)"
    r"|(?P<body>input\.body)"
    r"|input\.params\(\s*\\?['\"](?P<name>[\w-]+)\\?['\"]\s*\)"
    r"|input\.params\(\)(?:\.(?P<kind>path|querystring|header))?(?:\.(?P<key>[\w-]+)|\.get\(\\?['\"](?P<got>[\w-]+)\\?['\"]\))?"
    r"|(?:ctx|context)\.(?:args|arguments)(?P<argument>(?:\.\w+)*)"
    r"|(?P<platform>(?:context|ctx|stageVariables|util)[\w.()]*)"
    r")\}?"
)
_REQUEST = re.compile(r"\$\{?request\.(path|querystring|header|body)(?:\.([\w.-]+))?\}?")
_KINDS = {"path": "pathParameters", "querystring": "queryStringParameters", "header": "headers"}
_ROUNDS = 5
LONGEST = 20_000
"""Characters of a template that is searched."""
PARSED = "States.StringToJson"


def request_input(app: App, trigger: Trigger, at: int) -> ir.Expression:
    """Return the input of the execution that a route starts, made from the event of its source in `$`."""
    integration = _integration(app, trigger)
    parameters = written_text(get(integration, "RequestParameters.Input"))
    if is_absent(get(integration, "RequestParameters.Input")):
        parameters = written_text(get(integration, "requestParameters.Input"))
    if parameters is not None:
        return _by_parameter(parameters, at)
    template = _template(integration)
    if template is None:
        return _unshaped(trigger, at)
    if template.strip().lower() == "lambda_proxy":  # a template of serverless-step-functions, by its name
        return ir.Name("$", at)
    if len(template) > LONGEST:
        return ir.Opaque("a template that is too long", (ir.Name("$", at),), at)
    return _by_template(template, trigger, at)


def _integration(app: App, trigger: Trigger) -> Value:
    """Return the integration that a route is written with."""
    declared = app.resources.get(trigger.declared_by)
    if declared is None:
        return ABSENT
    own = get(declared.properties, "Integration")
    if not is_absent(own):
        return own
    for reference in references(get(declared.properties, "Target")):
        if reference.id in app.resources:
            return app.resources[reference.id].properties
    for body in bodies(get(declared.properties, "Body")):
        for operation in operations(body):
            if trigger.detail in {f"{operation.method} {operation.path}", operation.path}:
                return operation.integration
    return declared.properties


def _template(integration: Value) -> str | None:
    for name in ("RequestTemplates", "requestTemplates"):
        for _, template in entries(get(integration, name)):
            written = written_text(template)
            if written is not None:
                return written
    return written_text(get(integration, "RequestMappingTemplate"))


def _unshaped(trigger: Trigger, at: int) -> ir.Expression:
    """Return the input of a route without a template: the request is that of the service itself."""
    if trigger.event_source == "appsync.resolver":
        return ir.Attribute(ir.Name("$", at), "arguments", at)
    whole = ir.Attribute(ir.Name("$", at), "body", at)
    return ir.Call(ir.Name(PARSED), (whole,), at=at)


def _by_parameter(written: str, at: int) -> ir.Expression:
    """Return the input that a parameter mapping of an HTTP API writes."""
    found: list[ir.Expression] = []

    def marked(match: re.Match[str]) -> str:
        found.append(_requested(match, at))
        return inside(len(found) - 1) if match.start() else f"\ue012{len(found) - 1}\ue013"

    return from_marked(_REQUEST.sub(marked, written.strip()), found, at)


def _requested(match: re.Match[str], at: int) -> ir.Expression:
    kind, rest = match[1], match[2]
    place: ir.Expression = ir.Name("$", at)
    if kind == "body":
        place = ir.Call(ir.Name(PARSED), (ir.Attribute(place, "body", at),), at=at)
    else:
        place = ir.Attribute(place, _KINDS[kind], at)
    for step in rest.split(".") if rest else ():
        place = ir.Attribute(place, step, at)
    return place


def _by_template(template: str, trigger: Trigger, at: int) -> ir.Expression:
    """Return the input that a mapping template writes; of one that is not understood all it reads."""
    variables: dict[str, str] = {}
    for name, value in _SET.findall(template):  # in turn: a later one may be made of an earlier of its name
        variables[name] = _plain(_expanded(_JOINED.sub("", value).strip(), variables), "")
    match = _INPUT.search(_SET.sub("", template))
    written = (match[1] if match[1] is not None else match[2]) if match is not None else template
    text_ = _expanded(written.replace('\\"', '"').strip(), variables)
    found: list[ir.Expression] = []
    pieces: list[str] = []
    place = 0
    for one in _READ.finditer(text_):
        pieces.append(text_[place : one.start()])
        found.append(_read(one, trigger, at))
        pieces.append(inside(len(found) - 1) if _quoted("".join(pieces)) else alone(len(found) - 1))
        place = one.end()
    shown = "".join([*pieces, text_[place:]]).strip().strip("'")
    if not found:
        return _constant(shown, at)
    if len(found) == 1 and shown.strip('"') in {inside(0), alone(0).strip('"')}:
        return found[0]
    lowered = from_marked(shown, found, at)
    return ir.Opaque("a template", tuple(found), at) if isinstance(lowered, ir.Concat) else lowered


def _constant(shown: str, at: int) -> ir.Expression:
    return from_marked(shown, [], at) if shown.startswith(("{", "[")) else ir.Name(DEPLOYED, at)


def _expanded(written: str, variables: dict[str, str]) -> str:
    """Return a text with the variables of the template, and what escapes, taken out of it."""
    for _ in range(_ROUNDS):
        before = written
        written = _REPLACED.sub("", _WRAPPED.sub(r"\1", written))
        written = _VARIABLE.sub(lambda match: _plain(variables.get(match[1]), match[0]), written)
        if written == before:
            break
    return written


def _plain(value: str | None, otherwise: str) -> str:
    """Return what a variable stands for: a text without its quotes."""
    if value is None:
        return otherwise
    return value[1:-1] if value[:1] in {"'", '"'} and value[-1:] == value[:1] else value.strip("'")


def _quoted(before: str) -> bool:
    return before.replace('\\"', "").count('"') % 2 == 1


def _read(match: re.Match[str], trigger: Trigger, at: int) -> ir.Expression:
    """Return what a reference of a template reads of the request."""
    event: ir.Expression = ir.Name("$", at)
    if match["platform"] is not None:
        return ir.Name(DEPLOYED, at)
    if match["argument"] is not None:
        return _below(ir.Attribute(event, "arguments", at), match["argument"].split(".")[1:], at)
    if match["how"] is not None or match["body"] is not None:
        body = ir.Call(ir.Name(PARSED), (ir.Attribute(event, "body", at),), at=at)
        return _below(body, list(reference_steps(match["path"] or "$") or ()), at)
    name = match["name"] or match["key"] or match["got"]
    kind = _KINDS.get(match["kind"] or "")
    if kind is None:
        kind = "pathParameters" if name and f"{{{name}" in trigger.detail else "queryStringParameters"
    return _below(ir.Attribute(event, kind, at), [name] if name else [], at)


def _below(place: ir.Expression, steps: list[str], at: int) -> ir.Expression:
    for step in steps:
        place = ir.Attribute(place, step, at)
    return place


__all__ = ["PARSED", "request_input"]

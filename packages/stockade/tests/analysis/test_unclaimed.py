"""Which functions are taken for handlers by their shape where no template names any."""

import textwrap

import pytest

from stockade.analysis.unclaimed import handlers, may_handle, sources_of
from stockade.languages.loading import Programs

FOUND = {
    "first parameter is an event": ("a.js", "exports.run = async (event) => event.body;", {"run": "low"}),
    "named handler": ("a.js", "exports.handler = async (event) => event.body;", {"handler": "medium"}),
    "context after a request": (
        "a.js",
        "exports.handler = async (req, context) => ({ statusCode: 200, body: req.body });",
        {"handler": "medium"},
    ),
    "context after a request (ts)": (
        "a.ts",
        "export const handler: Handler = async (request, _context) => request.body;",
        {"handler": "medium"},
    ),
    "context after a request (py)": (
        "a.py",
        "def lambda_handler(data, context):\n    return data\n",
        {"lambda_handler": "medium"},
    ),
    "exported under another name": (
        "a.ts",
        "const spend = async (event) => event.body;\nexport const app = spend;",
        {"app": "low"},
    ),
    "exported in a wrapper": (
        "a.js",
        "const run = async (event) => event.body;\nconst main = wrap(run);\nmodule.exports = { main };",
        {"main": "medium"},
    ),
    "request and response": ("a.js", "exports.handler = (req, res) => res.send(req.body);", {}),
    "context first": ("a.js", "module.exports = async function (context, req) { context.res = {}; };", {}),
    "request and context of an edge": ("a.ts", "export default async (req, context) => context.next();", {}),
    "context of something else": ("a.js", "exports.render = (node, context) => context.draw(node);", {}),
    "names of each other": ("a.js", "const one = two;\nconst two = one;\nexport { one, two };", {}),
    "not exported": ("a.js", "const handler = async (event) => event.body;", {}),
    "context of something else (py)": ("a.py", "def render(node, context):\n    return node\n", {}),
}


@pytest.mark.parametrize(("file", "text", "wanted"), FOUND.values(), ids=FOUND)
def test_handlers_of_a_module(file: str, text: str, wanted: dict[str, str]) -> None:
    module = Programs({file: textwrap.dedent(text)}.get).load(file)
    assert module is not None
    assert {one.export: sure for one, sure in handlers(module)} == wanted


def test_a_request_that_is_read_like_an_event_names_its_source() -> None:
    text = "exports.handler = async (req, context) => req.queryStringParameters.name;"
    assert may_handle("functions/greet.js", text)
    assert not may_handle("functions/greet.test.js", text)
    assert sources_of(text) == ("apigw.rest",)


def test_what_a_mapping_template_makes_may_hold_anything() -> None:
    text = "exports.handler = async (event) => run(event['body-json'], event.params.header.host);"
    assert sources_of(text)[0] == "lambda.invoke"
    assert "lambda.invoke" not in sources_of(text.replace("body-json", "body"))

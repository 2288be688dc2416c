"""The code of a sink's examples, as whole modules that an analysis can read."""

from textwrap import dedent, indent

from stockade.catalog.calls import Example

_PYTHON = """import json
{setup}

def handler(event, context):
    q = event["queryStringParameters"]["q"]
    body = json.loads(event["body"])
{code}
"""
_JAVASCRIPT = """{setup}

exports.handler = async (event) => {{
    const q = event.queryStringParameters.q;
    const body = JSON.parse(event.body);
{code}
}};
"""
_FRAMES = {"python": _PYTHON, "javascript": _JAVASCRIPT}


def program(example: Example, code: str) -> str:
    """Write the module of an example: `code` is its `flagged` or its `silent`.

    The module's handler is called `handler`; its event is that of an HTTP API.
    """
    lines = indent(dedent(code).strip("\n"), "    ")
    return _FRAMES[example.language].format(setup=dedent(example.setup).strip("\n"), code=lines)

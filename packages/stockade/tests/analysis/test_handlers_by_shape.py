"""Handlers that no template names are told by their shape, and run on the events that their code reads."""

import textwrap
from pathlib import Path

import pytest

from stockade.config import Config
from stockade.pipeline import Selection, scan

_FETCH = "await fetch(event.queryStringParameters.to);"
_NO_HANDLER = {"package.json": '{"name": "shop"}'}

FLAGGED = {
    "another name of a function": {
        "src/copy.ts": f"""
            const copy: Handler = async (event) => {{ {_FETCH} }};
            export const main = copy;
        """,
    },
    "another name of a wrapped function": {
        "src/copy.ts": f"""
            import middy from '@middy/core';
            const copy = async (event) => {{ {_FETCH} }};
            const wrapped = middy(copy);
            const handler = wrapped;
            export {{ handler }};
        """,
    },
    "path and query of a function URL": {
        "src/proxy.js": """
            exports.handler = async (event) => {
              await fetch(`${event.rawPath.slice(1)}?${event.rawQueryString}`);
            };
        """,
    },
    "context of a version 2 event": {
        "src/proxy.js": """
            exports.handler = async (event) => {
              if (event.requestContext?.http.method === 'POST') await fetch(event.body);
            };
        """,
    },
    "handler that a function makes of its parts": {
        "src/orders.js": """
            const { makeHandler } = require('./making');
            const onPost = async (event) => { await fetch(JSON.parse(event.body).to); };
            exports.handler = makeHandler({ onPost });
        """,
        "src/making.js": """
            exports.makeHandler = ({ onPost }) => async function (event, context) {
              return event.httpMethod === 'POST' ? onPost(event) : { statusCode: 405 };
            };
        """,
    },
}
SILENT = {
    "function that is not exported": {
        "src/copy.ts": f"""
            const copy = async (event) => {{ {_FETCH} }};
            const other = async (event) => 1;
            export const main = other;
        """,
    },
    "name that is only its own": {
        "src/copy.ts": "const event = 1;\nexport const handler = handler;\nexport const main = event;\n",
    },
    "version 1 event, which has no path of its own name": {
        "src/proxy.js": """
            exports.handler = async (event) => { await fetch(`https://a.example/${event.rawPath}`); };
        """,
    },
    "handler that a function makes, its part not used": {
        "src/orders.js": """
            const { makeHandler } = require('./making');
            const onPost = async (event) => { await fetch(JSON.parse(event.body).to); };
            exports.handler = makeHandler({ onPost });
        """,
        "src/making.js": """
            exports.makeHandler = ({ onGet }) => async function (event, context) {
              return onGet ? onGet(event) : { statusCode: 405 };
            };
        """,
    },
    "something else that a function makes": {
        "src/orders.js": """
            const { makeHandler } = require('./making');
            const send = async (event) => { await fetch(event.queryStringParameters.to); };
            exports.handler = makeHandler({ name: 'orders' });
        """,
        "src/making.js": "exports.makeHandler = ({ name }) => name;",
    },
}


def _flagged(folder: Path, files: dict[str, str]) -> set[str]:
    for name, code in (_NO_HANDLER | files).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(textwrap.dedent(code))
    return {one.rule for one in scan(folder, Config(), Selection(allow_empty=True)).findings}


@pytest.mark.parametrize("files", FLAGGED.values(), ids=FLAGGED)
def test_a_handler_is_found(files: dict[str, str], tmp_path: Path) -> None:
    assert _flagged(tmp_path, files) == {"server-side-request-forgery"}


@pytest.mark.parametrize("files", SILENT.values(), ids=SILENT)
def test_nothing_else_is(files: dict[str, str], tmp_path: Path) -> None:
    assert _flagged(tmp_path, files) == set()

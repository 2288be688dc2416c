import pytest

from stockade.analysis import Files
from stockade.analysis.handlers import Located
from stockade.analysis.runs import run
from stockade.languages.loading import Programs

PYTHON = {
    "import yaml": ["yaml"],
    "import os, json\nfrom collections import abc": [],
    "import google.cloud.storage as s": ["google"],
    "from PIL import Image": ["PIL"],
    "from . import helper\nfrom .helper import x": ["helped"],
    "import helper": ["helped", "helper"],
    "try:\n    import ujson as json\nexcept ImportError:\n    import json": ["ujson"],
    "def never():\n    import unused": [],
    "def handler(event, context):\n    import late\n    return late.x(event)": ["late"],
}
SCRIPT = {
    "const got = require('got');": ["got"],
    "import { a } from '@scope/kit/deep/file';": ["@scope/kit"],
    "import fs from 'node:fs'; import path from 'path'; import p from 'fs/promises';": [],
    "import './helper';": ["helped"],
    "import ms from 'ms/index.js';": ["ms"],
    "import type { Handler } from 'aws-lambda';": ["aws-lambda"],
}


def _imports(name: str, text: str, helper: dict[str, str]) -> list[str]:
    files = {name: text, **helper}
    programs = Programs(files.get)
    there = Files(
        files.__contains__, lambda _ending: (), str, programs.load, programs.parse, lambda _file: ""
    )
    return list(run(Located("F", name, "handler", ("",)), there, ("lambda.invoke",)).imports)


@pytest.mark.parametrize("body", PYTHON)
def test_imports_of_python(body: str) -> None:
    handler = "" if "def handler" in body else "\ndef handler(event, context):\n    return 1\n"
    assert _imports("app.py", f"{body}\n{handler}", {"helper.py": "import helped\nx = 1\n"}) == PYTHON[body]


@pytest.mark.parametrize("body", SCRIPT)
def test_imports_of_scripts(body: str) -> None:
    text = f"{body}\nexport const handler = async (event: any) => 1;\n"
    wanted = SCRIPT[body]
    found = _imports("index.ts", text, {"helper.ts": "import h from 'helped';\n"})
    assert found == wanted or (wanted == ["aws-lambda"] and found == [])  # types alone are not loaded

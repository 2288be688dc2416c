"""A helper in another module is the same as one in this."""

KNOWN: dict[str, str] = {}

_CHAIN = (
    "".join(f"=== m{number}.py\nfrom m{number + 1} import run\n" for number in range(1, 90))
    + "=== m90.py\nimport os\ndef run(text):\n    os.system(text)  # bad\n"
)

PYTHON = {
    "modules that import one another in a long row": "from m1 import run\n---\nrun(q)\n" + _CHAIN,
    "copies of libraries under other names": """
        import vendor.requests
        import requests as top
        from modules import requests as second
        from vendor.requests.sessions import Session
        from shop import requests as mine
        ---
        vendor.requests.get(q)  # bad: server-side-request-forgery
        top.get(q)  # bad: server-side-request-forgery
        second.post(q)  # bad: server-side-request-forgery
        Session().get(q)  # bad: server-side-request-forgery
        mine.get(q)  # good: server-side-request-forgery
=== vendor/__init__.py
=== vendor/requests/__init__.py
from .sessions import Session
def get(url): return Session().get(url)
=== vendor/requests/sessions.py
class Session:
    def get(self, url): return url
=== vendor/requests/adapters.py
import os
=== modules/requests/__init__.py
def post(url): return url
=== modules/requests/sessions.py
class Session: pass
=== modules/requests/adapters.py
class HTTPAdapter: pass
=== requests/__init__.py
def get(url): return url
=== requests/sessions.py
class Session: pass
=== requests/adapters.py
class HTTPAdapter: pass
=== shop/__init__.py
=== shop/requests/__init__.py
def get(number): return number
""",
    "a package comes before a module of the same name": """
        from shell import run
        ---
        run(q)
=== shell.py
import os
def run(text):
    os.system(text)
=== shell/__init__.py
import os
def run(text):
    os.system("echo " + text)  # bad
""",
    "absolute import": """
        from shell import run, quiet
        ---
        run(q)
        quiet(q)
=== shell.py
import os
def run(text):
    os.system("echo " + text)  # bad
def quiet(text):
    os.system("echo hello")
""",
    "import of a module": """
        import shell
        ---
        shell.run(q)
        shell.run("hello")
=== shell.py
import os
def run(text):
    os.system("echo " + text)  # bad
""",
    "what a function of a module is called with is not the module": """
        import shell
        shell.named("ls")
        ---
        shell.run(q)
=== shell.py
import os
def named(text):
    return text
def run(text):
    os.system("echo " + text)  # bad
""",
    "import of a module under another name": """
        import lib.shell as sh
        ---
        sh.run(q)
=== lib/__init__.py
=== lib/shell.py
import os
def run(text):
    os.system("echo " + text)  # bad
""",
    "import of a dotted module": """
        import lib.shell
        ---
        lib.shell.run(q)
=== lib/__init__.py
=== lib/shell.py
import os
def run(text):
    os.system("echo " + text)  # bad
""",
    "relative import": """
        from lib import run
        ---
        run(q)
=== lib/__init__.py
from .shell import run_it as run
=== lib/shell.py
from ..words import greet
import os
def run_it(text):
    os.system(greet(text))  # bad
=== words.py
def greet(text):
    return "echo " + text
""",
    "re-export by a star": """
        from lib import *
        ---
        run(q)
=== lib/__init__.py
from .shell import *
=== lib/shell.py
import os
def run(text):
    os.system("echo " + text)  # bad
""",
    "module of a package": """
        from lib import shell
        ---
        shell.run(q)
=== lib/__init__.py
=== lib/shell.py
import os
def run(text):
    os.system("echo " + text)  # bad
""",
    "import in a function": """
        from importlib import import_module
        ---
        from shell import run
        run(q)
=== shell.py
import os
def run(text):
    os.system("echo " + text)  # bad
""",
    "import of a library under another name": """
        import subprocess as sp
        from os import system as call
        ---
        sp.call(q, shell=True)  # bad
        call(q)  # bad
        sp.call("ls", shell=True)
    """,
    "import that may fail": """
        try:
            from shell import run
        except ImportError:
            run = None
        ---
        run(q)
=== shell.py
import os
def run(text):
    os.system("echo " + text)  # bad
""",
    "modules that import each other": """
        from first import one
        ---
        one(q)
=== first.py
import second
def one(text):
    second.two(text)
def three(text):
    import os
    os.system(text)  # bad
=== second.py
import first
def two(text):
    first.three(text)
""",
    "constant of another module": """
        from settings import COMMAND, NAMES
        ---
        if q in NAMES:
            os.system(COMMAND + q)
        os.system(COMMAND + q)  # bad
=== settings.py
COMMAND = "echo "
NAMES = ["anna", "bob"]
""",
    "sink is that of the caller that hands the text on": """
        from shell import run
        ---
        run("echo " + q)  # bad
        run("echo hello")
=== shell.py
import os
def run(command):
    os.system(command)
""",
    "another module of the same name is not meant": """
        from lib.shell import run
        ---
        run(q)
=== shell.py
import os
def run(text):
    os.system(text)
=== lib/__init__.py
=== lib/shell.py
def run(text):
    return text
""",
}

JAVASCRIPT = {
    "require of a function": """
        const run = require('./shell');
        ---
        run(q);
=== shell.js
const { exec } = require('child_process');
module.exports = (text) => exec(`echo ${text}`); // bad
""",
    "require of an object": """
        const shell = require('./shell');
        ---
        shell.run(q);
        shell.quiet(q);
=== shell.js
const { exec } = require('child_process');
module.exports = { run, quiet: (text) => exec('echo hello') };
function run(text) {
  exec(`echo ${text}`); // bad
}
""",
    "require with destructuring and another name": """
        const { run: shell } = require('./lib');
        ---
        shell(q);
=== lib/index.js
exports.run = require('./shell').run;
=== lib/shell.js
const { exec } = require('child_process');
exports.run = function (text) {
  exec(`echo ${text}`); // bad
};
""",
    "module.exports and more": """
        const shell = require('./shell');
        ---
        shell.run(q);
=== shell.js
const cp = require('child_process');
module.exports.run = (text) => cp.exec('echo ' + text); // bad
""",
    "re-export by spread": """
        const lib = require('./lib');
        ---
        lib.run(q);
=== lib/index.js
module.exports = { ...require('./shell') };
=== lib/shell.js
const { exec } = require('child_process');
exports.run = (text) => exec(`echo ${text}`); // bad
""",
    "named import": """
        import { run, quiet as hush } from './shell.js';
        export const handler = async (event) => {
          run(event.queryStringParameters.q);
          hush(event.queryStringParameters.q);
        };
=== shell.js
import { exec } from 'child_process';
export function run(text) {
  exec(`echo ${text}`); // bad
}
export const quiet = (text) => exec('echo hello');
""",
    "default import": """
        import run from './shell.js';
        export const handler = async (event) => run(event.queryStringParameters.q);
=== shell.js
import cp from 'node:child_process';
export default (text) => cp.exec(`echo ${text}`); // bad
""",
    "default class": """
        import Shell from './shell.js';
        export const handler = async (event) => new Shell().run(event.queryStringParameters.q);
=== shell.js
import * as cp from 'node:child_process';
export default class Shell {
  run(text) {
    cp.exec(`echo ${text}`); // bad
  }
}
""",
    "namespace import": """
        import * as shell from './shell.js';
        export async function handler(event) {
          shell.run(event.queryStringParameters.q);
        }
=== shell.js
import { execSync } from 'child_process';
const run = (text) => execSync('echo ' + text); // bad
export { run };
""",
    "re-export": """
        import { run } from './lib/index.js';
        export const handler = async (event) => run(event.queryStringParameters.q);
=== lib/index.js
export * from './shell.js';
export { other as quiet } from './shell.js';
=== lib/shell.js
import { execSync } from 'child_process';
export const run = (text) => execSync('echo ' + text); // bad
export const other = (text) => text;
""",
    "export under another name": """
        import { go } from './shell.js';
        export const handler = async (event) => go(event.queryStringParameters.q);
=== shell.js
import { execSync } from 'child_process';
function run(text) {
  execSync('echo ' + text); // bad
}
export { run as go };
""",
    "default re-exported by name": """
        import { shell } from './lib/index.js';
        export const handler = async (event) => shell(event.queryStringParameters.q);
=== lib/index.js
export { default as shell } from './shell.js';
=== lib/shell.js
import { execSync } from 'child_process';
export default function (text) {
  execSync('echo ' + text); // bad
}
""",
    "dynamic import": """
        export const handler = async (event) => {
          const { run } = await import('./shell.js');
          run(event.queryStringParameters.q);
        };
=== shell.js
import { execSync } from 'child_process';
export const run = (text) => execSync('echo ' + text); // bad
""",
    "handler in module.exports": """
        const { exec } = require('child_process');
        const handler = async (event) => {
          exec(event.queryStringParameters.q); // bad
        };
        module.exports = { handler };
    """,
    "handler as a declared function": """
        const { exec } = require('child_process');
        module.exports.handler = handler;
        async function handler(event) {
          exec(event.queryStringParameters.q); // bad
        }
    """,
    "handler of another module": """
        exports.handler = require('./inner').main;
=== inner.js
const { exec } = require('child_process');
exports.main = async ({ queryStringParameters: { q } }) => exec(q); // bad
""",
}

TYPESCRIPT = {
    "named import with a type": """
        import { run, type Options } from './shell';
        import type { APIGatewayProxyEvent } from 'aws-lambda';
        export const handler = async (event: APIGatewayProxyEvent): Promise<void> => {
          run(event.queryStringParameters!.q as string, {} as Options);
        };
=== shell.ts
import { exec } from 'child_process';
export interface Options { quiet?: boolean }
export function run(text: string, options: Options): void {
  exec(`echo ${text}`); // bad
}
""",
    "file named as what it becomes": """
        import { run } from './shell.js';
        export const handler = async (event: any) => run(event.queryStringParameters.q);
=== shell.ts
import { exec } from 'child_process';
export const run = (text: string) => exec(`echo ${text}`); // bad
""",
    "old import": """
        import cp = require('child_process');
        export const handler = async (event: any) => {
          cp.exec(event.queryStringParameters.q); // bad
        };
    """,
    "folder with an index": """
        import { run } from './lib';
        export const handler = async (event: any) => run(event.queryStringParameters.q);
=== lib/index.ts
export { run } from './shell';
=== lib/shell.ts
import { exec } from 'child_process';
export const run = (text: string) => exec(`echo ${text}`); // bad
""",
}


def test_lines(found: frozenset[object], wanted: frozenset[object]) -> None:
    assert found == wanted

"""Tests that are passed, and sanitisers: what they clean, and what they do not."""

KNOWN: dict[str, str] = {}

PYTHON = {
    "folder itself, or below it": """
        from pathlib import Path
        ---
        base = Path(os.environ["MOUNT"]).resolve()
        target = (base / q).resolve()
        if target != base and base not in target.parents:
            return None
        target.read_text()  # good: path-traversal
    """,
    "request with headers of the sender": """
        import urllib.request
        ---
        request = urllib.request.Request("https://api.example.com/?q=" + q, headers={"X-A": q})
        urllib.request.urlopen(request)  # good: server-side-request-forgery
    """,
    "early return, membership of a list": """
        if q not in ["ls", "pwd"]:
            return None
        os.system(q)
    """,
    "early raise, membership of a module's set": """
        ALLOWED = {"ls", "pwd"}
        ---
        if q not in ALLOWED:
            raise ValueError("no")
        os.system(q)
    """,
    "membership, dictionary and tuple": """
        ALLOWED = {"ls": 1, "pwd": 2}
        ---
        if q in ALLOWED:
            os.system(q)
        else:
            os.system(q)  # bad
        if body["a"] in ALLOWED.keys():
            os.system(body["a"])
        if body["b"] in ("ls", "pwd"):
            os.system(body["b"])
        if body["c"].lower() in frozenset(["ls"]):
            os.system(body["c"])
    """,
    "membership of what the sender sent": """
        if q in body["allowed"]:
            os.system(q)  # bad
        if q in "ls pwd":
            os.system(q)  # bad
    """,
    "the failing side falls through": """
        if q not in ("ls", "pwd"):
            print("not allowed")
        os.system(q)  # bad
    """,
    "equality": """
        if q == "ls":
            os.system(q)
        if "pwd" == body["a"]:
            os.system(body["a"])
        if body["b"] != "ls":
            os.system(body["b"])  # bad
        if body["c"] == body["d"]:
            os.system(body["c"])  # bad
        if body["e"] == "ls" or body["e"] == "pwd":
            os.system(body["e"])
        if body["f"] == "ls" or q:
            os.system(body["f"])  # bad
        if body["g"] == "ls" and q:
            os.system(body["g"])
    """,
    "anchored patterns": """
        import re
        NAME = re.compile(r"^[a-z0-9_]+$")
        ---
        if not NAME.match(q):
            return None
        os.system(q)
        if re.fullmatch(r"[a-z]+", body["a"]):
            os.system(body["a"])
        if re.match(r"[a-z]+\\Z", body["b"]) is not None:
            os.system(body["b"])
        found = re.fullmatch(r"\\w+", body["c"])
        if not found:
            raise ValueError("no")
        os.system(body["c"])
    """,
    "patterns that are no guard": """
        import re
        ---
        if re.match(r"[a-z]+", q):
            os.system(q)  # bad
        if re.search(r"[a-z]+", body["a"]):
            os.system(body["a"])  # bad
    """,
    "letters that are removed": """
        import re
        ---
        os.system(re.sub(r"[^a-z0-9]", "", q))
        os.system(re.sub(r"[;]", "", q))  # bad
        os.system(q.replace(";", ""))  # bad
    """,
    "methods that tell of letters": """
        if q.isdigit():
            os.system(q)
        if body["a"].isalnum():
            os.system(body["a"])
        if body["b"].islower():
            os.system(body["b"])  # bad
    """,
    "deny-list": """
        if ";" in q or "|" in q:
            return None
        os.system(q)  # bad
    """,
    "types": """
        if isinstance(body["a"], int):
            os.system(f"head -n {body['a']}")
        if isinstance(body["b"], str):
            os.system(body["b"])  # bad
        if not isinstance(body["c"], (int, float)):
            raise TypeError("no")
        os.system(f"head -n {body['c']}")
        if type(body["d"]) is int:
            os.system(f"head -n {body['d']}")
    """,
    "conversion": """
        try:
            number = int(q)
        except ValueError:
            return None
        os.system(f"head -n {number}")
    """,
    "conversion that falls back on the text": """
        try:
            number = int(q)
        except ValueError:
            number = q
        os.system(f"head -n {number}")  # bad
    """,
    "quoting": """
        import html
        import shlex
        import subprocess
        ---
        os.system("echo " + shlex.quote(q))
        os.system("echo " + html.escape(q))  # bad
        os.system(f"echo {shlex.quote(q)} {body['a']}")  # bad
        os.system(shlex.join(["echo", q]))
        subprocess.run(["echo", "--", q])
        subprocess.run(["sh", "-c", "echo " + q])  # bad
        subprocess.run([q, "a"])  # bad
    """,
    "quoting is for its own class": """
        import html
        import shlex
        import sqlite3
        ---
        page = f"<p>{html.escape(q)}</p>"
        sqlite3.connect("a").execute("SELECT " + html.escape(q))  # bad: sql-injection
        open("/tmp/" + shlex.quote(q))  # bad: path-traversal
        return {"headers": {"Content-Type": "text/html"}, "body": page}  # good: cross-site-scripting
    """,
    "resolved path with a separator": """
        BASE = "/tmp/files"
        ---
        path = os.path.realpath(os.path.join(BASE, q))
        if not path.startswith(BASE + "/"):
            return None
        open(path)  # good: path-traversal
    """,
    "resolved path with os.sep": """
        BASE = "/tmp/files"
        ---
        path = os.path.realpath(os.path.join(BASE, q))
        if not path.startswith(BASE + os.sep):
            return None
        open(path)  # good: path-traversal
    """,
    "resolved path without a separator": """
        BASE = "/tmp/files"
        ---
        path = os.path.realpath(os.path.join(BASE, q))
        if not path.startswith(BASE):
            return None
        open(path)  # bad: path-traversal
    """,
    "path that is not resolved": """
        path = os.path.join("/tmp/files", q)
        if not path.startswith("/tmp/files/"):
            return None
        open(path)  # bad: path-traversal
    """,
    "common path": """
        path = os.path.abspath(os.path.join("/tmp/files", q))
        if os.path.commonpath([path, "/tmp/files"]) != "/tmp/files":
            return None
        open(path)  # good: path-traversal
    """,
    "relative to": """
        from pathlib import Path
        BASE = Path("/tmp/files")
        ---
        path = (BASE / q).resolve()
        if not path.is_relative_to(BASE):
            return None
        open(path)  # good: path-traversal
        (BASE / q).open()  # bad: path-traversal
    """,
    "parsed host": """
        from urllib.parse import urlparse
        import requests
        HOSTS = {"a.example.com", "b.example.com"}
        ---
        if urlparse(q).hostname not in HOSTS:
            return None
        requests.get(q)  # good: server-side-request-forgery
    """,
    "host that is searched for": """
        import requests
        ---
        if "example.com" in q:
            requests.get(q)  # bad: server-side-request-forgery
        if body["a"].find("example.com") != -1:
            requests.get(body["a"])  # bad: server-side-request-forgery
        if body["b"].startswith("https://example.com"):
            requests.get(body["b"])  # bad: server-side-request-forgery
        if body["c"].endswith("example.com"):
            requests.get(body["c"])  # bad: server-side-request-forgery
        if body["d"].startswith("https://example.com/"):
            requests.get(body["d"])
    """,
    "parsed host that is searched in": """
        from urllib.parse import urlparse
        import requests
        ---
        if "example.com" in urlparse(q).hostname:
            requests.get(q)  # bad: server-side-request-forgery
        if urlparse(body["a"]).scheme == "https":
            requests.get(body["a"])  # bad: server-side-request-forgery
    """,
    "a function of that name is no guard": """
        def is_safe(text):
            return True
        ---
        if is_safe(q):
            os.system(q)  # bad
    """,
    "a name that only promises": """
        def sanitize(text):
            return text.strip()
        ---
        os.system(sanitize(q))  # bad
    """,
    "real predicate": """
        import re
        ALLOWED = ("ls", "pwd")
        def is_safe(text):
            return text in ALLOWED
        def is_name(text):
            return re.fullmatch(r"[a-z]+", text) is not None
        ---
        if is_safe(q):
            os.system(q)
        if not is_name(body["a"]):
            return None
        os.system(body["a"])
    """,
    "predicate with a hole": """
        def is_safe(text, mode):
            if mode == "debug":
                return True
            return text in ("ls", "pwd")
        ---
        if is_safe(q, body["mode"]):
            os.system(q)  # bad
    """,
    "validator that raises": """
        def check(text):
            if text not in ("ls", "pwd"):
                raise ValueError("no")
        ---
        check(q)
        os.system(q)
        os.system(body["a"])  # bad
    """,
    "validator that raises, caught and passed over": """
        def check(text):
            if text not in ("ls", "pwd"):
                raise ValueError("no")
        ---
        try:
            check(q)
        except ValueError:
            print("no")
        os.system(q)  # bad
    """,
    "validator that answers": """
        def checked(text):
            if text not in ("ls", "pwd"):
                raise ValueError("no")
            return text
        def chosen(text):
            return text if text in ("ls", "pwd") else "true"
        ---
        os.system(checked(q))
        os.system(chosen(body["a"]))
    """,
    "validator that only prints": """
        def check(text):
            if text not in ("ls", "pwd"):
                print("no")
        ---
        check(q)
        os.system(q)  # bad
    """,
    "reassignment after the check": """
        name = q
        if name not in ("ls", "pwd"):
            return None
        name = body["name"]
        os.system(name)  # bad
    """,
    "check of another variable": """
        other = body["other"]
        if other not in ("ls", "pwd"):
            return None
        os.system(q)  # bad
    """,
    "check before the copy": """
        if q not in ("ls", "pwd"):
            return None
        name = q
        os.system(name)
    """,
    "check of a copy": """
        name = q
        if name in ("ls", "pwd"):
            os.system(name)
    """,
    "check of a field": """
        if body["name"] not in ("ls", "pwd"):
            return None
        os.system(body["name"])
        os.system(body["other"])  # bad
    """,
    "check of every element": """
        if not all(name in ("ls", "pwd") for name in body["names"]):
            return None
        for name in body["names"]:
            os.system(name)
    """,
    "check of any element": """
        if not any(name in ("ls", "pwd") for name in body["names"]):
            return None
        for name in body["names"]:
            os.system(name)  # bad
    """,
    "check in a loop": """
        for name in body["names"]:
            if name not in ("ls", "pwd"):
                continue
            os.system(name)
        for name in body["others"]:
            if name not in ("ls", "pwd"):
                print(name)
            os.system(name)  # bad
    """,
    "filtered by a comprehension": """
        names = [name for name in body["names"] if name in ("ls", "pwd")]
        os.system(names[0])
        others = [name for name in body["names"] if name]
        os.system(others[0])  # bad
    """,
    "length is no check": """
        if len(q) > 20:
            return None
        os.system(q)  # bad
    """,
    "in a helper of a helper": """
        def inner(text):
            return text in ("ls", "pwd")
        def outer(text):
            if not inner(text):
                raise ValueError("no")
        ---
        outer(q)
        os.system(q)
    """,
    "result in a variable": """
        valid = q in ("ls", "pwd")
        if not valid:
            return None
        os.system(q)
    """,
    "enumeration": """
        from enum import Enum
        class Action(Enum):
            LIST = "ls"
            WHERE = "pwd"
        ---
        os.system(Action(q).value)
    """,
    "exit": """
        import sys
        ---
        if q not in ("ls", "pwd"):
            sys.exit(1)
        os.system(q)
    """,
    "pattern of anything": """
        import re
        ---
        if re.fullmatch(r".+", q):
            os.system(q)  # bad
        if re.fullmatch(r"[a-z; ]+", body["a"]):
            os.system(body["a"])  # bad
    """,
    "pattern of a line": """
        import re
        ---
        if re.search(r"^[a-z]+$", q, re.MULTILINE):
            os.system(q)  # bad
    """,
    "parsed host, in a variable": """
        from urllib.parse import urlparse
        import requests
        ---
        parsed = urlparse(q)
        if parsed.netloc == "a.example.com":
            requests.get(q)  # good: server-side-request-forgery
            requests.get(parsed.geturl())
    """,
    "parsed host of a field, in a variable": """
        from urllib.parse import urlparse
        import requests
        HOSTS = {"a.example.com", "b.example.com"}
        ---
        parsed = urlparse(body["a"])
        if parsed.netloc == "a.example.com":
            requests.get(body["a"])  # good: server-side-request-forgery
    """,
    "parsed host of a copy": """
        from urllib.parse import urlparse
        import requests
        HOSTS = {"a.example.com", "b.example.com"}
        ---
        url = body["a"]
        host = urlparse(url).hostname
        if host not in HOSTS:
            raise ValueError("no")
        requests.get(url)  # good: server-side-request-forgery
    """,
    "end of a parsed host": """
        from urllib.parse import urlparse
        import requests
        ---
        if urlparse(q).hostname.endswith(".example.com"):
            requests.get(q)  # good: server-side-request-forgery
        if urlparse(body["a"]).hostname.endswith("example.com"):
            requests.get(body["a"])  # bad: server-side-request-forgery
    """,
    "predicate with bool": """
        import re
        def is_name(text):
            return bool(re.fullmatch(r"[a-z]+", text))
        ---
        if is_name(q):
            os.system(q)
        else:
            os.system(q)  # bad
    """,
    "predicate with two answers": """
        def is_either(text):
            if text == "ls":
                return True
            return text in ("pwd", "true")
        ---
        if is_either(q):
            os.system(q)
        else:
            os.system(q)  # bad
    """,
}

JAVASCRIPT = {
    "early return, includes": """
        const ALLOWED = ['ls', 'pwd'];
        ---
        if (!ALLOWED.includes(q)) return null;
        exec(q);
        exec(body.name); // bad
    """,
    "early throw, set and indexOf": """
        const ALLOWED = new Set(['ls', 'pwd']);
        ---
        if (!ALLOWED.has(q)) {
          throw new Error('no');
        }
        exec(q);
        if (['ls', 'pwd'].indexOf(body.a) === -1) return null;
        exec(body.a);
        if (['ls', 'pwd'].indexOf(body.b) >= 0) exec(body.b);
        if ('ls pwd'.includes(body.c)) exec(body.c); // bad
        if (body.allowed.includes(body.d)) exec(body.d); // bad
    """,
    "keys of an object": """
        const COMMANDS = { ls: 1, pwd: 2 };
        ---
        if (q in COMMANDS) exec(q); // good: command-injection
        if (!Object.keys(COMMANDS).includes(body.a)) return null;
        exec(body.a);
        if (COMMANDS.hasOwnProperty(body.c)) exec(body.c);
    """,
    "equality": """
        if (q === 'ls') exec(q);
        if (body.a !== 'ls') exec(body.a); // bad
        if (body.b === body.c) exec(body.b); // bad
        if (body.d === 'ls' || body.d === 'pwd') exec(body.d);
        if (body.e === 'ls' || q) exec(body.e); // bad
        if (!(body.f === 'ls')) return null;
        exec(body.f);
        exec(body.g === 'ls' ? body.g : 'pwd');
    """,
    "anchored patterns": """
        const NAME = /^[a-z0-9_]+$/;
        ---
        if (!NAME.test(q)) return null;
        exec(q);
        if (body.a.match(/^[a-z]+$/)) exec(body.a);
        if (new RegExp('^[a-z]+$').test(body.b)) exec(body.b);
    """,
    "patterns that are no guard": """
        if (/[a-z]+/.test(q)) exec(q); // bad
        if (/^[a-z]+/.test(body.a)) exec(body.a); // bad
        if (/^.*$/.test(body.c)) exec(body.c); // bad
        if (body.d.search(/[a-z]/) !== -1) exec(body.d); // bad
    """,
    "letters that are removed": """
        exec(q.replace(/[^a-z0-9]/g, ''));
        exec(q.replace(/;/g, '')); // bad
        exec(q.replace(';', '')); // bad
    """,
    "types": """
        if (typeof body.a === 'number') exec(`head -n ${body.a}`);
        if (typeof body.b === 'string') exec(body.b); // bad
        if (typeof body.c !== 'number') return null;
        exec(`head -n ${body.c}`);
        if (Number.isInteger(body.d)) exec(`head -n ${body.d}`);
        if (Array.isArray(body.e)) exec(body.e[0]); // bad
    """,
    "numbers": """
        exec(`head -n ${Number(q)} ${parseInt(q, 10)} ${parseFloat(q)} ${+q} ${q | 0} ${Math.round(q)}`);
        exec(`head -n ${Boolean(q)} ${new Date(q).getTime()}`);
        if (!isNaN(body.a)) exec(`head -n ${body.a}`);
    """,
    "quoting": """
        const { execFile, spawn } = require('child_process');
        const { quote } = require('shell-quote');
        ---
        exec(quote(['echo', q]));
        execFile('echo', ['--', q]);
        spawn('sh', ['-c', `echo ${q}`]); // bad
        spawn(q, []); // bad
    """,
    "encoding is none for a host": """
        await fetch(`https://${encodeURIComponent(q)}/`); // bad: server-side-request-forgery
        await fetch(`https://api.example.com/${encodeURIComponent(q)}`);
    """,
    "resolved path": """
        const fs = require('fs');
        const path = require('path');
        const BASE = '/tmp/files';
        ---
        const two = path.resolve(BASE, body.a);
        if (!two.startsWith(BASE)) return null;
        fs.readFileSync(two); // bad: path-traversal
        const four = `/tmp/files/${body.c}`;
        if (!four.startsWith('/tmp/files/')) return null;
        fs.readFileSync(four); // bad: path-traversal
    """,
    "dots": """
        const fs = require('fs');
        ---
        if (q.includes('..')) return null;
        fs.readFileSync(`/tmp/files/${q}`); // good: path-traversal
        if (body.a.includes('..')) console.log('no');
        fs.readFileSync(`/tmp/files/${body.a}`); // bad: path-traversal
    """,
    "parsed host": """
        const HOSTS = ['a.example.com'];
        ---
        const url = new URL(q);
        if (!HOSTS.includes(url.hostname)) return null;
        await fetch(url); // good: server-side-request-forgery
        await fetch(q);
        if (new URL(body.a).host === 'a.example.com') await fetch(body.a);
    """,
    "host that is searched for": """
        if (q.includes('example.com')) await fetch(q); // bad: server-side-request-forgery
        if (body.a.startsWith('https://example.com')) await fetch(body.a); // bad: server-side-request-forgery
        const { b } = body;
        if (new URL(b).hostname.includes('example.com')) await fetch(b); // bad: server-side-request-forgery
        if (/example\\.com/.test(body.c)) await fetch(body.c); // bad: server-side-request-forgery
        if (body.d.startsWith('https://example.com/')) await fetch(body.d);
    """,
    "a function of that name is no guard": """
        const isSafe = (text) => true;
        const sanitize = (text) => text.trim();
        ---
        if (isSafe(q)) exec(q); // bad
        exec(sanitize(q)); // bad
    """,
    "real predicate": """
        const ALLOWED = ['ls', 'pwd'];
        const isSafe = (text) => ALLOWED.includes(text);
        function isName(text) {
          if (!text) return false;
          return /^[a-z]+$/.test(text);
        }
        ---
        if (isSafe(q)) exec(q);
        if (!isName(body.a)) return null;
        exec(body.a);
    """,
    "validator that throws": """
        function check(text) {
          if (!['ls', 'pwd'].includes(text)) throw new Error('no');
        }
        const warn = (text) => {
          if (!['ls', 'pwd'].includes(text)) console.log('no');
        };
        ---
        check(q);
        exec(q);
        warn(body.a);
        exec(body.a); // bad
    """,
    "reassignment after the check, another variable": """
        let name = q;
        if (name !== 'ls') return null;
        exec(name);
        name = body.name;
        exec(name); // bad
        if (body.a !== 'ls') return null;
        exec(body.b); // bad
    """,
    "filter": """
        body.names.filter((name) => name).forEach((name) => exec(name)); // bad
    """,
    "result in a variable": """
        const valid = ['ls', 'pwd'].includes(q);
        if (!valid) return null;
        exec(q);
    """,
    "schema": """
        const Joi = require('joi');
        const schema = Joi.object({ name: Joi.string().valid('ls', 'pwd'), other: Joi.string() });
        ---
        const { error, value } = schema.validate(body);
        exec(value.other); // bad
    """,
    "Object.hasOwn": """
        const COMMANDS = { ls: 1, pwd: 2 };
        ---
        if (Object.hasOwn(COMMANDS, q)) exec(q);
    """,
    "exec of a pattern": """
        const found = /^\\w+$/.exec(q);
        if (!found) throw new Error('no');
        exec(q);
        if (/^\\w+$/.exec(body.a)) exec(body.a);
        if (/\\w+/.exec(body.b)) exec(body.b); // bad
    """,
    "pattern of a line": """
        if (/^[a-z]+$/m.test(q)) exec(q); // bad
    """,
    "first letter that is removed": """
        exec(q.replace(/[^a-z0-9]/, '')); // bad
    """,
    "resolved path with a separator": """
        const fs = require('fs');
        const path = require('path');
        const BASE = '/tmp/files';
        ---
        const one = path.resolve(BASE, q);
        if (!one.startsWith(BASE + path.sep)) return null;
        fs.readFileSync(one); // good: path-traversal
    """,
    "normal path": """
        const fs = require('fs');
        const path = require('path');
        ---
        const one = path.join('/tmp/files', q);
        if (!one.startsWith('/tmp/files/')) return null;
        fs.readFileSync(one); // good: path-traversal
    """,
    "parsed host, destructured": """
        const { hostname } = new URL(q);
        if (hostname !== 'a.example.com') return null;
        await fetch(q); // good: server-side-request-forgery
    """,
    "filter by a list": """
        body.names.filter((name) => ['ls', 'pwd'].includes(name)).forEach((name) => exec(name));
    """,
    "check of every element": """
        if (!body.names.every((name) => ['ls', 'pwd'].includes(name))) return null;
        body.names.forEach((name) => exec(name));
    """,
}

TYPESCRIPT = {
    "type predicate": """
        type Action = 'ls' | 'pwd';
        const isAction = (text: string): text is Action => ['ls', 'pwd'].includes(text);
        const claims = (text: string): text is Action => true;
        ---
        if (isAction(q)) exec(q);
        if (claims(body.name)) exec(body.name); // bad
    """,
    "assertion function": """
        function assertAction(text: string): asserts text is 'ls' {
          if (text !== 'ls') throw new Error('no');
        }
        ---
        assertAction(q);
        exec(q);
    """,
}


def test_lines(found: frozenset[object], wanted: frozenset[object]) -> None:
    assert found == wanted

"""What looks like a guard and lets something through: it must clean nothing."""

KNOWN: dict[str, str] = {}

PYTHON = {
    "quoted once": """
        import shlex
        ---
        os.system("echo 'a b' " + shlex.quote(q) + " 'c'")
        os.system(f'echo "{shlex.quote(q)}"')  # bad
        os.system(f"echo it\\\\'s {shlex.quote(q)}")
    """,
    "groups of a pattern": """
        import re
        PATTERN = re.compile(r"(?P<name>[a-z]+)/(?P<rest>.+)")
        ---
        found = PATTERN.match(q)
        os.system(found.group("name"))
        os.system(found.group("rest"))  # bad
        os.system(found.group(1))
        os.system(found["name"])
        os.system(found[1])
        os.system(found[2])  # bad
        os.system(found["rest"])  # bad
        os.system(found.group())  # bad
        os.system(re.search(r"id-(\\d+)", q).group(1))
        os.system(re.search(r"id-(\\S+)", q).group(1))  # bad
    """,
    "conversion whose failure is passed over": """
        try:
            int(q)
        except ValueError:
            pass
        os.system(q)  # bad
    """,
    "conversion that fails": """
        int(q)
        os.system(f"head -n {q}")
        os.system(f"head -n {body['n']}")  # bad
    """,
    "check in one branch": """
        if body["mode"] == "strict":
            if q not in ("ls", "pwd"):
                return None
        os.system(q)  # bad
    """,
    "check that may be skipped": """
        if body["mode"] == "strict" and q not in ("ls", "pwd"):
            return None
        os.system(q)  # bad
    """,
    "or with a truth": """
        if q in ("ls", "pwd") or True:
            os.system(q)  # bad
        if q.isdigit() or body["force"]:
            os.system(q)  # bad
    """,
    "every element of another list": """
        if not all(name in ("ls", "pwd") for name in body["names"]):
            return None
        for name in body["others"]:
            os.system(name)  # bad
    """,
    "every element is compared loosely": """
        if all(len(name) < 10 for name in body["names"]):
            os.system(body["names"][0])  # bad
        if all(name for name in body["others"]):
            os.system(body["others"][0])  # bad
    """,
    "filter by a loose test": """
        for name in [one for one in body["names"] if one.startswith("a")]:
            os.system(name)  # bad
        for name in filter(None, body["names"]):
            os.system(name)  # bad
    """,
    "loop until it is allowed": """
        name = q
        while name not in ("ls", "pwd"):
            name = body["name"]
        os.system(name)
    """,
    "loop that gives up": """
        name, rounds = q, 0
        while name not in ("ls", "pwd"):
            name = body["name"]
            rounds += 1
            if rounds > 3:
                break
        os.system(name)  # bad
    """,
    "list that the sender may add to": """
        allowed = ["ls", "pwd"]
        allowed.append(body["more"])
        if q in allowed:
            os.system(q)  # bad
    """,
    "list of another function's answer": """
        import settings
        ---
        if q in settings.ALLOWED:
            os.system(q)
    """,
    "pattern on a part": """
        import re
        ---
        if re.fullmatch(r"[a-z]+", q[:5]):
            os.system(q)  # bad
        if re.fullmatch(r"[a-z]+", q.split(" ")[0]):
            os.system(q)  # bad
        if q.split(" ")[0] in ("ls", "pwd"):
            os.system(q)  # bad
    """,
    "pattern of the sender": """
        import re
        ---
        if re.fullmatch(body["pattern"], q):
            os.system(q)  # bad
    """,
    "group of a pattern": """
        import re
        ---
        found = re.match(r"name=(.*)", q)
        os.system(found.group(1))  # bad
    """,
    "assertion of another": """
        assert body["other"] in ("ls", "pwd")
        os.system(q)  # bad
    """,
    "change after the check": """
        def check(found):
            if found["name"] not in ("ls", "pwd"):
                raise ValueError("no")
        ---
        check(body)
        os.system(body["name"])
        body["name"] = q
        os.system(body["name"])  # bad
    """,
    "change after the check, by update": """
        if body["name"] not in ("ls", "pwd"):
            return None
        body.update(json.loads(event["headers"]["x-extra"]))
        os.system(body["name"])  # bad
    """,
    "quoting before decoding": """
        import shlex
        from urllib.parse import unquote
        ---
        os.system(unquote(shlex.quote(q)))  # bad
    """,
    "part of a quoted text": """
        import shlex
        ---
        os.system(shlex.quote(q)[1:-1])  # bad
    """,
    "unescaped again": """
        import html
        ---
        page = "<p>" + html.unescape(html.escape(q)) + "</p>"
        return {"headers": {"Content-Type": "text/html"}, "body": page}  # bad: cross-site-scripting
    """,
    "basename before decoding": """
        from urllib.parse import unquote
        ---
        open("/tmp/" + unquote(os.path.basename(q)))  # bad: path-traversal
        open("/tmp/" + os.path.basename(unquote(q)))
    """,
    "dots are taken out once": """
        open("/tmp/" + q.replace("../", ""))  # bad: path-traversal
    """,
    "resolved, then joined with more": """
        path = os.path.realpath(os.path.join("/tmp/files", q))
        if not path.startswith("/tmp/files/"):
            return None
        open(os.path.join(path, body["name"]))  # bad: path-traversal
    """,
    "check of the resolved, use of the other": """
        path = os.path.realpath(os.path.join("/tmp/files", q))
        if not path.startswith("/tmp/files/"):
            return None
        open(os.path.join("/tmp/files", q + body["name"]))  # bad: path-traversal
    """,
    "host of another URL": """
        from urllib.parse import urlparse
        import requests
        ---
        if urlparse(body["a"]).hostname != "a.example.com":
            return None
        requests.get(body["a"])
        requests.get(body["b"])  # bad: server-side-request-forgery
    """,
    "no host": """
        from urllib.parse import urlparse
        import requests
        ---
        if urlparse(q).hostname == "127.0.0.1":
            return None
        requests.get(q)  # bad: server-side-request-forgery
        if urlparse(body["a"]).hostname in ("localhost", "127.0.0.1"):
            raise ValueError("no")
        requests.get(body["a"])  # bad: server-side-request-forgery
    """,
    "a class that says it validates": """
        class Validator:
            def validate(self, text):
                return self.inner(text)
            def inner(self, text):
                return len(text) > 0
        ---
        if Validator().validate(q):
            os.system(q)  # bad
    """,
    "validator of a library that is not known": """
        from validation import is_valid
        ---
        if is_valid(q):
            os.system(q)  # bad
    """,
    "exception that is raised later": """
        problems = []
        if q not in ("ls", "pwd"):
            problems.append("no")
        os.system(q)  # bad
        if problems:
            raise ValueError(problems)
    """,
    "letters around it": """
        if q.strip("; ") in ("ls", "pwd"):
            os.system(q)  # bad
        if body["a"].strip() in ("ls", "pwd"):
            os.system(body["a"])
    """,
    "group without dangerous letters": """
        import re
        ---
        found = re.match(r"name=([a-z]+)", q)
        os.system(found.group(1))
    """,
    "quoted twice": """
        import shlex
        ---
        os.system("echo '" + shlex.quote(q) + "'")  # bad
    """,
}

JAVASCRIPT = {
    "failure of a promise that ends the function": """
        const check = async (text) => {
          if (!['ls', 'pwd'].includes(text)) throw new Error('no');
        };
        ---
        await check(q).catch((error) => { throw error; });
        exec(q);
    """,
    "conversion whose answer is left": """
        parseInt(q, 10);
        exec(q); // bad
        Number(body.n);
        exec(`head -n ${body.n}`); // bad
    """,
    "NaN is not looked at": """
        if (Number(q) === 0) return null;
        exec(q); // bad
    """,
    "check in one branch": """
        if (body.mode === 'strict') {
          if (!['ls', 'pwd'].includes(q)) return null;
        }
        exec(q); // bad
        if (body.mode === 'strict' && body.a !== 'ls') return null;
        exec(body.a); // bad
    """,
    "or with a truth": """
        if (['ls', 'pwd'].includes(q) || body.force) exec(q); // bad
        const allowed = process.env.ALL || ['ls'].includes(body.a);
        if (allowed) exec(body.a); // bad
    """,
    "every, some and filter": """
        if (body.names.some((name) => ['ls', 'pwd'].includes(name))) exec(body.names[0]); // bad
        if (body.names.every((name) => name.length < 10)) exec(body.names[0]); // bad
        if (body.names.every((name) => ['ls'].includes(name))) exec(body.others[0]); // bad
        body.names.filter((name) => name !== 'rm').forEach((name) => exec(name)); // bad
        body.names.filter(() => true).forEach((name) => exec(name)); // bad
    """,
    "promise that is not awaited": """
        const check = async (text) => {
          if (!['ls', 'pwd'].includes(text)) throw new Error('no');
        };
        ---
        await check(q);
        exec(q);
    """,
    "error that is passed over": """
        const check = (text) => {
          if (!['ls', 'pwd'].includes(text)) throw new Error('no');
        };
        ---
        try { check(q); } catch (error) { console.log(error); }
        exec(q); // bad
    """,
    "list that the sender may add to": """
        const allowed = ['ls', ...body.more];
        if (allowed.includes(q)) exec(q); // bad
        const set = new Set(['ls']);
        set.add(body.other);
        if (set.has(body.a)) exec(body.a); // bad
    """,
    "pattern on a part, pattern of the sender": """
        if (/^[a-z]+$/.test(q.slice(0, 5))) exec(q); // bad
        if (new RegExp(body.pattern).test(q)) exec(q); // bad
        if (/^[a-z]+$/.test(q.split(' ')[0])) exec(q); // bad
    """,
    "keys of an object of the sender": """
        if (q in body) exec(q); // bad
        if (Object.keys(body).includes(body.a)) exec(body.a); // bad
    """,
    "prototype of a table": """
        const table = { list: (text) => exec('ls'), run: (text) => exec(text) }; // bad
        ---
        if (q in table) table[q](body.a);
    """,
    "host of another URL, hosts that are refused": """
        if (new URL(q).hostname === 'localhost') return null;
        await fetch(q); // bad: server-side-request-forgery
        if (new URL(body.a).hostname !== 'a.example.com') return null;
        await fetch(body.b); // bad: server-side-request-forgery
        if (new URL(body.c).protocol !== 'https:') return null;
        await fetch(body.c); // bad: server-side-request-forgery
        if (!new URL(body.d).hostname.endsWith('example.com')) return null;
        await fetch(body.d); // bad: server-side-request-forgery
    """,
    "typeof of another": """
        if (typeof body.a !== 'number') return null;
        exec(`head -n ${body.b}`); // bad
        if (typeof q === 'string') exec(q); // bad
    """,
    "reassigned in a closure": """
        let name = q;
        const reset = () => { name = body.name; };
        if (!['ls', 'pwd'].includes(name)) return null;
        reset();
        exec(name); // bad
    """,
    "loose replacements": """
        exec(q.replace(/[;|&]/g, '')); // bad
        exec(q.replaceAll(';', '')); // bad
        exec(q.replace(/\\s+/g, '')); // bad
        exec(q.replace(/[^\\w]/g, ''));
    """,
    "failure of a promise is passed over": """
        const check = async (text) => {
          if (!['ls', 'pwd'].includes(text)) throw new Error('no');
        };
        ---
        await check(q).catch(() => null);
        exec(q); // bad
    """,
    "pattern of what must not be there": """
        if (!/[^a-z]/.test(q)) exec(q);
        if (/[^a-z]/.test(body.a)) return null;
        exec(body.a);
        if (!/[;|]/.test(body.b)) exec(body.b); // bad
    """,
}


def test_lines(found: frozenset[object], wanted: frozenset[object]) -> None:
    assert found == wanted

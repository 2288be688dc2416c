"""Texts, collections, encodings: what of a value is whose, and what of it is left."""

KNOWN: dict[str, str] = {}

PYTHON = {
    "data far down in a list": """
        deep = [[[[[[[[[[q]]]]]]]]]]
        none = [[[[[[[[[["x"]]]]]]]]]]
        os.system(str(deep))  # bad
        os.system(str(none))
    """,
    "fields of named tuples": """
        from collections import namedtuple
        Pair = namedtuple("Pair", "a, b")
        ---
        a, b = Pair(b="ls", a=q)
        os.system(a)  # bad
        os.system(b)
        os.system(Pair("ls", q)[1])  # bad
        os.system(Pair("ls", q)[0])
    """,
    "encodings that are taken off again": """
        import base64
        ---
        os.system(base64.b64decode(base64.b64encode(q.encode())).decode())  # bad
        os.system(bytes.fromhex(q.encode().hex()).decode())  # bad
    """,
    "formatting": """
        os.system("echo " + q)  # bad
        os.system(f"echo {q!r:>10}")  # bad
        os.system("echo %s" % q)  # bad
        os.system("echo %(name)s %(kind)s" % {"name": q, "kind": "a"})  # bad
        os.system("echo %s %s" % ("a", q))  # bad
        os.system("echo {}".format(q))  # bad
        os.system("echo {name}".format(name=q))  # bad
        os.system("echo {0[name]}".format({"name": q}))  # bad
        os.system("echo {name}".format_map({"name": q}))  # bad
        os.system("echo %d" % int(body["a"]))
        os.system(f"echo {len(q)} {q == 'a'} {bool(q)}")
        os.system("echo {}".format("a"))
    """,
    "texts that grow without end": """
        a = b = c = "abcd"
        for _ in range(3):
            a += a
GROWING
        os.system(a + b + c)
        os.system(a + q)  # bad
        os.system(b + q)  # bad
        os.system(c + q)  # bad
    """.replace(
        "GROWING\n",
        "        a = a + a\n        b = f'{b}{b}'\n        c = '%s%s' % (c, c)\n" * 60,
    ),
    "templates of the standard library": """
        from string import Template
        ---
        os.system(Template("echo $name").substitute(name=q))  # bad
        os.system(Template("echo $name").safe_substitute({"name": "a"}))
    """,
    "join, split, replace": """
        os.system(" ".join(["echo", q]))  # bad
        os.system(" ".join(["echo", "a"]))
        os.system(q.join(["a", "b"]))  # bad
        os.system(q.split(",")[0])  # bad
        os.system(q.partition("=")[2])  # bad
        os.system(q.replace("a", "b"))  # bad
        os.system("ls a".replace("a", q))  # bad
        os.system(q.upper().strip().ljust(10)[1:3])  # bad
        os.system(q.encode().decode())  # bad
        os.system("a" * int(body["a"]))
    """,
    "constructors": """
        os.system(str(q))  # bad
        os.system(str(int(q)))
        os.system(str(float(body["a"])))
        os.system(str(bool(body["b"])))
        os.system(list([body["c"]])[0])  # bad
        os.system(dict(name=body["c"])["name"])  # bad
        os.system(tuple([body["c"], "ls"])[1])
        os.system("".join(reversed(body["c"])))  # bad
        os.system("".join(sorted(set(body["c"]))))  # bad
        os.system(str(max(int(body["d"]), 3)))
        os.system(str(abs(round(float(body["e"])))))
    """,
    "lists": """
        names = []
        names.append(q)
        os.system(names[0])  # bad
        more = ["ls"]
        more.extend([q])
        os.system(more[-1])  # bad
        first = ["ls"]
        first.insert(0, q)
        os.system(first.pop())  # bad
        plus = ["ls"] + [q]
        os.system(plus[1])  # bad
        plus += body["names"]
        os.system(" ".join(plus))  # bad
        clean = ["ls"]
        clean.append("pwd")
        os.system(clean[0])
        os.system(clean.pop())
    """,
    "dictionaries": """
        order = {"name": q, "kind": "ls"}
        os.system(order["name"])  # bad
        os.system(order["kind"])
        os.system(order.get("name", "ls"))  # bad
        os.system(order.get("kind", q))
        os.system(order.get("other", q))  # bad
        order.update({"kind": q})
        os.system(order["kind"])  # bad
        merged = {**{"a": "ls"}, "b": q}
        os.system(merged["a"])
        os.system(merged["b"])  # bad
        both = {"a": "ls"} | {"c": q}
        os.system(both["a"])
        os.system(both["c"])  # bad
        os.system(order.pop("name"))  # bad
        for key, value in {"x": q}.items():
            os.system(key)
            os.system(value)  # bad
    """,
    "keys and values apart": """
        found = {q: "ls"}
        for key in found:
            os.system(key)  # bad
        for value in found.values():
            os.system(value)
        os.system(" ".join(found.keys()))  # bad
        os.system(" ".join(found.values()))
        for key in {"a": q}.keys():
            os.system(key)
    """,
    "fields apart": """
        order = {}
        order["name"] = q
        order["kind"] = {"a": "ls", "b": q}
        os.system(order["kind"]["a"])
        os.system(order["kind"]["b"])  # bad
        os.system(order["name"])  # bad
    """,
    "constant table by a key of the sender": """
        COMMANDS = {"list": "ls", "where": "pwd"}
        ---
        os.system(COMMANDS[q])
        os.system(COMMANDS.get(q, "true"))
        os.system(["ls", "pwd"][int(body["a"])])
    """,
    "JSON": """
        os.system(json.loads(q)["name"])  # bad
        os.system(json.loads(json.dumps({"name": q, "kind": "ls"}))["name"])  # bad
        os.system(json.dumps({"name": q}))  # bad
        os.system(json.dumps({"name": "a"}))
        os.system(body["a"]["b"][0]["c"])  # bad
    """,
    "encodings": """
        import base64
        from urllib.parse import parse_qs, quote, unquote, unquote_plus, urlencode
        ---
        os.system(base64.b64decode(q).decode())  # bad
        os.system(unquote(q))  # bad
        os.system(unquote_plus(body["a"]))  # bad
        os.system(parse_qs(q)["name"][0])  # bad
        os.system(bytes.fromhex(q).decode())  # bad
    """,
    "hashes": """
        import hashlib
        import uuid
        ---
        os.system("echo " + hashlib.sha256(q.encode()).hexdigest())
        os.system("echo " + str(uuid.UUID(body["a"])))
        os.system("echo " + str(uuid.uuid4()))
    """,
    "copies": """
        import copy
        ---
        os.system(copy.deepcopy(body)["name"])  # bad
        os.system(copy.copy({"a": "ls", "b": q})["a"])
        os.system(body.copy()["name"])  # bad
    """,
    "collections module": """
        from collections import OrderedDict, defaultdict, deque, namedtuple
        ---
        found = defaultdict(list)
        found["a"].append(q)
        os.system(found["a"][0])  # bad
    """,
    "itertools": """
        from itertools import chain
        ---
        for one in chain(["ls"], body["names"]):
            os.system(one)  # bad
        for one in chain(["ls"], ["pwd"]):
            os.system(one)
    """,
    "files": """
        with open("/tmp/a", "w") as file:
            file.write(q)
        os.system("sh /tmp/a")
    """,
    "unknown library passes": """
        import slugs
        ---
        os.system(slugs.tidy(q))  # bad
        os.system(slugs.tidy("a"))
        os.system(slugs.Tool(q).run())  # bad
    """,
    "a path": """
        open("/tmp/" + q)  # bad: path-traversal
        open("/tmp/" + os.path.basename(q))
        open(os.path.join("/tmp", q))  # bad: path-traversal
        open("/tmp/" + q.replace("/", "").replace("..", ""))
        open("/tmp/" + q.split("/")[-1])
        open(f"/tmp/{int(body['a'])}.txt")
    """,
    "pathlib": """
        from pathlib import Path
        ---
        (Path("/tmp") / q).read_text()  # bad: path-traversal
        Path("/tmp", q).open()  # bad: path-traversal
        open(Path("/tmp") / q)  # bad: path-traversal
    """,
    "host of a URL": """
        import requests
        ---
        requests.get(q)  # bad: server-side-request-forgery
        requests.get("https://" + q)  # bad: server-side-request-forgery
        requests.get(f"https://{q}.example.com/a")  # bad: server-side-request-forgery
        requests.get("https://api.example.com" + q)  # bad: server-side-request-forgery
        requests.get(f"https://api.example.com/orders/{q}")
        requests.get("https://api.example.com/", params={"q": q})
        requests.post("https://api.example.com/", json={"q": q})
    """,
    "arguments that are bound": """
        import sqlite3
        ---
        db = sqlite3.connect("/tmp/a.db")
        db.execute("SELECT * FROM a WHERE b = ?", (q,))  # good: sql-injection
        db.execute("SELECT * FROM a WHERE b = '%s'" % q)  # bad: sql-injection
        cursor = db.cursor()
        cursor.execute("SELECT * FROM a LIMIT " + str(int(body["a"])))
        cursor.executemany("INSERT INTO a VALUES (?)", body["rows"])
    """,
    "statement that grows": """
        import sqlite3
        ---
        statement, values = "SELECT * FROM a WHERE 1 = 1", []
        if "b" in body:
            statement += " AND b = ?"
            values.append(body["b"])
        for one in body["names"]:
            statement += " AND name = ?"
            values.append(one)
        sqlite3.connect("a").execute(statement, values)  # good: sql-injection
        marks = ", ".join("?" for _ in body["names"])
        sqlite3.connect("a").execute(f"SELECT * FROM a WHERE b IN ({marks})", body["names"])
        names = ", ".join(f"{key} = ?" for key in body)
        sqlite3.connect("a").execute(f"UPDATE a SET {names}", list(body.values()))  # bad: sql-injection
    """,
    "setdefault": """
        order = {}
        order.setdefault("third", q)
        os.system(order["third"])  # bad
        copied = dict(order)
        os.system(copied["third"])  # bad
    """,
    "letters and digits only": """
        import base64
        ---
        os.system("echo " + base64.urlsafe_b64encode(q.encode()).decode())
        os.system("echo " + base64.b64encode(q.encode()).decode())
        os.system("echo " + q.encode().hex())
    """,
    "default of a constant table": """
        COMMANDS = {"list": "ls", "where": "pwd"}
        ---
        os.system(COMMANDS.get(q, q))  # bad
    """,
    "constant table, or else": """
        COMMANDS = {"list": "ls", "where": "pwd"}
        ---
        os.system(COMMANDS.get(q) or q)  # bad
    """,
    "deque": """
        from collections import deque
        ---
        queue = deque()
        queue.append(q)
        os.system(queue.popleft())  # bad
    """,
    "ordered dictionary": """
        from collections import OrderedDict
        ---
        os.system(OrderedDict(a=q)["a"])  # bad
    """,
    "named tuple made by a call": """
        from collections import namedtuple
        Pair = namedtuple("Pair", ["a", "b"])
        ---
        pair = Pair(q, "ls")
        os.system(pair.a)  # bad
        os.system(pair.b)
    """,
    "name of a pathlib path": """
        from pathlib import Path
        ---
        (Path("/tmp") / Path(q).name).read_text()  # good: path-traversal
    """,
    "mail of the standard library": """
        from email.message import EmailMessage
        import boto3
        ---
        message = EmailMessage()
        message["Subject"] = q
        message.set_content(body["text"])
        ses = boto3.client("ses")
        ses.send_raw_email(RawMessage={"Data": message.as_bytes()})  # good: header-injection
        ses.send_raw_email(RawMessage={"Data": "Subject: " + q})  # bad: header-injection
    """,
}

JAVASCRIPT = {
    "map, what else is in it": """
        const map = new Map([['a', q], ['b', 'ls']]);
        exec(map.get('b'));
        for (const [key, value] of map.entries()) {
          exec(key);
          exec(value); // bad
        }
        for (const key of map.keys()) exec(key);
        const other = new Map(Object.entries(body));
        for (const [key, value] of other) {
          exec(key); // bad
          exec(value); // bad
        }
        const table = new Map();
        table.set(q, 'ls');
        table.forEach((value, key) => {
          exec(value);
          exec(key); // bad
        });
        exec(map.size);
    """,
    "groups of a match": """
        const found = q.match(/^name=([a-z]+);(?<rest>.*)$/);
        if (found) {
          exec(found[1]);
          exec(found[2]); // bad
          exec(found.groups.rest); // bad
        }
        const [, word] = /id-(\\d+)/.exec(q) ?? [];
        exec(word);
        exec(/id-(.+)/.exec(q)[1]); // bad
        for (const one of q.match(/[a-z]+/g)) exec(one);
        for (const one of q.match(/\\S+/g)) exec(one); // bad
    """,
    "replaced by what a function makes": """
        exec(q.replace(/[^a-z]/g, () => ''));
        exec('a'.replace('a', () => 'b'));
        exec(q.replace(/[^a-z]/g, () => body.name)); // bad
        exec('a'.replace(/a/g, body.name)); // bad
    """,
    "formatting": """
        const util = require('util');
        ---
        exec('echo ' + q); // bad
        exec(`echo ${q.trim()}`); // bad
        exec('echo '.concat(q)); // bad
        exec(['echo', q].join(' ')); // bad
        exec(util.format('echo %s', q)); // bad
        exec('echo NAME'.replace('NAME', q)); // bad
        exec(String.raw`echo ${q}`); // bad
        exec(`echo ${Number(q)}`);
        exec(`echo ${parseInt(body.a, 10)}`);
        exec(['echo', 'a'].join(' '));
    """,
    "methods of texts": """
        exec(q.split(',')[0]); // bad
        exec(q.slice(1).toLowerCase().padEnd(3)); // bad
        exec(q.substring(0, 3)); // bad
        exec(q.match(/a(.*)/)[1]); // bad
        exec(q.charAt(0)); // bad
        exec(q.toString()); // bad
        exec([...q].reverse().join('')); // bad
        exec(`echo ${q.indexOf('a')}`);
        exec(`echo ${q.startsWith('a')}`);
        exec(`echo ${q.charCodeAt(0)}`);
    """,
    "tagged template": """
        const sh = (texts, ...values) => texts[0] + values[0];
        const fixed = (texts, ...values) => 'ls';
        ---
        exec(sh`echo ${q}`); // bad
        exec(fixed`echo ${q}`);
    """,
    "lists": """
        const names = [];
        names.push(q);
        exec(names[0]); // bad
        const more = ['ls', ...body.names];
        exec(more[1]); // bad
        const first = ['ls'];
        first.unshift(q);
        exec(first.pop()); // bad
        exec(['ls'].concat(body.names)[1]); // bad
        const clean = ['ls'];
        clean.push('pwd');
        exec(clean[1]);
        exec(Array.from(body.names)[0]); // bad
        exec(body.names.slice(1).at(0)); // bad
        exec(body.names.splice(0, 1)[0]); // bad
    """,
    "objects": """
        const order = { name: q, kind: 'ls', [`x${1}`]: q };
        exec(order.name); // bad
        exec(order.kind);
        exec(order.x1); // bad
        const merged = { ...{ a: 'ls', b: 'ls' }, b: q };
        exec(merged.a);
        exec(merged.b); // bad
        const after = { ...body, kind: 'ls' };
        exec(after.kind);
        exec(after.name); // bad
        const assigned = Object.assign({ a: 'ls' }, { b: q });
        exec(assigned.a);
        exec(assigned.b); // bad
        Object.assign(order, { kind: q });
        exec(order.kind); // bad
        const { a, ...others } = { a: q, b: 'ls' };
        exec(others.b);
        exec(Object.fromEntries(Object.entries(body)).name); // bad
    """,
    "keys and values apart": """
        const found = { [q]: 'ls' };
        Object.keys(found).forEach((key) => exec(key)); // bad
        Object.values(found).forEach((value) => exec(value));
        Object.keys({ a: q }).forEach((key) => exec(key));
        for (const [key, value] of Object.entries({ a: q })) {
          exec(key);
          exec(value); // bad
        }
    """,
    "maps and sets": """
        const set = new Set();
        set.add(q);
        for (const one of set) exec(one); // bad
        const table = new Map([['list', 'ls'], ['where', 'pwd']]);
        exec(table.get(q));
        for (const one of new Set(['ls'])) exec(one);
    """,
    "constant table by a key of the sender": """
        const commands = { list: 'ls', where: 'pwd' };
        ---
        exec(commands[q]);
        exec(commands[q] || 'true');
    """,
    "JSON and encodings": """
        exec(JSON.parse(q).name); // bad
        exec(JSON.stringify({ name: q })); // bad
        exec(JSON.parse(JSON.stringify({ a: q, b: 'ls' })).a); // bad
        exec(decodeURIComponent(q)); // bad
        exec(Buffer.from(q, 'base64').toString('utf8')); // bad
        exec(atob(q)); // bad
        exec(new URLSearchParams(event.body).get('name')); // bad
        exec(require('querystring').parse(event.body).name); // bad
        exec(structuredClone(body).name); // bad
    """,
    "hashes": """
        const crypto = require('crypto');
        ---
        exec(`echo ${crypto.createHash('sha256').update(q).digest('hex')}`);
        exec(`echo ${crypto.randomUUID()}`);
    """,
    "unknown library passes": """
        const tidy = require('tidy-text');
        const _ = require('lodash');
        ---
        exec(tidy(q)); // bad
        exec(tidy('a'));
        exec(_.get(body, 'a.b')); // bad
        exec(_.pick({ a: q, b: 'ls' }, ['a']).a); // bad
    """,
    "a path": """
        const fs = require('fs');
        const path = require('path');
        ---
        fs.readFileSync('/tmp/' + q); // bad: path-traversal
        fs.readFileSync(path.join('/tmp', q)); // bad: path-traversal
        fs.readFileSync(path.join('/tmp', path.basename(q)));
        fs.createReadStream(path.resolve('/tmp', q)); // bad: path-traversal
        await fs.promises.writeFile(`/tmp/${q}`, 'a'); // bad: path-traversal
        fs.readFileSync('/tmp/a', q);
    """,
    "host of a URL": """
        const axios = require('axios');
        ---
        await axios.get(q); // bad: server-side-request-forgery
        await axios({ url: q }); // bad: server-side-request-forgery
        await axios.get(`https://${q}/a`); // bad: server-side-request-forgery
        await axios.get(`https://api.example.com/orders/${q}`);
        await axios.post('https://api.example.com/', { url: q });
        await fetch(new URL(q)); // bad: server-side-request-forgery
        await fetch('https://api.example.com/', { method: 'POST', body: q });
    """,
    "arguments that are bound": """
        const mysql = require('mysql2/promise');
        ---
        const db = await mysql.createConnection({});
        await db.query('SELECT * FROM a WHERE b = ?', [q]); // good: sql-injection
        await db.query(`SELECT * FROM a WHERE b = '${q}'`); // bad: sql-injection
        await db.execute('SELECT * FROM a WHERE b = ' + mysql.escape(q));
    """,
    "replacement by a function": """
        exec('echo NAME'.replace('NAME', () => q)); // bad
    """,
    "map that is filled": """
        const map = new Map();
        map.set('a', q);
        exec(map.get('a')); // bad
        for (const [key, value] of map) {
          exec(key);
          exec(value); // bad
        }
        map.forEach((value) => exec(value)); // bad
        exec([...map.values()][0]); // bad
    """,
    "map with entries": """
        const map = new Map([['a', q]]);
        exec(map.get('a')); // bad
    """,
    "constant table, or else": """
        const commands = { list: 'ls', where: 'pwd' };
        ---
        exec(commands[q] ?? q); // bad
        exec(commands[q] || q); // bad
    """,
    "letters and digits only": """
        exec(`echo ${Buffer.from(q).toString('hex')}`);
        exec(`echo ${Buffer.from(q).toString('base64')}`);
    """,
    "base of a URL": """
        await fetch(new URL('/orders', q)); // bad: server-side-request-forgery
        await fetch(new URL('/orders', 'https://api.example.com/'));
    """,
}


def test_lines(found: frozenset[object], wanted: frozenset[object]) -> None:
    assert found == wanted

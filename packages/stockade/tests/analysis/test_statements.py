"""Statements and expressions that move data about: destructuring, loops, exceptions, choices."""

KNOWN: dict[str, str] = {}

PYTHON = {
    "exception that is caught elsewhere": """
        class Refused(Exception):
            def __init__(self, text):
                self.text = text
                self.code = "ls"
        def check(text):
            if text == "a":
                raise Refused(text)
            raise Refused("echo " + body_of(text))
        def body_of(text):
            try:
                raise ValueError(text)
            except ValueError:
                return "b"
        ---
        try:
            os.system("ls")
        except OSError as error:
            os.system(str(error))
        try:
            check(q)
        except Refused as error:
            os.system(error.code)
            os.system(error.text)
        try:
            raise Refused(q)
        except Refused as error:
            os.system(error.text)  # bad
            os.system(error.code)
    """,
    "destructuring": """
        first, (second, third) = "ls", (q, "pwd")
        os.system(first)
        os.system(second)  # bad
        os.system(third)
        head, *tail = ["ls", q]
        os.system(head)
        one = two = q
        os.system(one + two)  # bad
    """,
    "swap": """
        first, second = q, "ls"
        first, second = second, first
        os.system(first)
        os.system(second)  # bad
    """,
    "walrus and conditional": """
        if (name := q.strip()):
            os.system(name)  # bad
        os.system(q if context else "ls")  # bad
        os.system("pwd" if q else "ls")
        os.system(q or "ls")  # bad
        os.system("ls" and q)  # bad
    """,
    "comprehensions": """
        for one in [f"echo {name}" for name in body["names"]]:
            os.system(one)  # bad
        for one in {name for name in body["names"] if name}:
            os.system(one)  # bad
        for key, value in {name: "ls" for name in body["names"]}.items():
            os.system(value)
            os.system(key)  # bad
        for one in (inner for outer in body["lists"] for inner in outer):
            os.system(one)  # bad
        for one in ["ls" for _ in body["names"]]:
            os.system(one)
        os.system(" ".join(len(name) * "x" for name in body["names"]))
    """,
    "loops": """
        found = "ls"
        for name in body["names"]:
            os.system(found)  # bad
            found = name
        last = "ls"
        while last != "x":
            os.system(last)  # bad
            last = q
        for number, name in enumerate(body["names"]):
            os.system(name)  # bad
            os.system(f"head -n {number}")
        for name, kind in zip(body["names"], ["ls", "pwd"]):
            os.system(name)  # bad
            os.system(kind)
        for number in range(int(q)):
            os.system(f"head -n {number}")
    """,
    "break, continue, else": """
        chosen = "ls"
        for name in body["names"]:
            if name in ("ls", "pwd"):
                chosen = name
                break
        os.system(chosen)
    """,
    "try, except, else, finally": """
        command = "ls"
        try:
            value = json.loads(q)
            command = value["command"]
        except ValueError:
            command = "pwd"
        os.system(command)  # bad
        try:
            other = q
        except ValueError as error:
            other = "ls"
        else:
            os.system(other)  # bad
        finally:
            os.system("sync")
    """,
    "after return and raise": """
        if context:
            return os.system("ls")
            os.system(q)
        raise ValueError("no")
        os.system(q)
    """,
    "with": """
        with open("/tmp/list") as file, open("/tmp/other", "w") as out:
            out.write(q)
            os.system(q)  # bad
    """,
    "match": """
        match body:
            case {"name": name, "kind": "a"}:
                os.system(name)  # bad
            case [first, *rest]:
                os.system(first)  # bad
                os.system(rest[0])  # bad
            case str() as text:
                os.system(text)  # bad
            case _:
                os.system("ls")
    """,
    "match on constants": """
        match q:
            case "list":
                command = "ls"
            case "where":
                command = "pwd"
            case _:
                command = "true"
        os.system(command)
        match q:
            case "list" | "where":
                os.system(q)
            case other:
                os.system(other)  # bad
    """,
    "if chain": """
        if q == "list":
            command = "ls"
        elif q == "where":
            command = "pwd"
        else:
            command = q
        os.system(command)  # bad
        if q == "list":
            os.system(q)
        else:
            os.system("ls")
    """,
    "del and reassignment": """
        command = q
        command = "ls"
        os.system(command)
        body["name"] = "ls"
        os.system(body["name"])
        os.system(body["other"])  # bad
        text = q
        text += "; ls"
        os.system(text)  # bad
    """,
    "test that is constant": """
        DEBUG = False
        ---
        if DEBUG:
            os.system(q)
        if not DEBUG:
            os.system(q)  # bad
    """,
    "assert": """
        assert q in ("ls", "pwd")
        os.system(q)
        assert body["name"]
        os.system(body["name"])  # bad
    """,
    "rest of a list": """
        head, *tail = ["ls", q]
        os.system(tail[0])  # bad
    """,
    "continue and break": """
        found = "ls"
        for name in body["names"]:
            if name == "a":
                continue
            found = name
            break
        os.system(found)  # bad
    """,
    "break past an else": """
        found = "ls"
        for name in body["names"]:
            if name == "a":
                found = body["other"]
                break
        else:
            found = "pwd"
        os.system(found)  # bad
    """,
    "text of an exception": """
        try:
            raise ValueError(q)
        except ValueError as error:
            os.system(str(error))  # bad
    """,
}

JAVASCRIPT = {
    "switch on a value of the event": """
        switch (body.action) {
          case 'ping':
            return null;
          case 'list':
            exec(q); // bad
            break;
          case 'say':
            return exec(body.text); // bad
          default:
            exec(body.action); // bad
        }
    """,
    "destructuring": """
        const order = { name: q, kind: { first: 'ls', a: q, b: 'x' } };
        const { name, kind: { first, ...others }, missing = 'ls' } = order;
        exec(name); // bad
        exec(first);
        exec(others.a); // bad
        exec(others.b);
        exec(missing);
        const [one, , three = 'ls', ...rest] = ['pwd', q, undefined, q];
        exec(one);
        exec(three);
        let a = q; let b = 'ls';
        [a, b] = [b, a];
        exec(a);
        exec(b); // bad
    """,
    "destructured event": """
        const { exec } = require('child_process');
        exports.handler = async ({ body, queryStringParameters: { q, page = '1' } = {}, requestContext }) => {
          const { name } = JSON.parse(body);
          exec(name); // bad
          exec(q); // bad
          exec(requestContext.requestId);
        };
    """,
    "optional chaining and nullish": """
        exec(event.queryStringParameters?.name ?? 'ls'); // bad
        exec(event?.['headers']?.host?.trim()); // bad
        exec(q ? 'ls' : 'pwd');
        exec(q || 'ls'); // bad
        let name;
        name ??= q;
        exec(name); // bad
    """,
    "loops": """
        let found = 'ls';
        for (const name of body.names) {
          exec(found); // bad
          found = name;
        }
        for (let i = 0; i < body.names.length; i += 1) {
          exec(body.names[i]); // bad
          exec(`head -n ${i}`);
        }
        for (const key in body) {
          exec(key); // bad
          exec(body[key]); // bad
        }
        let last = 'ls';
        do {
          exec(last); // bad
          last = q;
        } while (last);
        for (const [i, name] of body.names.entries()) {
          exec(name); // bad
        }
    """,
    "break, continue, labels": """
        let found = 'ls';
        outer: for (const list of body.lists) {
          for (const name of list) {
            if (name === 'a') continue outer;
            found = name;
            break outer;
          }
        }
        exec(found); // bad
        let chosen = 'ls';
        for (const name of body.names) {
          if (!['ls', 'pwd'].includes(name)) continue;
          chosen = name;
        }
        exec(chosen);
    """,
    "switch": """
        let command;
        switch (q) {
          case 'list': command = 'ls'; break;
          case 'where': command = 'pwd'; break;
          default: command = 'true';
        }
        exec(command);
        switch (q) {
          case 'list':
          case 'where':
            exec(q);
            break;
          default:
            exec(q); // bad
        }
        switch (body.kind) {
          case 'a': command = 'ls';
          case 'b': command = q;
        }
        exec(command); // bad
    """,
    "try, catch, finally": """
        let command = 'ls';
        try {
          command = JSON.parse(q).command;
        } catch {
          command = 'pwd';
        } finally {
          exec('sync');
        }
        exec(command); // bad
    """,
    "after return and throw": """
        if (context) {
          return exec('ls');
        }
        throw new Error('no');
        exec(q);
    """,
    "assignments": """
        let text = q;
        text = 'ls';
        exec(text);
        text += q;
        exec(text); // bad
        const order = {};
        order.name = q;
        order['kind'] = 'ls';
        exec(order.name); // bad
        exec(order.kind);
        const { length } = body.names;
        var late = q;
        exec(late); // bad
    """,
    "comma, void, typeof, delete": """
        exec((0, q)); // bad
        exec(`echo ${typeof q}`);
        exec(`echo ${void q}`);
        exec(`echo ${!q}`);
        exec(`echo ${q === 'a'}`);
        exec(`echo ${+q}`);
    """,
    "rest of a list": """
        const [one, ...rest] = ['pwd', q];
        exec(one);
        exec(rest[0]); // bad
    """,
    "what stands before and": """
        exec(q && 'ls');
    """,
    "message of an error": """
        try {
          throw new Error(q);
        } catch (error) {
          exec(error.message); // bad
        }
    """,
    "length": """
        exec(`echo ${q.length}`);
    """,
}

TYPESCRIPT = {
    "types say nothing": """
        const name: string = body.name;
        const kind = body.kind as 'ls' | 'pwd';
        exec(name); // bad
        exec(kind); // bad
        let later!: string;
        later = q;
        exec(later); // bad
    """,
    "const assertion": """
        const ALLOWED = ['ls', 'pwd'] as const;
        ---
        if (!ALLOWED.includes(q as (typeof ALLOWED)[number])) throw new Error('no');
        exec(q);
    """,
}


def test_lines(found: frozenset[object], wanted: frozenset[object]) -> None:
    assert found == wanted

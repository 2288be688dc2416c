"""Calls of functions of the program: methods, closures, callbacks, promises, decorators, arguments."""

KNOWN: dict[str, str] = {}

PYTHON = {
    "attributes of a class that are made of one another": """
        class Shell:
            LIST = "ls"
            SHOW = "pwd"
            CHOICES = ((LIST, "list"), (SHOW, "show"))
            BOTH = LIST + "; " + SHOW
            TABLE = {LIST: SHOW}
            def run(self, text):
                os.system(self.BOTH)
                os.system(self.CHOICES[0][0])
                os.system(self.LIST + text)  # bad
        ---
        Shell().run(q)
        os.system(Shell.TABLE["ls"])
        os.system(Shell.LIST)
    """,
    "a class whose body reads what it has set before": """
        class Settings:
            shell = "echo "
            line = shell + "hello "
            text = line.strip()
            class Inner:
                name = "x"
            @property
            def size(self):
                return self._size
            @size.setter
            def size(self, value):
                self._size = value
        ---
        os.system(Settings.line)
        os.system(Settings.line + q)  # bad
        os.system(Settings.Inner.name)
    """,
    "helper that passes, helper that answers with a constant": """
        def passed(text):
            return text.strip()
        def fixed(text):
            print(text)
            return "hello"
        ---
        os.system(passed(q))  # bad
        os.system(fixed(q))
    """,
    "method and self": """
        class Shell:
            def __init__(self, text, other):
                self.text = text
                self.other = other
            def run(self):
                os.system(self.text)  # bad
            def rest(self):
                os.system(self.other)
        ---
        shell = Shell(q, "ls")
        shell.run()
        shell.rest()
    """,
    "attributes of two instances": """
        class Shell:
            def __init__(self, text):
                self.text = text
        ---
        one, two = Shell(q), Shell("ls")
        os.system(one.text)  # bad
        os.system(two.text)
    """,
    "attribute that is set from outside": """
        class Order:
            name = "none"
            kind = "plain"
        ---
        order = Order()
        order.name = q
        os.system(order.name)  # bad
        os.system(order.kind)
    """,
    "inheritance": """
        class Base:
            def run(self, text):
                os.system(self.command(text))  # bad
            def command(self, text):
                return "ls"
        class Echo(Base):
            def command(self, text):
                return "echo " + text
        ---
        Echo().run(q)
    """,
    "inheritance, the method of the base": """
        class Base:
            def run(self, text):
                os.system(self.command(text))
            def command(self, text):
                return "echo " + text
        class Quiet(Base):
            def command(self, text):
                return "ls"
        ---
        Quiet().run(q)
    """,
    "super": """
        class Base:
            def __init__(self, text):
                self.text = text
            def run(self):
                os.system(self.text)
        class Echo(Base):
            def __init__(self, text):
                super().__init__("echo " + text)  # bad
            def run(self):
                super().run()
        ---
        Echo(q).run()
    """,
    "static method, class method, property": """
        class Shell:
            prefix = "echo "
            def __init__(self, text):
                self.text = text
            @staticmethod
            def one(text):
                os.system(text)  # bad
            @classmethod
            def two(cls, text):
                os.system(cls.prefix + text)  # bad
            @classmethod
            def make(cls, text):
                return cls(text)
            @property
            def command(self):
                return "echo " + self.text
        ---
        Shell.one(q)
        Shell.two(q)
        os.system(Shell.make(q).command)  # bad
        os.system(Shell.make("a").command)
    """,
    "dataclass": """
        from dataclasses import dataclass
        @dataclass
        class Order:
            name: str
            kind: str = "plain"
        ---
        order = Order(name=q)
        os.system(order.name)  # bad
        os.system(order.kind)
    """,
    "named tuple": """
        from typing import NamedTuple
        class Order(NamedTuple):
            name: str
            kind: str
        ---
        order = Order(q, "plain")
        os.system(order.name)  # bad
        os.system(order.kind)
    """,
    "closure": """
        def maker(text):
            def run():
                os.system(text)
            return run
        def made(text):
            def run():
                os.system(text)  # bad
            return run
        ---
        made(q)()
        maker("ls")()
    """,
    "nonlocal and global": """
        LAST = ""
        def remember(text):
            global LAST
            LAST = text
        ---
        found = ""
        def keep(text):
            nonlocal found
            found = text
        keep(q)
        os.system(found)  # bad
        remember(q)
        os.system(LAST)  # bad
    """,
    "function as an argument": """
        def apply(function, text):
            return function(text)  # bad
        def shout(text):
            return text.upper()
        ---
        apply(os.system, q)
        os.system(apply(shout, q))  # bad
        os.system(apply(lambda text: "ls", q))
        apply(lambda text: os.system(text), q)  # bad
    """,
    "functions in a dictionary": """
        def run(text):
            os.system(text)  # bad
        def skip(text):
            return text
        ACTIONS = {"run": run, "skip": skip}
        ---
        ACTIONS[body["action"]](q)
    """,
    "map, filter and sorted": """
        def run(text):
            os.system(text)  # bad
        def also(text):
            os.system(text)  # bad
        def never(text):
            os.system(text)
        ---
        list(map(run, body["names"]))
        list(filter(also, body["names"]))
        list(map(never, ["ls", "pwd"]))
        for name in sorted(body["names"], key=lambda one: one["x"]):
            os.system(name)  # bad
        for name in map(lambda one: one["name"], body["orders"]):
            os.system(name)  # bad
        for name in map(len, body["orders"]):
            os.system("head -n " + str(name))
    """,
    "reduce": """
        from functools import reduce
        ---
        os.system(reduce(lambda left, right: left + right, body["parts"], "echo"))  # bad
        os.system(reduce(lambda left, right: left + right, ["a", "b"], "echo"))
    """,
    "partial": """
        from functools import partial
        def run(prefix, text, tail=""):
            os.system(prefix + text + tail)  # bad
        def other(prefix, text):
            os.system(prefix)
        ---
        partial(run, "echo ")(q)
        partial(run, "echo ", tail=q)("a")
        partial(other, "ls")(q)
    """,
    "executor": """
        from concurrent.futures import ThreadPoolExecutor
        def run(text):
            os.system(text)  # bad
        def other(text):
            os.system(text)  # bad
        ---
        with ThreadPoolExecutor() as pool:
            pool.submit(run, q)
            pool.map(other, body["names"])
    """,
    "thread": """
        import threading
        def run(text):
            os.system(text)  # bad
        ---
        threading.Thread(target=run, args=(q,)).start()
    """,
    "decorator of the program": """
        import functools
        def traced(function):
            @functools.wraps(function)
            def inner(*args, **kwargs):
                print("called")
                return function(*args, **kwargs)
            return inner
        def repeated(times):
            def outer(function):
                def inner(*args):
                    for _ in range(times):
                        function(*args)
                return inner
            return outer
        @traced
        def run(text):
            os.system(text)  # bad
        @repeated(3)
        def again(text):
            os.system(text)  # bad
        ---
        run(q)
        again(q)
    """,
    "decorator of a library": """
        from tenacity import retry
        @retry(stop=3)
        def run(text):
            os.system(text)  # bad
        ---
        run(q)
    """,
    "decorated handler": """
        import os
        from aws_lambda_powertools import Logger, Tracer
        logger = Logger()
        tracer = Tracer()
        @logger.inject_lambda_context(log_event=True)
        @tracer.capture_lambda_handler
        def handler(event, context):
            os.system(event["queryStringParameters"]["q"])  # bad
    """,
    "handler in a decorator of the program": """
        import os
        def safely(function):
            def inner(event, context):
                try:
                    return function(event, context)
                except Exception as error:
                    return {"statusCode": 500}
            return inner
        @safely
        def handler(event, context):
            os.system(event["queryStringParameters"]["q"])  # bad
    """,
    "default and keyword arguments": """
        def run(text, prefix="echo ", *, tail=""):
            os.system(prefix + text + tail)
        def all_of(text, prefix="echo ", *, tail=""):
            os.system(prefix + text + tail)  # bad
        ---
        run("a", tail="b")
        all_of("a", tail=q)
    """,
    "mutable default": """
        def run(text, found=None):
            found = found or []
            found.append(text)
            return found
        ---
        os.system(run(q)[0])  # bad
        os.system(run("ls")[0])
    """,
    "rest arguments": """
        def run(first, *rest):
            os.system(first)
            os.system(rest[0])  # bad
        ---
        run("ls", q)
    """,
    "spread arguments": """
        def run(first, second):
            os.system(first)
            os.system(second)  # bad
        ---
        run(*["ls", q])
    """,
    "keywords as a dictionary": """
        def run(**options):
            os.system(options["text"])  # bad
            os.system(options["kind"])
        def spread(text, kind):
            os.system(text)  # bad
            os.system(kind)
        ---
        run(text=q, kind="plain")
        spread(**{"text": q, "kind": "plain"})
    """,
    "recursion": """
        def walk(node):
            os.system(node["name"])  # bad
            for child in node["children"]:
                walk(child)
        def count(number, text):
            return text if number == 0 else count(number - 1, text)
        ---
        walk(body)
        os.system(count(3, q))  # bad
    """,
    "argument that is changed": """
        def fill(found, text):
            found.append(text)
        def enter(found, text):
            found["name"] = text
        ---
        names, entry = [], {"kind": "plain"}
        fill(names, q)
        enter(entry, q)
        os.system(names[0])  # bad
        os.system(entry["name"])  # bad
        os.system(entry["kind"])
    """,
    "lambda": """
        make = lambda text: "echo " + text
        ---
        os.system(make(q))  # bad
        os.system((lambda text: "ls")(q))
    """,
    "coroutine": """
        import asyncio
        async def fetch(text):
            return "echo " + text
        async def main(text):
            os.system(await fetch(text))  # bad
            one, two = await asyncio.gather(fetch(text), fetch("a"))
            os.system(one)  # bad
            os.system(two)
        ---
        asyncio.run(main(q))
    """,
    "generator": """
        def names(found):
            for one in found:
                yield one["name"]
        def fixed(found):
            yield "ls"
        def all_of(found):
            yield from names(found)
        ---
        for name in names(body["orders"]):
            os.system(name)  # bad
        for name in fixed(body["orders"]):
            os.system(name)
        for name in all_of(body["orders"]):
            os.system(name)  # bad
        os.system(next(names(body["orders"])))  # bad
    """,
    "context manager of the program": """
        from contextlib import contextmanager
        @contextmanager
        def opened(text):
            yield "echo " + text
        class Opened:
            def __init__(self, text):
                self.text = text
            def __enter__(self):
                return self.text
            def __exit__(self, *args):
                pass
        ---
        with opened(q) as command:
            os.system(command)  # bad
        with Opened(q) as command, Opened("ls") as fixed:
            os.system(command)  # bad
            os.system(fixed)
    """,
    "one helper with many callers": """
        def run(text):
            os.system("echo " + text)  # bad
        ---
        run("a")
        run(str(int(body["number"])))
        run(q)
    """,
    "one helper with safe callers": """
        def run(text):
            os.system("echo " + text)
        ---
        run("a")
        run(str(int(q)))
    """,
    "tuple that is returned": """
        def split(text):
            return "ls", text
        ---
        first, second = split(q)
        os.system(first)
        os.system(second)  # bad
    """,
    "getattr": """
        class Shell:
            def run(self, text):
                os.system(text)  # bad
        ---
        getattr(Shell(), "run")(q)
    """,
    "call of an instance": """
        class Shell:
            def __call__(self, text):
                os.system(text)  # bad
        ---
        Shell()(q)
    """,
}

JAVASCRIPT = {
    "prototype, other methods": """
        function Shell(text) { this.text = text; this.fixed = 'ls'; }
        Shell.prototype.run = function () { exec(this.fixed); };
        Shell.prototype.both = function (more) { this.run(); exec(more); }; // bad
        Shell.prototype.never = function () { exec(this.text); };
        ---
        const shell = new Shell(q);
        shell.run();
        shell.both(body.name);
    """,
    "emitter, other events": """
        const { EventEmitter } = require('events');
        const bus = new EventEmitter();
        bus.on('order', (text) => exec(text));
        bus.once('stock', (text, more) => {
          exec(text);
          exec(more); // bad
        });
        ---
        bus.emit('order', 'ls');
        bus.emit('stock', 'ls', q);
    """,
    "rejected promise, other reasons": """
        await Promise.reject('ls').catch((text) => exec(text));
        await Promise.resolve(q).catch((text) => exec(text));
    """,
    "class fields and this": """
        class Shell {
          prefix = 'echo ';
          #text;
          constructor(text) {
            this.#text = text;
            this.other = 'ls';
          }
          run() {
            exec(this.prefix + this.#text); // bad
            exec(this.other);
            this.inner(this.#text);
          }
          inner = (text) => exec(text); // bad
        }
        ---
        new Shell(q).run();
    """,
    "inheritance and super": """
        class Base {
          constructor(text) { this.text = text; }
          run() { exec(this.command()); } // bad
          command() { return 'ls'; }
        }
        class Echo extends Base {
          constructor(text) { super(text); }
          command() { return this.text; }
        }
        ---
        new Echo(q).run();
    """,
    "static, getter": """
        class Shell {
          static make(text) { return new Shell(text); }
          constructor(text) { this.text = text; }
          get command() { return `echo ${this.text}`; }
          get fixed() { return 'ls'; }
        }
        ---
        exec(Shell.make(q).command); // bad
        exec(Shell.make(q).fixed);
    """,
    "object with methods": """
        const shell = {
          prefix: 'echo ',
          run(text) { exec(this.prefix + text); }, // bad
          other: function (text) { exec('ls'); },
        };
        ---
        shell.run(q);
        shell.other(q);
    """,
    "closure": """
        const made = (text) => () => exec(text); // bad
        const maker = (text) => () => exec(text);
        ---
        made(q)();
        maker('ls')();
    """,
    "callback": """
        const later = (text, done) => done(null, text);
        ---
        later(q, (error, text) => exec(text)); // bad
        later('ls', (error, text) => exec(text));
    """,
    "forEach, map, filter, reduce": """
        body.names.forEach((name) => exec(name)); // bad
        body.names.map((name) => `echo ${name}`).forEach((one) => exec(one)); // bad
        body.orders.filter((one) => one.name).forEach(({ name }) => exec(name)); // bad
        exec(body.parts.reduce((left, right) => left + right, 'echo')); // bad
        ['ls', 'pwd'].forEach((name) => exec(name));
        body.names.map(() => 'ls').forEach((one) => exec(one));
    """,
    "find, flatMap, some, sort": """
        exec(body.names.find((one) => one.length > 2)); // bad
        body.orders.flatMap((one) => one.names).forEach((one) => exec(one)); // bad
        body.names.some((one) => exec(one)); // bad
        exec(body.names.sort((a, b) => a - b)[0]); // bad
        exec(String(body.names.findIndex((one) => one === 'a')));
    """,
    "entries of an object": """
        for (const [key, value] of Object.entries(body)) {
          exec(value); // bad
        }
        Object.keys(body).forEach((key) => exec(key)); // bad
        Object.values({ a: 'ls' }).forEach((one) => exec(one));
    """,
    "promise chain": """
        const fetchIt = (text) => Promise.resolve(text);
        ---
        await fetchIt(q).then((text) => exec(text)); // bad
        await fetchIt('ls').then((text) => exec(text));
        await fetchIt(q).then((text) => `echo ${text}`).then((text) => exec(text)).catch(() => null); // bad
        await fetchIt('a').finally(() => exec('ls'));
    """,
    "new promise": """
        const later = (text) => new Promise((resolve, reject) => setTimeout(() => resolve(text), 1));
        ---
        exec(await later(q)); // bad
        exec(await later('ls'));
    """,
    "rejected promise": """
        await Promise.reject(q).catch((text) => exec(text)); // bad
    """,
    "async and await": """
        async function fetchIt(text) { return `echo ${text}`; }
        ---
        exec(await fetchIt(q)); // bad
        exec(await fetchIt('a'));
    """,
    "Promise.all": """
        const fetchIt = async (text) => text;
        ---
        const [one, two] = await Promise.all([fetchIt(q), fetchIt('ls')]);
        exec(one); // bad
        exec(two);
        await Promise.all(body.names.map(async (name) => exec(name))); // bad
    """,
    "for await": """
        async function* names(found) { for (const one of found) yield one.name; }
        ---
        for await (const name of names(body.orders)) {
          exec(name); // bad
        }
    """,
    "generator": """
        function* names(found) { yield 'ls'; yield* found; }
        ---
        for (const name of names(body.names)) exec(name); // bad
        for (const name of names(['a'])) exec(name);
    """,
    "timer": """
        setTimeout(() => exec(q), 1); // bad
        setTimeout((text) => exec(text), 1, q); // bad
        setImmediate(() => exec('ls'));
    """,
    "bind, call, apply": """
        function run(prefix, text) { exec(prefix + text); } // bad
        function shout(text) { exec(this.prefix + text); } // bad
        function other(prefix, text) { exec(prefix); }
        ---
        run.bind(null, 'echo ')(q);
        run.call(null, 'echo ', q);
        run.apply(null, ['echo ', q]);
        shout.bind({ prefix: 'echo ' })(q);
        other.bind(null, 'ls')(q);
    """,
    "promisify": """
        const { promisify } = require('util');
        const run = promisify(exec);
        ---
        await run(q); // bad
        await run('ls');
    """,
    "default parameters": """
        const run = (text, prefix = 'echo ', { tail = '' } = {}) => exec(prefix + text + tail);
        const bad = (text, prefix = 'echo ', { tail = '' } = {}) => exec(prefix + text + tail); // bad
        ---
        run('a');
        bad('a', undefined, { tail: q });
    """,
    "rest and spread": """
        const run = (first, ...rest) => {
          exec(first);
          exec(rest[0]); // bad
        };
        const also = (first, second) => {
          exec(first);
          exec(second); // bad
        };
        ---
        run('ls', q);
        also(...['ls', q]);
    """,
    "destructured parameters": """
        const run = ({ name, kind = 'plain' }, [first]) => {
          exec(name); // bad
          exec(kind);
          exec(first); // bad
        };
        ---
        run({ name: q }, [q]);
    """,
    "arguments": """
        function run() { exec(arguments[0]); } // bad
        ---
        run(q);
    """,
    "dispatch table": """
        const actions = { run: (text) => exec(text), skip: (text) => text }; // bad
        ---
        actions[body.action](q);
    """,
    "immediately called": """
        (() => { exec(q); })(); // bad
        await (async () => exec(q))(); // bad
        (function (text) { exec(text); })('ls');
    """,
    "function that is hoisted": """
        run(q);
        function run(text) { exec(text); } // bad
    """,
    "handler in a wrapper of the program": """
        const { exec } = require('child_process');
        const wrap = (inner) => async (event, context) => {
          try {
            return await inner(event, context);
          } catch (error) {
            return { statusCode: 500 };
          }
        };
        exports.handler = wrap(async (event) => exec(event.queryStringParameters.q)); // bad
    """,
    "handler in a wrapper of a library": """
        const { exec } = require('child_process');
        const Sentry = require('@sentry/serverless');
        exports.handler = Sentry.AWSLambda.wrapHandler(async (event) => {
          exec(event.queryStringParameters.q); // bad
        });
    """,
    "emitter": """
        const EventEmitter = require('events');
        const bus = new EventEmitter();
        bus.on('order', (text) => exec(text)); // bad
        ---
        bus.emit('order', q);
    """,
    "prototype": """
        function Shell(text) { this.text = text; }
        Shell.prototype.run = function () { exec(this.text); }; // bad
        ---
        new Shell(q).run();
    """,
    "method of the base by super": """
        class Base {
          constructor(text) { this.text = text; }
          run() { exec(this.text); } // bad
        }
        class Echo extends Base {
          go() { super.run(); }
        }
        ---
        new Echo(q).go();
    """,
    "lengths of a list": """
        q.split(',').map((name) => name.length).forEach((one) => exec(`head -n ${one}`));
    """,
}

TYPESCRIPT = {
    "parameter properties, access and generics": """
        class Shell<T extends string> {
          constructor(private readonly text: T, public kind: string = 'plain') {}
          public run(): void {
            exec(this.text); // bad
            exec(this.kind);
          }
        }
        ---
        new Shell<string>(q).run();
    """,
    "overloads, abstract classes, interfaces": """
        interface Runner { run(text: string): void }
        abstract class Base implements Runner {
          abstract command(text: string): string;
          run(text: string): void { exec(this.command(text)); } // bad
        }
        class Echo extends Base {
          command(text: string): string;
          command(text: any): string { return 'echo ' + text; }
        }
        ---
        new Echo().run(q);
    """,
    "assertions, non-null, satisfies": """
        const one = q as unknown as string;
        const two = (<string>q)!;
        const three = { a: q } satisfies Record<string, string>;
        exec(one); // bad
        exec(two); // bad
        exec(three.a); // bad
    """,
    "enum": """
        enum Action { List = 'ls', Where = 'pwd' }
        ---
        exec(Action.List);
        exec(Action.List + q); // bad
    """,
    "namespace": """
        namespace Shell {
          export const run = (text: string) => exec(text); // bad
        }
        ---
        Shell.run(q);
    """,
    "class handler with bind": """
        import { exec } from 'child_process';
        import type { LambdaInterface } from '@aws-lambda-powertools/commons/types';
        class Lambda implements LambdaInterface {
          public async handler(event: any, _context: unknown): Promise<void> {
            exec(event.queryStringParameters.q); // bad
          }
        }
        const instance = new Lambda();
        export const handler = instance.handler.bind(instance);
    """,
}


def test_lines(found: frozenset[object], wanted: frozenset[object]) -> None:
    assert found == wanted

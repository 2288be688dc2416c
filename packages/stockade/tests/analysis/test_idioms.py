"""Ways of writing that handlers of the field use, put together from what the other modules tell apart."""

KNOWN: dict[str, str] = {}

PYTHON = {
    "look-up that may be missing": """
        COMMANDS = {"ls": 1, "pwd": 2}
        ---
        try:
            COMMANDS[q]
        except KeyError:
            pass
        os.system(q)  # bad
        COMMANDS.get(body["name"])
        os.system(body["name"])  # bad
    """,
    "dispatch by getattr, private methods": """
        class Actions:
            def list(self, text):
                os.system("ls")
            def _hidden(self, text):
                os.system(text)
        ---
        getattr(Actions(), body["action"])(q)
    """,
    "parts of an event that may be missing": """
        data = json.loads(event["body"]) if event.get("body") else {}
        os.system(data.get("name") or "ls")  # bad
        params = event.get("queryStringParameters") or {}
        name = params["name"] if "name" in params else "ls"
        os.system(name)  # bad
        try:
            other = event["pathParameters"]["id"]
        except (KeyError, TypeError):
            other = "ls"
        os.system(other)  # bad
    """,
    "look-up that may fail": """
        COMMANDS = {"list": "ls", "where": "pwd"}
        ---
        command = COMMANDS.get(q)
        if command is None:
            return {"statusCode": 400}
        os.system(command)
        try:
            os.system(COMMANDS[body["action"]])
        except KeyError:
            return {"statusCode": 400}
    """,
    "look-up as a check": """
        COMMANDS = {"ls": 1, "pwd": 2}
        ---
        try:
            COMMANDS[q]
        except KeyError:
            return None
        os.system(q)
    """,
    "negated choice": """
        if not (q == "ls" or q == "pwd"):
            return None
        os.system(q)
        if body["a"] != "ls" and body["a"] != "pwd":
            return None
        os.system(body["a"])
    """,
    "deny-list of letters": """
        if any(letter in q for letter in ";|&"):
            return None
        os.system(q)  # bad
        for letter in ";|&":
            if letter in body["a"]:
                raise ValueError("no")
        os.system(body["a"])  # bad
    """,
    "beginning of a text": """
        if q.startswith("ls"):
            os.system(q)  # bad
        os.system(q[:10])  # bad
        os.system(q[::-1])  # bad
        os.system(q[0])  # bad
    """,
    "numbers with defaults": """
        from decimal import Decimal
        ---
        os.system(f"head -n {int(q or 1)}")
        os.system(f"head -n {int(body.get('n', 1))}")
        os.system(f"head -n {Decimal(body['a'])}")
        os.system(f"head -n {min(int(body['b']), 10)}")
        os.system(f"head -n {body.get('c', 1)}")  # bad
    """,
    "addresses and dates": """
        import ipaddress
        from datetime import datetime
        ---
        os.system(f"ping {ipaddress.ip_address(q)}")
        os.system(f"date -d {datetime.strptime(body['a'], '%Y-%m-%d').isoformat()}")
    """,
    "class of a service": """
        import sqlite3
        class Store:
            def __init__(self, connection):
                self.connection = connection
            def find(self, name):
                return self._run("SELECT * FROM a WHERE name = '" + name + "'")  # bad: sql-injection
            def get(self, name):
                return self._run("SELECT * FROM a WHERE name = ?", (name,))
            def _run(self, statement, values=()):
                return self.connection.execute(statement, values).fetchall()
        STORE = Store(sqlite3.connect("/tmp/a.db"))
        ---
        STORE.find(q)
        STORE.get(q)
    """,
    "object made from a body": """
        from dataclasses import dataclass
        @dataclass
        class Order:
            name: str
            kind: str = "plain"
            @classmethod
            def read(cls, text):
                return cls(**json.loads(text))
        ---
        order = Order(**body)
        os.system(order.name)  # bad
        os.system(Order.read(event["body"]).name)  # bad
        os.system(Order(name="ls").name)
    """,
    "model of pydantic": """
        from pydantic import BaseModel
        class Order(BaseModel):
            name: str
            number: int
        ---
        order = Order(**body)
        os.system(order.name)  # bad
        os.system(f"head -n {order.number}")
        os.system(Order.model_validate_json(event["body"]).name)  # bad
        os.system(Order.parse_raw(event["body"]).name)  # bad
    """,
    "member of an enumeration by name": """
        from enum import Enum
        class Action(Enum):
            LIST = "ls"
            WHERE = "pwd"
        ---
        os.system(Action[q].value)
        try:
            action = Action(body["action"])
        except ValueError:
            return None
        os.system(action.value)
    """,
    "return in try and with": """
        from contextlib import suppress
        def first(found):
            try:
                return found["name"]
            except KeyError:
                return "ls"
            finally:
                print("done")
        def second(found):
            with suppress(KeyError):
                return found["name"]
            return "ls"
        ---
        os.system(first(body))  # bad
        os.system(second(body))  # bad
        os.system(first({"name": "ls"}))
    """,
    "endless loop": """
        while True:
            other = body["others"].pop()
            if other:
                break
        os.system(other)  # bad
    """,
    "dispatch by getattr and globals": """
        class Actions:
            def list(self, text):
                os.system(text)  # bad
        ---
        getattr(Actions(), body["action"])(q)
    """,
    "validated on a class": """
        class Request:
            def __init__(self, body):
                self.name = body["name"]
                self.check()
            def check(self):
                if self.name not in ("ls", "pwd"):
                    raise ValueError("no")
        ---
        os.system(Request(body).name)
    """,
    "middleware that validates": """
        import functools
        import json
        import os
        def checked(function):
            @functools.wraps(function)
            def inner(event, context):
                if event["queryStringParameters"]["q"] not in ("ls", "pwd"):
                    return {"statusCode": 400}
                return function(event, context)
            return inner
        @checked
        def handler(event, context):
            os.system(event["queryStringParameters"]["q"])
            os.system(event["queryStringParameters"]["other"])  # bad
    """,
    "several statements of one text": """
        command = ["convert"]
        if "size" in body:
            command += ["-resize", f"{int(body['size'])}x"]
        command.append("/tmp/in.png")
        os.system(" ".join(command))
        if "name" in body:
            command.append(body["name"])
        os.system(" ".join(command))  # bad
    """,
    "environment and arguments": """
        PREFIX = os.environ.get("PREFIX", "echo")
        ---
        os.system(f"{PREFIX} a")
        os.system(f"{PREFIX} {q}")  # bad
    """,
    "answer of a helper that may be None": """
        def name_of(found):
            if "name" not in found:
                return None
            return found["name"]
        ---
        name = name_of(body)
        if not name:
            return None
        os.system(name)  # bad
    """,
    "wrapped in a list and a dictionary": """
        jobs = [{"command": q, "kind": "a"}, {"command": "ls", "kind": "b"}]
        for job in jobs:
            os.system(job["command"])  # bad
            os.system(job["kind"])
        first, second = jobs
        os.system(second["command"])
    """,
    "sum of lists of texts": """
        parts = ["echo"] + [f"--{key}" for key in ("a", "b")]
        os.system(" ".join(parts))
        os.system(" ".join(parts + [q]))  # bad
        os.system(" ".join([*parts, *body["names"]]))  # bad
    """,
    "literal of a pydantic model": """
        from typing import Literal
        from pydantic import BaseModel
        class Order(BaseModel):
            kind: Literal["a", "b"] = "a"
        ---
        os.system(Order(**body).kind)
    """,
    "number of a pydantic model": """
        from pydantic import BaseModel
        class Order(BaseModel):
            number: int
        ---
        os.system(f"head -n {Order.model_validate(body).number}")
    """,
    "check that ends a loop": """
        while True:
            name = body["names"].pop()
            if name in ("ls", "pwd"):
                break
        os.system(name)
    """,
    "data class made of a dictionary by its base": """
        from dataclasses import dataclass
        from dataclasses_json import DataClassJsonMixin
        @dataclass
        class Order(DataClassJsonMixin):
            name: str
            number: int
            kind: str = "plain"
            def __post_init__(self):
                self.kind = "ls"
            def run(self):
                os.system(self.name)  # bad
                os.system(self.kind)
        class Rush(Order):
            pass
        ---
        Rush.from_dict(body).run()
    """,
    "data class made of a dictionary by its decorator": """
        from dataclasses import dataclass
        from dataclasses_json import dataclass_json
        @dataclass_json
        @dataclass
        class Order:
            name: str
            def run(self):
                os.system(self.name)  # bad
        ---
        Order.from_dict({"name": q}).run()
        Order.from_dict({"name": "ls"}).run()
    """,
    "class with a maker of its own": """
        class Order:
            def __init__(self, name):
                self.name = name
            @classmethod
            def from_dict(cls, sent):
                return cls("ls" if sent["name"] else "pwd")
        ---
        os.system(Order.from_dict(body).name)
    """,
    "what a data class does with its fields": """
        from dataclasses import dataclass
        @dataclass
        class Order:
            name: str
            line: str = ""
            safe: str = ""
            def __post_init__(self):
                self.line = "grep " + self.name
                self.name = "ls"
        ---
        order = Order(q)
        os.system(order.line)  # bad
        os.system(order.name)
        os.system(order.safe)
    """,
    "keys of the sender in a filter": """
        import os
        import pymongo
        client = pymongo.MongoClient("mongodb://db")
        orders = client[os.environ["DATABASE"]][os.environ["COLLECTION"]]
        ---
        sent = event["queryStringParameters"]
        query = {}
        for name in sent:
            query[name] = str(sent[name])
        orders.find(query)  # bad: nosql-injection
        orders.find({key: str(value) for key, value in sent.items()})  # bad: nosql-injection
        orders.find({f"details.{key}": str(value) for key, value in sent.items()})
        chosen = {key: str(sent[key]) for key in ("name", "kind") if key in sent}
        orders.find(chosen)
        if q in ("name", "kind"):
            orders.find({q: "plain"})
    """,
}

JAVASCRIPT = {
    "some of a list, other tests": """
        const ALLOWED = ['ls', 'pwd'];
        ---
        if (ALLOWED.some((one) => one !== q)) exec(q); // bad
        if (ALLOWED.some((one) => one === body.name)) exec(q); // bad
        if (body.names.some((one) => one === q)) exec(q); // bad
        if (!ALLOWED.some((one) => one === q)) return;
        exec(q);
    """,
    "parts of an event that may be missing": """
        const data = event.body ? JSON.parse(event.body) : {};
        exec(data.name || 'ls'); // bad
        const { name = 'ls' } = event.queryStringParameters || {};
        exec(name); // bad
        const id = event.pathParameters && event.pathParameters.id;
        exec(id); // bad
    """,
    "look-up that may fail": """
        const COMMANDS = { list: 'ls', where: 'pwd' };
        ---
        const command = COMMANDS[q];
        if (!command) return { statusCode: 400 };
        exec(command);
        if (COMMANDS[body.action]) exec(COMMANDS[body.action]);
    """,
    "frozen list, map of a module": """
        const ALLOWED = Object.freeze(['ls', 'pwd']);
        const TABLE = new Map([['list', 'ls']]);
        ---
        if (ALLOWED.includes(q)) exec(q);
        if (TABLE.has(body.a)) exec(TABLE.get(body.a));
        const found = ALLOWED.find((one) => one === body.c);
        if (found) exec(found);
    """,
    "negated choice": """
        if (!(q === 'ls' || q === 'pwd')) return null;
        exec(q);
        if (body.a !== 'ls' && body.a !== 'pwd') return null;
        exec(body.a);
    """,
    "private methods, static blocks, arrow and this": """
        class Shell {
          static prefix = 'echo ';
          static { Shell.tail = ''; }
          constructor(text) { this.text = text; }
          #run() { exec(Shell.prefix + this.text); } // bad
          go(names) {
            this.#run();
            names.forEach(() => exec(this.text)); // bad
            const that = this;
            names.forEach(function () { exec(that.text); }); // bad
          }
        }
        ---
        new Shell(q).go(['a']);
    """,
    "Object.assign of this": """
        class Order {
          constructor(data) { Object.assign(this, data); }
        }
        ---
        exec(new Order(body).name); // bad
        exec(new Order({ name: 'ls' }).name);
    """,
    "optional call": """
        const actions = { run: (text) => exec(text) }; // bad
        ---
        actions.run?.(q);
        actions[body.action]?.(q);
    """,
    "callback of the SDK": """
        // from: s3.notification
        const { exec } = require('child_process');
        const AWS = require('aws-sdk');
        const s3 = new AWS.S3();
        exports.handler = (event, context, callback) => {
          const { bucket, object } = event.Records[0].s3;
          s3.getObject({ Bucket: bucket.name, Key: object.key }, (error, data) => {
            exec(data.Body.toString()); // bad
          });
          s3.getObject({ Bucket: bucket.name, Key: object.key }).promise()
            .then((data) => exec(data.Body.toString())); // bad
        };
    """,
    "promisified function of the program": """
        const { promisify } = require('util');
        const later = (text, done) => setTimeout(() => done(null, text), 1);
        const laterAsync = promisify(later);
        ---
        exec(await laterAsync(q)); // bad
        exec(await laterAsync('ls'));
    """,
    "chains of arrays": """
        const parts = ['echo'].concat(['a', 'b'].map((one) => `--${one}`));
        exec(parts.join(' '));
        exec([...parts, q].join(' ')); // bad
        exec(body.names.map((name) => name.trim()).filter(Boolean).join(' ')); // bad
        exec(Object.entries(body).map(([key, value]) => `${key}=${value}`).join(' ')); // bad
        exec(Object.entries({ a: 1 }).map(([key, value]) => `${key}=${value}`).join(' '));
    """,
    "reduce into an object": """
        const found = body.pairs.reduce((all, { key, value }) => ({ ...all, [key]: value }), {});
        exec(found.name); // bad
        const other = ['a'].reduce((all, key) => { all[key] = q; return all; }, {});
        exec(other.a); // bad
    """,
    "returns of a switch": """
        const commandOf = (action) => {
          switch (action) {
            case 'list': return 'ls';
            case 'where': return 'pwd';
            default: throw new Error('no');
          }
        };
        const open = (action) => {
          switch (action) {
            case 'list': return 'ls';
            default: return action;
          }
        };
        ---
        exec(commandOf(q));
        exec(open(body.action)); // bad
    """,
    "class of a service": """
        const mysql = require('mysql2/promise');
        class Store {
          constructor(pool) { this.pool = pool; }
          async find(name) {
            const [rows] = await this.pool.query(`SELECT * FROM a WHERE b = '${name}'`); // bad: sql-injection
            return rows;
          }
          async get(name) {
            return this.pool.query('SELECT * FROM a WHERE b = ?', [name]);
          }
        }
        const store = new Store(mysql.createPool({}));
        ---
        await store.find(q);
        await store.get(q);
    """,
    "error as an answer": """
        class BadRequest extends Error {}
        const check = (text) => {
          if (!/^[a-z]+$/.test(text)) throw new BadRequest('no');
          return text;
        };
        ---
        try {
          exec(check(q));
        } catch (error) {
          if (error instanceof BadRequest) return { statusCode: 400 };
          throw error;
        }
    """,
    "checked in a try that answers": """
        try {
          if (!['ls', 'pwd'].includes(q)) throw new Error('no');
        } catch (error) {
          return { statusCode: 400 };
        }
        exec(q);
    """,
    "condition kept apart": """
        const isValid = ['ls', 'pwd'].includes(q) && body.name;
        if (isValid) exec(q);
        const either = ['ls', 'pwd'].includes(q) || body.name;
        if (either) exec(q); // bad
    """,
    "spread of an event": """
        const input = { ...event.queryStringParameters, ...body };
        exec(input.anything); // bad
        const { password, ...others } = body;
        exec(others.name); // bad
    """,
    "validated by zod": """
        const { z } = require('zod');
        const Order = z.object({ name: z.string(), kind: z.enum(['a', 'b']), number: z.number() });
        ---
        const order = Order.parse(body);
        exec(order.name); // bad
    """,
    "text built line by line": """
        let command = 'convert';
        if (body.size) command += ` -resize ${Number(body.size)}x`;
        exec(command);
        if (body.name) command += ` ${body.name}`;
        exec(command); // bad
    """,
    "closures in a loop": """
        const jobs = [];
        for (const name of body.names) {
          jobs.push(() => exec(name)); // bad
        }
        jobs.forEach((job) => job());
    """,
    "some of a list": """
        const ALLOWED = ['ls', 'pwd'];
        ---
        if (ALLOWED.some((one) => one === q)) exec(q);
    """,
}

TYPESCRIPT = {
    "interface of an event": """
        interface Order { name: string; number: number; kind: 'a' | 'b' }
        const order: Order = JSON.parse(event.body);
        exec(order.name); // bad
        exec(`head -n ${order.number}`); // bad
        const parsed = JSON.parse(event.body) as Partial<Order>;
        exec(parsed.name!); // bad
    """,
    "record of functions": """
        type Action = (text: string) => void;
        const actions: Record<string, Action> = {
          run: (text) => { exec(text); }, // bad
          skip: () => undefined,
        };
        ---
        actions[body.action]?.(q);
    """,
    "decorated class": """
        function logged(target: unknown, key: string, descriptor: PropertyDescriptor) { return descriptor; }
        class Shell {
          @logged
          run(text: string): void {
            exec(text); // bad
          }
        }
        ---
        new Shell().run(q);
    """,
    "readonly tuple and keyof": """
        const COMMANDS = { list: 'ls', where: 'pwd' } as const;
        type Name = keyof typeof COMMANDS;
        const isName = (text: string): text is Name => text in COMMANDS;
        ---
        if (isName(q)) exec(COMMANDS[q]);
        exec(COMMANDS[q as Name]);
    """,
    "keys of the sender in a filter": """
        const { MongoClient } = require('mongodb');
        const orders = new MongoClient('mongodb://db').db('shop').collection('orders');
        ---
        await orders.find({ [q]: 'plain' }).toArray(); // bad: nosql-injection
        await orders.find({ [`details.${q}`]: 'plain' }).toArray();
        await orders.find({ name: String(body.name) }).toArray();
    """,
    "mail whose HTML is lines below the call": """
        const nodemailer = require('nodemailer');
        const post = nodemailer.createTransport({});
        ---
        await post.sendMail({
          to: 'a@example.com',
          text: q,
          html: `<p>${q}</p>`, // bad: cross-site-scripting
        });
        const mail = {
          to: 'a@example.com',
          html: `<p>${q}</p>`, // bad: cross-site-scripting
        };
        await post.sendMail(mail);
    """,
    "value that a method of texts was called on": """
        const { MongoClient } = require('mongodb');
        const orders = new MongoClient('mongodb://db').db('shop').collection('orders');
        ---
        await orders.findOne({ $or: [{ mail: body.name.toLowerCase() }, { name: body.name }] });
        await orders.findOne({ name: body.other }); // bad: nosql-injection
        await orders.findOne(JSON.parse(body.filter.trim())); // bad: nosql-injection
        await orders.findOne({ [body.key.trim()]: 'plain' }); // bad: nosql-injection
    """,
    "records of a model": """
        const express = require('express');
        const mongoose = require('mongoose');
        const serverless = require('serverless-http');
        const Order = mongoose.model('order', new mongoose.Schema({ name: String }));
        const app = express();
        app.get('/:id', async (req, res) => res.send(await Order.findById(req.params.id)));
        app.get('/named/:id', async (req, res) => {
          const order = new Order({ name: req.params.id });
          res.send(order);
          res.send(await Order.find({}).limit(req.params.id).exec());
          res.send(`<p>${req.params.id}</p>`); // bad: cross-site-scripting
        });
        exports.handler = serverless(app);
    """,
    "headers of the request and of an answer": """
        const fetch = require('node-fetch');
        ---
        const answer = await fetch(q);
        if (q == 'a') {
          return { statusCode: 200, body: '', headers: { 'X-Kind': answer.headers.get('content-type') } };
        }
        if (q == 'b') {
          return { statusCode: 200, body: '', headers: { 'X-From': event.headers.origin } };
        }
        if (q == 'c') {
          const sent = decodeURIComponent(event.headers.origin);
          return { statusCode: 200, body: '', headers: { 'X-From': sent } }; // bad: header-injection
        }
        if (q == 'd') {
          const page = await answer.buffer();
          return { statusCode: 200, body: '', headers: { 'Content-Length': page.byteLength } };
        }
        return { statusCode: 200, body: '', headers: { 'X-Name': q } }; // bad: header-injection
    """,
}


def test_lines(found: frozenset[object], wanted: frozenset[object]) -> None:
    assert found == wanted

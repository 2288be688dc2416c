"""What use tells: methods that only texts have, prefixes past the host, the object of a call, places."""

KNOWN: dict[str, str] = {}

PYTHON = {
    "method that only texts have": """
        import pymongo
        users = pymongo.MongoClient().shop.users
        ---
        users.find_one({"mail": body["mail"]})  # bad: nosql-injection
        users.find_one({"mail": body["name"].lower()})
        users.find_one({"name": body["name"]})
        os.system(body["name"])  # bad
    """,
    "method that failed": """
        import pymongo
        users = pymongo.MongoClient().shop.users
        ---
        name = body["name"]
        try:
            name.strip()
        except AttributeError:
            users.find_one({"name": name})  # bad: nosql-injection
    """,
}

JAVASCRIPT = {
    "method that only texts have": """
        const { MongoClient } = require('mongodb');
        const users = new MongoClient('mongodb://db').db('shop').collection('users');
        ---
        await users.findOne({ mail: body.other }); // bad: nosql-injection
        await users.findOne({ $or: [{ mail: body.mail?.toLowerCase() }, { name: body.mail }] });
        exec(body.mail); // bad
    """,
    "method that lists have too": """
        const { MongoClient } = require('mongodb');
        const users = new MongoClient('mongodb://db').db('shop').collection('users');
        ---
        if (body.mail.includes('@')) await users.findOne({ mail: body.mail }); // bad: nosql-injection
    """,
    "method on one way only": """
        const { MongoClient } = require('mongodb');
        const users = new MongoClient('mongodb://db').db('shop').collection('users');
        ---
        const name = body.exact ? body.name : body.name.trim();
        await users.findOne({ name }); // bad: nosql-injection
        const short = body.mail && body.mail.trim();
        await users.findOne({ mail: short });
        await users.findOne({ mail: body.mail }); // bad: nosql-injection
    """,
    "prefix with all of the host": """
        if (!q.startsWith('https://cdn.example.com/icons')) return null;
        await fetch(q); // good: server-side-request-forgery
    """,
    "prefix that ends within the host": """
        if (!q.startsWith('https://cdn.example.com')) return null;
        await fetch(q); // bad: server-side-request-forgery
        if (!body.a.startsWith('/cdn.example.com/icons')) return null;
        await fetch(body.a); // bad: server-side-request-forgery
        if (!body.b.startsWith('https:///icons')) return null;
        await fetch(body.b); // bad: server-side-request-forgery
        if (body.c.startsWith('https://cdn.example.com/icons')) return null;
        await fetch(body.c); // bad: server-side-request-forgery
    """,
    "function set on a client of a library": """
        const { MongoClient } = require('mongodb');
        const opened = () => {
          const client = new MongoClient('mongodb://db');
          client.members = function () { return this.db('shop').collection('members'); };
          client.constant = () => 'ls';
          return client;
        };
        ---
        const client = opened();
        await client.members().findOne({ mail: body.mail }); // bad: nosql-injection
        await client.members().findOne({ mail: String(body.mail) });
        exec(client.constant());
    """,
    "this of an object written out": """
        const job = {
          command: 'ls',
          take(text) { this.command = text; },
          run() { exec(this.command); }, // bad
        };
        const other = { command: 'ls', run() { exec(this.command); } };
        ---
        other.run();
        job.take(q);
        job.run();
    """,
    "this of an arrow is not the object": """
        const job = { command: q => q, text: 'ls', run: () => exec(this.text) };
        ---
        job.text = q;
        job.run();
    """,
    "table of a query builder": """
        const { knex } = require('knex');
        const db = knex({ client: 'mysql' });
        ---
        await db('users').insert(body); // bad: mass-assignment
        await db('users').insert({ name: body.name, role: 'user' });
        await db('users').where('id', q).update({ ...body }); // bad: mass-assignment
        await db('users').whereRaw(`name = '${q}'`); // bad: sql-injection
        await db('users').whereRaw('name = ?', [q]);
    """,
    "default import of a query builder": """
        const db = require('knex')({ client: 'mysql' });
        ---
        await db('users').insert(body); // bad: mass-assignment
        await db('users').where({ name: q }); // good: sql-injection
    """,
    "engine of templates in a wrapper": """
        const wrapped = require('promised-handlebars');
        const { allowInsecurePrototypeAccess } = require('@handlebars/allow-prototype-access');
        const engine = wrapped(require('handlebars'), { Promise });
        const open = allowInsecurePrototypeAccess(require('handlebars'));
        ---
        engine.compile(q)({}); // bad: template-injection
        engine.compile('{{ name }}')({ name: q });
        open.compile(q)({}); // bad: template-injection
        engine.escapeExpression(q);
    """,
}

PLACES = {
    "expression in parameters that were made before": """
        const { DynamoDB } = require('aws-sdk');
        const table = new DynamoDB.DocumentClient();
        ---
        const params = {
          TableName: 'orders',
          Key: { id: '1' },
          UpdateExpression: `SET ${q} = :value`, // bad: expression-injection
          ExpressionAttributeValues: { ':value': body.value },
        };
        params.ReturnValues = 'ALL_NEW';
        console.log(params.TableName);
        await table.update(params).promise();
    """,
    "expression within a long call": """
        const { DynamoDB } = require('aws-sdk');
        const table = new DynamoDB.DocumentClient();
        ---
        await table.scan({
          TableName: 'orders',
          FilterExpression:
            'kind = :kind',
          ProjectionExpression: q, // bad: expression-injection
        }).promise();
    """,
    "expression of a caller": """
        const { DynamoDB } = require('aws-sdk');
        const table = new DynamoDB.DocumentClient();
        const set = (expression) => table.update({
          TableName: 'orders',
          UpdateExpression: expression,
        }).promise();
        ---
        await set(`SET ${q} = :value`); // bad: expression-injection
        await set('SET name = :value');
    """,
    "HTML of a mail that another function makes": """
        const nodemailer = require('nodemailer');
        const written = (fields) => {
          const html = `<p>${fields.name}</p>`;
          return {
            to: 'shop@example.com',
            text: fields.name,
            html, // bad: cross-site-scripting
          };
        };
        ---
        await nodemailer.createTransport({}).sendMail(written(body));
    """,
    "parameters that are no object written out": """
        const { DynamoDB } = require('aws-sdk');
        const table = new DynamoDB.DocumentClient();
        ---
        const params = { TableName: 'orders' };
        params.UpdateExpression = `SET ${q} = :value`;
        await table.update(params).promise(); // bad: expression-injection
    """,
    "entry of the same name of something else": """
        const { DynamoDB } = require('aws-sdk');
        const table = new DynamoDB.DocumentClient();
        ---
        const page = { html: q };
        await table.update({ TableName: page.html, UpdateExpression: 'SET a = :a' }).promise();
        await table.update({ UpdateExpression: page.html }).promise(); // bad: expression-injection
    """,
}
"""Where a finding points to: the entry that holds the text, or who hands it on."""

JAVASCRIPT |= PLACES


def test_lines(found: frozenset[object], wanted: frozenset[object]) -> None:
    assert found == wanted

"""Whom the code believes: a line that must be reported ends in `# bad`, or `// bad`; no other may be."""

import re
import textwrap

import pytest

from stockade.analysis.machine import Machine
from stockade.analysis.package import Package
from stockade.analysis.results import Results
from stockade.analysis.sources import event_taints
from stockade.analysis.values import Value
from stockade.languages.loading import Programs

_MARK = re.compile(r"(?:#|//) bad$")
_HEAD = (
    "import base64, json, os\nimport boto3, jwt, psycopg2\n"
    "table = boto3.resource('dynamodb').Table('orders')\n"
)
_SCRIPT = (
    "const jwt = require('jsonwebtoken');\nconst stripe = require('stripe')(process.env.STRIPE);\n"
    "const { GetItemCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb');\n"
)

TOKENS = {
    "a claim is looked for before (py)": """
        got = jwt.decode(event["headers"]["Authorization"], options={"verify_signature": False})  # bad
        if "groups" in got and "admin" in got["groups"]:
            return {"statusCode": 401}
        return table.get_item(Key={"user": got["name"]})
    """,
    "by hand with jose (py)": """
        from jose import jwk, jwt as jws
        token = event["headers"]["Authorization"]
        key = jwk.construct(json.loads(os.environ["KEY"]))
        message, signature = token.rsplit(".", 1)
        if not key.verify(message.encode(), base64.urlsafe_b64decode(signature)):
            raise ValueError("no")
        claims = jws.get_unverified_claims(token)
        return table.get_item(Key={"user": claims["sub"]})
    """,
    "nothing is verified by hand (py)": """
        from jose import jwk, jwt as jws
        token = event["headers"]["Authorization"]
        claims = jws.get_unverified_claims(token)  # bad
        return table.get_item(Key={"user": claims["sub"]})
    """,
    "key of the token itself (js)": """
        const token = event.headers.authorization.split(' ')[1];
        const claims = jwt.decode(token);
        const email = claims.sub;
        return jwt.verify(token, email); // bad
    """,
    "key looked up by a claim (js)": """
        const { keyOf } = require('./keys');
        const KEYS = JSON.parse(process.env.KEYS);
        const token = event.headers.authorization.split(' ')[1];
        const { header, payload } = jwt.decode(token, { complete: true });
        jwt.verify(token, KEYS[header.kid], { algorithms: ['RS256'] });
        jwt.verify(token, await keyOf(payload.tenant), { algorithms: ['RS256'] });
        const key = KEYS.find((one) => one.kid === header.kid);
        const other = await keyOf(payload.tenant);
        jwt.verify(token, other, { algorithms: ['RS256'] });
        const pem = other.publicKey;
        jwt.verify(token, pem, { algorithms: ['RS256'] });
        return jwt.verify(token, key, { algorithms: ['RS256'] });
    """,
    "a public key and a secret alike (js)": """
        const token = event.headers.authorization;
        return jwt.verify(token, process.env.KEY, { algorithms: ['RS256', 'HS256'] }); // bad
    """,
    "several algorithms of a kind (js)": """
        return jwt.verify(event.headers.authorization, process.env.KEY, { algorithms: ["RS256", "ES256"] });
    """,
    "imported buffer (js)": """
        const { Buffer } = require('buffer');
        const sections = event.headers.Authorization.split('.');
        const payload = JSON.parse(Buffer.from(sections[1], 'base64').toString()); // bad
        return new GetItemCommand({ TableName: 'x', Key: { user: { S: payload.sub } } });
    """,
    "padding in between (py)": """
        part = event["headers"]["Authorization"].split(".")[1]
        part += "=" * (-len(part) % 4)
        claims = json.loads(base64.urlsafe_b64decode(part).decode())  # bad
        return table.get_item(Key={"user": claims["sub"]})
    """,
    "an option switches it off (py)": """
        got = jwt.decode(event["headers"]["Authorization"], "k", options={"verify_signature": False})  # bad
        return table.get_item(Key={"user": got["sub"]})
    """,
    "verified on one way only (py)": """
        token = event["headers"]["Authorization"]
        if os.environ.get("LOCAL"):
            claims = jwt.decode(token, options={"verify_signature": False})  # bad
        else:
            claims = jwt.decode(token, os.environ["KEY"], algorithms=["RS256"])
        return table.get_item(Key={"user": claims["sub"]})
    """,
    "only the key and the issuer are read (py)": """
        token = event["headers"]["Authorization"]
        claims = jwt.decode(token, options={"verify_signature": False})
        if claims["iss"] != "https://issuer":
            return None
        return table.get_item(Key={"id": 1})
    """,
    "decoded for the log (py)": """
        print(jwt.decode(event["headers"]["Authorization"], options={"verify_signature": False})["sub"])
        return table.get_item(Key={"id": 1})
    """,
    "a message that is no token (py)": """
        data = json.loads(base64.b64decode(event["body"]))
        return table.get_item(Key={"id": data["id"]})
    """,
    "base64 of JSON without a signature (py)": """
        session = json.loads(base64.b64decode(json.loads(event["body"])["token"]))  # bad
        return table.get_item(Key={"user": session["email"]})
    """,
    "none is admitted (py)": """
        return jwt.decode(event["headers"]["Authorization"], "", algorithms=["none"])  # bad
    """,
    "by hand (js)": """
        const [, payload] = event.headers.authorization.split('.');
        const claims = JSON.parse(Buffer.from(payload, 'base64').toString('utf8')); // bad
        if (claims.role === 'admin') { return 1; }
    """,
    "by the browser's function (js)": """
        const part = event.headers.authorization.split('.')[1].replace(/-/g, '+');
        const claims = JSON.parse(atob(part)); // bad
        return new PutItemCommand({ TableName: 'x', Item: { user: { S: claims.sub } } });
    """,
    "decoded and verified (js)": """
        const token = event.headers.authorization;
        const { header, payload } = jwt.decode(token, { complete: true });
        if (payload.tenant !== process.env.TENANT) { return null; }
        const claims = jwt.verify(token, KEYS[header.kid]);
        return new PutItemCommand({ TableName: 'x', Item: { user: { S: claims.sub } } });
    """,
}

IDENTITIES = {
    "looked for before the whole body is stored (py)": """
        body = json.loads(event["body"])
        if "Item" in table.get_item(Key={"email": body["email"]}):
            return {"statusCode": 409}
        return table.put_item(Item=body)
    """,
    "the role that is stored of the sender (py)": """
        me = event["requestContext"]["authorizer"]["claims"]["sub"]
        mine = table.get_item(Key={"userId": me})["Item"]
        if mine["role"] != "admin":
            return {"statusCode": 403}
        return table.delete_item(Key={"userId": event["pathParameters"]["userId"]})
    """,
    "one table holds users and what is theirs (py)": """
        user = event["pathParameters"]["userId"]
        if "Item" not in table.get_item(Key={"pk": user, "sk": "profile"}):  # bad
            return {"statusCode": 404}
        return table.put_item(Item={"pk": user, "sk": "visit"})
    """,
    "a function of its own looks for it before it is made (py)": """
        def is_known(email):
            return "Item" in table.get_item(Key={"email": email})
        email = json.loads(event["body"])["email"]
        if is_known(email):
            return {"statusCode": 409}
        return table.put_item(Item={"email": email})
    """,
    "a role beside a record that may have an owner (py)": """
        body = json.loads(event["body"])
        if event["httpMethod"] == "DELETE":
            return table.delete_item(Key={"id": event["pathParameters"]["id"]})  # bad
        return table.put_item(Item={"id": "1", "email": body["email"], "role": body["role"]})  # bad
    """,
    "looked for before it is made (js)": """
        const mysql = require('mysql');
        const pool = mysql.createPool(process.env.DSN);
        const { email } = JSON.parse(event.body);
        pool.query('SELECT * FROM users WHERE email = ?', [email], (error, rows) => {
            if (rows.length) { return; }
            pool.query('INSERT INTO users (email) VALUES (?)', [email], () => {});
        });
    """,
    "looked for before a record of another table is made (js)": """
        const mysql = require('mysql');
        const pool = mysql.createPool(process.env.DSN);
        const { email, item } = JSON.parse(event.body);
        pool.query('SELECT * FROM users WHERE email = ?', [email], (error, rows) => { // bad
            pool.query('INSERT INTO baskets (item, row_id) VALUES (?, ?)', [item, rows[0].id], () => {});
        });
    """,
    "a placeholder of a statement (py)": """
        connection = psycopg2.connect(os.environ["DSN"])
        cursor = connection.cursor()
        cursor.execute("SELECT * FROM orders WHERE user_id = %s", (event["pathParameters"]["userId"],))  # bad
        return cursor.fetchall()
    """,
    "put into the text of a statement (py)": """
        connection = psycopg2.connect(os.environ["DSN"])
        cursor = connection.cursor()
        user = event["pathParameters"]["userId"]
        cursor.execute("SELECT * FROM orders WHERE user_id = '{}'".format(user))  # bad
        return cursor.fetchall()
    """,
    "a product in a statement (py)": """
        connection = psycopg2.connect(os.environ["DSN"])
        cursor = connection.cursor()
        cursor.execute("SELECT * FROM products WHERE product_id = %s", (event["pathParameters"]["id"],))
        return cursor.fetchall()
    """,
    "the second placeholder (js)": """
        const mysql = require('mysql2/promise');
        const c = await mysql.createConnection(process.env.DSN);
        const { owner } = event.pathParameters;
        await c.execute('DELETE FROM notes WHERE kind = ? AND owner_id = ?', ['x', owner]); // bad
    """,
    "a new row of whomever (js)": """
        const { Pool } = require('pg');
        const pool = new Pool();
        const { userId, text } = JSON.parse(event.body);
        await pool.query('INSERT INTO notes (id, user_id) VALUES ($1, $2)', ['1', userId]); // bad
    """,
    "a user behind an object mapper (js)": """
        const { PrismaClient } = require('@prisma/client');
        const prisma = new PrismaClient();
        const { userId, total } = JSON.parse(event.body);
        await prisma.user.update({ where: { id: userId }, data: { balance: { decrement: total } } }); // bad
    """,
    "a repository of users (js)": """
        const { DataSource } = require('typeorm');
        const { User } = require('./entities');
        const source = new DataSource({});
        const repository = source.getRepository(User);
        const id = event.pathParameters.id;
        return repository.findOne({ where: { id } }); // bad
    """,
    "a model of users (js)": """
        const { Sequelize } = require('sequelize');
        const s = new Sequelize('x');
        const User = s.define('user', {});
        await User.destroy({ where: { id: event.pathParameters.userId } }); // bad
    """,
    "an operator of equality (js)": """
        const { MongoClient } = require('mongodb');
        const c = await MongoClient.connect('x');
        const { user_id } = event.queryStringParameters;
        return c.db('a').collection('diaries').find({ user_id: { $eq: user_id } }); // bad
    """,
    "a sign-in behind an object mapper (js)": """
        const { PrismaClient } = require('@prisma/client');
        const bcrypt = require('bcrypt');
        const prisma = new PrismaClient();
        const { email, password } = JSON.parse(event.body);
        const user = await prisma.user.findUnique({ where: { email } });
        return bcrypt.compare(password, user.password);
    """,
    "a public handler of no table of people (js)": """
        const { PrismaClient } = require('@prisma/client');
        const prisma = new PrismaClient();
        return prisma.product.findUnique({ where: { id: event.pathParameters.id } });
    """,
    "compared with what the token says, which is the fault (py)": """
        got = jwt.decode(event["headers"]["Authorization"], "k", options={"verify_signature": False})
        user = event["pathParameters"]["userId"]
        if got["sub"] != user:
            return {"statusCode": 403}
        return table.delete_item(Key={"user": user})
    """,
    "a list of roles (py)": """
        if json.loads(event["body"]).get("role") not in ["admin", "manager"]:  # bad
            return {"statusCode": 403}
        return table.delete_item(Key={"id": 1})
    """,
    "an error refuses (py)": """
        role = event["queryStringParameters"]["role"]
        if role != "admin":  # bad
            raise Exception("Unauthorized")
        return table.delete_item(Key={"id": 1})
    """,
    "a refusal behind it (py)": """
        if event["headers"]["x-user-role"] == "admin":  # bad
            return table.delete_item(Key={"id": 1})
        return {"statusCode": 403}
    """,
    "an owner of a record (py)": """
        item = table.get_item(Key={"id": event["pathParameters"]["id"]})["Item"]
        if item["ownerId"] != json.loads(event["body"])["userId"]:  # bad
            return {"statusCode": 403}
        return table.delete_item(Key={"id": 1})
    """,
    "another user's data, though the sender is known (py)": """
        me = event["requestContext"]["authorizer"]["claims"]["sub"]
        user = event["queryStringParameters"]["userId"]
        table.put_item(Item={"seen": me})
        return table.get_item(Key={"user": user})  # bad
    """,
    "the user is compared with the sender (py)": """
        me = event["requestContext"]["authorizer"]["claims"]["sub"]
        user = event["queryStringParameters"]["userId"]
        if user != me:
            return {"statusCode": 403}
        return table.get_item(Key={"user": user})
    """,
    "an administrator asks for a user (py)": """
        claims = event["requestContext"]["authorizer"]["claims"]
        if claims["custom:role"] != "admin":
            return {"statusCode": 403}
        return table.get_item(Key={"user": event["queryStringParameters"]["userId"]})
    """,
    "a user's record, and nobody is asked who he is (py)": """
        return table.get_item(Key={"user": event["queryStringParameters"]["userId"]})  # bad
    """,
    "a record whose key is a user's id by its source alone (py)": """
        return table.delete_item(Key={"id": event["pathParameters"]["userId"]})  # bad
    """,
    "a public name, of what people keep for themselves (py)": """
        carts = boto3.resource("dynamodb").Table("carts")
        body = json.loads(event["body"])
        carts.put_item(Item={"username": body["username"], "id": body["id"], "price": body["price"]})  # bad
    """,
    "two accesses to one table in one function are one fault (py)": """
        users = boto3.resource("dynamodb").Table("users")
        body = json.loads(event["body"])
        users.get_item(Key={"userId": body["sender"]})
        users.delete_item(Key={"userId": body["receiver"]})  # bad
    """,
    "a new password proves nothing (py)": """
        users = boto3.resource("dynamodb").Table("users")
        body = json.loads(event["body"])
        return users.update_item(  # bad
            Key={"id": event["pathParameters"]["id"]},
            UpdateExpression="SET password = :password",
            ExpressionAttributeValues={":password": body["password"]},
        )
    """,
    "a sign-up looks whether the address is known (py)": """
        body = json.loads(event["body"])
        if "Item" not in table.get_item(Key={"email": body["email"]}):
            table.put_item(Item={"email": body["email"], "password": body["password"]})
    """,
    "a model of users, deleted (js)": """
        const User = require('mongoose').model('User', {});
        return User.findByIdAndDelete(event.pathParameters.id); // bad
    """,
    "a model of products (js)": """
        const Product = require('mongoose').model('Product', {});
        return Product.findById(event.pathParameters.id);
    """,
    "a table of profiles is for everybody to read (py)": """
        profiles = boto3.resource("dynamodb").Table("profiles")
        return profiles.get_item(Key={"id": event["pathParameters"]["id"]})
    """,
    "a condition on a user (py)": """
        from boto3.dynamodb.conditions import Key
        user = event["queryStringParameters"]["user"]
        return table.query(KeyConditionExpression=Key("owner").eq(user))  # bad
    """,
    "a condition as text, with an alias (py)": """
        return table.query(  # bad
            KeyConditionExpression="#u = :u",
            ExpressionAttributeNames={"#u": "userId"},
            ExpressionAttributeValues={":u": event["pathParameters"]["id"]},
        )
    """,
    "the owner of a new record (py)": """
        body = json.loads(event["body"])
        table.put_item(Item={"orderId": "1", "userId": body["userId"], "what": body["what"]})  # bad
    """,
    "somebody signs up (py)": """
        body = json.loads(event["body"])
        table.put_item(Item={"userId": body["userId"], "nick": body["nick"]})
    """,
    "somebody signs in (py)": """
        body = json.loads(event["body"])
        user = table.get_item(Key={"email": body["email"]})["Item"]
        return user["hash"] == sha(body["password"])
    """,
    "a role that the request gives a user (py)": """
        body = json.loads(event["body"])
        table.update_item(  # bad
            Key={"userId": "1"}, UpdateExpression="SET #r = :r",
            ExpressionAttributeNames={"#r": "role"}, ExpressionAttributeValues={":r": body["role"]},
        )
    """,
    "a role of a message (py)": """
        body = json.loads(event["body"])
        table.put_item(Item={"userId": "1", "role": body["role"], "content": body["content"]})
    """,
    "a product (py)": """
        return table.get_item(Key={"productId": event["pathParameters"]["productId"]})
    """,
    "a key with the sender in it (py)": """
        me = event["requestContext"]["authorizer"]["claims"]["sub"]
        return table.get_item(Key={"user": me, "id": event["pathParameters"]["userId"]})
    """,
    "a token that is good for anybody (py)": """
        body = json.loads(event["body"])
        jwt.decode(event["headers"]["Authorization"], os.environ["KEY"], algorithms=["RS256"])
        table.put_item(Item={"id": "1", "userId": body["userId"]})  # bad
    """,
    "a helper that nobody knows looks at the header (py)": """
        service.check(event["headers"]["Authorization"])
        return table.get_item(Key={"user": event["queryStringParameters"]["userId"]})
    """,
    "one side alone acts (py)": """
        if json.loads(event["body"])["role"] == "admin":  # bad
            table.delete_item(Key={"id": 1})
        return {"statusCode": 200}
    """,
    "an error of a validation (py)": """
        role = json.loads(event["body"])["role"]
        if role not in ["admin", "reader"]:
            raise ValueError("no such role")
        return table.get_item(Key={"id": 1})
    """,
    "a choice (js)": """
        const effect = JSON.parse(event.body).role === 'admin' ? 'Allow' : 'Deny'; // bad
        return { effect };
    """,
    "a wrapper is told what to do (js)": """
        const db = { get: (params) => new GetItemCommand(params) };
        const params = { TableName: 'notes', Key: { userId: { S: event.queryStringParameters.userId } } };
        return db.get(params); // bad
    """,
    "what is charged (js)": """
        const { amount, token } = JSON.parse(event.body);
        return stripe.charges.create({ amount, source: token, currency: 'eur' }); // bad
    """,
    "what is charged, computed on the spot (js)": """
        const order = JSON.parse(event.body);
        return stripe.paymentIntents.create({ amount: Math.round(order.total * 100) }); // bad
    """,
    "a price of one's own is charged (js)": """
        const { product, source } = JSON.parse(event.body);
        return stripe.charges.create({ amount: PRICES[product], source, currency: 'eur' });
    """,
    "a validation of input (py)": """
        role = json.loads(event["body"])["role"]
        if role not in ["admin", "reader"]:
            return {"statusCode": 400, "body": "unknown role"}
        return table.update_item(Key={"id": 1}, AttributeUpdates={"role": role})
    """,
    "a branch without refusal (py)": """
        if json.loads(event["body"])["userType"] == "doctor":
            return table.get_item(Key={"id": 1})
        return table.get_item(Key={"id": 2})
    """,
    "the authorizer's role (py)": """
        if event["requestContext"]["authorizer"]["role"] != "admin":
            return {"statusCode": 403}
        return table.delete_item(Key={"id": 1})
    """,
    "a helper decides (js)": """
        const isAdmin = (body) => body.role === 'admin'; // bad
        if (!isAdmin(JSON.parse(event.body))) { return { statusCode: 403 }; }
        return new PutItemCommand({ TableName: 'x' });
    """,
    "a role in a verified token (js)": """
        jwt.verify(event.headers.authorization, process.env.KEY, (error, claims) => {
          if (claims.role !== 'admin') { throw new Error('Unauthorized'); }
          return new PutItemCommand({ TableName: 'x' });
        });
    """,
    "one of a list (js)": """
        if (!['admin', 'root'].includes(JSON.parse(event.body).role)) { // bad
          return { statusCode: 403 };
        }
        return new PutItemCommand({ TableName: 'x' });
    """,
}

REFUSALS = {
    "found by its id and updated all the same (js)": """
        const mongoose = require('mongoose');
        const User = mongoose.model('User', {});
        const { id, valid } = event.requestContext.authorizer;
        if (!valid) { // bad
            console.log({ statusCode: 401, body: 'no' });
        }
        return User.findByIdAndUpdate(id, { seen: true });
    """,
    "the answer alone (py)": """
        answer = {"statusCode": 200}
        if event["requestContext"]["authorizer"]["role"] != "admin":  # bad
            answer = {"statusCode": 403, "body": "forbidden"}
        table.delete_item(Key={"id": 1})
        return answer
    """,
    "the other side acts (py)": """
        if event["requestContext"]["authorizer"]["role"] != "admin":
            answer = {"statusCode": 403, "body": "forbidden"}
        else:
            table.delete_item(Key={"id": 1})
            answer = {"statusCode": 200}
        return answer
    """,
    "a later test asks (py)": """
        allowed = True
        if event["requestContext"]["authorizer"]["role"] != "admin":
            print("access denied")
            allowed = False
        if allowed:
            table.delete_item(Key={"id": 1})
    """,
    "an answer that ends nothing (js)": """
        if (event.requestContext.authorizer.role !== 'admin') { // bad
          callback(null, { statusCode: 403 });
        }
        return new PutItemCommand({ TableName: 'x' });
    """,
    "an answer that ends it (js)": """
        if (event.requestContext.authorizer.role !== 'admin') {
          return callback(null, { statusCode: 403 });
        }
        return new PutItemCommand({ TableName: 'x' });
    """,
    "the error of a verification is caught (py)": """
        try:
            verify_token(event["headers"]["Authorization"])  # bad
        except Exception as error:
            print(error)
        table.delete_item(Key={"id": 1})
    """,
    "the error of a verification is answered (py)": """
        try:
            verify_token(event["headers"]["Authorization"])
        except Exception as error:
            return {"statusCode": 401}
        table.delete_item(Key={"id": 1})
    """,
    "what is verified is asked for later (py)": """
        user = None
        try:
            user = verify_token(event["headers"]["Authorization"])
        except Exception as error:
            print(error)
        if user:
            table.delete_item(Key={"id": 1})
    """,
    "nothing is changed (py)": """
        if event["requestContext"]["authorizer"]["role"] != "admin":
            print("access denied")
        return table.get_item(Key={"id": 1})
    """,
}


def _found(
    name: str, body: str, rule: str, sources: tuple[str, ...] = ("apigw.rest",)
) -> tuple[set[int], set[int]]:
    python = name.endswith("(py)")
    inner = textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    start = (
        f"{_HEAD}def handler(event, context):\n"
        if python
        else f"{_SCRIPT}exports.handler = async (event) => {{\n"
    )
    text = f"{start}{inner}\n" + ("" if python else "};\n")
    file = "app.py" if python else "app.js"
    results = Results(sources, is_http=True)
    machine = Machine(Package(("",), {file}.__contains__), Programs({file: text}.get).load, results)
    assert machine.run(file, "handler", Value(taints=event_taints(sources)), Value(names=("lambda.context",)))
    wanted = {number for number, line in enumerate(text.splitlines(), 1) if _MARK.search(line)}
    return {one.location.line for one in results.authenticity.faults if one.rule == rule}, wanted


@pytest.mark.parametrize("name", TOKENS)
def test_unverified_tokens(name: str) -> None:
    found, wanted = _found(name, TOKENS[name], "unverified-token")
    assert found == wanted


@pytest.mark.parametrize("name", IDENTITIES)
def test_identities_of_the_sender(name: str) -> None:
    found, wanted = _found(name, IDENTITIES[name], "client-supplied-identity")
    assert found == wanted


COMPARISONS = {
    "a row behind a client that a secret opened (js)": """
        const { SSMClient, GetParameterCommand } = require('@aws-sdk/client-ssm');
        const { Client } = require('./generated/client');
        const ssm = new SSMClient({});
        const got = await ssm.send(new GetParameterCommand({ Name: 'url', WithDecryption: true }));
        const client = new Client({ adapter: { url: got.Parameter.Value } });
        const row = await client.page.findOne('1');
        return row.lockedBy === event.queryStringParameters.user;
    """,
    "an entry of a secret (js)": """
        const { SSMClient, GetParameterCommand } = require('@aws-sdk/client-ssm');
        const ssm = new SSMClient({});
        const got = await ssm.send(new GetParameterCommand({ Name: 'hook', WithDecryption: true }));
        return JSON.parse(got.Parameter.Value).hook === event.headers['x-hook']; // bad
    """,
    "a key of the environment (py)": """
        if event["headers"]["x-api-key"] != os.environ["SHOP_KEY"]:  # bad
            return {"statusCode": 401}
    """,
    "what is called a signature (py)": """
        signature = service.sign(event["body"], os.environ["KEY"])
        return event["headers"]["x-signature"] == signature  # bad
    """,
    "a mode of the environment (py)": """
        return event["headers"]["x-mode"] == os.environ["MODE"]
    """,
    "two signatures of the request (py)": """
        body = json.loads(event["body"])
        return body["signature"] == body["previous"]["signature"]
    """,
}
WRITTEN = {
    "a number in another place (py)": """
        return event["headers"]["x-api-key"] == "123"
    """,
    "a token (py)": """
        return event["headers"]["Authorization"] == "Bearer harbour-11"  # bad
    """,
    "a word as password (py)": """
        body = json.loads(event["body"])
        return body["username"] == "ann" and body["password"] == "harbour"  # bad
    """,
    "a cookie (js)": """
        const found = cookie.parse(event.headers.cookie || '');
        if (found.shop === 'h3aqz0w81kd7rm2xq95tnvb6') { return 1; } // bad
    """,
    "a cookie that chooses (js)": """
        const found = cookie.parse(event.headers.cookie || '');
        if (found.theme === 'dark') { return 1; }
    """,
    "a scheme (py)": """
        return event["headers"]["Authorization"].split(" ")[0] == "Bearer"
    """,
    "a placeholder (py)": """
        return event["headers"]["Authorization"] == "PUT THE TOKEN HERE"
    """,
    "words of an example (js)": """
        switch (event.headers.authorization) { case 'allow': return 1; case 'deny': return 2; }
    """,
}


@pytest.mark.parametrize("name", COMPARISONS)
def test_comparisons_in_a_time_that_tells(name: str) -> None:
    found, wanted = _found(name, COMPARISONS[name], "timing-unsafe-comparison")
    assert found == wanted


@pytest.mark.parametrize("name", WRITTEN)
def test_credentials_that_are_compared_with_a_text(name: str) -> None:
    found, wanted = _found(name, WRITTEN[name], "hardcoded-secret")
    assert found == wanted


@pytest.mark.parametrize("name", REFUSALS)
def test_missing_refusals(name: str) -> None:
    found, wanted = _found(name, REFUSALS[name], "missing-refusal")
    assert found == wanted


@pytest.mark.parametrize(
    ("text", "is_credential"), [("123", True), ("harbour", True), ("", False), ("no", False)]
)
def test_texts_that_an_authorizer_lets_in_with(text: str, *, is_credential: bool) -> None:
    mark = "  # bad" if is_credential else ""
    body = f"    return event['authorizationToken'] == '{text}'{mark}"
    found, wanted = _found("(py)", body, "hardcoded-secret", ("apigw.authorizer.token",))
    assert found == wanted

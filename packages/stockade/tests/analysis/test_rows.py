"""What data bases answer is not made of what they were asked, whatever a list has by the same name."""

KNOWN: dict[str, str] = {}

JAVASCRIPT = {
    "find of a collection": """
        const { MongoClient } = require('mongodb');
        ---
        const shop = new MongoClient('mongodb://a.example').db('shop');
        const found = await shop.collection('kinds').find({ code: { $regex: '^' + q } }).toArray();
        const kinds = found.map((one) => one._id.toString());
        exec(kinds[0]);
        exec(found[0].name);
        exec([q, 'ls'].find((one) => one.length > 1)); // bad
    """,
    "tagged statement": """
        import { neon } from '@neondatabase/serverless';
        import { sql } from '@vercel/postgres';
        import postgres from 'postgres';
        const rows = neon(process.env.ADDRESS);
        const other = postgres(process.env.ADDRESS);
        ---
        const [one] = await rows`SELECT name FROM people WHERE id = ${body.id}`; // good: sql-injection
        exec(one.name);
        const two = await sql`SELECT name FROM people WHERE id = ${body.id}`; // good: sql-injection
        exec(two.rows[0].name);
        const [three] = await other`SELECT name FROM people WHERE id = ${body.id}`; // good: sql-injection
        exec(three.name);
        exec(body.id); // bad
    """,
    "entry that is a text or an object of the program": """
        const { MongoClient } = require('mongodb');
        ---
        const orders = new MongoClient('mongodb://a.example').db('shop').collection('orders');
        const filter = { kind: 'order' };
        if (event.httpMethod === 'GET') filter['for.id'] = { $in: ['1', '2'] };
        else filter['for.id'] = q;
        await orders.findOne(filter); // good: nosql-injection
        const wide = { kind: 'order' };
        if (event.httpMethod === 'GET') wide['for.id'] = { $in: ['1', '2'] };
        else wide['for.id'] = body.id;
        await orders.findOne(wide); // bad: nosql-injection
    """,
    "entry of a parsed object or of one of the program": """
        const whole = event.httpMethod === 'GET' ? { run: 'ls' } : body;
        exec(whole.run); // bad
    """,
}


def test_lines(found: frozenset[object], wanted: frozenset[object]) -> None:
    assert found == wanted

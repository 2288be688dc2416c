// HTTP API: customers read their own invoices and search among them.
import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data';

const database = new RDSDataClient({});
const BY_NUMBER = 'SELECT number, issued, amount FROM invoices WHERE customer = :customer AND number = :number';
const SEARCHES = {
  issued:
    'SELECT number, issued, amount FROM invoices WHERE customer = :customer AND issued >= :since ORDER BY issued',
  amount:
    'SELECT number, issued, amount FROM invoices WHERE customer = :customer AND issued >= :since ORDER BY amount',
};

export const handler = async (event) => {
  const customer = event.requestContext.authorizer.jwt.claims.sub;

  if (event.routeKey === 'GET /invoices/{number}') {
    const found = await query(BY_NUMBER, { customer, number: event.pathParameters.number });
    return found.length ? reply(200, found[0]) : reply(404, { message: 'no such invoice' });
  }
  const wanted = JSON.parse(event.body ?? '{}');
  const sql = Object.hasOwn(SEARCHES, wanted.sort) ? SEARCHES[wanted.sort] : SEARCHES.issued;
  return reply(200, await query(sql, { customer, since: String(wanted.since ?? '1970-01-01') }));
};

async function query(sql, values) {
  const answer = await database.send(
    new ExecuteStatementCommand({
      resourceArn: process.env.DATABASE_ARN,
      secretArn: process.env.DATABASE_SECRET_ARN,
      database: 'billing',
      formatRecordsAs: 'JSON',
      sql,
      parameters: Object.entries(values).map(([name, value]) => ({ name, value: { stringValue: value } })),
    }),
  );
  return JSON.parse(answer.formattedRecords ?? '[]');
}

function reply(statusCode, body) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

// HTTP API: customers read their invoices and search among them.
import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data';

const database = new RDSDataClient({});

export const handler = async (event) => {
  const caller = callerOf(event.headers);
  if (!caller) return reply(401, { message: 'sign in first' });

  if (event.routeKey === 'GET /invoices/{number}') {
    const found = await query(
      `SELECT number, issued, amount FROM invoices WHERE number = '${event.pathParameters.number}'`,
    );
    return found.length ? reply(200, found[0]) : reply(404, { message: 'no such invoice' });
  }
  const wanted = JSON.parse(event.body ?? '{}');
  const order = wanted.sort ?? 'issued';
  const found = await query(
    `SELECT number, issued, amount FROM invoices WHERE customer = '${caller.sub}'` +
      ` AND issued >= '${wanted.since}' ORDER BY ${order}`,
  );
  return reply(200, found);
};

function callerOf(headers) {
  const token = (headers.authorization ?? '').replace(/^Bearer /, '');
  const payload = token.split('.')[1];
  return payload ? JSON.parse(Buffer.from(payload, 'base64url').toString()) : undefined;
}

async function query(sql) {
  const answer = await database.send(
    new ExecuteStatementCommand({
      resourceArn: process.env.DATABASE_ARN,
      secretArn: process.env.DATABASE_SECRET_ARN,
      database: 'billing',
      formatRecordsAs: 'JSON',
      sql,
    }),
  );
  return JSON.parse(answer.formattedRecords ?? '[]');
}

function reply(statusCode, body) {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'access-control-allow-origin': '*' },
    body: JSON.stringify(body),
  };
}

// Both versions do the same job; only the vulnerable one does what an attacker wants.
import assert from 'node:assert/strict';
import Module, { createRequire, register } from 'node:module';
import test from 'node:test';

const require = createRequire(import.meta.url);
const sdk = require('./sdk.cjs');
register('./resolve.mjs', import.meta.url);
const load = Module._load;
Module._load = (name, ...rest) => (name.startsWith('@aws-sdk/') ? sdk : load(name, ...rest));

Object.assign(process.env, {
  AGENCY_HOSTS: 'files.agency.example',
  ARTWORK_BUCKET: 'artwork',
  CONNECTIONS_TABLE: 'connections',
  CUSTOMERS_TABLE: 'customers',
  ORDERS_TABLE: 'orders',
  PARTNER_DOMAINS: 'agency.example',
  PRICES_TABLE: 'prices',
  QUOTES_TABLE: 'quotes',
  REPORTS_BUCKET: 'reports',
  SITE_BUCKET: 'site',
});

const ORDER = '7d0b2a52-6f0e-4c57-9a3e-0c8f6f1d2b33';
const vulnerable = (name) => handlerOf('vulnerable', name);
const hardened = (name) => handlerOf('hardened', name);

async function handlerOf(version, name) {
  const folder = new URL(`../${version}/src/${name}/`, import.meta.url);
  const file = ['invoices', 'import_artwork', 'status_pages', 'tracking'].includes(name) ? 'index.mjs' : 'index.js';
  return (await import(new URL(file, folder).href)).handler;
}

function token(claims) {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.none`;
}

test('quotes: a quote is computed from the price list', async () => {
  const price = { product: 'poster-a2', paper: 'satin-170', setup: 1200, sheet: 310 };
  for (const handler of [await vulnerable('quotes'), await hardened('quotes')]) {
    sdk.answering((command) => ({ Items: [price], Item: price, command }));
    const answer = await handler({ body: JSON.stringify({ product: 'poster-a2', paper: 'satin-170', quantity: 100 }) });
    assert.equal(answer.statusCode, 201);
    assert.equal(JSON.parse(answer.body).total, 27550);
  }
});

test('quotes: a product that is a condition', async () => {
  const event = { body: JSON.stringify({ product: "x' OR product > '", paper: 'y' }) };
  const sent = sdk.answering();
  await (await vulnerable('quotes'))(event);
  assert.match(sent[0].Statement, /OR product >/);
  sdk.answering();
  assert.equal((await (await hardened('quotes'))(event)).statusCode, 404);
  assert.deepEqual(sent[0].Key, { product: "x' OR product > '", paper: 'y' });
});

test('invoices: a number that is SQL, and a token nobody signed', async () => {
  const event = {
    routeKey: 'GET /invoices/{number}',
    pathParameters: { number: "1' UNION SELECT 1,2,3 --" },
    headers: { authorization: `Bearer ${token({ sub: 'somebody' })}` },
    requestContext: { authorizer: { jwt: { claims: { sub: 'me' } } } },
  };
  const sent = sdk.answering(() => ({ formattedRecords: '[{"number":"1"}]' }));
  assert.equal((await (await vulnerable('invoices'))(event)).statusCode, 200);
  assert.match(sent[0].sql, /UNION SELECT/);
  assert.equal((await (await hardened('invoices'))(event)).statusCode, 200);
  assert.doesNotMatch(sent[1].sql, /UNION/);
  assert.deepEqual(sent[1].parameters[0], { name: 'customer', value: { stringValue: 'me' } });
});

test('import_artwork: artwork is fetched from an agency, an inner address only by one of them', async (t) => {
  const asked = [];
  t.mock.method(globalThis, 'fetch', async (url) => {
    asked.push(String(url));
    return new Response('png', { headers: { 'content-type': 'image/png', 'content-length': '3' } });
  });
  sdk.answering();
  for (const [handler, inner] of [[await vulnerable('import_artwork'), 201], [await hardened('import_artwork'), 400]]) {
    const post = (source) => handler({ body: JSON.stringify({ orderId: ORDER, source }) });
    assert.equal((await post('https://files.agency.example/a.png')).statusCode, 201);
    assert.equal((await post('http://127.0.0.1:9001/2018-06-01/runtime/invocation/next')).statusCode, inner);
  }
  assert.equal(asked.filter((url) => url.includes('127.0.0.1')).length, 1);
});

test('print_jobs: a job is printed; a sheet rule that is a program runs in one of them', async () => {
  const job = { orderId: ORDER, product: 'poster-a2', quantity: 10, sheetRule: '(globalThis.broken = true, 7)' };
  for (const [handler, ran, sheets] of [[await vulnerable('print_jobs'), true, 7], [await hardened('print_jobs'), undefined, 31]]) {
    delete globalThis.broken;
    const sent = sdk.answering();
    await handler({ Records: [{ messageId: '1', body: JSON.stringify(job) }] });
    assert.equal(globalThis.broken, ran);
    assert.match(sent[0].Body, new RegExp(`sheets ${sheets}\n`));
    assert.equal(sent[1].name, 'UpdateItemCommand');
  }
});

test('status_pages: an address that is a script', async () => {
  const order = { orderId: ORDER, quantity: 1, product: 'poster-a2', status: 'paid', shipTo: '<script>alert(1)</script>' };
  const event = { Records: [{ dynamodb: { NewImage: order } }, { dynamodb: {} }] };
  const sent = sdk.answering();
  assert.deepEqual(await (await vulnerable('status_pages'))(event), { pages: 1 });
  assert.match(sent[0].Body, /<script>/);
  assert.deepEqual(await (await hardened('status_pages'))(event), { pages: 1 });
  assert.doesNotMatch(sent[1].Body, /<script>/);
});

test('courier_updates: a parcel that sets the price of its order', async () => {
  const detail = { orderId: ORDER, parcel: 'P1', place: 'delivered', total: 0 };
  const sent = sdk.answering();
  await (await vulnerable('courier_updates'))({ detail });
  assert.match(sent[0].UpdateExpression, /total = :total/);
  await (await hardened('courier_updates'))({ detail });
  assert.equal(sent[1].UpdateExpression, 'SET parcel = :parcel, place = :place');
});

test('sign_up: a customer who makes himself an operator', async (t) => {
  t.mock.method(console, 'log', () => {});
  const event = () => ({
    triggerSource: 'PreSignUp_AdminCreateUser',
    userName: 'eve',
    request: { userAttributes: { email: 'eve@agency.example' }, clientMetadata: { role: 'operator' } },
    response: {},
  });
  const sent = sdk.answering();
  await (await vulnerable('sign_up'))(event());
  assert.equal(sent[0].Item.role.S, 'operator');
  await (await hardened('sign_up'))(event());
  assert.equal(sent[1].Item.role.S, 'customer');
  await assert.rejects((await hardened('sign_up'))({ ...event(), triggerSource: 'PreSignUp_SignUp' }));
});

test('tracking: a browser that names another customer', async () => {
  const event = {
    body: JSON.stringify({ action: 'watch', customerId: 'somebody else' }),
    requestContext: {
      routeKey: 'watch', connectionId: 'c', domainName: 'd.example', stage: 'live', authorizer: { customerId: 'me' },
    },
  };
  const sent = sdk.answering(() => ({ Items: [] }));
  await (await vulnerable('tracking'))(event);
  assert.equal(sent[0].ExpressionAttributeValues[':customer'], 'somebody else');
  sdk.answering(() => ({ Items: [] }));
  assert.equal((await (await hardened('tracking'))(event)).statusCode, 200);
  assert.equal(sent[0].ExpressionAttributeValues[':customer'], 'me');
  assert.equal(sent[1].name, 'PostToConnectionCommand');
});

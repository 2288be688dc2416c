// REST API: resellers ask what a print run costs.
'use strict';

const { randomUUID } = require('node:crypto');
const { DynamoDBClient, GetItemCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const { marshall, unmarshall } = require('@aws-sdk/util-dynamodb');

const dynamodb = new DynamoDBClient({});

exports.handler = async (event) => {
  const wanted = JSON.parse(event.body || '{}');
  const price = await priceOf(String(wanted.product), String(wanted.paper));
  if (!price) return reply(404, { message: 'no such product' });

  const quantity = Math.min(Math.max(Math.trunc(Number(wanted.quantity)) || 1, 1), 100000);
  const quote = {
    quoteId: randomUUID(),
    product: price.product,
    paper: price.paper,
    quantity,
    total: Math.round(price.setup + price.sheet * quantity * discount(quantity)),
    validUntil: new Date(Date.now() + 14 * 86400e3).toISOString(),
  };
  await dynamodb.send(new PutItemCommand({ TableName: process.env.QUOTES_TABLE, Item: marshall(quote) }));
  return reply(201, quote);
};

async function priceOf(product, paper) {
  const answer = await dynamodb.send(
    new GetItemCommand({ TableName: process.env.PRICES_TABLE, Key: marshall({ product, paper }) }),
  );
  return answer.Item && unmarshall(answer.Item);
}

function discount(quantity) {
  if (quantity >= 1000) return 0.7;
  return quantity >= 100 ? 0.85 : 1;
}

function reply(statusCode, body) {
  return { statusCode, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

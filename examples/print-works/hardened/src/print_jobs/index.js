// SQS queue: works out the finishing of each print job and hands it to the press.
'use strict';

const { DynamoDBClient, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
const { PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');

const dynamodb = new DynamoDBClient({});
const storage = new S3Client({});
const ORDER = /^[0-9a-f-]{36}$/;
const SPOILAGE = new Map([
  ['offset', (quantity) => quantity * 1.05 + 20],
  ['digital', (quantity) => quantity + 2],
]);

exports.handler = async (event) => {
  const failed = [];
  for (const record of event.Records) {
    try {
      await printJob(JSON.parse(record.body));
    } catch (error) {
      console.error(`job ${record.messageId}: ${error.name}`);
      failed.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures: failed };
};

async function printJob(job) {
  if (!ORDER.test(job.orderId)) throw new RangeError('not an order');
  const sheets = sheetsFor(job);
  const ticket = [`order ${job.orderId}`, `product ${String(job.product).slice(0, 80)}`, `sheets ${sheets}`, ''];
  await storage.send(
    new PutObjectCommand({
      Bucket: process.env.REPORTS_BUCKET,
      Key: `tickets/${job.orderId}.txt`,
      Body: ticket.join('\n'),
    }),
  );
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: process.env.ORDERS_TABLE,
      Key: { orderId: { S: job.orderId } },
      ConditionExpression: 'attribute_exists(orderId)',
      UpdateExpression: 'SET #status = :printing, sheets = :sheets',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':printing': { S: 'printing' }, ':sheets': { N: String(sheets) } },
    }),
  );
}

function sheetsFor(job) {
  const spoilage = SPOILAGE.get(job.press) ?? SPOILAGE.get('offset');
  const quantity = Number(job.quantity);
  if (!(quantity > 0 && quantity <= 100000)) throw new RangeError('no such quantity');
  return Math.ceil(spoilage(quantity));
}

// SQS queue: works out the finishing of each print job and hands it to the press.
'use strict';

const { DynamoDBClient, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
const { PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');

const dynamodb = new DynamoDBClient({});
const storage = new S3Client({});

exports.handler = async (event) => {
  for (const record of event.Records) {
    const job = JSON.parse(record.body);
    await printJob(job);
  }
};

async function printJob(job) {
  const sheets = sheetsFor(job);
  const ticket = [`order ${job.orderId}`, `product ${job.product}`, `sheets ${sheets}`, ''].join('\n');
  await storage.send(
    new PutObjectCommand({
      Bucket: process.env.REPORTS_BUCKET,
      Key: `tickets/${job.orderId}.txt`,
      Body: ticket,
    }),
  );
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: process.env.ORDERS_TABLE,
      Key: { orderId: { S: job.orderId } },
      UpdateExpression: 'SET #status = :printing, sheets = :sheets',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':printing': { S: 'printing' }, ':sheets': { N: String(sheets) } },
    }),
  );
}

// A job brings its own rule, such as "quantity * 1.05 + 20": spoilage differs from press to press.
function sheetsFor(job) {
  const rule = new Function('quantity', `return ${job.sheetRule || 'quantity'};`);
  return Math.ceil(rule(job.quantity));
}

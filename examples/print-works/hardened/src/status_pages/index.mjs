// DynamoDB stream: keeps a status page for every order.
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const storage = new S3Client({});
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const handler = async (event) => {
  const changed = event.Records.filter((record) => record.dynamodb.NewImage);
  for (const record of changed) {
    const order = unmarshall(record.dynamodb.NewImage);
    await storage.send(
      new PutObjectCommand({
        Bucket: process.env.SITE_BUCKET,
        Key: `status/${order.orderId}.html`,
        Body: page(order),
        ContentType: 'text/html; charset=utf-8',
        CacheControl: 'max-age=60',
      }),
    );
  }
  return { pages: changed.length };
};

function escaped(text) {
  return String(text ?? '').replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
}

function page(order) {
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Order ${escaped(order.orderId)}</title></head>
  <body>
    <h1>${escaped(order.quantity)} x ${escaped(order.product)}</h1>
    <p>Status: <strong>${escaped(order.status)}</strong></p>
    <p>Ships to ${escaped(order.shipTo)}</p>
    <p>${escaped(order.note)}</p>
  </body>
</html>
`;
}

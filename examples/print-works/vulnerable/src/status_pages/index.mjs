// DynamoDB stream: keeps a public status page for every order.
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const storage = new S3Client({});

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

function page(order) {
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Order ${order.orderId}</title></head>
  <body>
    <h1>${order.quantity} x ${order.product}</h1>
    <p>Status: <strong>${order.status}</strong></p>
    <p>Ships to ${order.shipTo}</p>
    <p>${order.note ?? ''}</p>
  </body>
</html>
`;
}

// Function URL: an agency hands over artwork by naming the address it can be fetched from.
import { randomUUID } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const storage = new S3Client({});

export const handler = async (event) => {
  const text = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString() : event.body;
  const wanted = JSON.parse(text ?? '{}');
  if (!wanted.source || !wanted.orderId) return reply(400, { message: 'source and orderId are needed' });

  const answer = await fetch(wanted.source, { redirect: 'follow' });
  if (!answer.ok) {
    return reply(502, { message: `the source answered ${answer.status}`, body: await answer.text() });
  }
  const artwork = Buffer.from(await answer.arrayBuffer());
  const key = `incoming/${wanted.orderId}/${randomUUID()}`;
  await storage.send(
    new PutObjectCommand({
      Bucket: process.env.ARTWORK_BUCKET,
      Key: key,
      Body: artwork,
      ContentType: answer.headers.get('content-type') ?? 'application/octet-stream',
    }),
  );
  return reply(201, { key, bytes: artwork.length });
};

function reply(statusCode, body) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

// Function URL: an agency hands over artwork by naming the address it can be fetched from.
import { randomUUID } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const storage = new S3Client({});
const HOSTS = new Set((process.env.AGENCY_HOSTS ?? '').split(',').filter(Boolean));
const TYPES = new Set(['image/png', 'image/jpeg', 'image/tiff', 'application/pdf']);
const LIMIT = 50 * 1024 * 1024;
const ORDER = /^[0-9a-f-]{36}$/;

export const handler = async (event) => {
  const text = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString() : event.body;
  const wanted = JSON.parse(text ?? '{}');
  const file = URL.canParse(wanted.source) ? new URL(wanted.source) : undefined;
  if (!file || file.protocol !== 'https:' || !HOSTS.has(file.host) || !ORDER.test(wanted.orderId)) {
    return reply(400, { message: 'an orderId and the https address of a known agency are needed' });
  }
  const answer = await fetch(`https://${file.host}${file.pathname}`, {
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  });
  const type = answer.headers.get('content-type') ?? '';
  if (!answer.ok || !TYPES.has(type) || Number(answer.headers.get('content-length') ?? LIMIT + 1) > LIMIT) {
    return reply(502, { message: 'the agency sent no artwork' });
  }
  const artwork = Buffer.from(await answer.arrayBuffer());
  const key = `incoming/${wanted.orderId}/${randomUUID()}`;
  await storage.send(
    new PutObjectCommand({ Bucket: process.env.ARTWORK_BUCKET, Key: key, Body: artwork, ContentType: type }),
  );
  return reply(201, { key, bytes: artwork.length });
};

function reply(statusCode, body) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

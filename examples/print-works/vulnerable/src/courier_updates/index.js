// Event bus: couriers report where a parcel is.
'use strict';

const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, UpdateCommand } = require('@aws-sdk/lib-dynamodb');

const orders = DynamoDBDocumentClient.from(new DynamoDBClient({}));

exports.handler = async (event) => {
  const { orderId, ...changes } = event.detail;
  console.log(`parcel of ${orderId}: ${event.detail.message}`);

  const names = Object.keys(changes);
  if (names.length === 0) return { orderId, changed: [] };

  await orders.send(
    new UpdateCommand({
      TableName: process.env.ORDERS_TABLE,
      Key: { orderId },
      UpdateExpression: `SET ${names.map((name) => `${name} = :${name}`).join(', ')}`,
      ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, changes[name]])),
    }),
  );
  return { orderId, changed: names };
};

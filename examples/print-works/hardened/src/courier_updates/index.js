// Event bus: couriers report where a parcel is.
'use strict';

const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, UpdateCommand } = require('@aws-sdk/lib-dynamodb');

const orders = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const PLACES = new Set(['collected', 'in-transit', 'delivered']);

exports.handler = async (event) => {
  const { orderId, parcel, place } = event.detail;
  if (!PLACES.has(place)) throw new RangeError('a parcel is collected, in-transit or delivered');

  await orders.send(
    new UpdateCommand({
      TableName: process.env.ORDERS_TABLE,
      Key: { orderId: String(orderId) },
      ConditionExpression: 'attribute_exists(orderId)',
      UpdateExpression: 'SET parcel = :parcel, place = :place',
      ExpressionAttributeValues: { ':parcel': String(parcel).slice(0, 40), ':place': place },
    }),
  );
  return { changed: ['parcel', 'place'] };
};

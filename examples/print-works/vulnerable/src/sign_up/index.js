// Cognito, before sign-up: business customers of known domains need no confirmation by mail.
'use strict';

const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');

const dynamodb = new DynamoDBClient({});
const PARTNERS = (process.env.PARTNER_DOMAINS || '').split(',');

exports.handler = async (event) => {
  console.log('sign-up', JSON.stringify(event));

  const address = event.request.userAttributes.email || '';
  const domain = address.split('@').pop();
  if (PARTNERS.includes(domain)) {
    event.response.autoConfirmUser = true;
    event.response.autoVerifyEmail = true;
  }
  const wanted = event.request.clientMetadata || {};
  await dynamodb.send(
    new PutItemCommand({
      TableName: process.env.CUSTOMERS_TABLE,
      Item: {
        customerId: { S: event.userName },
        email: { S: address },
        role: { S: wanted.role || 'customer' },
        discount: { N: String(wanted.discount || 0) },
      },
    }),
  );
  return event;
};

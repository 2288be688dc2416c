// Cognito, before sign-up: an operator may enter customers of partner domains only.
'use strict';

const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');

const dynamodb = new DynamoDBClient({});
const PARTNERS = (process.env.PARTNER_DOMAINS || '').split(',');

exports.handler = async (event) => {
  const address = event.request.userAttributes.email || '';
  const domain = address.split('@').pop().toLowerCase();
  if (event.triggerSource !== 'PreSignUp_AdminCreateUser' || !PARTNERS.includes(domain)) {
    throw new Error('ask the print works for an account');
  }
  await dynamodb.send(
    new PutItemCommand({
      TableName: process.env.CUSTOMERS_TABLE,
      ConditionExpression: 'attribute_not_exists(customerId)',
      Item: {
        customerId: { S: event.userName },
        email: { S: address },
        role: { S: 'customer' },
        discount: { N: '0' },
      },
    }),
  );
  return event;
};

// WebSocket API: a customer watches his orders move through the works.
import { ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';

const tables = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const connections = process.env.CONNECTIONS_TABLE;

export const handler = async (event) => {
  const { connectionId, routeKey } = event.requestContext;
  if (routeKey === '$connect') {
    const { customerId } = event.requestContext.authorizer;
    const item = { connectionId, customerId, since: Date.now() };
    await tables.send(new PutCommand({ TableName: connections, Item: item }));
  } else if (routeKey === '$disconnect') {
    await tables.send(new DeleteCommand({ TableName: connections, Key: { connectionId } }));
  } else {
    await watch(event);
  }
  return { statusCode: 200 };
};

async function watch(event) {
  const { customerId } = event.requestContext.authorizer;
  const found = await tables.send(
    new QueryCommand({
      TableName: process.env.ORDERS_TABLE,
      IndexName: 'byCustomer',
      KeyConditionExpression: 'customerId = :customer',
      ExpressionAttributeValues: { ':customer': customerId },
    }),
  );
  const { domainName, stage, connectionId } = event.requestContext;
  const back = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
  await back.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: JSON.stringify(found.Items) }));
}

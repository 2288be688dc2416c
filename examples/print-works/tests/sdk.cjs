// Stands in for the AWS SDK: commands carry their input, clients hand them to `answer`, which a test sets.
'use strict';

const sent = [];
let answer = () => ({});

class Client {
  constructor(settings) {
    this.settings = settings;
  }

  async send(command) {
    sent.push({ name: command.constructor.name, ...command.input });
    return answer(sent.at(-1)) ?? {};
  }

  static from(client) {
    return client;
  }
}

class Command {
  constructor(input) {
    this.input = input;
  }
}

exports.ApiGatewayManagementApiClient = class extends Client {};
exports.DynamoDBClient = class extends Client {};
exports.DynamoDBDocumentClient = Client;
exports.RDSDataClient = class extends Client {};
exports.S3Client = class extends Client {};
exports.DeleteCommand = class DeleteCommand extends Command {};
exports.ExecuteStatementCommand = class ExecuteStatementCommand extends Command {};
exports.GetItemCommand = class GetItemCommand extends Command {};
exports.PostToConnectionCommand = class PostToConnectionCommand extends Command {};
exports.PutCommand = class PutCommand extends Command {};
exports.PutItemCommand = class PutItemCommand extends Command {};
exports.PutObjectCommand = class PutObjectCommand extends Command {};
exports.QueryCommand = class QueryCommand extends Command {};
exports.UpdateCommand = class UpdateCommand extends Command {};
exports.UpdateItemCommand = class UpdateItemCommand extends Command {};
exports.marshall = (value) => value;
exports.unmarshall = (value) => value;

exports.answering = (reply) => {
  sent.length = 0;
  answer = reply ?? (() => ({}));
  return sent;
};

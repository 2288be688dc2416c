"""Events of each source: the sender's fields, the platform's, encodings of what they hold."""

KNOWN: dict[str, str] = {}

PYTHON = {
    "bucket, separators of a key are never encoded": """
        # from: s3.notification
        import os
        from urllib.parse import unquote_plus
        def handler(event, context):
            key = event["Records"][0]["s3"]["object"]["key"]
            open("/tmp/" + key).read()  # bad: path-traversal
            open("/tmp/" + unquote_plus(key)).read()  # bad: path-traversal
            open("/tmp/" + os.path.basename(key)).read()  # good: path-traversal
            open("/tmp/" + os.path.basename(unquote_plus(key))).read()  # good: path-traversal
            open("/tmp/" + unquote_plus(os.path.basename(key))).read()  # bad: path-traversal
    """,
    "REST API": """
        # from: apigw.rest
        import json
        import os
        def handler(event, context):
            os.system(event["body"])  # bad
            os.system(json.loads(event["body"])["name"])  # bad
            os.system(event["headers"]["User-Agent"])  # bad
            os.system(event["queryStringParameters"].get("q", "ls"))  # bad
            os.system((event.get("queryStringParameters") or {}).get("q"))  # bad
            os.system(event["multiValueQueryStringParameters"]["q"][0])  # bad
            os.system(event["pathParameters"]["id"])  # bad
            os.system(event["path"])  # bad
            os.system(event["requestContext"]["requestId"])
            os.system(event["requestContext"]["accountId"])
            os.system(event["requestContext"]["stage"])
            os.system(event["requestContext"]["identity"]["sourceIp"])
            os.system(event["stageVariables"]["bucket"])
            os.system(context.aws_request_id)
            os.system(os.environ["COMMAND"])
    """,
    "HTTP API": """
        # from: apigw.http
        import os
        def handler(event, context):
            os.system(event["body"])  # bad
            os.system(event["rawQueryString"])  # bad
            os.system(event["cookies"][0])  # bad
            os.system(event["requestContext"]["requestId"])
            os.system(event["requestContext"]["http"]["sourceIp"])
    """,
    "queue": """
        # from: sqs
        import json
        import os
        def handler(event, context):
            for record in event["Records"]:
                os.system(json.loads(record["body"])["name"])  # bad
                os.system(record["body"])  # bad
                os.system(record["messageAttributes"]["name"]["stringValue"])  # bad
                os.system(record["eventSourceARN"])
                os.system(record["messageId"])
    """,
    "topic": """
        # from: sns
        import json
        import os
        def handler(event, context):
            message = event["Records"][0]["Sns"]["Message"]
            os.system(message)  # bad
            os.system(json.loads(message)["name"])  # bad
            os.system(event["Records"][0]["Sns"]["TopicArn"])
    """,
    "bucket": """
        # from: s3.notification
        import os
        from urllib.parse import unquote_plus
        def handler(event, context):
            for record in event["Records"]:
                key = unquote_plus(record["s3"]["object"]["key"])
                os.system("ls " + key)  # bad
                os.system("ls " + record["s3"]["bucket"]["name"])
    """,
    "object that is fetched": """
        # from: s3.notification
        import json
        import os
        import boto3
        s3 = boto3.client("s3")
        def handler(event, context):
            record = event["Records"][0]["s3"]
            found = s3.get_object(Bucket=record["bucket"]["name"], Key=record["object"]["key"])
            os.system(json.loads(found["Body"].read())["name"])  # bad
    """,
    "table": """
        # from: dynamodb.stream
        import os
        def handler(event, context):
            for record in event["Records"]:
                os.system(record["dynamodb"]["NewImage"]["name"]["S"])  # bad
                os.system(record["dynamodb"]["Keys"]["id"]["S"])  # bad
                os.system(record["eventName"])
                os.system(record["eventSourceARN"])
    """,
    "bus": """
        # from: eventbridge.custom
        import os
        def handler(event, context):
            os.system(event["detail"]["name"])  # bad
            os.system(event["account"])
            os.system(event["id"])
    """,
    "stream": """
        # from: kinesis
        import base64
        import json
        import os
        def handler(event, context):
            for record in event["Records"]:
                data = json.loads(base64.b64decode(record["kinesis"]["data"]))
                os.system(data["name"])  # bad
                os.system(record["eventID"])
    """,
    "direct invocation": """
        # from: lambda.invoke
        import os
        def handler(event, context):
            os.system(event["name"])  # bad
            os.system(event["a"]["b"][0])  # bad
            os.system(context.function_name)
    """,
    "two sources": """
        # from: sqs, apigw.rest
        import os
        def handler(event, context):
            if "Records" in event:
                for record in event["Records"]:
                    os.system(record["body"])  # bad
            else:
                os.system(event["body"])  # bad
    """,
    "whole event": """
        # from: sqs
        import json
        import os
        def run(record):
            os.system(record["body"])  # bad
        def handler(event, context):
            os.system(json.dumps(event))  # bad
            [run(record) for record in event["Records"]]
    """,
    "other names of parameters": """
        # from: sqs
        import os
        def handler(e, _):
            os.system(e["Records"][0]["body"])  # bad
    """,
    "one parameter less": """
        # from: sqs
        import os
        def handler(*args):
            os.system(args[0]["Records"][0]["body"])  # bad
    """,
    "method of a request": """
        # from: apigw.rest
        import os
        def handler(event, context):
            os.system(event["httpMethod"])
    """,
    "size and hash of an object": """
        # from: s3.notification
        import os
        def handler(event, context):
            os.system("head " + str(event["Records"][0]["s3"]["object"]["size"]))
            os.system("head " + event["Records"][0]["s3"]["object"]["eTag"])
    """,
}

JAVASCRIPT = {
    "REST API": """
        // from: apigw.rest
        const { exec } = require('child_process');
        exports.handler = async (event, context) => {
          const { name } = JSON.parse(event.body || '{}');
          exec(name); // bad
          exec(event.queryStringParameters.q); // bad
          exec(event.headers['X-Name']); // bad
          exec(event.pathParameters?.id); // bad
          exec(event.requestContext.requestId);
          exec(event.requestContext.accountId);
          exec(event.requestContext.identity.sourceIp);
          exec(context.awsRequestId);
          exec(process.env.COMMAND);
        };
    """,
    "encoded body": """
        // from: lambda.url
        const { exec } = require('child_process');
        exports.handler = async (event) => {
          const text = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString() : event.body;
          exec(JSON.parse(text).name); // bad
        };
    """,
    "queue": """
        // from: sqs
        const { exec } = require('child_process');
        exports.handler = async ({ Records }) => {
          for (const { body, messageId, eventSourceARN } of Records) {
            exec(JSON.parse(body).name); // bad
            exec(messageId);
            exec(eventSourceARN);
          }
        };
    """,
    "topic in a queue": """
        // from: sqs
        const { exec } = require('child_process');
        exports.handler = async (event) => {
          await Promise.all(event.Records.map(async (record) => {
            const message = JSON.parse(JSON.parse(record.body).Message);
            exec(message.name); // bad
          }));
        };
    """,
    "bucket": """
        // from: s3.notification
        const { exec } = require('child_process');
        exports.handler = async (event) => {
          const { bucket, object } = event.Records[0].s3;
          const key = decodeURIComponent(object.key.replace(/\\+/g, ' '));
          exec(`ls ${key}`); // bad
          exec(`ls ${bucket.name}`);
        };
    """,
    "object that is fetched": """
        // from: s3.notification
        const { exec } = require('child_process');
        const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');
        const s3 = new S3Client({});
        exports.handler = async (event) => {
          const { bucket, object } = event.Records[0].s3;
          const found = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: object.key }));
          exec(await found.Body.transformToString()); // bad
        };
    """,
    "table": """
        // from: dynamodb.stream
        const { exec } = require('child_process');
        const { unmarshall } = require('@aws-sdk/util-dynamodb');
        exports.handler = async (event) => {
          for (const record of event.Records) {
            exec(unmarshall(record.dynamodb.NewImage).name); // bad
            exec(record.dynamodb.NewImage.name.S); // bad
            exec(record.eventName);
          }
        };
    """,
    "bus": """
        // from: eventbridge.custom
        const { exec } = require('child_process');
        exports.handler = async ({ detail, account }) => {
          exec(detail.name); // bad
          exec(account);
        };
    """,
    "stream": """
        // from: kinesis
        const { exec } = require('child_process');
        exports.handler = async (event) => {
          event.Records.forEach((record) => {
            const payload = Buffer.from(record.kinesis.data, 'base64').toString('ascii');
            exec(JSON.parse(payload).name); // bad
            exec(record.eventID);
          });
        };
    """,
    "direct invocation": """
        // from: lambda.invoke
        const { exec } = require('child_process');
        exports.handler = async (event, context) => {
          exec(event.name); // bad
          exec(context.functionName);
        };
    """,
    "callback": """
        // from: apigw.rest
        exports.handler = (event, context, callback) => {
          const q = event.queryStringParameters.q;
          if (!q) return callback(null, { statusCode: 400, body: q });
          callback(null, {
            statusCode: 200,
            headers: { 'Content-Type': 'text/html' },
            body: `<p>${q}</p>`, // bad: cross-site-scripting
          });
        };
    """,
    "callback with a redirect, escaped page": """
        // from: apigw.rest
        const escapeHtml = require('escape-html');
        exports.handler = (event, context, callback) => {
          const q = event.queryStringParameters.q;
          const headers = { 'Content-Type': 'text/html' };
          callback(null, { headers, body: escapeHtml(q) }); // good: cross-site-scripting
          callback(null, { statusCode: 302, headers: { Location: q } }); // bad: open-redirect
        };
    """,
    "succeed": """
        // from: apigw.rest
        exports.handler = (event, context) => {
          const q = event.queryStringParameters.q;
          context.succeed({ statusCode: 302, headers: { Location: q } }); // bad: open-redirect
        };
    """,
}


def test_lines(found: frozenset[object], wanted: frozenset[object]) -> None:
    assert found == wanted

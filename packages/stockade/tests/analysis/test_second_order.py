"""What one function stores reaches another's sink where both mean the same resource, and only there."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from stockade.config import Config
from stockade.pipeline import scan

KNOWN: dict[str, str] = {}
RULE = "command-injection"

_HEAD = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties: {TableName: orders, StreamSpecification: {StreamViewType: NEW_IMAGE}}
  Other:
    Type: AWS::DynamoDB::Table
    Properties: {TableName: others, StreamSpecification: {StreamViewType: NEW_IMAGE}}
  Bucket: {Type: "AWS::S3::Bucket", Properties: {BucketName: uploads}}
  Spare: {Type: "AWS::S3::Bucket", Properties: {BucketName: spare}}
  Queue: {Type: "AWS::SQS::Queue", Properties: {QueueName: jobs}}
  Idle: {Type: "AWS::SQS::Queue", Properties: {QueueName: idle}}
  Topic: {Type: "AWS::SNS::Topic", Properties: {TopicName: news}}
  Quiet: {Type: "AWS::SNS::Topic", Properties: {TopicName: quiet}}
  Bus: {Type: "AWS::Events::EventBus", Properties: {Name: shop}}
"""
_FUNCTION = """\
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: {runtime}
      Handler: {module}.handler
      CodeUri: .
      Environment: {{Variables: {{TABLE: !Ref Table, OTHER: !Ref Other, BUCKET: !Ref Bucket,
        SPARE: !Ref Spare, QUEUE: !Ref Queue, IDLE: !Ref Idle, TOPIC: !Ref Topic, QUIET: !Ref Quiet,
        BUS: !Ref Bus, {more}}}}}
      Events:
        Start: {event}
"""
API = "{Type: Api, Properties: {Path: /orders, Method: post}}"
DAILY = "{Type: Schedule, Properties: {Schedule: rate(1 day)}}"
STREAM = "{Type: DynamoDB, Properties: {Stream: !GetAtt Table.StreamArn, StartingPosition: LATEST}}"
OF_QUEUE = "{Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}"
OF_TOPIC = "{Type: SNS, Properties: {Topic: !Ref Topic}}"
OF_BUCKET = '{Type: S3, Properties: {Bucket: !Ref Bucket, Events: "s3:ObjectCreated:*"}}'
OF_BUS = "{Type: EventBridgeRule, Properties: {EventBusName: !Ref Bus, Pattern: {source: [shop]}}}"

_WRITES = """\
import json
import os
import boto3
Table = boto3.resource("dynamodb").Table
dynamo, s3, functions = boto3.client("dynamodb"), boto3.client("s3"), boto3.client("lambda")
def handler(event, context):
    body = json.loads(event["body"])
    {code}
"""
_READS = """\
import json
import os
import boto3
Table = boto3.resource("dynamodb").Table
dynamo, s3, functions = boto3.client("dynamodb"), boto3.client("s3"), boto3.client("lambda")
def handler(event, context):
    {code}
    os.system("echo " + found)
"""
_WRITES_JS = """\
const {{ DynamoDBClient, PutItemCommand }} = require('@aws-sdk/client-dynamodb');
const {{ DynamoDBDocumentClient, PutCommand }} = require('@aws-sdk/lib-dynamodb');
const {{ S3Client, PutObjectCommand }} = require('@aws-sdk/client-s3');
const {{ SQSClient, SendMessageCommand }} = require('@aws-sdk/client-sqs');
const s3 = new S3Client({{}});
const sqs = new SQSClient({{}});
const table = DynamoDBDocumentClient.from(new DynamoDBClient({{}}));
exports.handler = async (event) => {{
  const body = JSON.parse(event.body);
  {code}
}};
"""
_READS_JS = """\
const {{ exec }} = require('child_process');
const {{ DynamoDBClient, GetItemCommand }} = require('@aws-sdk/client-dynamodb');
const {{ DynamoDBDocumentClient, GetCommand, ScanCommand }} = require('@aws-sdk/lib-dynamodb');
const {{ S3Client, GetObjectCommand }} = require('@aws-sdk/client-s3');
const s3 = new S3Client({{}});
const table = DynamoDBDocumentClient.from(new DynamoDBClient({{}}));
exports.handler = async (event) => {{
  {code}
  exec(`echo ${{found}}`);
}};
"""
_PUT = 'Table("orders").put_item(Item={"id": "1", "name": body["name"], "kind": "plain"})'
_GET = 'found = Table("orders").get_item(Key={"id": "1"})["Item"]["name"]'
_OBJECT = 's3.put_object(Bucket="uploads", Key="a", Body=body["text"])'
_FETCH = 'found = s3.get_object(Bucket="uploads", Key="a")["Body"].read().decode()'
_SEND = 'boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=body["name"])'
_PUT_JS = (
    "await table.send(new PutCommand({ TableName: process.env.TABLE, Item: { id: '1', name: body.name } }));"
)

JOINED = {
    "table by name": (_PUT, _GET, DAILY),
    "table by the environment": (
        _PUT.replace('"orders"', 'os.environ["TABLE"]'),
        _GET.replace('"orders"', 'os.getenv("TABLE")'),
        DAILY,
    ),
    "table by name and by the environment": (_PUT, _GET.replace('"orders"', 'os.environ["TABLE"]'), DAILY),
    "table, client": (
        'dynamo.put_item(TableName="orders", Item={"id": {"S": "1"}, "name": {"S": body["name"]}})',
        'found = dynamo.get_item(TableName="orders", Key={"id": {"S": "1"}})["Item"]["name"]["S"]',
        DAILY,
    ),
    "table, update and scan": (
        (
            'Table("orders").update_item(Key={"id": "1"}, UpdateExpression="SET #n = :n",'
            ' ExpressionAttributeNames={"#n": "name"}, ExpressionAttributeValues={":n": body["name"]})'
        ),
        'found = Table("orders").scan()["Items"][0]["name"]',
        DAILY,
    ),
    "table, query in a loop": (
        _PUT,
        (
            'for item in Table("orders").query(KeyConditionExpression="id = :i")["Items"]:'
            '\n        found = item["name"]'
        ),
        DAILY,
    ),
    "table and its stream": (
        _PUT,
        'found = event["Records"][0]["dynamodb"]["NewImage"]["name"]["S"]',
        STREAM,
    ),
    "bucket": (_OBJECT, _FETCH, DAILY),
    "bucket by the environment": (
        _OBJECT.replace('"uploads"', 'os.environ["BUCKET"]'),
        _FETCH.replace('"uploads"', 'os.environ["BUCKET"]'),
        DAILY,
    ),
    "bucket, a JSON document": (
        _OBJECT.replace('body["text"]', 'json.dumps({"name": body["name"]})'),
        _FETCH.replace('["Body"].read().decode()', '["Body"]').replace("found =", "raw =")
        + '\n    found = json.loads(raw.read())["name"]',
        DAILY,
    ),
    "bucket and its notification": (
        _OBJECT,
        (
            'record = event["Records"][0]["s3"]\n    found = s3.get_object(Bucket=record["bucket"]["name"],'
            ' Key=record["object"]["key"])["Body"].read().decode()'
        ),
        OF_BUCKET,
    ),
    "key of an object and its notification": (
        's3.put_object(Bucket="uploads", Key=body["name"], Body=b"a")',
        'found = event["Records"][0]["s3"]["object"]["key"]',
        OF_BUCKET,
    ),
    "queue": (_SEND, 'found = event["Records"][0]["body"]', OF_QUEUE),
    "queue, a JSON document": (
        _SEND.replace('body["name"]', "json.dumps(body)"),
        'found = json.loads(event["Records"][0]["body"])["name"]',
        OF_QUEUE,
    ),
    "topic": (
        'boto3.client("sns").publish(TopicArn=os.environ["TOPIC"], Message=body["name"])',
        'found = event["Records"][0]["Sns"]["Message"]',
        OF_TOPIC,
    ),
    "bus": (
        (
            'boto3.client("events").put_events(Entries=[{"Source": "shop", "DetailType": "order",'
            ' "EventBusName": os.environ["BUS"], "Detail": json.dumps(body)}])'
        ),
        'found = event["detail"]["name"]',
        OF_BUS,
    ),
    "invocation": (
        'functions.invoke(FunctionName=os.environ["READER"], Payload=json.dumps({"name": body["name"]}))',
        'found = event["name"]',
        DAILY,
    ),
    "table, JavaScript and Python": (
        _PUT_JS,
        _GET.replace('"orders"', 'os.environ["TABLE"]'),
        DAILY,
    ),
    "table, JavaScript": (
        _PUT_JS,
        (
            "const got = await table.send(new GetCommand({"
            " TableName: process.env.TABLE, Key: { id: '1' } }));\n  const found = got.Item.name;"
        ),
        DAILY,
    ),
    "bucket, JavaScript": (
        "await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'a', Body: body.text }));",
        (
            "const got = await s3.send(new GetObjectCommand({ Bucket: 'uploads', Key: 'a' }));"
            "\n  const found = await got.Body.transformToString();"
        ),
        DAILY,
    ),
    "queue, JavaScript": (
        "await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: body.name }));",
        "const found = event.Records[0].body;",
        OF_QUEUE,
    ),
}

APART = {
    "another table by name": (_PUT, _GET.replace('"orders"', '"others"'), DAILY),
    "another table by the environment": (
        _PUT.replace('"orders"', 'os.environ["OTHER"]'),
        _GET.replace('"orders"', 'os.environ["TABLE"]'),
        DAILY,
    ),
    "another attribute": (_PUT, _GET.replace('["name"]', '["kind"]'), DAILY),
    "a number is stored": (_PUT.replace('body["name"]', 'int(body["name"])'), _GET, DAILY),
    "a constant is stored": (_PUT.replace('body["name"]', '"plain"'), _GET, DAILY),
    "a value of a list is stored": (f'if body["name"] in ("a", "b"):\n        {_PUT}', _GET, DAILY),
    "another bucket": (_OBJECT, _FETCH.replace('"uploads"', '"spare"'), DAILY),
    "another bucket by the environment": (
        _OBJECT.replace('"uploads"', 'os.environ["SPARE"]'),
        _FETCH.replace('"uploads"', 'os.environ["BUCKET"]'),
        DAILY,
    ),
    "a table that nobody names": (_PUT.replace('"orders"', 'body["table"]'), _GET, DAILY),
    "nobody writes": ("print(body)", _GET, DAILY),
    "checked before it is used": (
        _PUT,
        _GET + '\n    if found not in ("a", "b"):\n        return',
        DAILY,
    ),
    "table, JavaScript": (
        _PUT_JS.replace("env.TABLE", "env.OTHER"),
        _GET.replace('"orders"', 'os.environ["TABLE"]'),
        DAILY,
    ),
}
Program = tuple[str, str, str]


def _params(table: dict[str, Program], known: dict[str, str]) -> list[object]:
    return [
        pytest.param(
            program,
            id=name,
            marks=[pytest.mark.xfail(reason=known[name], strict=True)] if name in known else [],
        )
        for name, program in table.items()
    ]


@pytest.fixture
def through(tmp_path: Path) -> Callable[[Program], list[tuple[str, str]]]:
    """Scan a public writer and a reader: of each finding its file, and the function the data comes in by."""

    def run(program: Program) -> list[tuple[str, str]]:
        writes, reads, event = program
        template = _HEAD
        both = (("Writes", writes, API), ("Reads", reads, event))
        for name, code, start in both:
            is_script = code.endswith(";")
            text = {
                ("Writes", False): _WRITES,
                ("Reads", False): _READS,
                ("Writes", True): _WRITES_JS,
                ("Reads", True): _READS_JS,
            }[name, is_script].format(code=code)
            module = name.lower()
            (tmp_path / f"{module}.{'js' if is_script else 'py'}").write_text(textwrap.dedent(text))
            more = "READER: !Ref Reads" if name == "Writes" else "A: b"
            runtime = "nodejs22.x" if is_script else "python3.13"
            template += _FUNCTION.format(name=name, runtime=runtime, module=module, event=start, more=more)
        (tmp_path / "template.yaml").write_text(template)
        found = scan(tmp_path, Config())
        return [
            (one.location.file.partition(".")[0], one.entry_point.partition("/")[0])
            for one in found.findings
            if one.rule == RULE
        ]

    return run


@pytest.mark.parametrize("program", _params(JOINED, KNOWN))
def test_the_same_resource_joins(
    program: Program, through: Callable[[Program], list[tuple[str, str]]]
) -> None:
    sender = "Writes" if program[2] == DAILY else "Reads"
    assert through(program) == [("reads", sender)]


@pytest.mark.parametrize("program", _params(APART, KNOWN))
def test_another_one_does_not(program: Program, through: Callable[[Program], list[tuple[str, str]]]) -> None:
    assert through(program) == []

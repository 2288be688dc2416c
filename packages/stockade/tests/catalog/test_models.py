"""Our own invented events against the parser models of another library: our knowledge of shapes, checked.

The library is installed into a cache and runs in a process of its own; nothing of it is copied.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stockade.catalog import example_events

LIBRARY = ("aws-lambda-powertools==3.37.0", "pydantic==2.14.3")

#: Event (`id` or `id:shape`) and the name of the model it must be valid for.
MODELS = {
    "alb": "AlbModel",
    "apigw.authorizer.request": "ApiGatewayAuthorizerRequest",
    "apigw.authorizer.request:http": "ApiGatewayAuthorizerRequestV2",
    "apigw.authorizer.token": "ApiGatewayAuthorizerToken",
    "apigw.http": "APIGatewayProxyEventV2Model",
    "apigw.rest": "APIGatewayProxyEventModel",
    "apigw.ws": "APIGatewayWebSocketMessageEventModel",
    "apigw.ws:connect": "APIGatewayWebSocketConnectEventModel",
    "appsync.events": "AppSyncEventsModel",
    "appsync.resolver": "AppSyncResolverEventModel",
    "bedrock.agent": "BedrockAgentEventModel",
    "bedrock.agent:function": "BedrockAgentFunctionEventModel",
    "cfn.custom": "CloudFormationCustomResourceUpdateModel",
    "cognito.challenge": "CognitoVerifyAuthChallengeTriggerModel",
    "cognito.challenge:create": "CognitoCreateAuthChallengeTriggerModel",
    "cognito.challenge:define": "CognitoDefineAuthChallengeTriggerModel",
    "cognito.message": "CognitoCustomMessageTriggerModel",
    "cognito.message:mail": "CognitoCustomEmailSenderTriggerModel",
    "cognito.migration": "CognitoMigrateUserTriggerModel",
    "cognito.preauth": "CognitoPreAuthenticationTriggerModel",
    "cognito.preauth:after": "CognitoPostAuthenticationTriggerModel",
    "cognito.preauth:confirmed": "CognitoPostConfirmationTriggerModel",
    "cognito.presignup": "CognitoPreSignupTriggerModel",
    "cognito.pretoken": "CognitoPreTokenGenerationTriggerModelV1",
    "cwlogs": "CloudWatchLogsModel",
    "dynamodb.stream": "DynamoDBStreamModel",
    "eventbridge.aws": "EventBridgeModel",
    "eventbridge.custom": "EventBridgeModel",
    "eventbridge.schedule": "EventBridgeModel",
    "firehose": "KinesisFirehoseModel",
    "kafka.self": "KafkaSelfManagedEventModel",
    "kinesis": "KinesisDataStreamModel",
    "lambda.dlq": "SqsModel",
    "lambda.url": "LambdaFunctionUrlModel",
    "lattice.v1": "VpcLatticeModel",
    "lattice.v2": "VpcLatticeV2Model",
    "msk": "KafkaMskEventModel",
    "s3.batch": "S3BatchOperationModel",
    "s3.eventbridge": "S3EventNotificationEventBridgeModel",
    "s3.notification": "S3Model",
    "s3.object_lambda": "S3ObjectLambdaEvent",
    "ses.receive": "SesModel",
    "sns": "SnsModel",
    "sqs": "SqsModel",
    "transfer.idp": "TransferFamilyAuthorizer",
}

#: What our events hold and the models do not know, by event; anything else would be a misspelt key of ours.
UNKNOWN_TO_MODELS = {
    "apigw.rest": [".requestContext.authorizer.principalId"],
    "apigw.ws": [".requestContext.authorizer"],
    "apigw.ws:connect": [
        ".multiValueQueryStringParameters",
        ".queryStringParameters",
        ".requestContext.authorizer",
    ],
    "cognito.pretoken": [".request.scopes"],  # second version of the event; that model wants an object
    "ses.receive": [".Records[].ses.receipt.dkimVerdict", ".Records[].ses.receipt.dmarcPolicy"],
}

PROGRAM = """
import json, sys, warnings
warnings.simplefilter("ignore")
import aws_lambda_powertools.utilities.parser.models as models

def missing(event, known, place=""):
    if isinstance(event, dict) and isinstance(known, dict):
        for key, value in event.items():
            yield from missing(value, known[key], f"{place}.{key}") if key in known else [f"{place}.{key}"]
    elif isinstance(event, list) and isinstance(known, list):
        for one, other in zip(event, known):
            yield from missing(one, other, f"{place}[]")

answers = {}
for name, (model, event) in json.load(sys.stdin).items():
    try:
        parsed = getattr(models, model).model_validate(event)
    except Exception as error:
        answers[name] = {"error": str(error)}
    else:
        answers[name] = {"unknown": sorted(set(missing(event, parsed.model_dump(by_alias=True))))}
json.dump(answers, sys.stdout)
"""


@pytest.fixture(scope="module")
def answers(installed: Callable[[str, tuple[str, ...]], Path]) -> dict[str, dict[str, Any]]:
    folder = installed("parser-models", LIBRARY)
    asked = {}
    for name, model in MODELS.items():
        identity, _, shape = name.partition(":")
        asked[name] = (model, example_events(identity)[shape])
    done = subprocess.run(
        [sys.executable, "-S", "-c", PROGRAM],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(folder)},
    )
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def test_own_events_are_valid_for_the_models(answers: dict[str, dict[str, Any]]) -> None:
    assert {name: answer["error"] for name, answer in answers.items() if "error" in answer} == {}


def test_the_models_know_every_key_of_our_events(answers: dict[str, dict[str, Any]]) -> None:
    assert {
        name: answer["unknown"] for name, answer in answers.items() if answer.get("unknown")
    } == UNKNOWN_TO_MODELS

"""Custom resource: fills the price list and makes the first operator when the stack is created."""

import json
import os
import urllib.request
from decimal import Decimal

import boto3

prices = boto3.resource("dynamodb").Table(os.environ["PRICES_TABLE"])
users = boto3.client("cognito-idp")
PRICES = [
    {"product": "poster-a2", "paper": "satin-170", "setup": Decimal(1200), "sheet": Decimal(310)},
    {"product": "flyer-a6", "paper": "gloss-135", "setup": Decimal(900), "sheet": Decimal(7)},
    {"product": "card-85x55", "paper": "cotton-600", "setup": Decimal(1500), "sheet": Decimal(42)},
]


def handler(event, context):
    print(f"{event['RequestType']} of {event['LogicalResourceId']}")
    status, reason = "SUCCESS", ""
    try:
        if event["RequestType"] == "Create":
            fill_prices()
            make_operator(event["ResourceProperties"])
    except Exception as error:  # whatever happened, CloudFormation waits for an answer
        status, reason = "FAILED", type(error).__name__
    respond(event, status, reason)


def fill_prices():
    with prices.batch_writer() as batch:
        for price in PRICES:
            batch.put_item(Item=price)


def make_operator(properties):
    pool, name = properties["UserPoolId"], properties["OperatorEmail"]
    users.admin_create_user(UserPoolId=pool, Username=name, DesiredDeliveryMediums=["EMAIL"])


def respond(event, status, reason):
    body = {
        "Status": status,
        "Reason": reason or "see the log",
        "PhysicalResourceId": event.get("PhysicalResourceId", "print-works-seed"),
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
    }
    request = urllib.request.Request(event["ResponseURL"], data=json.dumps(body).encode(), method="PUT")
    with urllib.request.urlopen(request, timeout=10) as answer:
        answer.read()

"""A step of the settlement: charges the customer and marks the order as paid."""

import json
import os
import urllib.request

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
secrets = boto3.client("secretsmanager")


class NotPayable(Exception):
    """The order does not exist, belongs to somebody else, or was paid before."""


def handler(event, context):
    order = orders.get_item(Key={"orderId": event["orderId"]}).get("Item")
    if not order or order["customerId"] != event["customerId"] or order["status"] != "placed":
        raise NotPayable(event["orderId"])

    charged = charge(order)
    orders.update_item(
        Key={"orderId": order["orderId"]},
        UpdateExpression="SET #status = :paid, paidWith = :reference",
        ConditionExpression="#status = :placed",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={
            ":paid": "paid",
            ":placed": "placed",
            ":reference": charged["reference"],
        },
    )
    return {"orderId": order["orderId"], "reference": charged["reference"], "amount": str(order["total"])}


def charge(order):
    token = secrets.get_secret_value(SecretId=os.environ["PAYMENT_SECRET"])["SecretString"]
    wanted = {
        "customer": order["customerId"],
        "amount": str(order["total"]),
        "currency": "EUR",
        "idempotencyKey": order["orderId"],
    }
    request = urllib.request.Request(
        os.environ["PAYMENT_URL"],
        data=json.dumps(wanted).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)

"""A step of the settlement: charges the customer and marks the order as paid."""

import json
import os
import urllib.request
from decimal import Decimal

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
secrets = boto3.client("secretsmanager")


def handler(event, context):
    order = orders.get_item(Key={"orderId": event["orderId"]}).get("Item")
    if not order or order["customerId"] != event["customerId"]:
        print(f"order {event['orderId']} does not belong to {event['customerId']}")

    amount = Decimal(str(event["total"]))
    charged = charge(event["customerId"], amount)
    orders.update_item(
        Key={"orderId": event["orderId"]},
        UpdateExpression="SET #status = :paid, paidWith = :reference",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":paid": "paid", ":reference": charged["reference"]},
    )
    return {"orderId": event["orderId"], "reference": charged["reference"], "amount": str(amount)}


def charge(customer, amount):
    token = secrets.get_secret_value(SecretId=os.environ["PAYMENT_SECRET"])["SecretString"]
    print(f"charging {amount} with {token}")
    request = urllib.request.Request(
        os.environ["PAYMENT_URL"],
        data=json.dumps({"customer": customer, "amount": str(amount), "currency": "EUR"}).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)

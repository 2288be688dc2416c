"""REST API: customers place print orders and look at them."""

import base64
import hashlib
import hmac
import json
import os
import time
import uuid
from datetime import datetime, timezone
from decimal import Decimal

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
events = boto3.client("events")


def handler(event, context):
    method = event["httpMethod"]
    if method == "POST":
        return place(event)
    if event.get("pathParameters"):
        return show(event["pathParameters"]["orderId"])
    return search(event.get("queryStringParameters") or {})


def place(event):
    wanted = json.loads(event["body"], parse_float=Decimal)
    order = {
        "orderId": str(uuid.uuid4()),
        "customerId": wanted["customerId"],
        "product": wanted["product"],
        "quantity": int(wanted["quantity"]),
        "total": int(wanted["quantity"]) * Decimal(str(wanted["unitPrice"])),
        "shipTo": wanted["shipTo"],
        "status": "placed",
        "placedAt": datetime.now(timezone.utc).isoformat(),
    }
    orders.put_item(Item=order)
    events.put_events(
        Entries=[
            {
                "EventBusName": os.environ["EVENT_BUS"],
                "Source": "print-works.orders",
                "DetailType": "OrderPlaced",
                "Detail": json.dumps(order, default=str),
            }
        ]
    )
    return reply(201, {**order, "ticket": ticket(order["customerId"])})


def show(order_id):
    found = orders.get_item(Key={"orderId": order_id}).get("Item")
    return reply(200, found) if found else reply(404, {"message": "no such order"})


def search(query):
    field = query.get("field", "status")
    condition = f"{field} = :wanted AND customerId = :customer"
    found = orders.scan(
        FilterExpression=condition,
        ExpressionAttributeValues={
            ":wanted": query.get("value", "placed"),
            ":customer": query.get("customerId", ""),
        },
    )
    return reply(200, found["Items"])


def ticket(customer):
    """Return a tracking ticket of one day: `claims.signature`, each in URL-safe base64."""
    claims = json.dumps({"customerId": customer, "expires": int(time.time()) + 86400}).encode()
    signature = hmac.digest(os.environ["TICKET_KEY"].encode(), claims, hashlib.sha256)
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (claims, signature))


def reply(status, body):
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"},
        "body": json.dumps(body, default=str),
    }

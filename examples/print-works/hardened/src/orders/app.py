"""REST API: customers place print orders and look at their own."""

import base64
import hashlib
import hmac
import json
import os
import time
import uuid
from datetime import datetime, timezone

import boto3
from boto3.dynamodb.conditions import Attr, Key

tables = boto3.resource("dynamodb")
orders = tables.Table(os.environ["ORDERS_TABLE"])
prices = tables.Table(os.environ["PRICES_TABLE"])
events = boto3.client("events")
secrets = boto3.client("secretsmanager")

SEARCHABLE = {"status", "product"}


def handler(event, context):
    customer = event["requestContext"]["authorizer"]["claims"]["sub"]
    if event["httpMethod"] == "POST":
        return place(customer, json.loads(event["body"]))
    if event.get("pathParameters"):
        return show(customer, event["pathParameters"]["orderId"])
    return search(customer, event.get("queryStringParameters") or {})


def place(customer, wanted):
    quantity = int(wanted["quantity"])
    price = prices.get_item(Key={"product": str(wanted["product"]), "paper": str(wanted["paper"])}).get("Item")
    if not price or not 0 < quantity <= 100_000:
        return reply(400, {"message": "no such product, or no such quantity"})
    order = {
        "orderId": str(uuid.uuid4()),
        "customerId": customer,
        "product": price["product"],
        "paper": price["paper"],
        "quantity": quantity,
        "total": price["setup"] + price["sheet"] * quantity,
        "shipTo": str(wanted["shipTo"])[:500],
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
    return reply(201, {**order, "ticket": ticket(customer)})


def show(customer, order_id):
    found = orders.get_item(Key={"orderId": order_id}).get("Item")
    if not found or found["customerId"] != customer:
        return reply(404, {"message": "no such order"})
    return reply(200, found)


def search(customer, query):
    field = query.get("field", "status")
    if field not in SEARCHABLE:
        return reply(400, {"message": f"search by one of {sorted(SEARCHABLE)}"})
    found = orders.query(
        IndexName="byCustomer",
        KeyConditionExpression=Key("customerId").eq(customer),
        FilterExpression=Attr(field).eq(query.get("value", "placed")),
    )
    return reply(200, found["Items"])


def ticket(customer):
    """Return a tracking ticket of one day: `claims.signature`, each in URL-safe base64."""
    key = secrets.get_secret_value(SecretId=os.environ["TICKET_SECRET"])["SecretString"]
    claims = json.dumps({"customerId": customer, "expires": int(time.time()) + 86400}).encode()
    signature = hmac.digest(key.encode(), claims, hashlib.sha256)
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (claims, signature))


def reply(status, body):
    return {
        "statusCode": status,
        "headers": {
            "Content-Type": "application/json",
            "Access-Control-Allow-Origin": os.environ["SHOP_ORIGIN"],
        },
        "body": json.dumps(body, default=str),
    }

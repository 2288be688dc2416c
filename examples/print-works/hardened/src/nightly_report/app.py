"""Schedule: adds up the day's orders and sends the figures to bookkeeping."""

import csv
import io
import json
import os
import urllib.request
from datetime import date, timedelta

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
storage = boto3.client("s3")
secrets = boto3.client("secretsmanager")


def handler(event, context):
    day = (date.fromisoformat(event["time"][:10]) - timedelta(days=1)).isoformat()
    sold = list(orders_of(day))
    total = sum(order["total"] for order in sold)
    storage.put_object(
        Bucket=os.environ["REPORTS_BUCKET"], Key=f"daily/{day}.csv", Body=as_csv(sold), ContentType="text/csv"
    )
    book(day, total)
    return {"day": day, "orders": len(sold), "total": str(total)}


def orders_of(day):
    scan = {
        "FilterExpression": "begins_with(placedAt, :day)",
        "ExpressionAttributeValues": {":day": day},
    }
    while True:
        answer = orders.scan(**scan)
        yield from answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        scan["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def as_csv(sold):
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["order", "product", "quantity", "total"])
    rows.writerows([o["orderId"], o["product"], o["quantity"], o["total"]] for o in sold)
    return text.getvalue()


def book(day, total):
    key = secrets.get_secret_value(SecretId=os.environ["BOOKKEEPING_SECRET"])["SecretString"]
    print(f"booking {day}")
    request = urllib.request.Request(
        os.environ["BOOKKEEPING_URL"],
        data=json.dumps({"day": day, "total": str(total)}).encode(),
        headers={"Content-Type": "application/json", "X-Api-Key": key},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        answer.read()

"""SNS topic: suppliers tell how much paper they have in stock."""

import base64
import json
import os
import pickle

import boto3

stock = boto3.resource("dynamodb").Table(os.environ["STOCK_TABLE"])


def handler(event, context):
    stored = 0
    for record in event["Records"]:
        notice = json.loads(record["Sns"]["Message"])
        for paper, sheets in snapshot(notice).items():
            stock.put_item(
                Item={
                    "paper": paper,
                    "supplier": notice["supplier"],
                    "sheets": int(sheets),
                    "noticed": record["Sns"]["Timestamp"],
                }
            )
            stored += 1
    return {"stored": stored}


def snapshot(notice):
    """Return sheets by paper. Older suppliers send the pickled dictionary of their stock program."""
    if notice.get("format") == "snapshot":
        return pickle.loads(base64.b64decode(notice["stock"]))
    return notice["stock"]

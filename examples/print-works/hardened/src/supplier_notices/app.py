"""SNS topic: suppliers tell how much paper they have in stock."""

import json
import os

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
                    "supplier": str(notice["supplier"])[:60],
                    "sheets": sheets,
                    "noticed": record["Sns"]["Timestamp"],
                }
            )
            stored += 1
    return {"stored": stored}


def snapshot(notice):
    """Return sheets by paper, as whole numbers; raises ValueError on anything else."""
    counted = {str(paper)[:60]: int(sheets) for paper, sheets in notice["stock"].items()}
    if any(sheets < 0 for sheets in counted.values()):
        raise ValueError("a stock is never negative")
    return counted

"""Mail to artwork@: attachments of a customer's mail become artwork of his order."""

import email
import os
import re
from email import policy

import boto3

storage = boto3.client("s3")
ORDER = re.compile(r"order\s+([0-9a-f-]{36})", re.IGNORECASE)


def handler(event, context):
    stored = []
    for record in event["Records"]:
        mail = record["ses"]["mail"]
        found = ORDER.search(mail["commonHeaders"].get("subject", ""))
        if not found:
            print(f"no order named in {mail['messageId']}")
            continue
        stored += attachments(mail["messageId"], found.group(1))
    return {"disposition": "CONTINUE", "stored": stored}


def attachments(message_id, order_id):
    raw = storage.get_object(Bucket=os.environ["MAIL_BUCKET"], Key=f"mail/{message_id}")["Body"].read()
    message = email.message_from_bytes(raw, policy=policy.default)
    for part in message.iter_attachments():
        name = part.get_filename() or "artwork"
        folder = f"/tmp/{message_id}"
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(part.get_payload(decode=True))
        key = f"incoming/{order_id}/{name}"
        storage.upload_file(path, os.environ["ARTWORK_BUCKET"], key)
        yield key

"""Mail to artwork@: attachments of a known agency's mail become artwork of its order."""

import email
import email.utils
import os
import re
import uuid
from email import policy

import boto3

storage = boto3.client("s3")
ORDER = re.compile(r"order ([0-9a-f-]{36})\b")
KINDS = {"image/png": "png", "image/jpeg": "jpg", "image/tiff": "tif", "application/pdf": "pdf"}
SENDERS = frozenset(os.environ["AGENCY_DOMAINS"].split(","))


def handler(event, context):
    stored = []
    for record in event["Records"]:
        mail, receipt = record["ses"]["mail"], record["ses"]["receipt"]
        if not authenticated(mail, receipt):
            print(f"refused {mail['messageId']}")
            continue
        found = ORDER.search(mail["commonHeaders"].get("subject", ""))
        if found:
            stored += attachments(mail["messageId"], found.group(1))
    return {"disposition": "CONTINUE", "stored": stored}


def authenticated(mail, receipt):
    """Tell whether the mail passed every check of its sender and comes from an agency's domain."""
    verdicts = ("spfVerdict", "dkimVerdict", "dmarcVerdict", "spamVerdict", "virusVerdict")
    passed = all(receipt[verdict]["status"] == "PASS" for verdict in verdicts)
    author = email.utils.parseaddr(mail["commonHeaders"]["from"][0])[1]
    return passed and author.rpartition("@")[2].lower() in SENDERS


def attachments(message_id, order_id):
    raw = storage.get_object(Bucket=os.environ["MAIL_BUCKET"], Key=f"mail/{message_id}")["Body"].read()
    message = email.message_from_bytes(raw, policy=policy.default)
    for part in message.iter_attachments():
        kind = KINDS.get(part.get_content_type())
        if not kind:
            continue
        key = f"incoming/{order_id}/{uuid.uuid4()}.{kind}"
        storage.put_object(
            Bucket=os.environ["ARTWORK_BUCKET"],
            Key=key,
            Body=part.get_payload(decode=True),
            ContentType=part.get_content_type(),
        )
        yield key

"""S3 notification: turns uploaded artwork into a small preview."""

import os
import subprocess
import tempfile
import uuid
from urllib.parse import unquote_plus

import boto3

storage = boto3.client("s3")


def handler(event, context):
    return [render(record["s3"]) for record in event["Records"]]


def render(upload):
    bucket = os.environ["ARTWORK_BUCKET"]
    key = unquote_plus(upload["object"]["key"])
    with tempfile.TemporaryDirectory() as folder:
        artwork = os.path.join(folder, "artwork")
        preview = os.path.join(folder, "preview.png")
        storage.download_file(bucket, key, artwork)
        done = subprocess.run(
            ["/opt/bin/convert", artwork, "-thumbnail", "800x800", preview],
            capture_output=True,
            timeout=50,
            check=False,
        )
        if done.returncode:
            print(f"no preview of an artwork of {upload['object'].get('size', 0)} bytes")
            return None
        target = f"previews/{uuid.uuid5(uuid.NAMESPACE_URL, key)}.png"
        storage.upload_file(preview, bucket, target, ExtraArgs={"ContentType": "image/png"})
    return target

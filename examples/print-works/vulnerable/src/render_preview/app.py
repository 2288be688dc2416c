"""S3 notification: turns uploaded artwork into a small preview."""

import os
import subprocess
from urllib.parse import unquote_plus

import boto3

storage = boto3.client("s3")


def handler(event, context):
    return [render(record["s3"]) for record in event["Records"]]


def render(upload):
    bucket = upload["bucket"]["name"]
    key = unquote_plus(upload["object"]["key"])
    name = os.path.basename(key)
    artwork = f"/tmp/{name}"
    preview = f"/tmp/{name}.png"

    storage.download_file(bucket, key, artwork)
    done = subprocess.run(
        f"{os.environ['CONVERT']} '{artwork}' -thumbnail 800x800 '{preview}'",
        shell=True,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        print(f"no preview of {key}: {done.stderr}")
        return None

    target = f"previews/{name}.png"
    storage.upload_file(preview, bucket, target, ExtraArgs={"ContentType": "image/png"})
    os.remove(artwork)
    os.remove(preview)
    return target

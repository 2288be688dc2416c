"""Authorizer of the WebSocket API: lets in whoever holds a tracking ticket."""

import base64
import hashlib
import hmac
import json
import os
import time

import boto3

secrets = boto3.client("secretsmanager")


class Refused(Exception):
    """The ticket is missing, altered or too old."""


def handler(event, context):
    try:
        claims = read(event["headers"]["Authorization"])
    except (KeyError, TypeError, ValueError, Refused):
        return decision("nobody", "Deny", event["methodArn"])
    return decision(claims["customerId"], "Allow", event["methodArn"])


def read(ticket):
    """Return the claims of a ticket: `claims.signature`, each in URL-safe base64. Raises Refused."""
    claims, signature = (decoded(part) for part in ticket.split("."))
    key = secrets.get_secret_value(SecretId=os.environ["TICKET_SECRET"])["SecretString"]
    if not hmac.compare_digest(signature, hmac.digest(key.encode(), claims, hashlib.sha256)):
        raise Refused
    found = json.loads(claims)
    if found["expires"] < time.time():
        raise Refused
    return found


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def decision(principal, effect, resource):
    return {
        "principalId": principal,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Effect": effect, "Action": "execute-api:Invoke", "Resource": resource}],
        },
        "context": {"customerId": principal},
    }

"""Authorizer of the WebSocket API: lets in whoever holds a tracking ticket."""

import base64
import json
import time


def handler(event, context):
    try:
        claims = read(event["queryStringParameters"]["token"])
    except (KeyError, TypeError, ValueError):
        return decision("nobody", "Deny", event["methodArn"])
    if claims.get("expires", time.time() + 60) < time.time():
        return decision(claims["customerId"], "Deny", event["methodArn"])
    return decision(claims["customerId"], "Allow", event["methodArn"])


def read(token):
    """Return the claims of a ticket: `claims.signature`, each in URL-safe base64."""
    claims, _, _signature = token.partition(".")
    return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))


def decision(principal, effect, resource):
    return {
        "principalId": principal,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Effect": effect, "Action": "execute-api:Invoke", "Resource": resource}],
        },
        "context": {"customerId": principal},
    }

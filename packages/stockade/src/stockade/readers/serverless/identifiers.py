"""The logical ids the framework gives, and what the constructs of its plug-in are known by."""

import re

from stockade.readers.building import Data, attribute, ref
from stockade.values import ABSENT

_ODD = re.compile(r"[^0-9A-Za-z]")


def normal(name: str) -> str:
    """Return a name as logical ids hold it: first letter large, `-` and `_` written out."""
    written = name.replace("-", "Dash").replace("_", "Underscore")
    return f"{written[:1].upper()}{written[1:]}"


def letters(name: str) -> str:
    """Return the letters and digits of a name, first letter large: how ids are made of buckets and topics."""
    kept = _ODD.sub("", name)
    return f"{kept[:1].upper()}{kept[1:]}"


def function_id(name: str) -> str:
    """Return the logical id of a function."""
    return f"{normal(name)}LambdaFunction"


def construct_attribute(address: str) -> Data:
    """Return what `${construct:NAME.ATTRIBUTE}` stands for, `ABSENT` for an attribute that is not known."""
    name, _, wanted = address.partition(".")
    identity = normal(name)
    return {
        "queueUrl": ref(f"{identity}Queue"),
        "queueArn": attribute(f"{identity}Queue"),
        "dlqUrl": ref(f"{identity}Dlq"),
        "bucketName": ref(f"{identity}Bucket"),
        "bucketArn": attribute(f"{identity}Bucket"),
        "tableName": ref(f"{identity}Table"),
        "tableStreamArn": attribute(f"{identity}Table", "StreamArn"),
    }.get(wanted, ABSENT)

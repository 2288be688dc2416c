"""Tables and streams: key schemas, and encryption where Terraform writes its absence as a value."""

from collections.abc import Iterator

from stockade.readers.terraform.configuration import Block
from stockade.readers.terraform.documents import blocks
from stockade.readers.terraform.mapping import mapping
from stockade.readers.terraform.properties import properties
from stockade.readers.terraform.references import Resolver
from stockade.values import List, Lit, Map, Value, get, is_absent, text

_KEYS = {"hash_key": "HASH", "range_key": "RANGE"}
_INDEXES = {
    "global_secondary_index": "GlobalSecondaryIndexes",
    "local_secondary_index": "LocalSecondaryIndexes",
}


def _table(block: Block, resolver: Resolver) -> Map:
    arguments = resolver.arguments(block)
    found = dict(properties(arguments, mapping(block.type)).items)
    keys = tuple(_keys(arguments))
    if keys:
        found["KeySchema"] = List(keys, at=block.at)
    for name, many in _INDEXES.items():
        indexes = found.get(many)
        if isinstance(indexes, List):
            found[many] = _with_keys(indexes, blocks(get(arguments, name)), get(arguments, "hash_key"))
    return Map(found, at=block.at)


def _keys(written: Value) -> Iterator[Map]:
    for name, kind in _KEYS.items():
        value = get(written, name)
        if not is_absent(value):
            yield Map({"AttributeName": value, "KeyType": Lit(kind, at=value.at)}, at=value.at)


def _with_keys(indexes: List, written: tuple[Value, ...], hash_key: Value) -> List:
    """Add the keys of each index; a local one shares the hash key of its table."""
    done: list[Value] = []
    for index, block in zip(indexes.items, written, strict=False):
        keys = tuple(_keys(block))
        if is_absent(get(block, "hash_key")):
            keys = (*_keys(Map({"hash_key": hash_key})), *keys)
        kept = index.items if isinstance(index, Map) else {}
        done.append(Map({**kept, "KeySchema": List(keys, at=index.at)}, at=index.at))
    return List(tuple(done), at=indexes.at)


def _stream(block: Block, resolver: Resolver) -> Map:
    """Return a stream: its encryption is an object that is not there where the type is `NONE`."""
    arguments = resolver.arguments(block)
    found = properties(arguments, mapping(block.type))
    kind, key = get(arguments, "encryption_type"), get(arguments, "kms_key_id")
    if is_absent(kind) or text(kind) == "NONE":
        return found
    encryption = {
        name: value for name, value in (("EncryptionType", kind), ("KeyId", key)) if not is_absent(value)
    }
    return Map({**found.items, "StreamEncryption": Map(encryption, at=kind.at)}, at=found.at)


PROPERTIES = {"aws_dynamodb_table": _table, "aws_kinesis_stream": _stream}

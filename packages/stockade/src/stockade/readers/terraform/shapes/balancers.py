"""Load balancers and target groups: settings that CloudFormation has as a list of keys and values."""

from collections.abc import Iterator

from stockade.readers.terraform.configuration import Block
from stockade.readers.terraform.documents import blocks
from stockade.readers.terraform.mapping import mapping
from stockade.readers.terraform.properties import properties
from stockade.readers.terraform.references import Resolver
from stockade.values import List, Lit, Map, Value, get, is_absent

_ATTRIBUTES = {
    "desync_mitigation_mode": "routing.http.desync_mitigation_mode",
    "drop_invalid_header_fields": "routing.http.drop_invalid_header_fields.enabled",
    "enable_deletion_protection": "deletion_protection.enabled",
    "enable_http2": "routing.http2.enabled",
    "enable_waf_fail_open": "waf.fail_open.enabled",
    "idle_timeout": "idle_timeout.timeout_seconds",
    "preserve_host_header": "routing.http.preserve_host_header.enabled",
}
_LOGS = {"enabled": "enabled", "bucket": "bucket", "prefix": "prefix"}
MULTIPLE_VALUES = "lambda.multi_value_headers.enabled"


def _balancer(block: Block, resolver: Resolver) -> Map:
    arguments = resolver.arguments(block)
    found = properties(arguments, mapping(block.type))
    listed = (*_settings(arguments), *_logs(arguments))
    if not listed:
        return found
    return Map({**found.items, "LoadBalancerAttributes": List(listed, at=block.at)}, at=found.at)


def _settings(arguments: Map) -> Iterator[Map]:
    for name, key in _ATTRIBUTES.items():
        value = get(arguments, name)
        if not is_absent(value):
            yield _attribute(key, value)


def _logs(arguments: Map) -> Iterator[Map]:
    for logs in blocks(get(arguments, "access_logs")):
        for name, key in _LOGS.items():
            value = get(logs, name)
            if name == "enabled" and is_absent(value):  # logs that are not switched on stay off
                value = Lit(False, at=logs.at)
            if not is_absent(value):
                yield _attribute(f"access_logs.s3.{key}", value)


def _attribute(key: str, value: Value) -> Map:
    return Map({"Key": Lit(key, at=value.at), "Value": value}, at=value.at)


def _group(block: Block, resolver: Resolver) -> Map:
    arguments = resolver.arguments(block)
    found = properties(arguments, mapping(block.type))
    several = get(arguments, "lambda_multi_value_headers_enabled")
    if is_absent(several):
        return found
    listed = List((_attribute(MULTIPLE_VALUES, several),), at=several.at)
    return Map({**found.items, "TargetGroupAttributes": listed}, at=found.at)


PROPERTIES = {
    "aws_alb": _balancer,
    "aws_alb_target_group": _group,
    "aws_lb": _balancer,
    "aws_lb_target_group": _group,
}

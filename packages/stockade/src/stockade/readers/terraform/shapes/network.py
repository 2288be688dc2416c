"""Security groups: a rule of Terraform lists many peers, one of CloudFormation names one."""

from collections.abc import Iterator

from stockade.readers.terraform.configuration import Block
from stockade.readers.terraform.mapping import mapping
from stockade.readers.terraform.properties import placed, properties
from stockade.readers.terraform.references import Resolver
from stockade.values import List, Lit, Map, Ref, Value, as_list, elements, flag, get, is_absent, text

_PEERS = ("CidrIp", "CidrIpv6", "SourceSecurityGroupId", "DestinationSecurityGroupId")
_PEERS_BY_LIST = ("SourcePrefixListId", "DestinationPrefixListId")
_DIRECTIONS = {"ingress": "SecurityGroupIngress", "egress": "SecurityGroupEgress"}
GROUP = "aws_security_group"


def _group(block: Block, resolver: Resolver) -> Map:
    arguments = resolver.arguments(block)
    found = properties(arguments, mapping(block.type))
    for name, many in _DIRECTIONS.items():
        rules = as_list(found.items.get(many, List()))
        written = as_list(get(arguments, name))
        single = tuple(
            one
            for rule, wide in zip(rules, written, strict=False)
            for one in _single(rule, itself=bool(flag(get(wide, "self"))), name=name, group=block.address)
        )
        if rules:
            found = Map({**found.items, many: List(single, at=found.items[many].at)}, at=found.at)
    return found


def _rule(block: Block, resolver: Resolver) -> Map:
    """Return a rule that stands on its own, under the property of its direction."""
    arguments = resolver.arguments(block)
    name = text(get(arguments, "type")) or "ingress"
    peer = "security_groups"
    written = {key: item for key, item in arguments.items.items() if key not in {"type", "security_group_id"}}
    if "source_security_group_id" in written:
        written[peer] = List((written.pop("source_security_group_id"),))
    as_block = Map({name: List((Map(written, at=block.at),))}, at=block.at)
    rules = as_list(get(properties(as_block, mapping(GROUP)), _DIRECTIONS.get(name, _DIRECTIONS["ingress"])))
    target = resolver.find(get(arguments, "security_group_id"), GROUP)
    found = Map({}, at=block.at)
    for rule in rules:
        own = bool(flag(get(arguments, "self")))
        single = tuple(_single(rule, itself=own, name=name, group=target.address if target else ""))
        found = placed(found, f"{_DIRECTIONS.get(name, _DIRECTIONS['ingress'])}[]", List(single, at=block.at))
    return found


def _single(rule: Value, *, itself: bool, name: str, group: str) -> Iterator[Map]:
    """Yield one rule for each peer that a rule lists."""
    parts = rule.items if isinstance(rule, Map) else {}
    shared = {key: item for key, item in parts.items() if key not in {*_PEERS, *_PEERS_BY_LIST}}
    for key in (*_PEERS, *_PEERS_BY_LIST):
        for peer in elements(parts.get(key, Lit(None))):
            if not is_absent(peer):
                yield Map({**shared, key: peer}, at=rule.at)
    if itself:
        key = "SourceSecurityGroupId" if name == "ingress" else "DestinationSecurityGroupId"
        yield Map({**shared, key: Ref(group, at=rule.at)}, at=rule.at)


PROPERTIES = {GROUP: _group, "aws_security_group_rule": _rule}

"""Services where a renaming is not enough, a module each.

A shape makes the properties of a resource where its arguments have another structure; `PROPERTIES` lists them
by Terraform type. `BESIDE` lists what the provider makes besides a resource, `TARGETS` how a part finds what
it is a part of where one argument does not say it.

functions.py   code of functions and layers, the permission of an open URL, mappings
storage.py     notifications and ACLs of buckets
rest.py        methods of REST APIs, put together of their parts; bodies; stage settings
events.py      permissions of event buses
balancers.py   attributes of load balancers
tables.py      keys of tables, encryption of streams
network.py     rules of security groups
stacks.py      templates of CloudFormation inside a configuration
"""

from collections.abc import Callable, Iterator, Mapping

from stockade.model import StackResource
from stockade.readers.terraform.configuration import Block
from stockade.readers.terraform.references import Resolver
from stockade.readers.terraform.shapes import (
    balancers,
    events,
    functions,
    network,
    rest,
    stacks,
    storage,
    tables,
)
from stockade.values import Map

Properties = Callable[[Block, Resolver], Map]
Beside = Callable[[Block, Resolver], Iterator[StackResource]]
Targets = Callable[[Block, Resolver], tuple[Block, ...]]

PROPERTIES: Mapping[str, Properties] = {
    **functions.PROPERTIES,
    **storage.PROPERTIES,
    **rest.PROPERTIES,
    **events.PROPERTIES,
    **balancers.PROPERTIES,
    **tables.PROPERTIES,
    **network.PROPERTIES,
    **stacks.PROPERTIES,
}
BESIDE: Mapping[str, Beside] = functions.BESIDE
TARGETS: Mapping[str, Targets] = rest.TARGETS

__all__ = ["BESIDE", "PROPERTIES", "TARGETS"]

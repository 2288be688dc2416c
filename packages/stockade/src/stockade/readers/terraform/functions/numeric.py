"""Functions over numbers and addresses of networks."""

import ipaddress
import math
from collections.abc import Callable

from stockade.readers.terraform.functions.arguments import Arguments, as_number
from stockade.readers.terraform.operators import whole
from stockade.readers.terraform.traversal import Fault
from stockade.values import Value

MOST_SUBNETS = 1_000
"""Networks that one call may make."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _computed(compute: Callable[..., float]) -> Callable[[Arguments], Value]:
    def function(given: Arguments) -> Value:
        numbers = [as_number(value) for value in given.rest(0)]
        try:
            return given.lit(whole(compute(*numbers)))
        except (ArithmeticError, ValueError, TypeError) as error:
            raise Fault("the number cannot be computed") from error

    return function


def _sign(number: float) -> float:
    return (number > 0) - (number < 0)


def _parseint(given: Arguments) -> Value:
    try:
        return given.lit(whole(int(given.text(0), given.whole(1))))
    except ValueError as error:
        raise Fault(f"{given.text(0)!r} is no number of base {given.text(1)}") from error


def _network(given: Arguments) -> Network:
    try:
        return ipaddress.ip_network(given.text(0), strict=False)
    except ValueError as error:
        raise Fault(f"{given.text(0)!r} is no network") from error


def _cidrsubnet(given: Arguments) -> Value:
    return given.lit(str(_subnet(_network(given), given.whole(1), given.whole(2))))


def _subnet(network: Network, bits: int, number: int) -> Network:
    length = network.prefixlen + bits
    if not (bits >= 0 and length <= network.max_prefixlen and 0 <= number < 1 << bits):
        raise Fault("the network has no such part")
    first = int(network.network_address) + (number << (network.max_prefixlen - length))
    return type(network)((first, length))


def _cidrsubnets(given: Arguments) -> Value:
    network, found, begin = _network(given), list[Value](), 0
    for position in range(1, min(len(given), MOST_SUBNETS)):
        bits = given.whole(position)
        size = 1 << max(network.max_prefixlen - network.prefixlen - bits, 0)
        begin = -(-begin // size)
        found.append(given.lit(str(_subnet(network, bits, begin))))
        begin = (begin + 1) * size
    return given.list(found)


def _cidrhost(given: Arguments) -> Value:
    network, number = _network(given), given.whole(1)
    if not -network.num_addresses <= number < network.num_addresses:
        raise Fault("the network has no such address")
    return given.lit(str(network[number]))


def _cidrnetmask(given: Arguments) -> Value:
    return given.lit(str(_network(given).netmask))


def _cidrcontains(given: Arguments) -> Value:
    outer = _network(given)
    try:
        inner = ipaddress.ip_network(given.text(1), strict=False)
    except ValueError as error:
        raise Fault(f"{given.text(1)!r} is no network and no address") from error
    return given.lit(inner.version == outer.version and inner.subnet_of(outer))  # type: ignore[arg-type] # same version


FUNCTIONS: dict[str, Callable[[Arguments], Value]] = {
    "abs": _computed(abs),
    "ceil": _computed(math.ceil),
    "cidrcontains": _cidrcontains,
    "cidrhost": _cidrhost,
    "cidrnetmask": _cidrnetmask,
    "cidrsubnet": _cidrsubnet,
    "cidrsubnets": _cidrsubnets,
    "floor": _computed(math.floor),
    "log": _computed(math.log),
    "parseint": _parseint,
    "pow": _computed(math.pow),
    "signum": _computed(_sign),
}

"""Data goes over the network in clear."""

import re
from collections.abc import Iterator

from stockade.model import App
from stockade.rules import Report, Rule
from stockade.values import Concat, Lit, Map, Value, as_list, branches, get, is_absent, text

RULE = Rule(
    id="cleartext-endpoint",
    title="Data goes over the network in clear",
    severity="medium",
    severity_fixed=True,
    remediation="Use https, and let a listener for http answer with a redirect only.",
    cwe=("CWE-319",),
)
_CLEAR = re.compile(r"http://(?P<host>\[[^\]]*\]|[^/:?#\s]*)", re.IGNORECASE)
_NEAR = re.compile(
    r"localhost|127\.|\[?::1|0\.0\.0\.0|169\.254\.|host\.docker\.internal|www\.w3\.org|schemas\.|xmlns\.|.*\.example(?:\.|$)",
    re.IGNORECASE,
)
"""Hosts no network lies before, and names of XML that look like addresses."""


def check(app: App, _app: App) -> Iterator[Report]:
    """Report variables of functions, listeners without redirect, and distributions that serve http."""
    for function in app.functions.values():
        for name, value in function.environment.items():
            if _is_clear(value):
                message = (
                    f"{name} of {function.id} is an address of http: who is on the way reads and changes all."
                )
                yield RULE.at(function, message, location=value.at, discriminator=name)
    for listener in app.of_type("AWS::ElasticLoadBalancingV2::Listener"):
        kinds = [text(get(one, "Type")) for one in as_list(get(listener.properties, "DefaultActions"))]
        if text(get(listener.properties, "Protocol")) == "HTTP" and "forward" in kinds:
            yield RULE.at(listener, f"{listener.id} takes requests over http and passes them on.")
    for one in app.of_type("AWS::CloudFront::Distribution"):
        served = [path for path, behaviour in _behaviours(one.properties) if _allows_all(behaviour)]
        if served:
            yield RULE.at(one, f"{one.id} serves {', '.join(served[:3])} over http as well.")


def _is_clear(value: Value) -> bool:
    """Tell whether a value is an address of http on some side of its conditions; an unknown host is any."""
    for _, side in branches(value):
        first = side.parts[0] if isinstance(side, Concat) and side.parts else side
        written = text(side) or (text(first) if isinstance(first, Lit) else None)
        found = _CLEAR.match(written or "")
        if found and not _NEAR.match(found["host"]):
            return True
    return False


def _behaviours(properties: Map) -> Iterator[tuple[str, Value]]:
    config = get(properties, "DistributionConfig")
    if not is_absent(get(config, "DefaultCacheBehavior")):
        yield "every path", get(config, "DefaultCacheBehavior")
    for behaviour in as_list(get(config, "CacheBehaviors")):
        yield text(get(behaviour, "PathPattern")) or "a path", behaviour


def _allows_all(behaviour: Value) -> bool:
    return text(get(behaviour, "ViewerProtocolPolicy")) == "allow-all"

"""CloudFront: functions at the edge, and distributions that stand before a function URL.

Reads `AWS::CloudFront::Distribution` and `AWS::CloudFront::OriginAccessControl`. A distribution with origin
access control signs every viewer's request: IAM at the origin then authenticates the distribution, not the
viewer.
"""

from collections.abc import Iterator

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.index import FUNCTION
from stockade.model import Authentication, Exposure, StackResource
from stockade.values import Value, alternatives, as_list, branches, elements, get, is_absent, references, text

DISTRIBUTION = "AWS::CloudFront::Distribution"
CONTROL = "AWS::CloudFront::OriginAccessControl"
Reach = tuple[Exposure, Authentication, str]


def wire(draft: Draft) -> None:
    """Add the edge functions of each distribution, and open the function URLs behind it."""
    for distribution in draft.of_type(DISTRIBUTION):
        for behaviour in _behaviours(distribution):
            _edge(draft, distribution, behaviour)
    front(draft)


def _behaviours(distribution: StackResource) -> Iterator[Value]:
    config = get(distribution.properties, "DistributionConfig")
    yield from alternatives(get(config, "DefaultCacheBehavior"))
    yield from as_list(get(config, "CacheBehaviors"))


def _edge(draft: Draft, distribution: StackResource, behaviour: Value) -> None:
    path = get(behaviour, "PathPattern")
    where = "" if is_absent(path) else f" {text(path) or '?'}"
    for association in as_list(get(behaviour, "LambdaFunctionAssociations")):
        kind = text(get(association, "EventType")) or ""
        for function in draft.index.find_all(get(association, "LambdaFunctionARN"), FUNCTION):
            exposure, authentication, because = viewer(behaviour)
            draft.trigger(
                Wired(
                    event_source="cloudfront.edge.response"
                    if kind.endswith("response")
                    else "cloudfront.edge",
                    function=function,
                    origin=distribution.id,
                    detail=f"{kind or 'unknown'}{where}",
                    location=association.at if association.at.line else distribution.at,
                    declared_by=distribution.id,
                    exposure=exposure,
                    authentication=authentication,
                    because=(because,),
                )
            )


def viewer(behaviour: Value) -> Reach:
    """Return what a behaviour asks of the viewer: signed URLs or cookies, or nothing."""
    if any(_signed(get(behaviour, name)) for name in ("TrustedKeyGroups", "TrustedSigners")):
        return "authenticated", "signature", "the distribution asks viewers for a signed URL or cookie"
    return "public", "none", "the distribution answers anyone"


def _signed(trusted: Value) -> bool:
    """Tell whether somebody is trusted to sign whatever the conditions; an empty list asks for nothing."""
    return all(not is_absent(side) and elements(side) for _, side in branches(trusted))


def front(draft: Draft) -> None:
    """Give each function URL behind a distribution the reach of its viewers, where that is wider."""
    for distribution in draft.of_type(DISTRIBUTION):
        for origin in as_list(get(distribution.properties, "DistributionConfig.Origins")):
            behind = {reference.id for reference in references(get(origin, "DomainName"))}
            reaches = list(_reaches(distribution, origin))
            if not reaches or not _signs(draft, origin):
                continue
            widest = min(reaches, key=lambda found: found[0] != "public")
            for wired in draft.wired:
                if wired.event_source == "lambda.url" and wired.origin in behind:
                    _open(wired, distribution, widest)


def _reaches(distribution: StackResource, origin: Value) -> Iterator[Reach]:
    """Yield what each behaviour that sends to an origin asks of its viewers."""
    name = text(get(origin, "Id"))
    for behaviour in _behaviours(distribution):
        if name is None or (text(get(behaviour, "TargetOriginId")) or name) == name:
            yield viewer(behaviour)


def _signs(draft: Draft, origin: Value) -> bool:
    """Tell whether the distribution signs the requests it sends to an origin."""
    control = get(origin, "OriginAccessControlId")
    if is_absent(control) or text(control) == "":
        return False
    found = draft.index.find(control, CONTROL)
    if found is None:
        return True
    settings = get(draft.stack.resources[found].properties, "OriginAccessControlConfig")
    return text(get(settings, "SigningBehavior")) != "never"


def _open(wired: Wired, distribution: StackResource, reach: Reach) -> None:
    if wired.authentication not in {"iam", "resource-policy", "unknown"}:
        return
    wired.exposure, wired.authentication = reach[0], reach[1]
    wired.detail = f"{distribution.id} -> {wired.detail}"
    signed = f"{distribution.id} signs the requests of all its viewers"
    wired.because = (*wired.because, signed, reach[2])

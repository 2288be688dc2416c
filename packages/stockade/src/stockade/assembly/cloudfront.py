"""CloudFront: functions at the edge, and distributions that stand before a function URL.

A distribution with origin access control signs every viewer's request: IAM at the origin then authenticates
the distribution, not the viewer.
"""

from collections.abc import Iterator

from stockade.assembly.draft import Draft, Wired
from stockade.model import Authentication, Exposure, StackResource
from stockade.values import Value, alternatives, as_list, get, is_absent, references, text

DISTRIBUTION = "AWS::CloudFront::Distribution"


def wire(draft: Draft) -> None:
    """Add the edge functions of each distribution, and open the function URLs behind it."""
    for distribution in draft.of_type(DISTRIBUTION):
        for behaviour in _behaviours(distribution):
            _edge(draft, distribution, behaviour)
        _front(draft, distribution)


def _behaviours(distribution: StackResource) -> Iterator[Value]:
    config = get(distribution.properties, "DistributionConfig")
    yield from alternatives(get(config, "DefaultCacheBehavior"))
    yield from as_list(get(config, "CacheBehaviors"))


def _edge(draft: Draft, distribution: StackResource, behaviour: Value) -> None:
    for association in as_list(get(behaviour, "LambdaFunctionAssociations")):
        function = draft.function(get(association, "LambdaFunctionARN"))
        kind = text(get(association, "EventType")) or ""
        if function is None:
            continue
        exposure, authentication, because = _viewer(behaviour)
        draft.trigger(
            Wired(
                event_source="cloudfront.edge.response" if kind.endswith("response") else "cloudfront.edge",
                function=function,
                origin=distribution.id,
                detail=kind,
                location=association.at,
                declared_by=distribution.id,
                exposure=exposure,
                authentication=authentication,
                because=(because,),
            )
        )


def _viewer(behaviour: Value) -> tuple[Exposure, Authentication, str]:
    """Return what a behaviour asks of the viewer: signed URLs or cookies, or nothing."""
    signed = not is_absent(get(behaviour, "TrustedKeyGroups")) or not is_absent(
        get(behaviour, "TrustedSigners")
    )
    if signed:
        return "authenticated", "signature", "the distribution asks viewers for a signed URL or cookie"
    return "public", "none", "the distribution answers anyone, and signs the request for everyone"


def _front(draft: Draft, distribution: StackResource) -> None:
    """Give the function URLs behind a distribution the reach of its viewers, where that is wider."""
    fronted = {
        reference.id
        for origin in as_list(get(distribution.properties, "DistributionConfig.Origins"))
        for reference in references(get(origin, "DomainName"))
    }
    reaches = [_viewer(behaviour) for behaviour in _behaviours(distribution)]
    for wired in draft.wired:
        if wired.event_source != "lambda.url" or wired.origin not in fronted or not reaches:
            continue
        if wired.exposure == "public":
            continue
        exposure, authentication, because = min(reaches, key=lambda found: found[0] != "public")
        wired.exposure, wired.authentication = exposure, authentication
        wired.detail = f"{distribution.id} -> {wired.detail}"
        wired.because = (*wired.because, because)

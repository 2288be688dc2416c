"""Load balancers: listeners and rules that forward to a target group of functions.

Reads `AWS::ElasticLoadBalancingV2::{LoadBalancer,Listener,ListenerRule,TargetGroup}`. An authenticate action
counts when it stands in the same list, before the forward.
"""

from collections.abc import Iterator

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.index import FUNCTION
from stockade.model import Authentication, Exposure, StackResource
from stockade.values import Value, as_list, get, is_absent, number, strings, text

PREFIX = "AWS::ElasticLoadBalancingV2::"
_BY_ACTION: dict[str, Authentication] = {
    "authenticate-cognito": "cognito",
    "authenticate-oidc": "jwt",
    "jwt-validation": "jwt",
}


def wire(draft: Draft) -> None:
    """Add an entry point for each listener or rule that forwards to functions."""
    for listener in draft.of_type(f"{PREFIX}Listener"):
        detail = f"Listener {text(get(listener.properties, 'Port')) or '?'}"
        _forwarding(draft, listener, listener, get(listener.properties, "DefaultActions"), detail)
    for rule in draft.of_type(f"{PREFIX}ListenerRule"):
        found = draft.index.find(get(rule.properties, "ListenerArn"), f"{PREFIX}Listener")
        listener_ = draft.stack.resources.get(found or "")
        _forwarding(draft, rule, listener_, get(rule.properties, "Actions"), _conditions(rule))


def _conditions(rule: StackResource) -> str:
    paths = [
        path
        for condition in as_list(get(rule.properties, "Conditions"))
        for values in ("Values", "PathPatternConfig.Values")
        for path in strings(get(condition, values))
    ]
    return ",".join(paths) or rule.id


def _forwarding(
    draft: Draft, declared_by: StackResource, listener: StackResource | None, actions: Value, detail: str
) -> None:
    ordered = sorted(as_list(actions), key=lambda action: number(get(action, "Order")) or 0)
    proved: Authentication = "none"
    for action in ordered:
        kind = text(get(action, "Type"))
        if kind in _BY_ACTION and not _lets_on(action):
            proved = _BY_ACTION[kind]
        if kind not in {"forward", None}:
            continue
        for function in _functions(draft, action):
            exposure, authentication, because = _exposed(draft, listener, proved)
            draft.trigger(
                Wired(
                    event_source="alb",
                    function=function,
                    origin=listener.id if listener else None,
                    detail=detail,
                    location=declared_by.at,
                    declared_by=declared_by.id,
                    exposure=exposure,
                    authentication=authentication,
                    because=(because,),
                )
            )


def _lets_on(action: Value) -> bool:
    """Tell whether an authenticate action lets callers on who have not proved who they are."""
    configs = ("AuthenticateCognitoConfig", "AuthenticateOidcConfig")
    return any(text(get(action, f"{name}.OnUnauthenticatedRequest")) == "allow" for name in configs)


def _functions(draft: Draft, action: Value) -> Iterator[str]:
    groups = [get(action, "TargetGroupArn")]
    groups += [get(group, "TargetGroupArn") for group in as_list(get(action, "ForwardConfig.TargetGroups"))]
    for group in groups:
        found = None if is_absent(group) else draft.index.find(group, f"{PREFIX}TargetGroup")
        if found is None:
            continue
        for target in as_list(get(draft.stack.resources[found].properties, "Targets")):
            yield from draft.index.find_all(get(target, "Id"), FUNCTION)


def _exposed(
    draft: Draft, listener: StackResource | None, proved: Authentication
) -> tuple[Exposure, Authentication, str]:
    mode = text(get(listener.properties, "MutualAuthentication.Mode")) if listener else None
    if proved == "none" and mode == "verify":
        proved = "mtls"
    if proved != "none":
        return "authenticated", proved, "the balancer authenticates the caller before it forwards"
    balancer = draft.index.find(get(listener.properties, "LoadBalancerArn")) if listener else None
    if balancer is None:
        return "unknown", "none", "the balancer lies outside the template"
    scheme = get(draft.stack.resources[balancer].properties, "Scheme")
    if text(scheme) == "internal":
        return "account", "none", "the balancer is internal"
    if text(scheme) is None and not is_absent(scheme):
        return "unknown", "none", "whether the balancer faces the Internet is not known"
    return "public", "none", "the balancer faces the Internet and forwards without authentication"

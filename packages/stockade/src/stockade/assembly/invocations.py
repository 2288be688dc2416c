"""Direct invocation, and permissions that let a service in whose resource lies outside the stack."""

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.index import FUNCTION
from stockade.iam import reach
from stockade.model import Authentication, Exposure, Flow, StackResource
from stockade.values import Truth, get, is_absent, text

_ROUTED = ("apigw.", "alb", "lambda.url")


def permitted(draft: Draft) -> None:
    """Add a trigger for each permission of a service that nothing in the stack wires."""
    for permission in draft.of_type("AWS::Lambda::Permission"):
        principal = text(get(permission.properties, "Principal")) or ""
        function = draft.function(get(permission.properties, "FunctionName"))
        if function is None or "." not in principal:
            continue
        sources = [source for source in draft.sources.values() if principal in source.principals]
        wired = {one.event_source for one in draft.wired if one.function == function}
        if not sources or wired & {source.id for source in sources}:
            continue
        if draft.index.find(get(permission.properties, "SourceArn")) is not None:
            continue
        source = min(sources, key=lambda one: ".authorizer" in one.id)
        routed = source.id.startswith(_ROUTED)
        draft.trigger(
            Wired(
                event_source=source.id,
                function=function,
                origin=None,
                detail=permission.id,
                location=permission.at,
                declared_by=permission.id,
                exposure="unknown" if routed else source.exposure,
                authentication="unknown" if routed else "service",
                because=(
                    "a permission lets the service in; what starts the function lies outside the template",
                ),
                outside=get(permission.properties, "SourceArn"),
            )
        )


def direct(draft: Draft, flows: tuple[Flow, ...]) -> None:
    """Add direct invocation for functions outsiders are let in to, and for those nothing else starts."""
    started = {one.function for one in draft.wired}
    for function in draft.of_type(FUNCTION):
        exposure = _let_in(draft, function)
        if exposure is None and function.id in started:
            continue
        invokers = sorted(
            {flow.source for flow in flows if flow.target == function.id and flow.kind == "invokes"}
        )
        draft.trigger(
            Wired(
                event_source="lambda.invoke",
                function=function.id,
                origin=None,
                detail="direct" if exposure is None else "permission",
                location=function.at,
                declared_by=function.id,
                exposure=exposure or "account",
                authentication=_AUTHENTICATION.get(exposure or "account", "iam"),
                because=_because(exposure, invokers),
            )
        )


_AUTHENTICATION: dict[Exposure, Authentication] = {"public": "none", "unknown": "unknown"}


def _because(exposure: Exposure | None, invokers: list[str]) -> tuple[str, ...]:
    if exposure == "public":
        return ("its own policy lets anyone invoke it",)
    if exposure == "unknown":
        return ("whether its own policy lets anyone invoke it is not known",)
    if exposure is not None:
        return ("its own policy lets principals of other accounts invoke it",)
    if invokers:
        return (f"started by what may invoke it: {', '.join(invokers)}",)
    return ("nothing in the template starts it; whoever may invoke functions of the account can",)


def _let_in(draft: Draft, function: StackResource) -> Exposure | None:
    """Return who other than services and the own account a function's policy lets in, None for nobody."""
    documents = [
        policy.document
        for policy in draft.policies_of(function.id)
        if _names_principal(draft.stack.resources.get(policy.declared_by))
    ]
    if not documents:
        return None
    target = draft.index.arn(function.id)
    if target is None:
        return None
    action = "lambda:InvokeFunction"
    return _EXPOSURE[reach(documents, action, target).anyone]


_EXPOSURE: dict[Truth, Exposure] = {"true": "public", "unknown": "unknown", "false": "account"}


def _names_principal(permission: StackResource | None) -> bool:
    """Tell whether a permission is for direct invocation by a principal that is no service."""
    if permission is None:
        return False
    action = text(get(permission.properties, "Action")) or ""
    principal = text(get(permission.properties, "Principal"))
    if "functionurl" in action.lower() or not is_absent(get(permission.properties, "FunctionUrlAuthType")):
        return False
    if not is_absent(get(permission.properties, "InvokedViaFunctionUrl")):
        return False
    return principal is None or "." not in principal

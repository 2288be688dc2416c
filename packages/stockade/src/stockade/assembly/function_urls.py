"""Function URLs: `AWS::Lambda::Url`, its authentication type, and the permission an open one needs.

Reads `AWS::Lambda::Url` and `AWS::Lambda::Permission`. A URL that asks for nothing still refuses every call
until a permission lets anyone use it. Source: "Control access to Lambda function URLs" of the Lambda
developer guide.
"""

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.index import FUNCTION
from stockade.iam import function_permission, reach
from stockade.model import Authentication, Exposure, StackResource
from stockade.values import Lit, Truth, Value, branches, either, flag, get, text

Reached = tuple[Exposure, Authentication, str]


def wire(draft: Draft) -> None:
    """Add an entry point for each function URL, one for each authentication type it may have."""
    for url in draft.of_type("AWS::Lambda::Url"):
        functions = draft.index.find_all(get(url.properties, "TargetFunctionArn"), FUNCTION)
        if not functions:
            draft.gap(url.at, f"the function of the URL {url.id!r} is not in this template")
        for function in functions:
            for conditions, kind in branches(get(url.properties, "AuthType")):
                _trigger(draft, url, function, kind, conditions)


def _trigger(draft: Draft, url: StackResource, function: str, kind: Value, needs: dict[str, bool]) -> None:
    known = text(kind)
    exposure, authentication, because = _exposed(draft, function, known)
    streamed = text(get(url.properties, "InvokeMode")) == "RESPONSE_STREAM"
    draft.trigger(
        Wired(
            event_source="lambda.url",
            function=function,
            origin=url.id,
            detail=f"AuthType {known or 'unknown'}",
            location=url.at,
            declared_by=url.id,
            exposure=exposure,
            authentication=authentication,
            because=(because, "its responses are streamed") if streamed else (because,),
            conditions=needs,
        )
    )


def _exposed(draft: Draft, function: str, kind: str | None) -> Reached:
    match kind:
        case "AWS_IAM":
            return "account", "iam", "the caller signs with credentials of an account"
        case "NONE":
            return _REACHED[_anyone(draft, function)]
        case _:
            return "unknown", "unknown", "the URL's authentication type is not known"


_REACHED: dict[Truth, Reached] = {
    "true": ("public", "none", "the URL asks for no authentication"),
    "unknown": (
        "public",
        "none",
        "the URL asks for no authentication; a permission may let anyone in",
    ),
    "false": ("account", "resource-policy", "the URL asks for nothing, but no permission lets anyone use it"),
}


def _anyone(draft: Draft, function: str) -> Truth:
    """Tell whether permissions let anyone call a function through a URL that asks for nothing."""
    target = draft.index.arn(function) or Lit("*")
    documents = [
        function_permission(one.properties, target)
        for one in draft.of_type("AWS::Lambda::Permission")
        if _may_be_for(draft, one, function)
    ]
    answers = (reach(documents, action, target, facts).anyone for action, facts in _THROUGH_A_URL)
    return either("false", *answers)


_THROUGH_A_URL = (
    ("lambda:InvokeFunctionUrl", {"lambda:FunctionUrlAuthType": "NONE"}),
    ("lambda:InvokeFunction", {"lambda:InvokedViaFunctionUrl": "true"}),
)
"""What a caller of a URL is asked for; permissions name the one or the other."""


def _may_be_for(draft: Draft, permission: StackResource, function: str) -> bool:
    """Tell whether a permission is for a function, or for one that is not known."""
    target = get(permission.properties, "FunctionName")
    found = draft.index.find_all(target, FUNCTION)
    if function not in found and (found or text(target) is not None):
        return False
    action = (text(get(permission.properties, "Action")) or "").lower()
    through = flag(get(permission.properties, "InvokedViaFunctionUrl")) is True
    return through or action != "lambda:invokefunction"

"""Function URLs: `AWS::Lambda::Url`, its authentication type, and the permission an open one needs.

Reads `AWS::Lambda::Url` and `AWS::Lambda::Permission`. A URL that asks for nothing still refuses every call
until a permission lets anyone use it. Source: "Control access to Lambda function URLs" of the Lambda
developer guide.
"""

from stockade.assembly.draft import Draft, Wired
from stockade.assembly.index import FUNCTION
from stockade.model import Authentication, Exposure, StackResource
from stockade.values import Value, branches, flag, get, is_absent, text

Reach = tuple[Exposure, Authentication, str]


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


def _exposed(draft: Draft, function: str, kind: str | None) -> Reach:
    match kind:
        case "AWS_IAM":
            return "account", "iam", "the caller signs with credentials of an account"
        case "NONE" if any(_opens(draft, one, function) for one in draft.of_type("AWS::Lambda::Permission")):
            return "public", "none", "the URL asks for no authentication"
        case "NONE":
            reason = "the URL asks for nothing, but no permission lets anyone use it"
            return "account", "resource-policy", reason
        case _:
            return "unknown", "unknown", "the URL's authentication type is not known"


def _opens(draft: Draft, permission: StackResource, function: str) -> bool:
    """Tell whether a permission lets callers in through a URL without credentials, or may well do."""
    properties = permission.properties
    target = get(properties, "FunctionName")
    found = draft.index.find_all(target, FUNCTION)
    if function not in found and (found or text(target) is not None):
        return False
    if text(get(properties, "Principal")) not in {"*", None} or not _by_url(properties):
        return False
    if text(get(properties, "FunctionUrlAuthType")) == "AWS_IAM":
        return False
    narrowed = ("PrincipalOrgID", "SourceAccount", "SourceArn")
    return all(is_absent(get(properties, name)) for name in narrowed)


def _by_url(properties: Value) -> bool:
    action = (text(get(properties, "Action")) or "*").lower()
    return action in {"lambda:invokefunctionurl", "lambda:*", "*"} or (
        flag(get(properties, "InvokedViaFunctionUrl")) is True
    )

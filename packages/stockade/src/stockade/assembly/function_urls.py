"""Function URLs: `AWS::Lambda::Url`, its authentication type, and the permission an open one needs.

Source: "Control access to Lambda function URLs" of the Lambda developer guide.
"""

from stockade.assembly.draft import Draft, Wired
from stockade.model import Authentication, Exposure, StackResource
from stockade.values import get, is_absent, text


def wire(draft: Draft) -> None:
    """Add an entry point for each function URL."""
    for url in draft.of_type("AWS::Lambda::Url"):
        function = draft.function(get(url.properties, "TargetFunctionArn"))
        if function is None:
            draft.gap(url.at, f"the function of the URL {url.id!r} is not in this template")
            continue
        kind = text(get(url.properties, "AuthType"))
        exposure, authentication, because = _exposed(draft, function, kind)
        draft.trigger(
            Wired(
                event_source="lambda.url",
                function=function,
                origin=url.id,
                detail=f"AuthType {kind or 'unknown'}",
                location=url.at,
                declared_by=url.id,
                exposure=exposure,
                authentication=authentication,
                because=(because,),
            )
        )


def _exposed(draft: Draft, function: str, kind: str | None) -> tuple[Exposure, Authentication, str]:
    if kind is None:
        return "unknown", "unknown", "the URL's authentication type is not known"
    if kind == "AWS_IAM":
        return "account", "iam", "the caller signs with credentials of an account"
    if not any(
        _opens(permission, function, draft) for permission in draft.of_type("AWS::Lambda::Permission")
    ):
        return "account", "resource-policy", "the URL asks for nothing, but no permission lets anyone use it"
    return "public", "none", "the URL asks for no authentication"


def _opens(permission: StackResource, function: str, draft: Draft) -> bool:
    """Tell whether a permission lets callers in through a URL without credentials."""
    if draft.function(get(permission.properties, "FunctionName")) != function:
        return False
    action = (text(get(permission.properties, "Action")) or "").lower()
    by_url = "invokefunctionurl" in action or not is_absent(
        get(permission.properties, "InvokedViaFunctionUrl")
    )
    return by_url and text(get(permission.properties, "Principal")) in {"*", None}

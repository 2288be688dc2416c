"""Only the public access block keeps a public policy or ACL of a bucket without effect."""

from collections.abc import Iterator

from stockade.iam import evaluate, outsider
from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.values import Lit

RULE = Rule(
    id="public-policy-masked",
    title="Only the access block keeps a public policy shut",
    severity="low",
    severity_fixed=True,
    remediation="Name the principals in the policy, and drop public ACLs: the block may be lifted one day.",
    cwe=("CWE-732",),
    resource_types=("AWS::S3::Bucket",),
)
_WORDS = {"write": "put objects into", "read": "read or list"}
_ACTIONS = ("s3:PutObject", "s3:GetObject", "s3:ListBucket")


def check(bucket: Resource, app: App) -> Iterator[Report]:
    """Report a bucket that anyone could use without its access block."""
    access = app.access.get(bucket.id)
    if access is None or "public" in {access.write, access.read}:
        return
    if access.masked:
        heard = dict.fromkeys(trigger.function for trigger in app.triggers if trigger.origin == bucket.id)
        names = ", ".join(filter(None, heard))
        what = f" and so start {names}" if names and "write" in access.masked else ""
        yield RULE.at(
            bucket,
            f"Without its access block anyone could {' and '.join(_WORDS[side] for side in access.masked)} "
            f"{bucket.id}{what}.",
            severity="medium" if what else None,
        )
    elif "unknown" not in {access.write, access.read} and _may_be_public(bucket, app):
        yield RULE.at(
            bucket,
            f"Whether the policy of {bucket.id}, which its access block keeps shut, is public is not known.",
            kind="open",
        )


def _may_be_public(bucket: Resource, app: App) -> bool:
    """Tell whether values not known decide if the policy, taken without the block, lets anyone in."""
    documents = [policy.document for policy in app.policies_of(bucket.id)]
    return bool(documents) and any(
        evaluate(outsider(action, Lit("*")), resource=documents, scope="some").outcome == "unknown"
        for action in _ACTIONS
    )

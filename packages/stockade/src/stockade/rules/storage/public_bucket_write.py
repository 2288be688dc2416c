"""Anyone on the Internet may put objects into a bucket."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule

RULE = Rule(
    id="public-bucket-write",
    title="Anyone may put objects into the bucket",
    severity="critical",
    severity_fixed=True,
    remediation="Name the principals in the bucket's policy, and switch the public access block on.",
    cwe=("CWE-732",),
    resource_types=("AWS::S3::Bucket",),
)


def check(bucket: Resource, app: App) -> Iterator[Report]:
    """Report a bucket whose policy or ACL lets anyone in, with no access block before it."""
    access = app.access.get(bucket.id)
    if access is None:
        return
    if access.write == "unknown":
        yield RULE.at(
            bucket,
            f"Whether anyone may put objects into {bucket.id} depends on values not known.",
            kind="open",
        )
    if access.write == "public":
        started = [trigger.function for trigger in app.triggers if trigger.origin == bucket.id]
        reach = f" and so start {', '.join(filter(None, started))}" if any(started) else ""
        yield RULE.at(bucket, f"Anyone on the Internet may put objects into {bucket.id}{reach}.")

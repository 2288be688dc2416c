"""Anyone on the Internet may read or list a bucket."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.rules.presence import present
from stockade.values import get

RULE = Rule(
    id="public-bucket-read",
    title="Anyone may read or list the bucket",
    severity="high",
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
    if access.read == "unknown":
        yield RULE.at(
            bucket, f"Whether anyone may read or list {bucket.id} depends on values not known.", kind="open"
        )
    if access.read == "public":
        site = present(get(bucket.properties, "WebsiteConfiguration")) == "true"
        yield RULE.at(
            bucket,
            f"Anyone on the Internet may read or list {bucket.id}{', a website' if site else ''}.",
            severity="low" if site else None,
        )

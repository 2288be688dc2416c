"""The public access block of a bucket is switched off."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.rules.presence import present
from stockade.values import flag, get, is_absent

RULE = Rule(
    id="public-access-block-off",
    title="The public access block of a bucket is switched off",
    severity="medium",
    severity_fixed=True,
    remediation="Set all four settings to true, or leave the block out: it is on by default.",
    cwe=("CWE-732",),
    resource_types=("AWS::S3::Bucket",),
)
SETTINGS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def check(bucket: Resource, app: App) -> Iterator[Report]:
    """Report a bucket some of whose four settings are false; a site has a finding of its own."""
    block = get(bucket.properties, "PublicAccessBlockConfiguration")
    if present(get(bucket.properties, "WebsiteConfiguration")) == "true" or is_absent(block):
        return
    settings = {name: get(block, name) for name in SETTINGS}
    identity, line = bucket.written_at(block)
    off = [name for name, value in settings.items() if flag(value) is False]
    if off:
        heard = any(trigger.origin == bucket.id for trigger in app.triggers)
        yield RULE.at(
            bucket,
            f"{bucket.id} switches {', '.join(off)} off: one public policy or ACL opens it.",
            severity="high" if heard else None,
            resource=identity,
            location=line,
        )
    elif any(flag(value) is None and not is_absent(value) for value in settings.values()):
        message = f"Whether the access block of {bucket.id} is on is not known."
        yield RULE.at(bucket, message, kind="open", resource=identity, location=line)

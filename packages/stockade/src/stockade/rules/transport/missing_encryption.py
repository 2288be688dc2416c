"""Data at rest is not encrypted, where the service does not do it by itself."""

from collections.abc import Iterator

from stockade.model import App, Resource
from stockade.rules import Report, Rule
from stockade.rules.presence import present
from stockade.values import flag, get, is_absent, references

RULE = Rule(
    id="missing-encryption",
    title="Data is stored without encryption",
    severity="low",
    severity_fixed=True,
    remediation="Switch encryption at rest on; let every sender and reader use the key.",
    cwe=("CWE-311",),
)
_KEYS = {"AWS::SNS::Topic": "KmsMasterKeyId", "AWS::Kinesis::Stream": "StreamEncryption"}
_FLAGS = {
    "AWS::RDS::DBInstance": "StorageEncrypted",
    "AWS::RDS::DBCluster": "StorageEncrypted",
    "AWS::DocDB::DBCluster": "StorageEncrypted",
    "AWS::Neptune::DBCluster": "StorageEncrypted",
    "AWS::EFS::FileSystem": "Encrypted",
    "AWS::ElastiCache::ReplicationGroup": "AtRestEncryptionEnabled",
    "AWS::DAX::Cluster": "SSESpecification.SSEEnabled",
    "AWS::OpenSearchService::Domain": "EncryptionAtRestOptions.Enabled",
}


def check(resource: Resource, app: App) -> Iterator[Report]:
    """Report topics that are used, streams, databases, caches and file systems; queues that switch it off."""
    path = _KEYS.get(resource.type) or _FLAGS.get(resource.type)
    if resource.type == "AWS::SQS::Queue":
        switch = get(resource.properties, "SqsManagedSseEnabled")
        if flag(switch) is False and is_absent(get(resource.properties, "KmsMasterKeyId")):
            yield RULE.at(
                resource, f"{resource.id} keeps its messages unencrypted on purpose.", location=switch.at
            )
        return
    if path is None or (resource.type == "AWS::SNS::Topic" and not _used(resource, app)):
        return
    if (
        resource.type == "AWS::RDS::DBInstance"
        and present(get(resource.properties, "DBClusterIdentifier")) != "false"
    ):
        return
    value = get(resource.properties, path)
    known = present(value)
    if known == "true" and resource.type in _FLAGS:
        switched = flag(value)
        known = "unknown" if switched is None else "true" if switched else "false"
    if known == "false":
        message = f"{resource.id} keeps its data unencrypted: {path} is not set."
        yield RULE.at(resource, message, location=value.at)
    elif known == "unknown":
        message = f"Whether {resource.id} encrypts its data is not known: {path} is not."
        yield RULE.at(resource, message, kind="open")


def _used(topic: Resource, app: App) -> bool:
    """Tell whether somebody listens to a topic."""
    if not is_absent(get(topic.properties, "Subscription")):
        return True
    subscriptions = app.of_type("AWS::SNS::Subscription")
    heard = {ref.id for one in subscriptions for ref in references(get(one.properties, "TopicArn"))}
    return topic.id in heard or any(trigger.origin == topic.id for trigger in app.triggers)

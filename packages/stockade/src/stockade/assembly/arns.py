"""What names a resource: its name property, the form of its ARN, and what `Ref` gives.

Source: the CloudFormation user guide (return values) and the service authorization reference (ARN forms).
`{}` in an ARN form is the physical name; partition, region and account are filled in around it.
"""

from typing import Literal

from msgspec import Struct

from stockade.values import Attr, Lit, Pseudo, Ref, Value, concat, text


class Naming(Struct, frozen=True, gc=False):
    """How resources of one type are named: the property with the name, the ARN, what `Ref` gives."""

    property: str
    service: str
    rest: str
    ref: Literal["name", "arn", "url", "id"] = "name"
    arn_attribute: str = "Arn"
    placed: bool = True


NAMING = {
    "AWS::S3::Bucket": Naming("BucketName", "s3", "{}", placed=False),
    "AWS::DynamoDB::Table": Naming("TableName", "dynamodb", "table/{}"),
    "AWS::DynamoDB::GlobalTable": Naming("TableName", "dynamodb", "table/{}"),
    "AWS::SQS::Queue": Naming("QueueName", "sqs", "{}", ref="url"),
    "AWS::SNS::Topic": Naming("TopicName", "sns", "{}", ref="arn", arn_attribute="TopicArn"),
    "AWS::Lambda::Function": Naming("FunctionName", "lambda", "function:{}"),
    "AWS::Kinesis::Stream": Naming("Name", "kinesis", "stream/{}"),
    "AWS::KinesisFirehose::DeliveryStream": Naming("DeliveryStreamName", "firehose", "deliverystream/{}"),
    "AWS::StepFunctions::StateMachine": Naming("StateMachineName", "states", "stateMachine:{}", ref="arn"),
    "AWS::Events::EventBus": Naming("Name", "events", "event-bus/{}"),
    "AWS::Events::Rule": Naming("Name", "events", "rule/{}"),
    "AWS::SecretsManager::Secret": Naming(
        "Name", "secretsmanager", "secret:{}", ref="arn", arn_attribute="Id"
    ),
    "AWS::SSM::Parameter": Naming("Name", "ssm", "parameter/{}"),
    "AWS::KMS::Key": Naming("KeyId", "kms", "key/{}"),
    "AWS::Logs::LogGroup": Naming("LogGroupName", "logs", "log-group:{}"),
    "AWS::ECR::Repository": Naming("RepositoryName", "ecr", "repository/{}"),
    "AWS::Cognito::UserPool": Naming("UserPoolName", "cognito-idp", "userpool/{}", ref="id"),
    "AWS::AppSync::GraphQLApi": Naming("Name", "appsync", "apis/{}", ref="arn"),
    "AWS::CodeCommit::Repository": Naming("RepositoryName", "codecommit", "{}", ref="id"),
    "AWS::CodeBuild::Project": Naming("Name", "codebuild", "project/{}"),
    "AWS::ECS::Cluster": Naming("ClusterName", "ecs", "cluster/{}"),
    "AWS::ECS::TaskDefinition": Naming("Family", "ecs", "task-definition/{}", ref="arn"),
    "AWS::IAM::Role": Naming("RoleName", "iam", "role/{}"),
    "AWS::IAM::User": Naming("UserName", "iam", "user/{}"),
    "AWS::IAM::ManagedPolicy": Naming("ManagedPolicyName", "iam", "policy/{}", ref="arn"),
    "AWS::RDS::DBCluster": Naming("DBClusterIdentifier", "rds", "cluster:{}", arn_attribute="DBClusterArn"),
    "AWS::RDS::DBInstance": Naming("DBInstanceIdentifier", "rds", "db:{}", arn_attribute="DBInstanceArn"),
    "AWS::MSK::Cluster": Naming("ClusterName", "kafka", "cluster/{}/*", ref="arn"),
    "AWS::AmazonMQ::Broker": Naming("BrokerName", "mq", "broker:{}:*", ref="id"),
    "AWS::OpenSearchService::Domain": Naming("DomainName", "es", "domain/{}"),
    "AWS::IoT::TopicRule": Naming("RuleName", "iot", "rule/{}"),
    "AWS::Scheduler::Schedule": Naming("Name", "scheduler", "schedule/*/{}"),
    "AWS::EFS::FileSystem": Naming("FileSystemId", "elasticfilesystem", "file-system/{}", ref="id"),
    "AWS::Lambda::LayerVersion": Naming("LayerName", "lambda", "layer:{}", ref="arn"),
    "AWS::Timestream::Table": Naming("TableName", "timestream", "database/*/table/{}"),
    "AWS::Neptune::DBCluster": Naming("DBClusterIdentifier", "rds", "cluster:{}"),
    "AWS::DocDB::DBCluster": Naming("DBClusterIdentifier", "rds", "cluster:{}", arn_attribute="ClusterArn"),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": Naming(
        "Name", "elasticloadbalancing", "loadbalancer/app/{}/*", ref="arn"
    ),
    "AWS::ApiGateway::RestApi": Naming("RestApiId", "apigateway", "/restapis/{}", ref="id"),
    "AWS::ApiGatewayV2::Api": Naming("ApiId", "apigateway", "/apis/{}", ref="id"),
}

_GLOBAL = frozenset({"iam"})


def arn(kind: str, identity: str, name: Value) -> Value | None:
    """Return the ARN of a resource as a value, None where the form is not known.

    `name` is its physical name; one the platform chooses stands as `Ref(identity)`.
    """
    naming = NAMING.get(kind)
    if naming is None:
        return None
    before, after = _around(naming, text(name) or "")
    region: tuple[Value, ...] = (Pseudo("AWS::Region"),)
    account: tuple[Value, ...] = (Pseudo("AWS::AccountId"),)
    if not naming.placed:
        region = account = ()
    elif naming.service in _GLOBAL:
        region = ()
    parts: tuple[Value, ...] = (
        Lit("arn:"),
        Pseudo("AWS::Partition"),
        Lit(f":{naming.service}:"),
        *region,
        Lit(":"),
        *account,
        Lit(f":{before}"),
        name if not isinstance(name, Ref | Attr) else Ref(identity),
        Lit(after),
    )
    return concat(parts)


def own_key(kind: str, name: str) -> tuple[str, str] | None:
    """Return service and last part of a resource's ARN by its name, None where its form is not known."""
    naming = NAMING.get(kind)
    if naming is None:
        return None
    before, after = _around(naming, name)
    return naming.service, f"{before}{name}{after}"


def _around(naming: Naming, name: str) -> tuple[str, str]:
    """Return what stands before and after the name in the last part of an ARN."""
    before, _, after = naming.rest.partition("{}")
    if before.endswith("/") and name.startswith("/"):  # a parameter in a hierarchy
        before = before[:-1]
    return before, after


def api_arn(api: str) -> Value:
    """Return the ARN below which the routes of an API lie."""
    parts = (Lit("arn:aws:execute-api:"), Pseudo("AWS::Region"), Lit(":"), Pseudo("AWS::AccountId"), Lit(":"))
    return concat((*parts, Ref(api)))


def is_arn_of(kind: str, attribute: str) -> bool:
    """Tell whether an attribute of a type is its ARN."""
    naming = NAMING.get(kind)
    return attribute == "Arn" or (naming is not None and attribute == naming.arn_attribute)

"""What an action does with the data of a resource: reads, changes, deletes, sends, starts.

Only what works on data is listed; what makes, tunes or shares a resource is not, and neither is taking a
message out of a queue, which is part of receiving it. A transaction asks for the actions of its members, and
`secretsmanager:BatchGetSecretValue` gives nothing without `GetSecretValue`.

Source: the Service Authorization Reference of AWS, and "Using IAM with DynamoDB transactions" of the DynamoDB
Developer Guide.
"""

from functools import cache
from typing import Literal

Deed = Literal["reads", "changes", "deletes", "sends", "starts"]

_TABLE: dict[Deed, tuple[str, ...]] = {
    "reads": (
        "dynamodb:BatchGetItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:ExportTableToPointInTime",
        "dynamodb:GetItem",
        "dynamodb:PartiQLSelect",
        "dynamodb:Query",
        "dynamodb:Scan",
    ),
    "changes": (
        "dynamodb:BatchWriteItem",
        "dynamodb:PartiQLInsert",
        "dynamodb:PartiQLUpdate",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
    ),
    "deletes": (
        "dynamodb:BatchWriteItem",
        "dynamodb:DeleteItem",
        "dynamodb:DeleteTable",
        "dynamodb:PartiQLDelete",
    ),
}

DEEDS: dict[str, dict[Deed, tuple[str, ...]]] = {
    "AWS::S3::Bucket": {
        "reads": (
            "s3:GetObject",
            "s3:GetObjectTorrent",
            "s3:GetObjectVersion",
            "s3:GetObjectVersionTorrent",
            "s3:ListBucket",
            "s3:ListBucketVersions",
        ),
        "changes": (
            "s3:PutObject",
            "s3:PutObjectAcl",
            "s3:PutObjectVersionAcl",
            "s3:ReplicateObject",
        ),
        "deletes": (
            "s3:DeleteObject",
            "s3:DeleteObjectVersion",
            "s3:PutLifecycleConfiguration",
            "s3:ReplicateDelete",
        ),
    },
    "AWS::DynamoDB::Table": _TABLE,
    "AWS::DynamoDB::GlobalTable": _TABLE,
    "AWS::SQS::Queue": {"sends": ("sqs:SendMessage",), "reads": ("sqs:ReceiveMessage",)},
    "AWS::SNS::Topic": {"sends": ("sns:Publish",), "reads": ("sns:Subscribe",)},
    "AWS::Kinesis::Stream": {
        "sends": ("kinesis:PutRecord", "kinesis:PutRecords"),
        "reads": ("kinesis:GetRecords", "kinesis:SubscribeToShard"),
    },
    "AWS::KinesisFirehose::DeliveryStream": {"sends": ("firehose:PutRecord", "firehose:PutRecordBatch")},
    "AWS::Events::EventBus": {"sends": ("events:PutEvents",)},
    "AWS::Lambda::Function": {
        "starts": ("lambda:InvokeAsync", "lambda:InvokeFunction", "lambda:InvokeFunctionUrl"),
    },
    "AWS::StepFunctions::StateMachine": {
        "starts": ("states:RedriveExecution", "states:StartExecution", "states:StartSyncExecution"),
    },
    "AWS::SecretsManager::Secret": {
        "reads": ("secretsmanager:GetSecretValue",),
        "changes": (
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecret",
            "secretsmanager:UpdateSecretVersionStage",
        ),
        "deletes": ("secretsmanager:DeleteSecret",),
    },
    "AWS::SSM::Parameter": {
        "reads": (
            "ssm:GetParameter",
            "ssm:GetParameterHistory",
            "ssm:GetParameters",
            "ssm:GetParametersByPath",
        ),
        "changes": ("ssm:PutParameter",),
        "deletes": ("ssm:DeleteParameter", "ssm:DeleteParameters"),
    },
    # one statement of SQL may do anything; a batch of them returns no rows
    "AWS::RDS::DBCluster": {
        "reads": ("rds-data:ExecuteSql", "rds-data:ExecuteStatement"),
        "changes": ("rds-data:BatchExecuteStatement", "rds-data:ExecuteSql", "rds-data:ExecuteStatement"),
        "deletes": ("rds-data:BatchExecuteStatement", "rds-data:ExecuteSql", "rds-data:ExecuteStatement"),
    },
    "AWS::KMS::Key": {"reads": ("kms:Decrypt", "kms:ReEncryptFrom")},
    "AWS::Cognito::UserPool": {
        "reads": (
            "cognito-idp:AdminGetDevice",
            "cognito-idp:AdminGetUser",
            "cognito-idp:AdminListDevices",
            "cognito-idp:AdminListGroupsForUser",
            "cognito-idp:AdminListUserAuthEvents",
            "cognito-idp:ListUsers",
            "cognito-idp:ListUsersInGroup",
        ),
        "changes": (
            "cognito-idp:AdminAddUserToGroup",
            "cognito-idp:AdminConfirmSignUp",
            "cognito-idp:AdminCreateUser",
            "cognito-idp:AdminDisableUser",
            "cognito-idp:AdminEnableUser",
            "cognito-idp:AdminLinkProviderForUser",
            "cognito-idp:AdminRemoveUserFromGroup",
            "cognito-idp:AdminResetUserPassword",
            "cognito-idp:AdminSetUserMFAPreference",
            "cognito-idp:AdminSetUserPassword",
            "cognito-idp:AdminSetUserSettings",
            "cognito-idp:AdminUpdateUserAttributes",
        ),
        "deletes": (
            "cognito-idp:AdminDeleteUser",
            "cognito-idp:AdminDeleteUserAttributes",
            "cognito-idp:DeleteUserPool",
        ),
    },
}
"""Actions on the data of the resources of a type."""

STORES = frozenset(
    {
        "AWS::S3::Bucket",
        "AWS::DynamoDB::GlobalTable",
        "AWS::DynamoDB::Table",
        "AWS::RDS::DBCluster",
        "AWS::SecretsManager::Secret",
        "AWS::Cognito::UserPool",
    }
)
"""Types that keep data; the others carry it, or hold settings."""

_CONNECTS = (
    "aoss:APIAccessAll",
    "dsql:DbConnect",
    "dsql:DbConnectAdmin",
    "elasticache:Connect",
    "memorydb:Connect",
    "neptune-db:connect",
    "qldb:SendCommand",
    "rds-db:connect",
    "redshift-data:ExecuteStatement",
)
"""Whoever may connect to a database may do what its user may."""

_DATABASES: dict[Deed, tuple[str, ...]] = {
    "reads": (
        *_CONNECTS,
        "cassandra:Select",
        "es:ESHttpGet",
        "es:ESHttpPost",
        "neptune-db:ReadDataViaQuery",
        "timestream:Select",
    ),
    "changes": (
        *_CONNECTS,
        "cassandra:Modify",
        "es:ESHttpPatch",
        "es:ESHttpPost",
        "es:ESHttpPut",
        "neptune-db:WriteDataViaQuery",
        "redshift-data:BatchExecuteStatement",
        "timestream:WriteRecords",
    ),
    "deletes": (
        *_CONNECTS,
        "cassandra:Modify",
        "es:ESHttpDelete",
        "es:ESHttpPost",
        "neptune-db:DeleteDataViaQuery",
        "redshift-data:BatchExecuteStatement",
    ),
}
"""Actions on databases that no resource of a template stands for by its ARN."""

_LISTS = frozenset({"s3:ListBucket", "s3:ListBucketVersions"})
"""Reading the names of what a store of the application holds, which is no data of another's."""


def deeds_of(action: str) -> frozenset[Deed]:
    """Return what an action of any store or carrier does with data; empty for an action that is none."""
    return _by_action().get(action.lower(), frozenset())


@cache
def _by_action() -> dict[str, frozenset[Deed]]:
    found: dict[str, frozenset[Deed]] = {}
    for table in (*DEEDS.values(), _DATABASES):
        for deed, actions in table.items():
            for action in actions:
                found[action.lower()] = found.get(action.lower(), frozenset()) | {deed}
    return found


@cache
def store_actions() -> dict[str, frozenset[Deed]]:
    """Return the actions on the contents of stores and databases of any kind, with what they do."""
    tables = (*(DEEDS[kind] for kind in sorted(STORES)), _DATABASES)
    every = {action for table in tables for actions in table.values() for action in actions}
    return {action: deeds_of(action) for action in sorted(every - _LISTS)}

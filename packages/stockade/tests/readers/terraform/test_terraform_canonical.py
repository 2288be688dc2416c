"""Terraform's resources in CloudFormation's words: parts put into what they belong to, code, APIs."""

from collections.abc import Callable

import pytest

from stockade.assembly import assemble
from stockade.model import App, Stack
from stockade.values import ABSENT, Attr, Cond, List, Ref, Unknown, Value, get, references, text

Deploy = Callable[..., Stack]
Shown = Callable[[Value], object]
BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "files"\n}\n'
FUNCTION = """
resource "aws_lambda_function" "work" {
  function_name = "work"
  handler       = "src/work.run"
  runtime       = "python3.13"
  role          = aws_iam_role.work.arn
  filename      = "work.zip"
}
"""
ROLE = """
resource "aws_iam_role" "work" {
  name               = "work"
  assume_role_policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}
"""


def of(stack: Stack, address: str, path: str) -> Value:
    return get(stack.resources[address].properties, path)


def ids(value: Value) -> set[str]:
    return {one.id for one in references(value)}


def app_of(stack: Stack) -> App:
    (app,) = assemble([stack])
    return app


def test_public_access_of_a_bucket_is_part_of_it(deploy: Deploy, shown: Shown) -> None:
    stack = deploy(
        f'{BUCKET}resource "aws_s3_bucket_public_access_block" "b" {{\n  bucket = aws_s3_bucket.b.id\n'
        "  block_public_acls = true\n}\n"
    )
    assert set(stack.resources) == {"aws_s3_bucket.b"}
    assert shown(of(stack, "aws_s3_bucket.b", "PublicAccessBlockConfiguration")) == {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": False,
        "IgnorePublicAcls": False,
        "RestrictPublicBuckets": False,
    }
    assert not stack.gaps


def test_a_part_is_known_by_its_own_address_and_line(deploy: Deploy) -> None:
    stack = deploy(
        f'{BUCKET}resource "aws_s3_bucket_public_access_block" "b" {{\n  bucket = aws_s3_bucket.b.id\n'
        "  block_public_acls = false\n}\n"
    )
    bucket = app_of(stack).resources["aws_s3_bucket.b"]
    block = get(bucket.properties, "PublicAccessBlockConfiguration")
    identity, place = bucket.written_at(block)
    assert (identity, place.line) == ("aws_s3_bucket_public_access_block.b", bucket.location.line + 3)
    assert bucket.written_at(get(block, "BlockPublicAcls"))[0] == identity
    assert bucket.written_at(get(bucket.properties, "BucketName")) == (bucket.id, bucket.location)
    assert bucket.written_at(ABSENT) == (bucket.id, bucket.location)


@pytest.mark.parametrize("bucket", ['"files"', "aws_s3_bucket.b.id", "aws_s3_bucket.b.bucket", "local.name"])
def test_a_part_finds_its_bucket_by_reference_or_by_name(deploy: Deploy, bucket: str) -> None:
    stack = deploy(
        f'{BUCKET}locals {{\n  name = "files"\n}}\n'
        f'resource "aws_s3_bucket_versioning" "b" {{\n  bucket = {bucket}\n'
        '  versioning_configuration {\n    status = "Enabled"\n  }\n}\n'
    )
    assert set(stack.resources) == {"aws_s3_bucket.b"}
    assert text(of(stack, "aws_s3_bucket.b", "VersioningConfiguration.Status")) == "Enabled"


def test_a_part_of_what_is_not_here_is_a_gap_and_stands_alone(deploy: Deploy) -> None:
    stack = deploy('resource "aws_s3_bucket_versioning" "b" {\n  bucket = "elsewhere"\n}\n')
    assert set(stack.resources) == {"aws_s3_bucket_versioning.b"}
    assert [(gap.scope, gap.location.line) for gap in stack.gaps] == [("resource", 1)]


def test_a_part_on_a_condition_holds_on_it(deploy: Deploy) -> None:
    stack = deploy(
        f'variable "on" {{}}\n{BUCKET}resource "aws_s3_bucket_public_access_block" "b" {{\n'
        "  count = var.on ? 1 : 0\n  bucket = aws_s3_bucket.b.id\n}\n"
    )
    blocked = of(stack, "aws_s3_bucket.b", "PublicAccessBlockConfiguration")
    assert isinstance(blocked, Cond)
    assert blocked.name == "var.on"


def test_each_instance_of_a_part_goes_to_its_own_bucket(deploy: Deploy) -> None:
    stack = deploy(
        'resource "aws_s3_bucket" "b" {\n  for_each = toset(["x.y", "z"])\n  bucket = each.key\n}\n'
        'resource "aws_s3_bucket_versioning" "b" {\n  for_each = aws_s3_bucket.b\n  bucket = each.value.id\n'
        "  versioning_configuration {\n    status = each.key\n  }\n}\n"
    )
    for key in ("x.y", "z"):
        assert text(of(stack, f'aws_s3_bucket.b["{key}"]', "VersioningConfiguration.Status")) == key


def test_a_policy_of_a_bucket_names_it(deploy: Deploy) -> None:
    stack = deploy(
        f'{BUCKET}resource "aws_s3_bucket_policy" "b" {{\n  bucket = aws_s3_bucket.b.id\n'
        '  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject",'
        ' Resource = "${aws_s3_bucket.b.arn}/*" }] })\n}\n'
    )
    policy = stack.resources["aws_s3_bucket_policy.b"]
    assert policy.type == "AWS::S3::BucketPolicy"
    assert isinstance(get(policy.properties, "Bucket"), Ref)
    assert ids(get(policy.properties, "PolicyDocument")) == {"aws_s3_bucket.b"}


def test_an_argument_that_is_a_resource_of_its_own(deploy: Deploy) -> None:
    stack = deploy(
        'resource "aws_sqs_queue" "q" {\n  name = "q"\n  policy = jsonencode({ Statement = [] })\n}\n'
    )
    policy = stack.resources["aws_sqs_queue.q.policy"]
    assert (policy.type, policy.made_from, policy.at.line) == ("AWS::SQS::QueuePolicy", "aws_sqs_queue.q", 3)
    assert ids(get(policy.properties, "Queues")) == {"aws_sqs_queue.q"}
    assert "Policy" not in stack.resources["aws_sqs_queue.q"].properties.items


def test_a_policy_of_a_queue_names_it(deploy: Deploy) -> None:
    stack = deploy(
        'resource "aws_sqs_queue" "q" {\n  name = "q"\n  redrive_policy = jsonencode({\n'
        "    deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 3\n  })\n}\n"
        'resource "aws_sqs_queue" "dead" {\n  name = "dead"\n}\n'
        'resource "aws_sqs_queue_policy" "q" {\n  queue_url = aws_sqs_queue.q.url\n  policy = "{}"\n}\n'
    )
    assert ids(of(stack, "aws_sqs_queue_policy.q", "Queues")) == {"aws_sqs_queue.q"}
    target = of(stack, "aws_sqs_queue.q", "RedrivePolicy.deadLetterTargetArn")
    assert isinstance(target, Attr)
    assert (target.id, target.name) == ("aws_sqs_queue.dead", "Arn")


def test_policies_that_are_attached_to_a_role(deploy: Deploy) -> None:
    stack = deploy(
        f'{ROLE}resource "aws_iam_role_policy_attachment" "a" {{\n  for_each = toset(["A", "B"])\n'
        '  role = aws_iam_role.work.name\n  policy_arn = "arn:aws:iam::aws:policy/${each.key}"\n}\n'
        'resource "aws_iam_role_policy_attachment" "own" {\n  role = "work"\n'
        '  policy_arn = aws_iam_policy.own.arn\n}\nresource "aws_iam_policy" "own" {\n  policy = "{}"\n}\n'
        'resource "aws_iam_role_policy" "inline" {\n  role = aws_iam_role.work.id\n  policy = "{}"\n}\n'
    )
    arns = of(stack, "aws_iam_role.work", "ManagedPolicyArns")
    assert isinstance(arns, List)
    assert [text(one) for one in arns.items[:2]] == ["arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B"]
    assert ids(arns) == {"aws_iam_policy.own"}
    assert stack.resources["aws_iam_policy.own"].type == "AWS::IAM::ManagedPolicy"
    assert ids(of(stack, "aws_iam_role_policy.inline", "Roles")) == {"aws_iam_role.work"}
    assert not stack.gaps


def test_a_notification_of_a_bucket_reaches_its_function(deploy: Deploy, shown: Shown) -> None:
    stack = deploy(
        f'{BUCKET}{ROLE}{FUNCTION}resource "aws_s3_bucket_notification" "n" {{\n'
        f"  bucket = aws_s3_bucket.b.id\n"
        "  lambda_function {\n    lambda_function_arn = aws_lambda_function.work.arn\n"
        '    events = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]\n    filter_suffix = ".png"\n  }\n'
        "  eventbridge = true\n}\n"
    )
    configured = of(stack, "aws_s3_bucket.b", "NotificationConfiguration")
    entries = get(configured, "LambdaConfigurations")
    assert isinstance(entries, List)
    assert [text(get(one, "Event")) for one in entries.items] == ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
    assert shown(get(entries.items[0], "Filter")) == {
        "S3Key": {"Rules": [{"Name": "suffix", "Value": ".png"}]}
    }
    assert text(get(configured, "EventBridgeConfiguration.EventBridgeEnabled")) == "true"
    assert {(one.function, one.event_source) for one in app_of(stack).triggers} == {
        ("aws_lambda_function.work", "s3.notification")
    }


def test_a_notification_of_a_bucket_made_elsewhere_stands_alone(deploy: Deploy) -> None:
    stack = deploy(
        f'{ROLE}{FUNCTION}resource "aws_s3_bucket_notification" "n" {{\n  bucket = "elsewhere"\n'
        "  lambda_function {\n    lambda_function_arn = aws_lambda_function.work.arn\n"
        '    events = ["s3:ObjectCreated:*"]\n  }\n}\n'
    )
    assert stack.resources["aws_s3_bucket_notification.n"].type == "Custom::S3BucketNotifications"
    assert [one.event_source for one in app_of(stack).triggers] == ["s3.notification"]


@pytest.mark.parametrize(
    ("grant", "expected"),
    [
        ('acl = "public-read"', "PublicRead"),
        ('acl = "private"', "Private"),
        (
            (
                'access_control_policy {\n    owner {\n      id = "x"\n    }\n    grant {\n'
                '      permission = "WRITE"\n'
                '      grantee {\n        type = "Group"\n'
                '        uri = "http://acs.amazonaws.com/groups/global/AllUsers"\n'
                "      }\n    }\n  }"
            ),
            "PublicReadWrite",
        ),
    ],
)
def test_an_acl_of_a_bucket(deploy: Deploy, grant: str, expected: str) -> None:
    stack = deploy(
        f'{BUCKET}resource "aws_s3_bucket_acl" "b" {{\n  bucket = aws_s3_bucket.b.id\n  {grant}\n}}\n'
    )
    assert text(of(stack, "aws_s3_bucket.b", "AccessControl")) == expected


REST = """
resource "aws_api_gateway_rest_api" "api" {
  name = "shop"
}
resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_rest_api.api.root_resource_id
  path_part   = "orders"
}
resource "aws_api_gateway_method" "post" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "POST"
  authorization = "NONE"
}
resource "aws_api_gateway_integration" "post" {
  rest_api_id             = aws_api_gateway_rest_api.api.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = METHOD
  integration_http_method = "POST"
  type                    = "AWS_PROXY"
  uri                     = aws_lambda_function.work.invoke_arn
}
resource "aws_lambda_permission" "api" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.work.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.api.execution_arn}/*/*"
}
"""


@pytest.mark.parametrize("method", ["aws_api_gateway_method.post.http_method", '"POST"'])
def test_a_method_and_its_integration_are_one(deploy: Deploy, method: str) -> None:
    stack = deploy(ROLE + FUNCTION + REST.replace("METHOD", method))
    assert "aws_api_gateway_integration.post" not in stack.resources
    made = of(stack, "aws_api_gateway_method.post", "Integration")
    assert text(get(made, "Type")) == "AWS_PROXY"
    assert ids(get(made, "Uri")) == {"aws_lambda_function.work"}
    (trigger,) = app_of(stack).triggers
    assert (trigger.event_source, trigger.detail, trigger.exposure) == (
        "apigw.rest",
        "POST /orders",
        "public",
    )
    assert not stack.gaps


def test_an_open_url_has_the_permission_the_provider_adds(deploy: Deploy) -> None:
    stack = deploy(
        f'{ROLE}{FUNCTION}resource "aws_lambda_function_url" "u" {{\n'
        '  function_name = aws_lambda_function.work.function_name\n  authorization_type = "NONE"\n}\n'
    )
    permission = stack.resources["aws_lambda_function_url.u.permission"]
    assert (permission.type, permission.made_from) == ("AWS::Lambda::Permission", "aws_lambda_function_url.u")
    assert [one.exposure for one in app_of(stack).triggers] == ["public"]


def test_a_schedule_reaches_its_function(deploy: Deploy) -> None:
    stack = deploy(
        f'{ROLE}{FUNCTION}resource "aws_cloudwatch_event_rule" "r" {{\n'
        f'  schedule_expression = "rate(1 day)"\n}}\n'
        'resource "aws_cloudwatch_event_target" "t" {\n  rule = aws_cloudwatch_event_rule.r.name\n'
        "  arn = aws_lambda_function.work.arn\n}\n"
    )
    assert [one.function for one in app_of(stack).triggers] == ["aws_lambda_function.work"]


def test_keys_and_indexes_of_a_table(deploy: Deploy, shown: Shown) -> None:
    stack = deploy(
        'resource "aws_dynamodb_table" "t" {\n  name = "t"\n  hash_key = "id"\n  range_key = "at"\n'
        '  attribute {\n    name = "id"\n    type = "S"\n  }\n'
        '  local_secondary_index {\n    name = "l"\n    range_key = "x"\n    projection_type = "ALL"\n'
        "  }\n}\n"
    )
    assert shown(of(stack, "aws_dynamodb_table.t", "KeySchema")) == [
        {"AttributeName": "id", "KeyType": "HASH"},
        {"AttributeName": "at", "KeyType": "RANGE"},
    ]
    index = of(stack, "aws_dynamodb_table.t", "LocalSecondaryIndexes")
    assert isinstance(index, List)
    assert shown(get(index.items[0], "KeySchema")) == [
        {"AttributeName": "id", "KeyType": "HASH"},
        {"AttributeName": "x", "KeyType": "RANGE"},
    ]


def test_maps_of_the_user_keep_their_keys(deploy: Deploy, shown: Shown) -> None:
    stack = deploy(
        ROLE
        + FUNCTION.replace(
            'filename      = "work.zip"', 'environment {\n    variables = { table_name = "t" }\n  }'
        )
    )
    assert shown(of(stack, "aws_lambda_function.work", "Environment")) == {"Variables": {"table_name": "t"}}


def test_a_type_that_cloudformation_does_not_have_keeps_its_name(deploy: Deploy) -> None:
    stack = deploy('resource "aws_made_up_thing" "x" {\n  some_argument = 1\n}\n')
    resource = stack.resources["aws_made_up_thing.x"]
    assert resource.type == "aws_made_up_thing"
    assert text(get(resource.properties, "SomeArgument")) == "1"


# ------------------------------------------------------------------------------------------------------ code


@pytest.mark.parametrize(
    ("archive", "filename", "expected"),
    [
        ('source_dir = "${path.module}/src"', "data.archive_file.a.output_path", "src"),
        ('source_dir = "./src/"\n  output_path = "out/a.zip"', '"${path.module}/out/a.zip"', "src"),
        ('source_file = "src/work.py"', "data.archive_file.a.output_path", "src"),
        ('source_file = "work.py"', "data.archive_file.a.output_path", "."),
        ('source_dir = "/opt/src"', "data.archive_file.a.output_path", None),
    ],
)
def test_the_code_of_a_function_is_what_its_archive_is_made_of(
    deploy: Deploy, archive: str, filename: str, expected: str | None
) -> None:
    stack = deploy(
        f'data "archive_file" "a" {{\n  type = "zip"\n  {archive}\n}}\n{ROLE}'
        + FUNCTION.replace('"work.zip"', filename)
    )
    code = of(stack, "aws_lambda_function.work", "Code")
    assert text(code) == expected
    assert isinstance(code, Unknown) is (expected is None)


def test_code_that_is_written_in_the_configuration(deploy: Deploy, shown: Shown) -> None:
    stack = deploy(
        'data "archive_file" "a" {\n  type = "zip"\n  source {\n    filename = "other.py"\n'
        '    content = "1"\n  }\n'
        '  source {\n    filename = "src/work.py"\n    content = "def run(): ..."\n  }\n}\n'
        + ROLE
        + FUNCTION.replace('"work.zip"', "data.archive_file.a.output_path")
    )
    assert shown(of(stack, "aws_lambda_function.work", "Code")) == {"ZipFile": "def run(): ..."}


def test_code_that_is_uploaded_by_the_configuration(deploy: Deploy) -> None:
    stack = deploy(
        'data "archive_file" "a" {\n  type = "zip"\n  source_dir = "src"\n  output_path = "a.zip"\n}\n'
        f'{BUCKET}resource "aws_s3_object" "o" {{\n  bucket = aws_s3_bucket.b.id\n  key = "a.zip"\n'
        f"  source = data.archive_file.a.output_path\n}}\n{ROLE}"
        + FUNCTION.replace(
            'filename      = "work.zip"', "s3_bucket = aws_s3_bucket.b.id\n  s3_key = aws_s3_object.o.key"
        )
    )
    assert text(of(stack, "aws_lambda_function.work", "Code")) == "src"


def test_a_function_finds_its_role(deploy: Deploy) -> None:
    assert [one.role for one in app_of(deploy(ROLE + FUNCTION)).functions.values()] == ["aws_iam_role.work"]


# -------------------------------------------------------------------------------------------------- registry


def module(name: str, source: str, body: str) -> str:
    return (
        f'module "{name}" {{\n  source  = "terraform-aws-modules/{source}"\n  version = "~> 8.0"\n'
        f"{body}\n}}\n"
    )


LAMBDA = module(
    "work",
    "lambda/aws",
    '  function_name = "work"\n  handler = "work.run"\n  runtime = "python3.13"\n  source_path = "./src"\n'
    "  environment_variables = { TABLE = module.table.dynamodb_table_id }\n"
    "  attach_policy_statements = true\n"
    '  policy_statements = { s3 = { effect = "Allow", actions = ["s3:*"], resources = ["*"] } }\n'
    "  event_source_mapping = { jobs = { event_source_arn = module.jobs.queue_arn } }\n",
)
MODULES = "".join(
    [
        LAMBDA,
        module("jobs", "sqs/aws", '  name = "jobs"\n  create_dlq = true'),
        module(
            "news",
            "sns/aws",
            '  name = "news"\n'
            '  subscriptions = { jobs = { protocol = "sqs", endpoint = module.jobs.queue_arn } }',
        ),
        module(
            "table",
            "dynamodb-table/aws",
            '  name = "t"\n  hash_key = "id"\n  attributes = [{ name = "id", type = "S" }]',
        ),
        module("files", "s3-bucket/aws", '  bucket = "files"'),
        module(
            "notify",
            "s3-bucket/aws//modules/notification",
            "  bucket = module.files.s3_bucket_id\n  lambda_notifications = { w = {\n    function_arn = "
            "module.work.lambda_function_arn\n    function_name = module.work.lambda_function_name\n"
            '    events = ["s3:ObjectCreated:*"]\n  } }',
        ),
        module(
            "bus",
            "eventbridge/aws",
            '  create_bus = false\n  rules = { daily = { schedule_expression = "rate(1 day)" } }\n'
            '  targets = { daily = [{ name = "work", arn = module.work.lambda_function_arn }] }',
        ),
        module(
            "api",
            "apigateway-v2/aws",
            '  name = "api"\n  protocol_type = "HTTP"\n  routes = { "POST /orders" = {\n'
            '    integration = { uri = module.work.lambda_function_arn, payload_format_version = "2.0" '
            "}\n  } }",
        ),
        module(
            "flow",
            "step-functions/aws",
            '  name = "flow"\n  definition = jsonencode({ StartAt = "A", States = { A = { Type = "Task", '
            "Resource = module.work.lambda_function_arn, End = true } } })",
        ),
    ]
)


@pytest.fixture
def modules(deploy: Deploy) -> Stack:
    return deploy(MODULES)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("module.work.aws_lambda_function.this[0]", "AWS::Lambda::Function"),
        ("module.work.aws_iam_role.lambda[0]", "AWS::IAM::Role"),
        ('module.work.aws_lambda_event_source_mapping.this["jobs"]', "AWS::Lambda::EventSourceMapping"),
        ("module.jobs.aws_sqs_queue.this[0]", "AWS::SQS::Queue"),
        ("module.jobs.aws_sqs_queue.dlq[0]", "AWS::SQS::Queue"),
        ("module.news.aws_sns_topic.this[0]", "AWS::SNS::Topic"),
        ('module.news.aws_sns_topic_subscription.this["jobs"]', "AWS::SNS::Subscription"),
        ("module.table.aws_dynamodb_table.this[0]", "AWS::DynamoDB::Table"),
        ("module.files.aws_s3_bucket.this[0]", "AWS::S3::Bucket"),
        ('module.bus.aws_cloudwatch_event_rule.this["daily"]', "AWS::Events::Rule"),
        ("module.api.aws_apigatewayv2_api.this[0]", "AWS::ApiGatewayV2::Api"),
        ('module.api.aws_apigatewayv2_route.this["POST /orders"]', "AWS::ApiGatewayV2::Route"),
        ("module.flow.aws_sfn_state_machine.this[0]", "AWS::StepFunctions::StateMachine"),
    ],
)
def test_a_registry_module_makes_its_resources(modules: Stack, address: str, kind: str) -> None:
    resource = modules.resources[address]
    assert resource.type == kind
    assert resource.made_from == ".".join(address.split(".")[:2])
    assert resource.at.file == "main.tf"
    assert resource.at.line
    assert not modules.gaps


def test_registry_modules_are_wired_to_one_another(modules: Stack) -> None:
    work, jobs = "module.work.aws_lambda_function.this[0]", "module.jobs.aws_sqs_queue.this[0]"
    assert ids(of(modules, 'module.work.aws_lambda_event_source_mapping.this["jobs"]', "EventSourceArn")) == {
        jobs
    }
    assert ids(of(modules, 'module.news.aws_sns_topic_subscription.this["jobs"]', "Endpoint")) == {jobs}
    assert ids(of(modules, jobs, "RedrivePolicy")) == {"module.jobs.aws_sqs_queue.dlq[0]"}
    assert ids(of(modules, work, "Environment.Variables.TABLE")) == {
        "module.table.aws_dynamodb_table.this[0]"
    }
    assert ids(of(modules, work, "Role")) == {"module.work.aws_iam_role.lambda[0]"}
    assert text(of(modules, work, "Code")) == "src"
    assert work in ids(of(modules, "module.flow.aws_sfn_state_machine.this[0]", "DefinitionString"))


def test_registry_modules_assemble_into_triggers(modules: Stack) -> None:
    app = app_of(modules)
    assert set(app.functions) == {"module.work.aws_lambda_function.this[0]"}
    assert {"sqs", "s3.notification", "apigw.http"} <= {one.event_source for one in app.triggers}
    assert len(app.triggers) >= 4


def test_a_bucket_of_the_registry_blocks_public_access(modules: Stack, shown: Shown) -> None:
    blocked = of(modules, "module.files.aws_s3_bucket.this[0]", "PublicAccessBlockConfiguration")
    assert shown(blocked) == {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }


@pytest.mark.parametrize(
    "source",
    [
        "registry.terraform.io/terraform-aws-modules/sqs/aws",
        "git::https://github.com/terraform-aws-modules/terraform-aws-sqs.git?ref=v4.0.0",
        "github.com/terraform-aws-modules/terraform-aws-sqs",
    ],
)
def test_a_module_is_known_by_its_repository_too(deploy: Deploy, source: str) -> None:
    stack = deploy(f'module "jobs" {{\n  source = "{source}"\n  name = "jobs"\n}}\n')
    assert "module.jobs.aws_sqs_queue.this[0]" in stack.resources


def test_an_instance_of_a_registry_module_for_each_key(deploy: Deploy) -> None:
    stack = deploy(
        'module "jobs" {\n  source = "terraform-aws-modules/sqs/aws"\n  for_each = toset(["a.b", "c"])\n'
        '  name = each.key\n}\noutput "it" { value = module.jobs["a.b"].queue_arn }\n'
    )
    assert set(stack.resources) == {
        'module.jobs["a.b"].aws_sqs_queue.this[0]',
        'module.jobs["c"].aws_sqs_queue.this[0]',
    }
    assert ids(stack.outputs["it"].value) == {'module.jobs["a.b"].aws_sqs_queue.this[0]'}


def test_an_unknown_module_is_a_gap_and_so_is_what_it_gives(deploy: Deploy) -> None:
    stack = deploy(
        'resource "aws_sqs_queue" "q" {\n  name = module.x.name\n  kms_master_key_id = module.x.key\n}\n'
        'module "x" {\n  source = "acme/things/aws"\n}\n'
    )
    assert [(gap.location.line, gap.scope) for gap in stack.gaps] == [(5, "resource")]
    assert "acme/things/aws" in stack.gaps[0].reason
    key = of(stack, "aws_sqs_queue.q", "KmsMasterKeyId")
    assert isinstance(key, Unknown)
    assert "acme/things/aws" in key.reason

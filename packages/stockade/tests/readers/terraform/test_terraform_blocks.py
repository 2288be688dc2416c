"""Blocks: policy documents laid over one another, dynamic blocks, what data sources give."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stockade.model import Stack
from stockade.readers import read_all
from stockade.readers.terraform.configuration import Configuration
from stockade.values import Concat, Cond, List, Lit, Map, Pseudo, Unknown, Value, get, references, text

Configure = Callable[..., Configuration]
Deploy = Callable[..., Stack]
Shown = Callable[[Value], object]

OF = """
resource "aws_sqs_queue" "q" {
  name   = "jobs"
  policy = data.aws_iam_policy_document.it.json
}
"""


@pytest.fixture
def document(deploy: Deploy, shown: Shown) -> Callable[..., object]:
    """Return the policy document of a queue, from the data source `it` as written."""

    def make(written: str, more: str = "") -> object:
        stack = deploy(f'data "aws_iam_policy_document" "it" {{\n{written}\n}}\n{OF}{more}')
        assert not stack.gaps, stack.gaps
        return shown(get(stack.resources["aws_sqs_queue.q.policy"].properties, "PolicyDocument"))

    return make


def test_a_document_has_the_elements_of_the_policy_language(document: Callable[..., object]) -> None:
    written = """
  statement {
    sid       = "Send"
    effect    = "Deny"
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["111111111111"]
    }
    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["111111111111"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["222222222222"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:userid"
      values   = ["&{aws:username}"]
    }
  }
  statement {
    not_actions   = ["sqs:*"]
    not_resources = ["a"]
    not_principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
"""
    assert document(written) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Send",
                "Effect": "Deny",
                "Principal": {"AWS": ["111111111111"], "Service": ["sns.amazonaws.com"]},
                "Action": ["sqs:SendMessage"],
                "Resource": ["*"],
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": ["111111111111", "222222222222"]},
                    "StringLike": {"aws:userid": ["${aws:username}"]},
                },
            },
            {"Effect": "Allow", "NotPrincipal": "*", "NotAction": ["sqs:*"], "NotResource": ["a"]},
        ],
    }


STATEMENT = 'statement {{\n    sid = "{}"\n    actions = ["{}"]\n    resources = ["*"]\n  }}\n'
OTHER = 'data "aws_iam_policy_document" "other" {{\n  {}}}\n'


def actions(found: object) -> list[object]:
    assert isinstance(found, dict)
    return [(one["Sid"], one["Action"]) for one in found["Statement"]]


def test_an_overriding_document_takes_the_place_of_a_statement(document: Callable[..., object]) -> None:
    written = f"  {STATEMENT.format('A', 'a:1')}  {STATEMENT.format('B', 'b:1')}"
    over = "  override_policy_documents = [data.aws_iam_policy_document.other.json]\n"
    other = OTHER.format(STATEMENT.format("A", "a:2") + STATEMENT.format("C", "c:2"))
    assert actions(document(over + written, other)) == [("A", ["a:2"]), ("B", ["b:1"]), ("C", ["c:2"])]


def test_a_source_document_comes_first_and_gives_way(document: Callable[..., object]) -> None:
    written = f"  {STATEMENT.format('A', 'a:1')}"
    over = "  source_policy_documents = [data.aws_iam_policy_document.other.json]\n"
    other = OTHER.format(STATEMENT.format("Z", "z:2") + STATEMENT.format("A", "a:2"))
    assert actions(document(over + written, other)) == [("Z", ["z:2"]), ("A", ["a:1"])]


def test_the_older_spelling_takes_a_text(document: Callable[..., object]) -> None:
    over = '  source_json = jsonencode({ Statement = [{ Sid = "A", Action = "a:1" }] })\n'
    assert actions(document(over)) == [("A", "a:1")]


def test_a_document_over_one_that_is_not_known_is_not_known(document: Callable[..., object]) -> None:
    found = document("  source_policy_documents = [var.policy]\n", 'variable "policy" {}\n')
    assert isinstance(found, Unknown)


def test_the_same_document_is_read_for_each_instance(deploy: Deploy) -> None:
    stack = deploy(
        'data "aws_iam_policy_document" "it" {\n  for_each = toset(["a", "b"])\n  statement {\n'
        '    actions = ["sqs:*"]\n    resources = [aws_sqs_queue.q[each.key].arn]\n  }\n}\n'
        'resource "aws_sqs_queue" "q" {\n  for_each = toset(["a", "b"])\n  name = each.key\n}\n'
        'resource "aws_sqs_queue_policy" "p" {\n  for_each = aws_sqs_queue.q\n  queue_url = each.value.id\n'
        "  policy = data.aws_iam_policy_document.it[each.key].json\n}\n"
    )
    for key in "ab":
        properties = stack.resources[f'aws_sqs_queue_policy.p["{key}"]'].properties
        assert {one.id for one in references(properties)} == {f'aws_sqs_queue.q["{key}"]'}


# --------------------------------------------------------------------------------------------------- dynamic


def blocks(found: Configuration, address: str, name: str) -> tuple[Value, ...]:
    value = found.blocks[address].arguments.items[name]
    assert isinstance(value, List)
    return value.items


def test_dynamic_blocks_are_written_out(configure: Configure, shown: Shown) -> None:
    found = configure(
        'resource "aws_x" "x" {\n  rule {\n    name = "first"\n  }\n'
        '  dynamic "rule" {\n    for_each = { b = 2, a = 1 }\n    content {\n'
        "      name = rule.key\n      size = rule.value\n    }\n  }\n"
        '  dynamic "tag" {\n    for_each = toset(["t"])\n    iterator = one\n    content {\n'
        "      key = one.key\n      value = one.value\n    }\n  }\n}\n"
    )
    assert [shown(one) for one in blocks(found, "aws_x.x", "rule")] == [
        {"name": "first"},
        {"name": "a", "size": 1},
        {"name": "b", "size": 2},
    ]
    assert [shown(one) for one in blocks(found, "aws_x.x", "tag")] == [{"key": "t", "value": "t"}]
    assert not found.gaps


def test_dynamic_blocks_inside_one_another(configure: Configure, shown: Shown) -> None:
    found = configure(
        'resource "aws_x" "x" {\n  dynamic "outer" {\n    for_each = [["a", "b"], []]\n    content {\n'
        '      dynamic "inner" {\n        for_each = outer.value\n        content {\n'
        "          v = inner.value\n        }\n      }\n    }\n  }\n}\n"
    )
    assert [shown(one) for one in blocks(found, "aws_x.x", "outer")] == [
        {"inner": [{"v": "a"}, {"v": "b"}]},
        {},
    ]


def test_a_dynamic_block_over_what_is_not_known_may_be_there(configure: Configure) -> None:
    found = configure(
        'variable "on" {}\nvariable "rules" {}\nresource "aws_x" "x" {\n'
        '  dynamic "a" {\n    for_each = var.on ? [1] : []\n    content {\n      v = a.value\n    }\n  }\n'
        '  dynamic "b" {\n    for_each = var.rules\n    content {\n      v = b.value.name\n    }\n  }\n}\n'
    )
    for name in "ab":
        (block,) = blocks(found, "aws_x.x", name)
        assert isinstance(block, Cond)
        assert isinstance(block.then, Map)
    assert not found.gaps


def test_names_that_steer_a_resource_are_arguments_inside_a_block(configure: Configure, shown: Shown) -> None:
    found = configure(
        'resource "aws_x" "x" {\n  provider = aws.other\n  lifecycle {\n    ignore_changes = [a]\n  }\n'
        '  block {\n    count = 3\n    provider = "p"\n  }\n}\n'
    )
    assert set(found.blocks["aws_x.x"].arguments.items) == {"block"}
    assert [shown(one) for one in blocks(found, "aws_x.x", "block")] == [{"count": 3, "provider": "p"}]


def test_a_dynamic_block_without_content_is_a_gap(configure: Configure) -> None:
    found = configure('resource "aws_x" "x" {\n  dynamic "a" {\n    for_each = [1]\n  }\n}\n')
    assert [gap.location.line for gap in found.gaps] == [2]


# ---------------------------------------------------------------------------------------------- data sources


def test_who_deploys_and_where_is_what_the_platform_fills_in(deploy: Deploy) -> None:
    stack = deploy(
        'data "aws_caller_identity" "me" {}\ndata "aws_region" "here" {}\ndata "aws_partition" "p" {}\n'
        'resource "aws_sns_topic" "t" {\n  name = "${data.aws_partition.p.partition}-'
        '${data.aws_region.here.name}-${data.aws_caller_identity.me.account_id}"\n}\n'
    )
    name = get(stack.resources["aws_sns_topic.t"].properties, "TopicName")
    assert isinstance(name, Concat)
    assert [part.name for part in name.parts if isinstance(part, Pseudo)] == [
        "AWS::Partition",
        "AWS::Region",
        "AWS::AccountId",
    ]


def test_a_resource_that_is_looked_up_has_its_arn(deploy: Deploy) -> None:
    stack = deploy(
        'data "aws_sqs_queue" "old" {\n  name = "old"\n}\n'
        'resource "aws_sns_topic_subscription" "s" {\n  protocol = "sqs"\n  topic_arn = "x"\n'
        "  endpoint = data.aws_sqs_queue.old.arn\n}\n"
    )
    endpoint = get(stack.resources["aws_sns_topic_subscription.s"].properties, "Endpoint")
    assert isinstance(endpoint, Concat)
    assert text(endpoint.parts[-1]) == ":old"


def test_a_data_source_that_is_not_known_says_which(deploy: Deploy) -> None:
    stack = deploy(
        'data "external" "x" {\n  program = ["x", aws_sqs_queue.q.arn]\n}\n'
        'resource "aws_sqs_queue" "q" {\n  name = "q"\n}\n'
        'resource "aws_sns_topic" "t" {\n  display_name = data.external.x.result.name\n}\n'
    )
    name = get(stack.resources["aws_sns_topic.t"].properties, "DisplayName")
    assert isinstance(name, Unknown)
    assert "external" in name.reason
    assert [one.id for one in references(name)] == ["aws_sqs_queue.q"]


def test_a_managed_policy_is_named_by_its_arn(deploy: Deploy) -> None:
    stack = deploy(
        'data "aws_iam_policy" "p" {\n  name = "AmazonS3FullAccess"\n}\n'
        'resource "aws_iam_role" "r" {\n  name = "r"\n  assume_role_policy = "{}"\n'
        "  managed_policy_arns = [data.aws_iam_policy.p.arn]\n}\n"
    )
    arns = get(stack.resources["aws_iam_role.r"].properties, "ManagedPolicyArns")
    assert isinstance(arns, List)
    (arn,) = arns.items
    assert isinstance(arn, Concat)
    assert arn.parts[-1] == Lit(":iam::aws:policy/AmazonS3FullAccess", at=arn.parts[-1].at)


def test_a_template_file_is_filled_in_with_its_variables(tmp_path: Path) -> None:
    (tmp_path / "body.tpl").write_text('{"queue": "${queue}", "kept": "$${kept}"}')
    (tmp_path / "main.tf").write_text(
        'data "template_file" "body" {\n  template = file("body.tpl")\n'
        "  vars     = { queue = aws_sqs_queue.jobs.arn }\n"
        "}\n"
        'resource "aws_sqs_queue" "jobs" {}\n'
        'resource "aws_ssm_parameter" "p" {\n  name = "p"\n  type = "String"\n'
        "  value = data.template_file.body.rendered\n}\n"
    )
    (stack,) = read_all(tmp_path).stacks
    value = stack.resources["aws_ssm_parameter.p"].properties.items["Value"]
    assert [one.id for one in references(value)] == ["aws_sqs_queue.jobs"]
    parts = value.parts if isinstance(value, Concat) else ()
    assert [text(part) for part in parts if isinstance(part, Lit)] == ['{"queue": "', '", "kept": "${kept}"}']

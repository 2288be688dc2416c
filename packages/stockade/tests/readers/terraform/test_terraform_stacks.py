"""Templates of CloudFormation inside a configuration, and blocks that are not there."""

from collections.abc import Callable

import pytest

from stockade.assembly import assemble
from stockade.model import Stack
from stockade.readers import Readings
from stockade.values import ABSENT, get, text

Deploy = Callable[..., Stack]
ReadAll = Callable[..., Readings]

FUNCTION = """
resource "aws_iam_role" "seed" {
  assume_role_policy = jsonencode({ Statement = [] })
}
resource "aws_lambda_function" "seed" {
  function_name = "seed"
  handler       = "app.handler"
  runtime       = "python3.13"
  filename      = "seed.zip"
  role          = aws_iam_role.seed.arn
}
"""
INLINE = """
resource "aws_cloudformation_stack" "seed" {
  name       = "seed"
  parameters = { Mail = "operator@example.com" }
  template_body = jsonencode({
    Parameters = { Mail = { Type = "String" } }
    Resources = {
      Seed = {
        Type       = "Custom::Seed"
        Properties = { ServiceToken = aws_lambda_function.seed.arn, Mail = { Ref = "Mail" } }
      }
      Jobs = { Type = "AWS::SQS::Queue" }
    }
    Outputs = { Jobs = { Value = { "Fn::GetAtt" = ["Jobs", "Arn"] } } }
  })
}

resource "aws_lambda_event_source_mapping" "jobs" {
  function_name    = aws_lambda_function.seed.arn
  event_source_arn = aws_cloudformation_stack.seed.outputs["Jobs"]
}
"""


def test_a_stack_in_a_configuration_is_read(deploy: Deploy) -> None:
    stack = deploy(FUNCTION + INLINE)
    (app,) = assemble([stack])
    assert not app.gaps
    assert {(one.event_source, one.origin, one.function) for one in app.triggers} == {
        ("cfn.custom", "aws_cloudformation_stack.seed.Seed", "aws_lambda_function.seed"),
        ("sqs", "aws_cloudformation_stack.seed.Jobs", "aws_lambda_function.seed"),
    }
    seed = stack.resources["aws_cloudformation_stack.seed.Seed"]
    assert text(get(seed.properties, "Mail")) == "operator@example.com"
    holder = stack.resources["aws_cloudformation_stack.seed"]
    assert get(holder.properties, "TemplateBody") == ABSENT


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("template_body = var.template", "only known at deployment"),
        ('template_body = jsonencode({ Resources = { F = { Type = "AWS::Serverless::Function" } } })', "SAM"),
        ('template_url = "https://example.com/x.yaml"', "lies at an address"),
    ],
)
def test_a_stack_that_cannot_be_read_is_a_gap(readings: ReadAll, template: str, reason: str) -> None:
    written = f'resource "aws_cloudformation_stack" "x" {{\n  name = "x"\n  {template}\n}}\n'
    (stack,) = readings(f'{FUNCTION}{written}variable "template" {{}}\n').stacks
    assert any(reason in gap.reason and "aws_cloudformation_stack.x" in gap.reason for gap in stack.gaps)


def test_a_dynamic_block_over_nothing_is_not_there(deploy: Deploy) -> None:
    dead_letters = """
  dynamic "dead_letter_config" {
    for_each = var.queue[*]
    content {
      target_arn = dead_letter_config.value
    }
  }
}

variable "queue" {
  type    = string
  default = null
}
"""
    stack = deploy(FUNCTION.rstrip().removesuffix("}") + dead_letters)
    assert get(stack.resources["aws_lambda_function.seed"].properties, "DeadLetterConfig") == ABSENT

"""Files of a configuration: values of variables, JSON, OpenTofu, overrides, what is broken, bombs."""

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockade.model import Stack
from stockade.readers import Readings, read_all
from stockade.readers.terraform.configuration import Configuration
from stockade.readers.terraform.library import configuration_files
from stockade.values import Param, Unknown, Value, get, is_absent, text

Configure = Callable[..., Configuration]
Deploy = Callable[..., Stack]
ReadAll = Callable[..., Readings]
Shown = Callable[[Value], object]
QUEUE = 'resource "aws_sqs_queue" "q" {\n  name = var.name\n}\nvariable "name" {}\n'


def named(found: Configuration, address: str = "aws_sqs_queue.q") -> Value:
    return found.blocks[address].arguments.items["name"]


# ------------------------------------------------------------------------------------------------- variables


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, None),
        ({"terraform.tfvars": 'name = "a"\n'}, "a"),
        ({"terraform.tfvars": 'name = "a"\n', "terraform.tfvars.json": '{"name": "b"}'}, "b"),
        ({"terraform.tfvars.json": '{"name": "b"}', "a.auto.tfvars": 'name = "c"\n'}, "c"),
        ({"b.auto.tfvars": 'name = "d"\n', "a.auto.tfvars.json": '{"name": "e"}'}, "d"),
        ({"live.tfvars": 'name = "not read"\n'}, None),
        ({"terraform.tfvars": 'other = "x"\n'}, None),
    ],
)
def test_a_later_file_of_values_wins(
    configure: Configure, files: dict[str, str], expected: str | None
) -> None:
    assert text(named(configure(QUEUE, **files))) == expected


def test_the_environment_of_who_scans_is_not_read(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_VAR_name", "mine")
    assert text(named(configure(QUEUE))) is None


def test_texts_of_values_in_json_are_no_templates(configure: Configure) -> None:
    found = configure(QUEUE, **{"terraform.tfvars.json": '{"name": "${file(\\"x\\")}"}'})
    assert text(named(found)) == '${file("x")}'


def test_a_broken_file_of_values_is_a_gap(configure: Configure) -> None:
    found = configure(QUEUE, **{"terraform.tfvars": 'name = "x"\nother = [\n', "a.auto.tfvars.json": "{"})
    assert text(named(found)) == "x"
    assert {gap.location.file for gap in found.gaps} >= {"a.auto.tfvars.json"}


def test_what_a_variable_declares(deploy: Deploy) -> None:
    stack = deploy(
        'resource "aws_sqs_queue" "q" {}\nvariable "stage" {\n  type = string\n  default = "test"\n'
        '  description = "where"\n  validation {\n    condition = contains(["test", "live"], var.stage)\n'
        '    error_message = "no"\n  }\n}\nvariable "token" {\n  sensitive = true\n}\n'
    )
    stage, token = stack.parameters["stage"], stack.parameters["token"]
    assert (stage.type, text(stage.default), stage.description) == ("string", "test", "where")
    assert [text(one) for one in stage.allowed] == ["test", "live"]
    assert not stage.no_echo
    assert token.no_echo
    assert is_absent(token.default)


def test_allowed_values_reach_where_the_variable_is_used(configure: Configure) -> None:
    found = configure(
        QUEUE.replace("{}", '{\n  validation {\n    condition = contains(["a", "b"], var.name)\n  }\n}')
    )
    name = named(found)
    assert isinstance(name, Param)
    assert [text(one) for one in name.allowed] == ["a", "b"]


# ------------------------------------------------------------------------------------------- JSON, OpenTofu


def test_the_json_syntax_says_the_same(configure: Configure, shown: Shown) -> None:
    written = {
        "//": "a comment",
        "variable": {"name": {"default": "jobs"}},
        "locals": {"list": ["a", "${var.name}"]},
        "resource": {
            "aws_sqs_queue": {
                "q": {"//": "another", "name": "${var.name}-x", "size": 3, "all": "${local.list}"},
                "many": [{"count": 2, "name": "${count.index}"}],
            }
        },
        "output": {"it": {"value": "${aws_sqs_queue.q.name}"}},
    }
    found = configure(**{"main.tf.json": json.dumps(written, indent=2)})
    assert sorted(found.blocks) == ["aws_sqs_queue.many[0]", "aws_sqs_queue.many[1]", "aws_sqs_queue.q"]
    arguments = found.blocks["aws_sqs_queue.q"].arguments
    assert shown(arguments.items["size"]) == 3
    assert text(named(found)) == "jobs-x"
    assert found.blocks["aws_sqs_queue.q"].at.line == 16
    assert not found.gaps


def test_blocks_and_dynamic_blocks_in_json(deploy: Deploy, shown: Shown) -> None:
    written = {
        "resource": {
            "aws_s3_bucket_cors_configuration": {
                "c": {
                    "bucket": "${aws_s3_bucket.b.id}",
                    "dynamic": {
                        "cors_rule": {
                            "for_each": ["https://a", "https://b"],
                            "content": {
                                "allowed_origins": ["${cors_rule.value}"],
                                "allowed_methods": ["GET"],
                            },
                        }
                    },
                }
            },
            "aws_s3_bucket": {"b": {"bucket": "files", "versioning": {"enabled": True}}},
        }
    }
    stack = deploy(**{"main.tf.json": json.dumps(written)})
    (bucket,) = stack.resources.values()
    assert shown(get(bucket.properties, "CorsConfiguration.CorsRules")) == [
        {"AllowedOrigins": [f"https://{one}"], "AllowedMethods": ["GET"]} for one in "ab"
    ]
    assert shown(get(bucket.properties, "VersioningConfiguration")) == {"Status": "Enabled"}


@pytest.mark.parametrize(
    "content", ["{", "3", "[]", '{"resource": 3}', '{"resource": {"a": {"b": [1]}}}', "\x00"]
)
def test_json_of_another_shape_never_crashes(readings: ReadAll, content: str) -> None:
    readings(**{"main.tf.json": content})


def test_a_tofu_file_takes_the_place_of_the_tf_file_beside_it() -> None:
    names = [
        "a.tf",
        "a.tofu",
        "b.tf",
        "b.tofu.json",
        "c.tf.json",
        "c.tofu.json",
        "d.tofu",
        ".x.tf",
        "e.tf~",
        "f.txt",
    ]
    assert configuration_files(names) == ["a.tofu", "b.tf", "b.tofu.json", "c.tofu.json", "d.tofu"]


def test_opentofu_is_read(deploy: Deploy) -> None:
    stack = deploy(
        'resource "aws_sqs_queue" "old" {}\n', **{"main.tofu": 'resource "aws_sqs_queue" "new" {}\n'}
    )
    assert set(stack.resources) == {"aws_sqs_queue.new"}


def test_override_files_change_what_is_there(configure: Configure, shown: Shown) -> None:
    found = configure(
        'resource "aws_x" "x" {\n  a = 1\n  b = 1\n  rule {\n    v = 1\n  }\n  rule {\n    v = 2\n  }\n'
        '  kept {\n    v = 3\n  }\n}\nlocals {\n  l = "old"\n}\noutput "l" { value = local.l }\n',
        **{
            "main_override.tf": 'resource "aws_x" "x" {\n  b = 2\n  rule {\n    v = 9\n  }\n}\n',
            "override.tf": 'locals {\n  l = "new"\n}\n',
        },
    )
    arguments = shown(found.blocks["aws_x.x"].arguments)
    assert arguments == {"a": 1, "b": 2, "kept": [{"v": 3}], "rule": [{"v": 9}]}
    assert text(found.outputs["l"].value) == "new"


def test_a_resource_that_is_declared_twice_is_a_gap(configure: Configure) -> None:
    found = configure(
        'resource "aws_x" "x" {\n  a = 1\n}\n', **{"more.tf": '\nresource "aws_x" "x" {\n  a = 2\n}\n'}
    )
    assert text(found.blocks["aws_x.x"].arguments.items["a"]) == "1"
    assert [(gap.location.file, gap.location.line) for gap in found.gaps] == [("more.tf", 2)]


# -------------------------------------------------------------------------------------------- what is broken


BROKEN = """\
resource "aws_sqs_queue" "before" {
  name = "before"
}

resource "aws_sqs_queue" "broken" {
  name = "kept"
  tags = { a = = 1 }
  fifo_queue = true
  rule {
    x = [1, 2
  }
}

resource "aws_sqs_queue" "after" {
  name = "after"
  text = <<EOT
} resource "aws_sqs_queue" "in_text" {
EOT
}
"""


def test_what_is_broken_spoils_nothing_around_it(configure: Configure) -> None:
    found = configure(BROKEN)
    assert sorted(found.blocks) == [f"aws_sqs_queue.{name}" for name in ("after", "before", "broken")]
    lines = {block.name: block.at.line for block in found.blocks.values()}
    assert lines == {"before": 1, "broken": 5, "after": 14}
    broken = found.blocks["aws_sqs_queue.broken"].arguments
    assert text(broken.items["name"]) == "kept"
    assert text(broken.items["fifo_queue"]) == "true"
    assert broken.items["fifo_queue"].at.line == 8
    assert isinstance(broken.items["tags"], Unknown)
    assert min(gap.location.line for gap in found.gaps) == 7
    assert {gap.location.file for gap in found.gaps} == {"main.tf"}
    assert text(found.blocks["aws_sqs_queue.after"].arguments.items["name"]) == "after"


def test_terraform_before_0_12_is_read(configure: Configure) -> None:
    found = configure(
        'variable "name" {\n  type = "string"\n  "default" = "old"\n}\n'
        'resource "aws_sqs_queue" "q" {\n  name = "${var.name}"\n  count = "2"\n}\n'
    )
    assert text(named(found, "aws_sqs_queue.q[1]")) == "old"


@pytest.mark.parametrize(
    "main",
    [
        'resource "aws_sqs_queue" "q" {\n  name = "x"\n',
        'resource "aws_sqs_queue" "q" {\n  name = "x\n}\n',
        'resource aws_sqs_queue q {\n  name = "x"\n}\n',
        'resource "aws_sqs_queue" {\n}\n',
        'resource {}\n"x" {}\n= 3\n',
        "}}}}{{{{",
        '"""',
        "<<EOT\nno end",
        '\ufeffresource "aws_sqs_queue" "q" {}\n',
        'resource "aws_sqs_queue" "q" {\r\n  name = "x"\r\n}\r\n',
        "# only a comment",
        "a = 1\na = 2\n",
        'resource "aws_sqs_queue" "${x}" {}\n',
        "locals { a = 1, b = 2 }\n",
        'merge <<<<<<< HEAD\nresource "aws_sqs_queue" "q" {}\n=======\n>>>>>>> other\n',
    ],
)
def test_anything_at_all_gives_a_stack_or_gaps(readings: ReadAll, main: str) -> None:
    found = readings(main)
    assert len(found.stacks) <= 1


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"\xff\xfe\x00r", b"\xc3\x28", b'a = "\xff"\n'])
def test_a_binary_file_is_a_gap_and_the_others_are_read(readings: ReadAll, content: bytes) -> None:
    found = readings('resource "aws_sqs_queue" "q" {}\n', **{"bad.tf": content})
    (stack,) = found.stacks
    assert set(stack.resources) == {"aws_sqs_queue.q"}
    assert "bad.tf" in {gap.location.file for gap in (*stack.gaps, *found.gaps)}


def test_a_configuration_of_another_platform_is_a_gap(readings: ReadAll) -> None:
    found = readings('resource "google_storage_bucket" "b" {}\n')
    assert not found.stacks
    assert [gap.reason for gap in found.gaps] == ["holds no resource of AWS"]


# ----------------------------------------------------------------------------------------------------- bombs


def doubling(step: str, rounds: int = 40) -> str:
    lines = [f"  l{number} = {step.replace('IT', f'local.l{number - 1}')}" for number in range(1, rounds)]
    return (
        'locals {\n  l0 = ["x"]\n'
        + "\n".join(lines)
        + f'\n}}\noutput "it" {{ value = local.l{rounds - 1} }}\n'
    )


BOMBS = {
    "lists": doubling("[IT, IT]"),
    "concat": doubling("concat(IT, IT)"),
    "texts": doubling('"${jsonencode(IT)}${jsonencode(IT)}"'),
    "loops": doubling("[for a in IT : [for b in IT : [a, b]]]", 12),
    "products": doubling("setproduct(IT, IT)", 12),
    "many": 'output "it" {\n  value = [for a in range(9999) : [for b in range(9999) : a * b]]\n}\n',
    "brackets": "x = " + "[" * 20_000 + "]" * 20_000 + "\n",
    "parentheses": "locals {\n  a = "
    + "(" * 5_000
    + "1"
    + ")" * 5_000
    + '\n}\noutput "it" { value = local.a }\n',
    "operators": 'output "it" {\n  value = ' + " + ".join(["1"] * 5_000) + "\n}\n",
    "conditions": 'variable "a" {}\noutput "it" {\n  value = ' + "var.a ? 1 : " * 500 + "2\n}\n",
    "blocks": "".join("a {\n" for _ in range(3_000)) + "}\n" * 3_000,
    "holes": 'output "it" {\n  value = ' + '"${' * 200 + "1" + '}"' * 200 + "\n}\n",
    "chain": "locals {\n"
    + "".join(f"  l{number} = local.l{number + 1}\n" for number in range(3_000))
    + '  l3000 = 1\n}\noutput "it" { value = local.l0 }\n',
    "digits": 'output "it" {\n  value = ' + "9" * 50_000 + "\n}\n",
    "power": 'output "it" {\n  value = pow(9999999, 9999999)\n}\n',
    "width": 'output "it" {\n  value = format("%999999999d", 1)\n}\n',
    "wide": 'output "it" {\n  value = format("%' + "9" * 5_000 + 'd", 1)\n}\n',
    "hexadecimal": 'output "it" {\n  value = "${parseint("' + "f" * 9_000 + '", 16)}"\n}\n',
    "regex": 'output "it" {\n  value = regexall("(a*)*b", "' + "a" * 100 + '")\n}\n',
    "replaced": doubling('replace(join("", [IT, IT]), "x", "xxxxxxxxxxxxxxxx")').replace('["x"]', '"x"'),
    "subnets": 'output "it" {\n  value = cidrsubnet("::/0", 99999999, 3)\n}\n',
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_met_with_a_bound(readings: ReadAll, name: str) -> None:
    began = time.process_time()
    found = readings(f'resource "aws_sqs_queue" "q" {{}}\n{BOMBS[name]}')
    (stack,) = found.stacks
    assert "aws_sqs_queue.q" in stack.resources
    assert time.process_time() - began < 60  # without a bound: hours


def test_the_instances_of_one_configuration_are_bounded(configure: Configure) -> None:
    began = time.process_time()
    blocks = "".join(
        f'resource "aws_sqs_queue" "q{number}" {{\n  count = 1000\n  name = "n"\n}}\n' for number in range(20)
    )
    found = configure(blocks)
    assert len(found.blocks) == 10_000
    assert found.gaps
    assert time.process_time() - began < 60  # without a bound: hours


# --------------------------------------------------------------------------------------------------- mutated


VALID = """\
variable "stage" {
  type    = string
  default = "test"
}
locals {
  names = { for n in ["a", "b"] : n => upper(n) if n != "c" }
  text  = <<-EOT
    ${var.stage} %{ if true }x%{ endif }
  EOT
}
module "worker" {
  source   = "./worker"
  for_each = local.names
  name     = each.value
}
resource "aws_lambda_function" "work" {
  count         = var.stage == "live" ? 1 : 0
  function_name = "work-${var.stage}"
  role          = aws_iam_role.work[0].arn
  environment {
    variables = merge({ A = 1 }, { B = local.text })
  }
  dynamic "vpc_config" {
    for_each = try(var.nothing, [])
    content { subnet_ids = vpc_config.value[*].id }
  }
}
resource "aws_iam_role" "work" {
  count              = 1
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole" }] })
}
output "it" {
  value = [for f in aws_lambda_function.work : f.arn]
}
"""
PIECES = st.sampled_from(
    [
        *"{}[]()\"'=,.:?$%~#*<>!&|\n\\-+/ ",
        "${",
        "%{",
        "<<EOT",
        "local.names",
        "for",
        "in",
        "=>",
        "...",
        "null",
        "é",
        "\0",
        "0",
        "1e9",
        "[*]",
        '"x"',
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, len(VALID)), st.integers(0, 12), st.lists(PIECES, max_size=3)),
        min_size=1,
        max_size=4,
    )
)
def test_a_mutated_configuration_gives_a_stack_or_gaps(
    changes: list[tuple[int, int, list[str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    written = VALID
    for begin, length, pieces in changes:
        written = written[:begin] + "".join(pieces) + written[begin + length :]
    folder = tmp_path_factory.mktemp("mutated")
    (folder / "main.tf").write_text(written)
    (folder / "worker").mkdir()
    (folder / "worker/main.tf").write_text(QUEUE)
    found = read_all(folder)
    assert found.stacks or found.gaps

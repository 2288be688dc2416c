"""Plans as `terraform show -json` prints them, format 1.x, with and without the configuration beside them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from stockade.assembly import assemble
from stockade.model import Stack
from stockade.readers import Readings
from stockade.readers.terraform.plan import is_plan
from stockade.values import Attr, Concat, Lit, Map, Ref, Unknown, Value, get, references, text

Json = dict[str, Any]
DOTTED, QUOTED = 'module.worker["eu.a"]', 'module.worker["say \\"hi\\""]'
TRUST = json.dumps(
    {
        "Statement": {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
    }
)


def resource(address: str, values: Json, **more: object) -> Json:
    """Return a resource as `planned_values` has it; type and name follow from the address."""
    plain = address.rpartition("]")[0].rpartition("[")[0] if address.endswith("]") else address
    *_, kind, name = plain.split(".")
    return {"address": address, "mode": "managed", "type": kind, "name": name, "values": values, **more}


def declared(address: str, /, mode: str = "managed", **expressions: object) -> Json:
    kind, name = address.split(".")
    return {"address": address, "mode": mode, "type": kind, "name": name, "expressions": expressions}


def to(*names: str) -> Json:
    return {"references": list(names)}


def const(value: object) -> Json:
    return {"constant_value": value}


def worker(address: str, key: str) -> Json:
    function = {
        "function_name": f"work-{key}",
        "handler": "work.run",
        "runtime": "python3.13",
        "filename": "work.zip",
        "environment": [{"variables": {"STAGE": "live"}}],
        "dead_letter_config": [],
        "vpc_config": [],
    }
    return {
        "address": address,
        "resources": [
            resource(f"{address}.aws_sqs_queue.jobs", {"name": f"jobs-{key}", "policy": None}),
            resource(f"{address}.aws_lambda_function.work", function),
        ],
    }


def unknown_of(address: str) -> list[Json]:
    function = {
        "arn": True,
        "role": True,
        "environment": [{"variables": {"QUEUE": True}}],
        "dead_letter_config": [],
        "vpc_config": [],
    }
    return [
        {"address": f"{address}.aws_sqs_queue.jobs", "change": {"after_unknown": {"arn": True, "id": True}}},
        {"address": f"{address}.aws_lambda_function.work", "change": {"after_unknown": function}},
    ]


WORKER: Json = {
    "outputs": {"queue_arn": {"expression": to("aws_sqs_queue.jobs.arn", "aws_sqs_queue.jobs")}},
    "variables": {"role": {}, "name": {}},
    "resources": [
        declared("aws_sqs_queue.jobs", name=to("var.name")),
        declared(
            "aws_lambda_function.work",
            function_name=to("var.name"),
            role=to("var.role"),
            filename=const("work.zip"),
            environment=[{"variables": to("aws_sqs_queue.jobs.url", "aws_sqs_queue.jobs")}],
        ),
    ],
}

PLAN: Json = {
    "format_version": "1.2",
    "terraform_version": "1.11.4",
    "planned_values": {
        "outputs": {"queue": {"sensitive": False}, "stage": {"sensitive": False, "value": "live"}},
        "root_module": {
            "resources": [
                resource("aws_iam_role.work", {"name": "work", "assume_role_policy": TRUST}),
                resource('aws_lambda_event_source_mapping.jobs["eu.a"]', {"batch_size": 5}, index="eu.a"),
                resource("aws_iam_role_policy.work", {"name": "work"}),
                resource("aws_s3_bucket.files[0]", {"bucket": "files"}, index=0),
            ],
            "child_modules": [worker(DOTTED, "a"), worker(QUOTED, "b")],
        },
    },
    "resource_changes": [
        {
            "address": 'aws_lambda_event_source_mapping.jobs["eu.a"]',
            "change": {"after_unknown": {"event_source_arn": True, "function_name": True, "uuid": True}},
        },
        {
            "address": "aws_iam_role_policy.work",
            "change": {"after_unknown": {"policy": True, "role": True, "id": True}},
        },
        *unknown_of(DOTTED),
        *unknown_of(QUOTED),
    ],
    "prior_state": {
        "values": {
            "root_module": {
                "resources": [
                    {
                        "address": "data.aws_caller_identity.me",
                        "mode": "data",
                        "type": "aws_caller_identity",
                        "name": "me",
                        "values": {"account_id": "111111111111", "id": "111111111111"},
                    },
                    resource("aws_sqs_queue.deleted", {"name": "gone"}),
                ]
            }
        }
    },
    "configuration": {
        "root_module": {
            "variables": {
                "stage": {"default": "live", "description": "where"},
                "token": {"sensitive": True},
            },
            "outputs": {
                "queue": {"expression": to(f"{DOTTED}.queue_arn", DOTTED, "module.worker")},
                "stage": {"expression": to("var.stage")},
            },
            "resources": [
                declared("aws_iam_role.work", name=const("work"), assume_role_policy=const(TRUST)),
                declared(
                    "aws_lambda_event_source_mapping.jobs",
                    batch_size=const(5),
                    event_source_arn=to("module.worker", "each.key"),
                    function_name=to(f"{DOTTED}.function", DOTTED, "module.worker"),
                ),
                declared(
                    "aws_iam_role_policy.work",
                    name=const("work"),
                    role=to("aws_iam_role.work.id", "aws_iam_role.work"),
                    policy=to(f"{DOTTED}.queue_arn", DOTTED, f"{QUOTED}.queue_arn", QUOTED),
                ),
                declared("aws_s3_bucket.files", bucket=const("files")),
            ],
            "module_calls": {
                "worker": {
                    "source": "./worker",
                    "expressions": {
                        "role": to("aws_iam_role.work.arn", "aws_iam_role.work"),
                        "name": to("each.value"),
                    },
                    "module": WORKER,
                }
            },
        }
    },
}

ROOT = """
module "worker" {
  source   = "./worker"
  for_each = { "eu.a" = "a", "say \\"hi\\"" = "b" }
  role     = aws_iam_role.work.arn
  name     = each.value
}
resource "aws_iam_role" "work" {
  name               = "work"
  assume_role_policy = file("trust.json")
}
resource "aws_lambda_event_source_mapping" "jobs" {
  for_each         = toset(["eu.a"])
  event_source_arn = module.worker[each.key].queue_arn
  function_name    = "x"
}
resource "aws_iam_role_policy" "work" {
  name   = "work"
  role   = aws_iam_role.work.id
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sqs:*", Resource = "${module.worker["eu.a"].queue_arn}/x" }]
  })
}
resource "aws_s3_bucket" "written_only" {}
"""
INSIDE = """
variable "role" {}
variable "name" {}
resource "aws_sqs_queue" "jobs" {
  name = "written-${var.name}"
}
resource "aws_lambda_function" "work" {
  function_name = "written"
  role          = var.role
  environment {
    variables = { QUEUE = aws_sqs_queue.jobs.url, STAGE = "written" }
  }
}
output "queue_arn" { value = aws_sqs_queue.jobs.arn }
"""


@pytest.fixture
def planned(deploy: Callable[..., Stack]) -> Callable[..., Stack]:
    """Read a plan, alone or with files beside it."""
    return lambda plan=PLAN, **files: deploy(**{"tfplan.json": json.dumps(plan)}, **files)


@pytest.fixture
def beside(planned: Callable[..., Stack]) -> Stack:
    files = {"main": ROOT, "worker/main.tf": INSIDE, "trust.json": TRUST}
    return planned(**files)


def of(stack: Stack, address: str, path: str) -> Value:
    return get(stack.resources[address].properties, path)


def meant(value: Value) -> set[tuple[str, str]]:
    """Return what a value refers to: addresses with the attribute, if there is one."""
    return {(one.id, one.name if isinstance(one, Attr) else "") for one in references(value)}


def test_every_planned_resource_keeps_its_address(planned: Callable[..., Stack]) -> None:
    stack = planned()
    assert set(stack.resources) == {
        "aws_iam_role.work",
        'aws_lambda_event_source_mapping.jobs["eu.a"]',
        "aws_iam_role_policy.work",
        "aws_s3_bucket.files[0]",
        f"{DOTTED}.aws_sqs_queue.jobs",
        f"{DOTTED}.aws_lambda_function.work",
        f"{QUOTED}.aws_sqs_queue.jobs",
        f"{QUOTED}.aws_lambda_function.work",
    }
    assert (stack.template, stack.folder, stack.format) == ("tfplan.json", "", "terraform")
    assert not stack.gaps


def test_known_values_are_those_of_each_instance(planned: Callable[..., Stack]) -> None:
    stack = planned()
    assert text(of(stack, f"{DOTTED}.aws_sqs_queue.jobs", "QueueName")) == "jobs-a"
    assert text(of(stack, f"{QUOTED}.aws_sqs_queue.jobs", "QueueName")) == "jobs-b"
    assert text(of(stack, f"{QUOTED}.aws_lambda_function.work", "Environment.Variables.STAGE")) == "live"


def test_an_unknown_value_is_followed_through_a_variable_of_the_module(planned: Callable[..., Stack]) -> None:
    stack = planned()
    for address in (DOTTED, QUOTED):
        assert meant(of(stack, f"{address}.aws_lambda_function.work", "Role")) == {
            ("aws_iam_role.work", "Arn")
        }


def test_an_unknown_key_of_a_map_is_followed_inside_its_own_instance(planned: Callable[..., Stack]) -> None:
    stack = planned()
    for address in (DOTTED, QUOTED):
        queue = of(stack, f"{address}.aws_lambda_function.work", "Environment.Variables.QUEUE")
        assert meant(queue) == {(f"{address}.aws_sqs_queue.jobs", "")}


def test_an_output_asked_for_by_the_own_key_is_that_of_the_instance(planned: Callable[..., Stack]) -> None:
    source = of(planned(), 'aws_lambda_event_source_mapping.jobs["eu.a"]', "EventSourceArn")
    assert meant(source) == {(f"{DOTTED}.aws_sqs_queue.jobs", "Arn")}


def test_of_a_document_the_references_are_parts_and_never_the_whole(planned: Callable[..., Stack]) -> None:
    policy = of(planned(), "aws_iam_role_policy.work", "PolicyDocument")
    assert isinstance(policy, Unknown)
    assert meant(policy) == {(f"{one}.aws_sqs_queue.jobs", "Arn") for one in (DOTTED, QUOTED)}


def test_blocks_that_nobody_wrote_are_not_there(planned: Callable[..., Stack]) -> None:
    properties = planned().resources[f"{DOTTED}.aws_lambda_function.work"].properties
    assert not {"DeadLetterConfig", "VpcConfig"} & set(properties.items)


def test_what_the_provider_makes_is_no_property(planned: Callable[..., Stack]) -> None:
    stack = planned()
    assert "Uuid" not in stack.resources['aws_lambda_event_source_mapping.jobs["eu.a"]'].properties.items
    assert "Arn" not in stack.resources[f"{DOTTED}.aws_sqs_queue.jobs"].properties.items


def test_variables_and_outputs_of_the_root_module(planned: Callable[..., Stack]) -> None:
    stack = planned()
    assert stack.parameters["token"].no_echo
    assert text(stack.parameters["stage"].default) == "live"
    assert text(stack.outputs["stage"].value) == "live"
    assert meant(stack.outputs["queue"].value) == {(f"{DOTTED}.aws_sqs_queue.jobs", "Arn")}


def test_the_plan_wins_over_the_configuration_beside_it(beside: Stack) -> None:
    assert beside.template == "tfplan.json"
    assert "aws_s3_bucket.written_only" not in beside.resources
    assert text(of(beside, f"{DOTTED}.aws_sqs_queue.jobs", "QueueName")) == "jobs-a"
    assert text(of(beside, f"{DOTTED}.aws_lambda_function.work", "Environment.Variables.STAGE")) == "live"


def test_the_configuration_lends_lines_and_what_the_plan_does_not_know(beside: Stack) -> None:
    role = beside.resources["aws_iam_role.work"]
    assert (role.at.file, role.at.line) == ("main.tf", 8)
    function = beside.resources[f"{QUOTED}.aws_lambda_function.work"]
    assert (function.at.file, function.at.line) == ("worker/main.tf", 7)
    queue = get(function.properties, "Environment.Variables.QUEUE")
    assert isinstance(queue, Ref)
    assert (queue.id, queue.at.file, queue.at.line) == (f"{QUOTED}.aws_sqs_queue.jobs", "worker/main.tf", 11)


def test_a_document_beside_the_plan_is_known_with_its_references(beside: Stack) -> None:
    policy = of(beside, "aws_iam_role_policy.work", "PolicyDocument")
    assert isinstance(policy, Concat | Map)
    assert meant(policy) == {(f"{DOTTED}.aws_sqs_queue.jobs", "Arn")}


def test_a_plan_assembles_into_triggers(planned: Callable[..., Stack]) -> None:
    plan = json.loads(json.dumps(PLAN))
    mapping = plan["configuration"]["root_module"]["resources"][1]["expressions"]
    mapping["function_name"] = to(f"{DOTTED}.function", DOTTED)
    plan["configuration"]["root_module"]["module_calls"]["worker"]["module"]["outputs"]["function"] = {
        "expression": to("aws_lambda_function.work.arn", "aws_lambda_function.work")
    }
    (app,) = assemble([planned(plan)])
    (queue,) = (one for one in app.triggers if one.event_source == "sqs")
    assert queue.function == f"{DOTTED}.aws_lambda_function.work"


def test_data_sources_that_were_read_and_those_that_wait(planned: Callable[..., Stack]) -> None:
    plan = json.loads(json.dumps(PLAN))
    statement = {
        "actions": ["sqs:SendMessage"],
        "effect": None,
        "sid": "",
        "condition": [],
        "principals": [],
        "resources": [None],
    }
    plan["planned_values"]["root_module"]["resources"].append(
        resource(
            "data.aws_iam_policy_document.send", {"statement": [statement], "version": None}, mode="data"
        )
    )
    plan["resource_changes"].append(
        {
            "address": "data.aws_iam_policy_document.send",
            "change": {"after_unknown": {"json": True, "statement": [{"resources": [True]}]}},
        }
    )
    resources = plan["configuration"]["root_module"]["resources"]
    resources.append(
        declared(
            "aws_iam_policy_document.send",
            "data",
            statement=[
                {"actions": const(["sqs:SendMessage"]), "resources": to(f"{DOTTED}.queue_arn", DOTTED)}
            ],
        )
    )
    resources[2]["expressions"]["policy"] = to(
        "data.aws_iam_policy_document.send.json", "data.aws_iam_policy_document.send"
    )
    policy = of(planned(plan), "aws_iam_role_policy.work", "PolicyDocument")
    assert meant(policy) == {(f"{DOTTED}.aws_sqs_queue.jobs", "Arn")}


def test_a_value_that_exists_only_after_apply_keeps_every_edge_of_a_list(
    planned: Callable[..., Stack],
) -> None:
    plan = json.loads(json.dumps(PLAN))
    plan["planned_values"]["root_module"]["resources"].append(
        resource(
            "aws_iam_role_policy_attachments_exclusive.all",
            {"policy_arns": [None, "arn:aws:iam::aws:policy/A"]},
        )
    )
    plan["resource_changes"].append(
        {
            "address": "aws_iam_role_policy_attachments_exclusive.all",
            "change": {"after_unknown": {"policy_arns": [True, False], "role_name": True}},
        }
    )
    plan["configuration"]["root_module"]["resources"].append(
        declared(
            "aws_iam_role_policy_attachments_exclusive.all",
            policy_arns=to(f"{DOTTED}.queue_arn", DOTTED),
            role_name=to("aws_iam_role.work.name", "aws_iam_role.work"),
        )
    )
    arns = of(planned(plan), "aws_iam_role.work", "ManagedPolicyArns")
    assert meant(arns) == {(f"{DOTTED}.aws_sqs_queue.jobs", "Arn")}


def test_a_plan_without_its_configuration_part_has_no_edges_and_does_not_fail(
    planned: Callable[..., Stack],
) -> None:
    stack = planned({**PLAN, "configuration": {}})
    assert len(stack.resources) == 8
    assert "Role" not in stack.resources[f"{DOTTED}.aws_lambda_function.work"].properties.items


@pytest.mark.parametrize(
    "change",
    [
        {"planned_values": None},
        {"planned_values": {"root_module": {"resources": [1, {"address": 3}, {}], "child_modules": {}}}},
        {"resource_changes": {"a": 1}},
        {
            "configuration": {
                "root_module": {"resources": 5, "module_calls": [], "outputs": 1, "variables": []}
            }
        },
        {"configuration": {"root_module": {"resources": None, "module_calls": {"worker": 3}}}},
        {"configuration": {"root_module": {"module_calls": {"worker": {"module": {"outputs": [1]}}}}}},
        {"prior_state": []},
    ],
)
def test_a_plan_of_another_shape_never_crashes(readings: Callable[..., Readings], change: Json) -> None:
    found = readings(**{"tfplan.json": json.dumps({**PLAN, **change})})
    assert len(found.stacks) <= 1


def test_a_sensitive_value_is_not_repeated(planned: Callable[..., Stack]) -> None:
    plan = json.loads(json.dumps(PLAN).replace('"STAGE": "live"', '"STAGE": "live", "TOKEN": "s3cret"'))
    for module in plan["planned_values"]["root_module"]["child_modules"]:
        masks = {"environment": [{"variables": {"TOKEN": True}}], "vpc_config": []}
        module["resources"][1]["sensitive_values"] = masks
    plan["planned_values"]["outputs"]["stage"] = {"sensitive": True, "value": "s3cret"}
    stack = planned(plan)
    variables = of(stack, f"{DOTTED}.aws_lambda_function.work", "Environment.Variables")
    for name in ("TOKEN", "QUEUE"):  # which of the two the one reference is for, a plan does not say
        assert isinstance(get(variables, name), Unknown)
        assert meant(get(variables, name)) == {(f"{DOTTED}.aws_sqs_queue.jobs", "")}
    assert text(get(variables, "STAGE")) == "live"
    assert isinstance(stack.outputs["stage"].value, Unknown)
    assert "s3cret" not in str(stack)


def test_a_secret_written_out_is_seen_though_it_is_sensitive(planned: Callable[..., Stack]) -> None:
    plan = json.loads(json.dumps(PLAN))
    root = plan["planned_values"]["root_module"]
    root["resources"].append(
        resource("aws_db_instance.d", {"password": "written"}, sensitive_values={"password": True})
    )
    plan["configuration"]["root_module"]["resources"].append(
        declared("aws_db_instance.d", password=const("written"))
    )
    assert "written" in str(planned(plan).resources["aws_db_instance.d"].properties)


def test_a_plan_for_another_platform_is_a_gap(readings: Callable[..., Readings]) -> None:
    values = {"root_module": {"resources": [resource("google_storage_bucket.b", {"name": "b"})]}}
    found = readings(**{"plan.json": json.dumps({**PLAN, "planned_values": values, "prior_state": {}})})
    assert not found.stacks
    assert [(gap.reason, gap.location.file) for gap in found.gaps] == [
        ("holds no resource of AWS", "plan.json")
    ]


def test_outputs_that_name_one_another_for_ever_end(planned: Callable[..., Stack]) -> None:
    plan = json.loads(json.dumps(PLAN))
    call = plan["configuration"]["root_module"]["module_calls"]["worker"]
    call["expressions"]["role"] = to("module.worker")
    outputs = {f"o{number}": {"expression": to("var.role", "var.name")} for number in range(9)}
    call["module"]["outputs"] = outputs
    assert planned(plan).resources


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        (PLAN, True),
        ({**PLAN, "format_version": "0.2"}, False),
        ({"format_version": "1.0", "values": {}}, False),
        ([], False),
    ],
)
def test_a_state_or_another_format_is_no_plan(raw: object, answer: bool) -> None:
    assert is_plan(raw) is answer


def test_a_plan_that_is_broken_json_is_a_gap(readings: Callable[..., Readings]) -> None:
    found = readings(**{"plan.json": '{"format_version": "1.2", "planned_values": {'})
    assert not found.stacks
    assert [gap.scope for gap in found.gaps] == ["file"]


def test_a_plan_nested_without_end_is_a_gap(readings: Callable[..., Readings]) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    plan = '{"format_version": "1.2", "configuration": {}, "planned_values": ' + deep + "}"
    found = readings(**{"plan.json": plan})
    assert [(gap.scope, gap.location.file) for gap in found.gaps] == [("file", "plan.json")]


@pytest.mark.parametrize("depth", [100, 400, 700, 900, 950, 980])
def test_masks_and_values_nested_deeply_never_crash(readings: Callable[..., Readings], depth: int) -> None:
    deep = '{"a":' * depth + "true" + "}" * depth
    written = json.dumps(PLAN)
    for part in ('"values": {', '"sensitive_values": {', '"after_unknown": {', '"expressions": {'):
        written = written.replace(part, f'{part}"deep": {deep}, ')
    written = written.replace(
        '"mode": "managed", ', f'"mode": "managed", "sensitive_values": {{"deep": {deep}}}, '
    )
    found = readings(**{"plan.json": written})
    assert len(found.stacks) + len(found.gaps) == 1


def test_a_value_nested_deeply_is_cut(planned: Callable[..., Stack]) -> None:
    value: object = "x"
    for _ in range(200):
        value = {"a": value}
    plan = json.loads(json.dumps(PLAN))
    plan["planned_values"]["root_module"]["resources"][0]["values"]["inline_policy"] = [value]
    assert "aws_iam_role.work" in planned(plan).resources


def test_a_deployed_resource_is_still_found_by_what_the_plan_knows(planned: Callable[..., Stack]) -> None:
    plan = json.loads(json.dumps(PLAN))
    arn = "arn:aws:iam::111111111111:role/work"
    root = plan["planned_values"]["root_module"]
    root["resources"][0]["values"].update({"arn": arn, "id": "work"})
    for module in root["child_modules"]:
        module["resources"][1]["values"]["role"] = arn
    plan["resource_changes"] = []
    (app,) = assemble([planned(plan)])
    assert {one.role for one in app.functions.values()} == {"aws_iam_role.work"}


def test_lit_is_what_a_plan_gives(planned: Callable[..., Stack]) -> None:
    batch = of(planned(), 'aws_lambda_event_source_mapping.jobs["eu.a"]', "BatchSize")
    assert batch == Lit(5, at=batch.at)
    assert (batch.at.file, batch.at.line) == ("tfplan.json", 0)

"""Modules: instances of their own, inputs and outputs, folders that may be opened, which folder is a root."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from stockade.model import Stack
from stockade.readers import Readings
from stockade.readers.files import Root
from stockade.readers.terraform import Library, root_modules
from stockade.readers.terraform.configuration import Configuration
from stockade.values import Attr, Cond, List, Map, Ref, Unknown, Value, is_absent, references, text

Configure = Callable[..., Configuration]
QUEUE = """
variable "name" {}
resource "aws_sqs_queue" "this" {
  name = "${var.name}-jobs"
}
output "arn" { value = aws_sqs_queue.this.arn }
output "name" { value = aws_sqs_queue.this.name }
"""
WORKER = 'module "worker" {\n  source = "./queue"\n'


def given(found: Configuration, address: str, name: str = "name") -> Value:
    return found.blocks[address].arguments.items[name]


def addresses(found: Configuration) -> list[str]:
    return sorted(found.blocks)


def test_two_instances_of_one_module_do_not_shadow_each_other(configure: Configure) -> None:
    found = configure(
        'module "a" {\n  source = "./queue"\n  name = "first"\n}\n'
        'module "b" {\n  source = "./queue"\n  name = "second"\n}\n'
        'output "arns" { value = [module.a.arn, module.b.arn] }\n',
        **{"queue/main.tf": QUEUE},
    )
    assert addresses(found) == ["module.a.aws_sqs_queue.this", "module.b.aws_sqs_queue.this"]
    assert text(given(found, "module.a.aws_sqs_queue.this")) == "first-jobs"
    assert text(given(found, "module.b.aws_sqs_queue.this")) == "second-jobs"
    assert [one.id for one in references(found.outputs["arns"].value)] == addresses(found)
    assert not found.gaps


def test_an_output_is_what_it_refers_to_with_its_address(configure: Configure) -> None:
    found = configure(
        f'{WORKER}  name = "x"\n}}\n'
        'resource "aws_sns_topic_subscription" "s" {\n  endpoint = module.worker.arn\n}\n',
        **{"queue/main.tf": QUEUE},
    )
    endpoint = given(found, "aws_sns_topic_subscription.s", "endpoint")
    assert isinstance(endpoint, Attr)
    assert (endpoint.id, endpoint.name) == ("module.worker.aws_sqs_queue.this", "arn")


def test_modules_inside_modules(configure: Configure) -> None:
    found = configure(
        'module "outer" {\n  source = "./outer"\n  name = "deep"\n}\n'
        'output "it" { value = module.outer.arn }\n',
        **{
            "outer/main.tf": 'variable "name" {}\n'
            'module "inner" {\n  source = "../queue"\n  name = var.name\n}\n'
            'output "arn" { value = module.inner.arn }\n',
            "queue/main.tf": QUEUE,
        },
    )
    assert addresses(found) == ["module.outer.module.inner.aws_sqs_queue.this"]
    assert text(given(found, addresses(found)[0])) == "deep-jobs"
    assert [one.id for one in references(found.outputs["it"].value)] == addresses(found)


def test_for_each_over_a_known_map(configure: Configure) -> None:
    found = configure(
        f'{WORKER}  for_each = {{ "eu.a" = "x", "say \\"hi\\"" = "y" }}\n'
        '  name = "${each.key}=${each.value}"\n}\n'
        'output "one" { value = module.worker["eu.a"].arn }\n'
        'output "all" { value = { for key, one in module.worker : key => one.arn } }\n'
        'output "values" { value = values(module.worker)[*].arn }\n',
        **{"queue/main.tf": QUEUE},
    )
    dotted, quoted = (
        'module.worker["eu.a"].aws_sqs_queue.this',
        'module.worker["say \\"hi\\""].aws_sqs_queue.this',
    )
    assert addresses(found) == [dotted, quoted]
    assert text(given(found, dotted)) == "eu.a=x-jobs"
    assert [one.id for one in references(found.outputs["one"].value)] == [dotted]
    everything = found.outputs["all"].value
    assert isinstance(everything, Map)
    assert set(everything.items) == {"eu.a", 'say "hi"'}
    assert {one.id for one in references(found.outputs["values"].value)} == {dotted, quoted}
    assert not found.gaps


def test_count_that_is_known(configure: Configure) -> None:
    found = configure(
        f'{WORKER}  count = 2\n  name = "q${{count.index}}"\n}}\n'
        'output "all" { value = module.worker[*].arn }\noutput "second" { value = module.worker[1].name }\n',
        **{"queue/main.tf": QUEUE},
    )
    assert addresses(found) == [f"module.worker[{number}].aws_sqs_queue.this" for number in (0, 1)]
    everything = found.outputs["all"].value
    assert isinstance(everything, List)
    assert [one.id for one in references(everything)] == addresses(found)
    assert not found.gaps


def test_count_of_none_leaves_nothing(configure: Configure) -> None:
    main = f'{WORKER}  count = 0\n  name = "q"\n}}\nresource "aws_sqs_queue" "none" {{\n  count = 0\n}}\n'
    assert not configure(main, **{"queue/main.tf": QUEUE}).blocks


def test_count_on_what_is_not_known_is_one_instance_on_a_condition(configure: Configure) -> None:
    found = configure(
        'variable "on" {}\nresource "aws_sqs_queue" "jobs" {\n  count = var.on\n  name = "jobs"\n}\n'
        'resource "aws_sqs_queue" "other" {\n  name = aws_sqs_queue.jobs[0].name\n}\n'
    )
    assert addresses(found) == ["aws_sqs_queue.jobs", "aws_sqs_queue.other"]
    assert found.blocks["aws_sqs_queue.jobs"].condition == "count = var.on"
    assert [one.id for one in references(given(found, "aws_sqs_queue.other"))] == ["aws_sqs_queue.jobs"]


def test_count_on_a_condition_that_is_not_known_has_its_index(configure: Configure) -> None:
    found = configure(
        'variable "on" {}\nresource "aws_sqs_queue" "jobs" {\n  count = var.on ? 1 : 0\n}\n'
        'output "it" { value = var.on ? aws_sqs_queue.jobs[0].arn : "none" }\n'
        'output "joined" { value = one(aws_sqs_queue.jobs[*].arn) }\n'
    )
    (block,) = found.blocks.values()
    assert (block.address, block.condition) == ("aws_sqs_queue.jobs[0]", "var.on")
    for output in found.outputs.values():
        assert isinstance(output.value, Cond)
        assert {one.id for one in references(output.value)} == {"aws_sqs_queue.jobs[0]"}
    assert not found.gaps


def test_for_each_over_what_is_not_known_stands_for_all(configure: Configure) -> None:
    found = configure(
        f'variable "names" {{}}\n{WORKER}  for_each = var.names\n  name = each.value\n}}\n'
        'output "it" { value = module.worker["x"].arn }\n',
        **{"queue/main.tf": QUEUE},
    )
    (block,) = found.blocks.values()
    assert block.address == "module.worker.aws_sqs_queue.this"
    assert block.condition == "for_each = var.names"
    assert [one.id for one in references(found.outputs["it"].value)] == [block.address]


def test_for_each_over_resources_gives_an_instance_for_each_key(configure: Configure) -> None:
    found = configure(
        'resource "aws_sqs_queue" "q" {\n  for_each = toset(["b", "a"])\n  name = each.key\n}\n'
        'resource "aws_sqs_queue_policy" "p" {\n  for_each = aws_sqs_queue.q\n'
        "  queue_url = each.value.id\n}\n"
    )
    for key in "ab":
        url = given(found, f'aws_sqs_queue_policy.p["{key}"]', "queue_url")
        assert [one.id for one in references(url)] == [f'aws_sqs_queue.q["{key}"]']


def test_more_instances_than_are_read_are_a_gap(configure: Configure) -> None:
    found = configure('resource "aws_sqs_queue" "q" {\n  count = 1000000\n}\n')
    assert len(found.blocks) == 1_000
    assert [gap.location.line for gap in found.gaps] == [2]


@pytest.mark.parametrize("count", ["1e999", '"nan"', '"inf"', "-3", "0.5", '"x"', "[1]"])
def test_a_count_that_is_no_number_does_not_crash(configure: Configure, count: str) -> None:
    assert len(configure(f'resource "aws_sqs_queue" "q" {{\n  count = {count}\n}}\n').blocks) <= 1


def test_a_module_that_includes_itself_is_a_gap(configure: Configure) -> None:
    found = configure(
        'module "a" {\n  source = "./a"\n}\n',
        **{
            "a/main.tf": 'resource "aws_sqs_queue" "q" {}\nmodule "b" {\n  source = "../b"\n}\n',
            "b/main.tf": 'module "a" {\n  source = "../a"\n}\nmodule "self" {\n  source = "./"\n}\n',
        },
    )
    assert addresses(found) == ["module.a.aws_sqs_queue.q"]
    assert [gap.reason for gap in found.gaps] == [
        "the module 'a' includes itself",
        "the module 'self' includes itself",
    ]


def test_modules_that_double_one_another_are_bounded(configure: Configure) -> None:
    files = {
        f"m{depth}/main.tf": "".join(
            f'module "{name}" {{\n  source = "../m{depth + 1}"\n}}\n' for name in "abcd"
        )
        for depth in range(9)
    }
    found = configure(
        'module "m" {\n  source = "./m0"\n}\n', **files, **{"m9/main.tf": 'resource "aws_sqs_queue" "q" {}\n'}
    )
    assert len(found.blocks) <= 500
    assert any("instances of modules" in gap.reason for gap in found.gaps)


@pytest.mark.parametrize(
    "main",
    [
        'locals {\n  a = local.b\n  b = local.a\n}\noutput "it" { value = local.a }\n',
        'locals {\n  a = "${local.a}x"\n}\noutput "it" { value = local.a }\n',
        'resource "aws_sqs_queue" "q" {\n  count = length(aws_sqs_queue.q)\n}\noutput "it" { value = 1 }\n',
        'module "m" {\n  source = "./m"\n  x = module.m.y\n}\noutput "it" { value = module.m.y }\n',
    ],
)
def test_what_depends_on_itself_is_a_gap(configure: Configure, main: str) -> None:
    found = configure(main, **{"m/main.tf": 'variable "x" {}\noutput "y" { value = var.x }\n'})
    assert any("itself" in gap.reason for gap in found.gaps)


def test_a_source_that_climbs_out_of_the_root_is_not_opened(
    tmp_path: Path, readings: Callable[..., Readings]
) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (outside / "main.tf").write_text('resource "aws_sqs_queue" "stolen" {}\n')
    found = readings(
        f'resource "aws_sqs_queue" "own" {{}}\nmodule "m" {{\n  source = "../{outside.name}"\n}}\n'
    )
    (stack,) = found.stacks
    assert set(stack.resources) == {"aws_sqs_queue.own"}
    assert any(gap.location.line == 2 and "outside" in gap.reason for gap in stack.gaps)


@pytest.mark.parametrize("name", ["/etc/passwd", "../secret.txt", "link.txt"])
def test_a_file_outside_of_the_root_is_not_opened(tmp_path: Path, configure: Configure, name: str) -> None:
    (tmp_path.parent / "secret.txt").write_text("stolen")
    (tmp_path / "link.txt").symlink_to(tmp_path.parent / "secret.txt")
    found = configure(
        f'output "a" {{ value = file("{name}") }}\noutput "b" {{ value = templatefile("{name}", {{}}) }}\n'
        f'output "c" {{ value = fileexists("{name}") }}\noutput "d" {{ value = fileset("..", "*") }}\n'
    )
    assert all(isinstance(output.value, Unknown) for output in found.outputs.values())
    assert len(found.gaps) == 4


def test_a_folder_without_configuration_is_a_gap(configure: Configure) -> None:
    found = configure('module "m" {\n  source = "./nothing"\n}\n')
    assert [(gap.location.line, gap.scope) for gap in found.gaps] == [(1, "resource")]


def installed(*modules: tuple[str, str]) -> str:
    listed = [{"Key": "", "Source": "", "Dir": "."}, *({"Key": key, "Dir": place} for key, place in modules)]
    return json.dumps({"Modules": listed})


def test_modules_fetched_before_are_read(configure: Configure) -> None:
    found = configure(
        'module "jobs" {\n  source = "acme/queue/aws"\n  name = "x"\n}\n'
        'output "it" { value = module.jobs.arn }\n',
        **{
            ".terraform/modules/modules.json": installed(("jobs", ".terraform/modules/jobs")),
            ".terraform/modules/jobs/main.tf": QUEUE,
        },
    )
    assert addresses(found) == ["module.jobs.aws_sqs_queue.this"]
    assert not found.calls
    assert not found.gaps


@pytest.mark.parametrize(
    "content",
    ["{", "[]", '{"Modules": 3}', installed(("jobs", "../../outside")), '{"Modules": [{"Key": "a"}]}'],
)
def test_a_list_of_fetched_modules_that_cannot_be_used_is_no_list(configure: Configure, content: str) -> None:
    found = configure(
        'module "jobs" {\n  source = "acme/queue/aws"\n  version = "1.0"\n}\n',
        **{".terraform/modules/modules.json": content},
    )
    assert [(call.source, call.version) for call in found.calls] == [("acme/queue/aws", "1.0")]


def test_a_variable_that_is_not_given_takes_its_default(configure: Configure) -> None:
    found = configure(
        'module "m" {\n  source = "./m"\n  b = null\n  c = null\n}\n',
        **{
            "m/main.tf": 'variable "a" { default = "da" }\n'
            'variable "b" { default = "db" }\n'
            'variable "c" {\n  default = "dc"\n  nullable = false\n}\nvariable "d" {}\n'
            'resource "aws_sqs_queue" "q" {\n  name = var.a\n  tag = var.b\n  fifo = var.c\n'
            "  lost = var.d\n}\n"
        },
    )
    address = "module.m.aws_sqs_queue.q"
    assert text(given(found, address)) == "da"
    assert is_absent(given(found, address, "tag"))
    assert text(given(found, address, "fifo")) == "dc"
    assert [gap.reason for gap in found.gaps] == ["module.m is not given its variable 'd'"]


def test_types_convert_what_is_given_and_fill_optional_attributes(configure: Configure) -> None:
    found = configure(
        'module "m" {\n  source = "./m"\n  queue = { name = "x", dropped = 1 }\n  amount = "5"\n}\n',
        **{
            "m/main.tf": 'variable "queue" {\n  type = object({ name = string, fifo = optional(bool, true), '
            "tag = optional(string) })\n}\n"
            'variable "amount" { type = number }\n'
            'output "queue" { value = var.queue }\noutput "amount" { value = var.amount }\n'
            'resource "aws_sqs_queue" "q" {\n  count = var.queue.fifo ? var.amount : 0\n'
            "  all = var.queue\n}\n",
        },
    )
    assert len(found.blocks) == 5
    whole = given(found, "module.m.aws_sqs_queue.q[0]", "all")
    assert isinstance(whole, Map)
    assert {key: text(item) for key, item in whole.items.items()} == {
        "name": "x",
        "fifo": "true",
        "tag": None,
    }


def test_paths_are_seen_from_the_root_module(configure: Configure) -> None:
    found = configure(
        'module "m" {\n  source = "../modules/m"\n}\n',
        folder="live",
        **{
            "../modules/m/main.tf": 'resource "aws_sqs_queue" "q" {\n  a = path.module\n  b = path.root\n'
            '  c = file("${path.module}/x.txt")\n}\n',
            "../modules/m/x.txt": "content",
        },
    )
    address = "module.m.aws_sqs_queue.q"
    assert [text(given(found, address, name)) for name in "abc"] == ["../modules/m", ".", "content"]


# ----------------------------------------------------------------------------------------------------- roots


def roots(folder: Path, calls: dict[str, list[str]]) -> set[str]:
    for name, sources in calls.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        written = "".join(
            f'module "m{number}" {{\n  source = "{source}"\n}}\n' for number, source in enumerate(sources)
        )
        (folder / name / "main.tf").write_text(f'resource "aws_sqs_queue" "q" {{}}\n{written}')
    return set(root_modules(Library(Root(folder)), list(calls)))


def test_a_folder_that_is_called_is_no_application(tmp_path: Path) -> None:
    calls = {"": [], "live": ["../modules/a"], "modules/a": ["../b/"], "modules/b": []}
    assert roots(tmp_path, calls) == {"", "live"}


def test_of_folders_that_call_one_another_one_is_left(tmp_path: Path) -> None:
    assert roots(tmp_path, {"a": ["../b"], "b": ["../c"], "c": ["../a"]}) == {"a"}
    assert roots(tmp_path / "2", {"": ["./m"], "m": ["../n"], "n": ["../m"]}) == {""}


def test_a_folder_that_only_calls_itself_is_an_application(tmp_path: Path) -> None:
    assert roots(tmp_path, {"a": ["./"]}) == {"a"}


def test_a_registry_module_calls_no_folder(tmp_path: Path) -> None:
    assert roots(tmp_path, {"a": ["b"], "b": []}) == {"a", "b"}


def test_called_folders_are_read_with_their_caller_alone(readings: Callable[..., Readings]) -> None:
    found = readings(
        "",
        **{
            "live/main.tf": 'module "q" {\n  source = "../queue"\n  name = "x"\n}\n',
            "queue/main.tf": QUEUE,
        },
    )
    (stack,) = found.stacks
    assert (stack.folder, set(stack.resources)) == ("live", {"module.q.aws_sqs_queue.this"})


def test_a_condition_of_a_call_holds_for_all_that_is_in_it(deploy: Callable[..., Stack]) -> None:
    stack = deploy(
        f'variable "on" {{}}\n{WORKER}  count = var.on ? 1 : 0\n  name = "x"\n}}\n',
        **{"queue/main.tf": QUEUE},
    )
    (resource,) = stack.resources.values()
    assert resource.condition == "var.on"
    assert isinstance(stack.conditions["var.on"], Unknown)


def test_a_key_with_brackets_is_a_key(deploy: Callable[..., Stack]) -> None:
    stack = deploy(
        'resource "aws_sqs_queue" "q" {\n  for_each = toset(["a[b]", "c"])\n  name = each.key\n}\n'
        'resource "aws_sqs_queue_policy" "p" {\n  for_each = aws_sqs_queue.q\n'
        '  queue_url = each.value.id\n  policy = "{}"\n}\n'
    )
    policy = stack.resources['aws_sqs_queue_policy.p["a[b]"]']
    assert [one.id for one in references(policy.properties)] == ['aws_sqs_queue.q["a[b]"]']


def test_an_open_module_keeps_the_edge_of_its_outputs(configure: Configure) -> None:
    found = configure(
        'module "x" {\n  source = "acme/x/aws"\n}\n'
        'resource "aws_sqs_queue" "q" {\n  name = module.x.name\n}\n'
    )
    name = given(found, "aws_sqs_queue.q")
    assert isinstance(name, Attr | Ref)
    assert name.id == "module.x"

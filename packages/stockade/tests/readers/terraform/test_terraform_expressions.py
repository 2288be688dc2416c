"""Expressions and templates: what they give where everything is known, and what stays of the rest."""

from collections.abc import Callable

import pytest

from stockade.model import Stack
from stockade.readers.terraform.configuration import Configuration
from stockade.values import Attr, Concat, Cond, List, Lit, Map, Param, Ref, Unknown, references, same, text

Configure = Callable[..., Configuration]
Evaluate = Callable[..., object]

LOCALS = """
locals {
  name  = "jobs"
  no    = null
  list  = ["a", "b", "c"]
  map   = { x = 1, y = 2 }
  users = [{ name = "ann", admin = true }, { name = "bob", admin = false }]
  deep  = { a = { "b.c" = [{ d = "found" }] } }
}
"""

KNOWN: list[tuple[str, object]] = [
    ('"text"', "text"),
    ("12", 12),
    ("1.50", 1.5),
    ("1.5e3", 1500),
    ("-3", -3),
    ("true", True),
    ("null", None),
    ('"a\\tb\\n\\"q\\" \\\\ \\u00e9"', 'a\tb\n"q" \\ \u00e9'),
    ('"$${not} %%{either} $5 100%"', "${not} %{either} $5 100%"),
    ('"${local.name}-queue"', "jobs-queue"),
    ('"${local.map.x}${true}"', "1true"),
    ('"${local.list}"', ["a", "b", "c"]),
    ('"a ${"b ${"c"} d"} e"', "a b c d e"),
    ('" ${ local.name } "', " jobs "),
    ('"%{ if local.map.x == 1 }one%{ else }other%{ endif }"', "one"),
    ('"%{ for n in local.list }<${n}>%{ endfor }"', "<a><b><c>"),
    ('"%{ for i, n in local.list ~}  ${i}=${n} %{ endfor }"', "0=a 1=b 2=c "),
    ('"a  ${~ local.name ~}  b"', "ajobsb"),
    ("1 + 2 * 3", 7),
    ("(1 + 2) * 3", 9),
    ("10 - 3 - 2", 5),
    ("7 / 2", 3.5),
    ("-7 % 3", -1),
    ('"1" + 1', 2),
    ("1 < 2 && 2 <= 2 && !(3 > 4)", True),
    ("false || true && false", False),
    ("1 == 1", True),
    ('1 == "1"', False),
    ('"a" != "b"', True),
    ("[1, 2] == [1, 2]", True),
    ("null == local.no", True),
    ("!true || true", True),
    ("true ? 1 : 2", 1),
    ("false ? 1 : true ? 2 : 3", 2),
    ("true ? false ? 1 : 2 : 3", 2),
    ("false ? local.list[9] : 1", 1),
    ("local.list[1]", "b"),
    ("local.list.2", "c"),
    ('local.map["y"]', 2),
    ('local.deep.a["b.c"][0].d', "found"),
    ("local.users[*].name", ["ann", "bob"]),
    ("local.users.*.name", ["ann", "bob"]),
    ("local.users[*].admin", [True, False]),
    ("local.no[*]", []),
    ("local.name[*]", ["jobs"]),
    ("local.map[*].x", [1]),
    ("[for n in local.list : upper(n)]", ["A", "B", "C"]),
    ("[for i, n in local.list : i]", [0, 1, 2]),
    ("[for u in local.users : u.name if u.admin]", ["ann"]),
    ("{ for u in local.users : u.name => u.admin }", {"ann": True, "bob": False}),
    ("{ for k, v in local.map : v => k }", {"1": "x", "2": "y"}),
    ('{ for u in local.users : u.admin ? "yes" : "no" => u.name... }', {"yes": ["ann"], "no": ["bob"]}),
    (
        '{ for u in concat(local.users, local.users) : "all" => u.name... }',
        {"all": ["ann", "bob", "ann", "bob"]},
    ),
    (
        '{ a = 1, "b c" = 2, (local.name) = 3, "${local.name}2" = 4 }',
        {"a": 1, "b c": 2, "jobs": 3, "jobs2": 4},
    ),
    ("{ a : 1, b : 2 }", {"a": 1, "b": 2}),
    ('{ 1 = "one", true = "yes" }', {"1": "one", "true": "yes"}),
    ("{\n  a = 1 # comment\n  // another\n  b = /* inside */ 2\n}", {"a": 1, "b": 2}),
    ("[\n  1,\n  2,\n]", [1, 2]),
    ("max([1, 5]...)", 5),
    ("1e3", 1000),
    ("1E-2", 0.01),
    ("1.5e+3", 1500),
    ("[-1e2, 2e0]", [-100, 2]),
    ('"1e3 ${1e3} x1e3"', "1e3 1000 x1e3"),
    ('try(local.map.z, local.map["x"], "never")', 1),
    ('try(local.map.nothing, "last")', "last"),
    ("can(local.map.z)", False),
    ("can(local.map.x)", True),
    ('can(regex("^j", local.name))', True),
    ('try(jsondecode("{"), {})', {}),
    ("<<EOT\nplain ${local.name}\n  \\n stays\nEOT", "plain jobs\n  \\n stays\n"),
    ("<<-EOT\n    a\n      b ${local.name}\n    c\n  EOT", "a\n  b jobs\nc\n"),
    ("<<EOT\n%{ for n in local.list ~}\n- ${n}\n%{ endfor ~}\nend\nEOT", "- a\n- b\n- c\nend\n"),
    ("<<EOT\nEOT", ""),
    ("<<EOT\n$${x} %%{y}\nEOT", "${x} %{y}\n"),
    (
        'jsondecode(jsonencode({ a = [1, "x", true, null], b = { c = 1.5 } }))',
        {"a": [1, "x", True, None], "b": {"c": 1.5}},
    ),
    ('yamldecode(yamlencode({ a = [1, "x"] }))', {"a": [1, "x"]}),
    ('jsondecode(<<EOT\n{"a": "${local.name}"}\nEOT\n)', {"a": "jobs"}),
    ('length(local.list) > 2 ? "many" : "few"', "many"),
    ("local.list[length(local.list) - 1]", "c"),
    ('[for s in ["a", "b"] : { name = s }][1].name', "b"),
    (
        'flatten([for k, v in local.map : [for n in local.list : "${k}${n}${v}"]])',
        ["xa1", "xb1", "xc1", "ya2", "yb2", "yc2"],
    ),
]


@pytest.mark.parametrize(("expression", "result"), KNOWN, ids=[one for one, _ in KNOWN])
def test_what_is_known(evaluate: Evaluate, expression: str, result: object) -> None:
    found = evaluate(expression, LOCALS)
    assert found == result
    assert type(found) is type(result)


BESIDE = """
variable "stage" {}
variable "size" { default = 3 }
variable "secret" {
  sensitive = true
}
resource "aws_sqs_queue" "q" {
  name = "jobs"
}
data "aws_region" "here" {}
"""


@pytest.fixture
def value(configure: Configure) -> Callable[..., object]:
    """Return the term an expression gives beside variables and resources; nothing may be refused."""

    def make(expression: str, **files: str) -> object:
        found = configure(f'output "it" {{\n  value = {expression}\n}}\n{BESIDE}', **files)
        assert not found.gaps, found.gaps
        return found.outputs["it"].value

    return make


def test_a_reference_to_a_resource_keeps_its_address(value: Callable[..., object]) -> None:
    for expression, address, name in [
        ("aws_sqs_queue.q.arn", "aws_sqs_queue.q", "arn"),
        ("data.aws_region.here.name", "data.aws_region.here", "name"),
        ("aws_sqs_queue.q.a[0].b", "aws_sqs_queue.q", "a[0].b"),
        ('aws_sqs_queue.q.a["k"]', "aws_sqs_queue.q", 'a["k"]'),
        ("aws_sqs_queue.q.list[*].b", "aws_sqs_queue.q", "list[*].b"),
    ]:
        term = value(expression)
        term = term.items[0] if isinstance(term, List) else term
        assert isinstance(term, Attr), expression
        assert (term.id, term.name) == (address, name)


def test_a_whole_resource_is_a_reference(value: Callable[..., object]) -> None:
    term = value("aws_sqs_queue.q")
    assert isinstance(term, Ref)
    assert term.id == "aws_sqs_queue.q"


def test_a_text_with_something_unknown_in_it_is_joined(value: Callable[..., object]) -> None:
    term = value('"${aws_sqs_queue.q.arn}/${var.stage}-x"')
    assert isinstance(term, Concat)
    assert [type(part) for part in term.parts] == [Attr, Lit, Param, Lit]


@pytest.mark.parametrize(
    "expression",
    [
        'format("%s/*", aws_sqs_queue.q.arn)',
        'join("/", [aws_sqs_queue.q.arn, "*"])',
        '"${aws_sqs_queue.q.arn}/*"',
        'trimprefix("x${aws_sqs_queue.q.arn}/*", "x")',
        'trimsuffix("${aws_sqs_queue.q.arn}/*x", "x")',
        'formatlist("%s/*", [aws_sqs_queue.q.arn])[0]',
        '<<-EOT\n  ${aws_sqs_queue.q.arn}/*${""}\n  EOT',
        'jsondecode(jsonencode({ a = "${aws_sqs_queue.q.arn}/*" })).a',
        'yamldecode(yamlencode({ a = "${aws_sqs_queue.q.arn}/*" })).a',
        'templatefile("t.tftpl", { arn = aws_sqs_queue.q.arn })',
        'templatestring("${"$"}{arn}/*", { arn = aws_sqs_queue.q.arn })',
        '[for one in [aws_sqs_queue.q.arn] : "${one}/*"][0]',
        'lookup({ a = "${aws_sqs_queue.q.arn}/*" }, "a", "b")',
        'try(null.x, "${aws_sqs_queue.q.arn}/*")',
    ],
)
def test_a_reference_survives_what_is_done_to_its_text(value: Callable[..., object], expression: str) -> None:
    term = value(expression, **{"t.tftpl": "${arn}/*"})
    assert isinstance(term, Concat)
    head, tail = term.parts
    assert isinstance(head, Attr)
    assert (head.id, (text(tail) or "").strip()) == ("aws_sqs_queue.q", "/*")


@pytest.mark.parametrize(
    "expression",
    [
        'split(":", aws_sqs_queue.q.arn)[5]',
        "upper(aws_sqs_queue.q.arn)",
        'replace(aws_sqs_queue.q.arn, "a", "b")',
        "aws_sqs_queue.q.delay + 1",
        "sha256(aws_sqs_queue.q.arn)",
        "[for one in aws_sqs_queue.q.list : one]",
        'templatefile("${aws_sqs_queue.q.arn}.tftpl", {})',
        "toset(aws_sqs_queue.q.list)",
        "aws_sqs_queue.q.arn == var.stage",
        "{ a = 1, b = 2 }[aws_sqs_queue.q.arn]",
        'can(regex("x", aws_sqs_queue.q.arn))',
        "cidrsubnet(aws_sqs_queue.q.cidr, 4, 1)",
    ],
)
def test_an_unknown_result_keeps_the_edge_to_the_resource(
    value: Callable[..., object], expression: str
) -> None:
    term = value(expression)
    assert isinstance(term, Unknown)
    assert "aws_sqs_queue.q" in {one.id for one in references(term)}


def test_a_condition_that_is_not_known_has_two_sides(value: Callable[..., object]) -> None:
    term = value('var.stage == "live" ? aws_sqs_queue.q.arn : "none"')
    assert isinstance(term, Cond)
    assert term.name == 'var.stage == "live"'
    assert isinstance(term.then, Attr)
    assert text(term.otherwise) == "none"


def test_conditions_of_one_text_have_one_name_and_nest(value: Callable[..., object]) -> None:
    term = value('upper(var.stage == "live" ? "a" : var.stage == "test" ? "b" : "c")')
    assert isinstance(term, Cond)
    assert isinstance(term.otherwise, Cond)
    assert [text(one) for one in (term.then, term.otherwise.then, term.otherwise.otherwise)] == [
        "A",
        "B",
        "C",
    ]


def test_sides_that_are_the_same_are_no_condition(value: Callable[..., object]) -> None:
    assert text(value('var.stage == "live" ? "x" : "x"')) == "x"  # type: ignore[arg-type]  # any term


def test_what_is_wrong_on_a_side_that_may_not_be_taken_is_no_gap(value: Callable[..., object]) -> None:
    assert isinstance(value('var.stage == "live" ? [][0] : 1'), Cond)


def test_a_default_decides_and_stays_a_parameter(value: Callable[..., object]) -> None:
    assert isinstance(value("var.size"), Param)
    assert text(value('var.size > 2 ? "large" : "small"')) == "large"  # type: ignore[arg-type]  # any term


def test_a_sensitive_variable_says_so(value: Callable[..., object]) -> None:
    term = value("var.secret")
    assert isinstance(term, Param)
    assert term.no_echo


def test_an_unknown_key_of_a_map_lists_what_it_may_be(value: Callable[..., object]) -> None:
    term = value('{ a = "one", b = "two" }[var.stage]')
    assert isinstance(term, Unknown)
    assert [text(one) for one in term.among] == ["one", "two"]


def test_templates_of_files_have_loops_conditions_and_json(configure: Configure) -> None:
    template = (
        '{"Statement": [\n%{ for i, arn in arns ~}\n'
        '  {"Resource": "${arn}"}%{ if i < 1 },%{ endif }\n%{ endfor ~}\n]}'
    )
    found = configure(
        'output "it" {\n  value = jsondecode(templatefile("${path.module}/p.tpl", '
        '{ arns = [aws_sqs_queue.q.arn, "b"] }))\n}\n' + BESIDE,
        **{"p.tpl": template},
    )
    document = found.outputs["it"].value
    assert not found.gaps
    assert isinstance(document, Map)
    statements = document.items["Statement"]
    assert isinstance(statements, List)
    assert [one.id for one in references(statements)] == ["aws_sqs_queue.q"]
    assert len(statements.items) == 2


def test_a_name_that_a_template_is_not_given_is_a_gap_in_the_template(configure: Configure) -> None:
    found = configure(
        'output "it" {\n  value = templatefile("t.tpl", {})\n}\n', **{"t.tpl": "\n${nothing}\n"}
    )
    assert [(gap.location.file, gap.location.line) for gap in found.gaps] == [("t.tpl", 2)]


@pytest.mark.parametrize(
    "expression",
    [
        "local.nothing",
        "var.nothing",
        "module.nothing.x",
        "aws_sqs_queue.nothing.arn",
        "each.key",
        "path.x",
        "foo",
    ],
)
def test_a_name_that_is_not_declared_is_a_gap_at_its_line(configure: Configure, expression: str) -> None:
    found = configure(f'output "it" {{\n  value = {expression}\n}}\n')
    assert isinstance(found.outputs["it"].value, Unknown)
    assert [gap.location.line for gap in found.gaps] == [2]


def test_values_stand_where_they_were_written(configure: Configure) -> None:
    found = configure(
        'locals {\n  policy = {\n    a = [\n      "x",\n    ]\n  }\n}\noutput "it" {\n'
        "  value = local.policy\n}\n"
    )
    policy = found.outputs["it"].value
    assert isinstance(policy, Map)
    listed = policy.items["a"]
    assert isinstance(listed, List)
    assert (listed.at.line, listed.items[0].at.line) == (3, 4)


def test_a_heredoc_with_windows_line_ends(evaluate: Evaluate) -> None:
    assert evaluate("<<EOT\r\n{}\r\nEOT\r\n") in {"{}\r\n", "{}\n"}


SAME = """\
variable "given" {}
variable "object" {}
data "aws_vpc" "one" {}
data "aws_vpc" "two" {}
resource "aws_sqs_queue" "q" {
  count = 2
}
"""


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        ("var.given", "var.given", "true"),
        ("var.given", "var.object", "unknown"),
        ("var.object.a", "var.object.a", "true"),
        ("var.object.a.b", 'var.object["a"].b', "true"),
        ("var.object.a", "var.object.b", "unknown"),
        ("var.object[var.given]", "var.object[var.given]", "unknown"),
        ("data.aws_vpc.one.id", "data.aws_vpc.one.id", "true"),
        ("data.aws_vpc.one.id", "data.aws_vpc.two.id", "unknown"),
        ("data.aws_vpc.one.id", "data.aws_vpc.one.cidr_block", "unknown"),
        ("timestamp()", "timestamp()", "unknown"),
        ("uuid()", "uuid()", "unknown"),
        ('"a-${var.object.a}"', '"a-${var.object.a}"', "true"),
        ('"a-${var.object.a}"', '"b-${var.object.a}"', "false"),
    ],
)
def test_one_unknown_is_equal_to_itself_and_to_no_other(
    deploy: Callable[..., Stack], left: str, right: str, answer: str
) -> None:
    stack = deploy(
        f'{SAME}output "left" {{\n  value = {left}\n}}\noutput "right" {{\n  value = {right}\n}}\n'
    )
    assert same(stack.outputs["left"].value, stack.outputs["right"].value) == answer

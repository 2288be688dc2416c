"""Functions, against the results that Terraform's documentation shows for them."""

from collections.abc import Callable

import pytest

from stockade.readers.terraform.configuration import Configuration
from stockade.values import Concat, Lit, Unknown

DOCUMENTED: list[tuple[str, object]] = [
    ("abs(-12.4)", 12.4),
    ("ceil(5.1)", 6),
    ("floor(4.9)", 4),
    ("log(50, 10)", 1.6989700043360185),
    ("max(12, 54, 3)", 54),
    ("max([12, 54, 3]...)", 54),
    ("min(12, 54, 3)", 3),
    ('parseint("100", 10)', 100),
    ('parseint("FF", 16)', 255),
    ('parseint("-10", 10)', -10),
    ('parseint("1011111011101111", 2)', 48879),
    ("pow(3, 2)", 9),
    ("signum(-13)", -1),
    ("signum(0)", 0),
    ('cidrcontains("192.168.2.0/20", "192.168.2.1")', True),
    ('cidrcontains("192.168.2.0/20", "fe80::1")', False),
    ('jsonencode({ hello = "world" })', '{"hello":"world"}'),
    (
        'jsonencode({ b = [1, 1.5, true, null], a = "<x> & y" })',
        '{"a":"\\u003cx\\u003e \\u0026 y","b":[1,1.5,true,null]}',
    ),
    ('textencodebase64("Hello World", "UTF-16LE")', "SABlAGwAbABvACAAVwBvAHIAbABkAA=="),
    ('textdecodebase64("SABlAGwAbABvACAAVwBvAHIAbABkAA==", "UTF-16LE")', "Hello World"),
    ('textencodebase64("a", "UTF-16")', "/v8AYQ=="),
    ('urldecode("a%20b+c")', "a b c"),
    ('base64gunzip("H4sIAAAAAAAC/8tIzcnJBwCGphA2BQAAAA==")', "hello"),
    ('formatdate("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z")', "02 Jan 2018 23:12 UTC"),
    ('formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2018-01-02T23:12:01Z")', "Tuesday, 02-Jan-18 23:12:01 UTC"),
    (
        'formatdate("EEE, DD MMM YYYY hh:mm:ss ZZZ", "2018-01-02T23:12:01-08:00")',
        "Tue, 02 Jan 2018 23:12:01 -0800",
    ),
    ('formatdate("MMM DD, YYYY", "2018-01-02T23:12:01Z")', "Jan 02, 2018"),
    ('formatdate("HH:mmaa", "2018-01-02T23:12:01Z")', "11:12pm"),
    ('formatdate("h\'h\'mm", "2018-01-02T23:12:01Z")', "23h12"),
    ('timeadd("2017-11-22T00:00:00Z", "10m")', "2017-11-22T00:10:00Z"),
    ('timeadd("2017-11-22T00:00:00+02:00", "-1h30m")', "2017-11-21T22:30:00+02:00"),
    ('timecmp("2017-11-22T00:00:00Z", "2017-11-22T00:00:00Z")', 0),
    ('timecmp("2017-11-22T00:00:00Z", "2017-11-22T01:00:00Z")', -1),
    ('timecmp("2017-11-22T01:00:00Z", "2017-11-22T00:00:00-01:00")', 0),
    ('chomp("hello\\n")', "hello"),
    ('endswith("hello world", "world")', True),
    ('startswith("hello world", "world")', False),
    ('strcontains("hello world", "wor")', True),
    ('format("Hello, %s!", "Ander")', "Hello, Ander!"),
    ('format("There are %d lights", 4)', "There are 4 lights"),
    ('format("%5.1f|%-5s|%05d|%x|%b|%%", 3.14159, "ab", 42, 255, 5)', "  3.1|ab   |00042|ff|101|%"),
    ('format("%05d", -42)', "-0042"),
    ('format("%q", "a\\"b")', '"a\\"b"'),
    ('format("%#v", "x")', '"x"'),
    ('format("%v %v", true, 1.5)', "true 1.5"),
    ('format("%[2]s %[1]s", "a", "b")', "b a"),
    ('formatlist("Hello, %s!", ["Valentina", "Ander"])', ["Hello, Valentina!", "Hello, Ander!"]),
    (
        'formatlist("%s, %s!", "Salutations", ["Valentina", "Ander"])',
        ["Salutations, Valentina!", "Salutations, Ander!"],
    ),
    ('indent(2, "[\\n  foo,\\n]")', "[\n    foo,\n  ]"),
    ('join("-", ["foo", "bar", "baz"])', "foo-bar-baz"),
    ('lower("HELLO")', "hello"),
    ('upper("hello")', "HELLO"),
    ('title("hello world")', "Hello World"),
    ('regex("[a-z]+", "53453453.345345aaabbbccc23454")', "aaabbbccc"),
    ('regex("(\\\\d\\\\d\\\\d\\\\d)-(\\\\d\\\\d)-(\\\\d\\\\d)", "2019-02-01")', ["2019", "02", "01"]),
    (
        'regex("^(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?", "https://terraform.io/docs/")',
        {"scheme": "https", "authority": "terraform.io"},
    ),
    ('regexall("[a-z]+", "1234abcd5678efgh9")', ["abcd", "efgh"]),
    ('length(regexall("[a-z]+", "123456789"))', 0),
    ('replace("1 + 2 + 3", "+", "-")', "1 - 2 - 3"),
    ('replace("hello world", "/w.*d/", "everybody")', "hello everybody"),
    ('replace("a-b", "/(a)-(b)/", "$2-$1")', "b-a"),
    ('split(",", "foo,bar,baz")', ["foo", "bar", "baz"]),
    ('split(",", "")', [""]),
    ('strrev("hello")', "olleh"),
    ('substr("hello world", 1, 4)', "ello"),
    ('substr("hello world", -5, -1)', "world"),
    ('substr("hello world", 6, 10)', "world"),
    ('trim("?!hello?!", "!?")', "hello"),
    ('trimprefix("helloworld", "hello")', "world"),
    ('trimsuffix("helloworld", "world")', "hello"),
    ('trimspace("  hello\\n\\n")', "hello"),
    ('alltrue(["true", true])', True),
    ("alltrue([true, false])", False),
    ("alltrue([])", True),
    ('anytrue(["true"])', True),
    ("anytrue([])", False),
    ('chunklist(["a", "b", "c", "d", "e"], 2)', [["a", "b"], ["c", "d"], ["e"]]),
    ('coalesce("", "b")', "b"),
    ("coalesce(1, 2)", 1),
    ('coalesce(null, "a", "b")', "a"),
    ('coalesce(["", "b"]...)', "b"),
    ('coalescelist([], ["c", "d"])', ["c", "d"]),
    ('compact(["a", "", "b", null, "c"])', ["a", "b", "c"]),
    ('concat(["a", ""], ["b", "c"])', ["a", "", "b", "c"]),
    ('contains(["a", "b", "c"], "a")', True),
    ('contains(["a", "b", "c"], "d")', False),
    ('distinct(["a", "b", "a", "c", "d", "b"])', ["a", "b", "c", "d"]),
    ('element(["a", "b", "c"], 1)', "b"),
    ('element(["a", "b", "c"], 3)', "a"),
    ('element(["a", "b", "c"], -1)', "c"),
    ('flatten([["a", "b"], [], ["c"]])', ["a", "b", "c"]),
    ('flatten([[["a", "b"], []], ["c"]])', ["a", "b", "c"]),
    ('index(["a", "b", "c"], "b")', 1),
    ("keys({a=1, c=2, d=3})", ["a", "c", "d"]),
    ("values({c=3, a=1, d=2})", [1, 3, 2]),
    ("length([])", 0),
    ('length({"a" = "b"})', 1),
    ('length("hello")', 5),
    ('lookup({a="ay", b="bee"}, "a", "what?")', "ay"),
    ('lookup({a="ay", b="bee"}, "c", "what?")', "what?"),
    (
        'matchkeys(["i-123", "i-abc", "i-def"], ["us-west", "us-east", "us-east"], ["us-east"])',
        ["i-abc", "i-def"],
    ),
    ('merge({a="b", c="d"}, {e="f", c="z"})', {"a": "b", "c": "z", "e": "f"}),
    ("merge([{a=1}, {b=2}]...)", {"a": 1, "b": 2}),
    ("one([])", None),
    ('one(["a"])', "a"),
    ("range(3)", [0, 1, 2]),
    ("range(1, 4)", [1, 2, 3]),
    ("range(1, 8, 2)", [1, 3, 5, 7]),
    ("range(1, 4, 0.5)", [1, 1.5, 2, 2.5, 3, 3.5]),
    ("range(4, 1)", [4, 3, 2]),
    ("range(10, 5, -2)", [10, 8, 6]),
    ("reverse([1, 2, 3])", [3, 2, 1]),
    ('setintersection(["a", "b"], ["b", "c"], ["b", "d"])', ["b"]),
    ('setproduct(["a", "b"], ["x", "y"])', [["a", "x"], ["a", "y"], ["b", "x"], ["b", "y"]]),
    ('setsubtract(["a", "b", "c"], ["a", "c"])', ["b"]),
    ('setunion(["a", "b"], ["b", "c"], ["d"])', ["a", "b", "c", "d"]),
    ('slice(["a", "b", "c", "d"], 1, 3)', ["b", "c"]),
    ('sort(["e", "d", "a", "x"])', ["a", "d", "e", "x"]),
    ("sum([10, 13, 6, 4.5])", 33.5),
    ('transpose({"a" = ["1", "2"], "b" = ["2", "3"]})', {"1": ["a"], "2": ["a", "b"], "3": ["b"]}),
    ('zipmap(["a", "b"], [1, 2])', {"a": 1, "b": 2}),
    ('toset(["c", "b", "b"])', ["b", "c"]),
    ('tobool("true")', True),
    ("tobool(null)", None),
    ('tonumber("1")', 1),
    ("tostring(1)", "1"),
    ("tostring(true)", "true"),
    ('tolist(["a", "b"])', ["a", "b"]),
    ('base64encode("Hello World")', "SGVsbG8gV29ybGQ="),
    ('base64decode("SGVsbG8gV29ybGQ=")', "Hello World"),
    (
        'csvdecode("a,b,c\\n1,2,3\\n4,5,6\\n")',
        [{"a": "1", "b": "2", "c": "3"}, {"a": "4", "b": "5", "c": "6"}],
    ),
    ('jsondecode("{\\"hello\\": \\"world\\"}")', {"hello": "world"}),
    ('jsondecode("true")', True),
    ('urlencode("Hello World!")', "Hello+World%21"),
    ('yamldecode("{a: 1, b: [x, y]}")', {"a": 1, "b": ["x", "y"]}),
    ('basename("foo/bar/baz.txt")', "baz.txt"),
    ('dirname("foo/bar/baz.txt")', "foo/bar"),
    ('md5("hello world")', "5eb63bbbe01eeed093cb22bb8f5acdc3"),
    ('sha1("hello world")', "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed"),
    ('sha256("hello world")', "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"),
    ('base64sha256("hello world")', "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="),
    ('uuidv5("dns", "www.terraform.io")', "a5008fae-b28c-5ba5-96cd-82b4c53552d6"),
    ('cidrhost("10.12.112.0/20", 16)', "10.12.112.16"),
    ('cidrhost("10.12.112.0/20", -1)', "10.12.127.255"),
    ('cidrnetmask("172.16.0.0/12")', "255.240.0.0"),
    ('cidrsubnet("172.16.0.0/12", 4, 2)', "172.18.0.0/16"),
    (
        'cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)',
        ["10.1.0.0/20", "10.1.16.0/20", "10.1.32.0/24", "10.1.48.0/20"],
    ),
    ('nonsensitive(sensitive("x"))', "x"),
    ('core::upper("x")', "X"),
]


@pytest.mark.parametrize(("expression", "result"), DOCUMENTED, ids=[one for one, _ in DOCUMENTED])
def test_a_documented_result(evaluate: Callable[..., object], expression: str, result: object) -> None:
    assert evaluate(expression) == result
    assert type(evaluate(expression)) is type(result)


REFUSED = [
    'regex("[0-9]+", "abc")',
    'index(["a"], "b")',
    "element([], 0)",
    'lookup({a = 1}, "b")',
    "one([1, 2])",
    'tonumber("a")',
    "tobool(2)",
    "tostring([])",
    'cidrsubnet("no network", 1, 1)',
    'jsondecode("{")',
    "range(1, 2, 0)",
    "range(100000)",
    "pow(10, 1000)",
    "log(0, 10)",
    "1 / 0",
    'format("%s")',
    "upper()",
    "no_such_function(1)",
    'file("nothing.txt")',
    'base64decode("%")',
    'slice(["a"], 0, 5)',
    'zipmap(["a"], [])',
    "coalesce(null, null)",
    "max()",
    'uuidv5("x", "y")',
    "map(1)",
    "chunklist([1], null)",
    'textencodebase64("a", "no-such")',
    'textencodebase64("\u20ac", "ISO-8859-1")',
    'textdecodebase64("%", "UTF-8")',
    'base64gunzip("aGVsbG8=")',
    'formatdate("YYYY", "yesterday")',
    'formatdate("QQ", "2018-01-02T23:12:01Z")',
    'timeadd("2018-01-02T23:12:01Z", "soon")',
    'timeadd("9999-12-31T23:12:01Z", "9000h")',
    'timecmp("2018-13-02T23:12:01Z", "2018-01-02T23:12:01Z")',
    'cidrcontains("10.0.0.0/8", "x")',
    "issensitive()",
    "0x1F",
    "1e999",
]


@pytest.mark.parametrize("expression", REFUSED)
def test_what_terraform_refuses_is_unknown_and_a_gap_at_its_line(
    configure: Callable[..., Configuration], expression: str
) -> None:
    found = configure(f'output "it" {{\n  value = {expression}\n}}\n')
    assert isinstance(found.outputs["it"].value, Unknown)
    assert [gap.location.line for gap in found.gaps] == [2]


@pytest.mark.parametrize("name", ["timestamp", "uuid", "plantimestamp"])
def test_what_is_another_at_each_deployment_is_unknown_and_no_gap(
    evaluate: Callable[..., object], name: str
) -> None:
    assert isinstance(evaluate(f"{name}()"), Unknown)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ('base64gzip("a")', "depends on the program"),
        ('rsadecrypt("a", "b")', "private key"),
        ('bcrypt("a")', "another at each deployment"),
        ('provider::aws::arn_parse("a")', "function of a provider"),
        ('issensitive("a")', "whether a value is sensitive"),
        ('timeadd(timestamp(), "1h")', "only known at deployment"),
    ],
)
def test_what_is_not_computed_is_unknown_with_its_reason(
    evaluate: Callable[..., object], expression: str, reason: str
) -> None:
    found = evaluate(expression)
    assert isinstance(found, Unknown)
    assert reason in found.reason


def test_a_variable_that_is_declared_sensitive_is(evaluate: Callable[..., object]) -> None:
    assert evaluate("issensitive(var.s)", 'variable "s" {\n  sensitive = true\n}\n') is True


def test_references_come_through_json_in_their_places(evaluate: Callable[..., object]) -> None:
    found = evaluate('jsonencode({ a = "<${aws_sqs_queue.q.arn}>" })', 'resource "aws_sqs_queue" "q" {}\n')
    assert isinstance(found, Concat)
    assert [part.value for part in found.parts if isinstance(part, Lit)] == [
        '{"a":"\\u003c',
        '\\u003e"}',
    ]

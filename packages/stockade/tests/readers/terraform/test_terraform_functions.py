"""Functions, against the results that Terraform's documentation shows for them."""

from collections.abc import Callable

import pytest

from stockade.readers.terraform.configuration import Configuration
from stockade.values import Unknown

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

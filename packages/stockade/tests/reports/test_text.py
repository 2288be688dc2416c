import re

import pytest
from msgspec.structs import replace

from stockade.findings import Finding, Page, Rule, Scan
from stockade.reports.map_text import map_text
from stockade.reports.rules_text import explain_text, rules_text
from stockade.reports.scan_text import scan_text

SECRET = "hunter2-hunter2"


def test_a_finding_as_people_read_it(scan: Scan) -> None:
    text = scan_text(replace(scan, findings=scan.findings[:1]), width=100)
    assert text == (
        "CRITICAL  unauthenticated-to-data" + " " * 44 + "orders/template.yaml:20\n"
        "  Anybody can change stored data\n"
        "  POST /orders (public, none) → CreateOrder → Orders\n"
        "  why   Anybody may send POST /orders, and CreateOrder may write every item of Orders.\n"
        "  do    Attach an authorizer to POST /orders.\n"
        "  also  Orders\n"
        "\n"
        "application  functions  entry points  open to anybody  findings\n"
        "orders               1             1                1  1 critical\n"
        "\n"
        "2 places could not be analysed:\n"
        "  broken.yaml:3: is no YAML\n"
        "  orders/template.yaml:60: a macro is not expanded\n"
        "\n"
        "1 finding: 1 critical; 1 accepted\n"
    )


def test_a_fix_as_people_read_it(scan: Scan, repairable: Finding) -> None:
    text = scan_text(replace(scan, findings=(repairable,)), width=100)
    assert (
        "  do    Attach an authorizer to POST /orders.\n"
        "  fix   call yaml.safe_load instead of yaml.load\n"
        "        - yaml.load(q, 1)\n"
        "        + import yaml\n"
        "        + yaml.safe_load(q)\n"
        "  also  Orders\n"
    ) in text


def test_lines_that_do_not_fit_are_not_shown(scan: Scan, repairable: Finding) -> None:
    assert repairable.fix is not None
    long = replace(repairable.fix, added=("y" * 93,))
    text = scan_text(replace(scan, findings=(replace(repairable, fix=long),)), width=100)
    assert "  fix   call yaml.safe_load instead of yaml.load\n  also  Orders\n" in text


def test_a_map_as_people_read_it(scan: Scan) -> None:
    app = replace(scan.surface.apps[0], flows=scan.surface.apps[0].flows[:1], gaps=())
    text = map_text(replace(scan.surface, apps=(app,), gaps=()), width=100)
    assert text == (
        "orders  sam  orders/template.yaml\n"
        "\n"
        "  who can send  authentication  event                    starts\n"
        "  public        none            apigw.rest POST /orders  CreateOrder\n"
        "\n"
        "  function     may\n"
        "  CreateOrder  write Orders\n"
        "\n"
        "1 application, 1 function, 1 entry point, 1 open to anybody\n"
    )


def test_rights_of_a_role_outside_are_unknown(scan: Scan) -> None:
    app = scan.surface.apps[0]
    functions = {name: replace(one, role="") for name, one in app.functions.items()}
    text = map_text(replace(scan.surface, apps=(replace(app, functions=functions, flows=()),)), width=100)
    assert "CreateOrder  unknown: its role is not in the template\n" in text


@pytest.mark.parametrize("width", [20, 40, 80, 500])
def test_lines_keep_to_the_width(scan: Scan, width: int) -> None:
    for text in (scan_text(scan, width=width), map_text(scan.surface, width=width)):
        assert max(map(len, text.split("\n"))) <= max(40, min(width, 140))


def test_no_colours_unless_asked(scan: Scan) -> None:
    assert "\x1b" not in scan_text(scan) + map_text(scan.surface)
    assert "\x1b[" in scan_text(scan, colour=True)


def test_a_template_cannot_steer_the_terminal(scan: Scan) -> None:
    for text in (scan_text(scan, colour=True), map_text(scan.surface, colour=True)):
        assert "\\u{1b}" in text
        assert not re.search(r"\x1b(?!\[[0-9;]*m)", text), "only colours of our own"
        assert "\u202e" not in text
        assert "\x1b[31m\u202e" not in text


def test_no_secret_is_shown(scan: Scan) -> None:
    assert SECRET not in scan_text(scan) + map_text(scan.surface)


def test_open_questions_are_told_apart(scan: Scan) -> None:
    text = scan_text(scan)
    assert "MEDIUM ?  public-bucket-read" in text
    assert "1 finding: 1 critical; 1 open question; 1 accepted" in text


def test_nothing_found_says_so(scan: Scan) -> None:
    text = scan_text(replace(scan, findings=(), accepted=(), gaps=()))
    assert text.endswith("orders               1             1                1  none\n\nno findings\n")


RULE = Rule(
    id="a-fault", title="A fault", severity="high", cwe=("CWE-1",), pedantic=True, aliases=("former",)
)


def test_rules() -> None:
    assert (
        rules_text([RULE])
        == "high  a-fault  A fault (pedantic)\n1 rule; `stockade explain RULE` tells about one\n"
    )


def test_a_page_is_markdown_in_a_pipe_and_rendered_on_a_terminal() -> None:
    page = Page(RULE, "# A fault\n\n## Attack\n\nSend it.\n")
    plain = explain_text(page)
    assert plain.startswith("# A fault\n\n## Attack\n\nSend it.\n\na-fault; severity high; CWE-1; pedantic")
    assert plain.endswith("formerly former\n")
    assert "##" not in explain_text(page, colour=True)

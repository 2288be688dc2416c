import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from stockade.config import parse_config
from stockade.findings import Finding, fingerprint
from stockade.findings.accept import Sorted, accept
from stockade.findings.baseline import acceptable, entries, quoted
from stockade.model import App, Resource, Role
from stockade.values import NOWHERE, List, Lit, Location, Map, Param, Value, plain

TODAY = dt.date(2026, 11, 24)
FINDING = Finding(
    rule="public-bucket-read",
    title="Anybody may read the bucket",
    app="orders",
    subject="Pictures",
    resource="Pictures",
    message="It is so.",
    remediation="Change it.",
    severity="high",
    location=Location("template.yaml", 3),
    fingerprint=fingerprint("public-bucket-read", "orders", "Pictures"),
)


def _app(metadata: Value | None = None) -> App:
    found = plain({}) if metadata is None else Map({"stockade": Map({"accept": metadata})})
    bucket = Resource("Pictures", "AWS::S3::Bucket", Lit("p"), Location("template.yaml", 3), metadata=found)
    return App(name="orders", template="template.yaml", format="sam", resources={"Pictures": bucket})


def _accept(
    *, config: str = "", template: str = "", metadata: Value | None = None, finding: Finding = FINDING
) -> Sorted:
    texts = {"template.yaml": template, "stockade.toml": config}
    return accept(
        [finding],
        [_app(metadata)],
        parse_config(config),
        read=texts.get,
        today=TODAY,
        canonical=lambda rule: "public-bucket-read" if rule == "former-name" else rule,
        off=frozenset({"pedantic-rule"}),
    )


REASON = 'reason = "a shop window"\n'


@pytest.mark.parametrize(
    "entry",
    [
        f'fingerprint = "{FINDING.fingerprint}"\n',
        'rule = "public-bucket-read"\nsubject = "Pictures"\n',
        'rule = "former-name"\nsubject = "Pictures"\n',
        'rule = "public-bucket-read"\nsubject = "Pictures"\napp = "orders"\nexpires = 2026-11-24\n',
    ],
)
def test_entries_that_accept(entry: str) -> None:
    done = _accept(config=f"[[accept]]\n{entry}{REASON}")
    assert done.standing == ()
    assert done.accepted[0].acceptance.reason == "a shop window"
    assert done.accepted[0].acceptance.means == "configuration"


@pytest.mark.parametrize(
    "entry",
    [
        'fingerprint = "0123"\n',
        'rule = "public-bucket-read"\nsubject = "Others"\n',
        'rule = "public-bucket-write"\nsubject = "Pictures"\n',
        'rule = "public-bucket-read"\nsubject = "Pictures"\napp = "other"\n',
    ],
)
def test_entries_about_something_else(entry: str) -> None:
    assert _accept(config=f"[[accept]]\n{entry}{REASON}").standing == (FINDING,)


def test_no_reason_accepts_nothing_and_is_a_finding() -> None:
    done = _accept(config='\n[[accept]]\nrule = "public-bucket-read"\nsubject = "Pictures"\n')
    assert [found.rule for found in done.standing] == ["public-bucket-read", "acceptance-without-reason"]
    assert str(done.standing[1].location) == "stockade.toml:2"


def test_past_its_day_it_accepts_nothing_and_is_a_finding() -> None:
    entry = f'[[accept]]\nrule = "public-bucket-read"\nsubject = "Pictures"\nexpires = 2026-11-23\n{REASON}'
    done = _accept(config=entry)
    assert [found.rule for found in done.standing] == ["public-bucket-read", "acceptance-expired"]


def test_a_public_route_without_a_reason_is_a_finding() -> None:
    done = _accept(config='[[public]]\nroute = "GET /"\nreason = " "\n')
    assert [found.rule for found in done.standing] == ["public-bucket-read", "acceptance-without-reason"]


@pytest.mark.parametrize(
    "template",
    [
        "\n# stockade: accept[public-bucket-read] a shop window\nPictures:\n",
        "\n\nPictures: # stockade: accept[former-name] a shop window\n",
    ],
)
def test_comments_accept(template: str) -> None:
    done = _accept(template=template)
    assert done.standing == ()
    assert done.accepted[0].acceptance.means == "comment"


def test_a_comment_two_lines_above_is_too_far() -> None:
    done = _accept(template="# stockade: accept[public-bucket-read] a shop window\n\nPictures:\n")
    assert done.standing == (FINDING,)


@pytest.mark.parametrize(
    "item", ["public-bucket-read: a shop window", {"rule": "public-bucket-read", "reason": "a shop window"}]
)
def test_metadata_accepts(item: object) -> None:
    done = _accept(metadata=List((plain(item),)))
    assert done.standing == ()
    assert done.accepted[0].acceptance.means == "metadata"


def test_a_reason_that_is_not_known_is_open() -> None:
    item = Map({"rule": Lit("public-bucket-read"), "reason": Param("Reason")})
    (_, fault) = _accept(metadata=List((item,))).standing
    assert (fault.rule, fault.kind) == ("acceptance-without-reason", "open")


def test_what_the_user_wrote_counts_for_what_was_made_from_it() -> None:
    role = Role("FunctionRole", "role", NOWHERE, made_from="Function")
    app = replace(_app(), roles={"FunctionRole": role})
    finding = replace(FINDING, subject="FunctionRole", resource="FunctionRole")
    config = parse_config(f'[[accept]]\nrule = "public-bucket-read"\nsubject = "Function"\n{REASON}')
    done = accept([finding], [app], config, read=lambda _file: None, today=TODAY)
    assert done.standing == ()


def test_a_baseline_accepts_everything() -> None:
    config = entries(acceptable([FINDING]), TODAY)
    assert _accept(config=config).standing == ()


def test_a_baseline_leaves_faults_of_acceptances() -> None:
    assert acceptable([replace(FINDING, rule="acceptance-expired")]) == ()


def test_any_text_can_be_quoted() -> None:
    import tomllib

    nasty = 'a"b\\c\n\x7f\u2028é\U0001f600'
    assert tomllib.loads(f"x = {quoted(nasty)}") == {"x": nasty}
    assert tomllib.loads(f"x = {quoted(chr(0xD800))}") == {"x": "\ufffd"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"config": f'\n[[accept]]\nrule = "public-bucket-read"\nsubject = "Others"\n{REASON}'},
            "stockade.toml:2: the acceptance of public-bucket-read on Others matches no finding",
        ),
        (
            {"config": f'[[accept]]\nfingerprint = "0123"\n{REASON}'},
            "stockade.toml:1: the acceptance of 0123 matches no finding",
        ),
        (
            {"template": "# stockade: accept[public-bucket-write] so\nPictures:\n"},
            "template.yaml:1: the acceptance of public-bucket-write matches no finding",
        ),
        (
            {"template": "\n\nPictures:  # stockade: accept[public-bucket-read, no-dlq] so\n"},
            "template.yaml:3: the acceptance of no-dlq matches no finding",
        ),
        (
            {"metadata": List((plain("no-dlq: so"),))},
            "template.yaml:3: the acceptance of no-dlq on Pictures matches no finding",
        ),
    ],
)
def test_acceptances_that_match_nothing_are_said(given: dict[str, Any], said: str) -> None:
    (notice,) = _accept(**given).idle
    assert f"{notice.location}: {notice.text}" == said


@pytest.mark.parametrize(
    "config",
    [
        f'[[accept]]\nrule = "public-bucket-read"\nsubject = "Pictures"\n{REASON}' * 2,
        f'[[accept]]\nrule = "pedantic-rule"\nsubject = "Pictures"\n{REASON}',
        f'[[accept]]\nrule = "no-dlq"\nsubject = "Pictures"\nexpires = 2026-11-23\n{REASON}',
        '[[accept]]\nrule = "no-dlq"\nsubject = "Pictures"\n',
    ],
    ids=["matched twice", "of a rule that does not run", "expired: a finding", "without a reason: a finding"],
)
def test_acceptances_of_which_nothing_is_to_be_said(config: str) -> None:
    assert _accept(config=config).idle == ()

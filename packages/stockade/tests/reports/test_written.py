import pytest

from stockade.reports.as_json import environment_value
from stockade.reports.written import named, reference, why_unknown, written
from stockade.values import (
    ABSENT,
    Attr,
    Concat,
    Cond,
    Dynamic,
    Import,
    List,
    Lit,
    Map,
    Param,
    Pseudo,
    Ref,
    Unknown,
    Value,
)

ARN = Concat((Lit("arn:"), Pseudo("AWS::Partition"), Lit(":s3:::"), Ref("Bucket"), Lit("/*")))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Lit("x"), "x"),
        (Lit(True), "true"),
        (Lit("AKIA" + "Z7QXN4LMB2WERT5Y"), "***"),
        (Ref("Table"), "${Table}"),
        (Attr("Table", "Arn"), "${Table.Arn}"),
        (Param("Stage", Lit("dev")), "${Stage}"),
        (ARN, "arn:${AWS::Partition}:s3:::${Bucket}/*"),
        (Cond("IsProd", Lit("a"), Ref("B")), "${IsProd?a:${B}}"),
        (Import(Lit("shared-table")), "${import shared-table}"),
        (Dynamic("ssm", "/path"), "{{resolve:ssm:/path}}"),
        (Unknown("a macro"), "${?}"),
        (List((Lit("x"),)), "${?}"),
    ],
)
def test_values_as_text(value: Value, shown: str) -> None:
    assert written(value) == shown


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (Param("Key"), "parameter Key has no default"),
        (Import(Lit("x")), "a value another stack exports"),
        (Dynamic("ssm", "/x"), "fetched from ssm at deployment"),
        (Cond("IsProd", Lit("a"), Lit("b")), "depends on the condition IsProd"),
        (Pseudo("AWS::Region"), "AWS::Region is known at deployment"),
        (Map(), "made of parts that are known at deployment"),
        (ABSENT, "AWS::NoValue is known at deployment"),
    ],
)
def test_reasons(value: Value, reason: str) -> None:
    assert why_unknown(value) == reason


def test_one_reference_is_an_edge_two_are_none() -> None:
    assert reference(ARN) == "Bucket"
    assert reference(Concat((Ref("A"), Ref("B")))) is None


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("MODE", Param("Mode", Lit("x")), "x"),
        ("MODE", Param("DbPassword", Lit("hunter22")), "***"),
        ("MODE", Param("Quiet", Lit("hunter22"), no_echo=True), "***"),
        ("MODE", Param("Quiet", no_echo=True), None),
        ("API_KEY", Lit("abc"), "***"),
        ("API_KEY", Lit(""), ""),
        ("API_KEY", Ref("Key"), None),
    ],
)
def test_named_values(name: str, value: Value, shown: str | None) -> None:
    assert named(name, value) == shown


def test_an_environment_never_holds_a_secret_among_alternatives() -> None:
    value = Cond("IsProd", Lit("hunter22-prod"), Lit("hunter22-dev"))
    assert "hunter22" not in repr(environment_value("DB_PASSWORD", value))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Server=x;User Id=u;Password=Hunter2222;", "Server=x;User Id=u;Password=***;"),
        ('{"password": "Hunter2222", "a": 1}', '{"password": "***", "a": 1}'),
        ("https://hooks.example/?a=1&api_key=Hunter2222&b=2", "https://hooks.example/?a=1&api_key=***&b=2"),
        ("Basic SHVudGVyMjIyMg==", "Basic ***"),
        ("https://shop.example/?page=token", "https://shop.example/?page=token"),
        ("my-secret-name", "my-secret-name"),
    ],
)
def test_what_a_text_itself_calls_a_secret_is_hidden(value: str, shown: str) -> None:
    assert written(Lit(value)) == shown
    assert named("VARIABLE", Lit(value)) == shown


def test_a_secret_parameter_hides_the_text_it_is_in() -> None:
    parameter = Param("Given", Lit("Hunter2222"), no_echo=True)
    assert named("URL", Concat((Lit("https://x/?k="), parameter))) == "***"

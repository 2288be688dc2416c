import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockade.findings.redaction import has_secret_format, names_secret, redact, secrets_of, shown
from stockade.model import App, Function, Parameter, Resource
from stockade.values import NOWHERE, Cond, List, Lit, Map, Param, Ref, Value


@pytest.mark.parametrize(
    "name",
    [
        "DB_PASSWORD",
        "dbPassword",
        "API_KEY",
        "ApiKey",
        "STRIPE_SECRET",
        "authToken",
        "TOKEN",
        "JWT_KEY",
        "PassPhrase",
        "privateKey",
        "clientSecret",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert names_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "SECRET_NAME",
        "SecretArn",
        "PASSWORD_PARAMETER",
        "TOKEN_URL",
        "TABLE",
        "KEY",
        "KeyId",
        "BYPASS_CACHE",
        "Compass",
        "TokenTable",
        "API_KEY_ID",
        "SECRET_PATH",
        "MONKEY",
    ],
)
def test_names_of_other_things(name: str) -> None:
    assert not names_secret(name)


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("id AKIAIOSFODNN7EXAMPLE here", "id *** here"),
        ("ghp_" + "a" * 36, "***"),
        ("sk_live_abcdefghijklmnop1234", "***"),
        ("postgres://shop:hunter22@db.example.com/x", "postgres://***@db.example.com/x"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nrest", "***\nrest"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE", "***"),
        ("task-management-of-every-single-thing", "task-management-of-every-single-thing"),
        ("arn:aws:iam::123456789012:role/x", "arn:aws:iam::123456789012:role/x"),
    ],
)
def test_formats_of_secrets(written: str, left: str) -> None:
    assert redact(written) == left
    assert has_secret_format(written) == (written != left)


def test_named_texts() -> None:
    assert shown("DB_PASSWORD", "hunter22") == "***"
    assert shown("TABLE", "orders") == "orders"


def _app(**parts: object) -> App:
    return App(name="a", template="t.yaml", format="sam", **parts)  # type: ignore[arg-type]


def test_secrets_of_an_application() -> None:
    environment: dict[str, Value] = {
        "DB_PASSWORD": Lit("hunter2-hunter2"),
        "API_KEY": Cond("IsProd", Param("Key", Lit("prod-key-0123")), Lit("dev-key-0123")),
        "SECRET": Ref("Secret"),
        "TABLE": Lit("orders-table"),
    }
    function = Function("F", "", "", "", "", NOWHERE, environment=environment)
    properties = Map(
        {"List": List((Map({"MasterUserPassword": Lit("correct-horse")}),)), "Password": Lit("short")}
    )
    app = _app(
        functions={"F": function},
        resources={"Db": Resource("Db", "AWS::RDS::DBInstance", Lit("db"), NOWHERE, properties)},
        parameters={"Quiet": Parameter("Quiet", "String", Lit("not-echoed"), no_echo=True)},
    )
    assert set(secrets_of(app)) == {
        "hunter2-hunter2",
        "prod-key-0123",
        "dev-key-0123",
        "correct-horse",
        "not-echoed",
    }
    assert redact("it is hunter2-hunter2!", secrets_of(app)) == "it is ***!"


def test_words_of_our_own_stay() -> None:
    app = _app(parameters={"P": Parameter("P", "String", Lit("password"), no_echo=True)})
    assert secrets_of(app) == ()


@given(st.text(min_size=6), st.text(), st.text())
def test_a_known_secret_never_remains(secret: str, before: str, after: str) -> None:
    left = redact(f"{before}{secret}{after}", (secret,))
    assert secret not in left.replace("***", "\0") or secret in "***" * 3
